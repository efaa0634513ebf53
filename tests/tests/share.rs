//! Links that are out there open for ever, are short, and say what is wrong with them.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::sim::{self, Action, Fault, FaultKind, PacketRef, Scenario, Stimulus, forgery};
use ikelab_core::time::SimTime;
use ikelab_share::{self as share, Keys, LessonPlace, LinkError, Page, View, file, limits};
use ikelab_tests::lab::{R1, R2, preset};
use ikelab_tests::link::{content, sealed};

/// Links of version 1, made when version 1 was, and what is in them. Neither file of a pair is ever changed: a page that
/// cannot open the link as it was meant is broken.
const VERSION_1: &[(&str, &str, &str)] = &include!("../links/1.rs");

#[test]
fn links_of_version_1_open_for_ever() {
    for (name, link, meant) in VERSION_1 {
        let opened = share::decode(link).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(file::write(&opened.scenario, &opened.view), *meant, "{name}");
        let keys = if *name == "keys-included" {
            Keys::Include
        } else {
            Keys::LeaveOut
        };
        assert_eq!(
            opened.keys_left_out,
            if *name == "keys-left-out" { 2 } else { 0 },
            "{name}"
        );
        // As long as this is the newest version, the same state gives the same link.
        let again = share::encode(&opened.scenario, &opened.view, keys).expect("it keeps the limits");
        assert_eq!(format!("#{again}"), link.trim(), "{name}");
    }
}

/// The steps that the links point at are there.
#[test]
fn links_lead_to_steps() {
    for (name, link, _) in VERSION_1 {
        let opened = share::decode(link).expect("it is a link");
        let trace = sim::run(&opened.scenario);
        assert!(
            opened.view.step(&trace).is_ok(),
            "{name}: {:?}",
            opened.view.step(&trace)
        );
    }
}

#[test]
fn a_link_and_a_file_name_any_part_of_the_page() {
    for page in [Page::Exchange, Page::Configurations, Page::Keys, Page::Compare] {
        let view = View {
            page,
            ..View::default()
        };
        let link = share::encode(&preset(), &view, Keys::Include).expect("it keeps the limits");
        assert_eq!(share::decode(&link).expect("it is a link").view, view);
        let text = file::write(&preset(), &view);
        assert_eq!(file::read(&text).expect("it is a file").1, view);
    }
}

fn length(scenario: &Scenario, view: &View) -> usize {
    share::encode(scenario, view, Keys::Include)
        .expect("it keeps the limits")
        .len()
        + 1
}

fn typed(at: u64, router: RouterId, line: &str) -> Stimulus {
    Stimulus {
        at: SimTime(at),
        action: Action::Type {
            router,
            line: line.into(),
        },
    }
}

#[test]
fn a_preset_with_switches_takes_at_most_200_characters() {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        setup.platform.accelerator = true;
        setup.platform.what_if = WhatIf {
            seal_without_authentication: true,
            seal_with_manual_keys: true,
        };
    }
    scenario.seed = u64::MAX;
    scenario.stimuli.extend([
        typed(20_000, R1, "configure terminal\nno crypto engine accelerator\nend"),
        typed(20_100, R2, "configure terminal\nno crypto engine accelerator\nend"),
    ]);
    let view = View {
        at: Some("R2.ESP1:2".into()),
        event: Some(1000),
        page: Page::Configurations,
        field: Some("isakmp/sa/proposal:1/transform:1/attribute:encryption-algorithm".into()),
        lesson: Some(LessonPlace {
            id: "two-time-pad".into(),
            beat: 12,
        }),
        language: Some("en".into()),
        ..View::default()
    };
    assert!(length(&scenario, &view) <= 200, "{}", length(&scenario, &view));
}

/// A long session: both configurations edited at many places, sixty lines typed, manual keys with random digits, and each
/// of ten ESP packets forged throughout.
#[test]
fn what_is_made_in_the_page_takes_at_most_2000_characters() {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        for (old, new) in [
            ("hash md5", "hash sha"),
            ("encr aes 256", "encr 3des"),
            ("group 2", "group 5\n lifetime 3600"),
            ("cisco123", "a-longer-secret-of-our-own"),
            ("esp-seal esp-sha-hmac", "esp-aes 128 esp-md5-hmac"),
            (
                "ip cef\n",
                "ip cef\n!\n! The second week's exercise: find the line that is missing.\n",
            ),
            ("match address 100", "set pfs group2\n match address 100"),
        ] {
            assert!(setup.configuration.contains(old), "{old}");
            setup.configuration = setup.configuration.replace(old, new);
        }
    }
    let lines = [
        "show crypto isakmp sa",
        "show crypto ipsec sa",
        "configure terminal",
        "crypto map cisco 10 ipsec-manual",
        "set session-key inbound esp 4097 cipher 8f0c3a17d25be9640a71c6f8e39d4b5217606faa authenticator 5d1b9b7e60c2f4a83c1e",
        "end",
        "clear crypto sa",
        "ping 172.18.124.10 source 20.20.20.1 repeat 7",
        "show running-config | begin crypto map",
        "show access-lists",
    ];
    for (index, line) in lines.iter().cycle().take(60).enumerate() {
        let router = RouterId::BOTH[index / 10 % 2];
        scenario.stimuli.push(typed(8_000 + 1_733 * index as u64, router, line));
    }
    let trace = sim::run(&preset());
    let packets = trace.packets.iter().filter(|packet| packet.protection.is_some());
    let echoes = packets.filter_map(|packet| forgery::echo_data(packet, 0, b"Pay 1,000,000 to Mallory").ok());
    scenario.faults.extend(echoes.take(10).flatten());
    assert!(scenario.faults.len() > 200);
    let view = View::of_step(&trace, trace.last_step());
    assert!(length(&scenario, &view) <= 2000, "{}", length(&scenario, &view));
}

#[test]
fn a_key_of_ones_own_is_left_out_unless_asked_for() {
    let mut scenario = preset();
    let key = |router: RouterId, key: &str, scenario: &mut Scenario| {
        let text = &mut scenario.routers[router.index()].configuration;
        *text = text.replace("cisco123", key);
    };
    key(R1, "hunter2", &mut scenario);
    key(R2, "swordfish", &mut scenario);
    scenario
        .stimuli
        .push(typed(9000, R1, "cry isa key 0 swordfish addr 10.10.10.2"));
    scenario
        .stimuli
        .push(typed(9001, R1, "no crypto isakmp key hunter2 address 10.10.10.2"));
    scenario
        .stimuli
        .push(typed(9002, R1, "crypto isakmp key cisco123 address 10.10.10.2"));
    for (at, line) in [
        (9003, "  pre-shared-key address 10.10.10.2 key hunter2"),
        (9004, "pre-shared-key address 10.10.10.0 255.255.255.0 k 6 swordfish"),
        (9005, "no pre-shared-key hostname key key hunter2"),
    ] {
        scenario.stimuli.push(typed(at, R1, line));
    }
    let opened = |keys| {
        let link = share::encode(&scenario, &View::default(), keys).expect("it keeps the limits");
        share::decode(&link).expect("it is a link")
    };
    assert_eq!(opened(Keys::Include).scenario, scenario);
    let without = opened(Keys::LeaveOut);
    assert_eq!(without.keys_left_out, 2);
    let text = file::write(&without.scenario, &without.view);
    assert!(!text.contains("hunter2") && !text.contains("swordfish"));
    // Equal keys stay equal and different ones different; the preset's is public.
    assert!(text.contains("crypto isakmp key key-left-out-1 address 10.10.10.2"));
    assert!(text.contains("crypto isakmp key key-left-out-2 address 10.10.10.1"));
    assert!(text.contains("cry isa key 0 key-left-out-2 addr 10.10.10.2"));
    assert!(text.contains("no crypto isakmp key key-left-out-1 address 10.10.10.2"));
    assert!(text.contains("crypto isakmp key cisco123 address 10.10.10.2"));
    assert!(text.contains("pre-shared-key address 10.10.10.2 key key-left-out-1"));
    assert!(text.contains("pre-shared-key address 10.10.10.0 255.255.255.0 k 6 key-left-out-2"));
    assert!(text.contains("pre-shared-key hostname key key key-left-out-1"));
}

/// A mark may be longer than the key that it stands for, and what has kept the limits may not any more.
#[test]
fn a_link_that_is_made_can_be_opened() {
    let most = limits::CONFIGURATION as usize;
    let line = "crypto isakmp key k address 10.10.10.2\n";
    let mut made = Vec::new();
    for length in most - 20..=most + 1 {
        let mut scenario = preset();
        scenario.routers[0].configuration = format!("{line}{}", "!".repeat(length - line.len()));
        match share::encode(&scenario, &View::default(), Keys::LeaveOut) {
            Ok(link) => {
                let opened = share::decode(&link).unwrap_or_else(|error| panic!("{length} bytes: {error}"));
                assert_eq!(opened.keys_left_out, 1);
                made.push(length);
            }
            Err(much) => assert_eq!(
                (much.what, much.most),
                ("bytes of a configuration", limits::CONFIGURATION)
            ),
        }
    }
    let grows = "key-left-out-1".len() - "k".len();
    assert_eq!(made, (most - 20..=most - grows).collect::<Vec<_>>());
}

/// Within the limits of a scenario, a link may still be longer than one may be.
#[test]
fn a_link_that_would_be_too_long_is_not_made() {
    let [mut made, mut refused] = [0; 2];
    for length in 224_950..225_010 {
        let view = View {
            field: Some("x".repeat(length)),
            ..View::default()
        };
        match share::encode(&preset(), &view, Keys::LeaveOut) {
            Ok(link) => {
                assert_eq!(share::decode(&link).expect("it is a link").view, view);
                made += 1;
            }
            Err(much) => {
                assert_eq!(much.what, "characters");
                refused += 1;
            }
        }
    }
    assert!(made > 0 && refused > 0, "{made} were made, {refused} refused");
}

/// As long a file as a scenario within the limits can have: empty lines, characters that are escaped, and all there may be.
#[test]
fn a_file_at_the_limits_can_be_opened() {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        setup.configuration = "\n".repeat(limits::CONFIGURATION as usize);
    }
    let pin = scenario.pins.draws[0].clone();
    scenario.pins.draws = vec![
        sim::Pin {
            ordinal: u32::MAX,
            bytes: vec![0xff; limits::PIN as usize],
            ..pin
        };
        limits::PINS as usize
    ];
    let packet = "R2.ESP4294967295:4294967296".parse().expect("a packet");
    let kind = FaultKind::Corrupt {
        offset: u32::MAX,
        mask: 0xff,
    };
    scenario.faults = vec![Fault { packet, kind }; limits::FAULTS as usize];
    let line = "\u{1}".repeat(limits::TYPED as usize / limits::STIMULI as usize);
    scenario.stimuli = vec![typed(limits::MILLIS, R1, &line); limits::STIMULI as usize];
    let text = file::write(&scenario, &View::default());
    assert!(text.len() > 2_000_000, "{}", text.len());
    assert_eq!(file::read(&text), Ok((scenario.clone(), View::default())));
    let link = share::encode(&scenario, &View::default(), Keys::Include).expect("it keeps the limits");
    assert_eq!(share::decode(&link).expect("it is a link").scenario, scenario);
}

#[test]
fn a_link_that_cannot_be_opened_says_why() {
    for (link, error) in [
        ("", LinkError::NotALink),
        ("#", LinkError::NotALink),
        ("#main", LinkError::NotALink),
        ("#2abc", LinkError::NewerVersion),
        ("#1", LinkError::Damaged),
        ("#1twT", LinkError::Damaged),
        ("#1twTO=", LinkError::Damaged),
        ("https://example.org/#1twTO#1twTO", LinkError::Damaged),
    ] {
        assert_eq!(share::decode(link), Err(error), "{link}");
    }
    assert!(share::decode("https://example.org/ikelab/?a=b#1twTO").is_ok());
    let unknown = sealed(b"\x00\x04next");
    assert_eq!(share::decode(&unknown), Err(LinkError::UnknownPreset("next".into())));
    let far = PacketRef {
        from: R1,
        name: ikelab_core::effects::PacketName::Clear,
        occurrence: 0,
    };
    let scenario = Scenario {
        faults: vec![Fault {
            packet: far,
            kind: FaultKind::Delay(u64::MAX),
        }],
        ..preset()
    };
    assert!(share::encode(&scenario, &View::default(), Keys::LeaveOut).is_err());
    let long = format!("1{}", "A".repeat(400_000));
    assert!(matches!(share::decode(&long), Err(LinkError::TooMuch(_))));
}

/// A later page's additions: what may be passed over is, and what may not is named, with the rest at hand.
#[test]
fn a_newer_link_gives_what_is_known() {
    let view = View {
        at: Some("R1.MM4".into()),
        ..View::default()
    };
    let known = content(&share::encode(&preset(), &view, Keys::LeaveOut).expect("it keeps the limits"));
    let with = |tag: u8| share::decode(&sealed(&[&known[..], &[tag, 1, 7]].concat()));
    let opened = with(101).expect("an odd tag is passed over");
    assert_eq!(opened.view, view);
    let error = with(100).expect_err("an even one is not");
    assert_eq!(error.nearest(), Some(&opened));
}

#[test]
fn a_file_that_is_wrong_says_where_and_what_would_be_right() {
    let good = file::write(&preset(), &View::default());
    // What is written, what is written instead, behind what the error is found, and what it says.
    for (from, to, behind, what) in [
        ("50880,", "0x10,", "\"seed\": 0", "a comma or } is wanted here"),
        (
            "50880,",
            "\"1\",",
            "\"seed\": ",
            "a whole number from 0 to 18446744073709551615 is wanted here",
        ),
        ("\"seed\": 50880,", "", "", "the member \"seed\" is missing here"),
        (
            "\"seed\"",
            "\"seed\": 1, \"seed\"",
            "\"seed\": 1, ",
            "the member \"seed\" stands here twice: delete one",
        ),
        (
            "20.20.20.10",
            "20.20.20.256",
            "\"R2\": ",
            "“20.20.20.256” is not an IPv4 address such as 10.10.10.1",
        ),
        (
            "\"count\": 5, ",
            "",
            "    ",
            "either \"behind\", \"ping\", \"count\" and \"size\" are wanted in this, or \"router\" and \"type\"",
        ),
        (
            "\"count\": 5",
            "\"count\": null",
            "\"count\": ",
            "a whole number from 0 to 65535 is wanted here",
        ),
        (
            "\"count\": 5",
            "\"count\": [5]",
            "\"count\": ",
            "a whole number from 0 to 65535 is wanted here",
        ),
        (
            "{ \"at\"",
            "[1, 2],\n    { \"at\"",
            "    ",
            "an object in { } is wanted here",
        ),
        (
            "\"R2\", \"ping\"",
            "\"R3\", \"ping\"",
            "\"behind\": ",
            "“R3” is not \"R1\" or \"R2\"",
        ),
        (
            "\"hostname",
            "\"\thostname",
            "\"",
            "a line break or control character stands in a text: write \\n for a line break",
        ),
        (
            "\"stimuli\": [",
            "\"stimuli\": 7,\n  \"faults\": [",
            "\"stimuli\": ",
            "a list in [ ] is wanted here",
        ),
        (
            "\"count\"",
            "\"cout\": 1, \"count\"",
            "124.10\", ",
            "\"cout\" is no member of this; its members are at, behind, ping, count, size, router, type",
        ),
        (
            "\"ikelab\": 1",
            "\"ikelab\": 9",
            "\"ikelab\": ",
            "version 9 of the format is not known here, only 1: open it with a newer ikelab",
        ),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let error = file::read(&bad).expect_err(to);
        assert_eq!(error.what, what);
        let line = bad.lines().nth(error.line as usize - 1).expect("a line of the file");
        let before: String = line.chars().take(error.column as usize - 1).collect();
        assert!(before.ends_with(behind), "{what}: {before}");
    }
}

/// What of people stands in a configuration, and what of the lines is left in a link.
const SECRETS: &[(&str, &str)] = &[
    (
        "enable secret 5 $1$mERr$9cTjUIEqNGurQiFU.ZeCi1",
        "enable secret 5 <removed>",
    ),
    ("enable password level 7 0 Hush", "enable password level 7 0 <removed>"),
    (
        "username alice privilege 15 password 7 0822455D0A16",
        "username <removed> privilege 15 password 7 <removed>",
    ),
    ("username bob secret Tell it", "username <removed> secret <removed>"),
    (
        "snmp-server community Hush RO 10",
        "snmp-server community <removed> RO 10",
    ),
    (
        "snmp-server host 10.0.0.9 version 2c Hush",
        "snmp-server host 10.0.0.9 <removed>",
    ),
    (
        "snmp-server user alice ops v3 auth md5 Hush",
        "snmp-server user <removed>",
    ),
    (
        "tacacs-server host 10.0.0.9 key 7 0822455D0A16",
        "tacacs-server host 10.0.0.9 key 7 <removed>",
    ),
    ("radius-server key Hush", "radius-server key <removed>"),
    ("key chain ROUTES", "key chain ROUTES"),
    (" key 1", " key 1"),
    ("  key-string Hush", "  key-string <removed>"),
    (
        "crypto isakmp client configuration group VPN",
        "crypto isakmp client configuration group VPN",
    ),
    (" key Hush", " key <removed>"),
    ("interface Dialer1", "interface Dialer1"),
    (" ppp chap hostname alice", " ppp chap hostname <removed>"),
    (
        " ppp pap sent-username alice password 0 Hush",
        " ppp pap sent-username <removed> password 0 <removed>",
    ),
    (
        " ip ospf message-digest-key 1 md5 7 0822455D0A16",
        " ip ospf message-digest-key 1 md5 7 <removed>",
    ),
    (" standby 1 authentication Hush", " standby 1 authentication <removed>"),
    ("ip ftp username alice", "ip ftp username <removed>"),
    ("archive", "archive"),
    (" path ftp://alice:Hush@10.0.0.9/x", " path <removed>"),
    ("line vty 0 4", "line vty 0 4"),
    (" password 7 0822455D0A16", " password 7 <removed>"),
    ("service password-encryption", "service password-encryption"),
    (
        "crypto ipsec transform-set secret esp-aes esp-sha-hmac",
        "crypto ipsec transform-set secret esp-aes esp-sha-hmac",
    ),
    ("access-list 7 permit 10.0.0.1", "access-list 7 permit 10.0.0.1"),
    (
        "R9(config)#username carol password Hush",
        "username <removed> password <removed>",
    ),
    (
        " set session-key inbound esp 4097 cipher 8f0c3a17d25be964 authenticator 5D1B9B7E60c2f4a8",
        " set session-key inbound esp 4097 cipher 0000000000000001 authenticator 0000000000000002",
    ),
    (
        " set session-key outbound ah 256 5d1b9b7e60c2f4a8",
        " set session-key outbound ah 256 0000000000000002",
    ),
    (
        " no set sess out e 256 c 8f0c3a17d25be964 a 77",
        " no set sess out e 256 c 0000000000000001 a 03",
    ),
    (
        "R9(config)#crypto isakmp key Hush address 10.9.9.9",
        "crypto isakmp key key-left-out-1 address 10.9.9.9",
    ),
    ("R9#show running-config | include user", ""),
    (
        "*Mar  1 00:00:12.345: %SYS-5-CONFIG_I: Configured from console by alice on vty0",
        "",
    ),
];

#[test]
fn what_a_configuration_says_of_people_is_never_in_a_link() {
    let mut scenario = preset();
    let pasted: Vec<&str> = SECRETS.iter().map(|(line, _)| *line).collect();
    scenario.routers[0].configuration = pasted.join("\n");
    scenario.stimuli.push(typed(
        1,
        R2,
        "show users\nenable secret Hush\nusername alice password 0 Hush",
    ));
    for keys in [Keys::LeaveOut, Keys::Include] {
        let link = share::encode(&scenario, &View::default(), keys).expect("it keeps the limits");
        let opened = share::decode(&link).expect("it is a link");
        let mut expected: Vec<&str> = SECRETS.iter().map(|(_, line)| *line).collect();
        if keys == Keys::Include {
            for line in &mut expected {
                if line.contains("key-left-out-1") {
                    *line = "crypto isakmp key Hush address 10.9.9.9";
                }
            }
        }
        let lines: Vec<&str> = opened.scenario.routers[0].configuration.split('\n').collect();
        assert_eq!(lines, expected);
        let Some(Action::Type { line, .. }) = opened.scenario.stimuli.last().map(|it| &it.action) else {
            panic!("the typed lines are there");
        };
        assert_eq!(
            line,
            "show users\nenable secret <removed>\nusername <removed> password 0 <removed>"
        );
        let again = share::encode(&opened.scenario, &View::default(), keys);
        assert_eq!(again.expect("it keeps the limits"), link);
    }
}
