//! Dead peer detection (RFC 3706), as `crypto isakmp keepalive` asks for it: R-U-THERE, and R-U-THERE-ACK.

use alloc::vec::Vec;

use super::Router;
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, Input, IsakmpEvent, State};
use crate::ike::informational;
use crate::ike::main_mode::Established;
use crate::ike::session::{Cx, Session};
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

    /// Begins to watch the peer of a new ISAKMP SA, if it is to be asked periodically.
    pub(super) fn watch_peer(&mut self, conn: u32, fx: &mut Effects<'_>) {
        if let Some(Keepalive {
            seconds,
            periodic: true,
            ..
        }) = self.console.config.isakmp.keepalive
        {
            fx.set_timer(u64::from(seconds) * 1000, Timer::Keepalive { sa: conn });
        }
    }

    /// Time for a periodic R-U-THERE.
    pub(super) fn keepalive_due(&mut self, conn: u32, fx: &mut Effects<'_>) {
        self.watch_peer(conn, fx);
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        if self.sas[index].liveness.unanswered.is_none() {
            self.ask_peer(index, fx);
        }
    }

    /// A packet goes out to a peer: on demand the router asks whether it lives, if it has been silent for too long.
    pub(super) fn sending_to(&mut self, peer: Ipv4Addr, fx: &mut Effects<'_>) {
        let Some(Keepalive {
            seconds,
            periodic: false,
            ..
        }) = self.console.config.isakmp.keepalive
        else {
            return;
        };
        let Some(index) = self.established_with(peer) else {
            return;
        };
        let liveness = &self.sas[index].liveness;
        let is_silent = fx.now.secs_since(liveness.heard) >= u64::from(seconds);
        if is_silent && liveness.unanswered.is_none() {
            self.ask_peer(index, fx);
        }
    }

    fn ask_peer(&mut self, index: usize, fx: &mut Effects<'_>) {
        let sa = &mut self.sas[index];
        sa.liveness.sequence = sa.liveness.sequence.wrapping_add(1);
        sa.liveness.unanswered = Some(0);
        self.send_are_you_there(index, fx);
    }

    fn send_are_you_there(&mut self, index: usize, fx: &mut Effects<'_>) {
        let retry = self
            .console
            .config
            .isakmp
            .keepalive
            .map_or(Keepalive::DEFAULT_RETRY_SECONDS, |it| it.retry_seconds);
        let sa = &self.sas[index];
        let (session, sequence) = (sa.session.clone(), sa.liveness.sequence);
        let Some(established) = sa.phase.established() else {
            return;
        };
        send(
            NotifyType::RUThere,
            &sequence.to_be_bytes(),
            established,
            &mut Cx { fx, session: &session },
        );
        fx.set_timer(
            u64::from(retry) * 1000,
            Timer::DeadPeer {
                sa: session.conn,
                sequence,
            },
        );
    }

    /// No answer to an R-U-THERE: it is repeated, or the peer is dead and all its SAs go.
    pub(super) fn dead_peer_due(&mut self, conn: u32, sequence: u32, fx: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        let liveness = &mut self.sas[index].liveness;
        let Some(repeated) = liveness.unanswered.filter(|_| liveness.sequence == sequence) else {
            return;
        };
        if repeated < RETRIES {
            liveness.unanswered = Some(repeated + 1);
            self.send_are_you_there(index, fx);
            return;
        }
        let sa = self.sas.remove(index);
        let peer = *sa.session.peer.ip();
        let mut cx = Cx {
            fx,
            session: &sa.session,
        };
        cx.log(IsakmpEvent::PeerDead { peer });
        cx.main_mode(Input::InternalDelete, sa.phase.machine_state(), State::DestSa);
        self.forget(&sa.session, sa.state, DeleteReason::DeadPeer, fx);
        self.forget_established(peer, None, DeleteReason::DeadPeer, fx);
        self.remove_ipsec_sas(fx, |pair| pair.peer == peer);
    }

    /// Answers an R-U-THERE with its own sequence number, or takes the answer to one.
    pub(super) fn read_keepalive(&mut self, session: &Session, notification: &Notification, fx: &mut Effects<'_>) {
        let Some(sa) = self.sas.iter().find(|sa| sa.session.conn == session.conn) else {
            return;
        };
        if let (NotifyType::RUThere, Some(established)) = (notification.kind, sa.phase.established()) {
            send(
                NotifyType::RUThereAck,
                &notification.data,
                established,
                &mut Cx { fx, session },
            );
        }
    }
}

/// Sends an R-U-THERE or its answer: the SPI is both cookies, the data a sequence number of 4 bytes (RFC 3706 §5.3).
fn send(kind: NotifyType, sequence: &[u8], established: &Established, cx: &mut Cx<'_, '_>) {
    let notification = Notification {
        doi: DOI_IPSEC,
        protocol: ProtocolId::Isakmp,
        spi: [established.cookies.initiator, established.cookies.responder].concat(),
        kind,
        data: Vec::from(sequence),
    };
    cx.fx.begin_message();
    let message_id = informational::new_message_id(cx);
    cx.log_global(IsakmpEvent::NodeCreated { message_id });
    cx.log(IsakmpEvent::NotifySent {
        kind,
        protocol: ProtocolId::Isakmp.into(),
        spi: 0,
        message_id,
    });
    informational::send(message_id, Payload::Notification(notification), established, cx);
}
