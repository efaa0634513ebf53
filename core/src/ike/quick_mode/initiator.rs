//! The initiator's side: QM1 is sent, QM2 answered with QM3.

use alloc::string::String;
use alloc::vec::Vec;

use super::{
    Agreement, Inputs, Proposed, QuickKeyPair, Shared, behind_hash, header, identities, read_identities, read_public,
};
use crate::algorithm::Group;
use crate::effects::PacketName;
use crate::event::{Input, IpsecEvent, IsakmpEvent, NodeReason, Quantity, SaState, State};
use crate::field::FieldKind;
use crate::ike::formulas::QuickModeMessages;
use crate::ike::iv::Iv;
use crate::ike::main_mode::{Established, Incoming, NONCE_LEN, read_nonce};
use crate::ike::proposal::phase2::{self, Meaning};
use crate::ike::session::{Reject, Sent, SessionContext, find};
use crate::ike::timing;
use crate::ipsec::bundle::Spis;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::message::encode_payloads;
use crate::isakmp::numbers::{ExchangeType, PayloadType};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::{Proposal, SecurityAssociation};
use crate::random::Purpose;

/// What a crypto map entry asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The crypto map.
    pub map: String,
    /// What is to be protected.
    pub proxies: ProxyIdentities,
    /// The transform sets that can be used now, the best first.
    pub sets: Vec<TransformSet>,
    /// How long the SAs may last.
    pub lifetime: Lifetime,
    /// The group of perfect forward secrecy.
    pub pfs: Option<Group>,
}

/// QM1 is sent.
#[derive(Debug, Clone)]
pub struct ExpectAnswer {
    /// The message id of the exchange.
    pub message_id: u32,
    wanted: Wanted,
    spis: Spis,
    ni_b: Vec<u8>,
    own: Option<QuickKeyPair>,
    /// What QM1 offers.
    offer: Vec<Proposal>,
    messages: QuickModeMessages,
    iv: Iv,
    /// QM1.
    pub sent: Sent,
}

/// Begins quick mode: sends QM1. `draw_spis` gives the SPIs of the SAs towards this router.
pub fn start(
    wanted: Wanted,
    phase1: &Established,
    context: &mut SessionContext<'_, '_>,
    draw_spis: impl FnOnce(&mut SessionContext<'_, '_>) -> Spis,
) -> ExpectAnswer {
    let message_id = u32::from_be_bytes(context.effects.draw(Purpose::MessageId));
    context.log(IsakmpEvent::BeginningQuickMode { message_id });
    context.effects.work(timing::KEY_ENGINE);
    context.effects.ipsec(IpsecEvent::QueueEvent { messages: 1 });
    let spis = draw_spis(context);
    let ni_b = context.effects.draw::<NONCE_LEN>(Purpose::QuickNonce).to_vec();
    let own = wanted.pfs.map(|group| QuickKeyPair::draw(context, message_id, group));
    let offer = phase2::offer(&wanted.sets, wanted.lifetime, wanted.pfs, spis);
    let proposals = offer.proposals.clone();
    let mut rest = alloc::vec![Payload::SecurityAssociation(offer), Payload::Nonce(ni_b.clone())];
    rest.extend(own.iter().map(|own| Payload::KeyExchange(own.public.clone())));
    rest.extend(identities(&wanted.proxies));
    let hash = phase1
        .skeyid
        .hash_1(phase1.algorithms.hash, message_id, &encode_payloads(&rest));
    let iv = phase1.first_iv(message_id, context);
    let messages = QuickModeMessages([context.effects.packet(), None]);
    let formula = messages.hash_1(&phase1.values, &rest);
    context.derived(Quantity::Hash1 { message_id }, &hash, formula);
    let payloads: Vec<Payload> = core::iter::once(Payload::Hash(hash)).chain(rest).collect();
    context.effects.work(timing::BUILD);
    let head = header(phase1, message_id);
    let (sent, iv) = context.send_encrypted(
        PacketName::QuickMode(1),
        SaState::QmIdle,
        head,
        &payloads,
        (&phase1.cipher, &iv),
    );
    context.quick_mode(message_id, Input::InternalInitQuickMode, State::QmReady, State::QmIQm1);
    ExpectAnswer {
        message_id,
        wanted,
        spis,
        ni_b,
        own,
        offer: proposals,
        messages,
        iv,
        sent,
    }
}

/// What QM2 says once its HASH is right.
struct Answer {
    proxies: ProxyIdentities,
    meaning: Meaning,
    spis: Proposed,
    nr_b: Vec<u8>,
    g_qm_xy: Option<Shared>,
    iv: Iv,
}

impl ExpectAnswer {
    /// The SPIs of the SAs towards this router, as offered.
    pub fn spis(&self) -> Spis {
        self.spis
    }

    /// Reads QM2, sends QM3: the SAs are agreed. `install` is told of them before QM3 goes out, as IOS does.
    ///
    /// # Errors
    /// If the HASH is wrong, or the answer is not one of the things offered.
    pub fn handle(
        &self,
        message: &Incoming<'_>,
        phase1: &Established,
        context: &mut SessionContext<'_, '_>,
        install: impl FnOnce(&Agreement, &mut SessionContext<'_, '_>),
    ) -> Result<(Agreement, Sent), Reject> {
        context.effects.work(timing::RECEIVE);
        let [first, _] = self.messages.0;
        let messages = QuickModeMessages([first, context.effects.packet()]);
        let answer = self.read(message, messages, phase1, context)?;
        context.effects.begin_message();
        let inputs = Inputs {
            ni_b: &self.ni_b,
            nr_b: &answer.nr_b,
            g_qm_xy: answer.g_qm_xy.as_ref(),
            messages,
        };
        let spis = (Proposed::in_message(self.spis, first, &self.offer), answer.spis);
        let agreement = Agreement::derive(context, phase1, answer.proxies, answer.meaning, spis, &inputs)?;
        install(&agreement, context);
        let message_id = self.message_id;
        let hash = phase1
            .skeyid
            .hash_3(phase1.algorithms.hash, message_id, &self.ni_b, &answer.nr_b);
        context.derived(Quantity::Hash3 { message_id }, &hash, messages.hash_3(&phase1.values));
        context.effects.work(timing::BUILD);
        let (name, head) = (PacketName::QuickMode(3), header(phase1, message_id));
        let payloads = [Payload::Hash(hash)];
        let (sent, _) = context.send_encrypted(name, SaState::QmIdle, head, &payloads, (&phase1.cipher, &answer.iv));
        context.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: false,
            reason: NodeReason::InitiatorDone,
        });
        context.quick_mode(message_id, Input::PeerQuickMode, State::QmIQm1, State::QmPhase2Complete);
        Ok((agreement, sent))
    }

    fn read(
        &self,
        message: &Incoming<'_>,
        messages: QuickModeMessages,
        phase1: &Established,
        context: &mut SessionContext<'_, '_>,
    ) -> Result<Answer, Reject> {
        let message_id = self.message_id;
        let (payloads, iv) = message.decrypt(&phase1.cipher, &self.iv)?;
        context.processing(PayloadType::Hash, ExchangeType::QuickMode, message_id);
        let (hash, rest) = behind_hash(&payloads)?;
        let expected = phase1
            .skeyid
            .hash_2(phase1.algorithms.hash, message_id, &self.ni_b, &encode_payloads(rest));
        let formula = messages.hash_2(&phase1.values, rest);
        context.derived(Quantity::Hash2 { message_id }, &expected, formula);
        if hash != expected {
            return Err(Reject::HashMismatch);
        }
        let (meaning, spis) = self.read_choice(&payloads, context)?;
        context.processing(PayloadType::Nonce, ExchangeType::QuickMode, message_id);
        let nr_b = read_nonce(&payloads)?;
        let peer_public = read_public(&payloads);
        if peer_public.is_some() {
            context.processing(PayloadType::KeyExchange, ExchangeType::QuickMode, message_id);
        }
        let proxies = read_identities(context, &payloads, *context.session.local.ip())?;
        for nth in 0..2 {
            context.processing_nth(nth, PayloadType::Identification, ExchangeType::QuickMode, message_id);
        }
        if proxies != self.wanted.proxies {
            return Err(Reject::Unexpected);
        }
        let g_qm_xy = match (&self.own, peer_public) {
            (None, None) => None,
            (Some(own), Some(public)) => Some(own.shared(context, message_id, (messages.0[1], public))?),
            _ => return Err(Reject::Unexpected),
        };
        Ok(Answer {
            proxies,
            meaning,
            spis,
            nr_b,
            g_qm_xy,
            iv,
        })
    }

    /// What the answer chose: one of the things that were offered.
    fn read_choice(
        &self,
        payloads: &[Payload],
        context: &mut SessionContext<'_, '_>,
    ) -> Result<(Meaning, Proposed), Reject> {
        let message_id = self.message_id;
        context.processing(PayloadType::SecurityAssociation, ExchangeType::QuickMode, message_id);
        let sa: &SecurityAssociation = find(payloads, |payload| match payload {
            Payload::SecurityAssociation(sa) => Some(sa),
            _ => None,
        })?;
        let mut choices = phase2::choices(sa);
        let (Some(choice), None) = (choices.next(), choices.next()) else {
            return Err(Reject::Unexpected);
        };
        super::log_choice(context, &choice);
        let spis = choice.spis().ok_or(Reject::Unexpected)?;
        let meaning = choice.meaning.clone().ok_or(Reject::Unexpected)?;
        let Wanted { proxies, sets, pfs, .. } = &self.wanted;
        super::log_validation(context, proxies, &choice, &meaning);
        let map = self.wanted.map.clone();
        let event = IpsecEvent::ProxySearched { map };
        context.effects.ipsec_about(FieldKind::IsakmpIdTraffic, event);
        if !sets.iter().any(|set| set.is_same_as(&meaning.set)) || meaning.pfs != *pfs {
            return Err(Reject::NoProposalChosen);
        }
        Ok((meaning, Proposed::in_choice(spis, context.effects.packet(), &choice)))
    }
}
