//! See `ikelab_fuzz::lesson`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::lesson(data));
