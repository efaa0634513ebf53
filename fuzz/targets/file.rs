//! See `ikelab_fuzz::file`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::file(data));
