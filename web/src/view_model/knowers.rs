//! Who has a value, and since when: the routers, and an eavesdropper, who reads what is sent unencrypted and computes what is
//! made of that alone.

use ikelab_core::dissect::decrypted_bytes;
use ikelab_core::effects::PacketName;
use ikelab_core::event::{Event, PacketId, Quantity, RouterId};
use ikelab_core::provenance::{Node, Span};
use ikelab_core::sim::{CapturedPacket, Fate};

use super::provenance::{expression, step_of};
use crate::state::RunData;

/// The place of an eavesdropper, behind those of R1 and R2.
pub const EAVESDROPPER: usize = 2;

/// What has the SPI at the beginning of a packet: the headers of IPv4, UDP if there is a NAT, AH and ESP.
const HEADERS: usize = 20 + 8 + 24 + 4;

/// Those who have a value before event `until`, by their places, each with the message of the step since which; no message for
/// what was there from the start.
pub fn knowers(run: &RunData, until: u32, node: &Node) -> Vec<(usize, String)> {
    let since = since(run, node);
    let mut known = Vec::new();
    for place in [RouterId::R2.index(), RouterId::R1.index(), EAVESDROPPER] {
        match since[place] {
            Some(0) => known.push((place, String::new())),
            Some(event) if event < until => known.push((place, message_at(run, event))),
            _ => {}
        }
    }
    known
}

/// The events from which R1, R2 and an eavesdropper have a value.
pub fn since(run: &RunData, node: &Node) -> [Option<u32>; 3] {
    match node {
        Node::Computed(index) => {
            let computed = &run.provenance().computed[*index as usize];
            let [r1, r2] = computed.known;
            match carried(run, node, computed.quantity) {
                Some([of_r1, of_r2, overheard]) => [r1.or(of_r1), r2.or(of_r2), overheard],
                None => [r1, r2, overheard(run, node)],
            }
        }
        Node::Field(span) => field(run, span).unwrap_or_default(),
        Node::Configured { router, .. } => {
            let [r1, r2] = RouterId::BOTH.map(|it| router.is_none_or(|router| router == it).then_some(0));
            [r1, r2, None]
        }
        _ => [None; 3],
    }
}

/// Who gets a public value, by the field that carries it.
fn carried(run: &RunData, node: &Node, quantity: Quantity) -> Option<[Option<u32>; 3]> {
    if !matches!(quantity, Quantity::DhPublic | Quantity::QuickDhPublic { .. }) {
        return None;
    }
    let carriers = run.provenance().uses(&run.trace, node);
    carriers.iter().find_map(|carrier| match carrier {
        Node::Field(span) => field(run, span),
        _ => None,
    })
}

/// Who gets a field, from the message or from one that repeats it.
fn field(run: &RunData, span: &Span) -> Option<[Option<u32>; 3]> {
    let packet = run.trace.packet(span.packet)?;
    let (from, bytes) = (packet.from, bytes_of(packet, span));
    let mut since = [None, None, overheard(run, &Node::Field(*span))];
    for again in &run.trace.packets {
        if (again.name, again.from) == (packet.name, from) && bytes_of(again, span) == bytes {
            since[from.index()] = since[from.index()].or(sent(run, again.id));
            since[from.peer().index()] = since[from.peer().index()].or(received(run, again, span));
        }
    }
    Some(since)
}

/// The first event of the step that sends a packet; the very first event of a run sends nothing.
fn sent(run: &RunData, packet: PacketId) -> Option<u32> {
    let step = step_of(run, run.trace.packet(packet)?)?;
    Some(run.trace.steps[step].events.start.max(1))
}

/// Since when the receiver of a packet has a part of it as it was sent.
fn received(run: &RunData, packet: &CapturedPacket, span: &Span) -> Option<u32> {
    let has_come = matches!(packet.fate, Fate::Arrived(_) | Fate::Altered { .. });
    let arrival = run.arrival(packet);
    let is_same = (*arrival)
        .as_ref()
        .is_none_or(|it| bytes_of(it, span) == bytes_of(packet, span));
    let is_about = |event: &Event| event.router != packet.from && event.packet == Some(packet.id);
    let first = run.trace.events.iter().position(is_about)?;
    (has_come && is_same).then_some(first as u32)
}

fn bytes_of(packet: &CapturedPacket, span: &Span) -> Vec<u8> {
    let opened = decrypted_bytes(packet).filter(|_| span.decrypted);
    let bytes = opened.as_ref().unwrap_or(&packet.bytes);
    let part = bytes.get(span.start as usize..span.end() as usize);
    part.unwrap_or_default().to_vec()
}

/// Since when an eavesdropper has a value.
fn overheard(run: &RunData, node: &Node) -> Option<u32> {
    match node {
        Node::Computed(_) => {
            let mut last = None;
            for source in expression(run, node)?.values() {
                last = last.max(Some(overheard(run, source)?));
            }
            last
        }
        Node::Field(span) => {
            let packet = run.trace.packet(span.packet)?;
            let is_clear = packet.protection.as_ref().is_none_or(|it| span.start < it.start);
            if is_clear || !span.decrypted {
                return sent(run, packet.id);
            }
            // The SPI that quick mode agrees on in secret stands in front of each packet of its SA.
            let bytes = bytes_of(packet, span);
            let has = |packet: &&CapturedPacket| {
                let header = &packet.bytes[..packet.bytes.len().min(HEADERS)];
                let is_of_sa = matches!(packet.name, PacketName::Esp(1) | PacketName::Ah(1));
                is_of_sa && header.windows(4).any(|window| window == bytes)
            };
            sent(run, run.trace.packets.iter().find(has)?.id)
        }
        _ => None,
    }
}

/// The message of the step in which an event happens.
fn message_at(run: &RunData, event: u32) -> String {
    let step = run.trace.steps.partition_point(|step| step.events.end <= event);
    let packet = run
        .trace
        .steps
        .get(step)
        .and_then(|step| run.trace.packet(step.packet?));
    packet.map_or_else(String::new, |packet| packet.name.to_string())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::state::Run;
    use ikelab_core::sim::FaultKind;
    use ikelab_tests::lab::{R1, R2, preset, with_fault, with_ping};

    fn of(run: &RunData, until: u32, is_wanted: impl Fn(Quantity) -> bool) -> Vec<(usize, String)> {
        let mut all = run.provenance().computed.iter();
        let index = all.position(|computed| is_wanted(computed.quantity)).unwrap();
        knowers(run, until, &Node::Computed(index as u32))
    }

    fn places_of_public_value(run: &RunData, until: u32, owner: RouterId) -> Vec<usize> {
        let mut all = run.provenance().computed.iter();
        let index = all.position(|it| it.quantity == Quantity::DhPublic && it.owner == Some(owner));
        let all = knowers(run, until, &Node::Computed(index.unwrap() as u32));
        all.into_iter().map(|it| it.0).collect()
    }

    fn end_of(run: &RunData, name: PacketName) -> u32 {
        let packet = run.trace.packets.iter().find(|packet| packet.name == name).unwrap();
        run.trace.steps[step_of(run, packet).unwrap()].events.end
    }

    #[test]
    fn a_public_value_is_known_to_all_once_it_is_sent() {
        let run = Run::new(Rc::new(preset()));
        let is_public_value = |quantity| quantity == Quantity::DhPublic;
        let places = |until| {
            of(&run, until, is_public_value)
                .into_iter()
                .map(|it| it.0)
                .collect::<Vec<_>>()
        };
        assert!(places(end_of(&run, PacketName::MainMode(2))).is_empty());
        assert_eq!(places(end_of(&run, PacketName::MainMode(4))), [1, 0, 2]);
    }

    #[test]
    fn a_secret_is_known_to_those_who_have_computed_it() {
        let run = Run::new(Rc::new(preset()));
        let skeyid = |until| of(&run, until, |quantity| quantity == Quantity::Skeyid);
        assert_eq!(skeyid(0), []);
        assert_eq!(
            skeyid(end_of(&run, PacketName::MainMode(3))).len(),
            1,
            "R1 has it first"
        );
        let all = skeyid(u32::MAX);
        assert_eq!(all.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 0], "{all:?}");
    }

    #[test]
    fn who_gets_a_message_when_it_is_repeated_has_what_it_carries() {
        let scenario = with_fault(with_ping(preset(), 3, 56), R1, PacketName::MainMode(4), FaultKind::Lose);
        let run = Run::new(Rc::new(scenario));
        assert_eq!(
            places_of_public_value(&run, u32::MAX, R1),
            [R2.index(), R1.index(), EAVESDROPPER]
        );
    }

    #[test]
    fn who_gets_another_value_does_not_have_the_one_that_was_sent() {
        let kind = FaultKind::Corrupt {
            offset: 120,
            mask: 0x11,
        };
        let scenario = with_fault(with_ping(preset(), 3, 56), R2, PacketName::MainMode(3), kind);
        let run = Run::new(Rc::new(scenario));
        let until = end_of(&run, PacketName::MainMode(3));
        assert_eq!(places_of_public_value(&run, until, R2), [R2.index(), EAVESDROPPER]);
    }
}
