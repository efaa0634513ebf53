//! See `ikelab_fuzz::console`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::console(data));
