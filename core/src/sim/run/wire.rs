//! Packets on the wire between the routers, and what they find there.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::queue::Pending;
use super::taker::{self, Taker};
use super::{Lab, config_of};
use crate::effects::{PacketName, Transmission};
use crate::event::{Event, EventKind, NetworkEvent, PacketId, RouterId};
use crate::exec::Device;
use crate::ios::not_taken::NotTaken;
use crate::ip::ipv4;
use crate::router;
use crate::sim::fault::PacketRef;
use crate::sim::steps::Origin;
use crate::sim::trace::{CapturedPacket, Fate};
use crate::time::SimTime;
use crate::topology::Topology;

/// Milliseconds that a packet is on the wire between the routers. Modelled: a short Ethernet.
const WIRE_DELAY: u64 = 4;

impl Lab<'_> {
    /// Looks at what is between the routers when one is configured otherwise, and tells them.
    pub(super) fn look_around(&mut self) {
        let configs = self.devices.each_ref().map(|device| config_of(device).clone());
        let is_known = |id: RouterId| Arc::ptr_eq(&configs[id.index()], &self.looked_at[id.index()]);
        if RouterId::BOTH.into_iter().all(is_known) {
            return;
        }
        let now = Topology::new([&configs[0], &configs[1]], self.scenario.hosts);
        self.looked_at = configs;
        let before = core::mem::replace(&mut self.topologies[1], now.clone());
        for id in RouterId::BOTH {
            let surroundings = now.around(id);
            if surroundings != before.around(id) {
                let input = router::Input::Surroundings(&surroundings);
                self.input(id, Origin::Timer, None, Vec::new(), input);
            }
        }
    }

    /// Puts a packet on the wire, as the faults let it pass; gives the event if nobody takes it for a reason that is new.
    pub(super) fn transmit(&mut self, from: RouterId, transmission: Transmission) -> Option<Event> {
        let Transmission {
            at: sent,
            id,
            name,
            bytes,
            protection,
        } = transmission;
        self.budget.packet(bytes.len());
        let named = self.name(from, name);
        let passage = self.faults.pass(named, &bytes);
        let packet = ipv4::Packet::decode(&bytes).ok();
        let routers = self.devices.each_ref().map(Device::router);
        let taker = packet
            .as_ref()
            .map(|it| taker::taker(&self.topologies[1], routers, from, it));
        let delay = match taker {
            Some(Taker::PeerBeyondCloud) => 2 * WIRE_DELAY,
            _ => WIRE_DELAY,
        };
        let at: Vec<SimTime> = passage.arrivals.iter().map(|late| sent + delay + *late).collect();
        let arriving = passage.altered.as_ref().unwrap_or(&bytes);
        let mut event = None;
        let fate = match taker {
            Some(Taker::Nobody(why)) => {
                event = self.say_not_taken(from, why, sent, id);
                self.report_from_cloud(from, why, id, &at, packet.as_ref());
                Fate::NotTaken(why)
            }
            None => Fate::Lost,
            _ if at.is_empty() => Fate::Lost,
            Some(Taker::Cloud) => {
                self.answer_in_cloud(from, id, &at, arriving);
                Fate::Taken(at)
            }
            Some(taker @ (Taker::Peer | Taker::PeerBeyondCloud)) => {
                let mut arriving = arriving.clone();
                if matches!(taker, Taker::PeerBeyondCloud) {
                    ipv4::forward(&mut arriving);
                }
                self.arrive(from.peer(), id, &at, &arriving);
                match passage.altered {
                    Some(_) => Fate::Altered { at, bytes: arriving },
                    None => Fate::Arrived(at),
                }
            }
        };
        self.packets.push(CapturedPacket {
            id,
            name,
            from,
            sent,
            bytes,
            protection,
            fate,
        });
        event
    }

    /// The name of the next packet of a kind.
    fn name(&mut self, from: RouterId, name: PacketName) -> PacketRef {
        let count = self.occurrences[from.index()].or_default(name);
        let occurrence = *count;
        *count += 1;
        PacketRef { from, name, occurrence }
    }

    fn arrive(&mut self, at: RouterId, id: PacketId, times: &[SimTime], bytes: &[u8]) {
        for time in times {
            let bytes = bytes.to_vec();
            self.schedule(*time, Pending::Arrive { at, id, bytes });
        }
    }

    /// Lets the cloud answer a packet, if it is still the echo request that was sent: the answer comes as the arrival of the
    /// same packet.
    fn answer_in_cloud(&mut self, from: RouterId, id: PacketId, times: &[SimTime], bytes: &[u8]) {
        let answer = ipv4::Packet::decode(bytes).ok().and_then(|it| taker::answer(&it));
        if let Some(answer) = answer {
            let back: Vec<SimTime> = times.iter().map(|time| *time + WIRE_DELAY).collect();
            self.arrive(from, id, &back, &answer.encode());
        }
    }

    /// Lets the cloud tell the source of a packet that it drops, as often as a router would.
    fn report_from_cloud(
        &mut self,
        from: RouterId,
        why: NotTaken,
        id: PacketId,
        times: &[SimTime],
        packet: Option<&ipv4::Packet>,
    ) {
        let report = packet.and_then(|it| taker::report(&self.topologies[1], from, why, it));
        let (Some(report), Some(time)) = (report, times.first()) else {
            return;
        };
        if !matches!(why, NotTaken::TtlExpired { .. }) {
            let is_recent = |told: SimTime| time.0.saturating_sub(told.0) < router::UNREACHABLE_INTERVAL;
            if self.cloud_told.is_some_and(is_recent) {
                return;
            }
            self.cloud_told = Some(*time);
        }
        self.arrive(from, id, &[*time + WIRE_DELAY], &report.encode());
    }

    fn say_not_taken(&mut self, router: RouterId, why: NotTaken, at: SimTime, id: PacketId) -> Option<Event> {
        let is_new = self.not_taken.insert((router, why), ()).is_none();
        is_new.then_some(Event {
            at,
            router,
            packet: Some(id),
            field: None,
            kind: EventKind::Network(NetworkEvent::NotTaken(why)),
        })
    }
}
