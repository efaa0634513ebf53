//! What is said of two runs.

use super::super::narration::Narration;
use super::super::prose::prose;
use super::{Comparison, Difference, Row};

impl Difference {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Difference::Equal => "equal to the byte".to_owned(),
            Difference::Outcome => "the same bytes, with a different result".to_owned(),
            Difference::Bytes {
                differing,
                lengths: [old, new],
            } if old == new => format!("{differing} of {old} bytes differ"),
            Difference::Bytes {
                differing,
                lengths: [old, new],
            } => format!("{old} bytes before, {new} now, {differing} differ"),
            Difference::OnlyBefore => "only before".to_owned(),
            Difference::OnlyNow => "only now".to_owned(),
        }
    }
}

impl Row {
    /// The packet: `MM1 from R2`, and the second of that name `MM1 from R2, time 2`.
    pub fn name(&self) -> String {
        let packet = self.packet;
        let name = format!("{} from {}", packet.name, packet.from);
        match packet.occurrence {
            0 => name,
            earlier => format!("{name}, time {}", earlier + 1),
        }
    }
}

/// What is said of a comparison. `kept`: the reader keeps the run before; `shortcuts`: single keys do things.
pub fn narration(comparison: &Comparison, kept: bool, shortcuts: bool) -> Narration {
    let other = if kept {
        "the run that you keep"
    } else {
        "the run before the last change"
    };
    let keys = if shortcuts {
        " `n` and `p` go to the next and the previous difference."
    } else {
        ""
    };
    Narration {
        eyebrow: format!("Compare · {other}, and the run now"),
        short: prose(&found(comparison)),
        answers: Vec::new(),
        long: prose(&format!(
            "Packets are paired by sender, name and how often they were sent before. Select a row to see both.{keys}"
        )),
    }
}

/// What is said where there is no other run. `fixed`: and where the reader can make none.
pub fn alone(kept: bool, fixed: bool) -> Narration {
    let short = if fixed {
        "There is only one run."
    } else {
        "Change something, then compare."
    };
    let long = match (fixed, kept) {
        (true, _) => "Nothing can be changed here, so there is no other run to compare with.",
        (_, true) => "This run is kept. Every later run is compared with it.",
        (_, false) => "The run before the change and the new run then appear side by side, packet by packet.",
    };
    Narration {
        eyebrow: "Compare".to_owned(),
        short: prose(short),
        answers: Vec::new(),
        long: prose(long),
    }
}

fn found(comparison: &Comparison) -> String {
    let rows = &comparison.rows;
    let Some(first) = comparison.first_difference() else {
        return match rows.len() {
            0 => "Neither run has a packet.".to_owned(),
            1 => "Both runs have the same packet, equal to the byte.".to_owned(),
            count => format!("Both runs have the same {count} packets, equal to the byte."),
        };
    };
    let equal = match first {
        0 => String::new(),
        1 => "1 packet is equal to the byte. ".to_owned(),
        count => format!("{count} packets are equal to the byte. "),
    };
    let row = &rows[first];
    format!("{equal}First difference: {}, {}.", row.name(), row.difference.words())
}
