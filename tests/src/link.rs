//! Links taken apart and sealed again, by the description of the format and not by its code.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The fragment of version 1 whose sections are these bytes.
#[must_use]
pub fn sealed(bytes: &[u8]) -> String {
    let mut all = bytes.to_vec();
    all.extend_from_slice(&crc24(bytes).to_be_bytes()[1..]);
    let bits: Vec<u8> = all
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let digit = |six: &[u8]| {
        let value = (0..6).fold(0, |value, i| value << 1 | usize::from(six.get(i).copied().unwrap_or(0)));
        char::from(DIGITS[value])
    };
    std::iter::once('1').chain(bits.chunks(6).map(digit)).collect()
}

/// The sections in a fragment of version 1.
///
/// # Panics
/// If it is none.
#[must_use]
pub fn content(fragment: &str) -> Vec<u8> {
    let value = |digit| DIGITS.iter().position(|known| *known == digit).expect("a digit") as u8;
    let digits = fragment.strip_prefix('1').expect("version 1").bytes().map(value);
    let bits: Vec<u8> = digits
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1))
        .collect();
    let byte = |eight: &[u8]| eight.iter().fold(0, |byte, bit| byte << 1 | bit);
    let bytes: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    let (content, sum) = bytes.split_at(bytes.len() - 3);
    assert_eq!(crc24(content).to_be_bytes()[1..], *sum, "{fragment}");
    content.to_vec()
}

/// CRC-24 of RFC 4880, as its §6.1 has it.
fn crc24(bytes: &[u8]) -> u32 {
    let mut crc = 0x00b7_04ce_u32;
    for byte in bytes {
        crc ^= u32::from(*byte) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4cfb;
            }
        }
    }
    crc & 0x00ff_ffff
}
