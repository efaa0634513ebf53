//! The responder's states: it has sent MM2, MM4; MM6 ends it.

use alloc::vec::Vec;

use super::initiator::{log_check, log_nat_traversal};
use super::{
    Agreed, Established, Exchanged, Incoming, KeyPair, Keys, NONCE_LEN, header, key_exchange_payloads,
    log_authenticated, log_identity, log_own_identity, own_identity, read_key_exchange, read_nat_detection, read_proof,
};
use crate::effects::PacketName;
use crate::event::{Input, IsakmpEvent, Quantity, SaState, State};
use crate::ike::keymat::Cookies;
use crate::ike::proposal::phase1::{self, Algorithms};
use crate::ike::session::{Cx, Reject, Sent, find};
use crate::ike::timing;
use crate::isakmp::numbers::{NotifyType, PayloadType};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::{SecurityAssociation, Transform};
use crate::random::{Purpose, draw};

/// MM2 is sent.
#[derive(Debug, Clone)]
pub struct ExpectKe {
    agreed: Agreed,
    /// MM2.
    pub sent: Sent,
}

/// MM4 is sent.
#[derive(Debug, Clone)]
pub struct ExpectAuth {
    keys: Keys,
    /// MM4.
    pub sent: Sent,
}

/// Reads MM1, sends MM2.
///
/// # Errors
/// If it is not a first message, there is no key for the peer, or nothing offered is acceptable.
pub fn start(message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<ExpectKe, Reject> {
    cx.main_mode(Input::PeerMainMode, State::Ready, State::RMm1);
    cx.fx.work(timing::COMPARE);
    let payloads = message.clear()?;
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::SecurityAssociation,
        message_id: 0,
    });
    cx.log_vendor_ids(&payloads);
    cx.look_up_key()?;
    cx.log(IsakmpEvent::LocalKeyFound);
    cx.log_global(IsakmpEvent::XauthScanned);
    let choice = choose(cx, &payloads)?;
    cx.log_vendor_ids(&payloads);
    cx.main_mode(Input::InternalProcessMainMode, State::RMm1, State::RMm1);
    let cookies = Cookies {
        initiator: message.header.initiator_cookie.0,
        responder: draw(cx.fx.rng(), Purpose::Cookie),
    };
    Ok(send_choice(choice, cookies, cx))
}

/// What was chosen of an offer.
struct Choice {
    proposal: u8,
    transform: Transform,
    algorithms: Algorithms,
    lifetime: u32,
    sai_b: Vec<u8>,
}

/// The first transform that matches a policy: policies in the order of their priority, transforms in the initiator's.
fn choose(cx: &mut Cx<'_, '_>, payloads: &[Payload]) -> Result<Choice, Reject> {
    let (sa, sai_b): (&SecurityAssociation, _) = find(payloads, |payload| match payload {
        Payload::SecurityAssociation(sa) => Some((sa, payload.body())),
        _ => None,
    })?;
    for (priority, policy) in cx.session.policies.clone() {
        for proposal in &sa.proposals {
            let last = proposal.transforms.len().saturating_sub(1);
            for (index, transform) in proposal.transforms.iter().enumerate() {
                let mismatches = phase1::mismatches(transform, &policy);
                let acceptable = mismatches.is_empty();
                let next = if index == last {
                    PayloadType::None
                } else {
                    PayloadType::Transform
                };
                log_check(cx, transform, priority, mismatches, next.into());
                if acceptable {
                    let (algorithms, lifetime) = (Algorithms::of(&policy), phase1::lifetime(transform, &policy));
                    let (proposal, transform) = (proposal.number, transform.clone());
                    return Ok(Choice {
                        proposal,
                        transform,
                        algorithms,
                        lifetime,
                        sai_b,
                    });
                }
            }
        }
    }
    cx.log(IsakmpEvent::NoOffersAccepted);
    let (local, remote) = (*cx.session.local.ip(), *cx.session.peer.ip());
    cx.log(IsakmpEvent::Phase1Unacceptable { local, remote });
    Err(Reject::NoProposalChosen)
}

fn send_choice(choice: Choice, cookies: Cookies, cx: &mut Cx<'_, '_>) -> ExpectKe {
    cx.fx.begin_message();
    cx.log(IsakmpEvent::Cookies {
        initiator: cookies.initiator,
        responder: cookies.responder,
    });
    cx.fx.work(timing::BUILD);
    let answer = phase1::answer(choice.proposal, choice.transform);
    let mut payloads = alloc::vec![Payload::SecurityAssociation(answer)];
    for vendor in cx.session.dialect.answered.clone() {
        log_nat_traversal(cx, vendor);
        payloads.push(Payload::VendorId(vendor.to_vec()));
    }
    cx.log(IsakmpEvent::SaStateChanged(SaState::SaSetup));
    let sent = cx.send_clear(PacketName::MainMode(2), SaState::SaSetup, &header(&cookies), &payloads);
    cx.main_mode(Input::InternalProcessComplete, State::RMm1, State::RMm2);
    let Choice {
        algorithms,
        lifetime,
        sai_b,
        ..
    } = choice;
    ExpectKe {
        agreed: Agreed {
            cookies,
            algorithms,
            lifetime,
            sai_b,
        },
        sent,
    }
}

impl ExpectKe {
    /// The cookies.
    pub fn cookies(&self) -> Cookies {
        self.agreed.cookies
    }

    /// Reads MM3, sends MM4.
    ///
    /// # Errors
    /// If it is not what follows MM2, or the public value is not usable.
    pub fn handle(&self, message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<ExpectAuth, Reject> {
        cx.main_mode(Input::PeerMainMode, State::RMm2, State::RMm3);
        cx.fx.work(timing::RECEIVE);
        let agreed = &self.agreed;
        let payloads = message.clear()?;
        let (g_xi, ni_b) = read_key_exchange(cx, &payloads)?;
        let own = KeyPair::draw(cx, &agreed.algorithms);
        let nr_b = draw::<NONCE_LEN>(cx.fx.rng(), Purpose::Nonce).to_vec();
        let exchanged = Exchanged {
            g_xi: &g_xi,
            g_xr: &own.public,
            ni_b: &ni_b,
            nr_b: &nr_b,
        };
        let keys = Keys::derive(cx, agreed, &own, &g_xi, &exchanged)?;
        cx.log_vendor_ids(&payloads);
        read_nat_detection(cx, agreed, &payloads);
        cx.main_mode(Input::InternalProcessMainMode, State::RMm3, State::RMm3);
        cx.fx.begin_message();
        let payloads = key_exchange_payloads(cx, agreed, &own.public, &nr_b);
        cx.fx.work(timing::BUILD);
        cx.log(IsakmpEvent::SaStateChanged(SaState::KeyExch));
        let sent = cx.send_clear(
            PacketName::MainMode(4),
            SaState::KeyExch,
            &header(&agreed.cookies),
            &payloads,
        );
        cx.main_mode(Input::InternalProcessComplete, State::RMm3, State::RMm4);
        Ok(ExpectAuth { keys, sent })
    }
}

impl ExpectAuth {
    /// The cookies.
    pub fn cookies(&self) -> Cookies {
        self.keys.cookies
    }

    /// Reads MM5, sends MM6: phase 1 is done.
    ///
    /// # Errors
    /// If it does not decrypt to what it must be (another pre-shared key shows here first), or its proof is wrong.
    pub fn handle(&self, message: &Incoming<'_>, cx: &mut Cx<'_, '_>) -> Result<(Established, Sent), Reject> {
        cx.main_mode(Input::PeerMainMode, State::RMm4, State::RMm5);
        cx.fx.work(timing::RECEIVE);
        let keys = &self.keys;
        let (payloads, next_iv) = message.decrypt(&keys.cipher, &keys.iv)?;
        let (identity, hash) = read_proof(&payloads)?;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Identification,
            message_id: 0,
        });
        let (address, _) = log_identity(cx, identity, PayloadType::Hash)?;
        cx.log(IsakmpEvent::NoProfileMatches);
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Hash,
            message_id: 0,
        });
        let hash_i = keys
            .proof()
            .hash_i(keys.algorithms.hash, &keys.skeyid, &identity.body());
        cx.derived(Quantity::HashI, &hash_i);
        if hash != hash_i {
            return Err(Reject::HashMismatch);
        }
        let initial_contact = read_initial_contact(cx, &payloads);
        log_authenticated(cx);
        let (local, remote, port) = (*cx.session.local.ip(), *cx.session.peer.ip(), cx.session.peer.port());
        cx.log_global(IsakmpEvent::PeerInserted { local, remote, port });
        cx.log(IsakmpEvent::NoProfileMatches);
        cx.main_mode(Input::InternalProcessMainMode, State::RMm5, State::RMm5);
        let (iv, sent) = self.send_auth(next_iv, initial_contact, cx)?;
        Ok((keys.established(iv, address, initial_contact), sent))
    }

    fn send_auth(
        &self,
        iv: crate::ike::iv::Iv,
        initial_contact: bool,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(crate::ike::iv::Iv, Sent), Reject> {
        cx.fx.begin_message();
        if initial_contact {
            cx.fx.work(timing::KEY_ENGINE);
            cx.fx.ipsec(crate::event::IpsecEvent::QueueEvent { messages: 1 });
        }
        cx.fx.work(timing::BUILD);
        let keys = &self.keys;
        let identity = own_identity(cx);
        log_own_identity(cx, &identity)?;
        let hash_r = keys
            .proof()
            .hash_r(keys.algorithms.hash, &keys.skeyid, &identity.body());
        cx.derived(Quantity::HashR, &hash_r);
        let payloads = [identity, Payload::Hash(hash_r)];
        let (name, head) = (PacketName::MainMode(6), header(&keys.cookies));
        let (sent, next) = cx.send_encrypted(name, SaState::KeyExch, head, &payloads, (&keys.cipher, &iv));
        cx.main_mode(Input::InternalProcessComplete, State::RMm5, State::P1Complete);
        cx.log(IsakmpEvent::SaStateChanged(SaState::QmIdle));
        cx.fx.work(timing::RECEIVE);
        cx.main_mode(Input::InternalPhase1Complete, State::P1Complete, State::P1Complete);
        Ok((next, sent))
    }
}

/// Reads INITIAL_CONTACT, if message 5 has it: older SAs with the peer are to go.
fn read_initial_contact(cx: &mut Cx<'_, '_>, payloads: &[Payload]) -> bool {
    let is_initial_contact = |payload: &&Payload| matches!(payload, Payload::Notification(notification) if notification.kind == NotifyType::InitialContact);
    let Some(Payload::Notification(notification)) = payloads.iter().find(is_initial_contact) else {
        return false;
    };
    cx.log(IsakmpEvent::NotifyReceived {
        kind: notification.kind,
        protocol: notification.protocol.into(),
        spi: 0,
        message_id: 0,
        handle: cx.session.handle,
    });
    cx.log(IsakmpEvent::Authenticated);
    let (local, remote, port) = (*cx.session.local.ip(), *cx.session.peer.ip(), cx.session.peer.port());
    cx.log(IsakmpEvent::InitialContactProcessed { local, remote, port });
    true
}
