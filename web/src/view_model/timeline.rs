//! The scrubber: a tick for each step, and the parts of the exchange.

use ikelab_core::event::RouterId;

use super::ladder::{Line, Phase, Row};

/// A tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The step.
    pub step: usize,
    /// What it is called, in full.
    pub name: String,
    /// What stands under it, where there is room.
    pub label: Option<String>,
    /// Whose step it is; nobody's at the start.
    pub router: Option<RouterId>,
}

/// A part of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub phase: Phase,
    /// Its first step.
    pub first: usize,
}

/// Labels that fit beside each other on the widest page.
const MOST_LABELS: usize = 24;

/// The ticks of a run.
pub fn ticks(rows: &[Row]) -> Vec<Tick> {
    let every = (rows.len() + 1).div_ceil(MOST_LABELS);
    let start = Tick {
        step: 0,
        name: "start".to_owned(),
        label: Some("start".to_owned()),
        router: None,
    };
    let steps = rows.iter().map(|row| {
        let label = (row.step % every == 0).then(|| label(row));
        Tick {
            step: row.step,
            name: row.name.clone(),
            label,
            router: Some(row.router),
        }
    });
    std::iter::once(start).chain(steps).collect()
}

/// Percent of the scrubber that a heading needs.
const HEADING_WIDTH: usize = 14;

/// The parts of a run that have a heading, and room for it.
pub fn parts(rows: &[Row]) -> Vec<Part> {
    let headed = rows.iter().filter_map(|row| {
        Some(Part {
            phase: row.heading?,
            first: row.step,
        })
    });
    let all: Vec<Part> = headed.collect();
    let ends = all.iter().skip(1).map(|part| part.first).chain([rows.len() * 2]);
    let has_room = |(part, end): &(&Part, usize)| end.saturating_sub(part.first) * 100 >= rows.len() * HEADING_WIDTH;
    all.iter().zip(ends).filter(has_room).map(|(part, _)| *part).collect()
}

/// What a step is called where there is little room: ESP packets by their number alone, what is not a packet not at all.
fn label(row: &Row) -> String {
    if row.line == Line::Nothing {
        return "·".to_owned();
    }
    row.name.strip_prefix("ESP ").unwrap_or(&row.name).to_owned()
}

/// The step in words, for those who do not see the scrubber.
pub fn value_text(rows: &[Row], step: usize) -> String {
    let last = rows.len();
    match step.checked_sub(1).and_then(|index| rows.get(index)) {
        None => format!("Step 0 of {last}, before anything happens"),
        Some(row) if row.line == Line::Nothing => format!("Step {step} of {last}, {}: {}", row.name, row.summary),
        Some(row) => format!(
            "Step {step} of {last}, {}, {} to {}",
            row.name,
            row.router,
            row.router.peer()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(step: usize, name: &str) -> Row {
        Row {
            step,
            heading: (step == 1).then_some(Phase::MainMode),
            router: RouterId::R2,
            name: name.to_owned(),
            summary: String::new(),
            encrypted: false,
            carries_traffic: false,
            line: Line::Arrow,
            note: None,
            states: [None; 2],
        }
    }

    #[test]
    fn a_short_run_has_every_label() {
        let ticks = ticks(&[row(1, "MM1"), row(2, "ESP 1")]);
        let labels: Vec<_> = ticks.iter().map(|tick| tick.label.as_deref()).collect();
        assert_eq!(labels, [Some("start"), Some("MM1"), Some("1")]);
    }

    #[test]
    fn a_long_run_has_as_many_labels_as_fit() {
        let rows: Vec<_> = (1..=500).map(|step| row(step, "ESP 1")).collect();
        let labelled = ticks(&rows).iter().filter(|tick| tick.label.is_some()).count();
        assert!(labelled <= MOST_LABELS);
    }

    #[test]
    fn a_heading_without_room_is_left_out() {
        let mut rows: Vec<_> = (1..=100).map(|step| row(step, "ESP 1")).collect();
        for (row, phase) in rows.iter_mut().zip([Phase::MainMode, Phase::QuickMode, Phase::Traffic]) {
            row.heading = Some(phase);
        }
        rows[3..].iter_mut().for_each(|row| row.heading = None);
        let phases: Vec<_> = parts(&rows).iter().map(|part| part.phase).collect();
        assert_eq!(phases, [Phase::Traffic]);
    }

    #[test]
    fn the_value_is_said_in_words() {
        let rows = [row(1, "MM1")];
        assert_eq!(value_text(&rows, 0), "Step 0 of 1, before anything happens");
        assert_eq!(value_text(&rows, 1), "Step 1 of 1, MM1, R2 to R1");
        assert_eq!(
            parts(&rows),
            [Part {
                phase: Phase::MainMode,
                first: 1
            }]
        );
    }
}
