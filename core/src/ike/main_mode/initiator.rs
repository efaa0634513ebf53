//! The initiator's states: it has sent MM1, MM3, MM5.

use alloc::vec::Vec;

use super::{
    Agreed, Established, Exchanged, Incoming, KeyPair, Keys, NONCE_LEN, header, initial_contact, key_exchange_payloads,
    log_authenticated, log_identity, log_own_identity, log_profile, nat_dialect, own_identity, read_key_exchange,
    read_nat_detection, read_proof,
};
use crate::algorithm::policy::{Algorithms, IsakmpPolicy};
use crate::effects::PacketName;
use crate::event::{Input, IsakmpEvent, Quantity, SaState, State};
use crate::field::FieldKind;
use crate::ike::formulas::MainModeMessages;
use crate::ike::keymat::Cookies;
use crate::ike::proposal::phase1;
use crate::ike::session::{Reject, Sent, SessionContext, find};
use crate::ike::timing;
use crate::isakmp::numbers::{ExchangeType, PayloadType};
use crate::isakmp::payload::Payload;
use crate::isakmp::place;
use crate::isakmp::sa::{SecurityAssociation, Transform};
use crate::isakmp::vendor::Vendor;
use crate::random::Purpose;

/// MM1 is sent.
#[derive(Debug, Clone)]
pub struct ExpectSa {
    cookie: [u8; 8],
    sai_b: Vec<u8>,
    messages: MainModeMessages,
    /// MM1.
    pub sent: Sent,
}

/// MM3 is sent.
#[derive(Debug, Clone)]
pub struct ExpectKe {
    agreed: Agreed,
    own: KeyPair,
    ni_b: Vec<u8>,
    /// MM3.
    pub sent: Sent,
}

/// MM5 is sent.
#[derive(Debug, Clone)]
pub struct ExpectAuth {
    keys: Keys,
    /// MM5.
    pub sent: Sent,
}

/// Begins main mode: sends MM1.
///
/// # Errors
/// If there is no key for the peer, or no policy that pre-shared keys serve: there is nothing to offer then.
pub fn start(context: &mut SessionContext<'_, '_>) -> Result<ExpectSa, Reject> {
    context.look_up_key(FieldKind::Ipv4Destination)?;
    let offer = phase1::offer(&context.session.policies);
    if offer.proposals.iter().all(|proposal| proposal.transforms.is_empty()) {
        return Err(Reject::NoProposalChosen);
    }
    let cookie = context.effects.draw(Purpose::Cookie);
    let mut payloads = alloc::vec![Payload::SecurityAssociation(offer)];
    let sai_b = payloads[0].body();
    let offered = context.session.dialect.offered.clone();
    offer_nat_traversal(context, &offered, &mut payloads);
    context.main_mode(Input::IpsecSaRequest, State::Ready, State::IMm1);
    context.log(IsakmpEvent::BeginningMainMode);
    let cookies = Cookies {
        initiator: cookie,
        responder: [0; 8],
    };
    log_cookies(context, &cookies);
    context.effects.work(timing::BUILD);
    let sent = context.send_clear(PacketName::MainMode(1), SaState::NoState, &header(&cookies), &payloads);
    let mut messages = MainModeMessages::default();
    messages.0[0] = context.effects.packet();
    Ok(ExpectSa {
        cookie,
        sai_b,
        messages,
        sent,
    })
}

/// Puts vendor ids in, and reports those for NAT traversal.
pub(super) fn offer_nat_traversal(
    context: &mut SessionContext<'_, '_>,
    vendors: &[Vendor],
    payloads: &mut Vec<Payload>,
) {
    payloads.extend(vendors.iter().map(|vendor| Payload::VendorId(vendor.to_vec())));
    let fields = place::placed(payloads, ExchangeType::IdentityProtection).skip(payloads.len() - vendors.len());
    for (vendor, (field, _)) in vendors.iter().zip(fields) {
        let draft = match vendor {
            Vendor::NatTraversalDraft02 => 2,
            Vendor::NatTraversalDraft03 => 3,
            Vendor::NatTraversalDraft07 => 7,
            _ => continue,
        };
        context.log_about(field, IsakmpEvent::NatTraversalOffered { draft });
    }
}

/// Reports what cookies a message has.
pub(super) fn log_cookies(context: &mut SessionContext<'_, '_>, cookies: &Cookies) {
    let Cookies { initiator, responder } = *cookies;
    context.log_about(FieldKind::IsakmpHeader, IsakmpEvent::Cookies { initiator, responder });
}

impl ExpectSa {
    /// The initiator's cookie; the responder's is not known yet.
    pub fn cookie(&self) -> [u8; 8] {
        self.cookie
    }

    /// Reads MM2, sends MM3.
    ///
    /// # Errors
    /// If it is not the answer to MM1, or its choice was never offered.
    pub fn handle(&self, message: &Incoming<'_>, context: &mut SessionContext<'_, '_>) -> Result<ExpectKe, Reject> {
        context.main_mode(Input::PeerMainMode, State::IMm1, State::IMm2);
        context.effects.work(timing::RECEIVE);
        let payloads = message.clear()?;
        let cookies = Cookies {
            initiator: self.cookie,
            responder: message.header.responder_cookie.0,
        };
        if message.header.responder_cookie.is_zero() {
            return Err(Reject::Unexpected);
        }
        log_cookies(context, &cookies);
        context.processing(PayloadType::SecurityAssociation, ExchangeType::IdentityProtection, 0);
        context.log_vendor_ids(&payloads);
        context.look_up_key(FieldKind::Ipv4Source)?;
        context.log(IsakmpEvent::LocalKeyFound);
        context.log_global(IsakmpEvent::XauthScanned);
        context.effects.work(timing::COMPARE);
        let (algorithms, lifetime) = check_choice(context, &payloads)?;
        context.log_vendor_ids(&payloads);
        context.main_mode(Input::InternalProcessMainMode, State::IMm2, State::IMm2);
        let agreed = Agreed {
            cookies,
            algorithms,
            lifetime,
            sai_b: self.sai_b.clone(),
            messages: self.messages,
            nat: nat_dialect(context, &payloads),
        };
        Ok(self.send_key_exchange(agreed, context))
    }

    fn send_key_exchange(&self, mut agreed: Agreed, context: &mut SessionContext<'_, '_>) -> ExpectKe {
        agreed.messages.0[1] = context.effects.packet();
        context.effects.begin_message();
        agreed.messages.0[2] = context.effects.packet();
        let own = KeyPair::draw(context, &agreed.algorithms);
        let ni_b = context.effects.draw::<NONCE_LEN>(Purpose::Nonce).to_vec();
        let payloads = key_exchange_payloads(context, &agreed, &own.public, &ni_b);
        context.effects.work(timing::BUILD);
        context.log(IsakmpEvent::SaStateChanged(SaState::SaSetup));
        let sent = context.send_clear(
            PacketName::MainMode(3),
            SaState::SaSetup,
            &header(&agreed.cookies),
            &payloads,
        );
        context.main_mode(Input::InternalProcessComplete, State::IMm2, State::IMm3);
        ExpectKe {
            agreed,
            own,
            ni_b,
            sent,
        }
    }
}

/// Compares the responder's choice with the policies: it must be one of them, unchanged (RFC 2408 §4.2).
fn check_choice(context: &mut SessionContext<'_, '_>, payloads: &[Payload]) -> Result<(Algorithms, u32), Reject> {
    let sa: &SecurityAssociation = find(payloads, |payload| match payload {
        Payload::SecurityAssociation(sa) => Some(sa),
        _ => None,
    })?;
    let [proposal] = sa.proposals.as_slice() else {
        return Err(Reject::Unexpected);
    };
    let [transform] = proposal.transforms.as_slice() else {
        return Err(Reject::Unexpected);
    };
    for (priority, policy) in context.session.policies.clone() {
        if let Some(lifetime) = check(context, transform, (0, 0), (priority, &policy), 0) {
            return Ok((policy.algorithms(), lifetime));
        }
    }
    context.log_about(FieldKind::IsakmpSa, IsakmpEvent::NoOffersAccepted);
    Err(Reject::NoProposalChosen)
}

/// Compares a transform with a policy and reports it; the lifetime in seconds if they match. `place`: its proposal, and which
/// of the proposal's transforms it is, from 0.
pub(super) fn check(
    context: &mut SessionContext<'_, '_>,
    transform: &Transform,
    place: (u16, u16),
    (priority, policy): (u16, &IsakmpPolicy),
    next_payload: u8,
) -> Option<u32> {
    let mismatches = phase1::mismatches(transform, policy);
    let lifetime = phase1::lifetime(transform, policy);
    let is_acceptable = mismatches.is_empty();
    let event = IsakmpEvent::TransformChecked {
        transform: transform.number,
        priority: priority.into(),
        attributes: transform.attributes.clone(),
        mismatches,
        lifetime,
        next_payload,
    };
    context.log_about(FieldKind::IsakmpTransform.in_transform(place.0, place.1), event);
    is_acceptable.then_some(lifetime)
}

impl ExpectKe {
    /// The cookies.
    pub fn cookies(&self) -> Cookies {
        self.agreed.cookies
    }

    /// Reads MM4, sends MM5.
    ///
    /// # Errors
    /// If it is not the answer to MM3, or the public value is not usable.
    pub fn handle(&self, message: &Incoming<'_>, context: &mut SessionContext<'_, '_>) -> Result<ExpectAuth, Reject> {
        context.main_mode(Input::PeerMainMode, State::IMm3, State::IMm4);
        context.effects.work(timing::RECEIVE);
        let payloads = message.clear()?;
        let (g_xr, nr_b) = read_key_exchange(context, &payloads)?;
        let exchanged = Exchanged {
            g_xi: &self.own.public,
            g_xr: &g_xr,
            ni_b: &self.ni_b,
            nr_b: &nr_b,
        };
        let mut agreed = self.agreed.clone();
        agreed.messages.0[3] = context.effects.packet();
        let keys = Keys::derive(context, &agreed, &self.own, &g_xr, &exchanged)?;
        context.log_vendor_ids(&payloads);
        read_nat_detection(context, &self.agreed, &payloads);
        context.main_mode(Input::InternalProcessMainMode, State::IMm4, State::IMm4);
        send_auth(keys, context)
    }
}

fn send_auth(mut keys: Keys, context: &mut SessionContext<'_, '_>) -> Result<ExpectAuth, Reject> {
    context.effects.begin_message();
    keys.messages.0[4] = context.effects.packet();
    let identity = own_identity(context, context.session.profile(None));
    let hash_i = keys
        .proof()
        .hash_i(keys.algorithms.hash, &keys.skeyid, &identity.body());
    let says_initial_contact = context.session.dialect.initial_contact;
    if says_initial_contact {
        context.log_about(FieldKind::IsakmpNotification, IsakmpEvent::InitialContactSent);
    }
    log_own_identity(context, &identity)?;
    context.derived(Quantity::HashI, &hash_i, keys.messages.hash_i(keys.values.skeyid));
    let mut payloads = alloc::vec![identity, Payload::Hash(hash_i)];
    if says_initial_contact {
        payloads.push(initial_contact(&keys.cookies));
    }
    context.effects.work(timing::BUILD);
    context.log(IsakmpEvent::SaStateChanged(SaState::KeyExch));
    let (name, head) = (PacketName::MainMode(5), header(&keys.cookies));
    let (sent, next) = context.send_encrypted(name, SaState::KeyExch, head, &payloads, (&keys.cipher, &keys.iv));
    keys.iv = next;
    context.main_mode(Input::InternalProcessComplete, State::IMm4, State::IMm5);
    Ok(ExpectAuth { keys, sent })
}

impl ExpectAuth {
    /// The cookies.
    pub fn cookies(&self) -> Cookies {
        self.keys.cookies
    }

    /// Reads MM6: phase 1 is done.
    ///
    /// # Errors
    /// If it does not decrypt to what it must be, or its proof is wrong.
    pub fn handle(&self, message: &Incoming<'_>, context: &mut SessionContext<'_, '_>) -> Result<Established, Reject> {
        let mut keys = self.keys.clone();
        keys.messages.0[5] = context.effects.packet();
        context.effects.work(timing::RECEIVE);
        let (payloads, next_iv) = message.decrypt(&keys.cipher, &keys.iv)?;
        let (identity, hash) = read_proof(&payloads)?;
        context.processing(PayloadType::Identification, ExchangeType::IdentityProtection, 0);
        let (address, _) = log_identity(context, identity, PayloadType::Hash)?;
        context.processing(PayloadType::Hash, ExchangeType::IdentityProtection, 0);
        let hash_r = keys
            .proof()
            .hash_r(keys.algorithms.hash, &keys.skeyid, &identity.body());
        context.derived(Quantity::HashR, &hash_r, keys.messages.hash_r(keys.values.skeyid));
        if hash != hash_r {
            return Err(Reject::HashMismatch);
        }
        log_authenticated(context, &address);
        log_profile(context, &address);
        context.main_mode(Input::PeerMainMode, State::IMm5, State::IMm6);
        context.main_mode(Input::InternalProcessMainMode, State::IMm6, State::IMm6);
        context.main_mode(Input::InternalProcessComplete, State::IMm6, State::P1Complete);
        context.log(IsakmpEvent::SaStateChanged(SaState::QmIdle));
        Ok(keys.established(next_iv, address, false))
    }
}
