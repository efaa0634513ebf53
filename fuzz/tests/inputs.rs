//! The inputs that are kept: some of each kind to begin with, and all that ever failed.

use std::fs;
use std::path::Path;

#[test]
fn no_kept_input_fails() {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs");
    for (name, target) in ikelab_fuzz::TARGETS {
        let folder = fs::read_dir(inputs.join(name)).unwrap_or_else(|error| panic!("inputs/{name}: {error}"));
        let mut files: Vec<_> = folder.map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no input");
        for file in files {
            println!("{}", file.display());
            target(&fs::read(&file).expect("an input"));
        }
    }
}

/// Whoever adds a target adds it everywhere.
#[test]
fn every_target_has_a_program() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("targets");
    for (name, _) in ikelab_fuzz::TARGETS {
        let text = fs::read_to_string(targets.join(name).with_extension("rs")).expect("a program");
        assert!(text.contains(&format!("ikelab_fuzz::{name}(data)")), "{name}");
    }
}
