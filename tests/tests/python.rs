//! The lines of Python that are offered with each key and hash print it: `python3` runs those of every scenario.
//!
//! It needs `python3`; `cargo xtask test python` has it installed and runs it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use ikelab_core::event::Quantity;
use ikelab_core::provenance::{Computed, Provenance};
use ikelab_core::sim::Scenario;
use ikelab_tests::everything::{later_transform_sets, of_any_release, scenarios, tunnel};
use ikelab_tests::lab::run;
use ikelab_tests::variations::with_policies;

/// What each program has to print, and where one is from.
type Programs = BTreeMap<String, (String, String)>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The programs of a run's values. What has none was drawn.
fn programs(name: &str, scenario: &Scenario, all: &mut Programs) {
    let trace = run(scenario);
    let known = Provenance::new(&trace);
    for (index, Computed { quantity, value, .. }) in (0..).zip(&known.computed) {
        let is_drawn = matches!(quantity, Quantity::DhPrivate | Quantity::QuickDhPrivate { .. });
        let Some(program) = known.python(&trace, index) else {
            assert!(is_drawn, "{name}: {quantity:?} has no program");
            continue;
        };
        let keys = known.cut(&trace, index);
        let keys = keys.into_iter().map(|(_, bytes)| &value[bytes]);
        let lines: Vec<String> = std::iter::once(&value[..]).chain(keys).map(hex).collect();
        all.insert(program, (lines.join("\n"), format!("{name}: {quantity:?}")));
    }
}

/// Runs all programs in one `python3`, each with names of its own. Each is a file, and what they print another.
const RUNNER: &str = r#"
import contextlib, io, pathlib, sys
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(file.read_text(), file.name, "exec"), {})
    file.with_suffix(".out").write_text(printed.getvalue())
"#;

fn check(folder: &str, all: &Programs) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    for (index, program) in all.keys().enumerate() {
        fs::write(folder.join(format!("{index}.py")), program).expect("a program");
    }
    let mut python = Command::new("python3");
    let output = python
        .args(["-c", RUNNER])
        .arg(&folder)
        .output()
        .expect("python3 must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (index, (program, (value, of))) in all.iter().enumerate() {
        let printed = fs::read_to_string(folder.join(format!("{index}.out"))).expect("what it printed");
        assert_eq!(printed.trim_end(), value, "{of}\n{program}");
    }
    println!("{} programs", all.len());
}

#[test]
#[ignore = "needs python3: cargo xtask test python"]
fn every_program_of_every_scenario_prints_its_value() {
    let mut all = Programs::new();
    for (name, scenario) in scenarios() {
        programs(&name, &scenario, &mut all);
    }
    for set in later_transform_sets() {
        programs(&set, &of_any_release(tunnel(&set)), &mut all);
    }
    assert!(all.len() > 1000, "{}", all.len());
    check("python", &all);
}

/// Each hash with each group and the longest key: with MD5 and SHA-1, SKEYID_e is stretched.
#[test]
#[ignore = "needs python3: cargo xtask test python"]
fn every_hash_and_group_of_phase_1_has_its_programs() {
    let mut all = Programs::new();
    for hash in ["md5", "sha", "sha256", "sha384", "sha512"] {
        for group in [1, 2, 5, 14, 15, 16] {
            let policy = format!(" encr aes 256\n hash {hash}\n authentication pre-share\n group {group}\n");
            let name = format!("{hash}, group {group}");
            let policy = format!("crypto isakmp policy 1\n{policy}");
            let both = [ikelab_tests::lab::R1, ikelab_tests::lab::R2];
            let scenario = both
                .into_iter()
                .fold(of_any_release(tunnel("esp-3des esp-sha-hmac")), |scenario, router| {
                    with_policies(scenario, router, &policy)
                });
            let before = all.len();
            programs(&name, &scenario, &mut all);
            assert!(all.len() > before + 10, "{name}");
        }
    }
    let hashes: BTreeSet<&str> = ["md5", "sha1", "sha256", "sha384", "sha512"].into();
    let is_used = |hash: &&str| all.keys().any(|program| program.contains(&format!(", \"{hash}\")")));
    assert!(hashes.iter().all(is_used));
    assert!(all.keys().any(|program| program.contains("k2 = hmac.digest(key, k1, ")));
    check("python-policies", &all);
}
