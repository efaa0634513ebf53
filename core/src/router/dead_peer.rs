//! Dead peer detection (RFC 3706), as `crypto isakmp keepalive` asks for it: R-U-THERE, and R-U-THERE-ACK.

use alloc::vec::Vec;

use super::Router;
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, Input, IsakmpEvent, State};
use crate::field::FieldKind;
use crate::ike::informational;
use crate::ike::main_mode::Established;
use crate::ike::session::{Session, SessionContext};
use crate::ios::crypto::Keepalive;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{NotifyType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::DOI_IPSEC;
use crate::time::SimTime;
use core::net::Ipv4Addr;

/// How often R-U-THERE is repeated before the peer counts as dead. IOS: reference, `crypto isakmp keepalive`.
const RETRIES: u8 = 5;

/// What a router knows of the life of the peer of an ISAKMP SA.
#[derive(Debug, Clone, Default)]
pub(super) struct Liveness {
    /// When something authentic came from it last.
    pub heard: SimTime,
    /// Sequence number of the last R-U-THERE.
    sequence: u32,
    /// How often the R-U-THERE that is not answered was repeated.
    unanswered: Option<u8>,
}

impl Router {
    /// Something authentic came from a peer: it lives.
    pub(super) fn heard_from(&mut self, peer: Ipv4Addr, now: SimTime) {
        for sa in self.sas.iter_mut().filter(|sa| *sa.session.peer.ip() == peer) {
            sa.liveness.heard = now;
            sa.liveness.unanswered = None;
        }
    }

    /// How the peer of an ISAKMP SA is watched: as its profile says, else as `crypto isakmp keepalive` does. IOS: reference.
    fn keepalive_of(&self, conn: u32) -> Option<Keepalive> {
        let of_profile = || {
            let sa = self.sas.iter().find(|sa| sa.session.conn == conn)?;
            let peer = sa.phase.established().map(|established| &established.peer_identity);
            self.config().isakmp_profile(&sa.session.profile(peer)?.name)?.keepalive
        };
        of_profile().or(self.config().isakmp.keepalive)
    }

    /// Begins to watch the peer of a new ISAKMP SA, if it is to be asked periodically.
    pub(super) fn watch_peer(&mut self, conn: u32, effects: &mut Effects<'_>) {
        if let Some(Keepalive {
            seconds,
            periodic: true,
            ..
        }) = self.keepalive_of(conn)
        {
            effects.set_timer(u64::from(seconds) * 1000, Timer::Keepalive { sa: conn });
        }
    }

    /// Time for a periodic R-U-THERE. If the ISAKMP SA that would carry it is gone, peers without one are negotiated with.
    pub(super) fn keepalive_due(&mut self, conn: u32, effects: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            let peers: Vec<Ipv4Addr> = self.sadb.pairs().iter().map(|pair| pair.peer).collect();
            peers.into_iter().for_each(|peer| self.renew_orphans(peer, effects));
            return;
        };
        self.watch_peer(conn, effects);
        if self.sas[index].liveness.unanswered.is_none() {
            self.ask_peer(index, effects);
        }
    }

    /// A packet goes out to a peer: on demand the router asks whether it lives, if it has been silent for too long, or
    /// cannot be asked for want of an ISAKMP SA.
    pub(super) fn sending_to(&mut self, peer: Ipv4Addr, effects: &mut Effects<'_>) {
        let index = self.established_with(peer);
        let keepalive = match index {
            Some(index) => self.keepalive_of(self.sas[index].session.conn),
            None => self.config().isakmp.keepalive,
        };
        let Some(Keepalive {
            seconds,
            periodic: false,
            ..
        }) = keepalive
        else {
            return;
        };
        let Some(index) = index else {
            self.renew_orphans(peer, effects);
            return;
        };
        let liveness = &self.sas[index].liveness;
        let is_silent = effects.now.secs_since(liveness.heard) >= u64::from(seconds);
        if is_silent && liveness.unanswered.is_none() {
            self.ask_peer(index, effects);
        }
    }

    fn ask_peer(&mut self, index: usize, effects: &mut Effects<'_>) {
        let sa = &mut self.sas[index];
        sa.liveness.sequence = sa.liveness.sequence.wrapping_add(1);
        sa.liveness.unanswered = Some(0);
        self.send_are_you_there(index, effects);
    }

    fn send_are_you_there(&mut self, index: usize, effects: &mut Effects<'_>) {
        let sa = &self.sas[index];
        let keepalive = self.keepalive_of(sa.session.conn);
        let retry = keepalive.map_or(Keepalive::DEFAULT_RETRY_SECONDS, |it| it.retry_seconds);
        let (session, sequence) = (sa.session.clone(), sa.liveness.sequence);
        let Some(established) = sa.phase.established() else {
            return;
        };
        send(
            NotifyType::RUThere,
            &sequence.to_be_bytes(),
            established,
            &mut SessionContext {
                effects,
                session: &session,
            },
        );
        effects.set_timer(
            u64::from(retry) * 1000,
            Timer::DeadPeer {
                sa: session.conn,
                sequence,
            },
        );
    }

    /// No answer to an R-U-THERE: it is repeated, or the peer is dead and all its SAs go.
    pub(super) fn dead_peer_due(&mut self, conn: u32, sequence: u32, effects: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        let liveness = &mut self.sas[index].liveness;
        let Some(repeated) = liveness.unanswered.filter(|_| liveness.sequence == sequence) else {
            return;
        };
        if repeated < RETRIES {
            liveness.unanswered = Some(repeated + 1);
            self.send_are_you_there(index, effects);
            return;
        }
        let sa = self.sas.remove(index);
        let peer = *sa.session.peer.ip();
        let mut context = SessionContext {
            effects,
            session: &sa.session,
        };
        context.log(IsakmpEvent::PeerDead { peer });
        context.main_mode(Input::InternalDelete, sa.phase.machine_state(), State::DestSa);
        self.forget(&sa.session, sa.state, DeleteReason::DeadPeer, effects);
        self.forget_established(peer, None, DeleteReason::DeadPeer, effects);
        self.remove_ipsec_sas(effects, |pair| pair.peer == peer);
    }

    /// Answers an R-U-THERE with its own sequence number, or takes the answer to one.
    pub(super) fn read_keepalive(&mut self, session: &Session, notification: &Notification, effects: &mut Effects<'_>) {
        let Some(sa) = self.sas.iter().find(|sa| sa.session.conn == session.conn) else {
            return;
        };
        if let (NotifyType::RUThere, Some(established)) = (notification.kind, sa.phase.established()) {
            send(
                NotifyType::RUThereAck,
                &notification.data,
                established,
                &mut SessionContext { effects, session },
            );
        }
    }
}

/// Sends an R-U-THERE or its answer: the SPI is both cookies, the data a sequence number of 4 bytes (RFC 3706 §5.3).
fn send(kind: NotifyType, sequence: &[u8], established: &Established, context: &mut SessionContext<'_, '_>) {
    let notification = Notification {
        doi: DOI_IPSEC,
        protocol: ProtocolId::Isakmp,
        spi: [established.cookies.initiator, established.cookies.responder].concat(),
        kind,
        data: Vec::from(sequence),
    };
    context.effects.begin_message();
    let message_id = informational::new_message_id(context);
    context.log_global(IsakmpEvent::NodeCreated { message_id });
    let event = IsakmpEvent::NotifySent {
        kind,
        protocol: ProtocolId::Isakmp.into(),
        spi: 0,
        message_id,
    };
    context.log_about(FieldKind::IsakmpNotification, event);
    informational::send(message_id, Payload::Notification(notification), established, context);
}
