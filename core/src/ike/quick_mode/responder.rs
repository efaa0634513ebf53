//! The responder's side: QM1 is answered with QM2, QM3 ends it.

use alloc::vec::Vec;

use super::{
    Agreement, Inputs, Proposed, QuickKeyPair, Shared, behind_hash, header, identities, read_identities, read_public,
};
use crate::effects::PacketName;
use crate::event::{Input, IsakmpEvent, NodeReason, PacketId, Quantity, SaState, State};
use crate::field::FieldKind;
use crate::ike::formulas::QuickModeMessages;
use crate::ike::iv::Iv;
use crate::ike::main_mode::{Established, Incoming, NONCE_LEN, read_nonce};
use crate::ike::proposal::phase2::{self, Choice, Meaning};
use crate::ike::session::{Reject, Sent, SessionContext, find};
use crate::ipsec::bundle::Spis;
use crate::ipsec::proxy::ProxyIdentities;
use crate::isakmp::message::encode_payloads;
use crate::isakmp::numbers::{ExchangeType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::SecurityAssociation;
use crate::random::Purpose;

/// QM1 is read and acceptable; an SPI is wanted (IOS: `IKE_QM_SPI_STARVE`).
#[derive(Debug, Clone)]
pub struct Accepted {
    message_id: u32,
    /// What is to be protected, seen from this router.
    pub proxies: ProxyIdentities,
    /// How.
    pub meaning: Meaning,
    chosen: Choice,
    peer_spis: Spis,
    ni_b: Vec<u8>,
    peer_public: Option<Vec<u8>>,
    /// QM1.
    first: Option<PacketId>,
    iv: Iv,
}

/// QM2 is sent.
#[derive(Debug, Clone)]
pub struct ExpectHash3 {
    /// The message id of the exchange.
    pub message_id: u32,
    ni_b: Vec<u8>,
    nr_b: Vec<u8>,
    messages: QuickModeMessages,
    iv: Iv,
    /// QM2.
    pub sent: Sent,
}

/// Why QM1 was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why the message was refused.
    pub reject: Reject,
    /// Protocol and SPI that the peer offered first; none if the offer could not be read.
    pub offered: Option<(ProtocolId, u32)>,
}

impl From<Reject> for Refusal {
    fn from(reject: Reject) -> Self {
        Refusal { reject, offered: None }
    }
}

/// Reads QM1. `accept` says whether the crypto map takes a proposal, and logs what the key engine says of it.
///
/// # Errors
/// If the HASH is wrong or the message is not what it must be; [`Reject::NoProposalChosen`] if nothing is acceptable.
pub fn read(
    message: &Incoming<'_>,
    phase1: &Established,
    context: &mut SessionContext<'_, '_>,
    accept: impl Fn(&ProxyIdentities, &Choice, &Meaning, &mut SessionContext<'_, '_>) -> bool,
) -> Result<Accepted, Refusal> {
    let message_id = message.header.message_id;
    context.log_global(IsakmpEvent::NodeCreated { message_id });
    let first_iv = phase1.first_iv(message_id, context);
    let (payloads, iv) = message.decrypt(&phase1.cipher, &first_iv)?;
    context.processing(PayloadType::Hash, ExchangeType::QuickMode, message_id);
    let (received, rest) = behind_hash(&payloads)?;
    let expected = phase1
        .skeyid
        .hash_1(phase1.algorithms.hash, message_id, &encode_payloads(rest));
    let first = context.effects.packet();
    let formula = QuickModeMessages([first, None]).hash_1(&phase1.values, rest);
    context.derived(Quantity::Hash1 { message_id }, &expected, formula);
    if received != expected {
        return Err(Reject::HashMismatch.into());
    }
    let proxies = read_identities(context, &payloads, *context.session.peer.ip())?.mirrored();
    let (chosen, peer_spis, meaning) = choose(&payloads, message_id, context, |choice, meaning, context| {
        accept(&proxies, choice, meaning, context)
    })?;
    context.processing(PayloadType::Nonce, ExchangeType::QuickMode, message_id);
    let ni_b = read_nonce(&payloads)?;
    let peer_public = read_public(&payloads);
    if peer_public.is_some() {
        context.processing(PayloadType::KeyExchange, ExchangeType::QuickMode, message_id);
    }
    match (meaning.pfs, peer_public) {
        (None, None) => {}
        (Some(group), Some(public)) => group.modp.check(public).map_err(|_| Reject::BadPublicValue)?,
        _ => return Err(Reject::Unexpected.into()),
    }
    for nth in 0..2 {
        context.processing_nth(nth, PayloadType::Identification, ExchangeType::QuickMode, message_id);
    }
    let count = meaning.set.by_protocol().count() as u8;
    context.log(IsakmpEvent::SpisRequested { count });
    context.quick_mode(message_id, Input::PeerQuickMode, State::QmReady, State::QmSpiStarve);
    let peer_public = peer_public.map(<[u8]>::to_vec);
    Ok(Accepted {
        message_id,
        proxies,
        meaning,
        chosen,
        peer_spis,
        ni_b,
        peer_public,
        first,
        iv,
    })
}

/// The first choice that is acceptable: its proposals, the peer's SPIs, and what it means.
fn choose(
    payloads: &[Payload],
    message_id: u32,
    context: &mut SessionContext<'_, '_>,
    accept: impl Fn(&Choice, &Meaning, &mut SessionContext<'_, '_>) -> bool,
) -> Result<(Choice, Spis, Meaning), Refusal> {
    context.processing(PayloadType::SecurityAssociation, ExchangeType::QuickMode, message_id);
    let sa: &SecurityAssociation = find(payloads, |payload| match payload {
        Payload::SecurityAssociation(sa) => Some(sa),
        _ => None,
    })?;
    for choice in phase2::choices(sa) {
        super::log_choice(context, &choice);
        let Some(meaning) = choice.meaning.clone() else {
            continue;
        };
        if accept(&choice, &meaning, context) {
            let spis = choice.spis().ok_or(Reject::Unexpected)?;
            return Ok((choice, spis, meaning));
        }
        let (proposal, _) = choice.places.first().copied().unwrap_or_default();
        let field = FieldKind::IsakmpProposal.in_proposal(proposal);
        context.log_about(field, IsakmpEvent::ProposalInvalidated);
    }
    let (local, remote) = (*context.session.local.ip(), *context.session.peer.ip());
    context.log_about(FieldKind::IsakmpSa, IsakmpEvent::Phase2Unacceptable { local, remote });
    let first = sa.proposals.first();
    Err(Refusal {
        reject: Reject::NoProposalChosen,
        offered: first.and_then(|first| Some((first.protocol, phase2::spi(first)?))),
    })
}

impl Accepted {
    /// The protocols of the proposals that were chosen, in their order.
    pub fn protocols(&self) -> Vec<ProtocolId> {
        self.chosen.proposals.iter().map(|proposal| proposal.protocol).collect()
    }

    /// Sends QM2 with this router's SPIs. `install` is told of the SAs before QM2 goes out, as IOS does.
    ///
    /// # Errors
    /// If the peer's public value is not usable.
    pub fn answer(
        self,
        spis: Spis,
        phase1: &Established,
        context: &mut SessionContext<'_, '_>,
        install: impl FnOnce(&Agreement, &mut SessionContext<'_, '_>),
    ) -> Result<(Agreement, ExpectHash3), Reject> {
        let message_id = self.message_id;
        let nr_b = context.effects.draw::<NONCE_LEN>(Purpose::QuickNonce).to_vec();
        let (own, g_qm_xy) = self.perfect_forward_secrecy(context)?;
        let messages = QuickModeMessages([self.first, context.effects.packet()]);
        let answer = phase2::answer(&self.chosen.proposals, spis);
        let inbound = Proposed::in_message(spis, messages.0[1], &answer.proposals);
        let outbound = Proposed::in_choice(self.peer_spis, self.first, &self.chosen);
        let mut rest = alloc::vec![Payload::SecurityAssociation(answer), Payload::Nonce(nr_b.clone())];
        rest.extend(own.map(|own| Payload::KeyExchange(own.public)));
        rest.extend(identities(&self.proxies.mirrored()));
        let inputs = Inputs {
            ni_b: &self.ni_b,
            nr_b: &nr_b,
            g_qm_xy: g_qm_xy.as_ref(),
            messages,
        };
        let spis = (inbound, outbound);
        let agreement = Agreement::derive(context, phase1, self.proxies, self.meaning, spis, &inputs)?;
        install(&agreement, context);
        let hash = phase1
            .skeyid
            .hash_2(phase1.algorithms.hash, message_id, &self.ni_b, &encode_payloads(&rest));
        let formula = messages.hash_2(&phase1.values, &rest);
        context.derived(Quantity::Hash2 { message_id }, &hash, formula);
        let payloads: Vec<Payload> = core::iter::once(Payload::Hash(hash)).chain(rest).collect();
        let (name, head) = (PacketName::QuickMode(2), header(phase1, message_id));
        let (sent, iv) = context.send_encrypted(name, SaState::QmIdle, head, &payloads, (&phase1.cipher, &self.iv));
        context.quick_mode(message_id, Input::IpsecSpiReply, State::QmSpiStarve, State::QmRQm2);
        Ok((
            agreement,
            ExpectHash3 {
                message_id,
                ni_b: self.ni_b,
                nr_b,
                messages,
                iv,
                sent,
            },
        ))
    }

    /// This router's exponent and the shared secret, if the peer sent a KE: it does just when it offers a group.
    fn perfect_forward_secrecy(
        &self,
        context: &mut SessionContext<'_, '_>,
    ) -> Result<(Option<QuickKeyPair>, Option<Shared>), Reject> {
        match (self.meaning.pfs, &self.peer_public) {
            (None, None) => Ok((None, None)),
            (Some(group), Some(public)) => {
                let own = QuickKeyPair::draw(context, self.message_id, group);
                let shared = own.shared(context, self.message_id, (self.first, public))?;
                Ok((Some(own), Some(shared)))
            }
            _ => Err(Reject::Unexpected),
        }
    }
}

impl ExpectHash3 {
    /// Reads QM3: the initiator is there.
    ///
    /// # Errors
    /// If the HASH is wrong.
    pub fn handle(
        &self,
        message: &Incoming<'_>,
        phase1: &Established,
        context: &mut SessionContext<'_, '_>,
    ) -> Result<(), Reject> {
        let message_id = self.message_id;
        let (payloads, _) = message.decrypt(&phase1.cipher, &self.iv)?;
        let (received, _) = behind_hash(&payloads)?;
        let expected = phase1
            .skeyid
            .hash_3(phase1.algorithms.hash, message_id, &self.ni_b, &self.nr_b);
        let formula = self.messages.hash_3(&phase1.values);
        context.derived(Quantity::Hash3 { message_id }, &expected, formula);
        if received != expected {
            return Err(Reject::HashMismatch);
        }
        context.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: false,
            reason: NodeReason::ResponderDone,
        });
        context.quick_mode(message_id, Input::PeerQuickMode, State::QmRQm2, State::QmPhase2Complete);
        Ok(())
    }
}
