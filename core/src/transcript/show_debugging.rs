//! `show debugging`.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::Facility;

/// Which debug commands are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debugging {
    /// `debug crypto isakmp`.
    pub isakmp: bool,
    /// `debug crypto ipsec`.
    pub ipsec: bool,
}

impl Default for Debugging {
    /// Both (IOS: seed).
    fn default() -> Self {
        Debugging {
            isakmp: true,
            ipsec: true,
        }
    }
}

impl Debugging {
    /// Whether a record of `facility` is printed.
    pub const fn prints(self, facility: Facility) -> bool {
        match facility {
            Facility::Isakmp => self.isakmp,
            Facility::Ipsec => self.ipsec,
            Facility::Log => true,
        }
    }
}

/// The debug commands that are on (IOS: seed).
pub fn show_debugging(debugging: Debugging) -> String {
    let mut text = String::new();
    if debugging.isakmp || debugging.ipsec {
        text += "Cryptographic Subsystem:\n";
    }
    if debugging.isakmp {
        text += "  Crypto ISAKMP debugging is on\n";
    }
    if debugging.ipsec {
        text += "  Crypto IPSEC debugging is on\n";
    }
    text
}
