//! The scenario file, `.ikelab.json`: everything by name, nothing by reference to a preset. `docs/scenario-format.md` says
//! it in prose and `docs/scenario.schema.json` as a JSON Schema.

mod error;
mod json;
mod layout;
mod members;
mod text;
mod view;

use ikelab_core::sim::Scenario;
use serde::Serialize;
use serde_json::Serializer;

use crate::View;
use json::Object;
use layout::Layout;

pub use error::FileError;

/// The version of the format: the value of the member `ikelab`.
pub const VERSION: u64 = 1;

/// The longest text that is read: longer than any that is written of a scenario within the limits.
const MAX_LENGTH: usize = 4_000_000;

/// Reads a file.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn read(text: &str) -> Result<(Scenario, View), FileError> {
    // Editors of old put a byte order mark before everything.
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > MAX_LENGTH {
        return Err(FileError::at(text, 0, format!("longer than {MAX_LENGTH} bytes")));
    }
    let file: Result<Object<(Scenario, View)>, _> = serde_json::from_str(text);
    file.map(Object::into_inner)
        .map_err(|error| FileError::new(text, &error))
}

/// Writes a file. What is as always is left out.
pub fn write(scenario: &Scenario, view: &View) -> String {
    let file = Object((scenario.clone(), view.clone()));
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Layout::default());
    file.serialize(&mut serializer)
        .expect("members are written into memory");
    out.push(b'\n');
    String::from_utf8(out).expect("JSON is text")
}
