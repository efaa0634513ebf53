//! What typed lines change.

use super::{Counters, RouterStatus};
use crate::event::ConsoleEvent;
use crate::ios::console::{Console, Outcome};
use crate::ios::exec::{ClearLine, ExecLine};
use crate::time::SimTime;

impl RouterStatus {
    pub(super) fn apply_console(&mut self, at: SimTime, event: &ConsoleEvent) {
        match event {
            ConsoleEvent::Typed { line, outcome, .. } => {
                self.console.enter(line);
                match outcome {
                    Outcome::Exec(ExecLine::Clear(what)) => self.clear(what),
                    Outcome::Exec(ExecLine::Reload) => self.forget_everything(),
                    _ => {}
                }
            }
            ConsoleEvent::Restarted => self.started = at,
            ConsoleEvent::PingStarted { .. } | ConsoleEvent::PingSourceInvalid | ConsoleEvent::PingFinished { .. } => {}
        }
    }

    /// Counters; SAs go by events of their own.
    fn clear(&mut self, what: &ClearLine) {
        match what {
            ClearLine::AccessListCounters => self.access_list_matches.clear(),
            ClearLine::SaCounters => {
                for ident in &mut self.idents {
                    ident.counters = Counters::default();
                }
            }
            _ => {}
        }
    }

    fn forget_everything(&mut self) {
        *self = RouterStatus {
            console: core::mem::take::<Console>(&mut self.console),
            ..RouterStatus::default()
        };
    }
}
