//! Writing a scenario file.

use alloc::format;
use alloc::string::{String, ToString};

use super::{PAGES, PANELS, ROUTERS, SEAL_WITH_MANUAL_KEYS, SEAL_WITHOUT_AUTHENTICATION, VERSION};
use crate::ios::config::WhatIf;
use crate::share::json::Writer;
use crate::share::{LessonPlace, Page, View};
use crate::sim::{Action, Fault, FaultKind, Pins, RouterSetup, Scenario, Stimulus};
use crate::time::WallClock;

const OBJECT: [char; 2] = ['{', '}'];
const LIST: [char; 2] = ['[', ']'];

/// Writes a file. What is as always is left out.
pub fn write(scenario: &Scenario, shown: &View) -> String {
    let mut out = Writer::default();
    out.open(OBJECT, |out| {
        out.number_member("ikelab", VERSION);
        out.member("routers");
        out.open(OBJECT, |out| {
            for (name, setup) in ROUTERS.iter().zip(&scenario.routers) {
                out.member(name);
                out.open(OBJECT, |out| write_setup(out, setup));
            }
        });
        write_pair(out, "hosts", scenario.hosts.map(|host| host.to_string()));
        out.text_member("clock", &write_clock(scenario.clock));
        out.number_member("seed", scenario.seed);
        if scenario.pins != Pins::default() {
            out.member("pins");
            out.open(OBJECT, |out| write_pins(out, &scenario.pins));
        }
        write_list(out, "stimuli", &scenario.stimuli, write_stimulus);
        write_list(out, "faults", &scenario.faults, write_fault);
        if *shown != View::default() {
            out.member("view");
            out.open(OBJECT, |out| write_view(out, shown));
        }
    });
    out.out.push('\n');
    out.out
}

fn write_list<T>(out: &mut Writer, name: &str, items: &[T], write: fn(&mut Writer, &T)) {
    if items.is_empty() {
        return;
    }
    out.member(name);
    out.open(LIST, |out| {
        for item in items {
            out.item();
            out.flat(OBJECT, |out| write(out, item));
        }
    });
}

fn write_pair(out: &mut Writer, name: &str, both: [String; 2]) {
    out.member(name);
    out.flat(OBJECT, |out| {
        ROUTERS
            .iter()
            .zip(both)
            .for_each(|(router, text)| out.text_member(router, &text));
    });
}

fn write_setup(out: &mut Writer, setup: &RouterSetup) {
    out.member("configuration");
    out.open(LIST, |out| {
        for line in setup.configuration.split('\n') {
            out.item();
            out.text(line);
        }
    });
    if setup.platform.accelerator {
        out.member("accelerator");
        out.out.push_str("true");
    }
    let WhatIf {
        seal_without_authentication,
        seal_with_manual_keys,
    } = setup.platform.what_if;
    if setup.platform.what_if == WhatIf::NOTHING {
        return;
    }
    out.member("what-if");
    out.flat(LIST, |out| {
        let words = [
            (seal_without_authentication, SEAL_WITHOUT_AUTHENTICATION),
            (seal_with_manual_keys, SEAL_WITH_MANUAL_KEYS),
        ];
        for (_, word) in words.into_iter().filter(|(is_allowed, _)| *is_allowed) {
            out.item();
            out.text(word);
        }
    });
}

fn write_clock(clock: WallClock) -> String {
    let WallClock { year, month, day, .. } = clock;
    format!("{year:04}-{month:02}-{day:02}T{}", clock.time_of_day())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write_pins(out: &mut Writer, pins: &Pins) {
    write_list(out, "draws", &pins.draws, |out, pin| {
        out.text_member("router", ROUTERS[pin.router.index()]);
        out.text_member("purpose", pin.purpose.label());
        write_unless_zero(out, "ordinal", pin.ordinal);
        out.text_member("bytes", &hex(&pin.bytes));
    });
    for (name, handles) in [("sa-handles", pins.sa_handles), ("peer-handles", pins.peer_handles)] {
        if handles != [0; 2] {
            write_pair(out, name, handles.map(|handle| hex(&handle.to_be_bytes())));
        }
    }
}

fn write_unless_zero(out: &mut Writer, name: &str, number: u32) {
    if number != 0 {
        out.number_member(name, number.into());
    }
}

fn write_stimulus(out: &mut Writer, stimulus: &Stimulus) {
    out.number_member("at", stimulus.at.0);
    match &stimulus.action {
        Action::Ping {
            behind,
            destination,
            count,
            size,
        } => {
            out.text_member("behind", ROUTERS[behind.index()]);
            out.text_member("ping", &destination.to_string());
            out.number_member("count", (*count).into());
            out.number_member("size", (*size).into());
        }
        Action::Type { router, line } => {
            out.text_member("router", ROUTERS[router.index()]);
            out.text_member("type", line);
        }
    }
}

fn write_fault(out: &mut Writer, fault: &Fault) {
    out.text_member("packet", &fault.packet.to_string());
    match fault.kind {
        FaultKind::Lose => out.text_member("fault", "lose"),
        FaultKind::Delay(millis) => {
            out.text_member("fault", "delay");
            out.number_member("millis", millis);
        }
        FaultKind::Duplicate(millis) => {
            out.text_member("fault", "duplicate");
            out.number_member("millis", millis);
        }
        FaultKind::Corrupt { offset, mask } => {
            out.text_member("fault", "corrupt");
            out.number_member("offset", offset.into());
            out.text_member("mask", &hex(&[mask]));
        }
    }
}

fn write_view(out: &mut Writer, view: &View) {
    if let Some(at) = &view.at {
        out.text_member("at", at);
    }
    if let Some(event) = view.event {
        out.number_member("event", event.into());
    }
    if view.page != Page::default() {
        out.text_member("page", name_of(&PAGES, view.page));
    }
    if let Some(panel) = view.panel {
        out.text_member("panel", name_of(&PANELS, panel));
    }
    if view.on_wire {
        out.member("on-wire");
        out.out.push_str("true");
    }
    if let Some(field) = &view.field {
        out.text_member("field", field);
    }
    if let Some(LessonPlace { id, beat }) = &view.lesson {
        out.member("lesson");
        out.flat(OBJECT, |out| {
            out.text_member("id", id);
            write_unless_zero(out, "beat", *beat);
        });
    }
    if let Some(language) = &view.language {
        out.text_member("language", language);
    }
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names
        .iter()
        .find(|(_, known)| *known == value)
        .map_or("", |(name, _)| name)
}
