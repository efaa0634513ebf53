//! What software of others says of every packet: Wireshark's `tshark` dissects all of them, decrypts IKE and ESP with the
//! exported keys, and checks ESP's check values; AH's, which it does not check, are checked by a Python script.
//!
//! It needs `tshark` and `python3`; `cargo xtask test wireshark` has them installed and runs it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ikelab_core::effects::PacketName::{self, Esp};
use ikelab_core::pcap::{capture, keys::key_files};
use ikelab_core::sim::{FaultKind, Pins, Scenario, Trace};
use ikelab_tests::everything::{later_transform_sets, of_any_release, transform_sets, transport, tunnel};
use ikelab_tests::lab::{self, R1, R2, edit_both, with_fault, with_ping};
use ikelab_tests::scenario::{FOLDERS, scenario};
use ikelab_tests::variations::{SET_TRANSFORM_SET, with_mode, with_policies};

/// A run, and what it is of.
struct Captured {
    what: String,
    trace: Trace,
}

/// The scenario with draws of its own, so that its cookies and SPIs are those of no other.
fn captured(what: String, mut scenario: Scenario, seed: u64) -> Captured {
    (scenario.seed, scenario.pins) = (seed, Pins::default());
    let trace = lab::run(&scenario);
    Captured { what, trace }
}

/// Each of some transform sets in both modes: those with SEAL, or all others.
fn captures(sets: Vec<String>, with_seal: bool) -> Vec<Captured> {
    let mut all = Vec::new();
    for set in sets.into_iter().filter(|set| set.contains("esp-seal") == with_seal) {
        let seed = all.len() as u64;
        all.push(captured(format!("{set}, tunnel"), of_any_release(tunnel(&set)), seed));
        all.push(captured(
            format!("{set}, transport"),
            of_any_release(transport(&set)),
            seed + 1,
        ));
    }
    all
}

/// Puts captures behind one another, which pcapng allows, and their keys together. Gives the folder.
fn export(name: &str, all: &[Captured]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let file: Vec<u8> = all.iter().flat_map(|it| capture(&it.trace)).collect();
    fs::write(folder.join("capture.pcapng"), file).expect("a capture");
    let mut tables: BTreeMap<&str, String> = BTreeMap::new();
    for files in all.iter().map(|it| key_files(&it.trace)) {
        for (name, text) in files.named() {
            tables.entry(name).or_default().push_str(text);
        }
    }
    for (name, text) in tables {
        fs::write(folder.join(name), text).expect("a key table");
    }
    folder
}

/// Runs a program to its end; what it says.
fn run(command: &mut Command) -> (bool, String) {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text + &String::from_utf8_lossy(&output.stderr))
}

/// What is asked of each frame.
const FIELDS: [&str; 12] = [
    "frame.comment",
    "frame.protocols",
    "_ws.malformed",
    "ip.checksum.status",
    "udp.checksum.status",
    "isakmp.typepayload",
    "esp.sequence",
    "esp.icv_good",
    "esp.icv_bad",
    "ah.sequence",
    "icmp.checksum.status",
    "icmp.seq",
];

type Frame = BTreeMap<&'static str, String>;

/// Wireshark's view of the capture in a folder, a map for each frame.
fn dissect(folder: &Path) -> Vec<Frame> {
    let mut tshark = Command::new("tshark");
    tshark
        .env("WIRESHARK_CONFIG_DIR", folder)
        .arg("-r")
        .arg(folder.join("capture.pcapng"));
    tshark.args([
        "-o",
        "ip.check_checksum:TRUE",
        "-o",
        "udp.check_checksum:TRUE",
        "-T",
        "fields",
    ]);
    tshark.args(FIELDS.iter().flat_map(|field| ["-e", field]));
    let (is_good, text) = run(&mut tshark);
    assert!(is_good, "{text}");
    let frames = text
        .lines()
        .filter(|line| line.starts_with("R1 ") || line.starts_with("R2 "));
    let frame = |line: &str| FIELDS.into_iter().zip(line.split('\t').map(str::to_string)).collect();
    frames.map(frame).collect()
}

/// The payloads that a decrypted message of this name begins with, by their numbers (RFC 2408 §3.1).
fn first_payloads(name: PacketName) -> &'static str {
    match name {
        PacketName::MainMode(1 | 2) => "1,2,3,",
        PacketName::MainMode(3 | 4) => "4,10,",
        PacketName::MainMode(_) => "5,8",
        PacketName::QuickMode(1 | 2) => "8,1,",
        PacketName::QuickMode(_) => "8",
        PacketName::Informational => "8,",
        PacketName::Esp(_) | PacketName::Ah(_) | PacketName::Clear => "",
    }
}

/// One frame against the packet that it is.
fn check(frame: &Frame, name: PacketName, it: &Captured) {
    let what = format!("{name} of {}: {frame:?}", it.what);
    let is = |field: &str, expected: &str| assert_eq!(frame[field], expected, "{field}, {what}");
    let is_all_good = |field: &str| assert!(frame[field].split(',').all(|status| status == "1"), "{field}, {what}");
    let protocols: Vec<&str> = frame["frame.protocols"].split(':').collect();
    is("_ws.malformed", "");
    is_all_good("ip.checksum.status");
    assert!(frame["isakmp.typepayload"].starts_with(first_payloads(name)), "{what}");
    match name {
        PacketName::Esp(sequence) => is("esp.sequence", &sequence.to_string()),
        PacketName::Ah(sequence) => is("ah.sequence", &sequence.to_string()),
        _ => is_all_good("udp.checksum.status"),
    }
    let set = it.what.split(',').next().unwrap_or_default();
    let is_protected = matches!(name, PacketName::Esp(_) | PacketName::Ah(_));
    let has_esp_check = set.contains("esp-md5") || set.contains("esp-sha");
    let (good, bad) = if is_protected && has_esp_check {
        ("1", "0")
    } else {
        ("", "")
    };
    is("esp.icv_good", good);
    is("esp.icv_bad", bad);
    assert_eq!(protocols.contains(&"ah"), is_protected && set.contains("ah-"), "{what}");
    assert_eq!(
        protocols.contains(&"esp"),
        is_protected && set.contains("esp-"),
        "{what}"
    );
    if is_protected && !set.contains("esp-seal") {
        assert_eq!(protocols.last(), Some(&"data"), "{what}");
        assert!(protocols.contains(&"icmp"), "{what}");
        is_all_good("icmp.checksum.status");
    }
}

/// Lets the script check the AH packets of a capture; how many check values are right, and how many wrong.
fn check_ah(folder: &Path) -> (usize, usize) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("wireshark/check_ah.py");
    let mut python = Command::new("python3");
    let files = ["capture.pcapng", "ah_sa"].map(|name| folder.join(name));
    let (_, text) = run(python.arg(script).args(files));
    let numbers: Vec<usize> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [good, bad] = numbers[..] else { panic!("{text}") };
    (good, bad)
}

fn judge(all: &[Captured], folder: &Path) {
    let frames = dissect(folder);
    let packets = all
        .iter()
        .flat_map(|it| it.trace.packets.iter().map(move |packet| (it, packet)));
    let packets: Vec<_> = packets.collect();
    assert!(!packets.is_empty());
    assert_eq!(frames.len(), packets.len());
    for (frame, (it, packet)) in frames.iter().zip(&packets) {
        assert_eq!(frame["frame.comment"], format!("{} {}", packet.from, packet.name));
        check(frame, packet.name, it);
    }
    let ahs = packets
        .iter()
        .filter(|(_, packet)| matches!(packet.name, PacketName::Ah(_)));
    assert_eq!(check_ah(folder), (ahs.count(), 0));
}

#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn every_transform_set_in_both_modes() {
    let all = captures(transform_sets(), false);
    // All but the one of nothing.
    assert_eq!(all.len(), 2 * (3 * 7 * 3 - 1));
    judge(&all, &export("wireshark", &all));
}

/// The hashes that came after IOS 12.3.
#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn later_transform_sets_in_both_modes() {
    let all = captures(later_transform_sets(), false);
    // Of each hash: with AH, ESP authentication or both, and one of seven ciphers or none.
    assert_eq!(all.len(), 2 * 3 * 3 * 7);
    assert!(all.iter().all(|it| lab::is_up(&it.trace)));
    judge(&all, &export("wireshark-later", &all));
}

/// Wireshark does not know SEAL, but checks what authenticates it. It is kept from finding protocols in the ciphertext.
#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn every_transform_set_with_seal_in_both_modes() {
    let all = captures(transform_sets(), true);
    assert_eq!(all.len(), 2 * (3 * 3 - 1));
    let folder = export("wireshark-seal", &all);
    let (_, protocols) = run(Command::new("tshark").args(["-G", "protocols"]));
    let names = protocols.lines().filter_map(|line| line.split('\t').nth(2));
    let others = names.filter(|name| !["ip", "udp", "isakmp", "esp", "ah"].contains(name));
    let others: String = others.map(|name| format!("{name}\n")).collect();
    fs::write(folder.join("disabled_protos"), others).expect("a list of protocols");
    judge(&all, &folder);
}

/// Every policy with pre-shared keys is one whose messages Wireshark decrypts, with PFS and without.
#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn every_isakmp_policy() {
    let mut all = Vec::new();
    for cipher in ["des", "3des", "aes", "aes 192", "aes 256"] {
        for hash in ["md5", "sha", "sha256", "sha384", "sha512"] {
            let is_later = hash.len() > 3;
            for group in if is_later { ["14", "15", "16"] } else { ["1", "2", "5"] } {
                let policy = format!(
                    "crypto isakmp policy 1\n encr {cipher}\n hash {hash}\n authentication pre-share\n group {group}\n"
                );
                let scenario = with_policies(with_mode("esp-null esp-md5-hmac", ["tunnel"; 2]), R1, &policy);
                let scenario = of_any_release(with_ping(with_policies(scenario, R2, &policy), 2, 56));
                let pfs = format!("{SET_TRANSFORM_SET} set pfs group{group}\n");
                let with_pfs = edit_both(scenario.clone(), SET_TRANSFORM_SET, &pfs);
                for (what, scenario) in [("", scenario), (" and PFS", with_pfs)] {
                    let what = format!("esp-null esp-md5-hmac, {cipher} {hash} {group}{what}");
                    all.push(captured(what, scenario, all.len() as u64));
                }
            }
        }
    }
    assert!(all.iter().all(|it| lab::is_up(&it.trace)));
    judge(&all, &export("wireshark-policies", &all));
}

/// Typed keys are exported too.
#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn manual_keys() {
    let folder = FOLDERS
        .iter()
        .find(|folder| folder.0 == "manual-keys")
        .expect("the scenario");
    let trace = lab::run(&scenario(folder));
    let all = [Captured {
        what: "esp-aes 256 esp-sha-hmac, manual".into(),
        trace,
    }];
    judge(&all, &export("wireshark-manual", &all));
}

/// Wireshark and the script can tell good from bad: each altered packet is bad to them, as it is to the router.
#[test]
#[ignore = "needs tshark: cargo xtask test wireshark"]
fn an_altered_packet_is_told() {
    let changed = |offset| FaultKind::Corrupt { offset, mask: 1 };
    let esp = with_fault(
        with_ping(with_mode("esp-aes esp-sha-hmac", ["tunnel"; 2]), 3, 56),
        R2,
        Esp(1),
        changed(60),
    );
    let ah = with_fault(
        with_ping(with_mode("ah-sha-hmac", ["tunnel"; 2]), 3, 56),
        R2,
        PacketName::Ah(1),
        changed(70),
    );
    let all = [captured("esp".into(), esp, 1), captured("ah".into(), ah, 2)];
    let folder = export("wireshark-altered", &all);
    let bad: Vec<_> = dissect(&folder)
        .into_iter()
        .filter(|frame| frame["esp.icv_bad"] == "1")
        .collect();
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0]["frame.comment"], "R2 ESP 1, changed on the wire");
    // Three packets sent, two answered, and the one that arrived otherwise.
    assert_eq!(check_ah(&folder).1, 1);
}
