//! `show crypto engine …`. Modelled: after the layout of published output, with what this router has.

use alloc::format;
use alloc::string::String;

use crate::status::RouterStatus;

/// The engine in use.
pub(super) fn configuration(status: &RouterStatus) -> String {
    let console = &status.console;
    let (kind, slot) = if console.config.accelerator_in_use(console.platform) {
        ("hardware", "1")
    } else {
        ("software", "N/A")
    };
    format!(
        "        crypto engine name:   ikelab\n        \
         crypto engine type:   {kind}\n             \
         serial number:   00000000\n       \
         crypto engine state:   installed\n     \
         crypto engine in slot:   {slot}\n"
    )
}

/// Whether there is an accelerator, and whether it is on.
pub(super) fn accelerator(status: &RouterStatus) -> String {
    let console = &status.console;
    if !console.platform.accelerator {
        return String::from("% No hardware crypto accelerator in this router\n");
    }
    let (state, seal) = if console.config.crypto_engine_accelerator {
        ("active", "not supported: transform sets with esp-seal are not used")
    } else {
        ("shut down by `no crypto engine accelerator`", "done in software")
    };
    format!("Hardware crypto accelerator in slot 1\n        state: {state}\n        esp-seal: {seal}\n")
}
