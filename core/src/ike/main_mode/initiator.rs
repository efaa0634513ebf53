//! The initiator's states: it has sent MM1, MM3, MM5.

use alloc::vec::Vec;

use super::{
    Agreed, Established, Exchanged, Incoming, KeyPair, Keys, NONCE_LEN, header, initial_contact, key_exchange_payloads,
    log_authenticated, log_identity, log_own_identity, own_identity, read_key_exchange, read_nat_detection, read_proof,
};
use crate::effects::PacketName;
use crate::event::{Input, IsakmpEvent, Quantity, SaState, State};
use crate::ike::keymat::Cookies;
use crate::ike::proposal::phase1::{self, Algorithms};
use crate::ike::session::{Cx, Reject, Sent, find};
use crate::ike::timing;
use crate::isakmp::numbers::PayloadType;
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::{SecurityAssociation, Transform};
use crate::isakmp::vendor::Vendor;
use crate::random::{Purpose, draw};

/// MM1 is sent.
#[derive(Debug, Clone)]
pub struct ExpectSa {
    cookie: [u8; 8],
    sai_b: Vec<u8>,
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
pub fn start(cx: &mut Cx<'_, '_>) -> Result<ExpectSa, Reject> {
    cx.look_up_key()?;
    let offer = phase1::offer(&cx.session.policies);
    if offer.proposals.iter().all(|proposal| proposal.transforms.is_empty()) {
        return Err(Reject::NoProposalChosen);
    }
    let cookie = draw(cx.fx.rng(), Purpose::Cookie);
    let mut payloads = alloc::vec![Payload::SecurityAssociation(offer)];
    let sai_b = payloads[0].body();
    for vendor in cx.session.dialect.offered.clone() {
        log_nat_traversal(cx, vendor);
        payloads.push(Payload::VendorId(vendor.to_vec()));
    }
    cx.main_mode(Input::IpsecSaRequest, State::Ready, State::IMm1);
    cx.log(IsakmpEvent::BeginningMainMode);
    let cookies = Cookies {
        initiator: cookie,
        responder: [0; 8],
    };
    cx.log(IsakmpEvent::Cookies {
        initiator: cookie,
        responder: [0; 8],
    });
    cx.fx.work(timing::BUILD);
    let sent = cx.send_clear(PacketName::MainMode(1), SaState::NoState, &header(&cookies), &payloads);
    Ok(ExpectSa { cookie, sai_b, sent })
}

/// Reports that a vendor id for NAT traversal is put in.
pub(super) fn log_nat_traversal(cx: &mut Cx<'_, '_>, vendor: Vendor) {
    let draft = match vendor {
        Vendor::NatTraversalDraft02 => 2,
        Vendor::NatTraversalDraft03 => 3,
        Vendor::NatTraversalDraft07 => 7,
        _ => return,
    };
    cx.log(IsakmpEvent::NatTraversalOffered { draft });
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
    pub fn handle(&self, message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<ExpectKe, Reject> {
        cx.main_mode(Input::PeerMainMode, State::IMm1, State::IMm2);
        cx.fx.work(timing::RECEIVE);
        let payloads = message.clear()?;
        let cookies = Cookies {
            initiator: self.cookie,
            responder: message.header.responder_cookie.0,
        };
        if message.header.responder_cookie.is_zero() {
            return Err(Reject::Unexpected);
        }
        cx.log(IsakmpEvent::Cookies {
            initiator: cookies.initiator,
            responder: cookies.responder,
        });
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::SecurityAssociation,
            message_id: 0,
        });
        cx.log_vendor_ids(&payloads);
        cx.look_up_key()?;
        cx.log(IsakmpEvent::LocalKeyFound);
        cx.log_global(IsakmpEvent::XauthScanned);
        cx.fx.work(timing::COMPARE);
        let (algorithms, lifetime) = check_choice(cx, &payloads)?;
        cx.log_vendor_ids(&payloads);
        cx.main_mode(Input::InternalProcessMainMode, State::IMm2, State::IMm2);
        let agreed = Agreed {
            cookies,
            algorithms,
            lifetime,
            sai_b: self.sai_b.clone(),
        };
        Ok(self.send_key_exchange(agreed, cx))
    }

    fn send_key_exchange(&self, agreed: Agreed, cx: &mut Cx<'_, '_>) -> ExpectKe {
        cx.fx.begin_message();
        let own = KeyPair::draw(cx, &agreed.algorithms);
        let ni_b = draw::<NONCE_LEN>(cx.fx.rng(), Purpose::Nonce).to_vec();
        let payloads = key_exchange_payloads(cx, &agreed, &own.public, &ni_b);
        cx.fx.work(timing::BUILD);
        cx.log(IsakmpEvent::SaStateChanged(SaState::SaSetup));
        let sent = cx.send_clear(
            PacketName::MainMode(3),
            SaState::SaSetup,
            &header(&agreed.cookies),
            &payloads,
        );
        cx.main_mode(Input::InternalProcessComplete, State::IMm2, State::IMm3);
        ExpectKe {
            agreed,
            own,
            ni_b,
            sent,
        }
    }
}

/// Compares the responder's choice with the policies: it must be one of them, unchanged (RFC 2408 §4.2).
fn check_choice(cx: &mut Cx<'_, '_>, payloads: &[Payload]) -> Result<(Algorithms, u32), Reject> {
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
    for (priority, policy) in cx.session.policies.clone() {
        let mismatches = phase1::mismatches(transform, &policy);
        let acceptable = mismatches.is_empty();
        log_check(cx, transform, priority, mismatches, 0);
        if acceptable {
            return Ok((Algorithms::of(&policy), phase1::lifetime(transform, &policy)));
        }
    }
    cx.log(IsakmpEvent::NoOffersAccepted);
    Err(Reject::NoProposalChosen)
}

/// Reports the comparison of a transform with a policy.
pub(super) fn log_check(
    cx: &mut Cx<'_, '_>,
    transform: &Transform,
    priority: u16,
    mismatches: Vec<crate::event::Mismatch>,
    next_payload: u8,
) {
    cx.log(IsakmpEvent::TransformChecked {
        transform: transform.number,
        priority: priority.into(),
        attributes: transform.attributes.clone(),
        mismatches,
        next_payload,
    });
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
    pub fn handle(&self, message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<ExpectAuth, Reject> {
        cx.main_mode(Input::PeerMainMode, State::IMm3, State::IMm4);
        cx.fx.work(timing::RECEIVE);
        let payloads = message.clear()?;
        let (g_xr, nr_b) = read_key_exchange(cx, &payloads)?;
        let exchanged = Exchanged {
            g_xi: &self.own.public,
            g_xr: &g_xr,
            ni_b: &self.ni_b,
            nr_b: &nr_b,
        };
        let keys = Keys::derive(cx, &self.agreed, &self.own, &g_xr, &exchanged)?;
        cx.log_vendor_ids(&payloads);
        read_nat_detection(cx, &self.agreed, &payloads);
        cx.main_mode(Input::InternalProcessMainMode, State::IMm4, State::IMm4);
        send_auth(keys, cx)
    }
}

fn send_auth(mut keys: Keys, cx: &mut Cx<'_, '_>) -> Result<ExpectAuth, Reject> {
    cx.fx.begin_message();
    let identity = own_identity(cx);
    let hash_i = keys
        .proof()
        .hash_i(keys.algorithms.hash, &keys.skeyid, &identity.body());
    let says_initial_contact = cx.session.dialect.initial_contact;
    if says_initial_contact {
        cx.log(IsakmpEvent::InitialContactSent);
    }
    log_own_identity(cx, &identity)?;
    cx.derived(Quantity::HashI, &hash_i);
    let mut payloads = alloc::vec![identity, Payload::Hash(hash_i)];
    if says_initial_contact {
        payloads.push(initial_contact(&keys.cookies));
    }
    cx.fx.work(timing::BUILD);
    cx.log(IsakmpEvent::SaStateChanged(SaState::KeyExch));
    let (name, head) = (PacketName::MainMode(5), header(&keys.cookies));
    let (sent, next) = cx.send_encrypted(name, SaState::KeyExch, head, &payloads, (&keys.cipher, &keys.iv));
    keys.iv = next;
    cx.main_mode(Input::InternalProcessComplete, State::IMm4, State::IMm5);
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
    pub fn handle(&self, message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<Established, Reject> {
        let keys = &self.keys;
        cx.fx.work(timing::RECEIVE);
        let (payloads, next_iv) = message.decrypt(&keys.cipher, &keys.iv)?;
        let (identity, hash) = read_proof(&payloads)?;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Identification,
            message_id: 0,
        });
        let (address, _) = log_identity(cx, identity, PayloadType::Hash)?;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Hash,
            message_id: 0,
        });
        let hash_r = keys
            .proof()
            .hash_r(keys.algorithms.hash, &keys.skeyid, &identity.body());
        cx.derived(Quantity::HashR, &hash_r);
        if hash != hash_r {
            return Err(Reject::HashMismatch);
        }
        log_authenticated(cx);
        cx.log(IsakmpEvent::NoProfileMatches);
        cx.main_mode(Input::PeerMainMode, State::IMm5, State::IMm6);
        cx.main_mode(Input::InternalProcessMainMode, State::IMm6, State::IMm6);
        cx.main_mode(Input::InternalProcessComplete, State::IMm6, State::P1Complete);
        cx.log(IsakmpEvent::SaStateChanged(SaState::QmIdle));
        Ok(keys.established(next_iv, address, false))
    }
}
