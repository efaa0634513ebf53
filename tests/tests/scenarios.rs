//! Every folder of `tests/scenarios` is run: its `facts` are so, and its consoles show what stands in `r1.txt` and `r2.txt`.
//!
//! `IKELAB_UPDATE=1 cargo test -p ikelab-tests scenarios::` writes those files anew.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::{sim, transcript};
use ikelab_tests::facts::{complaints, has_outcome};
use ikelab_tests::lab::preset;
use ikelab_tests::scenario::{file, runs};

fn updates() -> bool {
    !cfg!(target_arch = "wasm32") && std::env::var_os("IKELAB_UPDATE").is_some()
}

#[test]
fn consoles_show_what_is_expected() {
    let mut different = Vec::new();
    for (folder, trace) in runs() {
        for (router, name) in [(RouterId::R1, "r1.txt"), (RouterId::R2, "r2.txt")] {
            let shown = transcript::screen(&transcript::console(trace, router));
            if updates() {
                let path = format!("{}/scenarios/{}/{name}", env!("CARGO_MANIFEST_DIR"), folder.0);
                std::fs::write(path, shown).expect("the folder is there");
            } else if file(folder, name) != Some(shown.as_str()) {
                different.push(format!("{}/{name} is now:\n{shown}", folder.0));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn facts_are_so() {
    let mut wrong = Vec::new();
    for (folder, trace) in runs() {
        let facts = file(folder, "facts").unwrap_or_default();
        wrong.extend(complaints(folder.0, facts, trace));
        if !has_outcome(facts) {
            wrong.push(format!("{}/facts does not say how the run ends", folder.0));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In the preset's run the tunnel comes up, and the first of the host's pings is lost meanwhile.
#[test]
fn facts_of_every_kind_can_be_wrong() {
    let trace = sim::run(&preset());
    let so = [
        "tunnel up",
        "cloud nowhere",
        "R2 sends MM1 once",
        "R2 never sends MM2",
        "R1 prints \"atts are acceptable.\"",
        "R1 never prints \"not acceptable\"",
    ];
    let wrong = [
        "tunnel down",
        "pings 0 of 1 answered",
        "packet R2 MM5 lost",
        "packet R2 MM5 altered",
        "packet R2 MM5 doubled",
        "packet R2 ESP 1 overtaken by ESP 2",
        "packet R2 MM1 taken",
        "R1 reaches nobody: no next hop 10.10.10.2",
        "cloud at 10.10.10.3, 10.10.11.3",
        "R1 sends MM1 once",
        "R2 sends MM1 2 times",
        "R2 sends MM1 again after 10 s",
        "R2 never sends MM1",
        "R1 prints \"not acceptable\"",
        "R1 never prints \"atts are acceptable.\"",
        "R1 refuses MM1: encryption of policy 1",
    ];
    for fact in so {
        assert_eq!(complaints("f", fact, &trace), Vec::<String>::new());
    }
    for fact in wrong {
        let said = complaints("f", fact, &trace);
        assert!(matches!(&said[..], [one] if one.starts_with("f/facts:1: ")), "{said:?}");
    }
}

#[test]
fn a_line_that_is_no_fact_is_refused_with_its_place() {
    let trace = sim::run(&preset());
    let lines = [
        "tunnel sideways",
        "R3 prints \"x\"",
        "R1 prints x",
        "R1 never refuses MM1: hash",
        "R1 refuses MM1",
        "R1 sends MM1 often",
        "packet R1 MM1 gone",
        "R1 reaches somebody",
        "cloud at nine",
        "pings 1 or 2 answered",
        "tunnel",
    ];
    for line in lines {
        let said = complaints("f", &format!("! A comment.\n\n{line}\n"), &trace);
        assert_eq!(said, [format!("f/facts:3: “{line}” is no fact")]);
    }
}
