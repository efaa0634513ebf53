//! See `ikelab_fuzz::esp`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::esp(data));
