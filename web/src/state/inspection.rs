//! What the reader looks at in the selected packet. It outlives the packet: who reads the nonce of MM3 sees the nonce of
//! MM4 at the next step.

use std::collections::BTreeMap;

use ikelab_core::event::Quantity;

/// The panel beneath an encrypted ESP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Panel {
    /// Keystream, plaintext and ciphertext.
    #[default]
    Keystream,
    /// Where values come from.
    Provenance,
}

/// The reader's choices for the packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Whether encrypted parts are shown as their plaintext.
    pub decrypted: bool,
    /// Path of the selected field; a packet without it shows its most telling field.
    pub field: Option<String>,
    /// The byte that the grid's cursor is on, if it was put there.
    pub byte: Option<u32>,
    /// Fields that were opened (true) or closed (false) by hand, by path.
    pub opened: BTreeMap<String, bool>,
    /// The panel beneath.
    pub panel: Panel,
    /// The computed value that was asked for.
    pub quantity: Option<Quantity>,
}

impl Default for Inspection {
    fn default() -> Self {
        Inspection {
            decrypted: true,
            field: None,
            byte: None,
            opened: BTreeMap::new(),
            panel: Panel::default(),
            quantity: None,
        }
    }
}

impl Inspection {
    /// Selects a field, and a byte in it if it was chosen by its byte.
    pub fn select(&mut self, field: String, byte: Option<u32>) {
        self.field = Some(field);
        self.byte = byte;
    }

    /// Leaves the packet: the byte's number says nothing in another.
    pub fn leave_packet(&mut self) {
        self.byte = None;
    }
}
