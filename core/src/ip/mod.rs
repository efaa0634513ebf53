//! The packets that carry all else: IPv4 (RFC 791), UDP (RFC 768) and ICMP's echo (RFC 792).

pub mod icmp;
pub mod ipv4;
pub mod udp;

/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of all 16-bit words, an odd last
/// byte padded with zero. Over data that holds its own checksum it is zero.
pub fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0u32;
    let mut odd = false;
    for &byte in parts.iter().copied().flatten() {
        sum += u32::from(byte) << if odd { 0 } else { 8 };
        sum = (sum & 0xffff) + (sum >> 16);
        odd = !odd;
    }
    !(sum as u16)
}
