//! The algorithms and parameter sets of `crypto isakmp` and `crypto ipsec`.

use crate::map::Map;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// The cipher of an ISAKMP policy. IOS: reference, `encryption (IKE policy)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum IkeCipher {
    /// 56-bit DES in CBC mode, the default.
    #[default]
    Des,
    /// 168-bit triple DES in CBC mode.
    TripleDes,
    /// AES with a 128-bit key.
    Aes128,
    /// AES with a 192-bit key.
    Aes192,
    /// AES with a 256-bit key.
    Aes256,
}

impl IkeCipher {
    /// The words of the `encr` line. IOS: seed (`encr aes 256`), reference (a bare `aes` is 128 bits).
    pub fn words(self) -> &'static str {
        match self {
            Self::Des => "des",
            Self::TripleDes => "3des",
            Self::Aes128 => "aes",
            Self::Aes192 => "aes 192",
            Self::Aes256 => "aes 256",
        }
    }

    /// The key length in bits where ISAKMP negotiates one: only AES has it.
    pub fn negotiated_key_bits(self) -> Option<u16> {
        match self {
            Self::Des | Self::TripleDes => None,
            Self::Aes128 => Some(128),
            Self::Aes192 => Some(192),
            Self::Aes256 => Some(256),
        }
    }
}

/// A hash: of an ISAKMP policy, or inside HMAC. IOS: reference, `hash (IKE policy)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Hash {
    /// SHA-1, the default.
    #[default]
    Sha,
    /// MD5.
    Md5,
}

impl Hash {
    /// The word of the `hash` line, and the middle of `esp-sha-hmac`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sha => "sha",
            Self::Md5 => "md5",
        }
    }

    /// The length of its digest, which is the length of an HMAC key in IPsec (RFC 2403, RFC 2404).
    pub fn digest_bytes(self) -> usize {
        match self {
            Self::Sha => 20,
            Self::Md5 => 16,
        }
    }
}

/// How ISAKMP peers prove who they are. IOS: reference, `authentication (IKE policy)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Authentication {
    /// RSA signatures, the default. Kept, but not simulated: a policy with it never matches here.
    #[default]
    RsaSig,
    /// RSA encrypted nonces. Kept, but not simulated.
    RsaEncr,
    /// A pre-shared key.
    PreShare,
}

impl Authentication {
    /// The word of the `authentication` line.
    pub fn word(self) -> &'static str {
        match self {
            Self::RsaSig => "rsa-sig",
            Self::RsaEncr => "rsa-encr",
            Self::PreShare => "pre-share",
        }
    }
}

/// A Diffie-Hellman group of RFC 2409 or RFC 3526. IOS: reference, `group (IKE policy)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum DhGroup {
    /// 768 bits, the default.
    #[default]
    Group1,
    /// 1024 bits.
    Group2,
    /// 1536 bits.
    Group5,
}

impl DhGroup {
    /// The group's number, in configuration and in the ISAKMP attribute.
    pub fn number(self) -> u16 {
        match self {
            Self::Group1 => 1,
            Self::Group2 => 2,
            Self::Group5 => 5,
        }
    }

    /// The group with this number, if IOS 12.3(7)T has it.
    pub fn from_number(number: u16) -> Option<Self> {
        match number {
            1 => Some(Self::Group1),
            2 => Some(Self::Group2),
            5 => Some(Self::Group5),
            _ => None,
        }
    }
}

/// One `crypto isakmp policy`. Its `default()` is what IOS fills in, and is the built-in policy 65535.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsakmpPolicy {
    /// `encryption`, printed `encr`.
    pub encryption: IkeCipher,
    /// `hash`.
    pub hash: Hash,
    /// `authentication`.
    pub authentication: Authentication,
    /// `group`.
    pub group: DhGroup,
    /// `lifetime` in seconds, 60 to 86400.
    pub lifetime_seconds: u32,
}

impl IsakmpPolicy {
    /// IOS: reference, the default of `lifetime (IKE policy)`.
    pub const DEFAULT_LIFETIME_SECONDS: u32 = 86_400;
}

impl Default for IsakmpPolicy {
    /// IOS: reference: DES, SHA, rsa-sig, group 1, 86400 seconds.
    fn default() -> Self {
        Self {
            encryption: IkeCipher::default(),
            hash: Hash::default(),
            authentication: Authentication::default(),
            group: DhGroup::default(),
            lifetime_seconds: Self::DEFAULT_LIFETIME_SECONDS,
        }
    }
}

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

/// One `crypto isakmp key`. IOS: seed, reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresharedKey {
    /// The key as typed.
    pub key: String,
    /// The peers it is for.
    pub peer: KeyPeer,
    /// `no-xauth`: no extended authentication with this peer.
    pub no_xauth: bool,
}

/// `crypto isakmp identity`: the ID payload this router sends. IOS: reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum IsakmpIdentity {
    /// The address of the interface, the default.
    #[default]
    Address,
    /// The host name.
    Hostname,
    /// The distinguished name of the certificate. Kept, but not simulated.
    Dn,
}

impl IsakmpIdentity {
    /// The word of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Hostname => "hostname",
            Self::Dn => "dn",
        }
    }
}

/// `crypto isakmp keepalive`: dead peer detection. IOS: reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Default for IsakmpConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            policies: Map::new(),
            keys: Vec::new(),
            identity: IsakmpIdentity::default(),
            keepalive: None,
        }
    }
}

/// The cipher of ESP in a transform set. IOS: reference, `crypto ipsec transform-set`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EspCipher {
    /// `esp-des`.
    Des,
    /// `esp-3des`.
    TripleDes,
    /// `esp-aes`, 128 bits.
    Aes128,
    /// `esp-aes 192`.
    Aes192,
    /// `esp-aes 256`.
    Aes256,
    /// `esp-seal`: a 160-bit key. IOS: seed.
    Seal,
    /// `esp-null`: no encryption.
    Null,
}

impl EspCipher {
    /// The length of its key in bytes.
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Des => 8,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes128 => 16,
            Self::Aes256 => 32,
            Self::Seal => 20,
            Self::Null => 0,
        }
    }

    /// The key length in bits where quick mode negotiates one: only AES has it (IOS: seed, for esp-seal).
    pub fn negotiated_key_bits(self) -> Option<u16> {
        match self {
            Self::Aes128 => Some(128),
            Self::Aes192 => Some(192),
            Self::Aes256 => Some(256),
            Self::Des | Self::TripleDes | Self::Seal | Self::Null => None,
        }
    }
}

/// One word (with AES's key length: two) of a transform set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Transform {
    /// `ah-md5-hmac`, `ah-sha-hmac`.
    Ah(Hash),
    /// `esp-seal` and the other ciphers.
    EspCipher(EspCipher),
    /// `esp-md5-hmac`, `esp-sha-hmac`.
    EspAuth(Hash),
}

impl Transform {
    /// The words of the configuration line and of the debug records. IOS: seed, reference.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ah(Hash::Md5) => "ah-md5-hmac",
            Self::Ah(Hash::Sha) => "ah-sha-hmac",
            Self::EspAuth(Hash::Md5) => "esp-md5-hmac",
            Self::EspAuth(Hash::Sha) => "esp-sha-hmac",
            Self::EspCipher(EspCipher::Des) => "esp-des",
            Self::EspCipher(EspCipher::TripleDes) => "esp-3des",
            Self::EspCipher(EspCipher::Aes128) => "esp-aes",
            Self::EspCipher(EspCipher::Aes192) => "esp-aes 192",
            Self::EspCipher(EspCipher::Aes256) => "esp-aes 256",
            Self::EspCipher(EspCipher::Seal) => "esp-seal",
            Self::EspCipher(EspCipher::Null) => "esp-null",
        }
    }
}

/// `mode tunnel|transport`. IOS: reference, `mode (IPSec)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Encapsulation {
    /// The whole datagram is wrapped, the default.
    #[default]
    Tunnel,
    /// Only the payload is, and only for traffic between the two peers themselves.
    Transport,
}

impl Encapsulation {
    /// The word of the `mode` line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tunnel => "tunnel",
            Self::Transport => "transport",
        }
    }
}

/// A `crypto ipsec transform-set`: at most one AH, one ESP cipher and one ESP authentication transform.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransformSet {
    /// The AH transform.
    pub ah: Option<Hash>,
    /// The ESP cipher.
    pub esp_cipher: Option<EspCipher>,
    /// The ESP authentication transform.
    pub esp_auth: Option<Hash>,
    /// `mode`.
    pub mode: Encapsulation,
}

impl TransformSet {
    /// Its transforms in the order IOS prints them. IOS: reference, `show crypto ipsec transform-set`.
    pub fn transforms(&self) -> impl Iterator<Item = Transform> + use<> {
        let ah = self.ah.map(Transform::Ah);
        let cipher = self.esp_cipher.map(Transform::EspCipher);
        let auth = self.esp_auth.map(Transform::EspAuth);
        ah.into_iter().chain(cipher).chain(auth)
    }

    /// Whether it has the SEAL cipher.
    pub fn is_seal(&self) -> bool {
        self.esp_cipher == Some(EspCipher::Seal)
    }

    /// Whether AH or ESP authenticates: what SEAL needs. IOS: seed, the second limitation.
    pub fn is_authenticated(&self) -> bool {
        self.ah.is_some() || self.esp_auth.is_some()
    }

    /// Whether it uses ESP at all.
    pub fn uses_esp(&self) -> bool {
        self.esp_cipher.is_some() || self.esp_auth.is_some()
    }
}

/// The lifetime of IPsec security associations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// Seconds, 120 to 86400.
    pub seconds: u32,
    /// Kilobytes, 2560 to 536870912.
    pub kilobytes: u32,
}

impl Lifetime {
    /// The shorter one of each.
    pub fn shorter(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            kilobytes: self.kilobytes.min(other.kilobytes),
        }
    }
}

impl Default for Lifetime {
    /// IOS: seed: 3600 seconds and 4608000 kilobytes.
    fn default() -> Self {
        Self {
            seconds: 3_600,
            kilobytes: 4_608_000,
        }
    }
}

/// `crypto ipsec security-association replay`: the anti-replay window of received packets.
///
/// IOS: reference. The command came with 12.3(14)T; before it the window was 64 and could not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IpsecConfig {
    /// The transform sets by name.
    pub transform_sets: Map<String, TransformSet>,
    /// `security-association lifetime`, for the maps without their own.
    pub lifetime: Lifetime,
    /// `security-association replay`.
    pub replay_window: ReplayWindow,
}
