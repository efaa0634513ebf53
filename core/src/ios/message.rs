//! What the router has to say about a configuration line, as facts. [`messages`](super::messages) has Cisco's words
//! for them, diagnostics ours.

use alloc::string::String;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::crypto::Transform;
use super::crypto_map::ShortKey;
use super::grammar::SyntaxError;
use super::interface::{InterfaceAddress, InterfaceName};

/// A fact about one typed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigMessage {
    /// The line is not one of the language's.
    Syntax {
        /// Why.
        error: SyntaxError,
        /// The line as typed.
        line: String,
    },
    /// The first limitation: accepted, and not used while the accelerator is on.
    SealWithAccelerator {
        /// The transform set.
        set: String,
    },
    /// The second limitation: refused.
    SealWithoutAuthentication {
        /// The transform set.
        set: String,
    },
    /// The third limitation: refused, whichever was typed first.
    SealWithManualKeys {
        /// The transform set.
        set: String,
        /// The map.
        map: String,
        /// Its entry.
        sequence: u16,
    },
    /// Not IOS: it would refuse this, and is made to allow it.
    WhatIfAllowed {
        /// The transform set.
        set: String,
        /// What IOS says no to.
        limitation: Limitation,
    },
    /// Two transforms of a kind in one set: refused.
    TransformClash {
        /// The earlier one.
        first: Transform,
        /// The later one.
        second: Transform,
    },
    /// A map names a transform set that does not exist: refused.
    TransformSetMissing {
        /// The name.
        set: String,
    },
    /// A transform set cannot be removed while a map names it: refused.
    TransformSetInUse {
        /// The transform set.
        set: String,
        /// The map.
        map: String,
        /// Its entry.
        sequence: u16,
    },
    /// A map's entry takes only so many transform sets: refused.
    TooManyTransformSets {
        /// How many.
        limit: usize,
    },
    /// A typed key is too short for the entry's transform set: refused, whichever was typed first.
    SessionKeyTooShort {
        /// The map.
        map: String,
        /// Its entry.
        sequence: u16,
        /// The key.
        key: ShortKey,
    },
    /// A new map's entry does nothing yet.
    NewCryptoMap,
    /// An entry cannot turn from negotiated to manual or back: refused.
    CryptoMapKindFixed {
        /// The map.
        map: String,
        /// Its entry.
        sequence: u16,
    },
    /// An interface names a map that does not exist: refused.
    CryptoMapMissing {
        /// The name.
        map: String,
    },
    /// A map cannot be removed while an interface has it: refused.
    CryptoMapInUse {
        /// The map.
        map: String,
        /// The interface.
        interface: InterfaceName,
    },
    /// Another key for the same peers: refused.
    KeyExists {
        /// The peers.
        address: Ipv4Addr,
        /// Their mask.
        mask: Ipv4Addr,
    },
    /// Another key for the same host name: refused.
    HostKeyExists {
        /// The name.
        host: String,
    },
    /// The mask is none, or the address is the network's or the broadcast address: refused.
    BadMask(InterfaceAddress),
    /// Not the address the interface has, so it cannot be taken away: refused.
    InvalidAddress(Ipv4Addr),
    /// Not the address of a host: refused.
    NotAHostAddress(Ipv4Addr),
    /// Another interface is on that network: refused.
    Overlap {
        /// The network typed.
        network: Ipv4Addr,
        /// The other interface.
        interface: InterfaceName,
    },
    /// The interface had another address. IOS says nothing about it.
    AddressReplaced {
        /// The interface.
        interface: InterfaceName,
        /// The address it had.
        old: InterfaceAddress,
        /// The address it has.
        new: InterfaceAddress,
    },
    /// A physical interface cannot be removed: refused.
    PhysicalInterface(InterfaceName),
    /// The number is not one of an extended list: refused.
    NotAnExtendedList(AccessListId),
    /// A route's network has bits outside its mask: refused.
    InconsistentMask(InterfaceAddress),
    /// The line is kept, but what it does on a real router is not simulated. IOS says nothing about it.
    Unsimulated {
        /// The line, spelled out.
        line: String,
    },
    /// An interface was shut down, or comes up again.
    InterfaceSwitched {
        /// The interface.
        interface: InterfaceName,
        /// Whether it is up now.
        up: bool,
    },
    /// The first crypto map came to an interface, or the last one went.
    IsakmpSwitched {
        /// Whether this router negotiates now.
        on: bool,
    },
}

/// A limitation of esp-seal that makes IOS refuse a line. IOS: seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limitation {
    /// The second: it needs an authentication transform.
    Authentication,
    /// The third: it cannot have manual keys.
    ManualKeys,
}
