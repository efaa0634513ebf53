//! How long it takes to open what strangers give: 100,000 links and files, random, well made and changed, and then what is
//! as large as the limits allow. Prints the median, the worst, and how many took longer than 50 ms.
//!
//!     cargo bench -p ikelab-tests --bench strangers

#[cfg(not(target_arch = "wasm32"))]
mod opening;
#[cfg(not(target_arch = "wasm32"))]
#[path = "../../tests/strangers/mod.rs"]
mod strangers;
#[cfg(not(target_arch = "wasm32"))]
#[path = "../../tests/strategies/mod.rs"]
mod strategies;

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    opening::main();
}
