//! The algorithms that IKE and IPsec can negotiate: a table each of ciphers, hashes and Diffie-Hellman groups.
//!
//! All that is known of an algorithm stands in its row: its numbers in both phases, IOS's words, its lengths, what Wireshark
//! calls it, and the algorithm itself. Everybody else asks the row, so that an algorithm more is a row more.
//!
//! `IOS:` and `Modelled:` have the meaning that the module `ios` gives them.

/// Declares a set of algorithms with its table. An algorithm is small to hold, is compared and serialized by its name, and
/// dereferences to its row.
macro_rules! table {
    ($(#[$meta:meta])* $set:ident of $row:ty { $($(#[$doc:meta])* $name:ident = $facts:expr;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $set {
            $($(#[$doc])* $name,)*
        }

        impl $set {
            /// All, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its row.
            #[must_use]
            pub const fn row(self) -> &'static $row {
                match self {
                    $(Self::$name => const { &$facts },)*
                }
            }
        }

        impl core::ops::Deref for $set {
            type Target = $row;

            fn deref(&self) -> &$row {
                self.row()
            }
        }
    };
}

mod cipher;
mod group;
mod hash;
pub mod policy;

pub use cipher::{CbcCipher, CbcRow, EspCipher, EspRow};
pub use group::{Group, GroupRow, UNSIMULATED_GROUPS};
pub use hash::{Hash, HashRow};
