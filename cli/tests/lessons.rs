//! `ikelab lessons`, as teachers and scripts run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn ikelab(arguments: &[&str]) -> Output {
    let mut ikelab = Command::new(env!("CARGO_BIN_EXE_ikelab"));
    ikelab
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("ikelab runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A scenario file: the preset with something else in R2's configuration.
fn scenario_file(name: &str, from: &str, to: &str) -> PathBuf {
    let preset = stdout(&ikelab(&["scenario"]));
    assert!(preset.contains(from), "{from}");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, preset.replace(from, to)).expect("a file");
    file
}

#[test]
fn lessons_are_checked_and_listed() {
    let checked = ikelab(&["lessons", "check"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let listed = stdout(&ikelab(&["lessons", "list"]));
    assert_eq!(listed.lines().count(), 7);
    assert!(listed.contains("diffie-hellman"), "{listed}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let folder = "lessons/tests/broken/beat-points-nowhere";
    let checked = ikelab(&["lessons", "check", folder]);
    assert_eq!(checked.status.code(), Some(2));
    let said = String::from_utf8_lossy(&checked.stderr);
    let expected = "beat-points-nowhere/1-small/lesson.toml:8: there is no R1.MM1 in this run";
    assert!(said.contains(expected), "{said}");
    assert_eq!(ikelab(&["lessons", "check", "no/such/folder"]).status.code(), Some(2));
}

#[test]
fn a_scenario_is_graded() {
    let untouched = ikelab(&["lessons", "grade", "diffie-hellman"]);
    assert_eq!(untouched.status.code(), Some(4));
    assert!(stdout(&untouched).contains("- unreadable: "), "{untouched:?}");

    let from = "crypto isakmp key cisco123 address 10.10.10.1";
    let solved = scenario_file("solved.json", from, "crypto isakmp key other address 10.10.10.1");
    let solved = ikelab(&["lessons", "grade", "diffie-hellman", "-s", &solved.to_string_lossy()]);
    assert_eq!(solved.status.code(), Some(0), "{solved:?}");

    let wrong = scenario_file("wrong.json", from, "!");
    let wrong = ikelab(&["lessons", "grade", "diffie-hellman", "-s", &wrong.to_string_lossy()]);
    assert_eq!(wrong.status.code(), Some(4));
    assert!(stdout(&wrong).contains("R2 has no key at all"), "{wrong:?}");

    assert_eq!(ikelab(&["lessons", "grade", "no-such-lesson"]).status.code(), Some(2));
}

/// A small lesson in English and German.
const TWO_LANGUAGES: &str = "lessons/tests/broken/nothing";

#[test]
fn a_language_is_chosen_and_english_stands_in_for_what_is_not_there() {
    let list = |asked: &[&str]| ikelab(&[&["lessons", "list", TWO_LANGUAGES], asked].concat());
    let listed = |asked| stdout(&list(asked));
    assert_eq!(listed(&[]), "small                en   5 min  A small lesson\n");
    let german = "small                de   5 min  Eine kleine Lektion\n";
    assert_eq!(listed(&["--language", "de"]), german);
    assert_eq!(listed(&["--language", "de-AT"]), german);

    let french = list(&["--language", "fr"]);
    assert_eq!(french.status.code(), Some(0), "{french:?}");
    assert_eq!(stdout(&french), listed(&[]));
    let said = String::from_utf8_lossy(&french.stderr);
    assert_eq!(said, "ikelab: small is not there in fr: here it is in English\n");

    let grade = [
        "lessons",
        "grade",
        "small",
        "--lessons",
        TWO_LANGUAGES,
        "--language",
        "de",
    ];
    let graded = ikelab(&grade);
    assert_eq!(graded.status.code(), Some(4), "{graded:?}");
    assert!(stdout(&graded).contains("- down: Der Tunnel ist unten\n"), "{graded:?}");

    let checked = stdout(&ikelab(&["lessons", "check", TWO_LANGUAGES]));
    assert_eq!(checked, "1 lesson (de 1, en 1), nothing wrong\n");
}

#[test]
fn lessons_are_compiled_for_the_page() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lessons");
    let built = ikelab(&["lessons", "build", &out.to_string_lossy()]);
    assert_eq!(built.status.code(), Some(0), "{built:?}");
    assert!(out.join("index.json").is_file() && out.join("seal.en.json").is_file());
    let refused = ikelab(&[
        "lessons",
        "build",
        "--lessons",
        "lessons/tests/broken/html",
        &out.to_string_lossy(),
    ]);
    assert_eq!(refused.status.code(), Some(2));
}
