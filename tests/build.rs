//! Compiles the scenarios in, so that they are there in a browser too.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("scenarios");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut folders: Vec<_> = fs::read_dir(&root)
        .expect("tests/scenarios")
        .map(|entry| entry.expect("a folder").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut code = String::from("&[\n");
    for folder in folders {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        println!("cargo::rerun-if-changed={}", folder.display());
        writeln!(code, "    ({name:?}, &[").expect("a string takes it");
        let mut files: Vec<_> = fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            writeln!(
                code,
                "        ({name:?}, include_str!({:?})),",
                file.display().to_string()
            )
            .expect("a string takes it");
        }
        code += "    ]),\n";
    }
    code += "]\n";
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("scenarios.rs");
    fs::write(out, code).expect("the build folder is ours");
}
