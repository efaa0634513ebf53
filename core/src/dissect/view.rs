//! Which bytes of a packet are hidden.

use crate::effects::{Protection, ProtectionCipher};
use crate::sim::CapturedPacket;

/// How a packet is looked at.
pub(super) struct View<'a> {
    /// The packet as it was sent, of which the checksums are true.
    pub wire: &'a [u8],
    protection: Option<&'a Protection>,
    opened: bool,
}

/// The part of a packet that a cipher was applied to.
pub(super) struct Hidden<'a> {
    /// Where it begins in the packet.
    pub start: u32,
    /// How many bytes it has.
    pub len: usize,
    /// The cipher.
    pub cipher: &'a ProtectionCipher,
    /// Whether its bytes can be read.
    pub readable: bool,
}

impl<'a> View<'a> {
    /// As anyone on the way sees it.
    pub fn closed(packet: &'a CapturedPacket) -> Self {
        View {
            wire: &packet.bytes,
            protection: packet.protection.as_ref(),
            opened: false,
        }
    }

    /// As the two routers see it.
    pub fn opened(packet: &'a CapturedPacket) -> Self {
        View {
            opened: true,
            ..Self::closed(packet)
        }
    }

    /// The hidden part, if it lies wholly within the `len` bytes from `start`.
    pub fn hidden(&self, start: u32, len: usize) -> Option<Hidden<'a>> {
        let protection = self.protection?;
        let before = protection.start.checked_sub(start)? as usize;
        let end = before.checked_add(protection.plaintext.len())?;
        (end <= len).then(|| Hidden {
            start: protection.start,
            len: protection.plaintext.len(),
            cipher: &protection.cipher,
            readable: self.opened || protection.cipher == ProtectionCipher::Null,
        })
    }

    /// The last byte of the plaintext: ESP's next header.
    pub fn last_hidden_byte(&self) -> Option<u8> {
        self.protection?.plaintext.last().copied()
    }
}
