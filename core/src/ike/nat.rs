//! NAT detection (draft-ietf-ipsec-nat-t-ike-03 §3.2, RFC 3947 §3.2).

use alloc::vec::Vec;
use core::net::SocketAddrV4;

use super::keymat::Cookies;
use crate::algorithm::Hash;
use crate::isakmp::nat_d::{NatD, NatDialect};
use crate::isakmp::payload::Payload;

/// `HASH = HASH(CKY-I | CKY-R | IP | Port)`
pub fn hash(hash: Hash, cookies: &Cookies, endpoint: SocketAddrV4) -> Vec<u8> {
    let (address, port) = (endpoint.ip().octets(), endpoint.port().to_be_bytes());
    hash.digest(&[&cookies.initiator, &cookies.responder, &address, &port])
}

/// The two payloads of a message: the receiver's address first, then the sender's.
pub fn payloads(
    dialect: NatDialect,
    algorithm: Hash,
    cookies: &Cookies,
    receiver: SocketAddrV4,
    sender: SocketAddrV4,
) -> [Payload; 2] {
    [receiver, sender].map(|endpoint| {
        Payload::NatD(NatD {
            dialect,
            hash: hash(algorithm, cookies, endpoint),
        })
    })
}
