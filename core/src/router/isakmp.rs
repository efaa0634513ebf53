//! The table of ISAKMP SAs: which SA and exchange a message belongs to.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, SocketAddrV4};

use super::exchange::{IsakmpSa, Phase};
use super::{Router, nth_record};
use crate::effects::Effects;
use crate::event::{DeleteReason, IsakmpEvent, PeerUser, RejectedPacket, Role, SaState};
use crate::ike::main_mode::Incoming;
use crate::ike::session::{Dialect, Profile, Profiles, Reject, Session, SessionContext};
use crate::ios::crypto::IsakmpIdentity;
use crate::ios::profile::{IsakmpProfile, SelfIdentity};
use crate::isakmp::header::{Header, VERSION_1_0};
use crate::isakmp::id::PeerName;
use crate::isakmp::message::decode_header;
use crate::isakmp::numbers::ExchangeType;

impl Router {
    /// Takes an ISAKMP message.
    pub(super) fn receive_isakmp(
        &mut self,
        local: SocketAddrV4,
        peer: SocketAddrV4,
        bytes: &[u8],
        effects: &mut Effects<'_>,
    ) {
        let decoded = decode_header(bytes).ok().filter(|(header, _)| is_sane(header));
        let Some((header, body)) = decoded else {
            effects.isakmp(
                None,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::Malformed,
                },
            );
            return;
        };
        let index = self.sas.iter().position(|sa| belongs_to(sa, &header, peer));
        let sa = index.map(|index| (self.sas[index].session.role, self.sas[index].state));
        let conn = index.map(|index| self.sas[index].session.conn);
        let (local_port, peer_port) = (local.port(), peer.port());
        effects.isakmp(
            conn,
            IsakmpEvent::PacketReceived {
                peer: *peer.ip(),
                local_port,
                peer_port,
                sa,
            },
        );
        let message = Incoming { header, body };
        let is_first = header.responder_cookie.is_zero();
        match (index, header.exchange) {
            (Some(index), ExchangeType::IdentityProtection) => self.continue_main_mode(index, bytes, &message, effects),
            (Some(index), ExchangeType::QuickMode) => self.receive_quick_mode(index, bytes, &message, effects),
            (Some(index), ExchangeType::Informational) => self.receive_informational(index, &message, effects),
            (None, ExchangeType::IdentityProtection) if is_first => {
                self.answer_main_mode(local, peer, bytes, &message, effects)
            }
            (Some(_), _) => effects.isakmp(
                conn,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::Unexpected,
                },
            ),
            (None, _) => effects.isakmp(
                None,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::NoSa,
                },
            ),
        }
    }

    /// A session for a new ISAKMP SA; an initiator's by the profile that the crypto map names.
    pub(super) fn new_session(
        &mut self,
        role: Role,
        local: SocketAddrV4,
        peer: SocketAddrV4,
        asked: Option<String>,
    ) -> Session {
        let conn = self.next_isakmp_conn;
        self.next_isakmp_conn += 1;
        // IPsec SAs outlast the ISAKMP SA that made them, and INITIAL_CONTACT would bring them down (RFC 2407 §4.6.3.3).
        let is_first = !self.sas.iter().any(|sa| sa.session.peer.ip() == peer.ip())
            && !self
                .sadb
                .pairs()
                .iter()
                .any(|pair| pair.peer == *peer.ip() && !pair.is_manual());
        let name = match self.config().isakmp.identity {
            IsakmpIdentity::Hostname => self.config().host_name(),
            // There are no certificates, so there is no distinguished name to send.
            IsakmpIdentity::Address | IsakmpIdentity::Dn => PeerName::Address(*local.ip()),
        };
        let config = self.config();
        let search = match role {
            Role::Initiator => config.key_of_initiator(asked.as_deref(), *local.ip(), *peer.ip()),
            Role::Responder => config.key_of_responder(*local.ip(), *peer.ip()),
        };
        Session {
            conn,
            name,
            handle: nth_record(self.memory.sa, conn - 1),
            role,
            local,
            peer,
            policies: config.isakmp_policies().collect(),
            preshared_key: search.key.map(|key| key.key.clone().into_bytes()),
            keyrings: search.keyrings.into_iter().map(String::from).collect(),
            profiles: Profiles {
                known: self.profiles(asked.as_deref(), *local.ip()),
                asked,
            },
            dialect: Dialect {
                initial_contact: is_first,
                ..Dialect::ios()
            },
        }
    }

    /// The profiles for an exchange at this address: those whose `local-address` it is, and the one asked for.
    fn profiles(&self, asked: Option<&str>, local: Ipv4Addr) -> Vec<Profile> {
        let config = self.config();
        let profiles = config.isakmp_profiles.iter();
        let fitting = profiles.filter(|it| asked == Some(&*it.name) || config.is_at(it.local_address, local));
        let own_name = |identity| match identity {
            SelfIdentity::Address => PeerName::Address(local),
            SelfIdentity::Fqdn => config.host_name(),
        };
        let profile = |it: &IsakmpProfile| Profile {
            name: it.name.clone(),
            identities: it.identities.clone(),
            keyrings: it.keyrings.clone(),
            own_name: it.self_identity.map(own_name),
        };
        fitting.map(profile).collect()
    }

    /// What IOS reports of a new SA.
    pub(super) fn log_new_sa(&mut self, session: &Session, user: PeerUser, effects: &mut Effects<'_>) {
        self.lock_peer(session.peer, user, effects);
        effects.isakmp(
            None,
            IsakmpEvent::Ports {
                local: session.local.port(),
                remote: session.peer.port(),
            },
        );
    }

    /// Reports that an ISAKMP SA is gone, which is out of the table already.
    pub(super) fn forget(
        &mut self,
        session: &Session,
        state: SaState,
        reason: DeleteReason,
        effects: &mut Effects<'_>,
    ) {
        let (role, peer) = (session.role, *session.peer.ip());
        effects.isakmp(
            Some(session.conn),
            IsakmpEvent::SaDeleted {
                reason,
                state,
                role,
                peer,
            },
        );
        self.unlock_peer(peer, PeerUser::Initiator);
    }

    /// Forgets the established ISAKMP SAs with a peer, all but one if `but` says which.
    pub(super) fn forget_established(
        &mut self,
        peer: Ipv4Addr,
        but: Option<u32>,
        reason: DeleteReason,
        effects: &mut Effects<'_>,
    ) {
        let is_stale = |sa: &IsakmpSa| {
            let established = sa.phase.established().is_some();
            established && *sa.session.peer.ip() == peer && Some(sa.session.conn) != but
        };
        while let Some(index) = self.sas.iter().position(is_stale) {
            let sa = self.sas.remove(index);
            self.forget(&sa.session, sa.state, reason, effects);
        }
    }

    /// The established SA with a peer, the newest if there are several.
    pub(super) fn established_with(&self, peer: Ipv4Addr) -> Option<usize> {
        self.sas
            .iter()
            .rposition(|sa| *sa.session.peer.ip() == peer && sa.phase.established().is_some())
    }
}

/// Reports a new SA in the table.
pub(super) fn log_inserted(session: &Session, effects: &mut Effects<'_>) {
    let Session {
        handle,
        role,
        local,
        peer,
        ..
    } = session;
    let (handle, role, local, peer) = (*handle, *role, *local.ip(), *peer.ip());
    effects.isakmp(
        Some(session.conn),
        IsakmpEvent::SaInserted {
            handle,
            role,
            local,
            peer,
        },
    );
}

/// Why an SA goes whose main mode could not begin.
pub(super) fn delete_reason(reject: &Reject) -> DeleteReason {
    match reject {
        Reject::NoPresharedKey => DeleteReason::NoPresharedKey,
        Reject::NoProposalChosen => DeleteReason::NoProposalChosen,
        _ => DeleteReason::BadMessage,
    }
}

/// Whether a header can be of a message for this router (RFC 2408 §3.1, §5.2): it is of version 1.0, and its message id is
/// zero in phase 1 and nowhere in phase 2.
fn is_sane(header: &Header) -> bool {
    let is_of_exchange = match header.exchange {
        ExchangeType::IdentityProtection => header.message_id == 0,
        ExchangeType::QuickMode => header.message_id != 0,
        _ => true,
    };
    header.version == VERSION_1_0 && is_of_exchange
}

/// Reports why a message was not taken.
pub(super) fn log_reject(context: &mut SessionContext<'_, '_>, reject: &Reject) {
    let why = match reject {
        Reject::Malformed(_) | Reject::NotBlocks | Reject::BadPublicValue => RejectedPacket::Malformed,
        Reject::HashMismatch => RejectedPacket::HashMismatch,
        Reject::Unexpected => RejectedPacket::Unexpected,
        // What is missing was reported where it was looked for.
        Reject::NoProposalChosen | Reject::NoPresharedKey => return,
    };
    let peer = *context.session.peer.ip();
    context.log(IsakmpEvent::Rejected { peer, why });
}

/// Whether a message is for this SA: by both cookies, or by the initiator's alone while the responder's is not known to
/// its receiver (RFC 2408 §3.1).
fn belongs_to(sa: &IsakmpSa, header: &Header, peer: SocketAddrV4) -> bool {
    let (initiator, responder) = (header.initiator_cookie.0, header.responder_cookie.0);
    let cookies = match &sa.phase {
        Phase::InitiatorExpectsSa(state) => return state.cookie() == initiator && sa.session.peer.ip() == peer.ip(),
        Phase::InitiatorExpectsKe(state) => state.cookies(),
        Phase::InitiatorExpectsAuth(state) => state.cookies(),
        Phase::ResponderExpectsKe(state) => state.cookies(),
        Phase::ResponderExpectsAuth(state) => state.cookies(),
        Phase::Established(established) => established.cookies,
    };
    let is_first_again = header.responder_cookie.is_zero() && sa.session.role == Role::Responder;
    cookies.initiator == initiator && (cookies.responder == responder || is_first_again)
}
