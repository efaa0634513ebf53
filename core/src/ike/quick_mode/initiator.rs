//! The initiator's side: QM1 is sent, QM2 answered with QM3.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Agreement, Inputs, QuickKeyPair, behind_hash, header, identities, read_identities, read_public};
use crate::crypto::modp::Group;
use crate::effects::PacketName;
use crate::event::{Input, IpsecEvent, IsakmpEvent, NodeReason, Quantity, SaState, State};
use crate::ike::iv::Iv;
use crate::ike::main_mode::{Established, Incoming, NONCE_LEN, read_nonce};
use crate::ike::proposal::phase2::{self, Meaning};
use crate::ike::session::{Cx, Reject, Sent, find};
use crate::ike::timing;
use crate::ios::access_list::ProxyIdentities;
use crate::ios::crypto::{Lifetime, TransformSet};
use crate::ipsec::bundle::Spis;
use crate::isakmp::message::encode_payloads;
use crate::isakmp::numbers::PayloadType;
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::SecurityAssociation;
use crate::random::{Purpose, draw};

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
    /// Message id.
    pub message_id: u32,
    wanted: Wanted,
    spis: Spis,
    ni_b: Vec<u8>,
    own: Option<QuickKeyPair>,
    iv: Iv,
    /// QM1.
    pub sent: Sent,
}

/// Begins quick mode: sends QM1. `draw_spis` gives the SPIs of the SAs towards this router.
pub fn start(
    wanted: Wanted,
    phase1: &Established,
    cx: &mut Cx<'_, '_>,
    draw_spis: impl FnOnce(&mut Cx<'_, '_>) -> Spis,
) -> ExpectAnswer {
    let message_id = u32::from_be_bytes(draw(cx.fx.rng(), Purpose::MessageId));
    cx.log(IsakmpEvent::BeginningQuickMode { message_id });
    cx.fx.work(timing::KEY_ENGINE);
    cx.fx.ipsec(IpsecEvent::QueueEvent { messages: 1 });
    let spis = draw_spis(cx);
    let ni_b = draw::<NONCE_LEN>(cx.fx.rng(), Purpose::QuickNonce).to_vec();
    let own = wanted.pfs.map(|group| QuickKeyPair::draw(cx, message_id, group));
    let offer = phase2::offer(&wanted.sets, wanted.lifetime, wanted.pfs, spis);
    let mut rest = alloc::vec![Payload::SecurityAssociation(offer), Payload::Nonce(ni_b.clone())];
    rest.extend(own.iter().map(|own| Payload::KeyExchange(own.public.clone())));
    rest.extend(identities(&wanted.proxies));
    let hash = phase1
        .skeyid
        .hash_1(phase1.algorithms.hash, message_id, &encode_payloads(&rest));
    let iv = Iv::phase2(phase1.algorithms.hash, phase1.algorithms.cipher, &phase1.iv, message_id);
    cx.derived(Quantity::Phase2Iv { message_id }, &iv.0);
    cx.derived(Quantity::Hash1 { message_id }, &hash);
    let payloads: Vec<Payload> = core::iter::once(Payload::Hash(hash)).chain(rest).collect();
    cx.fx.work(timing::BUILD);
    let head = header(phase1, message_id);
    let (sent, iv) = cx.send_encrypted(
        PacketName::QuickMode(1),
        SaState::QmIdle,
        head,
        &payloads,
        (&phase1.cipher, &iv),
    );
    cx.quick_mode(message_id, Input::InternalInitQuickMode, State::QmReady, State::QmIQm1);
    ExpectAnswer {
        message_id,
        wanted,
        spis,
        ni_b,
        own,
        iv,
        sent,
    }
}

/// What QM2 says once its HASH is right.
struct Answer {
    proxies: ProxyIdentities,
    meaning: Meaning,
    spis: Spis,
    nr_b: Vec<u8>,
    g_qm_xy: Option<Vec<u8>>,
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
        cx: &mut Cx<'_, '_>,
        install: impl FnOnce(&Agreement, &mut Cx<'_, '_>),
    ) -> Result<(Agreement, Sent), Reject> {
        cx.fx.work(timing::RECEIVE);
        let answer = self.read(message, phase1, cx)?;
        cx.fx.begin_message();
        let inputs = Inputs {
            ni_b: &self.ni_b,
            nr_b: &answer.nr_b,
            g_qm_xy: answer.g_qm_xy.as_deref(),
        };
        let spis = (self.spis, answer.spis);
        let agreement = Agreement::derive(cx, phase1, answer.proxies, answer.meaning, spis, &inputs)?;
        install(&agreement, cx);
        let message_id = self.message_id;
        let hash = phase1
            .skeyid
            .hash_3(phase1.algorithms.hash, message_id, &self.ni_b, &answer.nr_b);
        cx.derived(Quantity::Hash3 { message_id }, &hash);
        cx.fx.work(timing::BUILD);
        let (name, head) = (PacketName::QuickMode(3), header(phase1, message_id));
        let payloads = [Payload::Hash(hash)];
        let (sent, _) = cx.send_encrypted(name, SaState::QmIdle, head, &payloads, (&phase1.cipher, &answer.iv));
        cx.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: false,
            reason: NodeReason::InitiatorDone,
        });
        cx.quick_mode(message_id, Input::PeerQuickMode, State::QmIQm1, State::QmPhase2Complete);
        Ok((agreement, sent))
    }

    fn read(&self, message: &Incoming<'_>, phase1: &Established, cx: &mut Cx<'_, '_>) -> Result<Answer, Reject> {
        let message_id = self.message_id;
        let (payloads, iv) = message.decrypt(&phase1.cipher, &self.iv)?;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Hash,
            message_id,
        });
        let (hash, rest) = behind_hash(&payloads)?;
        let expected = phase1
            .skeyid
            .hash_2(phase1.algorithms.hash, message_id, &self.ni_b, &rest);
        cx.derived(Quantity::Hash2 { message_id }, &expected);
        if hash != expected {
            return Err(Reject::HashMismatch);
        }
        let (meaning, spis) = self.read_choice(&payloads, cx)?;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Nonce,
            message_id,
        });
        let nr_b = read_nonce(&payloads)?;
        let peer_public = read_public(&payloads);
        if peer_public.is_some() {
            cx.log(IsakmpEvent::Processing {
                payload: PayloadType::KeyExchange,
                message_id,
            });
        }
        let proxies = read_identities(cx, &payloads, *cx.session.local.ip())?;
        for _ in 0..2 {
            cx.log(IsakmpEvent::Processing {
                payload: PayloadType::Identification,
                message_id,
            });
        }
        if proxies != self.wanted.proxies {
            return Err(Reject::Unexpected);
        }
        let g_qm_xy = match (&self.own, peer_public) {
            (None, None) => None,
            (Some(own), Some(public)) => Some(own.shared(cx, message_id, public)?),
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
    fn read_choice(&self, payloads: &[Payload], cx: &mut Cx<'_, '_>) -> Result<(Meaning, Spis), Reject> {
        let message_id = self.message_id;
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::SecurityAssociation,
            message_id,
        });
        let sa: &SecurityAssociation = find(payloads, |payload| match payload {
            Payload::SecurityAssociation(sa) => Some(sa),
            _ => None,
        })?;
        let mut choices = phase2::choices(sa);
        let (Some(choice), None) = (choices.next(), choices.next()) else {
            return Err(Reject::Unexpected);
        };
        super::log_choice(cx, &choice);
        let spis = choice.spis().ok_or(Reject::Unexpected)?;
        let meaning = choice.meaning.ok_or(Reject::Unexpected)?;
        let Wanted { proxies, sets, pfs, .. } = &self.wanted;
        super::log_validation(cx, proxies, &meaning);
        let map = self.wanted.map.clone();
        cx.fx.ipsec(IpsecEvent::ProxySearched { map });
        if !sets.iter().any(|set| set.is_same_as(&meaning.set)) || meaning.pfs != *pfs {
            return Err(Reject::NoProposalChosen);
        }
        Ok((meaning, spis))
    }
}
