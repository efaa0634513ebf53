//! `ikelab page`: a run as HTML that needs no script: each step with its packet, the packet's fields, the states, the keys,
//! and what both consoles print. Optional end tags are left out, because the site's first page carries it.

use ikelab_core::dissect::{self, Field};
use ikelab_core::event::{Event, EventKind, IsakmpEvent, RouterId};
use ikelab_core::field::FieldKind;
use ikelab_core::sim::{CapturedPacket, Cause, Trace};
use ikelab_core::transcript::{self, ConsoleEntry};

use crate::keystream::hex;

/// ESP packets after these are alike.
const MOST_TRAFFIC: usize = 2;

/// The run.
pub fn page(trace: &Trace) -> String {
    let consoles = RouterId::BOTH.map(|router| transcript::console(trace, router));
    let mut html = "<main class=plain id=watch><h1>ikelab: an IPsec tunnel, byte by byte</h1>\
        <p>Two simulated Cisco IOS routers build an IPsec tunnel with IKEv1 and SEAL. The lab itself needs JavaScript and \
        WebAssembly; this is its first run, as text.\n"
        .to_owned();
    for step in 1..trace.steps.len() {
        html += &section(trace, step, &consoles);
    }
    html + "</main>\n"
}

fn section(trace: &Trace, step: usize, consoles: &[Vec<ConsoleEntry>; 2]) -> String {
    let this = &trace.steps[step];
    let time = trace.clock.at(this.at).time_of_day();
    let packet = this.packet.and_then(|id| trace.packet(id));
    let mut html = format!("<h2>Step {step}: {}</h2><p>{time}\n", heading(packet, this.cause));
    for line in changes(trace.step_events(step)) {
        html += &format!("<br>{}\n", escaped(&line));
    }
    if let Some(packet) = packet.filter(|packet| is_shown(trace, packet)) {
        html += "<h3>Fields</h3><table>\n";
        let fields = dissect::decrypted(packet).unwrap_or_else(|| dissect::wire(packet));
        fields.iter().for_each(|field| rows(field, &mut html));
        html += "</table>\n";
    }
    for (router, entries) in RouterId::BOTH.iter().zip(consoles) {
        let new = entries.iter().filter(|entry| this.events.contains(&entry.event));
        let lines: Vec<String> = new.map(|entry| escaped(time_alone(&entry.text))).collect();
        if !lines.is_empty() {
            html += &format!("<h3>{router}'s console</h3><pre>\n{}</pre>\n", lines.join("\n"));
        }
    }
    html
}

fn heading(packet: Option<&CapturedPacket>, cause: Cause) -> String {
    match packet {
        Some(packet) => {
            let (from, to) = (packet.from, packet.from.peer());
            let encrypted = if packet.protection.is_some() { ", encrypted" } else { "" };
            format!(
                "{} from {from} to {to}: {}{encrypted}",
                packet.name,
                escaped(&dissect::summary(packet))
            )
        }
        None if cause == Cause::Typed => "a typed line".to_owned(),
        None => "nothing on the wire".to_owned(),
    }
}

/// States that were come to, and values that were computed.
fn changes(events: &[Event]) -> Vec<String> {
    let said = events.iter().filter_map(|event| match &event.kind {
        EventKind::Isakmp {
            event: IsakmpEvent::Transition { from, to, .. },
            ..
        } if from != to => Some(format!(
            "{} goes from {} to {}.",
            event.router,
            from.ios_name(),
            to.ios_name()
        )),
        EventKind::Derived(derived) => Some(format!(
            "{} computes {} = {} = {} ({}).",
            event.router,
            derived.quantity.name(),
            derived.formula,
            hex(&derived.value),
            derived.quantity.reference()
        )),
        _ => None,
    });
    said.collect()
}

fn is_shown(trace: &Trace, packet: &CapturedPacket) -> bool {
    let is_alike = |other: &&CapturedPacket| other.name.to_string().starts_with("ESP") && other.id <= packet.id;
    !packet.name.to_string().starts_with("ESP") || trace.packets.iter().filter(is_alike).count() <= MOST_TRAFFIC
}

/// The fields that say something, each under the names around it.
fn rows(field: &Field, html: &mut String) {
    let is_envelope = [FieldKind::Ipv4, FieldKind::Ipv4Outer, FieldKind::Udp].contains(&field.key);
    if field.is_leaf() || is_envelope {
        *html += &format!("<tr><th>{}<td>{}\n", escaped(&field.name), escaped(&field.value));
    } else {
        *html += &format!("<tr><th><b>{}</b><td>{}\n", escaped(&field.name), escaped(&field.value));
        field.children.iter().for_each(|child| rows(child, html));
    }
}

/// A record without the date of its time stamp.
fn time_alone(record: &str) -> &str {
    let stamped = record.strip_prefix('*').and_then(|rest| rest.splitn(3, ' ').nth(2));
    stamped.unwrap_or(record)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::page;
    use ikelab_core::sim::{doc_50880, run};

    #[test]
    fn a_run_is_told_from_the_first_message_to_the_last_ping() {
        let html = page(&run(&doc_50880()));
        let words = [
            "MM1 from R2 to R1",
            "SKEYID_e = prf(SKEYID",
            "IKE_R_MM1",
            "Nonce data",
            "ESP 1 from R2",
            "echo reply",
        ];
        for word in words {
            assert!(html.contains(word), "{word}");
        }
        assert!(html.contains("atts are acceptable"), "the consoles");
    }

    #[test]
    fn what_is_printed_is_no_markup() {
        assert_eq!(super::escaped("a < b & c"), "a &lt; b &amp; c");
        assert_eq!(
            super::time_alone("*Apr 18 05:59:20.427: ISAKMP: x"),
            "05:59:20.427: ISAKMP: x"
        );
    }
}
