//! Main mode with pre-shared keys (RFC 2409 §5.4).
//!
//! ```text
//!  Initiator                           Responder
//!  MM1  HDR, SA                -->
//!                              <--     MM2  HDR, SA
//!  MM3  HDR, KE, Ni            -->
//!                              <--     MM4  HDR, KE, Nr
//!  MM5  HDR*, IDii, HASH_I     -->
//!                              <--     MM6  HDR*, IDir, HASH_R
//! ```
//!
//! Each state is a struct that holds what is known then, and is named by what it expects. `handle` reads a message and
//! gives the next state; the message is answered before it returns.

pub mod initiator;
pub mod responder;

use alloc::string::String;
use alloc::vec::Vec;

use super::iv::{Iv, SaCipher};
use super::keymat::{Cookies, Proof, Skeyid};
use super::proposal::phase1::Algorithms;
use super::session::{Cx, Reject, find};
use super::{nat, timing};
use crate::event::{IsakmpEvent, PeerName, Quantity};
use crate::isakmp::header::{Cookie, Flags, Header};
use crate::isakmp::id::{Identification, Identity};
use crate::isakmp::message::decode_payloads;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{ExchangeType, IdType, NotifyType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::DOI_IPSEC;
use crate::random::Purpose;

/// Bytes of a nonce. IOS: seed shows no length; Modelled: 20, as common implementations of the time.
pub const NONCE_LEN: usize = 20;
/// Bytes of a private exponent: twice the strength of the groups and more (RFC 2409 §6.2 asks for 160 bits and up).
const EXPONENT_LEN: usize = 32;

/// A message that came in: its header, and what follows as it came.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The header.
    pub header: Header,
    /// What follows it, encrypted or not.
    pub body: &'a [u8],
}

impl Incoming<'_> {
    /// The payloads of a message in the clear, whatever its body's padding.
    fn clear(&self) -> Result<Vec<Payload>, Reject> {
        if self.header.is_encrypted() {
            return Err(Reject::Unexpected);
        }
        Ok(decode_payloads(self.header.next_payload, self.body, crate::isakmp::header::HEADER_LEN)?.0)
    }

    /// The payloads of an encrypted message, and the IV of the next one.
    pub fn decrypt(&self, cipher: &SaCipher, iv: &Iv) -> Result<(Vec<Payload>, Iv), Reject> {
        if !self.header.is_encrypted() {
            return Err(Reject::Unexpected);
        }
        let (plaintext, next) = cipher.decrypt(iv, self.body).ok_or(Reject::NotBlocks)?;
        let (payloads, _) = decode_payloads(self.header.next_payload, &plaintext, crate::isakmp::header::HEADER_LEN)?;
        Ok((payloads, next))
    }
}

/// Phase 1 is done: what phase 2 goes on from.
#[derive(Debug, Clone)]
pub struct Established {
    /// The cookies.
    pub cookies: Cookies,
    /// The keys.
    pub skeyid: Skeyid,
    /// Cipher, hash and group.
    pub algorithms: Algorithms,
    /// The cipher with its key.
    pub cipher: SaCipher,
    /// The last ciphertext block of phase 1.
    pub iv: Iv,
    /// Lifetime in seconds.
    pub lifetime: u32,
    /// Who the peer proved to be.
    pub peer_identity: PeerName,
    /// The peer has no other SA with this router.
    pub initial_contact: bool,
}

/// A Diffie-Hellman exponent with its public value.
#[derive(Debug, Clone)]
struct KeyPair {
    private: Vec<u8>,
    public: Vec<u8>,
}

impl KeyPair {
    fn draw(cx: &mut Cx<'_, '_>, algorithms: &Algorithms) -> KeyPair {
        let mut private = alloc::vec![0; EXPONENT_LEN];
        cx.fx.random(Purpose::DhExponent, &mut private);
        cx.fx.work(timing::DH_PUBLIC);
        let public = algorithms.group.public(&private);
        cx.derived(Quantity::DhPrivate, &private);
        cx.derived(Quantity::DhPublic, &public);
        KeyPair { private, public }
    }
}

/// What both sides have once the Diffie-Hellman values are exchanged.
#[derive(Debug, Clone)]
struct Keys {
    cookies: Cookies,
    algorithms: Algorithms,
    lifetime: u32,
    sai_b: Vec<u8>,
    g_xi: Vec<u8>,
    g_xr: Vec<u8>,
    skeyid: Skeyid,
    cipher: SaCipher,
    iv: Iv,
}

/// What is agreed before them.
#[derive(Debug, Clone)]
struct Agreed {
    cookies: Cookies,
    algorithms: Algorithms,
    lifetime: u32,
    sai_b: Vec<u8>,
}

/// What the exchange of KE and nonces gave: public values and nonce bodies of both sides.
struct Exchanged<'a> {
    g_xi: &'a [u8],
    g_xr: &'a [u8],
    ni_b: &'a [u8],
    nr_b: &'a [u8],
}

impl Keys {
    /// All that comes from the shared secret; each value is logged.
    fn derive(
        cx: &mut Cx<'_, '_>,
        agreed: &Agreed,
        own: &KeyPair,
        peer_public: &[u8],
        exchanged: &Exchanged<'_>,
    ) -> Result<Keys, Reject> {
        let Agreed {
            cookies,
            algorithms,
            lifetime,
            sai_b,
        } = agreed.clone();
        cx.fx.work(timing::DH_SHARED);
        let g_xy = algorithms
            .group
            .shared(&own.private, peer_public)
            .map_err(|_| Reject::BadPublicValue)?;
        let preshared_key = cx.look_up_key()?;
        let skeyid = Skeyid::derive(
            algorithms.hash,
            &preshared_key,
            exchanged.ni_b,
            exchanged.nr_b,
            &g_xy,
            &cookies,
        );
        let key = skeyid.cipher_key(algorithms.hash, algorithms.cipher.key_len());
        let iv = Iv::phase1(algorithms.hash, algorithms.cipher, exchanged.g_xi, exchanged.g_xr);
        for (quantity, value) in [
            (Quantity::DhShared, &g_xy),
            (Quantity::Skeyid, &skeyid.skeyid),
            (Quantity::SkeyidD, &skeyid.d),
            (Quantity::SkeyidA, &skeyid.a),
            (Quantity::SkeyidE, &skeyid.e),
            (Quantity::CipherKey, &key),
            (Quantity::Phase1Iv, &iv.0),
        ] {
            cx.derived(quantity, value);
        }
        cx.log(IsakmpEvent::SkeyidGenerated);
        let cipher = SaCipher {
            cipher: algorithms.cipher,
            key,
        };
        let (g_xi, g_xr) = (exchanged.g_xi.to_vec(), exchanged.g_xr.to_vec());
        Ok(Keys {
            cookies,
            algorithms,
            lifetime,
            sai_b,
            g_xi,
            g_xr,
            skeyid,
            cipher,
            iv,
        })
    }

    fn proof(&self) -> Proof<'_> {
        Proof {
            g_xi: &self.g_xi,
            g_xr: &self.g_xr,
            cookies: self.cookies,
            sai_b: &self.sai_b,
        }
    }

    fn established(&self, iv: Iv, peer_identity: PeerName, initial_contact: bool) -> Established {
        Established {
            cookies: self.cookies,
            skeyid: self.skeyid.clone(),
            algorithms: self.algorithms,
            cipher: self.cipher.clone(),
            iv,
            lifetime: self.lifetime,
            peer_identity,
            initial_contact,
        }
    }
}

fn header(cookies: &Cookies) -> Header {
    let cookies = (Cookie(cookies.initiator), Cookie(cookies.responder));
    Header::new(cookies, ExchangeType::IdentityProtection, Flags::NONE, 0)
}

/// The payloads of message 3 or 4: KE, nonce, vendor ids, NAT-D.
fn key_exchange_payloads(cx: &Cx<'_, '_>, agreed: &Agreed, public: &[u8], nonce: &[u8]) -> Vec<Payload> {
    let mut payloads = alloc::vec![Payload::KeyExchange(public.to_vec()), Payload::Nonce(nonce.to_vec())];
    let dialect = &cx.session.dialect;
    payloads.extend(dialect.later.iter().map(|vendor| Payload::VendorId(vendor.to_vec())));
    if let Some(nat) = dialect.nat_detection {
        let (hash, peer, local) = (agreed.algorithms.hash, cx.session.peer, cx.session.local);
        payloads.extend(nat::payloads(nat, hash, &agreed.cookies, peer, local));
    }
    payloads
}

/// The KE and nonce of message 3 or 4, as each is read.
fn read_key_exchange(cx: &mut Cx<'_, '_>, payloads: &[Payload]) -> Result<(Vec<u8>, Vec<u8>), Reject> {
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::KeyExchange,
        message_id: 0,
    });
    let public = find(payloads, |payload| match payload {
        Payload::KeyExchange(public) => Some(public.clone()),
        _ => None,
    })?;
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::Nonce,
        message_id: 0,
    });
    Ok((public, read_nonce(payloads)?))
}

/// The body of the nonce; 8 to 256 bytes (RFC 2409 §5).
pub(super) fn read_nonce(payloads: &[Payload]) -> Result<Vec<u8>, Reject> {
    let nonce = find(payloads, |payload| match payload {
        Payload::Nonce(nonce) => Some(nonce.clone()),
        _ => None,
    })?;
    if (8..=256).contains(&nonce.len()) {
        Ok(nonce)
    } else {
        Err(Reject::Unexpected)
    }
}

/// Compares the peer's NAT-D payloads with the addresses that its message came from and to.
fn read_nat_detection(cx: &mut Cx<'_, '_>, agreed: &Agreed, payloads: &[Payload]) {
    let endpoints = [cx.session.local, cx.session.peer];
    let expected = endpoints.map(|endpoint| nat::hash(agreed.algorithms.hash, &agreed.cookies, endpoint));
    for payload in payloads {
        if let Payload::NatD(nat_d) = payload {
            cx.log_global(IsakmpEvent::NatDetection {
                matches: expected.contains(&nat_d.hash),
            });
        }
    }
}

/// This router's identity: its address, or its host name if it is configured so. IOS: seed, with protocol 17 and port 500.
fn own_identity(cx: &Cx<'_, '_>) -> Payload {
    let (protocol, port) = cx.session.dialect.identity;
    Payload::Identification(Identification {
        protocol,
        port,
        identity: match &cx.session.name {
            PeerName::Address(address) => Identity::Ipv4(*address),
            PeerName::Host(name) => Identity::Other {
                kind: IdType::Fqdn,
                data: name.clone().into_bytes(),
            },
        },
    })
}

/// Reports an identity with the type of the payload after it; gives who it is, and the payload's length in bytes.
fn log_identity(cx: &mut Cx<'_, '_>, identity: &Payload, next: PayloadType) -> Result<(PeerName, u16), Reject> {
    let Payload::Identification(id) = identity else {
        return Err(Reject::Unexpected);
    };
    let name = match &id.identity {
        Identity::Ipv4(address) => PeerName::Address(*address),
        Identity::Other {
            kind: IdType::Fqdn,
            data,
        } => PeerName::Host(String::from_utf8(data.clone()).map_err(|_| Reject::Unexpected)?),
        _ => return Err(Reject::Unexpected),
    };
    let length = identity.body().len() as u16 + GENERIC_HEADER_LEN;
    cx.log(IsakmpEvent::Identity {
        next_payload: next.into(),
        id_type: id.identity.kind().into(),
        name: name.clone(),
        protocol: id.protocol,
        port: id.port,
        length,
    });
    Ok((name, length))
}

/// Bytes of a payload's generic header (RFC 2408 §3.2).
const GENERIC_HEADER_LEN: u16 = 4;

/// Says who this router is: the payloads of message 5 or 6 up to the proof.
fn log_own_identity(cx: &mut Cx<'_, '_>, identity: &Payload) -> Result<(), Reject> {
    cx.log(IsakmpEvent::Authenticating);
    let (_, length) = log_identity(cx, identity, PayloadType::Hash)?;
    cx.log(IsakmpEvent::TotalPayloadLength(length));
    Ok(())
}

/// Identity and proof of message 5 or 6, read in the order in which they must come, and the type of what follows the ID.
fn read_proof(payloads: &[Payload]) -> Result<(&Payload, &[u8]), Reject> {
    match payloads {
        [identity @ Payload::Identification(_), Payload::Hash(hash), ..] => Ok((identity, hash)),
        _ => Err(Reject::Unexpected),
    }
}

/// The peer is who its key says: what IOS reports then.
fn log_authenticated(cx: &mut Cx<'_, '_>) {
    let peer = *cx.session.peer.ip();
    cx.log(IsakmpEvent::Authenticated);
    cx.log(IsakmpEvent::AuthenticatedWith { peer });
}

/// INITIAL_CONTACT about this SA: its SPI is both cookies (RFC 2407 §4.6.3.3).
fn initial_contact(cookies: &Cookies) -> Payload {
    Payload::Notification(Notification {
        doi: DOI_IPSEC,
        protocol: ProtocolId::Isakmp,
        spi: [cookies.initiator, cookies.responder].concat(),
        kind: NotifyType::InitialContact,
        data: Vec::new(),
    })
}
