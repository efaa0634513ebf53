//! The `%CRYPTO-…` messages of syslog, which need no debug command.

use alloc::format;
use core::net::Ipv4Addr;

use super::Printer;
use crate::event::{ConsoleEvent, CounterKind, DropReason, IpsecFailure, Outcome, SessionState, TrafficEvent};
use crate::ios::config_event::ConfigEvent;
use crate::isakmp::id::PeerName;

/// IOS: seed for a tunnel that comes up; field for one that goes down.
pub(super) fn session(state: SessionState, peer: Ipv4Addr, port: u16, identity: &PeerName, out: &mut Printer<'_>) {
    match state {
        SessionState::Up => out.seed(format!(
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer {peer}:{port}       Id: {identity}"
        )),
        SessionState::Down => out.field(format!(
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer {peer}:{port}       Id: {identity}"
        )),
    }
}

/// A negotiation is refused; `mode` is `Main` or `Quick`. IOS: field.
pub(super) fn mode_failure(mode: &str, peer: Ipv4Addr, out: &mut Printer<'_>) {
    out.field(format!(
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of {mode} mode failed with peer at {peer}"
    ));
}

/// IOS: field.
pub(super) fn bad_message(peer: Ipv4Addr, out: &mut Printer<'_>) {
    out.field(format!(
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {peer} failed its sanity check or is malformed"
    ));
}

/// IOS: field.
pub(super) fn no_sa(peer: Ipv4Addr, out: &mut Printer<'_>) {
    out.field(format!(
        "%CRYPTO-4-IKMP_NO_SA: IKE message from {peer} has no SA and is not an initialization offer"
    ));
}

/// IOS: field.
pub(super) fn isakmp_switched(on: bool, out: &mut Printer<'_>) {
    let word = if on { "ON" } else { "OFF" };
    out.field(format!("%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is {word}"));
}

/// What typed lines have logged. IOS: field.
pub(super) fn print_console(event: &ConsoleEvent, out: &mut Printer<'_>) {
    match event {
        ConsoleEvent::Typed {
            outcome: Outcome::Configured { events, ended },
            ..
        } => {
            for event in events {
                switched(event, out);
            }
            if *ended {
                out.field("%SYS-5-CONFIG_I: Configured from console by console");
            }
        }
        ConsoleEvent::CountersCleared(CounterKind::Interfaces) => {
            out.field("%CLEAR-5-COUNTERS: Clear counter on all interfaces by console");
        }
        ConsoleEvent::Reloading => {
            out.field("%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.");
        }
        // Modelled: IOS goes on with its version.
        ConsoleEvent::Restarted => out.modelled("%SYS-5-RESTART: System restarted --"),
        ConsoleEvent::Typed { .. }
        | ConsoleEvent::ModeChanged(_)
        | ConsoleEvent::Configured { .. }
        | ConsoleEvent::Saved
        | ConsoleEvent::DebuggingChanged(_)
        | ConsoleEvent::CountersCleared(_)
        | ConsoleEvent::PingStarted { .. }
        | ConsoleEvent::SourceInvalid
        | ConsoleEvent::Asked(_)
        | ConsoleEvent::AskedEnough
        | ConsoleEvent::PingFinished { .. }
        | ConsoleEvent::TracerouteStarted { .. }
        | ConsoleEvent::TracerouteHop { .. }
        | ConsoleEvent::TracerouteFinished => {}
    }
}

/// IOS: field.
fn switched(event: &ConfigEvent, out: &mut Printer<'_>) {
    match event {
        ConfigEvent::IsakmpSwitched { on } => isakmp_switched(*on, out),
        ConfigEvent::InterfaceSwitched { interface, up } => {
            let (link, state, protocol) = if *up {
                ("3-UPDOWN", "up", "up")
            } else {
                ("5-CHANGED", "administratively down", "down")
            };
            out.field(format!("%LINK-{link}: Interface {interface}, changed state to {state}"));
            out.field(format!(
                "%LINEPROTO-5-UPDOWN: Line protocol on Interface {interface}, changed state to {protocol}"
            ));
        }
        _ => {}
    }
}

/// Packets. What goes well is only counted, and what a host does is not the router's.
pub(super) fn print_traffic(event: &TrafficEvent, out: &mut Printer<'_>) {
    match *event {
        TrafficEvent::IpsecRejected { is_logged: false, .. } => {}
        TrafficEvent::IpsecRejected {
            source,
            destination,
            protocol,
            spi,
            sequence,
            conn,
            why,
            ..
        } => match why {
            IpsecFailure::UnknownSpi => out.field(format!(
                "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for\n        \
                 destaddr={destination}, prot={protocol}, spi=0x{spi:X}({spi}), srcaddr={source}"
            )),
            IpsecFailure::Replayed => out.field(format!(
                "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n        \
                 connection id={}, sequence number={sequence}",
                conn.unwrap_or(0)
            )),
            IpsecFailure::BadIcv => out.field(format!(
                "%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id={}",
                conn.unwrap_or(0)
            )),
            // Modelled: the message is of IOS's system messages, but with a block of identities that the event has not.
            IpsecFailure::WrongSelectors | IpsecFailure::NotBundled => out.modelled(format!(
                "%CRYPTO-4-RECVD_PKT_INV_IDENTITY: identity doesn't match negotiated identity\n        \
                 (ip) dest_addr= {destination}, src_addr= {source}, prot= {protocol}"
            )),
            // Not a word: only a peer that has the keys can send it, and no source shows one.
            IpsecFailure::Malformed => {}
        },
        TrafficEvent::Dropped {
            source,
            destination,
            protocol,
            reason,
        } => match reason {
            DropReason::NotIpsec => out.field(format!(
                "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.\n        \
                 (ip) vrf/dest_addr= /{destination}, src_addr= {source}, prot= {protocol}"
            )),
            DropReason::NoSa
            | DropReason::NeedsPeer
            | DropReason::TooBig
            | DropReason::NoService
            | DropReason::IsakmpOff
            | DropReason::Down
            | DropReason::TtlExpired
            | DropReason::NoRoute
            | DropReason::AccessList
            | DropReason::SequenceExhausted
            | DropReason::Malformed => {}
        },
        TrafficEvent::EchoRequested { .. }
        | TrafficEvent::EchoAnswered { .. }
        | TrafficEvent::EchoReplied { .. }
        | TrafficEvent::EchoTimedOut { .. }
        | TrafficEvent::EchoUnreachable { .. }
        | TrafficEvent::MatchedCryptoMap { .. }
        | TrafficEvent::Filtered { .. }
        | TrafficEvent::Ip(_)
        | TrafficEvent::Icmp { .. }
        | TrafficEvent::Encapsulated { .. }
        | TrafficEvent::Decapsulated { .. } => {}
    }
}
