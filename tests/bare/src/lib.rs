//! The core alone as a wasm module: `check.mjs` proves that it imports nothing, and runs it.

use ikelab_core::crypto::hash::HashAlgorithm;
use ikelab_core::sim::{Scenario, doc_50880, run};

/// The address of 20 bytes: SHA-1 of the trace of the preset `doc-50880` with this seed, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn digest(seed: u32) -> *const u8 {
    let scenario = Scenario {
        seed: seed.into(),
        ..doc_50880()
    };
    let json = serde_json::to_vec(&run(&scenario)).unwrap_or_default();
    HashAlgorithm::Sha1.digest(&[&json]).leak().as_ptr()
}
