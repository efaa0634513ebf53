//! See `ikelab_fuzz::link`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::link(data));
