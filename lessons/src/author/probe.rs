//! Asks a run: the answers of predictions, and the numbers of prose.

use ikelab_core::dissect;
use ikelab_core::event::{EventKind, IsakmpEvent, TrafficEvent};
use ikelab_core::locator::{Locator, Target};
use ikelab_core::sim::Trace;
use ikelab_core::transcript;

use super::source::ProbeSource;
use crate::condition::{answer, has_forgery, is_forgery_taken};
use crate::pattern;

/// Gives a probe's answer.
pub(super) fn ask(probe: &ProbeSource, trace: &Trace) -> Result<String, String> {
    let form = probe.form.as_deref();
    match probe {
        ProbeSource { fact: Some(fact), .. } => value(fact, form.unwrap_or("hex"), trace),
        ProbeSource {
            xor: Some([one, other]),
            ..
        } => {
            let (one, other) = (bytes(one, trace)?, bytes(other, trace)?);
            let xor: Vec<u8> = one.iter().zip(&other).map(|(one, other)| one ^ other).collect();
            show(&xor, form.unwrap_or("hex"))
        }
        ProbeSource { count: Some(name), .. } => Ok(count(name, trace).to_string()),
        ProbeSource {
            outcome: Some(kind), ..
        } => outcome(kind, trace),
        ProbeSource {
            router: Some(router),
            command: Some(command),
            pattern: Some(pattern),
            ..
        } => {
            let printed = answer(trace, *router, command)
                .ok_or_else(|| format!("`{command}` is no show command that {router} knows"))?;
            pattern::find(pattern, &printed).ok_or_else(|| {
                format!("`{command}` at {router} prints no line with `{pattern}`; it prints:\n{printed}")
            })
        }
        ProbeSource {
            router: Some(router),
            record: Some(pattern),
            ..
        } => {
            let records = transcript::records(trace, *router);
            let found = records
                .iter()
                .find_map(|record| pattern::find(pattern, &record.one_line()));
            found.ok_or_else(|| format!("{router} prints no record with `{pattern}`"))
        }
        _ => Err(
            "asks for nothing: it is `fact`, `xor`, `count`, `outcome`, or `router` with `command` and `pattern`, or \
                  with `record`"
                .into(),
        ),
    }
}

/// The value of `R2.MM1.life-duration.value`, in a form.
pub(super) fn value(fact: &str, form: &str, trace: &Trace) -> Result<String, String> {
    let parsed: Locator = fact.trim().parse().map_err(|error| format!("{error}"))?;
    let found = parsed.resolve(trace).map_err(|error| error.to_string())?;
    match (form.trim(), &found.target) {
        ("value", Target::Field { field, .. }) => Ok(field.value.clone()),
        ("summary", Target::Packet(id)) => Ok(trace.packet(*id).map(dissect::summary).unwrap_or_default()),
        _ => show(&bytes(fact, trace)?, form),
    }
}

fn bytes(fact: &str, trace: &Trace) -> Result<Vec<u8>, String> {
    let fact: Locator = fact.trim().parse().map_err(|error| format!("{error}"))?;
    let found = fact.resolve(trace).map_err(|error| error.to_string())?;
    found
        .bytes(trace)
        .ok_or_else(|| format!("{fact} is a moment and has no bytes"))
}

/// Bytes in a form: `hex`, `0x`, `number`, `plain`, `signed`, `bits`, `text`, `length`, with a range such as `hex 0..4`.
fn show(bytes: &[u8], form: &str) -> Result<String, String> {
    let (form, range) = form.trim().split_once(' ').unwrap_or((form.trim(), ""));
    let bytes = slice(bytes, range.trim())?;
    let digits = |format: fn(&u8) -> String, between: &str| bytes.iter().map(format).collect::<Vec<_>>().join(between);
    match form {
        "hex" => Ok(digits(|byte| format!("{byte:02x}"), " ")),
        "0x" => Ok(format!("0x{}", digits(|byte| format!("{byte:02x}"), ""))),
        "words" => Ok(bytes
            .chunks(4)
            .map(|word| word.iter().map(|byte| format!("{byte:02X}")).collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")),
        "bits" => Ok(digits(|byte| format!("{byte:08b}"), " ")),
        "text" => Ok(String::from_utf8_lossy(bytes).into_owned()),
        "length" => Ok(bytes.len().to_string()),
        "number" => number(bytes).map(grouped),
        "plain" => number(bytes).map(|number| number.to_string()),
        "signed" => number(bytes).map(|number| (number as i32).to_string()),
        _ => Err(format!(
            "`{form}` is no form: they are hex, 0x, words, bits, text, length, number, plain, signed, value, summary"
        )),
    }
}

fn slice<'b>(bytes: &'b [u8], range: &str) -> Result<&'b [u8], String> {
    if range.is_empty() {
        return Ok(bytes);
    }
    let wrong = || format!("`{range}` is no range within {} bytes, such as 0..4", bytes.len());
    let (from, to) = range.split_once("..").ok_or_else(wrong)?;
    let from: usize = from.parse().map_err(|_| wrong())?;
    let to: usize = to.parse().map_err(|_| wrong())?;
    bytes.get(from..to).ok_or_else(wrong)
}

fn number(bytes: &[u8]) -> Result<u64, String> {
    if bytes.len() > 8 {
        return Err(format!(
            "{} bytes are too many for a number: take a range, such as `number 0..4`",
            bytes.len()
        ));
    }
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Digits in groups of three, as the narration writes them: `4 608 000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// How many packets have a name that begins so: `R2.ESP`, `R1.MM`, `R2.MM5`.
fn count(name: &str, trace: &Trace) -> usize {
    let is_named = |packet: &&ikelab_core::sim::CapturedPacket| {
        let label = format!("{}.{}", packet.from, packet.name).replace(' ', "");
        label.starts_with(name)
    };
    trace.packets.iter().filter(is_named).count()
}

/// What came of the run, in a word.
fn outcome(kind: &str, trace: &Trace) -> Result<String, String> {
    match kind {
        "tunnel" => Ok(if trace.is_up() { "up" } else { "down" }.into()),
        "forged" if !has_forgery(trace) => Err("the wire changes no packet in this run".into()),
        "forged" => Ok(if is_forgery_taken(trace) { "taken" } else { "refused" }.into()),
        "first-refused" => first_refused(trace).ok_or_else(|| "no message is refused in this run".into()),
        "last-message" => Ok(last_message(trace)),
        _ => Err(format!(
            "`{kind}` is no outcome: they are tunnel, forged, first-refused, last-message"
        )),
    }
}

/// The first packet that its receiver does not take.
fn first_refused(trace: &Trace) -> Option<String> {
    let is_refusal = |kind: &EventKind| match kind {
        EventKind::Isakmp { event, .. } => matches!(
            event,
            IsakmpEvent::Rejected { .. } | IsakmpEvent::NoOffersAccepted | IsakmpEvent::ProposalInvalidated
        ),
        EventKind::Traffic(event) => matches!(event, TrafficEvent::IpsecRejected { .. }),
        _ => false,
    };
    let event = trace.events.iter().find(|event| is_refusal(&event.kind))?;
    Some(trace.packet(event.packet?)?.name.to_string())
}

/// The last message of IKE that is no repetition.
fn last_message(trace: &Trace) -> String {
    let mut names: Vec<String> = Vec::new();
    for packet in &trace.packets {
        let name = packet.name.to_string();
        if (name.starts_with("MM") || name.starts_with("QM")) && !names.contains(&name) {
            names.push(name);
        }
    }
    names.pop().unwrap_or_default()
}
