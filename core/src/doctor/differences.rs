//! The table of what may be wrong, in the order in which traffic meets it.

use alloc::vec::Vec;

use super::pair::Pair;
use super::stage::Stage;
use super::{Candidate, access_groups, keys, phase1, phase2, wire};

/// Finds what may be wrong, each with the lines that put it right.
type Search = fn(&Pair<'_>) -> Vec<Candidate>;

/// The stages at which traffic may stop because of something.
#[derive(Clone, Copy)]
pub(super) struct Stops {
    first: Stage,
    last: Stage,
}

impl Stops {
    const fn up_to(last: Stage) -> Self {
        let first = Stage::Unprotected;
        Self { first, last }
    }

    /// Whether a router's traffic stops at one of them.
    pub fn hinder(self, reached: [Stage; 2]) -> bool {
        let mut begun = reached.into_iter().filter(|it| *it != Stage::Waits).peekable();
        begun.peek().is_none() || begun.any(|it| (self.first..=self.last).contains(&it))
    }
}

/// Anywhere.
const ANYWHERE: Stops = Stops::up_to(Stage::Sas);
/// The responder does not answer at all.
const SILENT: Stops = Stops::up_to(Stage::MainMode(1));
/// Main mode, which needs a key.
const MAIN_MODE: Stops = Stops::up_to(Stage::MainMode(6));
/// No further than where quick mode is refused.
const REFUSED: Stops = Stops::up_to(Stage::QuickMode(1));
/// Where quick mode is refused.
const QUICK_MODE: Stops = Stops {
    first: Stage::MainMode(6),
    last: Stage::QuickMode(1),
};

/// All searches. Where there are two ways to put something right, R2 is made to fit R1 first.
const SEARCHES: &[(Search, Stops)] = &[
    (wire::duplicate_addresses, ANYWHERE),
    (wire::interfaces_down, ANYWHERE),
    (wire::no_map, ANYWHERE),
    (wire::nobody_begins, ANYWHERE),
    (wire::map_lacks, ANYWHERE),
    (phase2::list_missing, ANYWHERE),
    (wire::map_not_applied, ANYWHERE),
    (wire::isakmp_off, SILENT),
    (wire::routes, ANYWHERE),
    (phase1::peers, ANYWHERE),
    (keys::profile_not_named, MAIN_MODE),
    (keys::keyring_of_others, MAIN_MODE),
    (keys::keys, MAIN_MODE),
    (phase1::policies, SILENT),
    (keys::profile_of_others, REFUSED),
    (phase2::accelerator, REFUSED),
    (phase2::transforms, QUICK_MODE),
    (phase2::pfs, QUICK_MODE),
    (phase2::lists, ANYWHERE),
    (access_groups::access_groups, ANYWHERE),
];

/// Everything that may be wrong.
pub(super) fn differences(pair: &Pair<'_>) -> Vec<Candidate> {
    SEARCHES.iter().flat_map(|(search, _)| search(pair)).collect()
}

/// What may be wrong where the routers' traffic stops, each with the stages at which it may do that.
pub(super) fn hindrances(pair: &Pair<'_>, reached: [Stage; 2]) -> Vec<(Candidate, Stops)> {
    let rows = SEARCHES.iter().filter(|(_, stops)| stops.hinder(reached));
    rows.flat_map(|(search, stops)| search(pair).into_iter().map(|it| (it, *stops)))
        .collect()
}
