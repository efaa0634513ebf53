//! Reading a scenario file.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::Ipv4Addr;
use core::ops::RangeInclusive;
use core::str::FromStr;

use super::{PAGES, PANELS, ROUTERS, SEAL_WITH_MANUAL_KEYS, SEAL_WITHOUT_AUTHENTICATION, VERSION};
use crate::ios::Platform;
use crate::random::Purpose;
use crate::share::json::{FileError, Node, Value, Wrong, parse};
use crate::share::limits::{self, MILLIS};
use crate::share::{LessonPlace, Page, View};
use crate::sim::{Action, Fault, FaultKind, Pin, Pins, RouterSetup, Scenario, Stimulus};
use crate::time::{SimTime, WallClock};

const ADDRESS: &str = "an IPv4 address such as 10.10.10.1";
const PACKET: &str = "a packet such as R2.MM5, R1.QM2, R2.ESP3, R1.INFO or R2.MM1:2, the second of that name";
const ROUTER: &str = "\"R1\" or \"R2\"";

/// Reads a file.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn read(text: &str) -> Result<(Scenario, View), FileError> {
    // Editors of old put a byte order mark before everything.
    let text = text.trim_start_matches('\u{feff}');
    parse(text)
        .and_then(|node| read_node(&node))
        .map_err(|wrong| wrong.in_text(text))
}

fn read_node(node: &Node) -> Result<(Scenario, View), Wrong> {
    let mut members = node.object()?;
    let version = members.need("ikelab")?;
    match version.number(u64::MAX)? {
        VERSION => {}
        newer => {
            let what =
                format!("version {newer} of the format is not known here, only {VERSION}: open it with a newer ikelab");
            return Err(version.wrong(what));
        }
    }
    let scenario = Scenario {
        routers: pair(members.need("routers")?, setup)?,
        hosts: pair(members.need("hosts")?, |node| node.parse(ADDRESS))?,
        clock: members
            .need("clock")?
            .meaning(read_clock, "a time such as 2004-04-18T05:59:20.000")?,
        seed: members.need("seed")?.number(u64::MAX)?,
        pins: members.get("pins").map_or(Ok(Pins::default()), pins)?,
        stimuli: every(members.get("stimuli"), stimulus)?,
        faults: every(members.get("faults"), fault)?,
    };
    let view = members.get("view").map_or(Ok(View::default()), view)?;
    members.finish()?;
    limits::check(&scenario).map_err(|much| node.wrong(much.to_string()))?;
    Ok((scenario, view))
}

/// One for each router; members for both.
fn pair<T>(node: &Node, read: impl Fn(&Node) -> Result<T, Wrong>) -> Result<[T; 2], Wrong> {
    let mut members = node.object()?;
    let both = [read(members.need(ROUTERS[0])?)?, read(members.need(ROUTERS[1])?)?];
    members.finish()?;
    Ok(both)
}

fn every<T>(node: Option<&Node>, read: impl Fn(&Node) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
    node.map_or(Ok(&[][..]), Node::list)?.iter().map(read).collect()
}

fn setup(node: &Node) -> Result<RouterSetup, Wrong> {
    let mut members = node.object()?;
    let lines = members.need("configuration")?.list()?;
    let lines = lines.iter().map(Node::text).collect::<Result<Vec<_>, _>>()?;
    let mut platform = Platform::with_accelerator(is_true(members.get("accelerator"))?);
    for word in members.get("what-if").map_or(Ok(&[][..]), Node::list)? {
        match word.text()? {
            SEAL_WITHOUT_AUTHENTICATION => platform.what_if.seal_without_authentication = true,
            SEAL_WITH_MANUAL_KEYS => platform.what_if.seal_with_manual_keys = true,
            _ => {
                let known = [SEAL_WITHOUT_AUTHENTICATION, SEAL_WITH_MANUAL_KEYS].join("\" or \"");
                return Err(word.wrong(format!("\"{known}\" is wanted here")));
            }
        }
    }
    members.finish()?;
    Ok(RouterSetup {
        configuration: lines.join("\n"),
        platform,
    })
}

fn is_true(node: Option<&Node>) -> Result<bool, Wrong> {
    match node {
        None => Ok(false),
        Some(Node {
            value: Value::Bool(is), ..
        }) => Ok(*is),
        Some(node) => Err(node.wrong("true or false is wanted here")),
    }
}

fn read_clock(text: &str) -> Option<WallClock> {
    let (date, time) = text.split_once('T')?;
    let mut date = date.split('-');
    let mut time = time.split([':', '.']);
    let clock = WallClock {
        year: digits(date.next()?, 4..=5)?,
        month: digits(date.next()?, 2..=2)?,
        day: digits(date.next()?, 2..=2)?,
        millis: 0,
    };
    let [hours, minutes, seconds, millis] = [
        digits::<u32>(time.next()?, 2..=2)?,
        digits(time.next()?, 2..=2)?,
        digits(time.next()?, 2..=2)?,
        digits(time.next()?, 3..=3)?,
    ];
    let is_all = date.next().is_none() && time.next().is_none();
    let is_day = (1..=12).contains(&clock.month) && (1..=31).contains(&clock.day);
    let is_time = hours < 24 && minutes < 60 && seconds < 60;
    (is_all && is_day && is_time).then_some(WallClock {
        millis: ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis,
        ..clock
    })
}

fn digits<T: FromStr>(text: &str, length: RangeInclusive<usize>) -> Option<T> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && length.contains(&text.len());
    is_number.then(|| text.parse().ok()).flatten()
}

fn pins(node: &Node) -> Result<Pins, Wrong> {
    let mut members = node.object()?;
    let handle = |node: &Node| {
        node.meaning(
            |text| u32::from_str_radix(text, 16).ok(),
            "up to eight hexadecimal digits",
        )
    };
    let pins = Pins {
        draws: every(members.get("draws"), pin)?,
        sa_handles: members
            .get("sa-handles")
            .map_or(Ok([0; 2]), |node| pair(node, handle))?,
        peer_handles: members
            .get("peer-handles")
            .map_or(Ok([0; 2]), |node| pair(node, handle))?,
    };
    members.finish()?;
    Ok(pins)
}

fn pin(node: &Node) -> Result<Pin, Wrong> {
    let mut members = node.object()?;
    let purposes = Purpose::ALL.map(Purpose::label).join(", ");
    let pin = Pin {
        router: members.need("router")?.parse(ROUTER)?,
        purpose: members
            .need("purpose")?
            .meaning(Purpose::from_label, &format!("one of {purposes}"))?,
        ordinal: members
            .get("ordinal")
            .map_or(Ok(0), |node| node.number(u32::MAX.into()))? as u32,
        bytes: members
            .need("bytes")?
            .meaning(read_hex, "an even number of hexadecimal digits")?,
    };
    members.finish()?;
    Ok(pin)
}

fn read_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len() % 2 == 0 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).ok();
    is_hex.then(|| (0..text.len()).step_by(2).map(byte).collect()).flatten()
}

fn stimulus(node: &Node) -> Result<Stimulus, Wrong> {
    let mut members = node.object()?;
    let at = SimTime(members.need("at")?.number(MILLIS)?);
    let action = match (members.get("ping"), members.get("type")) {
        (Some(destination), None) => Action::Ping {
            behind: members.need("behind")?.parse(ROUTER)?,
            destination: destination.parse::<Ipv4Addr>(ADDRESS)?,
            count: members.need("count")?.number(u16::MAX.into())? as u16,
            size: members.need("size")?.number(u16::MAX.into())? as u16,
        },
        (None, Some(line)) => Action::Type {
            router: members.need("router")?.parse(ROUTER)?,
            line: line.text()?.to_string(),
        },
        _ => return Err(node.wrong("either \"ping\" or \"type\" is wanted in this")),
    };
    members.finish()?;
    Ok(Stimulus { at, action })
}

fn fault(node: &Node) -> Result<Fault, Wrong> {
    let mut members = node.object()?;
    let packet = members.need("packet")?.parse(PACKET)?;
    let fault = members.need("fault")?;
    let kind = match fault.text()? {
        "lose" => FaultKind::Lose,
        "delay" => FaultKind::Delay(members.need("millis")?.number(MILLIS)?),
        "duplicate" => FaultKind::Duplicate(members.need("millis")?.number(MILLIS)?),
        "corrupt" => FaultKind::Corrupt {
            offset: members.need("offset")?.number(u32::MAX.into())? as u32,
            mask: members.need("mask")?.meaning(
                |text| read_hex(text).filter(|mask| mask.len() == 1).map(|mask| mask[0]),
                "two hexadecimal digits",
            )?,
        },
        _ => return Err(fault.wrong("\"lose\", \"delay\", \"duplicate\" or \"corrupt\" is wanted here")),
    };
    members.finish()?;
    Ok(Fault { packet, kind })
}

fn view(node: &Node) -> Result<View, Wrong> {
    let mut members = node.object()?;
    let number = |node: &Node| node.number(u32::MAX.into()).map(|number| number as u32);
    let text = |node: &Node| node.text().map(ToString::to_string);
    let view = View {
        at: members.get("at").map(text).transpose()?,
        event: members.get("event").map(number).transpose()?,
        page: members
            .get("page")
            .map_or(Ok(Page::default()), |node| choice(node, &PAGES))?,
        panel: members.get("panel").map(|node| choice(node, &PANELS)).transpose()?,
        on_wire: is_true(members.get("on-wire"))?,
        field: members.get("field").map(text).transpose()?,
        lesson: members.get("lesson").map(lesson).transpose()?,
        language: members.get("language").map(text).transpose()?,
    };
    members.finish()?;
    Ok(view)
}

fn choice<T: Copy>(node: &Node, names: &[(&str, T)]) -> Result<T, Wrong> {
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let find = |text: &str| names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    node.meaning(find, &format!("one of {}", known.join(", ")))
}

fn lesson(node: &Node) -> Result<LessonPlace, Wrong> {
    let mut members = node.object()?;
    let lesson = LessonPlace {
        id: members.need("id")?.text()?.to_string(),
        beat: members.get("beat").map_or(Ok(0), |node| node.number(u32::MAX.into()))? as u32,
    };
    members.finish()?;
    Ok(lesson)
}
