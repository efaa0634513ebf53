//! Two runs side by side: their packets in pairs, and what differs.

mod bytes;
mod lines;
mod words;

use std::collections::BTreeMap;

use ikelab_core::event::{PacketId, RouterId};
use ikelab_core::sim::{CapturedPacket, Fate, PacketRef, Trace};

use super::ladder;
use crate::state::Run;
pub use bytes::{ByteRow, Chunk, MOST_ROWS, byte_rows};
pub use words::{alone, narration};

/// A packet in one of the runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The packet.
    pub id: PacketId,
    /// Its row in that run's ladder.
    pub ladder: ladder::Row,
}

/// How the two of a pair differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Not at all.
    Equal,
    /// They are sent equal to the byte; what becomes of them, or what the receiver makes of them, is not equal.
    Outcome,
    /// In so many bytes. A byte that only the longer one has is one of them.
    Bytes {
        /// How many.
        differing: usize,
        /// Bytes of the two.
        lengths: [usize; 2],
    },
    /// The run now has no such packet.
    OnlyBefore,
    /// The run before has no such packet.
    OnlyNow,
}

/// A packet of both runs, or of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is.
    pub packet: PacketRef,
    /// In the run before.
    pub before: Option<Side>,
    /// In the run now.
    pub now: Option<Side>,
    /// How they differ.
    pub difference: Difference,
}

/// Two runs side by side.
#[derive(Debug)]
pub struct Comparison {
    /// The run that this one is compared with.
    pub before: Run,
    /// The run that is shown.
    pub now: Run,
    /// The packets, in the order of time.
    pub rows: Vec<Row>,
    /// What only one of the scenarios has, before and now.
    pub changes: [Vec<String>; 2],
    /// What only one of the consoles shows, before and now, at R1 and at R2.
    pub lines: [[Vec<String>; 2]; 2],
}

/// Two are equal if they are of the same runs.
impl PartialEq for Comparison {
    fn eq(&self, other: &Self) -> bool {
        self.before == other.before && self.now == other.now
    }
}

impl Comparison {
    /// Compares two runs.
    pub fn new(before: &Run, now: &Run) -> Comparison {
        let lines = RouterId::BOTH.map(|router| {
            let [before, now] = [before, now].map(|run| lines::console(run, router));
            lines::differing(&before, &now)
        });
        let [facts, new_facts] = [before, now].map(|run| lines::facts(&run.scenario));
        Comparison {
            rows: align(&before.trace, &now.trace),
            changes: lines::differing(&facts, &new_facts),
            lines,
            before: before.clone(),
            now: now.clone(),
        }
    }

    /// The first row that differs.
    pub fn first_difference(&self) -> Option<usize> {
        self.rows.iter().position(Row::differs)
    }

    /// The next row from `at` on that differs, or the one before it.
    pub fn difference_from(&self, at: usize, onwards: bool) -> Option<usize> {
        let differs = |row: &usize| self.rows[*row].differs();
        if onwards {
            (at + 1..self.rows.len()).find(differs)
        } else {
            (0..at).rfind(differs)
        }
    }

    /// The row of a packet.
    pub fn row_of(&self, packet: PacketRef) -> Option<usize> {
        self.rows.iter().position(|row| row.packet == packet)
    }
}

impl Row {
    /// Whether the runs differ in it.
    pub fn differs(&self) -> bool {
        self.difference != Difference::Equal
    }
}

/// The packets of a run by what they are, in the order in which they were sent.
fn sides(trace: &Trace) -> Vec<(PacketRef, Side)> {
    let mut counts = BTreeMap::new();
    let packets = trace.packets.iter().map(|packet| {
        let count = counts.entry((packet.from, packet.name)).or_insert(0);
        *count += 1;
        PacketRef {
            from: packet.from,
            name: packet.name,
            occurrence: *count - 1,
        }
    });
    // A packet that arrives late has a second row for that.
    let mut left: Vec<Option<PacketRef>> = packets.map(Some).collect();
    let with_packet = |row: ladder::Row| {
        let id = trace.steps[row.step].packet?;
        let packet = left.get_mut(id.0 as usize)?.take()?;
        Some((packet, Side { id, ladder: row }))
    };
    ladder::rows(trace).into_iter().filter_map(with_packet).collect()
}

/// Pairs the packets of two runs. The rows follow the run before; what only the run now has stands where it was sent.
fn align(before: &Trace, now: &Trace) -> Vec<Row> {
    let news = sides(now);
    let places: BTreeMap<PacketRef, usize> = news.iter().enumerate().map(|(place, (it, _))| (*it, place)).collect();
    let mut single = vec![true; news.len()];
    let pairs: Vec<_> = sides(before)
        .into_iter()
        .map(|(packet, side)| (packet, side, places.get(&packet).copied()))
        .collect();
    for place in pairs.iter().filter_map(|(_, _, mate)| *mate) {
        single[place] = false;
    }
    let only_now = |place: usize| Row {
        packet: news[place].0,
        before: None,
        now: Some(news[place].1.clone()),
        difference: Difference::OnlyNow,
    };
    let mut rows = Vec::with_capacity(pairs.len());
    let mut next = 0;
    for (packet, side, mate) in pairs {
        let sent = packet_of(before, &side).sent;
        let is_earlier = |place: usize| match mate {
            Some(mate) => place < mate,
            None => single[place] && packet_of(now, &news[place].1).sent <= sent,
        };
        let end = (next..news.len())
            .find(|place| !is_earlier(*place))
            .unwrap_or(news.len());
        rows.extend((next..end).filter(|place| single[*place]).map(only_now));
        next = end;
        let mate = mate.map(|place| news[place].1.clone());
        let difference = mate
            .as_ref()
            .map_or(Difference::OnlyBefore, |mate| difference([before, now], [&side, mate]));
        rows.push(Row {
            packet,
            before: Some(side),
            now: mate,
            difference,
        });
    }
    rows.extend((next..news.len()).filter(|place| single[*place]).map(only_now));
    rows
}

fn packet_of<'t>(trace: &'t Trace, side: &Side) -> &'t CapturedPacket {
    &trace.packets[side.id.0 as usize]
}

fn difference(traces: [&Trace; 2], sides: [&Side; 2]) -> Difference {
    let [old, new] = [0, 1].map(|run| packet_of(traces[run], sides[run]));
    let differing = bytes::count_differing(&old.bytes, &new.bytes);
    if differing > 0 {
        let lengths = [old.bytes.len(), new.bytes.len()];
        return Difference::Bytes { differing, lengths };
    }
    let [old_row, new_row] = sides.map(|side| &side.ladder);
    let is_same = (old_row.line, old_row.note, old_row.is_trouble, old_row.states)
        == (new_row.line, new_row.note, new_row.is_trouble, new_row.states)
        && arrived(old) == arrived(new);
    if is_same {
        Difference::Equal
    } else {
        Difference::Outcome
    }
}

/// The bytes as which a packet arrived, if they were changed, and how often.
fn arrived(packet: &CapturedPacket) -> (Option<&[u8]>, usize) {
    match &packet.fate {
        Fate::Altered { at, bytes } => (Some(bytes), at.len()),
        Fate::Arrived(at) | Fate::Taken(at) => (None, at.len()),
        Fate::NotTaken(_) | Fate::Lost => (None, 0),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use ikelab_core::effects::PacketName;
    use ikelab_core::sim::{Fault, FaultKind, Scenario, doc_50880};
    use ikelab_share::Switch;

    use super::super::prose::plain;
    use super::*;

    fn compared(change: impl Fn(&mut Scenario)) -> Comparison {
        let mut scenario = doc_50880();
        change(&mut scenario);
        let [before, now] = [doc_50880(), scenario].map(|scenario| Run::new(Rc::new(scenario)));
        let comparison = Comparison::new(&before, &now);
        let count = |has: fn(&Row) -> bool| comparison.rows.iter().filter(|row| has(row)).count();
        assert_eq!(count(|row| row.before.is_some()), before.trace.packets.len());
        assert_eq!(count(|row| row.now.is_some()), now.trace.packets.len());
        comparison
    }

    fn first(comparison: &Comparison) -> &Row {
        &comparison.rows[comparison.first_difference().expect("they differ")]
    }

    fn replace(scenario: &mut Scenario, router: RouterId, old: &str, new: &str) {
        let text = &mut scenario.routers[router.index()].configuration;
        assert!(text.contains(old));
        *text = text.replace(old, new);
    }

    #[test]
    fn equal_runs_have_no_difference() {
        let comparison = compared(|_| ());
        assert_eq!(comparison.first_difference(), None);
        assert!(comparison.rows.len() > 9);
        assert!(
            comparison
                .changes
                .iter()
                .chain(comparison.lines.as_flattened())
                .all(Vec::is_empty)
        );
        assert!(plain(&narration(&comparison, false, true).short).starts_with("Both runs have the same"));
    }

    #[test]
    fn another_key_first_shows_in_the_fifth_message() {
        let comparison = compared(|scenario| replace(scenario, RouterId::R2, "cisco123", "cisco124"));
        let row = first(&comparison);
        assert_eq!(row.packet.to_string(), "R2.MM5");
        let Difference::Bytes { differing, lengths } = row.difference else {
            panic!("{:?}", row.difference)
        };
        assert!(differing > 16 && lengths[0] == lengths[1] && differing < lengths[0]);
        let [before, now] = &comparison.changes;
        assert!(before[0].contains("cisco123") && now[0].contains("cisco124"));
        assert_eq!((before.len(), now.len()), (1, 1));
        let said = plain(&narration(&comparison, false, true).short);
        assert_eq!(
            said,
            format!(
                "4 packets are equal to the byte. First difference: MM5 from R2, {differing} of {} bytes differ.",
                lengths[0]
            )
        );
        let mm6 = comparison
            .rows
            .iter()
            .find(|row| row.packet.to_string() == "R1.MM6")
            .unwrap();
        assert_eq!(mm6.difference, Difference::OnlyBefore);
        let [_, in_r1] = &comparison.lines[RouterId::R1.index()];
        assert!(!in_r1.is_empty());
    }

    #[test]
    fn a_lost_packet_is_equal_but_not_what_comes_of_it() {
        let packet = PacketRef {
            from: RouterId::R2,
            name: PacketName::MainMode(3),
            occurrence: 0,
        };
        let kind = FaultKind::Lose;
        let comparison = compared(|scenario| {
            scenario.faults.push(Fault {
                packet,
                kind: kind.clone(),
            })
        });
        let row = first(&comparison);
        assert_eq!((row.packet, row.difference), (packet, Difference::Outcome));
        assert_eq!(comparison.changes[1], ["MM3 from R2: lost"]);
        let again = comparison
            .row_of(PacketRef {
                occurrence: 1,
                ..packet
            })
            .unwrap();
        assert_eq!(comparison.rows[again].difference, Difference::OnlyNow);
        let mm4 = comparison
            .rows
            .iter()
            .position(|row| row.packet.to_string() == "R1.MM4")
            .unwrap();
        assert!(again < mm4, "it is sent again before it is answered");
    }

    #[test]
    fn the_accelerator_shows_where_the_proposal_changes() {
        let comparison = compared(|scenario| {
            let trace = ikelab_core::sim::run(scenario);
            *scenario = Switch::ALL[0].turned_after(scenario, &trace, 0, RouterId::R1, true);
        });
        assert!(
            comparison.changes[1]
                .iter()
                .any(|change| change.starts_with("typed at R1: "))
        );
        let at = comparison.first_difference().unwrap();
        assert!(comparison.rows[..at].iter().all(|row| !row.differs()));
        assert_eq!(comparison.difference_from(at, false), None);
    }

    #[test]
    fn more_packets_stand_behind_the_others() {
        let more = |scenario: &mut Scenario| {
            let ping = scenario
                .stimuli
                .iter()
                .find(|it| matches!(it.action, ikelab_core::sim::Action::Ping { .. }));
            let mut again = ping.unwrap().clone();
            again.at.0 += 60_000;
            scenario.stimuli.push(again);
        };
        let comparison = compared(more);
        let at = comparison.first_difference().unwrap();
        assert!(
            at > 9
                && comparison.rows[at..]
                    .iter()
                    .all(|row| row.difference == Difference::OnlyNow)
        );
        let sent: Vec<_> = comparison
            .rows
            .iter()
            .map(|row| packet_of(&comparison.now.trace, row.now.as_ref().unwrap()).sent)
            .collect();
        assert!(sent.is_sorted());
    }
}
