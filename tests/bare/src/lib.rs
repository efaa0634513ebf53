//! The core alone as a wasm module: `check.mjs` proves that it imports nothing, and runs it; `tests/fuel` counts what it costs.

mod costs;

use std::cell::RefCell;

use costs::Work;
use ikelab_core::algorithm::Hash;
use ikelab_core::sim::{Scenario, doc_50880, run};

/// The address of 20 bytes: SHA-1 of the trace of the preset `doc-50880` with this seed, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn digest(seed: u32) -> *const u8 {
    let scenario = Scenario {
        seed: seed.into(),
        ..doc_50880()
    };
    let json = serde_json::to_vec(&run(&scenario)).unwrap_or_default();
    Hash::Sha1.digest(&[&json]).leak().as_ptr()
}

thread_local! {
    static PREPARED: RefCell<Option<Work>> = const { RefCell::new(None) };
}

/// The address of the list of all costs as text, which ends with a zero: a line for each, its name, a tab, and its size.
#[unsafe(no_mangle)]
pub extern "C" fn costs() -> *const u8 {
    let mut text: String = costs::all()
        .iter()
        .map(|cost| format!("{}\t{}\n", cost.name, cost.size))
        .collect();
    text.push('\0');
    text.leak().as_ptr()
}

/// Makes the input of a cost, by its place in the list, in this size.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(place: u32, size: u32) {
    let work = costs::all()
        .get(place as usize)
        .map(|cost| (cost.prepare)(size as usize));
    PREPARED.set(work);
}

/// Does what was prepared. What comes of it is a number that tells that something came of it.
#[unsafe(no_mangle)]
pub extern "C" fn work() -> u32 {
    PREPARED.take().map_or(0, |work| work() as u32)
}
