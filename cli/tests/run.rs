//! `ikelab run` on labs whose packets go astray: what it says of them.

use std::path::Path;
use std::process::Command;

/// A router with a LAN; `more` is put behind its outer interface's address.
fn router(lan: &str, outer: &str, more: &[&str]) -> String {
    let lines = [
        "interface Ethernet0/1".to_owned(),
        format!(" ip address {lan} 255.255.255.0"),
        "interface Ethernet0/0".to_owned(),
        format!(" ip address {outer} 255.255.255.252"),
    ];
    let lines = lines.into_iter().chain(more.iter().map(|line| (*line).to_owned()));
    let lines: Vec<String> = lines.map(|line| format!("\"{line}\"")).collect();
    format!("{{\"configuration\": [{}]}}", lines.join(", "))
}

/// What is printed of two routers of which nobody says who pings whom.
fn printed(name: &str, r1: &str, r2: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let clock = "2004-04-18T05:59:20.000";
    let text =
        format!("{{\"ikelab\": 1, \"routers\": {{\"R1\": {r1}, \"R2\": {r2}}}, \"clock\": \"{clock}\", \"seed\": 1}}");
    std::fs::write(&file, text).expect("a file");
    let mut ikelab = Command::new(env!("CARGO_BIN_EXE_ikelab"));
    let output = ikelab.args(["run", "-s"]).arg(&file).output().expect("ikelab runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_next_hop_that_nobody_has_is_named_once() {
    let r1 = router("10.1.1.1", "192.0.2.1", &["ip route 10.2.2.0 255.255.255.0 192.0.2.3"]);
    let far = router("10.2.2.1", "192.0.2.2", &["ip route 10.1.1.0 255.255.255.0 192.0.2.1"]);
    let said = printed("next-hop.json", &r1.replace("255.255.255.252", "255.255.255.0"), &far);
    assert!(said.contains("(taken by nobody)"), "{said}");
    assert_eq!(
        said.matches("nothing behind Ethernet0/0 has the next hop 192.0.2.3")
            .count(),
        1,
        "{said}"
    );
}

#[test]
fn a_cloud_and_what_it_does_not_know_are_named() {
    let r1 = router("10.1.1.1", "192.0.2.1", &["ip route 0.0.0.0 0.0.0.0 192.0.2.2"]);
    let r2 = router("10.2.2.1", "192.0.2.5", &["ip route 0.0.0.0 0.0.0.0 192.0.2.6"]);
    let said = printed("cloud.json", &r1, &r2);
    assert!(
        said.contains("Between the routers is a cloud: 192.0.2.2, 192.0.2.6.\n"),
        "{said}"
    );
    assert!(
        said.contains("R1: the cloud between the routers has no route to 10.2.2.10\n"),
        "{said}"
    );
}

#[test]
fn an_access_list_that_denies_a_packet_is_named_with_its_line() {
    let list = [
        "ip route 0.0.0.0 0.0.0.0 192.0.2.1",
        "access-list 7 deny 10.1.1.0 0.0.0.255",
        "access-list 7 permit any",
    ];
    let more: Vec<&str> = [" ip access-group 7 in"].into_iter().chain(list).collect();
    let r1 = router("10.1.1.1", "192.0.2.1", &["ip route 0.0.0.0 0.0.0.0 192.0.2.2"]);
    let said = printed("access-list.json", &r1, &router("10.2.2.1", "192.0.2.2", &more));
    let denied = "R2: drops 10.1.1.10 → 10.2.2.10: access list 7 denies it, inbound on Ethernet0/0: its line 10, \
                  `deny 10.1.1.0 0.0.0.255`\n";
    assert!(said.contains(denied), "{said}");
}
