//! `ikelab doctor`, as people and scripts use it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const R1: &str = include_str!("../../core/presets/doc-50880/r1.cfg");
const R2: &str = include_str!("../../core/presets/doc-50880/r2.cfg");

fn doctor(arguments: &[&str]) -> Output {
    let mut ikelab = Command::new(env!("CARGO_BIN_EXE_ikelab"));
    ikelab.arg("doctor").args(arguments).output().expect("ikelab runs")
}

fn file(name: &str, text: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, text).expect("a file");
    file
}

/// What is printed about configurations in files, and the exit code.
fn examined(files: &[(&str, &str)], more: &[&str]) -> (String, Option<i32>) {
    let files: Vec<String> = files
        .iter()
        .map(|(name, text)| file(name, text).to_string_lossy().into_owned())
        .collect();
    let mut arguments: Vec<&str> = files.iter().map(String::as_str).collect();
    arguments.extend(more);
    let output = doctor(&arguments);
    assert!(output.stderr.is_empty(), "{output:?}");
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

#[test]
fn routers_that_are_well_are_well() {
    let (said, code) = examined(&[("well-1.cfg", R1), ("well-2.cfg", R2)], &[]);
    let line = |router| format!("Traffic from {router} goes through the tunnel and is answered.\n");
    assert_eq!((said, code), (line("R1") + &line("R2"), Some(0)));
    assert_eq!(doctor(&["-s", "doc-50880"]).status.code(), Some(0));
}

#[test]
fn a_fault_is_said_with_lines_and_what_to_type() {
    let wrong = R2.replace("hash md5", "hash sha");
    let (said, code) = examined(&[("hash-1.cfg", R1), ("hash-2.cfg", &wrong)], &[]);
    assert_eq!(code, Some(3), "{said}");
    let expected = "
1. No ISAKMP policy is the same at both: R1's 1 and R2's 1 differ in the hash. (R1 line 27, R2 line 27)
   The responder takes one policy as a whole: cipher, hash, authentication and group must be its own (RFC 2409 §5).
   Type at R2, after `configure terminal`:
     crypto isakmp policy 1
      hash md5
";
    assert!(said.contains(expected), "{said}");
    // Both in one file: the lines are the file's.
    let (said, code) = examined(&[("both.txt", &format!("{R1}{wrong}"))], &["--json"]);
    assert_eq!(code, Some(3), "{said}");
    let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let expected = serde_json::json!({
        "kind": "policies-differ",
        "lines": {"R1": 27, "R2": 27 + R1.lines().count()},
        "message": "No ISAKMP policy is the same at both: R1's 1 and R2's 1 differ in the hash.",
        "reason": "The responder takes one policy as a whole: cipher, hash, authentication and group must be its own (RFC 2409 §5).",
        "type": [{"router": "R2", "lines": ["crypto isakmp policy 1", " hash md5"]}],
        "before": {"R1": "mm1", "R2": "mm1"},
        "after": {"R1": "answered", "R2": "answered"},
    });
    assert_eq!(json["findings"], serde_json::json!([expected]));
    let [well, solved] = ["well", "solved"].map(|member| json[member].as_bool());
    assert_eq!((well, solved), (Some(false), Some(true)));
}

/// What is not understood may be what is wrong: it is told as for every other command.
#[test]
fn lines_that_are_not_understood_are_told() {
    let wrong = R2.replace("crypto isakmp key", "crypto isakmp kye");
    let files = [file("kye-1.cfg", R1), file("kye-2.cfg", &wrong)];
    let output = doctor(&files.each_ref().map(|path| path.to_str().expect("UTF-8")));
    let (said, told) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(said.contains("1. R2 has no pre-shared key for 10.10.10.1."), "{said}");
    assert!(
        told.contains("kye-2.cfg: R2 line 30: error: `crypto isakmp kye cisco123"),
        "{told}"
    );
}

#[test]
fn a_lone_router_gets_a_mirror_image() {
    let (said, code) = examined(&[("alone.cfg", R2)], &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with(
        "R2's configuration is not known. This mirror image of R1's is taken for it:\n\n    hostname Peer\n"
    ));
    assert!(said.contains("     match address 100\n"), "{said}");
}

#[test]
fn a_pasted_log_is_read() {
    let log = "ISAKMP (0:1): sending packet to 10.0.0.9 (I) MM_NO_STATE
ISAKMP (0:1): received packet from 10.0.0.9 (I) MM_NO_STATE
ISAKMP (0:1): sending packet to 10.0.0.9 (I) MM_SA_SETUP
ISAKMP (0:1): received packet from 10.0.0.9 (I) MM_SA_SETUP
ISAKMP (0:1): sending packet to 10.0.0.9 (I) MM_KEY_EXCH
ISAKMP (0:1): retransmitting phase 1 MM_KEY_EXCH...
ISAKMP (0:1): sending packet to 10.0.0.9 (I) MM_KEY_EXCH
";
    let path = file("debug.txt", log).to_string_lossy().into_owned();
    let output = doctor(&["--log", &path]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = "This is the log of the initiator; its peer is 10.0.0.9.
  line    1  MM1 sent
  line    2  MM2 received
  line    3  MM3 sent
  line    4  MM4 received
  line    5  MM5 sent (2 times)
It stops there: MM5 gets no answer that is taken.

Line 6: ISAKMP (0:1): retransmitting phase 1 MM_KEY_EXCH...
  The first encrypted message gets no answer: mostly the pre-shared keys differ, so that the peer cannot read it. With NAT on the way, UDP port 4500 may be filtered. (aswan)

The same place in the run of doc-50880 is R2.MM5: ikelab share -s 'doc-50880' --at R2.MM5
";
    assert_eq!(said, expected);
    let output = doctor(&["--log", &path, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        json["messages"][4],
        serde_json::json!({"line": 5, "name": "MM5", "sent": true, "times": 2})
    );
    assert_eq!(
        (&json["place"], &json["role"], &json["well"]),
        (&"R2.MM5".into(), &"initiator".into(), &false.into())
    );
    assert_eq!(json["signs"][0]["kinds"], serde_json::json!(["keys-differ"]));
    let none = doctor(&["--log", &file("no-log.txt", "hostname R1\n").to_string_lossy()]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn what_cannot_be_examined_is_refused() {
    for (arguments, expected) in [
        (&[][..], "name the configurations of two routers, or a scenario with -s"),
        (&["no/such/file"], "no/such/file: "),
        (&["a", "b", "-s", "doc-50880"], "cannot be used with"),
        (&["a", "b", "c"], "unexpected"),
    ] {
        let output = doctor(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected) && said.lines().count() == 1, "{said}");
    }
    let empty = file("empty.cfg", "hostname R1\n");
    let output = doctor(&[&empty.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("one router alone, and there is no crypto map entry"));
}
