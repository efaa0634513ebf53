//! ikelab in a terminal.
fn main() {}
