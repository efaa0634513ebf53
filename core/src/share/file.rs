//! The scenario file, `.ikelab.json`: everything by name, nothing by reference to a preset. `docs/scenario-format.md` says
//! it in prose and `docs/scenario.schema.json` as a JSON Schema.

mod read;
mod write;

use super::{Page, Panel};

pub use read::read;
pub use write::write;

/// The version of the format: the value of the member `ikelab`.
pub const VERSION: u64 = 1;

const PAGES: [(&str, Page); 3] = [
    ("exchange", Page::Exchange),
    ("configurations", Page::Configurations),
    ("keys", Page::Keys),
];
const PANELS: [(&str, Panel); 2] = [("keystream", Panel::Keystream), ("provenance", Panel::Provenance)];
const ROUTERS: [&str; 2] = ["R1", "R2"];
const SEAL_WITHOUT_AUTHENTICATION: &str = "seal-without-authentication";
const SEAL_WITH_MANUAL_KEYS: &str = "seal-with-manual-keys";
