//! Keyrings and ISAKMP profiles: which keys, and which name of this router, for which peers. IOS: reference, 12.2(15)T.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::crypto::{Keepalive, PresharedKey};
use super::interface::InterfaceName;
use super::kept::KeptLines;
use crate::isakmp::id::IdentityMatch;

/// One `crypto keyring`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Keyring {
    /// Its name.
    pub name: String,
    /// `vrf`: the routing table of its peers. Kept, but not simulated.
    pub vrf: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `local-address`: only for exchanges with this address of the router.
    pub local_address: Option<LocalAddress>,
    /// The keys in the order typed.
    pub keys: Vec<PresharedKey>,
}

/// One `crypto isakmp profile`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IsakmpProfile {
    /// Its name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// `keyring`: where the keys for its peers are; without one, the keys that are in no keyring.
    pub keyrings: Vec<String>,
    /// `self-identity`.
    pub self_identity: Option<SelfIdentity>,
    /// `match identity`: the peers that it is for.
    pub identities: Vec<IdentityMatch>,
    /// `keepalive`, in the place of `crypto isakmp keepalive`.
    pub keepalive: Option<Keepalive>,
    /// `local-address`: only for exchanges with this address of the router.
    pub local_address: Option<LocalAddress>,
    /// Lines that change nothing here.
    pub kept: KeptLines,
}

/// The name that this router gives itself to the peers of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SelfIdentity {
    /// `address`: its address.
    Address,
    /// `fqdn`: its host name.
    Fqdn,
}

/// An address of this router, or the interface that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum LocalAddress {
    /// The address of this interface.
    Interface(InterfaceName),
    /// This address.
    Address(Ipv4Addr),
}

impl fmt::Display for LocalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interface(name) => name.fmt(f),
            Self::Address(address) => address.fmt(f),
        }
    }
}
