//! Every folder of `tests/scenarios` is run, and its consoles show what stands in its `r1.txt` and `r2.txt`.
//!
//! `IKELAB_UPDATE=1 cargo test -p ikelab-tests --test scenarios` writes those files anew.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::{sim, transcript};
use ikelab_tests::scenario::{FOLDERS, file, scenario};

fn updates() -> bool {
    !cfg!(target_arch = "wasm32") && std::env::var_os("IKELAB_UPDATE").is_some()
}

#[test]
fn consoles_show_what_is_expected() {
    let mut different = Vec::new();
    for folder in FOLDERS {
        let trace = sim::run(&scenario(folder));
        for (router, name) in [(RouterId::R1, "r1.txt"), (RouterId::R2, "r2.txt")] {
            let shown = transcript::screen(&transcript::console(&trace, router));
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
