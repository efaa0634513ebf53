//! The scrubber: how far it goes, what is marked on it, and where the parts of the exchange begin.

use ikelab_core::event::{Event, EventKind, IsakmpEvent, RouterId};
use ikelab_core::sim::{Place, Trace};

use super::ladder::{Line, Phase, Row};

/// A named mark: a step, or between two steps a state that a router comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub at: u32,
    /// What it is called, in full.
    pub name: String,
    /// What stands under it, where there is room; a state has no room.
    pub label: Option<String>,
    /// Whose it is; nobody's at the start.
    pub router: Option<RouterId>,
    /// Whether a router says no there, or the wire loses or changes the packet.
    pub is_trouble: bool,
}

/// A part of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub phase: Phase,
    /// Where it begins.
    pub at: u32,
}

/// A run as a line from 0, one for each step, or one for each event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its other end.
    pub length: u32,
    /// Whether it counts events.
    pub by_event: bool,
    /// The steps.
    pub steps: Vec<Tick>,
    /// The states, where there is room for them: between the steps.
    pub states: Vec<Tick>,
    /// The parts.
    pub parts: Vec<Part>,
}

/// Labels that fit beside each other on the widest page.
const MOST_LABELS: u32 = 24;
/// Ticks that can be told from each other on the widest page.
const MOST_TICKS: u32 = 200;
/// Percent of the scrubber that a heading needs.
const HEADING_WIDTH: u32 = 14;

impl Scale {
    /// The scale of a run, `rows` being its steps after the start.
    pub fn new(trace: &Trace, rows: &[Row], by_event: bool) -> Scale {
        let mut scale = Scale {
            length: if by_event {
                trace.events.len()
            } else {
                trace.last_step()
            } as u32,
            by_event,
            steps: Vec::new(),
            states: Vec::new(),
            parts: Vec::new(),
        };
        scale.mark_steps(trace, rows);
        if by_event {
            let states = (1..).zip(&trace.events).filter_map(|(at, event)| state(at, event));
            scale.states = apart(states, scale.length / MOST_TICKS);
        }
        scale.mark_parts(trace, rows);
        scale
    }

    /// Where a step ends.
    fn end(&self, trace: &Trace, step: usize) -> u32 {
        if self.by_event {
            trace.steps[step].events.end
        } else {
            step as u32
        }
    }

    fn mark_steps(&mut self, trace: &Trace, rows: &[Row]) {
        let start = Tick {
            at: self.end(trace, 0),
            name: "start".to_owned(),
            label: Some("start".to_owned()),
            router: None,
            is_trouble: false,
        };
        let steps = rows.iter().map(|row| Tick {
            at: self.end(trace, row.step),
            name: row.name.clone(),
            label: label(row),
            router: Some(row.router),
            is_trouble: row.is_trouble,
        });
        let mut ticks = apart(std::iter::once(start).chain(steps), self.length / MOST_TICKS);
        let mut free = 0;
        for tick in &mut ticks {
            if tick.at < free {
                tick.label = None;
            } else if tick.label.is_some() {
                free = tick.at + self.label_width();
            }
        }
        self.steps = ticks;
    }

    /// What a label takes of the scale.
    pub fn label_width(&self) -> u32 {
        (self.length + 1).div_ceil(MOST_LABELS)
    }

    /// The parts that have a heading, and room for it.
    fn mark_parts(&mut self, trace: &Trace, rows: &[Row]) {
        let headed = rows.iter().filter_map(|row| {
            Some(Part {
                phase: row.heading?,
                at: self.end(trace, row.step - 1),
            })
        });
        let all: Vec<Part> = headed.collect();
        let ends = all
            .iter()
            .skip(1)
            .map(|part| part.at)
            .chain([self.length + self.length / 8]);
        let has_room = |(part, end): &(&Part, u32)| (end - part.at) * 100 >= self.length * HEADING_WIDTH;
        self.parts = all.iter().zip(ends).filter(has_room).map(|(part, _)| *part).collect();
    }

    /// Where a place is on it.
    pub fn at(&self, trace: &Trace, place: Place) -> u32 {
        if self.by_event {
            trace.new_at(place).end
        } else {
            place.step as u32
        }
    }

    /// The place that is there.
    pub fn place(&self, trace: &Trace, at: u32) -> Place {
        if self.by_event {
            trace.after_events(at)
        } else {
            Place::step(at as usize)
        }
    }
}

/// Those that are at least so far apart.
fn apart(ticks: impl Iterator<Item = Tick>, distance: u32) -> Vec<Tick> {
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        if kept.last().is_none_or(|last| tick.at >= last.at + distance) {
            kept.push(tick);
        }
    }
    kept
}

/// The mark of an event that moves a machine.
fn state(at: u32, event: &Event) -> Option<Tick> {
    match event.kind {
        EventKind::Isakmp {
            event: IsakmpEvent::Transition { from, to, .. },
            ..
        } if from != to => Some(Tick {
            at,
            name: format!("{} {}", event.router, to.ios_name()),
            label: None,
            router: Some(event.router),
            is_trouble: false,
        }),
        _ => None,
    }
}

/// What a step is called where there is little room: ESP packets by their number alone, what is not a packet not at all.
fn label(row: &Row) -> Option<String> {
    let name = row.name.strip_prefix("ESP ").unwrap_or(&row.name);
    (row.line != Line::Nothing).then(|| name.to_owned())
}

/// What the place is called: the state that its event comes to, or its step's name.
pub fn name(trace: &Trace, rows: &[Row], place: Place) -> String {
    let new = trace.new_at(place);
    let event = place
        .event
        .and(trace.events[new.start as usize..new.end as usize].first());
    if let Some(tick) = event.and_then(|event| state(0, event)) {
        return tick.name;
    }
    let row = place.step.checked_sub(1).and_then(|index| rows.get(index));
    row.map_or_else(|| "start".to_owned(), |row| row.name.clone())
}

/// The place in words, for those who do not see the scrubber.
pub fn value_text(trace: &Trace, rows: &[Row], place: Place) -> String {
    let (step, last) = (place.step, trace.last_step());
    let what = match step.checked_sub(1).and_then(|index| rows.get(index)) {
        None => "before anything happens".to_owned(),
        Some(row) if row.line == Line::Nothing => format!("{}: {}", row.name, row.summary),
        Some(row) => format!("{}, {} to {}", row.name, row.router, row.router.peer()),
    };
    let event = place.event.map_or_else(String::new, |event| {
        let name = name(trace, rows, place);
        let state = if name.contains("IKE_") {
            format!(" {name},")
        } else {
            String::new()
        };
        format!(" event {event} of {},{state}", trace.steps[step].events.len())
    });
    format!("Step {step} of {last},{event} {what}")
}

#[cfg(test)]
mod tests {
    use super::super::ladder::rows;
    use super::*;
    use ikelab_core::sim::{Action, Scenario, doc_50880, run};

    fn pinged(pings: u16) -> (Trace, Vec<Row>) {
        let mut scenario: Scenario = doc_50880();
        for stimulus in &mut scenario.stimuli {
            if let Action::Ping { count, .. } = &mut stimulus.action {
                *count = pings;
            }
        }
        let trace = run(&scenario);
        let rows = rows(&trace);
        (trace, rows)
    }

    fn labels(scale: &Scale) -> Vec<&str> {
        scale.steps.iter().filter_map(|tick| tick.label.as_deref()).collect()
    }

    #[test]
    fn a_short_run_has_every_label() {
        let (trace, rows) = pinged(2);
        let scale = Scale::new(&trace, &rows, false);
        assert_eq!(scale.steps.len(), trace.steps.len());
        assert_eq!(labels(&scale)[..3], ["start", "MM1", "MM2"]);
        assert_eq!(labels(&scale).len(), trace.steps.len());
    }

    #[test]
    fn a_long_run_has_as_many_labels_and_ticks_as_fit() {
        let (trace, rows) = pinged(500);
        for by_event in [false, true] {
            let scale = Scale::new(&trace, &rows, by_event);
            assert!(labels(&scale).len() <= MOST_LABELS as usize);
            assert!(scale.steps.len() <= MOST_TICKS as usize * 2);
            let phases: Vec<_> = scale.parts.iter().map(|part| part.phase).collect();
            assert_eq!(phases, [Phase::Traffic], "a heading without room is left out");
        }
    }

    #[test]
    fn states_are_marked_between_the_messages() {
        let (trace, rows) = pinged(2);
        let scale = Scale::new(&trace, &rows, true);
        assert!(scale.states.iter().any(|tick| tick.name == "R1 IKE_R_MM1"));
        let (mm1, mm2) = (scale.steps[1].at, scale.steps[2].at);
        assert!(scale.states.iter().any(|tick| mm1 < tick.at && tick.at < mm2));
        for tick in scale.steps.iter().chain(&scale.states) {
            let place = scale.place(&trace, tick.at);
            assert_eq!(scale.at(&trace, place), tick.at);
        }
        assert!(Scale::new(&trace, &rows, false).states.is_empty());
    }

    #[test]
    fn the_value_is_said_in_words() {
        let (trace, rows) = pinged(1);
        let last = trace.last_step();
        let said = |place| value_text(&trace, &rows, place);
        assert_eq!(
            said(Place::step(0)),
            format!("Step 0 of {last}, before anything happens")
        );
        assert_eq!(said(Place::step(1)), format!("Step 1 of {last}, MM1, R2 to R1"));
        let states = Scale::new(&trace, &rows, true).states;
        let state = said(trace.after_events(states[0].at));
        assert!(
            state.contains(&format!(", {}, MM1, R2 to R1", states[0].name)),
            "{state}"
        );
        assert_eq!(name(&trace, &rows, Place::step(1)), "MM1");
    }
}
