//! `ikelab share`, and links given to `-s`, as people and scripts use them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MM4: &str = "#1AQZSMS5NTTR8tg8";
/// A character of it was changed.
const DAMAGED: &str = "#1AQZSMS5NTTR8tg9";
const NEWER: &str = "#2AAAA";

fn ikelab(arguments: &[&str]) -> Output {
    let mut ikelab = Command::new(env!("CARGO_BIN_EXE_ikelab"));
    ikelab.args(arguments).output().expect("ikelab runs")
}

/// What is printed; nothing may be wrong.
fn printed(arguments: &[&str]) -> String {
    let output = ikelab(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The one line that is said of what is wrong.
fn refused(arguments: &[&str]) -> String {
    let output = ikelab(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

/// The preset in a file, with `to` in place of `from`.
fn scenario_file(name: &str, from: &str, to: &str) -> PathBuf {
    let preset = printed(&["scenario"]);
    let listed = printed(&["scenario", "--list"]);
    assert!(
        listed.contains("  wrong-key             Pre-shared keys that differ\n"),
        "{listed}"
    );
    assert!(preset.contains(from), "{from}");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, preset.replace(from, to)).expect("a file");
    file
}

#[test]
fn a_link_is_made_explained_and_taken_for_a_scenario() {
    let link = printed(&["share", "--at", "R1.MM4"]);
    assert_eq!(link, format!("{MM4}\n"));
    let whole = printed(&["share", "--at", "4", "--page", "https://example.org/ikelab/#old"]);
    assert_eq!(
        whole,
        format!("https://example.org/ikelab/{MM4}\n"),
        "the same state, the same link"
    );

    let explained = printed(&["share", "--explain", whole.trim()]);
    let expected = "version 1, 17 characters\nscenario         doc-50880\nstep             R1.MM4\n";
    assert_eq!(explained, expected);

    let file = printed(&["scenario", "-s", whole.trim()]);
    assert!(file.contains("\"at\": \"R1.MM4\""), "{file}");
    assert_eq!(printed(&["share", "-s", &MM4[1..]]), link, "without its # too");
    assert_eq!(printed(&["share", "-s", MM4, "--at", "start"]), printed(&["share"]));
}

/// Every command that takes a scenario takes a link.
#[test]
fn a_link_is_accepted_wherever_a_scenario_is() {
    let clock = "show clock";
    let commands: [&[&str]; 8] = [
        &["run", "-s"],
        &["log", "R1", "-s"],
        &["exec", "R1", clock, "-s"],
        &["scenario", "-s"],
        &["share", "-s"],
        &["page", "-s"],
        &["pcap", "-o", "/dev/null", "-s"],
        &["run", "--json", "-s"],
    ];
    for command in commands {
        for link in [MM4, "https://example.org/lab/#1AQZSMS5NTTR8tg8"] {
            let _ = printed(&[command, &[link]].concat());
        }
        let said = refused(&[command, &[DAMAGED]].concat());
        assert!(said.contains("the link is damaged"), "{said}");
        let said = refused(&[command, &[NEWER]].concat());
        assert!(said.contains("made by a newer ikelab"), "{said}");
    }
    // Its exit code is the grade.
    let graded = ikelab(&["lessons", "grade", "seal", "-s", MM4, "--lessons", "../lessons"]);
    assert_eq!(graded.status.code(), Some(4), "{graded:?}");
}

#[test]
fn what_cannot_be_shared_or_explained_is_said() {
    for (link, said) in [
        (
            DAMAGED,
            "ikelab: the link is damaged: characters are missing or were changed on the way\n",
        ),
        (
            NEWER,
            "ikelab: the link was made by a newer ikelab and cannot be read here\n",
        ),
        (
            "#1",
            "ikelab: the link is damaged: characters are missing or were changed on the way\n",
        ),
        ("hello", "ikelab: this is no link of ikelab: one begins with #1\n"),
        ("", "ikelab: this is no link of ikelab: one begins with #1\n"),
    ] {
        assert_eq!(refused(&["share", "--explain", link]), said);
    }
    let said = refused(&["share", "--at", "R1.QM9"]);
    assert_eq!(said, "ikelab: --at R1.QM9: there is no R1.QM9 in this run\n");
    assert!(refused(&["share", "--at", "9999"]).starts_with("ikelab: --at 9999: "));
    let said = refused(&["share", "--explain", MM4, "--at", "end"]);
    assert!(said.contains("cannot be used with"), "{said}");
    let said = refused(&["share", "-s", "no-such-file"]);
    assert!(
        said.contains("neither a preset (`ikelab scenario --list` names them), nor a link, nor a file"),
        "{said}"
    );
    let broken = scenario_file("broken.json", "\"seed\": 50880", "\"seed\": \"x\"");
    let said = refused(&["share", "-s", &broken.to_string_lossy()]);
    assert!(said.contains("column 11: a whole number"), "{said}");
}

/// What a newer ikelab has put into a link is left out and said; the rest is there.
#[test]
fn what_is_known_of_a_newer_link_is_opened() {
    let newer = "#1AQZSMS5NTTRkAQccPgg";
    let output = ikelab(&["share", "--explain", newer]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let explained = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        explained.contains("note             the link was made by a newer ikelab, and parts"),
        "{explained}"
    );
    assert!(explained.contains("step             R1.MM4"), "{explained}");
    let run = ikelab(&["run", "-s", newer]);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("parts of it cannot be read here"),
        "{run:?}"
    );
}

#[test]
fn a_key_of_ones_own_stays_out_of_a_link_unless_it_is_asked_for() {
    let file = scenario_file("own-key.json", "cisco123", "our-own-secret");
    let file = file.to_string_lossy();
    let without = ikelab(&["share", "-s", &file]);
    let said = String::from_utf8_lossy(&without.stderr).into_owned();
    assert_eq!(said, "ikelab: 1 pre-shared key(s) left out: --keys puts them in\n");
    let link = String::from_utf8_lossy(&without.stdout).into_owned();
    let explained = printed(&["share", "--explain", link.trim()]);
    assert!(
        explained.contains("+ crypto isakmp key key-left-out-1 address 10.10.10.2"),
        "{explained}"
    );
    assert!(explained.contains("pre-shared keys  1 left out"), "{explained}");

    let with = printed(&["share", "-s", &file, "--keys"]);
    let explained = printed(&["share", "--explain", with.trim()]);
    assert!(
        explained.contains("+ crypto isakmp key our-own-secret address 10.10.10.2"),
        "{explained}"
    );
    assert!(!explained.contains("left out"), "{explained}");
}

#[test]
fn a_lesson_and_its_language_are_in_a_link() {
    let link = printed(&["share", "--lesson", "seal:3", "--language", "de"]);
    let explained = printed(&["share", "--explain", link.trim()]);
    assert!(
        explained.contains("lesson           seal, beat 3\nlanguage         de\n"),
        "{explained}"
    );
    let again = printed(&["share", "-s", link.trim(), "--at", "end"]);
    let explained = printed(&["share", "--explain", again.trim()]);
    assert!(
        explained.contains("lesson           seal, beat 3\nlanguage         de\n"),
        "what it shows stays: {explained}"
    );
    let said = refused(&["share", "--lesson", "seal:0"]);
    assert!(said.contains("a beat is a number from 1 on"), "{said}");
}
