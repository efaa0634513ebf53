//! Commands that ask for what their line does not say, and `debug ip icmp` and `debug ip packet`, which show what they send.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::ip::ipv4;
use ikelab_core::sim::{Cause, Scenario, Trace, run};
use ikelab_core::transcript;
use ikelab_tests::lab::{R1, preset};

/// The published pair with nobody pinging, and these lines typed at R1.
fn typed(lines: &[&str]) -> Trace {
    let quiet = Scenario {
        stimuli: Vec::new(),
        ..preset()
    };
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    run(&quiet.typed_after(&run(&quiet), 0, R1, &lines))
}

/// What stands on R1's screen in the end.
fn screen(lines: &[&str]) -> String {
    transcript::screen(&transcript::console(&typed(lines), R1))
}

#[test]
fn ping_asks() {
    let answers = ["ping", "", "10.10.10.2", "2", "", "", ""];
    assert_eq!(
        screen(&answers),
        "R1#ping\n\
         Protocol [ip]: \n\
         Target IP address: 10.10.10.2\n\
         Repeat count [5]: 2\n\
         Datagram size [100]: \n\
         Timeout in seconds [2]: \n\
         Extended commands [n]: \n\
         \n\
         Type escape sequence to abort.\n\
         Sending 2, 100-byte ICMP Echos to 10.10.10.2, timeout is 2 seconds:\n\
         !!\n\
         Success rate is 100 percent (2/2), round-trip min/avg/max = 8/8/8 ms\n"
    );
}

#[test]
fn ping_asks_on_and_sends_what_was_answered() {
    let asked = [
        "ping",
        "ip",
        "10.10.10.2",
        "1",
        "200",
        "3",
        "y",
        "Ethernet1/0",
        "184",
        "yes",
        "no",
        "0x1234",
        "",
        "",
    ];
    let screen = screen(&asked);
    let printed = "Loose, Strict, Record, Timestamp, Verbose[none]: \n\
                   Sweep range of sizes [n]: \n\
                   \n\
                   Type escape sequence to abort.\n\
                   Sending 1, 200-byte ICMP Echos to 10.10.10.2, timeout is 3 seconds:\n\
                   Packet sent with a source address of 10.10.10.1\n\
                   Packet sent with the DF bit set\n\
                   !\n";
    assert!(screen.contains(printed), "{screen}");
    let trace = typed(&asked);
    let sent = trace.packets.iter().find(|packet| packet.name == PacketName::Clear);
    let sent = ipv4::Packet::decode(&sent.expect("it goes in the clear").bytes).expect("it is a packet");
    assert_eq!((sent.tos, sent.dont_fragment, sent.payload.len()), (184, true, 180));
    assert_eq!(sent.payload[8..12], [0x12, 0x34, 0x12, 0x34]);
}

#[test]
fn an_answer_that_is_none_ends_the_command() {
    for (answers, said) in [
        (
            &["ping", "ipx"] as &[&str],
            "Protocol [ip]: ipx\n% Not simulated: only the default\n",
        ),
        (
            &["ping", "", ""],
            "Target IP address: \n% Invalid answer: A.B.C.D or WORD\n",
        ),
        (
            &["ping", "", "10.10.10.2", "0"],
            "Repeat count [5]: 0\n% Invalid answer: <1-10000>\n",
        ),
        (
            &["ping", "", "10.10.10.2", "", "", "", "perhaps"],
            "Extended commands [n]: perhaps\n% Please answer 'yes' or 'no'.\n",
        ),
        (
            &["ping", "", "10.10.10.2", "", "", "", "y", "", "", "", "y"],
            "Validate reply data? [no]: y\n% Not simulated: only the default\n",
        ),
        (&["ping", "", "^C"], "Target IP address: ^C\n"),
        (
            &["ping", "", "nobody", "", "", "", ""],
            "Translating \"nobody\"\n% Unrecognized host or address, or protocol not running.\n",
        ),
    ] {
        let lines = [answers, &["show clock"]].concat();
        let screen = screen(&lines);
        assert!(screen.contains(&format!("{said}R1#show clock\n")), "{screen}");
        assert!(!screen.contains("Sending"), "{screen}");
    }
}

#[test]
fn a_name_is_looked_up_among_the_hosts() {
    let lines = [
        "configure terminal",
        "ip host Peer 10.10.10.2",
        "end",
        "ping peer repeat 1",
    ];
    assert!(screen(&lines).contains("Sending 1, 100-byte ICMP Echos to 10.10.10.2,"));
}

#[test]
fn a_question_has_no_help_and_do_may_ask_in_configuration() {
    let trace = typed(&["configure terminal", "do ping", ""]);
    let console = &trace.status(trace.last_step())[R1.index()].console;
    assert_eq!(console.prompt(), "Target IP address: ");
    assert!(ikelab_core::exec::help(console, "").is_empty());
    let screen = screen(&[
        "configure terminal",
        "do ping",
        "",
        "10.10.10.2",
        "1",
        "",
        "",
        "",
        "exit",
    ]);
    assert!(screen.contains("R1(config)#exit\n"), "{screen}");
}

#[test]
fn traceroute_asks() {
    let screen = screen(&["traceroute", "", "10.10.10.2", "", "", "1", "2", "", "4", "", ""]);
    assert!(
        screen.contains(
            "R1#traceroute\n\
             Protocol [ip]: \n\
             Target IP address: 10.10.10.2\n\
             Source address: \n\
             Numeric display [n]: \n\
             Timeout in seconds [3]: 1\n\
             Probe count [3]: 2\n\
             Minimum Time to Live [1]: \n\
             Maximum Time to Live [30]: 4\n\
             Port Number [33434]: \n\
             Loose, Strict, Record, Timestamp, Verbose[none]: \n\
             \n\
             Type escape sequence to abort.\n\
             Tracing the route to 10.10.10.2\n"
        ),
        "{screen}"
    );
    let last = screen
        .lines()
        .rev()
        .find(|line| line.contains("msec"))
        .unwrap_or_default();
    assert_eq!(last.matches("msec").count() + last.matches('*').count(), 2, "{screen}");
}

/// R1's records between what it prints.
fn records(lines: &[&str]) -> Vec<String> {
    let trace = typed(lines);
    let console = transcript::console(&trace, RouterId::R1).into_iter();
    let stamped = console.filter(|entry| matches!(entry.kind, transcript::EntryKind::Record(_)));
    let text = stamped.map(|entry| entry.text.split_once(": ").map(|(_, text)| text.to_owned()));
    text.flatten().collect()
}

#[test]
fn debug_ip_shows_the_routers_own_packets() {
    let quiet = ["undebug all", "debug ip icmp", "debug ip packet"];
    assert_eq!(
        records(&[&quiet as &[&str], &["ping 10.10.10.2 repeat 1"]].concat()),
        [
            "IP: s=10.10.10.1 (local), d=10.10.10.2 (Ethernet1/0), len 100, sending",
            "IP: s=10.10.10.2 (Ethernet1/0), d=10.10.10.1 (Ethernet1/0), len 100, rcvd 3",
            "ICMP: echo reply rcvd, src 10.10.10.2, dst 10.10.10.1",
        ]
    );
    let unroutable = [
        "configure terminal",
        "no ip route 0.0.0.0 0.0.0.0 10.10.10.2",
        "end",
        "ping 9.9.9.9 repeat 1",
    ];
    let records = records(&[&quiet as &[&str], &unroutable].concat());
    let last = records.last().map(String::as_str);
    assert_eq!(
        last,
        Some("IP: s=0.0.0.0 (local), d=9.9.9.9, len 100, unroutable"),
        "{records:?}"
    );
    let shown = screen(&[&quiet as &[&str], &["show debugging"]].concat());
    assert!(
        shown.contains("Generic IP:\n  ICMP packet debugging is on\n  IP packet debugging is on\n"),
        "{shown}"
    );
}

#[test]
fn a_ping_that_is_typed_is_a_step_and_its_packet_the_next() {
    let trace = typed(&["show clock", "ping 10.10.10.2 repeat 1"]);
    let steps: Vec<_> = trace
        .steps
        .iter()
        .map(|step| (step.cause, step.packet.is_some()))
        .collect();
    assert_eq!(
        steps[..3],
        [(Cause::Start, false), (Cause::Typed, false), (Cause::Sent, true)],
        "{steps:?}"
    );
}
