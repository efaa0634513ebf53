//! Two packets with the same keystream: what an eavesdropper has of both without the key (limitation 3).

use ikelab_core::crypto::two_time_pad::{drag, xor};
use ikelab_core::effects::{Protection, ProtectionCipher};
use ikelab_core::event::PacketId;
use ikelab_core::sim::{CapturedPacket, Trace};

/// Guesses that fit are shown up to so many.
const MOST: usize = 12;

/// What two packets of one keystream give away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The step that sent the other packet.
    pub other_step: usize,
    /// The other packet's name.
    pub other: String,
    /// The XOR of the ciphertexts, and so of the plaintexts.
    pub difference: Vec<u8>,
}

/// A place where a guess makes text of the other packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Byte of the encrypted part.
    pub offset: u32,
    /// What the other packet says there.
    pub other: String,
}

/// Another packet of the run that was encrypted with the same SEAL key and position, and says something else.
pub fn pair(trace: &Trace, id: PacketId) -> Option<Pair> {
    let packet = trace.packet(id)?;
    let used = keystream_of(packet)?;
    let is_twin =
        |other: &&CapturedPacket| other.id != id && keystream_of(other) == Some(used) && other.bytes != packet.bytes;
    let other = trace.packets.iter().find(is_twin)?;
    Some(Pair {
        other_step: trace.steps.iter().position(|step| step.packet == Some(other.id))?,
        other: other.name.to_string(),
        difference: xor(ciphertext(packet)?, ciphertext(other)?),
    })
}

/// Position and key: by the position, nearly all others are told apart at once.
fn keystream_of(packet: &CapturedPacket) -> Option<(u32, &[u8])> {
    match &packet.protection.as_ref()?.cipher {
        ProtectionCipher::Seal { key, n } => Some((*n, key)),
        _ => None,
    }
}

fn ciphertext(packet: &CapturedPacket) -> Option<&[u8]> {
    let Protection { start, plaintext, .. } = packet.protection.as_ref()?;
    packet.bytes.get(*start as usize..)?.get(..plaintext.len())
}

/// Where a guess of one packet's words makes text of the other's. A guess that begins with `0x` is hex.
pub fn fits(difference: &[u8], crib: &str) -> Vec<Fit> {
    let laid = drag(difference, &bytes(crib)).into_iter().filter(|drag| drag.is_text);
    let fit = |drag: ikelab_core::crypto::two_time_pad::Drag| Fit {
        offset: drag.offset,
        other: String::from_utf8_lossy(&drag.other).into_owned(),
    };
    laid.take(MOST).map(fit).collect()
}

/// The bytes of a guess; a digit too many, or one that is none, ends it.
fn bytes(crib: &str) -> Vec<u8> {
    let Some(digits) = crib.strip_prefix("0x") else {
        return crib.as_bytes().to_vec();
    };
    let pairs = digits.as_bytes().chunks_exact(2).map(std::str::from_utf8);
    pairs
        .map_while(|pair| u8::from_str_radix(pair.ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_guess_gives_the_others_words() {
        let difference = xor(b"attack at dawn", b"retreat by ten");
        let found = fits(&difference, "attack");
        assert!(
            found.contains(&Fit {
                offset: 0,
                other: "retrea".to_owned()
            }),
            "{found:?}"
        );
        assert_eq!(fits(&difference, "0x61747461636b"), found, "the same in hex");
        assert!(fits(&difference, "").is_empty());
        assert!(fits(&difference, "0xzz").is_empty());
    }

    #[test]
    fn a_run_as_ios_allows_it_never_uses_a_keystream_twice() {
        let trace = ikelab_core::sim::run(&ikelab_core::sim::doc_50880());
        assert!(trace.packets.iter().all(|packet| pair(&trace, packet.id).is_none()));
    }
}
