//! What an attacker on the wire can do where nothing authenticates packets: flip chosen bits of the plaintext by flipping
//! them in the ciphertext. A stream cipher lets each bit through by itself: `C' = C ⊕ (P ⊕ P')` decrypts to `P'`.

use alloc::vec::Vec;

use super::fault::{Fault, FaultKind, PacketRef};
use super::trace::CapturedPacket;
use crate::ip::icmp::Echo;
use crate::ip::ipv4;

/// Why a packet cannot be forged so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotForgeable {
    /// It is not encrypted with a stream cipher.
    NotStreamCipher,
    /// It does not carry an ICMP echo, or the attacker guesses wrong that it does.
    NotAnEcho,
    /// The new data is longer than the echo's.
    TooLong,
}

/// The faults that turn the echo in an ESP packet into one with other data: the attacker guesses what the packet says,
/// as pings are easy to guess, and repairs ICMP's checksum. Each byte that differs is one fault.
///
/// # Errors
/// As [`NotForgeable`] says.
pub fn echo_data(packet: &CapturedPacket, occurrence: u32, data: &[u8]) -> Result<Vec<Fault>, NotForgeable> {
    let protection = packet.protection.as_ref().ok_or(NotForgeable::NotStreamCipher)?;
    if !protection.cipher.is_stream() {
        return Err(NotForgeable::NotStreamCipher);
    }
    let inner = ipv4::Packet::decode(&protection.plaintext).map_err(|_| NotForgeable::NotAnEcho)?;
    let mut echo = Echo::decode(&inner.payload).map_err(|_| NotForgeable::NotAnEcho)?;
    echo.data
        .get_mut(..data.len())
        .ok_or(NotForgeable::TooLong)?
        .copy_from_slice(data);
    let wanted = ipv4::Packet {
        payload: echo.encode(),
        ..inner
    }
    .encode();
    let target = PacketRef {
        from: packet.from,
        name: packet.name,
        occurrence,
    };
    let changes = protection.plaintext.iter().zip(&wanted).zip(protection.start..);
    let flip = |((known, wanted), offset)| Fault {
        packet: target,
        kind: FaultKind::Corrupt {
            offset,
            mask: known ^ wanted,
        },
    };
    Ok(changes
        .filter(|((known, wanted), _)| known != wanted)
        .map(flip)
        .collect())
}
