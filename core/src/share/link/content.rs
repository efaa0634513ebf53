//! The sections of the scenario: its differences from a preset.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{Found, Sections, tag};
use crate::effects::PacketName;
use crate::event::RouterId;
use crate::ios::Platform;
use crate::ios::config::WhatIf;
use crate::random::Purpose;
use crate::share::limits;
use crate::share::lines::{Hunk, difference};
use crate::share::text::{DICTIONARY, pack, unpack};
use crate::share::varint::{Reader, put, put_all};
use crate::sim::{Action, Fault, FaultKind, PacketRef, Pin, Pins, Scenario, Stimulus};
use crate::time::{SimTime, WallClock};

/// Bytes that all texts of a link can have.
const MAX_TEXT: usize = 2 * limits::CONFIGURATION as usize + limits::TYPED as usize + limits::STIMULI as usize;

/// Adds what is not as in the preset.
pub fn write(sections: &mut Sections, preset: &Scenario, scenario: &Scenario) {
    let mut text = String::new();
    for (id, tag) in RouterId::BOTH.into_iter().zip(tag::LINES) {
        let [old, new] = [preset, scenario].map(|scenario| lines(&scenario.routers[id.index()].configuration));
        let hunks = difference(&old, &new);
        if !hunks.is_empty() {
            sections.add(tag, &write_hunks(&hunks, &new, &mut text));
        }
    }
    let switches = switches(scenario);
    if switches != self::switches(preset) {
        sections.add_number(tag::SWITCHES, switches);
    }
    if scenario.seed != preset.seed {
        sections.add_number(tag::SEED, scenario.seed);
    }
    if scenario.hosts != preset.hosts {
        sections.add(tag::HOSTS, &scenario.hosts.map(|host| host.octets()).concat());
    }
    if scenario.clock != preset.clock {
        sections.add(tag::CLOCK, &write_clock(scenario.clock));
    }
    if scenario.pins != preset.pins {
        sections.add(tag::PINS, &write_pins(&scenario.pins));
    }
    if scenario.stimuli != preset.stimuli {
        sections.add(
            tag::STIMULI,
            &write_stimuli(&preset.stimuli, &scenario.stimuli, &mut text),
        );
    }
    if scenario.faults != preset.faults {
        sections.add(tag::FAULTS, &write_faults(&preset.faults, &scenario.faults));
    }
    if !text.is_empty() {
        sections.add(tag::TEXT, &pack(&before(preset), text.as_bytes()));
    }
}

/// What stands before the texts of a link when they are packed.
fn before(preset: &Scenario) -> Vec<u8> {
    let [r1, r2] = &preset.routers;
    [&r1.configuration, &r2.configuration, DICTIONARY]
        .map(str::as_bytes)
        .concat()
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// Reads them into the preset; `None` if one is damaged.
pub fn read(found: &mut Found<'_>, mut scenario: Scenario) -> Option<Scenario> {
    let text = match found.take(tag::TEXT) {
        None => Vec::new(),
        Some(packed) => unpack(&before(&scenario), packed.0, MAX_TEXT)?,
    };
    // What is taken are whole lines.
    let mut text = core::str::from_utf8(&text).ok()?.split_inclusive('\n');
    for (setup, tag) in scenario.routers.iter_mut().zip(tag::LINES) {
        if let Some(content) = found.take(tag) {
            let configuration = read_hunks(content, &setup.configuration, &mut text)?;
            setup.configuration = configuration;
        }
    }
    if let Some(mut content) = found.take(tag::SWITCHES) {
        let bits = content.number()?;
        for (id, setup) in scenario.routers.iter_mut().enumerate() {
            setup.platform = platform(bits >> (3 * id));
        }
    }
    if let Some(mut content) = found.take(tag::SEED) {
        scenario.seed = content.number()?;
    }
    if let Some(mut content) = found.take(tag::HOSTS) {
        scenario.hosts = [content.word()?, content.word()?].map(Ipv4Addr::from);
    }
    if let Some(mut content) = found.take(tag::CLOCK) {
        scenario.clock = read_clock(&mut content)?;
    }
    if let Some(mut content) = found.take(tag::PINS) {
        scenario.pins = read_pins(&mut content)?;
    }
    if let Some(mut content) = found.take(tag::STIMULI) {
        scenario.stimuli = read_stimuli(&mut content, scenario.stimuli, &mut text)?;
    }
    if let Some(mut content) = found.take(tag::FAULTS) {
        scenario.faults = read_faults(&mut content, scenario.faults)?;
    }
    Some(scenario)
}

fn write_hunks(hunks: &[Hunk], new: &[&str], text: &mut String) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    for hunk in hunks {
        put_all(
            &mut out,
            [hunk.keep, hunk.delete, hunk.insert].map(|count| count as u64),
        );
        at += hunk.keep;
        for line in &new[at..at + hunk.insert] {
            text.push_str(line);
            text.push('\n');
        }
        at += hunk.insert;
    }
    out
}

fn read_hunks<'t>(mut content: Reader<'_>, old: &str, text: &mut impl Iterator<Item = &'t str>) -> Option<String> {
    let old = lines(old);
    let mut rest = &old[..];
    let mut new: Vec<&str> = Vec::new();
    while !content.is_empty() {
        let [keep, delete, insert]: [usize; 3] = [content.small()?, content.small()?, content.small()?];
        let (kept, after) = rest.split_at_checked(keep)?;
        new.extend(kept);
        rest = after.get(delete..)?;
        for _ in 0..insert {
            new.push(text.next()?.strip_suffix('\n')?);
        }
    }
    new.extend(rest);
    Some(new.join("\n"))
}

/// Three bits for each router. Frozen.
fn switches(scenario: &Scenario) -> u64 {
    let bits = |platform: &Platform| {
        u64::from(platform.accelerator)
            | u64::from(platform.what_if.seal_without_authentication) << 1
            | u64::from(platform.what_if.seal_with_manual_keys) << 2
    };
    bits(&scenario.routers[0].platform) | bits(&scenario.routers[1].platform) << 3
}

fn platform(bits: u64) -> Platform {
    Platform {
        accelerator: bits & 1 != 0,
        what_if: WhatIf {
            seal_without_authentication: bits & 2 != 0,
            seal_with_manual_keys: bits & 4 != 0,
        },
    }
}

fn write_clock(clock: WallClock) -> Vec<u8> {
    let mut out = Vec::new();
    let WallClock {
        year,
        month,
        day,
        millis,
    } = clock;
    put_all(&mut out, [year.into(), month.into(), day.into(), millis.into()]);
    out
}

fn read_clock(content: &mut Reader<'_>) -> Option<WallClock> {
    let clock = WallClock {
        year: content.small()?,
        month: content.small()?,
        day: content.small()?,
        millis: content.small()?,
    };
    let is_moment = (1..=12).contains(&clock.month) && (1..=31).contains(&clock.day) && clock.millis < 86_400_000;
    is_moment.then_some(clock)
}

fn write_pins(pins: &Pins) -> Vec<u8> {
    let handles = [pins.sa_handles, pins.peer_handles].concat();
    let mut out: Vec<u8> = handles.into_iter().flat_map(u32::to_be_bytes).collect();
    for pin in &pins.draws {
        let purpose = Purpose::ALL.iter().position(|purpose| *purpose == pin.purpose);
        out.push((pin.router.index() | purpose.unwrap_or(0) << 1) as u8);
        put(&mut out, pin.ordinal.into());
        put(&mut out, pin.bytes.len() as u64);
        out.extend_from_slice(&pin.bytes);
    }
    out
}

fn read_pins(content: &mut Reader<'_>) -> Option<Pins> {
    let mut pins = Pins {
        draws: Vec::new(),
        sa_handles: [content.word()?, content.word()?],
        peer_handles: [content.word()?, content.word()?],
    };
    while !content.is_empty() {
        let kind = content.byte()?;
        let ordinal = content.small()?;
        let length = content.small()?;
        pins.draws.push(Pin {
            router: RouterId::BOTH[usize::from(kind & 1)],
            purpose: *Purpose::ALL.get(usize::from(kind >> 1))?,
            ordinal,
            bytes: content.bytes(length)?.to_vec(),
        });
    }
    Some(pins)
}

/// How many the two have in common at their beginnings.
fn common<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// First how many of the preset's stay; then for each: a number (bit 0: the router; bit 1: typing; above: line breaks in
/// what is typed, or the count of a ping), the time since the one before (zigzag).
fn write_stimuli(preset: &[Stimulus], stimuli: &[Stimulus], text: &mut String) -> Vec<u8> {
    let mut out = Vec::new();
    let kept = common(preset, stimuli);
    put(&mut out, kept as u64);
    let mut last = kept.checked_sub(1).map_or(0, |last| stimuli[last].at.0);
    for Stimulus { at, action } in &stimuli[kept..] {
        match action {
            Action::Ping { behind, count, .. } => put(&mut out, behind.index() as u64 | u64::from(*count) << 2),
            Action::Type { router, line } => {
                put(
                    &mut out,
                    router.index() as u64 | 2 | (line.matches('\n').count() as u64) << 2,
                );
                text.push_str(line);
                text.push('\n');
            }
        }
        let later = at.0.wrapping_sub(last) as i64;
        put(&mut out, (later << 1 ^ later >> 63) as u64);
        last = at.0;
        if let Action::Ping { destination, size, .. } = action {
            out.extend_from_slice(&destination.octets());
            put(&mut out, (*size).into());
        }
    }
    out
}

fn read_stimuli<'t>(
    content: &mut Reader<'_>,
    mut stimuli: Vec<Stimulus>,
    text: &mut impl Iterator<Item = &'t str>,
) -> Option<Vec<Stimulus>> {
    let kept = content.small()?;
    stimuli.get(..kept)?;
    stimuli.truncate(kept);
    let mut last = stimuli.last().map_or(0, |last| last.at.0);
    while !content.is_empty() {
        let kind = content.number()?;
        let zigzag = content.number()?;
        last = last.wrapping_add(zigzag >> 1 ^ (zigzag & 1).wrapping_neg());
        let router = RouterId::BOTH[(kind & 1) as usize];
        let action = if kind & 2 == 0 {
            Action::Ping {
                behind: router,
                destination: content.word()?.into(),
                count: (kind >> 2).try_into().ok()?,
                size: content.small()?,
            }
        } else {
            let mut line = String::new();
            for _ in 0..=kind >> 2 {
                line.push_str(text.next()?);
            }
            line.pop();
            Action::Type { router, line }
        };
        stimuli.push(Stimulus {
            at: SimTime(last),
            action,
        });
    }
    Some(stimuli)
}

/// Kinds of packets; those with a number are less than `NUMBERED`. Frozen.
const NUMBERED: u64 = 4;

/// One number (bit 0: the sender; bits 1 to 3: the kind; above: the occurrence), and the packet's own number if it has one.
fn put_packet(out: &mut Vec<u8>, packet: &PacketRef) {
    let (kind, number) = match packet.name {
        PacketName::MainMode(number) => (0, number.into()),
        PacketName::QuickMode(number) => (1, number.into()),
        PacketName::Esp(number) => (2, number),
        PacketName::Ah(number) => (3, number),
        PacketName::Informational => (4, 0),
        PacketName::Clear => (5, 0),
    };
    put(
        out,
        packet.from.index() as u64 | kind << 1 | u64::from(packet.occurrence) << 4,
    );
    if kind < NUMBERED {
        put(out, number.into());
    }
}

/// Reads what [`put_packet`] wrote.
fn packet(content: &mut Reader<'_>) -> Option<PacketRef> {
    let head = content.number()?;
    let kind = head >> 1 & 7;
    let number = if kind < NUMBERED { content.small::<u32>()? } else { 0 };
    let name = match kind {
        0 => PacketName::MainMode(number.try_into().ok()?),
        1 => PacketName::QuickMode(number.try_into().ok()?),
        2 => PacketName::Esp(number),
        3 => PacketName::Ah(number),
        4 => PacketName::Informational,
        5 => PacketName::Clear,
        _ => return None,
    };
    Some(PacketRef {
        from: RouterId::BOTH[(head & 1) as usize],
        name,
        occurrence: (head >> 4).try_into().ok()?,
    })
}

/// Kinds of faults, in the lowest two bits of a group's first number; bit 2: about the same packet as the group before;
/// above, for corruption: how many bytes after the first. Frozen.
const LOSE: u64 = 0;
const DELAY: u64 = 1;
const DUPLICATE: u64 = 2;
const CORRUPT: u64 = 3;
const SAME_PACKET: u64 = 4;

/// First how many of the preset's stay, then groups: a fault, or the corruption of bytes that follow each other.
fn write_faults(preset: &[Fault], faults: &[Fault]) -> Vec<u8> {
    let mut out = Vec::new();
    let kept = common(preset, faults);
    put(&mut out, kept as u64);
    let mut last = None;
    let goes_on = |a: &Fault, b: &Fault| match (&a.kind, &b.kind) {
        (FaultKind::Corrupt { offset: a_offset, .. }, FaultKind::Corrupt { offset, .. }) => {
            a.packet == b.packet && a_offset.checked_add(1) == Some(*offset)
        }
        _ => false,
    };
    for group in faults[kept..].chunk_by(goes_on) {
        let first = &group[0];
        let same = if last == Some(first.packet) { SAME_PACKET } else { 0 };
        let kind = match first.kind {
            FaultKind::Lose => LOSE,
            FaultKind::Delay(_) => DELAY,
            FaultKind::Duplicate(_) => DUPLICATE,
            FaultKind::Corrupt { .. } => CORRUPT,
        };
        put(&mut out, kind | same | (group.len() as u64 - 1) << 3);
        if same == 0 {
            put_packet(&mut out, &first.packet);
        }
        last = Some(first.packet);
        match first.kind {
            FaultKind::Lose => {}
            FaultKind::Delay(millis) | FaultKind::Duplicate(millis) => put(&mut out, millis),
            FaultKind::Corrupt { offset, .. } => {
                put(&mut out, offset.into());
                out.extend(group.iter().map(|fault| match fault.kind {
                    FaultKind::Corrupt { mask, .. } => mask,
                    _ => 0,
                }));
            }
        }
    }
    out
}

fn read_faults(content: &mut Reader<'_>, mut faults: Vec<Fault>) -> Option<Vec<Fault>> {
    let kept = content.small()?;
    faults.get(..kept)?;
    faults.truncate(kept);
    let mut last = None;
    while !content.is_empty() {
        let head = content.number()?;
        let target = if head & SAME_PACKET == 0 {
            packet(content)?
        } else {
            last?
        };
        last = Some(target);
        let mut push = |kind| faults.push(Fault { packet: target, kind });
        match head & 3 {
            LOSE => push(FaultKind::Lose),
            DELAY => push(FaultKind::Delay(content.number()?)),
            DUPLICATE => push(FaultKind::Duplicate(content.number()?)),
            _ => {
                let first: u32 = content.small()?;
                let masks = content.bytes(
                    (head >> 3)
                        .try_into()
                        .ok()
                        .and_then(|more: usize| more.checked_add(1))?,
                )?;
                for (mask, more) in masks.iter().zip(0..) {
                    let offset = first.checked_add(more)?;
                    push(FaultKind::Corrupt { offset, mask: *mask });
                }
            }
        }
    }
    Some(faults)
}
