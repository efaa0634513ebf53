//! `show debugging`.

use alloc::string::String;

use super::Facility;
use crate::ios::exec::Debugging;

impl Debugging {
    /// Whether a record of `facility` is printed.
    pub const fn prints(self, facility: Facility) -> bool {
        match facility {
            Facility::Isakmp => self.isakmp,
            Facility::Ipsec => self.ipsec,
            Facility::Engine => self.engine,
            Facility::Log => true,
        }
    }
}

/// The debug commands that are on (IOS: seed; field for the engine).
pub fn show_debugging(debugging: Debugging) -> String {
    let mut text = String::new();
    if debugging != Debugging::OFF {
        text += "Cryptographic Subsystem:\n";
    }
    if debugging.isakmp {
        text += "  Crypto ISAKMP debugging is on\n";
    }
    if debugging.engine {
        text += "  Crypto Engine debugging is on\n";
    }
    if debugging.ipsec {
        text += "  Crypto IPSEC debugging is on\n";
    }
    text
}
