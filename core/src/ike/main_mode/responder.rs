//! The responder's states: it has sent MM2, MM4; MM6 ends it.

use alloc::vec::Vec;

use super::initiator::{check, log_cookies, offer_nat_traversal};
use super::{
    Agreed, Established, Exchanged, Incoming, KeyPair, Keys, NONCE_LEN, header, key_exchange_payloads,
    log_authenticated, log_identity, log_own_identity, log_profile, nat_dialect, own_identity, read_key_exchange,
    read_nat_detection, read_proof,
};
use crate::algorithm::policy::Algorithms;
use crate::effects::PacketName;
use crate::event::{Input, IpsecEvent, IsakmpEvent, Quantity, SaState, State};
use crate::field::FieldKind;
use crate::ike::formulas::MainModeMessages;
use crate::ike::iv::Iv;
use crate::ike::keymat::Cookies;
use crate::ike::proposal::phase1;
use crate::ike::session::{Reject, Sent, SessionContext, find};
use crate::ike::timing;
use crate::isakmp::id::PeerName;
use crate::isakmp::nat_d::NatDialect;
use crate::isakmp::numbers::{ExchangeType, NotifyType, PayloadType};
use crate::isakmp::payload::Payload;
use crate::isakmp::place;
use crate::isakmp::sa::{SecurityAssociation, Transform};
use crate::random::Purpose;

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
pub fn start(message: &Incoming<'_>, context: &mut SessionContext<'_, '_>) -> Result<ExpectKe, Reject> {
    context.main_mode(Input::PeerMainMode, State::Ready, State::RMm1);
    context.effects.work(timing::COMPARE);
    let payloads = message.clear()?;
    context.processing(PayloadType::SecurityAssociation, ExchangeType::IdentityProtection, 0);
    context.log_vendor_ids(&payloads);
    context.look_up_key(FieldKind::Ipv4Source)?;
    context.log(IsakmpEvent::LocalKeyFound);
    context.log_global(IsakmpEvent::XauthScanned);
    let choice = choose(context, &payloads)?;
    context.log_vendor_ids(&payloads);
    context.main_mode(Input::InternalProcessMainMode, State::RMm1, State::RMm1);
    let cookies = Cookies {
        initiator: message.header.initiator_cookie.0,
        responder: context.effects.draw(Purpose::Cookie),
    };
    Ok(send_choice(choice, cookies, context))
}

/// What was chosen of an offer.
struct Choice {
    proposal: u8,
    transform: Transform,
    algorithms: Algorithms,
    lifetime: u32,
    sai_b: Vec<u8>,
    nat: Option<NatDialect>,
}

/// The first transform that matches a policy: policies in the order of their priority, transforms in the initiator's.
fn choose(context: &mut SessionContext<'_, '_>, payloads: &[Payload]) -> Result<Choice, Reject> {
    let (sa, sai_b): (&SecurityAssociation, _) = find(payloads, |payload| match payload {
        Payload::SecurityAssociation(sa) => Some((sa, payload.body())),
        _ => None,
    })?;
    let nat = nat_dialect(context, payloads);
    for (priority, policy) in context.session.policies.clone() {
        for (number, proposal) in (0..).zip(&sa.proposals) {
            let last = proposal.transforms.len().saturating_sub(1);
            for (index, transform) in proposal.transforms.iter().enumerate() {
                let next = if index == last {
                    PayloadType::None
                } else {
                    PayloadType::Transform
                };
                let place = (number, index as u16);
                if let Some(lifetime) = check(context, transform, place, (priority, &policy), next.into()) {
                    return Ok(Choice {
                        proposal: proposal.number,
                        transform: transform.clone(),
                        algorithms: policy.algorithms(),
                        lifetime,
                        sai_b,
                        nat,
                    });
                }
            }
        }
    }
    context.log_about(FieldKind::IsakmpSa, IsakmpEvent::NoOffersAccepted);
    let (local, remote) = (*context.session.local.ip(), *context.session.peer.ip());
    context.log_about(FieldKind::IsakmpSa, IsakmpEvent::Phase1Unacceptable { local, remote });
    Err(Reject::NoProposalChosen)
}

fn send_choice(choice: Choice, cookies: Cookies, context: &mut SessionContext<'_, '_>) -> ExpectKe {
    let mut messages = MainModeMessages::default();
    messages.0[0] = context.effects.packet();
    context.effects.begin_message();
    messages.0[1] = context.effects.packet();
    log_cookies(context, &cookies);
    context.effects.work(timing::BUILD);
    let answer = phase1::answer(choice.proposal, choice.transform);
    let mut payloads = alloc::vec![Payload::SecurityAssociation(answer)];
    let answered = context.session.dialect.answered.clone();
    offer_nat_traversal(context, &answered, &mut payloads);
    context.log(IsakmpEvent::SaStateChanged(SaState::SaSetup));
    let sent = context.send_clear(PacketName::MainMode(2), SaState::SaSetup, &header(&cookies), &payloads);
    context.main_mode(Input::InternalProcessComplete, State::RMm1, State::RMm2);
    let Choice {
        algorithms,
        lifetime,
        sai_b,
        nat,
        ..
    } = choice;
    ExpectKe {
        agreed: Agreed {
            cookies,
            algorithms,
            lifetime,
            sai_b,
            messages,
            nat,
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
    pub fn handle(&self, message: &Incoming<'_>, context: &mut SessionContext<'_, '_>) -> Result<ExpectAuth, Reject> {
        context.main_mode(Input::PeerMainMode, State::RMm2, State::RMm3);
        context.effects.work(timing::RECEIVE);
        let mut agreed = self.agreed.clone();
        agreed.messages.0[2] = context.effects.packet();
        // MM4 answers at once.
        agreed.messages.0[3] = Some(context.effects.next_packet());
        let agreed = &agreed;
        let payloads = message.clear()?;
        let (g_xi, ni_b) = read_key_exchange(context, &payloads)?;
        let own = KeyPair::draw(context, &agreed.algorithms);
        let nr_b = context.effects.draw::<NONCE_LEN>(Purpose::Nonce).to_vec();
        let exchanged = Exchanged {
            g_xi: &g_xi,
            g_xr: &own.public,
            ni_b: &ni_b,
            nr_b: &nr_b,
        };
        let keys = Keys::derive(context, agreed, &own, &g_xi, &exchanged)?;
        context.log_vendor_ids(&payloads);
        read_nat_detection(context, agreed, &payloads);
        context.main_mode(Input::InternalProcessMainMode, State::RMm3, State::RMm3);
        context.effects.begin_message();
        let payloads = key_exchange_payloads(context, agreed, &own.public, &nr_b);
        context.effects.work(timing::BUILD);
        context.log(IsakmpEvent::SaStateChanged(SaState::KeyExch));
        let sent = context.send_clear(
            PacketName::MainMode(4),
            SaState::KeyExch,
            &header(&agreed.cookies),
            &payloads,
        );
        context.main_mode(Input::InternalProcessComplete, State::RMm3, State::RMm4);
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
    pub fn handle(
        &self,
        message: &Incoming<'_>,
        context: &mut SessionContext<'_, '_>,
    ) -> Result<(Established, Sent), Reject> {
        context.main_mode(Input::PeerMainMode, State::RMm4, State::RMm5);
        context.effects.work(timing::RECEIVE);
        let mut keys = self.keys.clone();
        keys.messages.0[4] = context.effects.packet();
        let (payloads, next_iv) = message.decrypt(&keys.cipher, &keys.iv)?;
        let (identity, hash) = read_proof(&payloads)?;
        context.processing(PayloadType::Identification, ExchangeType::IdentityProtection, 0);
        let (address, _) = log_identity(context, identity, PayloadType::Hash)?;
        log_profile(context, &address);
        check_keyring(context, &address)?;
        context.processing(PayloadType::Hash, ExchangeType::IdentityProtection, 0);
        let hash_i = keys
            .proof()
            .hash_i(keys.algorithms.hash, &keys.skeyid, &identity.body());
        context.derived(Quantity::HashI, &hash_i, keys.messages.hash_i(keys.values.skeyid));
        if hash != hash_i {
            return Err(Reject::HashMismatch);
        }
        let initial_contact = read_initial_contact(context, &payloads);
        log_authenticated(context, &address);
        let (local, remote, port) = (
            *context.session.local.ip(),
            *context.session.peer.ip(),
            context.session.peer.port(),
        );
        context.log_global(IsakmpEvent::PeerInserted { local, remote, port });
        log_profile(context, &address);
        context.main_mode(Input::InternalProcessMainMode, State::RMm5, State::RMm5);
        let (iv, sent) = send_auth(&mut keys, next_iv, &address, initial_contact, context)?;
        Ok((keys.established(iv, address, initial_contact), sent))
    }
}

fn send_auth(
    keys: &mut Keys,
    iv: Iv,
    peer: &PeerName,
    initial_contact: bool,
    context: &mut SessionContext<'_, '_>,
) -> Result<(Iv, Sent), Reject> {
    context.effects.begin_message();
    keys.messages.0[5] = context.effects.packet();
    if initial_contact {
        context.effects.work(timing::KEY_ENGINE);
        context.effects.ipsec(IpsecEvent::QueueEvent { messages: 1 });
    }
    context.effects.work(timing::BUILD);
    let identity = own_identity(context, context.session.profile(Some(peer)));
    log_own_identity(context, &identity)?;
    let hash_r = keys
        .proof()
        .hash_r(keys.algorithms.hash, &keys.skeyid, &identity.body());
    context.derived(Quantity::HashR, &hash_r, keys.messages.hash_r(keys.values.skeyid));
    let payloads = [identity, Payload::Hash(hash_r)];
    let (name, head) = (PacketName::MainMode(6), header(&keys.cookies));
    let (sent, next) = context.send_encrypted(name, SaState::KeyExch, head, &payloads, (&keys.cipher, &iv));
    context.main_mode(Input::InternalProcessComplete, State::RMm5, State::P1Complete);
    context.log(IsakmpEvent::SaStateChanged(SaState::QmIdle));
    context.effects.work(timing::RECEIVE);
    context.main_mode(Input::InternalPhase1Complete, State::P1Complete, State::P1Complete);
    Ok((next, sent))
}

/// The key was found before the peer said its name: it must be of the keyrings of the profile that fits the name. IOS: field
/// (15.3T); Modelled: 12.3(7)T does the same.
fn check_keyring(context: &mut SessionContext<'_, '_>, peer: &PeerName) -> Result<(), Reject> {
    let session = context.session;
    let Some(profile) = session.profile(Some(peer)) else {
        return Ok(());
    };
    let is_of_profile = session
        .keyrings
        .last()
        .is_some_and(|used| profile.keyrings.contains(used));
    if profile.keyrings.is_empty() || is_of_profile {
        return Ok(());
    }
    context.log(IsakmpEvent::KeyNotOfProfile);
    Err(Reject::NoPresharedKey)
}

/// Reads INITIAL_CONTACT, if message 5 has it: older SAs with the peer are to go.
fn read_initial_contact(context: &mut SessionContext<'_, '_>, payloads: &[Payload]) -> bool {
    let is_initial_contact = |payload: &&Payload| matches!(payload, Payload::Notification(notification) if notification.kind == NotifyType::InitialContact);
    let mut placed = place::placed(payloads, ExchangeType::IdentityProtection);
    let Some((field, Payload::Notification(notification))) = placed.find(|(_, payload)| is_initial_contact(payload))
    else {
        return false;
    };
    let event = IsakmpEvent::NotifyReceived {
        kind: notification.kind,
        protocol: notification.protocol.into(),
        spi: notification.spi_number(),
        message_id: 0,
        handle: context.session.handle,
    };
    context.log_about(field, event);
    context.log_about(FieldKind::IsakmpHashMainMode, IsakmpEvent::Authenticated);
    let (local, remote, port) = (
        *context.session.local.ip(),
        *context.session.peer.ip(),
        context.session.peer.port(),
    );
    context.log_about(field, IsakmpEvent::InitialContactProcessed { local, remote, port });
    true
}
