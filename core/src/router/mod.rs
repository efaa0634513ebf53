//! One IOS box: a configuration, SAs and timers. A machine without I/O: inputs go in, [`Effects`] come out.
//!
//! What others may see of it is its [`RouterStatus`], folded from the events that it logs, and from nothing else. Secrets,
//! exchanges and the SA database are its own.
//!
//! - `forward`: packets from the network behind it, towards the crypto map
//! - `receive`: packets from the wire: ISAKMP, ESP and AH, clear text
//! - `local`: the router's own packets
//! - `filter`: access groups
//! - `protect`, `unprotect`: packets into ESP and AH, and out of them
//! - `isakmp`: the table of ISAKMP SAs, and which exchange a message belongs to
//! - `exchange`: one ISAKMP SA and its exchanges
//! - `main_mode`, `informational`: the messages of these exchanges
//! - `key_engine`: IPsec's side of quick mode: requests and SAs; `proposal`: what a peer proposes; `report`: what it says of them
//! - `manual`: SAs with typed keys
//! - `icmp`: what is said of packets that go no further
//! - `console`: what typed lines do to tunnels; `ping`, `traceroute`: these commands
//! - `recovery`: peers that use SAs which are not here
//! - `retransmission`, `lifetime`, `dead_peer`: what timers are for

mod console;
mod dead_peer;
mod debug;
mod exchange;
mod filter;
mod forward;
mod icmp;
mod informational;
mod isakmp;
mod key_engine;
mod lifetime;
mod local;
mod main_mode;
mod manual;
mod ping;
mod proposal;
mod protect;
mod receive;
mod recovery;
mod report;
mod retransmission;
mod traceroute;
mod unprotect;

use alloc::vec::Vec;
use core::net::{Ipv4Addr, SocketAddrV4};

use crate::effects::{Effects, Timer};
use crate::event::{DropReason, IsakmpEvent, NetworkEvent, PeerUser, RouterId, TrafficEvent};
use crate::ios::config::{Platform, RunningConfig};
use crate::ios::interface::InterfaceName;
use crate::ios::routing::RoutingTable;
use crate::ipsec::sadb::SaDatabase;
use crate::status::RouterStatus;
use crate::time::SimTime;
use crate::topology::Surroundings;
use exchange::IsakmpSa;
pub use icmp::UNREACHABLE_INTERVAL;

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
    /// What is around it has changed.
    Surroundings(&'a Surroundings),
}

/// What a router has from before the run: inputs of the scenario, since its output shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// Where the first ISAKMP SA lies in its memory.
    pub sa: u32,
    /// Where the first peer record lies there.
    pub peer: u32,
    /// How many flows it has used.
    pub used_flows: u16,
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
    memory: Memory,
    /// What is around it.
    surroundings: Surroundings,
    sas: Vec<IsakmpSa>,
    peers: Vec<Peer>,
    sadb: SaDatabase,
    next_isakmp_conn: u32,
    next_ipsec_conn: u32,
    next_flow: u32,
    ping: Option<ping::Ping>,
    traceroute: Option<traceroute::Traceroute>,
    /// When it last told somebody that something is unreachable.
    unreachable_sent: Option<SimTime>,
    /// How many pings there have been: the identifier of the running one.
    pings: u16,
    /// What the events say that it has logged.
    status: RouterStatus,
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
    pub fn new(
        id: RouterId,
        config: RunningConfig,
        platform: Platform,
        memory: Memory,
        surroundings: Surroundings,
    ) -> Self {
        Router {
            id,
            memory,
            surroundings,
            sas: Vec::new(),
            peers: Vec::new(),
            sadb: SaDatabase::default(),
            next_isakmp_conn: 1,
            next_ipsec_conn: FIRST_IPSEC_CONN,
            next_flow: u32::from(memory.used_flows) + 1,
            ping: None,
            traceroute: None,
            unreachable_sent: None,
            pings: 0,
            status: RouterStatus::new(config, platform),
        }
    }

    /// Forgets all that does not outlast a start. The status does so when it hears of it.
    fn forget_everything(&mut self) {
        self.sas.clear();
        self.peers.clear();
        self.sadb = SaDatabase::default();
        self.next_isakmp_conn = 1;
        self.next_ipsec_conn = FIRST_IPSEC_CONN;
        self.next_flow = 1;
        self.ping = None;
        self.traceroute = None;
        self.unreachable_sent = None;
    }

    /// Which router it is.
    pub fn id(&self) -> RouterId {
        self.id
    }

    /// What is known of it.
    pub fn status(&self) -> &RouterStatus {
        &self.status
    }

    fn config(&self) -> &RunningConfig {
        &self.status.console.config
    }

    fn routes(&self) -> &RoutingTable {
        &self.status.routes
    }

    /// Applies to the status what was logged since this was done last.
    pub(crate) fn update_status(&mut self, effects: &mut Effects<'_>) {
        effects.new_events().for_each(|event| self.status.apply(event));
    }

    /// Begins to work: SAs with typed keys exist from now on.
    pub fn start(&mut self, effects: &mut Effects<'_>) {
        self.learn(effects);
        if !self.config().negotiates() {
            effects.isakmp(None, IsakmpEvent::Off);
        }
        self.refresh_manual_sas(effects);
        self.update_status(effects);
    }

    /// Handles one input. The status is what it was before until that is done.
    pub fn handle(&mut self, input: Input<'_>, effects: &mut Effects<'_>) {
        match input {
            Input::Packet(_) | Input::Traffic(_) if self.status.is_starting => drop_unseen(DropReason::Down, effects),
            Input::Packet(bytes) => self.receive(bytes, effects),
            Input::Traffic(bytes) => self.forward(bytes, effects),
            Input::Timer(Timer::Retransmit { sa, message_id, serial }) => {
                self.retransmission_due(sa, message_id, serial, effects);
            }
            Input::Timer(Timer::IsakmpLifetime { sa }) => self.isakmp_lifetime_over(sa, effects),
            Input::Timer(Timer::IpsecRekey { spi }) => self.rekey_due(spi, effects),
            Input::Timer(Timer::IpsecLifetime { spi }) => self.take_down(spi, effects),
            Input::Timer(Timer::IpsecIdle { spi }) => self.idle_due(spi, effects),
            Input::Timer(Timer::Keepalive { sa }) => self.keepalive_due(sa, effects),
            Input::Timer(Timer::DeadPeer { sa, sequence }) => self.dead_peer_due(sa, sequence, effects),
            Input::Timer(Timer::PingTimeout { ping, sequence }) => self.ping_timed_out(ping, sequence, effects),
            Input::Timer(Timer::PingNext) => self.next_echo(effects),
            Input::Timer(Timer::ProbeTimeout { port }) => self.probe_timed_out(port, effects),
            Input::Timer(Timer::ProbeNext) => self.next_probe(effects),
            Input::Timer(Timer::Started) => self.started(effects),
            Input::Surroundings(surroundings) => {
                self.surroundings = surroundings.clone();
                if !self.status.is_starting {
                    self.learn(effects);
                }
            }
            // Typed lines are read above the router.
            Input::Console(_) | Input::Timer(Timer::Console) => {}
        }
        self.update_status(effects);
    }

    /// Takes over what its routing protocols are told, unless it knows that already.
    fn learn(&mut self, effects: &mut Effects<'_>) {
        let routes = &self.surroundings.learned;
        if self.status.learned.routes != *routes {
            effects.network(NetworkEvent::RoutesLearned { routes: routes.clone() });
            self.update_status(effects);
        }
    }

    /// Whether this interface leads to the other router; behind every other one is a LAN.
    fn is_outer(&self, name: InterfaceName) -> bool {
        self.surroundings.outer.contains(&name)
    }

    /// Notes one more user of the peer's record, which is made if there is none.
    fn lock_peer(&mut self, peer: SocketAddrV4, user: PeerUser, effects: &mut Effects<'_>) {
        let address = *peer.ip();
        if !self.peers.iter().any(|peer| peer.address == address) {
            let handle = nth_record(self.memory.peer, self.peers.len() as u32);
            self.peers.push(Peer {
                address,
                handle,
                ike_users: 0,
                ipsec_users: 0,
            });
            effects.isakmp(
                None,
                IsakmpEvent::PeerCreated {
                    peer: address,
                    port: peer.port(),
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
        effects.isakmp(
            None,
            IsakmpEvent::PeerLocked {
                handle: peer.handle,
                refcount,
                user,
            },
        );
    }

    fn peer(&self, address: Ipv4Addr) -> Option<&Peer> {
        self.peers.iter().find(|peer| peer.address == address)
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
fn drop_unseen(reason: DropReason, effects: &mut Effects<'_>) {
    let any = Ipv4Addr::UNSPECIFIED;
    effects.traffic(TrafficEvent::Dropped {
        source: any,
        destination: any,
        protocol: 0,
        reason,
    });
}
