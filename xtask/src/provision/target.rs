//! A compiler for `wasm32-unknown-unknown`.
//!
//! Usually the active toolchain has the target, or `rustup target add` brings it. Where rustup's server cannot be reached
//! there is a last resort on Debian: its `rustc-web` packages, unpacked into a folder of their own
//! (`xtask/debian-toolchain.sh`). It serves the wasm builds only and leaves the user's rustup as it is.
use super::store::Store;
use super::{clean, system};
use crate::process::{Context, Failure, Result, minutes, output, run, say};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TARGET: &str = "wasm32-unknown-unknown";

/// The name of the last resort in the store.
const DEBIAN: &str = "debian-rust-web";

/// Compiled to see whether a compiler, its standard library and its linker work together.
const PROBE: &str = r#"
pub fn text() -> String { format!("{:?}", vec![1u8]) }
#[unsafe(no_mangle)] pub extern "C" fn length() -> usize { text().len() }
"#;

/// Makes sure that wasm can be compiled. Returns the `bin` folder of the toolchain to use, or none for the active one.
pub fn provision(store: &Store) -> Result<Option<PathBuf>> {
    if works(Path::new("rustc"), store)? {
        return Ok(None);
    }
    let bin = store.path(DEBIAN).join("bin");
    if bin.exists() {
        if works(&bin.join("rustc"), store)? {
            return Ok(Some(bin));
        }
        store.discard(DEBIAN)?;
    }
    let debian = system::offers_rustc_web();
    if added_by_rustup(debian) && works(Path::new("rustc"), store)? {
        return Ok(None);
    }
    if !debian {
        return Err(Failure::new(advice()));
    }
    say(format_args!(
        "no {TARGET} from rustup: using Debian's rustc-web instead (2 to 4 minutes)"
    ));
    store.install(DEBIAN, |folder| {
        system::update_package_lists();
        let mut script = clean("bash");
        script.arg(crate::root().join("xtask/debian-toolchain.sh")).arg(folder);
        run(&mut script, minutes(20))
    })?;
    if works(&bin.join("rustc"), store)? {
        Ok(Some(bin))
    } else {
        Err(Failure::new(advice()))
    }
}

/// Really compiles and links something: a folder of the target may be there and be of another compiler.
fn works(rustc: &Path, store: &Store) -> Result<bool> {
    let folder = store.path(&format!("probe.{}", std::process::id()));
    fs::create_dir_all(&folder).context(folder.display())?;
    let (source, module) = (folder.join("probe.rs"), folder.join("probe.wasm"));
    fs::write(&source, PROBE).context(source.display())?;
    let mut command = clean(rustc);
    command.args([
        "--edition",
        "2024",
        "--target",
        TARGET,
        "--crate-type",
        "cdylib",
        "-Cpanic=abort",
        "-o",
    ]);
    let result = output(command.args([&module, &source]), minutes(1));
    fs::remove_dir_all(&folder).context(folder.display())?;
    Ok(result.is_ok())
}

/// Asks rustup, for a short time only if there is something else to try.
fn added_by_rustup(has_alternative: bool) -> bool {
    if system::find("rustup").is_none() {
        return false;
    }
    let limit = if has_alternative {
        Duration::from_secs(25)
    } else {
        minutes(10)
    };
    say(format_args!(
        "rustup target add {TARGET} (at most {} s)",
        limit.as_secs()
    ));
    let result = run(clean("rustup").args(["target", "add", TARGET]), limit);
    result.map_err(say).is_ok()
}

fn advice() -> String {
    format!(
        "the Rust target {TARGET} is missing and could not be installed.\n\
         With rustup and the network:  rustup target add {TARGET}\n\
         With Debian 12 on x86-64:     sudo apt-get update, then try again"
    )
}
