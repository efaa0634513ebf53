//! Where a router's state machines are before and after what is new at a place.

use ikelab_core::event::{Event, EventKind, IsakmpEvent, Role, RouterId, State};
use ikelab_core::status::RouterStatus;

/// One machine, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Where it was.
    pub before: State,
    /// Where it is.
    pub after: State,
}

impl Machine {
    /// Whether it moved.
    pub fn moved(self) -> bool {
        self.before != self.after
    }
}

/// One router, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterStates {
    /// Its side of the newest ISAKMP SA, once there is one.
    pub role: Option<Role>,
    /// Main mode.
    pub main_mode: Machine,
    /// The newest quick mode.
    pub quick_mode: Machine,
    /// What moved a machine last: IOS's major and minor input.
    pub input: Option<(&'static str, &'static str)>,
}

impl RouterStates {
    /// The machine that moves, or else the one that has begun last.
    pub fn newest(&self) -> Machine {
        let is_newest = self.quick_mode.moved() || !self.main_mode.moved() && self.quick_mode.after != State::QmReady;
        if is_newest { self.quick_mode } else { self.main_mode }
    }
}

/// The states of a router with this status before and after `events`.
pub fn states(router: RouterId, before: &RouterStatus, after: &RouterStatus, events: &[Event]) -> RouterStates {
    let main = |status: &RouterStatus| status.main_mode().unwrap_or(State::Ready);
    let quick = |status: &RouterStatus| status.quick_mode().unwrap_or(State::QmReady);
    RouterStates {
        role: after.newest_isakmp_sa().map(|sa| sa.role),
        main_mode: Machine {
            before: main(before),
            after: main(after),
        },
        quick_mode: Machine {
            before: quick(before),
            after: quick(after),
        },
        input: last_input(router, events),
    }
}

fn last_input(router: RouterId, events: &[Event]) -> Option<(&'static str, &'static str)> {
    let mut own = events.iter().rev().filter(|event| event.router == router);
    own.find_map(|event| match event.kind {
        EventKind::Isakmp {
            event: IsakmpEvent::Transition { input, from, to, .. },
            ..
        } if from != to => Some(input.ios_names()),
        _ => None,
    })
}

/// How a state of a machine stands to where the machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was left behind.
    Passed,
    /// It is here.
    Current,
    /// It is still to come.
    Ahead,
}

const INITIATOR: &[State] = &[
    State::Ready,
    State::IMm1,
    State::IMm2,
    State::IMm3,
    State::IMm4,
    State::IMm5,
    State::IMm6,
    State::P1Complete,
];
const RESPONDER: &[State] = &[
    State::Ready,
    State::RMm1,
    State::RMm2,
    State::RMm3,
    State::RMm4,
    State::RMm5,
    State::P1Complete,
];
const QUICK_INITIATOR: &[State] = &[State::QmReady, State::QmIQm1, State::QmPhase2Complete];
const QUICK_RESPONDER: &[State] = &[
    State::QmReady,
    State::QmSpiStarve,
    State::QmRQm2,
    State::QmPhase2Complete,
];

/// The way through main mode of a role, and how far it was gone.
pub fn main_mode_path(role: Option<Role>, at: State) -> Vec<(State, Standing)> {
    path(
        if role == Some(Role::Responder) {
            RESPONDER
        } else {
            INITIATOR
        },
        at,
    )
}

/// The way through quick mode of a role, and how far it was gone.
pub fn quick_mode_path(role: Option<Role>, at: State) -> Vec<(State, Standing)> {
    path(
        if role == Some(Role::Responder) {
            QUICK_RESPONDER
        } else {
            QUICK_INITIATOR
        },
        at,
    )
}

fn path(way: &[State], at: State) -> Vec<(State, Standing)> {
    let here = way.iter().position(|state| *state == at);
    let mut path: Vec<_> = way
        .iter()
        .enumerate()
        .map(|(index, state)| {
            let standing = match here {
                Some(here) if index < here => Standing::Passed,
                Some(here) if index == here => Standing::Current,
                _ => Standing::Ahead,
            };
            (*state, standing)
        })
        .collect();
    if here.is_none() {
        // Off the way: the SA was given up.
        path.push((at, Standing::Current));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_up_sa_stands_at_the_end_of_the_way() {
        let path = main_mode_path(Some(Role::Initiator), State::DestSa);
        assert_eq!(path.last(), Some(&(State::DestSa, Standing::Current)));
    }
}
