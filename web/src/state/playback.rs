//! Playing: how fast, and whether.

/// How fast the steps follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// Four times as slow.
    Quarter,
    /// Half as fast.
    Half,
    /// As it is made to be read.
    #[default]
    Normal,
    /// Twice as fast.
    Double,
    /// Four times as fast.
    Quadruple,
}

/// Milliseconds a step is shown at the normal speed.
const STEP_MILLIS: u32 = 1600;
/// Milliseconds an event is shown at the normal speed: it is told in one sentence.
const EVENT_MILLIS: u32 = 800;

impl Speed {
    /// All, slowest first.
    pub const ALL: [Speed; 5] = [
        Speed::Quarter,
        Speed::Half,
        Speed::Normal,
        Speed::Double,
        Speed::Quadruple,
    ];

    /// As the reader sees it.
    pub const fn label(self) -> &'static str {
        match self {
            Speed::Quarter => "0.25×",
            Speed::Half => "0.5×",
            Speed::Normal => "1×",
            Speed::Double => "2×",
            Speed::Quadruple => "4×",
        }
    }

    /// The speed with this label.
    pub fn from_label(label: &str) -> Option<Speed> {
        Speed::ALL.into_iter().find(|speed| speed.label() == label)
    }

    /// Milliseconds from one step to the next, or from one event to the next.
    pub const fn millis(self, by_event: bool) -> u32 {
        let normal = if by_event { EVENT_MILLIS } else { STEP_MILLIS };
        match self {
            Speed::Quarter => normal * 4,
            Speed::Half => normal * 2,
            Speed::Normal => normal,
            Speed::Double => normal / 2,
            Speed::Quadruple => normal / 4,
        }
    }
}
