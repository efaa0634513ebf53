//! The tests package runs natively, under Node.js and in Chromium.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn arithmetic_works() {
    assert_eq!(1u8.wrapping_sub(2), 255);
}
