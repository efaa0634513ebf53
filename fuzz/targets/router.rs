//! See `ikelab_fuzz::router`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ikelab_fuzz::router(data));
