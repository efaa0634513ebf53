//! `cargo xtask deny`: what ikelab depends on, against `deny.toml`.

use std::process::Command;

use crate::process::{Failure, Result, minutes, output, run};

/// The checks that `deny.toml` configures. The fourth, of advisories, depends on the day and not on the sources.
const CHECKS: [&str; 4] = ["check", "bans", "licenses", "sources"];

/// Runs cargo-deny. It is not installed unasked: nothing else needs it, and to compile it takes minutes.
pub fn deny() -> Result {
    deny_with("cargo-deny")
}

fn deny_with(program: &str) -> Result {
    let cargo_deny = || Command::new(program);
    output(cargo_deny().arg("--version"), minutes(1)).map_err(|_| {
        Failure::missing("cargo-deny is not installed. To install it:  cargo install --locked cargo-deny")
    })?;
    run(cargo_deny().args(CHECKS).current_dir(crate::root()), minutes(10))
}

#[cfg(test)]
mod tests {
    #[test]
    fn without_cargo_deny_it_says_how_to_install_it_and_ends_with_2() {
        let failure = super::deny_with("no-program-of-this-name").expect_err("nothing is checked");
        assert_eq!(failure.code(), 2);
        assert!(failure.to_string().contains("cargo install --locked cargo-deny"));
    }
}
