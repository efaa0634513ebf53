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

use super::formulas::{self, MainModeMessages, Phase1Values, SkeyidValues};
use super::iv::{Iv, SaCipher};
use super::keymat::{Cookies, Proof, Skeyid};
use super::session::{Profile, Reject, SessionContext, find};
use super::{nat, timing};
use crate::algorithm::policy::Algorithms;
use crate::event::{IsakmpEvent, Quantity, ValueId};
use crate::field::FieldKind;
use crate::isakmp::header::{Cookie, Flags, Header};
use crate::isakmp::id::PeerName;
use crate::isakmp::id::{Identification, Identity};
use crate::isakmp::message::decode_payloads;
use crate::isakmp::nat_d::NatDialect;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{ExchangeType, IdType, NotifyType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::place;
use crate::isakmp::sa::DOI_IPSEC;
use crate::isakmp::vendor::Vendor;
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
    /// What the log calls them.
    pub values: Phase1Values,
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

impl Established {
    /// The first IV of an exchange of phase 2 that begins with the message at hand, logged.
    pub fn first_iv(&self, message_id: u32, context: &mut SessionContext<'_, '_>) -> Iv {
        let Algorithms { hash, cipher, .. } = self.algorithms;
        let iv = Iv::phase2(hash, cipher, &self.iv, message_id);
        let first = context.effects.packet();
        let formula = self.values.iv(first, iv.0.len(), hash.digest_len());
        context.derived(Quantity::Phase2Iv { message_id }, &iv.0, formula);
        iv
    }
}

/// A Diffie-Hellman exponent with its public value.
#[derive(Debug, Clone)]
struct KeyPair {
    private: Vec<u8>,
    public: Vec<u8>,
    /// What the log calls the exponent.
    private_value: ValueId,
}

impl KeyPair {
    fn draw(context: &mut SessionContext<'_, '_>, algorithms: &Algorithms) -> KeyPair {
        let mut private = alloc::vec![0; EXPONENT_LEN];
        let drawn = context.effects.random(Purpose::DhExponent, &mut private);
        context.effects.work(timing::DH_PUBLIC);
        let public = algorithms.group.modp.public(&private);
        let private_value = context.derived(Quantity::DhPrivate, &private, formulas::drawn(drawn));
        context.derived(Quantity::DhPublic, &public, formulas::public_value(private_value));
        KeyPair {
            private,
            public,
            private_value,
        }
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
    values: SkeyidValues,
    messages: MainModeMessages,
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
    messages: MainModeMessages,
    /// How NAT-D payloads are sent, if the peer knows them.
    nat: Option<NatDialect>,
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
        context: &mut SessionContext<'_, '_>,
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
            messages,
            ..
        } = agreed.clone();
        context.effects.work(timing::DH_SHARED);
        let g_xy = algorithms
            .group
            .modp
            .shared(&own.private, peer_public)
            .map_err(|_| Reject::BadPublicValue)?;
        let preshared_key = context.look_up_key(FieldKind::Ipv4Source)?;
        let skeyid = Skeyid::derive(
            algorithms.hash,
            &preshared_key,
            exchanged.ni_b,
            exchanged.nr_b,
            &g_xy,
            &cookies,
        );
        let key = skeyid.cipher_key(algorithms.hash, algorithms.cipher.cbc.key_len);
        let iv = Iv::phase1(algorithms.hash, algorithms.cipher, exchanged.g_xi, exchanged.g_xr);
        let peers = context.effects.packet();
        let shared = formulas::shared_secret(peers, own.private_value);
        let shared = context.derived(Quantity::DhShared, &g_xy, shared);
        let values = log_keys(context, &messages, shared, &skeyid);
        let formula = formulas::cipher_key(values.e, key.len(), skeyid.e.len());
        context.derived(Quantity::CipherKey, &key, formula);
        let formula = messages.iv(iv.0.len(), algorithms.hash.digest_len());
        context.derived(Quantity::Phase1Iv, &iv.0, formula);
        context.log_about(FieldKind::IsakmpKe, IsakmpEvent::SkeyidGenerated);
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
            values,
            messages,
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
            values: Phase1Values {
                skeyid_d: self.values.d,
                skeyid_a: self.values.a,
                last: self.messages.0[5],
            },
            algorithms: self.algorithms,
            cipher: self.cipher.clone(),
            iv,
            lifetime: self.lifetime,
            peer_identity,
            initial_contact,
        }
    }
}

/// Logs SKEYID and the keys that come from it.
fn log_keys(
    context: &mut SessionContext<'_, '_>,
    messages: &MainModeMessages,
    shared: ValueId,
    keys: &Skeyid,
) -> SkeyidValues {
    let skeyid = context.derived(Quantity::Skeyid, &keys.skeyid, messages.skeyid());
    let d = messages.key(skeyid, None, shared, 0);
    let d = context.derived(Quantity::SkeyidD, &keys.d, d);
    let a = messages.key(skeyid, Some(formulas::value("SKEYID_d", d)), shared, 1);
    let a = context.derived(Quantity::SkeyidA, &keys.a, a);
    let e = messages.key(skeyid, Some(formulas::value("SKEYID_a", a)), shared, 2);
    let e = context.derived(Quantity::SkeyidE, &keys.e, e);
    SkeyidValues { skeyid, d, a, e }
}

fn header(cookies: &Cookies) -> Header {
    let cookies = (Cookie(cookies.initiator), Cookie(cookies.responder));
    Header::new(cookies, ExchangeType::IdentityProtection, Flags::NONE, 0)
}

/// The payloads of message 3 or 4: KE, nonce, vendor ids, NAT-D.
fn key_exchange_payloads(
    context: &SessionContext<'_, '_>,
    agreed: &Agreed,
    public: &[u8],
    nonce: &[u8],
) -> Vec<Payload> {
    let mut payloads = alloc::vec![Payload::KeyExchange(public.to_vec()), Payload::Nonce(nonce.to_vec())];
    let dialect = &context.session.dialect;
    payloads.extend(dialect.later.iter().map(|vendor| Payload::VendorId(vendor.to_vec())));
    if let Some(nat) = agreed.nat {
        let (hash, peer, local) = (agreed.algorithms.hash, context.session.peer, context.session.local);
        payloads.extend(nat::payloads(nat, hash, &agreed.cookies, peer, local));
    }
    payloads
}

/// The KE and nonce of message 3 or 4, as each is read.
fn read_key_exchange(context: &mut SessionContext<'_, '_>, payloads: &[Payload]) -> Result<(Vec<u8>, Vec<u8>), Reject> {
    context.processing(PayloadType::KeyExchange, ExchangeType::IdentityProtection, 0);
    let public = find(payloads, |payload| match payload {
        Payload::KeyExchange(public) => Some(public.clone()),
        _ => None,
    })?;
    context.processing(PayloadType::Nonce, ExchangeType::IdentityProtection, 0);
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

/// How NAT-D payloads are sent to a peer whose first message has these payloads: as the first document on NAT traversal says
/// whose vendor id both have (draft-ietf-ipsec-nat-t-ike-03 §3.1).
fn nat_dialect(context: &SessionContext<'_, '_>, payloads: &[Payload]) -> Option<NatDialect> {
    let is_peers = |vendor: &&Vendor| {
        let is_wanted = |payload: &Payload| matches!(payload, Payload::VendorId(bytes) if bytes == vendor.bytes());
        payloads.iter().any(is_wanted)
    };
    let common = context.session.dialect.offered.iter().filter(is_peers);
    common.copied().find_map(Vendor::nat_dialect)
}

/// Compares the peer's NAT-D payloads with the addresses that its message came from and to.
fn read_nat_detection(context: &mut SessionContext<'_, '_>, agreed: &Agreed, payloads: &[Payload]) {
    let endpoints = [context.session.local, context.session.peer];
    let expected = endpoints.map(|endpoint| nat::hash(agreed.algorithms.hash, &agreed.cookies, endpoint));
    for (field, payload) in place::placed(payloads, ExchangeType::IdentityProtection) {
        if let Payload::NatD(nat_d) = payload {
            let (dialect, matches) = (nat_d.dialect, expected.contains(&nat_d.hash));
            context.log_global_about(field, IsakmpEvent::NatDetection { dialect, matches });
        }
    }
}

/// This router's identity: its address, or its host name if it is configured so. IOS: seed, with protocol 17 and port 500;
/// reference, `self-identity`: a profile may say otherwise.
fn own_identity(context: &SessionContext<'_, '_>, profile: Option<&Profile>) -> Payload {
    let (protocol, port) = context.session.dialect.identity;
    let name = profile.and_then(|profile| profile.own_name.as_ref());
    Payload::Identification(Identification {
        protocol,
        port,
        identity: match name.unwrap_or(&context.session.name) {
            PeerName::Address(address) => Identity::Ipv4(*address),
            PeerName::Host(name) => Identity::Other {
                kind: IdType::Fqdn,
                data: name.clone().into_bytes(),
            },
        },
    })
}

/// Reports which profile fits the peer of this name.
fn log_profile(context: &mut SessionContext<'_, '_>, peer: &PeerName) {
    let profile = context.session.profile(Some(peer)).map(|profile| profile.name.clone());
    context.log(IsakmpEvent::ProfileMatched { profile });
}

/// Reports an identity with the type of the payload after it; gives who it is, and the payload's length in bytes.
fn log_identity(
    context: &mut SessionContext<'_, '_>,
    identity: &Payload,
    next: PayloadType,
) -> Result<(PeerName, u16), Reject> {
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
    let event = IsakmpEvent::Identity {
        next_payload: next.into(),
        id_type: id.identity.kind().into(),
        name: name.clone(),
        protocol: id.protocol,
        port: id.port,
        length,
    };
    context.log_about(FieldKind::IsakmpIdPeer, event);
    Ok((name, length))
}

/// Bytes of a payload's generic header (RFC 2408 §3.2).
const GENERIC_HEADER_LEN: u16 = 4;

/// Says who this router is: the payloads of message 5 or 6 up to the proof.
fn log_own_identity(context: &mut SessionContext<'_, '_>, identity: &Payload) -> Result<(), Reject> {
    if let Payload::Identification(id) = identity {
        let id_type = id.identity.kind().into();
        context.log_about(FieldKind::IsakmpIdType, IsakmpEvent::Authenticating { id_type });
    }
    let (_, length) = log_identity(context, identity, PayloadType::Hash)?;
    context.log_about(FieldKind::IsakmpIdPeer, IsakmpEvent::TotalPayloadLength(length));
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
fn log_authenticated(context: &mut SessionContext<'_, '_>, identity: &PeerName) {
    let peer = *context.session.peer.ip();
    let says_address = *identity == PeerName::Address(peer);
    let address = if says_address {
        FieldKind::IsakmpIdPeer
    } else {
        FieldKind::Ipv4Source
    };
    context.log_about(FieldKind::IsakmpHashMainMode, IsakmpEvent::Authenticated);
    context.log_about(address, IsakmpEvent::AuthenticatedWith { peer });
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
