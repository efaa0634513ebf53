//! What only shows when a whole configuration is known, as facts. Our words for them are in [`explain`](super::explain).

use core::net::Ipv4Addr;

use super::access_list::AccessListId;
use super::diagnostic::{Basis, Class, Code, FIELD, REFERENCE};
use super::interface::InterfaceName;
use super::paste::Removal;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::ProxyIdentities;

/// Something that keeps a configuration from working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding<'a> {
    /// A line that ended the configuration, with more to come.
    AfterEnd {
        /// How many lines are not read.
        lines: u32,
    },
    /// A text whose delimiter does not come again.
    TextWithoutEnd,
    /// What was pasted with the configuration and is no part of it.
    Pasted(Removal),
    /// A policy that cannot be negotiated here.
    UnusablePolicy {
        /// Its priority.
        priority: u16,
        /// The word of its authentication.
        authentication: &'static str,
    },
    /// No interface has the map.
    MapNotApplied {
        /// Its name.
        map: &'a str,
    },
    /// An entry refers to a dynamic map that is not there.
    DynamicMapMissing {
        /// The dynamic map's name.
        map: &'a str,
    },
    /// No crypto map refers to the dynamic map.
    DynamicMapNotUsed {
        /// Its name.
        map: &'a str,
    },
    /// A map's entry that protects nothing.
    MapIncomplete {
        /// The crypto map's name.
        map: &'a str,
        /// The entry's sequence number.
        sequence: u16,
        /// What is not there.
        lacks: Missing,
    },
    /// An entry's access list is not defined, or has no lines.
    AccessListMissing(&'a AccessListId),
    /// An access group's list is not defined, or has no lines.
    AccessGroupMissing(&'a AccessListId),
    /// No interface leads to a peer.
    NoRoute {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// No policy has a pre-shared key.
    NoUsablePolicy {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// No pre-shared key is the peer's.
    NoKey {
        /// The peer's address.
        peer: Ipv4Addr,
        /// Whether one is in a keyring that is not looked into.
        in_keyring: bool,
    },
    /// A profile names a keyring that is not there.
    KeyringMissing {
        /// The keyring's name.
        keyring: &'a str,
    },
    /// An entry names a profile that is not there.
    ProfileMissing {
        /// The profile's name.
        profile: &'a str,
    },
    /// A profile is for nobody.
    ProfileIncomplete {
        /// The profile's name.
        profile: &'a str,
    },
    /// A key for a name that has no address.
    KeyWithoutAddress {
        /// The name.
        host: &'a str,
    },
    /// A manual key is not there, or too short.
    SessionKey {
        /// Its direction.
        direction: Direction,
        /// Which one.
        what: MissingKey,
    },
    /// A crypto map is to take the address of an interface that has none.
    NoLocalAddress {
        /// The crypto map's name.
        map: &'a str,
        /// The interface's name.
        interface: InterfaceName,
    },
    /// A line that is kept would change what becomes of a tunnel.
    LeftOut(LeftOut),
    /// An interface has a crypto map and no address.
    NoAddress {
        /// The interface's name.
        interface: InterfaceName,
    },
}

/// A line that is kept and would change what becomes of a tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// What a crypto map is to protect is translated before.
    Translation(ProxyIdentities),
    /// A host whose traffic a crypto map is to protect is translated before.
    StaticTranslation(Ipv4Addr),
    /// An interface of the tunnel is in a zone of the firewall.
    Zone(InterfaceName),
    /// An interface of the tunnel has a routing table of its own.
    OwnRoutingTable(InterfaceName),
    /// Packets from an interface of the tunnel are routed by policy.
    PolicyRouting(InterfaceName),
    /// The firewall looks at what crosses an interface.
    Firewall(InterfaceName),
    /// A tunnel interface is protected without a crypto map.
    TunnelProtection(InterfaceName),
    /// A crypto map is for the packets of a tunnel interface.
    Gre(InterfaceName),
    /// An interface shares an address with another router.
    SharedAddress(InterfaceName),
    /// The address of an interface is given to it.
    AddressFromElsewhere(InterfaceName),
    /// An interface belongs to a client of a tunnel server.
    TunnelClient(InterfaceName),
    /// Peers are asked for users.
    ExtendedAuthentication,
}

/// What an entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// `set peer`.
    Peer,
    /// `set transform-set`.
    TransformSet,
    /// `match address`.
    AccessList,
}

/// What a direction of a manually keyed entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MissingKey {
    /// AH's key.
    Ah,
    /// All keys of ESP.
    Esp,
    /// The key of ESP's cipher.
    EspCipher,
    /// The key of ESP's authentication.
    EspAuthenticator,
}

impl Finding<'_> {
    /// How grave it is.
    pub fn class(&self) -> Class {
        match self {
            Self::AfterEnd { .. } => Class::error(Code::AfterEnd, REFERENCE),
            Self::TextWithoutEnd => Class::error(Code::TextWithoutEnd, REFERENCE),
            Self::Pasted(_) => Class::info(Code::Pasted, Basis::Modelled),
            Self::UnusablePolicy { .. } => Class::warning(Code::UnusablePolicy, REFERENCE),
            Self::MapNotApplied { .. } => Class::warning(Code::MapNotApplied, REFERENCE),
            Self::DynamicMapMissing { .. } => Class::error(Code::DynamicMapMissing, REFERENCE),
            Self::DynamicMapNotUsed { .. } => Class::warning(Code::MapNotApplied, REFERENCE),
            Self::MapIncomplete { .. } => Class::error(Code::MapIncomplete, FIELD),
            Self::AccessListMissing(_) => Class::error(Code::AccessListMissing, REFERENCE),
            Self::AccessGroupMissing(_) => Class::warning(Code::AccessListMissing, REFERENCE),
            Self::NoRoute { .. } => Class::error(Code::NoRoute, REFERENCE),
            Self::NoUsablePolicy { .. } => Class::error(Code::NoUsablePolicy, REFERENCE),
            Self::NoKey { .. } => Class::error(Code::NoKey, REFERENCE),
            Self::KeyringMissing { .. } => Class::error(Code::KeyringMissing, REFERENCE),
            Self::ProfileMissing { .. } => Class::error(Code::ProfileMissing, REFERENCE),
            Self::ProfileIncomplete { .. } => Class::warning(Code::ProfileIncomplete, FIELD),
            Self::KeyWithoutAddress { .. } => Class::warning(Code::KeyWithoutAddress, FIELD),
            Self::SessionKey { .. } => Class::error(Code::SessionKey, REFERENCE),
            Self::LeftOut(_) => Class::warning(Code::ChangesTunnel, REFERENCE),
            Self::NoLocalAddress { .. } | Self::NoAddress { .. } => Class::error(Code::NoAddress, REFERENCE),
        }
    }
}
