//! How the page's program is linked.

fn main() {
    // The relocations stay in the module: by them `cargo xtask finish` takes it apart into two.
    if std::env::var("CARGO_FEATURE_SPLIT").is_ok() {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
