//! Access lists as people type them.
#![cfg(not(target_arch = "wasm32"))]

use ikelab_core::ios::access_list::{AccessListId, Flow, Protocol};
use ikelab_core::ios::diagnostic::Code;
use ikelab_core::ios::{Platform, RunningConfig, parse, running_config};
use ikelab_core::ipsec::manual::Direction;

fn read(text: &str) -> RunningConfig {
    let (config, said) = parse(text, Platform::default());
    assert_eq!(said, [], "{text}");
    let shown = running_config::show(&config);
    let mut saved = config.clone();
    // Sequence numbers are not saved.
    saved.access_lists.values_mut().for_each(|list| list.resequence(10, 10));
    assert_eq!(parse(&shown, Platform::default()).0, saved, "{shown}");
    config
}

/// The lines of the list `L` as `show running-config` has them.
fn lines(text: &str) -> Vec<String> {
    let config = read(text);
    let list = config.access_list(&AccessListId::from("L")).unwrap();
    list.lines.iter().map(ToString::to_string).collect()
}

#[test]
fn numbers_say_where_a_line_goes() {
    let text = "ip access-list extended L\n 20 permit ip any host 2.2.2.2\n 10 permit ip any host 1.1.1.1\n";
    assert_eq!(
        lines(text),
        ["permit ip any host 1.1.1.1", "permit ip any host 2.2.2.2"]
    );
    let more = format!("{text} permit ip any host 3.3.3.3\n no 20\n 15 remark here\n 16 deny ip any any log\n");
    let expected = [
        "permit ip any host 1.1.1.1",
        "remark here",
        "deny ip any any log",
        "permit ip any host 3.3.3.3",
    ];
    assert_eq!(lines(&more), expected);
    let moved =
        format!("{more}ip access-list resequence L 100 5\nip access-list extended L\n 101 permit gre any any\n");
    assert_eq!(lines(&moved)[1..3], ["remark here", "permit gre any any"]);
    let twice = format!("{text} 10 deny ip any any\n");
    let said = parse(&twice, Platform::default()).1;
    assert_eq!(
        said.iter().map(|it| it.code).collect::<Vec<_>>(),
        [Code::DuplicateSequence]
    );
}

#[test]
fn ports_have_names_and_operators() {
    let typed = [
        ("permit tcp any any eq telnet", "permit tcp any any eq telnet"),
        (
            "permit tcp any any eq 80 established",
            "permit tcp any any eq www established",
        ),
        (
            "permit udp any eq isakmp any eq 500",
            "permit udp any eq isakmp any eq isakmp",
        ),
        (
            "deny tcp any gt 1023 any lt 1024 log-input",
            "deny tcp any gt 1023 any lt 1024 log",
        ),
        (
            "deny udp any neq domain any range 33400 33500",
            "deny udp any neq domain any range 33400 33500",
        ),
        ("permit icmp any any echo-reply", "permit icmp any any echo-reply"),
        (
            "permit icmp any host 1.1.1.1 8 0 log",
            "permit icmp any host 1.1.1.1 8 0 log",
        ),
        (
            "permit ip any any precedence critical",
            "permit ip any any precedence critical",
        ),
    ];
    for (line, shown) in typed {
        assert_eq!(lines(&format!("ip access-list extended L\n {line}\n")), [shown]);
    }
}

#[test]
fn ports_are_matched() {
    let matches = |line: &str, port| {
        let config = read(&format!("access-list 150 permit tcp any any {line}\n"));
        let address = [10, 0, 0, 1].into();
        config
            .access_list(&AccessListId::Numbered(150))
            .unwrap()
            .permits(&Flow {
                protocol: Protocol::TCP.number(),
                source: address,
                source_port: 1,
                destination: address,
                destination_port: port,
            })
    };
    let found = |line: &str| [22, 23, 24].map(|port| matches(line, port));
    assert_eq!(found("eq telnet"), [false, true, false]);
    assert_eq!(found("gt 23"), [false, false, true]);
    assert_eq!(found("lt 23"), [true, false, false]);
    assert_eq!(found("neq 23"), [true, false, true]);
    assert_eq!(found("range 22 telnet"), [true, true, false]);
}

#[test]
fn standard_lists_look_at_sources() {
    let config = read(
        "access-list 10 remark inside\naccess-list 10 permit 10.1.0.0 0.0.255.255\naccess-list 10 deny host 10.9.9.9\n\
         access-list 10 permit 10.8.8.8 log\naccess-list 1300 permit any\nip access-list standard ADMINS\n permit 10.2.2.2\n",
    );
    let shown = running_config::show(&config);
    for line in [
        "access-list 10 remark inside\naccess-list 10 permit 10.1.0.0 0.0.255.255\naccess-list 10 deny 10.9.9.9\n",
        "access-list 10 permit 10.8.8.8 log\n",
        "access-list 1300 permit any\n",
        "ip access-list standard ADMINS\n permit 10.2.2.2\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
}

#[test]
fn access_groups_are_kept_with_their_direction() {
    let lists = "access-list 101 permit icmp any any\nip access-list standard HOSTS\n permit any\n";
    let text = format!("interface e0/0\n ip access-group HOSTS out\n ip access-group 101 in\n{lists}");
    let config = read(&text);
    let groups = &config.interfaces.values().next().unwrap().access_groups;
    assert_eq!(groups.inbound, Some(AccessListId::Numbered(101)));
    assert_eq!(groups.outbound, Some(AccessListId::from("HOSTS")));
    let shown = running_config::show(&config);
    assert!(
        shown.contains(" no ip address\n ip access-group 101 in\n ip access-group HOSTS out\n"),
        "{shown}"
    );
    let config = read(&format!("{text}interface e0/0\n no ip access-group 101 in\n"));
    let groups = &config.interfaces.values().next().unwrap().access_groups;
    assert_eq!((&groups.inbound, groups.outbound.is_some()), (&None, true));
}

#[test]
fn an_access_group_without_a_list_is_reported_and_lets_everything_pass() {
    let text = "interface e0/0\n ip access-group 101 in\ninterface e0/1\n ip access-group EMPTY out\n\
                ip access-list extended EMPTY\n";
    let (config, said) = parse(text, Platform::default());
    let codes: Vec<_> = said.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(codes, [(2, Code::AccessListMissing), (4, Code::AccessListMissing)]);
    for (name, direction) in [("e0/0", Direction::Inbound), ("e0/1", Direction::Outbound)] {
        let name = name.parse().unwrap();
        assert_eq!(config.filter(name, direction, &flow(1), Some((8, 0))), None);
    }
}

fn flow(protocol: u8) -> Flow {
    Flow {
        protocol,
        source: [10, 0, 0, 1].into(),
        source_port: 0,
        destination: [10, 0, 0, 2].into(),
        destination_port: 0,
    }
}

/// The number of the line that means a message of ICMP.
#[test]
fn access_groups_look_at_the_messages_of_icmp() {
    let config = read(
        "interface e0/0\n ip access-group L in\nip access-list extended L\n permit icmp any any echo\n \
         deny icmp any any unreachable\n permit icmp any any 11 0\n deny icmp any any time-exceeded\n permit udp any any\n",
    );
    let name = "Ethernet0/0".parse().unwrap();
    let line = |protocol, icmp| {
        let filter = config.filter(name, Direction::Inbound, &flow(protocol), icmp).unwrap();
        (filter.permits(), filter.line.map(|(number, _)| number))
    };
    assert_eq!(line(1, Some((8, 0))), (true, Some(10)));
    assert_eq!(line(1, Some((3, 13))), (false, Some(20)), "whatever the code");
    assert_eq!(line(1, Some((11, 0))), (true, Some(30)));
    assert_eq!(line(1, Some((11, 1))), (false, Some(40)));
    assert_eq!(line(1, Some((0, 0))), (false, None), "the implicit deny");
    assert_eq!(line(17, None), (true, Some(50)));
}

/// Lines with object groups keep their place and their number, and match nothing; IOS does not take them for IPsec.
#[test]
fn object_groups_are_kept_with_a_word() {
    let text = "ip access-list extended OFFICES
 permit ip object-group HERE object-group THERE
 permit object-group WEB any host 192.0.2.80
 permit tcp any host 192.0.2.81 syn ack
access-list 150 deny ip any object-group THERE log
";
    let (config, diagnostics) = parse(text, Platform::default());
    let shown = running_config::show(&config).to_string();
    for line in [
        " permit ip object-group HERE object-group THERE\n",
        " permit object-group WEB any host 192.0.2.80\n",
        " permit tcp any host 192.0.2.81 syn ack\n",
        "access-list 150 deny ip any object-group THERE log\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    let places: Vec<(u32, Code)> = diagnostics.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(places, [2, 3, 5].map(|line| (line, Code::Unsimulated)));
    assert!(diagnostics[0].message.contains("crypto map"));
    let list = config.access_list(&"OFFICES".into()).expect("the list");
    let numbers: Vec<u32> = list.numbered().map(|(number, _)| number).collect();
    assert_eq!(numbers, [30]);
    let without = text.replace(" permit tcp", " no 10\n permit tcp");
    let config = parse(&without, Platform::default()).0;
    assert!(
        !running_config::show(&config).to_string().contains("HERE object"),
        "{without}"
    );
}
