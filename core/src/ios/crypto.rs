//! What `crypto isakmp` and `crypto ipsec` set.

use crate::map::Map;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::algorithm::policy::IsakmpPolicy;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::transform_set::TransformSet;

/// Whose a pre-shared key is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyPeer {
    /// `address A.B.C.D [mask]`: a network of peers; a single peer has the mask 255.255.255.255.
    Address {
        /// The peer or network.
        address: Ipv4Addr,
        /// Its mask.
        mask: Ipv4Addr,
    },
    /// `hostname NAME`.
    Hostname(String),
}

impl KeyPeer {
    /// The peers of an address and a mask. Modelled: no peer has the address 0.0.0.0, so without a mask it is every peer too.
    pub fn at(address: Ipv4Addr, mask: Option<Ipv4Addr>) -> Self {
        let all_or_one = if address.is_unspecified() {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::BROADCAST
        };
        let mask = mask.unwrap_or(all_or_one);
        Self::Address {
            address: address & mask,
            mask,
        }
    }
}

/// One `crypto isakmp key`, or one key of a keyring. IOS: seed, reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresharedKey {
    /// The key as typed.
    pub key: String,
    /// `6`: what is typed is the key as another router encrypted it, so it is of no use here.
    pub is_encrypted: bool,
    /// The peers it is for.
    pub peer: KeyPeer,
    /// `no-xauth`: no extended authentication with this peer.
    pub no_xauth: bool,
}

/// `crypto isakmp identity`: the ID payload this router sends. IOS: reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum IsakmpIdentity {
    /// The address of the interface, the default.
    #[default]
    Address,
    /// The host name.
    Hostname,
    /// The distinguished name of the certificate. Kept, but not simulated.
    Dn,
}

/// `crypto isakmp keepalive`: dead peer detection. IOS: reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Keepalive {
    /// Seconds between messages, 10 to 3600.
    pub seconds: u16,
    /// Seconds between retries, 2 to 60; 2 unless typed.
    pub retry_seconds: u16,
    /// `periodic` rather than on demand, the default.
    pub periodic: bool,
}

impl Keepalive {
    /// IOS: reference, the default of the retry interval.
    pub const DEFAULT_RETRY_SECONDS: u16 = 2;
}

/// All of `crypto isakmp`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IsakmpConfig {
    /// `crypto isakmp enable`, on by default.
    pub enabled: bool,
    /// The policies by priority, 1 to 10000; the lowest number is tried first.
    pub policies: Map<u16, IsakmpPolicy>,
    /// The pre-shared keys in the order typed.
    pub keys: Vec<PresharedKey>,
    /// `crypto isakmp identity`.
    pub identity: IsakmpIdentity,
    /// `crypto isakmp keepalive`.
    pub keepalive: Option<Keepalive>,
    /// `crypto isakmp invalid-spi-recovery`.
    pub invalid_spi_recovery: bool,
}

impl Default for IsakmpConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            policies: Map::new(),
            keys: Vec::new(),
            identity: IsakmpIdentity::default(),
            keepalive: None,
            invalid_spi_recovery: false,
        }
    }
}

/// `crypto ipsec security-association replay`: the anti-replay window of received packets.
///
/// IOS: reference. The command came with 12.3(14)T; before it the window was 64 and could not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ReplayWindow {
    /// `disable`: no check.
    Disabled,
    /// `window-size N`: 64, 128, 256, 512 or 1024 packets.
    Packets(u16),
}

impl Default for ReplayWindow {
    /// IOS: reference: 64 packets.
    fn default() -> Self {
        Self::Packets(64)
    }
}

/// All of `crypto ipsec`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IpsecConfig {
    /// The transform sets by name.
    pub transform_sets: Map<String, TransformSet>,
    /// `security-association lifetime`, for the maps without their own.
    pub lifetime: Lifetime,
    /// `security-association idle-time`, for the maps without their own.
    pub idle_seconds: Option<u32>,
    /// `security-association replay`.
    pub replay_window: ReplayWindow,
}
