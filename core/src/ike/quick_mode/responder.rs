//! The responder's side: QM1 is answered with QM2, QM3 ends it.

use alloc::vec::Vec;

use super::{Agreement, Inputs, QuickKeyPair, behind_hash, header, identities, read_identities, read_public};
use crate::effects::PacketName;
use crate::event::{Input, IsakmpEvent, NodeReason, Quantity, SaState, State};
use crate::ike::iv::Iv;
use crate::ike::main_mode::{Established, Incoming, NONCE_LEN, read_nonce};
use crate::ike::proposal::phase2::{self, Meaning};
use crate::ike::session::{Cx, Reject, Sent, find};
use crate::ios::access_list::ProxyIdentities;
use crate::ipsec::bundle::Spis;
use crate::isakmp::message::encode_payloads;
use crate::isakmp::numbers::{PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::{Proposal, SecurityAssociation};
use crate::random::{Purpose, draw};

/// QM1 is read and acceptable; an SPI is wanted (IOS: `IKE_QM_SPI_STARVE`).
#[derive(Debug, Clone)]
pub struct Accepted {
    message_id: u32,
    /// What is to be protected, seen from this router.
    pub proxies: ProxyIdentities,
    /// How.
    pub meaning: Meaning,
    chosen: Vec<Proposal>,
    peer_spis: Spis,
    ni_b: Vec<u8>,
    peer_public: Option<Vec<u8>>,
    iv: Iv,
}

/// QM2 is sent.
#[derive(Debug, Clone)]
pub struct ExpectHash3 {
    /// Message id.
    pub message_id: u32,
    ni_b: Vec<u8>,
    nr_b: Vec<u8>,
    iv: Iv,
    /// QM2.
    pub sent: Sent,
}

/// Why QM1 was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
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
    cx: &mut Cx<'_, '_>,
    accept: impl Fn(&ProxyIdentities, &Meaning, &mut Cx<'_, '_>) -> bool,
) -> Result<Accepted, Refusal> {
    let message_id = message.header.message_id;
    cx.log_global(IsakmpEvent::NodeCreated { message_id });
    let (hash, cipher) = (phase1.algorithms.hash, phase1.algorithms.cipher);
    let first_iv = Iv::phase2(hash, cipher, &phase1.iv, message_id);
    cx.derived(Quantity::Phase2Iv { message_id }, &first_iv.0);
    let (payloads, iv) = message.decrypt(&phase1.cipher, &first_iv)?;
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::Hash,
        message_id,
    });
    let (received, rest) = behind_hash(&payloads)?;
    let expected = phase1.skeyid.hash_1(hash, message_id, &rest);
    cx.derived(Quantity::Hash1 { message_id }, &expected);
    if received != expected {
        return Err(Reject::HashMismatch.into());
    }
    let proxies = read_identities(cx, &payloads, *cx.session.peer.ip())?.mirrored();
    let (chosen, peer_spis, meaning) = choose(&payloads, message_id, cx, |meaning, cx| accept(&proxies, meaning, cx))?;
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::Nonce,
        message_id,
    });
    let ni_b = read_nonce(&payloads)?;
    let peer_public = read_public(&payloads);
    if peer_public.is_some() {
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::KeyExchange,
            message_id,
        });
    }
    match (meaning.pfs, peer_public) {
        (None, None) => {}
        (Some(group), Some(public)) => group.check(public).map_err(|_| Reject::BadPublicValue)?,
        _ => return Err(Reject::Unexpected.into()),
    }
    for _ in 0..2 {
        cx.log(IsakmpEvent::Processing {
            payload: PayloadType::Identification,
            message_id,
        });
    }
    let count = meaning.set.parts().count() as u8;
    cx.log(IsakmpEvent::SpisRequested { count });
    cx.quick_mode(message_id, Input::PeerQuickMode, State::QmReady, State::QmSpiStarve);
    let peer_public = peer_public.map(<[u8]>::to_vec);
    Ok(Accepted {
        message_id,
        proxies,
        meaning,
        chosen,
        peer_spis,
        ni_b,
        peer_public,
        iv,
    })
}

/// The first choice that is acceptable: its proposals, the peer's SPIs, and what it means.
fn choose(
    payloads: &[Payload],
    message_id: u32,
    cx: &mut Cx<'_, '_>,
    accept: impl Fn(&Meaning, &mut Cx<'_, '_>) -> bool,
) -> Result<(Vec<Proposal>, Spis, Meaning), Refusal> {
    cx.log(IsakmpEvent::Processing {
        payload: PayloadType::SecurityAssociation,
        message_id,
    });
    let sa: &SecurityAssociation = find(payloads, |payload| match payload {
        Payload::SecurityAssociation(sa) => Some(sa),
        _ => None,
    })?;
    for choice in phase2::choices(sa) {
        super::log_choice(cx, &choice);
        let spis = choice.spis();
        let Some(meaning) = choice.meaning else { continue };
        if accept(&meaning, cx) {
            return Ok((choice.proposals, spis.ok_or(Reject::Unexpected)?, meaning));
        }
        cx.log(IsakmpEvent::ProposalInvalidated);
    }
    let (local, remote) = (*cx.session.local.ip(), *cx.session.peer.ip());
    cx.log(IsakmpEvent::Phase2Unacceptable { local, remote });
    let first = sa.proposals.first();
    Err(Refusal {
        reject: Reject::NoProposalChosen,
        offered: first.and_then(|first| Some((first.protocol, phase2::spi(first)?))),
    })
}

impl Accepted {
    /// Sends QM2 with this router's SPIs. `install` is told of the SAs before QM2 goes out, as IOS does.
    ///
    /// # Errors
    /// If the peer's public value is not usable.
    pub fn answer(
        self,
        spis: Spis,
        phase1: &Established,
        cx: &mut Cx<'_, '_>,
        install: impl FnOnce(&Agreement, &mut Cx<'_, '_>),
    ) -> Result<(Agreement, ExpectHash3), Reject> {
        let message_id = self.message_id;
        let nr_b = draw::<NONCE_LEN>(cx.fx.rng(), Purpose::QuickNonce).to_vec();
        let (own, g_qm_xy) = self.perfect_forward_secrecy(cx)?;
        let answer = phase2::answer(&self.chosen, spis);
        let mut rest = alloc::vec![Payload::SecurityAssociation(answer), Payload::Nonce(nr_b.clone())];
        rest.extend(own.map(|own| Payload::KeyExchange(own.public)));
        rest.extend(identities(&self.proxies.mirrored()));
        let inputs = Inputs {
            ni_b: &self.ni_b,
            nr_b: &nr_b,
            g_qm_xy: g_qm_xy.as_deref(),
        };
        let spis = (spis, self.peer_spis);
        let agreement = Agreement::derive(cx, phase1, self.proxies, self.meaning, spis, &inputs)?;
        install(&agreement, cx);
        let hash = phase1
            .skeyid
            .hash_2(phase1.algorithms.hash, message_id, &self.ni_b, &encode_payloads(&rest));
        cx.derived(Quantity::Hash2 { message_id }, &hash);
        let payloads: Vec<Payload> = core::iter::once(Payload::Hash(hash)).chain(rest).collect();
        let (name, head) = (PacketName::QuickMode(2), header(phase1, message_id));
        let (sent, iv) = cx.send_encrypted(name, SaState::QmIdle, head, &payloads, (&phase1.cipher, &self.iv));
        cx.quick_mode(message_id, Input::IpsecSpiReply, State::QmSpiStarve, State::QmRQm2);
        Ok((
            agreement,
            ExpectHash3 {
                message_id,
                ni_b: self.ni_b,
                nr_b,
                iv,
                sent,
            },
        ))
    }

    /// This router's exponent and the shared secret, if the peer sent a KE: it does just when it offers a group.
    fn perfect_forward_secrecy(&self, cx: &mut Cx<'_, '_>) -> Result<(Option<QuickKeyPair>, Option<Vec<u8>>), Reject> {
        match (self.meaning.pfs, &self.peer_public) {
            (None, None) => Ok((None, None)),
            (Some(group), Some(public)) => {
                let own = QuickKeyPair::draw(cx, self.message_id, group);
                let shared = own.shared(cx, self.message_id, public)?;
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
    pub fn handle(&self, message: &Incoming<'_>, phase1: &Established, cx: &mut Cx<'_, '_>) -> Result<(), Reject> {
        let message_id = self.message_id;
        let (payloads, _) = message.decrypt(&phase1.cipher, &self.iv)?;
        let (received, _) = behind_hash(&payloads)?;
        let expected = phase1
            .skeyid
            .hash_3(phase1.algorithms.hash, message_id, &self.ni_b, &self.nr_b);
        cx.derived(Quantity::Hash3 { message_id }, &expected);
        if received != expected {
            return Err(Reject::HashMismatch);
        }
        cx.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: false,
            reason: NodeReason::ResponderDone,
        });
        cx.quick_mode(message_id, Input::PeerQuickMode, State::QmRQm2, State::QmPhase2Complete);
        Ok(())
    }
}
