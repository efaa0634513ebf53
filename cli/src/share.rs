//! `ikelab share`: links, made and explained.

use std::fmt::Write;

use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Action, FaultKind, Scenario, Stimulus};
use ikelab_share::{self as share, Keys, LessonPlace, LinkError, Opened, Page, Panel, View, step_named};

use crate::lines::changed_lines;
use crate::scenario;

/// What a link is to show; as the scenario's own view says, where nothing is asked for.
pub struct Asked {
    /// The step.
    pub at: Option<String>,
    /// The lesson.
    pub lesson: Option<LessonPlace>,
    /// The language's tag.
    pub language: Option<String>,
}

/// A lesson as it is named in an argument: `seal`, or `seal:3` at a beat, counted from 1.
pub fn lesson(text: &str) -> Result<LessonPlace, String> {
    let (id, beat) = text.split_once(':').unwrap_or((text, "1"));
    let beat = beat.parse().ok().and_then(|beat: u32| beat.checked_sub(1));
    let beat = beat.ok_or("a beat is a number from 1 on, as in seal:3")?;
    Ok(LessonPlace { id: id.into(), beat })
}

/// The link to a scenario, and what is to be said about it.
pub fn link(name: &str, asked: Asked, keys: Keys, page: &str) -> Result<String, String> {
    let Opened { scenario, mut view, .. } = scenario::open(name)?;
    if let Some(at) = asked.at {
        let trace = sim::run(&scenario);
        let step = step_named(&trace, &at).map_err(|error| format!("--at {at}: {error}"))?;
        view.event = None;
        view.at = View::of_step(&trace, step).at;
    }
    view.lesson = asked.lesson.or(view.lesson);
    view.language = asked.language.or(view.language);
    let fragment = share::encode(&scenario, &view, keys).map_err(|much| format!("too much for a link: {much}"))?;
    let left_out = share::decode(&fragment).map_or(0, |opened| opened.keys_left_out);
    if left_out > 0 {
        eprintln!("ikelab: {left_out} pre-shared key(s) left out: --keys puts them in");
    }
    Ok(format!("{}#{fragment}\n", page.split('#').next().unwrap_or_default()))
}

/// What is in a link, readable.
pub fn explain(link: &str) -> Result<String, String> {
    let opened = share::decode(link);
    let mut out = format!("version 1, {} characters\n", share::fragment(link).len() + 1);
    let opened = match &opened {
        Ok(opened) => opened,
        Err(error @ LinkError::NewerParts(opened)) => {
            line(&mut out, "note", &error.to_string());
            opened
        }
        Err(error) => return Err(error.to_string()),
    };
    explain_scenario(&mut out, &opened.scenario);
    if opened.keys_left_out > 0 {
        let keys = format!(
            "{} left out; key-left-out-1 and so on stand for them",
            opened.keys_left_out
        );
        line(&mut out, "pre-shared keys", &keys);
    }
    explain_view(&mut out, &opened.view);
    Ok(out)
}

fn line(out: &mut String, what: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{what:<16} {text}");
}

fn explain_scenario(out: &mut String, scenario: &Scenario) {
    let preset = &sim::PRESETS[0];
    let base = (preset.scenario)();
    if *scenario == base {
        return line(out, "scenario", preset.name);
    }
    line(out, "scenario", &format!("{}, changed:", preset.name));
    for id in RouterId::BOTH {
        let [old, new] = [&base, scenario].map(|scenario| &scenario.routers[id.index()]);
        for (sign, text) in changed_lines(&old.configuration, &new.configuration) {
            line(out, &format!("  {id}"), &format!("{sign} {text}"));
        }
        if new.platform != old.platform {
            line(out, &format!("  {id}"), &platform(new.platform));
        }
    }
    let others = [
        ("seed", scenario.seed != base.seed, scenario.seed.to_string()),
        (
            "hosts",
            scenario.hosts != base.hosts,
            format!("{}, {}", scenario.hosts[0], scenario.hosts[1]),
        ),
        ("clock", scenario.clock != base.clock, scenario.clock.to_string()),
        (
            "pins",
            scenario.pins != base.pins,
            format!("{} fixed draws", scenario.pins.draws.len()),
        ),
    ];
    for (what, _, text) in others.iter().filter(|(_, differs, _)| *differs) {
        line(out, &format!("  {what}"), text);
    }
    if scenario.stimuli != base.stimuli {
        scenario
            .stimuli
            .iter()
            .for_each(|stimulus| explain_stimulus(out, stimulus));
    }
    for fault in &scenario.faults {
        let kind = match fault.kind {
            FaultKind::Lose => "is lost".to_owned(),
            FaultKind::Delay(millis) => format!("is {millis} ms late"),
            FaultKind::Duplicate(millis) => format!("arrives again after {millis} ms"),
            FaultKind::Corrupt { offset, mask } => format!("byte {offset} is changed by XOR {mask:02x}"),
        };
        line(out, "  wire", &format!("{} {kind}", fault.packet));
    }
}

fn platform(platform: ikelab_core::ios::Platform) -> String {
    let what_if = platform.what_if;
    let words = [
        (platform.accelerator, "accelerator"),
        (
            what_if.seal_without_authentication,
            "not IOS: SEAL without authentication",
        ),
        (what_if.seal_with_manual_keys, "not IOS: SEAL with typed keys"),
    ];
    let words: Vec<&str> = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    if words.is_empty() {
        "no accelerator".to_owned()
    } else {
        words.join(", ")
    }
}

fn explain_stimulus(out: &mut String, stimulus: &Stimulus) {
    let text = match &stimulus.action {
        Action::Ping {
            behind,
            destination,
            count,
            size,
        } => {
            format!("the host behind {behind} pings {destination}, {count} times with {size} bytes")
        }
        Action::Type { router, line } => format!("typed at {router}: {}", line.replace('\n', " ⏎ ")),
    };
    line(out, &format!("  {} ms", stimulus.at.0), &text);
}

fn explain_view(out: &mut String, view: &View) {
    line(out, "step", view.at.as_deref().unwrap_or("start"));
    let event = view.event.map(|event| format!("{event} of the step’s events"));
    let lesson = view
        .lesson
        .as_ref()
        .map(|lesson| format!("{}, beat {}", lesson.id, u64::from(lesson.beat) + 1));
    let shown = [
        ("events", event),
        (
            "page",
            match view.page {
                Page::Exchange => None,
                Page::Configurations => Some("configurations".to_owned()),
                Page::Keys => Some("keys".to_owned()),
                Page::Compare => Some("compare".to_owned()),
                Page::Scenarios => Some("scenarios".to_owned()),
            },
        ),
        (
            "panel",
            view.panel.map(|panel| match panel {
                Panel::Keystream => "keystream".to_owned(),
                Panel::Provenance => "where this comes from".to_owned(),
            }),
        ),
        ("packet", view.on_wire.then(|| "as on the wire".to_owned())),
        ("field", view.field.clone()),
        ("lesson", lesson),
        ("language", view.language.clone()),
    ];
    for (what, text) in shown {
        if let Some(text) = text {
            line(out, what, &text);
        }
    }
}
