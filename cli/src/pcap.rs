//! `ikelab pcap`: the packets of a run for Wireshark.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;

use ikelab_core::pcap::{self, keys};
use ikelab_core::sim::Trace;

/// The capture, to a file or standard output, and Wireshark's key tables, to a folder.
pub fn export(trace: &Trace, output: Option<&Path>, keys: Option<&Path>) -> Result<(), String> {
    if let Some(folder) = keys {
        write_keys(trace, folder)?;
    }
    let capture = pcap::capture(trace);
    match output {
        Some(path) => write(path, &capture),
        None if std::io::stdout().is_terminal() => {
            Err("a capture is not for the screen: name a file with -o, or send the output elsewhere".into())
        }
        None => crate::print_bytes(&capture),
    }
}

/// Makes the folder, or fills one that was made here before. A Wireshark configuration of somebody's own stays as it is.
fn write_keys(trace: &Trace, folder: &Path) -> Result<(), String> {
    let files = keys::key_files(trace);
    let preferences = folder.join("preferences");
    if fs::read_to_string(&preferences).is_ok_and(|there| !there.starts_with(keys::MADE_BY_IKELAB)) {
        return Err(format!(
            "{}: not made by ikelab; name a folder that is new",
            preferences.display()
        ));
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, text) in files.named() {
        write(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: cannot write: {error}", path.display()))
}
