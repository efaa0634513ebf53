//! See `ikelab_fuzz::isakmp`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::isakmp(data));
