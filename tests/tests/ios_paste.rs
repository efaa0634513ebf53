//! Configurations as people paste them: cleaned once, with their line numbers; both routers in one text.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::ios::diagnostic::{Code, Severity};
use ikelab_core::ios::paste::{Kind, clean, split};
use ikelab_core::ios::{Platform, RunningConfig, parse, presets, running_config};

fn config(text: &str) -> RunningConfig {
    parse(text, Platform::default()).0
}

/// Each kind that was taken out: its first line, and how many lines had it.
fn removed(text: &str) -> Vec<(Kind, u32, u32)> {
    let cleaned = clean(text);
    assert_eq!(
        clean(&cleaned.text).text,
        cleaned.text,
        "cleaning twice is cleaning once"
    );
    let removals = cleaned.removals.iter();
    removals.map(|it| (it.kind, it.line, it.count)).collect()
}

const PLAIN: &str = "hostname Lab
interface FastEthernet0/1
 ip address 192.0.2.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 192.0.2.2
";

#[test]
fn a_configuration_is_left_as_it_is() {
    for text in [
        PLAIN,
        presets::DOC_50880.r1,
        presets::DOC_50880.r2,
        "",
        "\n",
        "banner motd ^C\nR1>enable\nexit\n^C\nend",
    ] {
        assert_eq!(clean(text).text, text);
        assert_eq!(removed(text), []);
    }
}

#[test]
fn a_console_session_gives_its_configuration() {
    let text = "Lab>enable
Password:
Lab#show ip interface brief
FastEthernet0/1            unassigned      YES unset  up                    up
Lab#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
Router(config)#hostname Lab
Lab(config)#interface FastEthernet0/1
Lab(config-if)# ip address 192.0.2.1 255.255.255.0
Lab(config-if)#ip adress
                ^
% Invalid input detected at '^' marker.

Lab(config-if)#do ping 192.0.2.2
.!!!!
Success rate is 80 percent (4/5), round-trip min/avg/max = 4/5/8 ms
Lab(config-if)#end
Lab#
*Mar  1 00:12:31.123: %SYS-5-CONFIG_I: Configured from console by console
Lab#wr
Building configuration...
[OK]
Lab#conf t
Lab(config)#ip route 0.0.0.0 0.0.0.0 192.0.2.2
Lab(config)#exit
Lab#copy run start
Destination filename [startup-config]?
";
    let mut expected = config(PLAIN);
    assert_eq!(config(text), expected);
    use Kind::{Answer, Command, Log, Output, Prompt};
    assert_eq!(
        removed(text),
        [
            (Prompt, 1, 15),
            (Command, 1, 9),
            (Answer, 2, 7),
            (Output, 4, 3),
            (Log, 19, 1)
        ]
    );
    let said = parse(text, Platform::default()).1;
    let errors: Vec<_> = said.iter().filter(|it| it.severity == Severity::Error).collect();
    // The line that IOS refused too, where it was pasted.
    assert_eq!(errors.len(), 1, "{said:?}");
    assert_eq!((errors[0].line, errors[0].columns.map(|it| it.start)), (10, Some(20)));
    assert_eq!(said.iter().filter(|it| it.code == Code::Pasted).count(), 5);
    // Without prompts it is the same, as far as one can tell.
    let text =
        "en\nconf t\n".to_string() + &PLAIN.replace("ip route", "end\nwr mem\n!\nconf t\nip route") + "exit\nwr\n";
    assert_eq!(config(&text), expected);
    expected.hostname = "Lab2".into();
    assert_eq!(config(&text.replace("hostname Lab", "hostname Lab2")), expected);
}

/// A line that looks like a prompt and is none takes nothing with it.
#[test]
fn what_is_no_command_is_no_prompt() {
    let text = format!("a>b\nx#7\n{PLAIN}");
    assert_eq!(removed(&text), []);
    assert_eq!(config(&text), config(PLAIN));
}

#[test]
fn a_paged_listing_gives_its_configuration() {
    let text = "Lab#sh run\nBuilding configuration...\n\nCurrent configuration : 123 bytes\n!\nhostname Lab\n\
         interface FastEthernet0/1\n --More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \
         \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8} ip address 192.0.2.1 255.255.255.0\n \
         --More--          ip route 0.0.0.0 0.0.0.0 192.0.2.2\nend\n\nLab#";
    assert_eq!(config(text), config(PLAIN));
    let kinds: Vec<Kind> = removed(text).iter().map(|it| it.0).collect();
    assert_eq!(
        kinds,
        [Kind::Prompt, Kind::Command, Kind::Answer, Kind::Character, Kind::Pager]
    );
    // Nothing is after `end` but the prompt.
    assert!(
        parse(text, Platform::default())
            .1
            .iter()
            .all(|it| it.code == Code::Pasted)
    );
}

#[test]
fn characters_of_other_programs_are_replaced() {
    let variants = [
        ("\n", "\r\n", Kind::LineBreak),
        ("\n", "\r", Kind::LineBreak),
        (" ip address", "\tip address", Kind::Blank),
        ("ip route", "ip\u{a0}route", Kind::Blank),
        ("Lab", "Lab  ", Kind::Trailing),
        ("hostname", "\u{feff}hostname", Kind::Character),
        ("ip route", "ip\u{200b} route", Kind::Character),
    ];
    for (from, to, kind) in variants {
        let text = PLAIN.replace(from, to);
        assert_eq!(config(&text), config(PLAIN), "{to:?}");
        assert_eq!(
            removed(&text).iter().map(|it| it.0).collect::<Vec<_>>(),
            [kind],
            "{to:?}"
        );
    }
    let quoted: String = PLAIN.lines().map(|line| format!("> {line}\n")).collect();
    assert_eq!(config(&quoted), config(PLAIN));
    assert_eq!(removed(&quoted), [(Kind::Quote, 1, 4)]);
    let text = "crypto isakmp key \u{201c}a\u{2019}b\u{201d} address 10.0.0.1\ncrypto ipsec transform\u{2011}set T esp\u{2013}aes\n";
    assert_eq!(
        clean(text).text,
        "crypto isakmp key \"a'b\" address 10.0.0.1\ncrypto ipsec transform-set T esp-aes\n"
    );
}

#[test]
fn end_without_going_on_ends() {
    let said = parse("hostname A\nend\nhostname B\n", Platform::default()).1;
    assert_eq!(said.iter().map(|it| it.code).collect::<Vec<_>>(), [Code::AfterEnd]);
    assert_eq!(config("hostname A\nend\nconf t\nhostname B\nend\n").hostname, "B");
    assert_eq!(
        config("hostname A\nexit\nconfigure terminal\nhostname B\n").hostname,
        "B"
    );
    // The first leaves the interface.
    let text = "int lo0\nexit\nhostname B\nend\nconf t\nip http server\n";
    assert_eq!(clean(text).text, "int lo0\nexit\nhostname B\n\n\nip http server\n");
}

/// Both parts of what was pasted as one text give the configurations that they gave alone.
#[track_caller]
fn assert_split(text: &str, begins: u32) {
    let pair = split(text).expect("two routers");
    assert_eq!(pair.second_begins, begins);
    assert_eq!(pair.texts.concat(), text);
    let expected = [presets::DOC_50880.r1, presets::DOC_50880.r2].map(config);
    for (text, expected) in pair.texts.into_iter().zip(expected) {
        assert_eq!(running_config::show(&config(text)), running_config::show(&expected));
    }
}

#[test]
fn both_routers_in_one_text_are_told_apart() {
    let [r1, r2] = [presets::DOC_50880.r1, presets::DOC_50880.r2];
    let lines = r1.lines().count() as u32;
    assert_split(&format!("{r1}{r2}"), lines + 1);
    assert_split(&format!("{r1}\n\n{r2}"), lines + 1);
    assert_split(&format!("! R1\n{r1}! Router 2\n{r2}"), lines + 2);
    assert_split(&format!("{r1}R2:\n{r2}").replace("R2:", "=== R2 ==="), lines + 1);
    let listed = |name: &str, text: &str| {
        format!("{name}#sh run\nBuilding configuration...\n\nCurrent configuration : 9 bytes\n{text}{name}#\n")
    };
    assert_split(&format!("{}{}", listed("R1", r1), listed("R2", r2)), lines + 6);
    assert_split(&format!("{}\n{}", listed("gw", r1), listed("gw", r2)), lines + 7);
    let typed = |name: &str, text: &str| -> String {
        let lines = text.lines().filter(|line| *line != "end");
        lines.map(|line| format!("{name}(config)#{line}\n")).collect()
    };
    let first = typed("Router", r1).replacen("hostname R1\nRouter", "hostname R1\nR1", 1);
    let text = first.replace("Router(config)#!", "R1(config)#!");
    assert_eq!(
        split(&text).map(|pair| pair.second_begins),
        None,
        "one router that is given its name"
    );
    assert_split(&format!("{}{}", typed("R1", r1), typed("R2", r2)), lines);
}

#[test]
fn one_router_is_not_told_apart() {
    let r1 = presets::DOC_50880.r1;
    for text in [
        r1,
        "",
        PLAIN,
        &format!("{r1}{r1}"),
        &format!("{r1}{r1}{r1}").replacen("hostname R1", "hostname R3", 1),
    ] {
        assert_eq!(split(text), None, "{text}");
    }
}

/// What a person wrote beside the configuration is no part of it: whole lines, and what follows a command behind a mark.
#[test]
fn remarks_are_left_out() {
    let text = "R1:
-- The router of the office
hostname Lab   // its name
# The inside, towards the people
interface FastEthernet0/1 <-- this one (the left port)
 ip address 192.0.2.1 255.255.255.0     (inside)
===============
ip route 0.0.0.0 0.0.0.0 192.0.2.2  # everything else
\u{2022} done
";
    assert_eq!(config(text), config(PLAIN));
    assert_eq!(removed(text), [(Kind::Remark, 1, 9)]);
}

/// What looks like a mark may belong to a text or to a secret.
#[test]
fn marks_in_texts_and_secrets_stay() {
    for line in [
        "crypto isakmp key #1//x address 192.0.2.1",
        "crypto isakmp key 0 //x address 192.0.2.1",
        "crypto isakmp key <-- address 192.0.2.1",
        "username admin password 0 #secret",
        "interface FastEthernet0/0\n description to Lab // its (first) port",
        "access-list 100 remark # everything (really?)",
        "snmp-server location Room 1 (left)",
    ] {
        assert_eq!(clean(line).text, line);
    }
    // The key is called `password`; what follows is a remark.
    let key = "crypto isakmp key password address 192.0.2.1";
    assert_eq!(clean(&format!("{key}  # theirs")).text, key);
}

/// `?` and the help that answers it: told by the next prompt, or by its indentation where there are none.
#[test]
fn questions_are_left_out() {
    let text = "Lab(config)#hostname ?
  WORD  This system's network name

Lab(config)#hostname Lab
Lab(config)#interface FastEthernet0/1
Lab(config-if)#ip address 192.0.2.1 255.255.255.0
Lab(config-if)#ip route ?
  A.B.C.D  Destination prefix
  profile  Enable IP routing table profile
Lab(config)#ip route 0.0.0.0 0.0.0.0 192.0.2.2
";
    assert_eq!(config(text), config(PLAIN));
    assert_eq!(removed(text), [(Kind::Prompt, 1, 6), (Kind::Help, 1, 5)]);
    let without = "ip route ?\n  A.B.C.D  Destination prefix\n".to_string() + PLAIN;
    assert_eq!(config(&without), config(PLAIN));
}

/// Where lines have prompts, what is indented under a remark goes on with it.
#[test]
fn a_remark_goes_on_under_it() {
    let text = "Lab(config)#hostname Lab
// What follows:
    ip address: the inside
    ip route: the outside
Lab(config)#interface FastEthernet0/1
Lab(config-if)#ip address 192.0.2.1 255.255.255.0
Lab(config-if)#ip route 0.0.0.0 0.0.0.0 192.0.2.2
";
    assert_eq!(config(text), config(PLAIN));
    assert_eq!(removed(text), [(Kind::Prompt, 1, 4), (Kind::Remark, 2, 3)]);
}

/// `#` is a prompt where the router's name is left out, and begins a remark elsewhere.
#[test]
fn prompts_without_a_name() {
    let text =
        "//Lab\n>en\n#conf t\n#hostname Lab\n#interface FastEthernet0/1\n#ip address 192.0.2.1 255.255.255.0\n#exit
#ip route 0.0.0.0 0.0.0.0 192.0.2.2\n#do ping 192.0.2.2 //well\n!!!!!\n";
    assert_eq!(config(text), config(PLAIN));
    assert_eq!(config("#hostname Other\nhostname Lab\n").hostname, "Lab");
    assert_eq!(removed("#hostname Other\nhostname Lab\n"), [(Kind::Remark, 1, 1)]);
}
