//! One IOS box: a configuration, SAs and timers. A machine without I/O: inputs go in, [`Effects`] come out.
//!
//! - `forward`: packets from the network behind it, towards the crypto map
//! - `receive`: packets from the wire: ISAKMP, ESP and AH, clear text
//! - `local`: the router's own packets
//! - `protect`, `unprotect`: packets into ESP and AH, and out of them
//! - `isakmp`: the table of ISAKMP SAs, and which exchange a message belongs to
//! - `exchange`: one ISAKMP SA and its exchanges
//! - `main_mode`, `informational`: the messages of these exchanges
//! - `key_engine`: IPsec's side of quick mode: requests, proposals, SAs; `report`: what it says of them
//! - `manual`: SAs with typed keys
//! - `console`: typed lines; `ping`: its command
//! - `retransmission`, `lifetime`, `dead_peer`: what timers are for

mod console;
mod dead_peer;
mod exchange;
mod forward;
mod informational;
mod isakmp;
mod key_engine;
mod lifetime;
mod local;
mod main_mode;
mod manual;
mod ping;
mod protect;
mod receive;
mod report;
mod retransmission;
mod unprotect;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::effects::{Effects, Timer};
use crate::event::{DropReason, IsakmpEvent, PeerUser, RouterId, TrafficEvent};
use crate::ios::config::{Platform, RunningConfig};
use crate::ios::console::Console;
use crate::ios::crypto_map::SilentPeers;
use crate::ios::interface::InterfaceName;
use crate::ipsec::sadb::SaDatabase;
use exchange::IsakmpSa;

/// Something for a router to handle.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// An IPv4 packet from the wire between the routers.
    Packet(&'a [u8]),
    /// An IPv4 packet from the host behind it.
    Traffic(&'a [u8]),
    /// A timer that ran out.
    Timer(Timer),
    /// A line typed at the console.
    Console(&'a str),
}

/// Where the first records lie in the router's memory: inputs of the scenario, since debug output prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// The first ISAKMP SA.
    pub sa: u32,
    /// The first peer record.
    pub peer: u32,
}

/// Bytes between two records in the router's memory. Modelled.
const RECORD_SPACING: u32 = 0x1c8;
/// The address of a record, counted from the first; memory ends where addresses begin again.
const fn nth_record(first: u32, count: u32) -> u32 {
    first.wrapping_add(RECORD_SPACING.wrapping_mul(count))
}

/// Connection id of the first IPsec SA. IOS: seed.
const FIRST_IPSEC_CONN: u32 = 2000;

/// A router.
#[derive(Debug, Clone)]
pub struct Router {
    id: RouterId,
    console: Console,
    memory: Memory,
    /// The host behind it: the interface towards it is not the wire.
    host: Ipv4Addr,
    sas: Vec<IsakmpSa>,
    peers: Vec<Peer>,
    sadb: SaDatabase,
    next_isakmp_conn: u32,
    next_ipsec_conn: u32,
    next_flow: u32,
    silent_peers: SilentPeers,
    ping: Option<ping::Ping>,
    /// How many pings there have been: the identifier of the running one.
    pings: u16,
    /// After `reload`, until the router is up again.
    is_starting: bool,
    /// Lines that wait for the command before them.
    typed_ahead: VecDeque<String>,
}

/// IOS's record of a peer.
#[derive(Debug, Clone)]
struct Peer {
    address: Ipv4Addr,
    handle: u32,
    ike_users: u32,
    ipsec_users: u32,
}

impl Router {
    /// A router that was just switched on.
    pub fn new(id: RouterId, config: RunningConfig, platform: Platform, memory: Memory, host: Ipv4Addr) -> Self {
        Router {
            id,
            console: Console::new(config, platform),
            memory,
            host,
            sas: Vec::new(),
            peers: Vec::new(),
            sadb: SaDatabase::default(),
            next_isakmp_conn: 1,
            next_ipsec_conn: FIRST_IPSEC_CONN,
            next_flow: 1,
            silent_peers: SilentPeers::default(),
            ping: None,
            pings: 0,
            is_starting: false,
            typed_ahead: VecDeque::new(),
        }
    }

    /// Forgets all that does not outlast a start.
    fn forget_everything(&mut self) {
        self.sas.clear();
        self.peers.clear();
        self.sadb = SaDatabase::default();
        self.next_isakmp_conn = 1;
        self.next_ipsec_conn = FIRST_IPSEC_CONN;
        self.next_flow = 1;
        self.silent_peers = SilentPeers::default();
        self.ping = None;
    }

    /// Which router it is.
    pub fn id(&self) -> RouterId {
        self.id
    }

    /// Begins to work: SAs with typed keys exist from now on.
    pub fn start(&mut self, fx: &mut Effects<'_>) {
        self.refresh_manual_sas(fx);
    }

    /// Handles one input.
    pub fn handle(&mut self, input: Input<'_>, fx: &mut Effects<'_>) {
        match input {
            Input::Packet(_) | Input::Traffic(_) if self.is_starting => drop_unseen(DropReason::Down, fx),
            Input::Packet(bytes) => self.receive(bytes, fx),
            Input::Traffic(bytes) => self.forward(bytes, fx),
            Input::Console(line) => self.typed(line, fx),
            Input::Timer(Timer::Retransmit { sa, message_id, serial }) => {
                self.retransmission_due(sa, message_id, serial, fx);
            }
            Input::Timer(Timer::IsakmpLifetime { sa }) => self.isakmp_lifetime_over(sa, fx),
            Input::Timer(Timer::IpsecRekey { spi }) => self.rekey_due(spi, fx),
            Input::Timer(Timer::IpsecLifetime { spi }) => self.take_down(spi, fx),
            Input::Timer(Timer::Keepalive { sa }) => self.keepalive_due(sa, fx),
            Input::Timer(Timer::DeadPeer { sa, sequence }) => self.dead_peer_due(sa, sequence, fx),
            Input::Timer(Timer::PingTimeout { ping, sequence }) => self.ping_timed_out(ping, sequence, fx),
            Input::Timer(Timer::PingNext) => self.next_echo(fx),
            Input::Timer(Timer::Console) => self.next_line(fx),
            Input::Timer(Timer::Started) => self.started(fx),
        }
    }

    /// Whether the host is behind this interface; every other interface is on the wire.
    fn is_towards_host(&self, name: InterfaceName) -> bool {
        let address = self
            .console
            .config
            .interfaces
            .get(&name)
            .and_then(|interface| interface.active_address());
        address.is_some_and(|address| address.contains(self.host))
    }

    /// Notes one more user of the peer's record, which is made if there is none.
    fn lock_peer(&mut self, address: Ipv4Addr, user: PeerUser, fx: &mut Effects<'_>) {
        if !self.peers.iter().any(|peer| peer.address == address) {
            let handle = nth_record(self.memory.peer, self.peers.len() as u32);
            self.peers.push(Peer {
                address,
                handle,
                ike_users: 0,
                ipsec_users: 0,
            });
            fx.isakmp(
                None,
                IsakmpEvent::PeerCreated {
                    peer: address,
                    port: crate::ike::session::PORT,
                },
            );
        }
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.address == address) else {
            return;
        };
        let users = match user {
            PeerUser::IncomingMessage | PeerUser::Initiator => &mut peer.ike_users,
            PeerUser::IpsecSas => &mut peer.ipsec_users,
        };
        *users += 1;
        let refcount = *users;
        fx.isakmp(
            None,
            IsakmpEvent::PeerLocked {
                handle: peer.handle,
                refcount,
                user,
            },
        );
    }

    /// Takes back a user of the peer's record.
    fn unlock_peer(&mut self, address: Ipv4Addr, user: PeerUser) {
        if let Some(peer) = self.peers.iter_mut().find(|peer| peer.address == address) {
            let users = match user {
                PeerUser::IncomingMessage | PeerUser::Initiator => &mut peer.ike_users,
                PeerUser::IpsecSas => &mut peer.ipsec_users,
            };
            *users = users.saturating_sub(1);
        }
        self.peers.retain(|peer| peer.ike_users > 0 || peer.ipsec_users > 0);
    }
}

/// Drops a packet that nobody looked into.
fn drop_unseen(reason: DropReason, fx: &mut Effects<'_>) {
    let any = Ipv4Addr::UNSPECIFIED;
    fx.traffic(TrafficEvent::Dropped {
        source: any,
        destination: any,
        protocol: 0,
        reason,
    });
}
