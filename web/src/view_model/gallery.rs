//! A preset as a card of the gallery: its run in small, and what came of it.

use ikelab_core::event::RouterId;
use ikelab_core::sim::{Preset, Trace, run};
use ikelab_core::verdict::Verdict;

use super::ladder::{Line, rows};

/// As many packets as a small ladder has room for.
const MOST: usize = 26;
/// Of packets in the tunnel that follow each other, as many are drawn.
const TRAFFIC: usize = 8;

/// A preset that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its ladder in small.
    pub strokes: Vec<Stroke>,
    /// What came of it.
    pub outcome: String,
    /// Whether the tunnel is down at the end.
    pub is_down: bool,
}

/// A packet in a small ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// Who sends it.
    pub from: RouterId,
    /// How long it is, from 1 to 3.
    pub weight: u8,
    /// Whether it arrives.
    pub line: Line,
    /// Whether its receiver refuses it.
    pub is_refused: bool,
}

/// Runs a preset.
pub fn card(preset: &Preset) -> Card {
    let trace = run(&(preset.scenario)());
    let verdict = Verdict::of(&trace);
    let state = if verdict.is_up { "up" } else { "down" };
    Card {
        strokes: strokes(&trace),
        outcome: format!("{state}, {} of {} pings", verdict.replies, verdict.requests),
        is_down: !verdict.is_up,
    }
}

fn strokes(trace: &Trace) -> Vec<Stroke> {
    let mut traffic = 0;
    let rows = rows(trace).into_iter().filter_map(|row| {
        let packet = trace.packet(trace.steps[row.step].packet?)?;
        traffic = if row.carries_traffic { traffic + 1 } else { 0 };
        let stroke = Stroke {
            from: row.router,
            weight: match packet.bytes.len() {
                0..=130 => 1,
                131..=250 => 2,
                _ => 3,
            },
            line: row.line,
            is_refused: row.is_trouble && row.line == Line::Arrow,
        };
        (traffic <= TRAFFIC || row.is_trouble).then_some(stroke)
    });
    rows.take(MOST).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use ikelab_core::sim::{Kind, PRESETS, preset};

    use super::*;

    fn named(name: &str) -> Card {
        card(preset(name).expect("a preset"))
    }

    #[test]
    fn a_card_says_what_came_of_the_run() {
        for preset in PRESETS {
            let card = card(preset);
            assert_eq!(card.is_down, preset.kind == Kind::Down, "{}", preset.name);
            assert!((6..=MOST).contains(&card.strokes.len()), "{}", preset.name);
        }
        assert_eq!(named("doc-50880").outcome, "up, 4 of 5 pings");
        assert_eq!(named("wrong-key").outcome, "down, 0 of 5 pings");
    }

    #[test]
    fn what_is_refused_lost_or_changed_is_drawn_so() {
        let count = |name: &str, is: fn(&Stroke) -> bool| named(name).strokes.iter().filter(|it| is(it)).count();
        assert_eq!(count("doc-50880", |it| it.is_refused || it.line != Line::Arrow), 0);
        assert_eq!(count("lost-mm6", |it| it.line == Line::Lost), 1);
        assert_eq!(count("forged", |it| it.line == Line::Altered), 1);
        assert_eq!(count("flipped-bit", |it| it.line == Line::Altered), 1);
        assert_eq!(count("no-policy", |it| it.is_refused), 6);
        assert!(count("wrong-key", |it| it.is_refused) > 0);
        assert_eq!(count("duplicate", |it| it.is_refused), 1);
    }

    #[test]
    fn a_long_message_is_drawn_thicker() {
        let strokes = named("doc-50880").strokes;
        let weights: Vec<u8> = strokes.iter().take(9).map(|it| it.weight).collect();
        assert_eq!(weights, [2, 2, 3, 3, 1, 1, 2, 2, 1]);
    }
}
