//! The versions that must agree, in one place.
//!
//! Where a file that another tool reads has to repeat one of them (`Cargo.toml`, `Trunk.toml`), a test below compares the
//! two. The npm packages of the browser tests are pinned by `tests/browser/package-lock.json`.

/// The `wasm-bindgen` crate and its command-line tools, which refuse to work with any other version.
pub const WASM_BINDGEN: &str = "0.2.129";

/// Trunk, which puts the page together.
pub const TRUNK: &str = "0.21.14";

/// The npm package `binaryen`, which brings `wasm-opt`. Distributions ship versions too old for what rustc emits today.
pub const BINARYEN: &str = "132.0.0";

/// The oldest Node.js (major version) that runs the wasm tests: the engine of 18 crashes in them.
pub const NODE_AT_LEAST: u32 = 20;

/// The Node.js that is installed where the system's is older (Debian 12 has 18).
pub const NODE: &str = "22.23.3";

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> String {
        std::fs::read_to_string(crate::root().join(name)).expect(name)
    }

    #[test]
    fn cargo_lock_has_the_pinned_wasm_bindgen() {
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{WASM_BINDGEN}\"\n");
        assert!(
            file("Cargo.lock").replace('\r', "").contains(&entry),
            "Cargo.lock: {entry}"
        );
    }

    #[test]
    fn trunk_toml_has_the_pinned_tools() {
        let trunk = file("Trunk.toml");
        let binaryen = BINARYEN.split('.').next().unwrap();
        for line in [
            format!("wasm_bindgen = \"{WASM_BINDGEN}\""),
            format!("wasm_opt = \"version_{binaryen}\""),
        ] {
            assert!(trunk.contains(&line), "Trunk.toml: {line}");
        }
    }

    #[test]
    fn the_npm_lock_file_names_no_registry() {
        assert!(!file("tests/browser/package-lock.json").contains("\"resolved\""));
    }
}
