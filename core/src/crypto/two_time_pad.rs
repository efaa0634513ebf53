//! What the same keystream twice gives away: `C1 ⊕ C2 = (P1 ⊕ K) ⊕ (P2 ⊕ K) = P1 ⊕ P2`. The key is gone from it.

use alloc::vec::Vec;

/// The XOR of two ciphertexts, as long as the shorter: the XOR of their plaintexts if they had the same keystream.
#[must_use]
pub fn xor(first: &[u8], second: &[u8]) -> Vec<u8> {
    first.iter().zip(second).map(|(a, b)| a ^ b).collect()
}

/// A guess of some words of one text, and what it makes of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drag {
    /// Where the guess was laid.
    pub offset: u32,
    /// What the other text says there, if the guess is right.
    pub other: Vec<u8>,
    /// Whether all of it is printable ASCII, as text would be.
    pub is_text: bool,
}

/// Crib-dragging: lays a guess at every place of the XOR of two texts. Where it is right, the other text appears.
#[must_use]
pub fn drag(difference: &[u8], crib: &[u8]) -> Vec<Drag> {
    let windows = difference.windows(crib.len().max(1)).zip(0..);
    let lay = |(window, offset): (&[u8], u32)| {
        let other = xor(window, crib);
        let is_text = !other.is_empty() && other.iter().all(|byte| matches!(byte, b' '..=b'~'));
        Drag { offset, other, is_text }
    };
    windows.map(lay).collect()
}
