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

    /// Milliseconds from one step to the next.
    pub const fn step_millis(self) -> u32 {
        match self {
            Speed::Quarter => STEP_MILLIS * 4,
            Speed::Half => STEP_MILLIS * 2,
            Speed::Normal => STEP_MILLIS,
            Speed::Double => STEP_MILLIS / 2,
            Speed::Quadruple => STEP_MILLIS / 4,
        }
    }
}
