//! What comes of typed lines.

use alloc::string::ToString;
use alloc::sync::Arc;

use super::{Counters, Learned, RouterStatus};
use crate::event::{ConsoleEvent, CounterKind};
use crate::ios::RunningConfig;
use crate::ios::console::{Console, ConsoleMode, Debugging};
use crate::ios::routing::{Route, RoutingTable};
use crate::time::SimTime;

impl RouterStatus {
    pub(super) fn apply_console(&mut self, at: SimTime, event: &ConsoleEvent) {
        match event {
            ConsoleEvent::ModeChanged(mode) => self.console.mode = mode.clone(),
            ConsoleEvent::Configured { config } => self.configure(config.clone()),
            ConsoleEvent::Saved => self.console.startup = self.console.config.clone(),
            ConsoleEvent::DebuggingChanged(debugging) => self.console.debugging = *debugging,
            ConsoleEvent::Asked(question) => self.console.question = Some(question),
            ConsoleEvent::AskedEnough => self.console.question = None,
            ConsoleEvent::CountersCleared(kind) => self.clear_counters(kind),
            ConsoleEvent::Reloading => self.restart(),
            ConsoleEvent::Restarted => (self.started, self.is_starting) = (at, false),
            ConsoleEvent::Typed { .. }
            | ConsoleEvent::PingStarted { .. }
            | ConsoleEvent::SourceInvalid
            | ConsoleEvent::PingFinished { .. }
            | ConsoleEvent::TracerouteStarted { .. }
            | ConsoleEvent::TracerouteHop { .. }
            | ConsoleEvent::TracerouteFinished => {}
        }
    }

    /// Takes a configuration.
    fn configure(&mut self, config: Arc<RunningConfig>) {
        self.console.config = config;
        self.make_routes();
    }

    /// Makes the routing table: here, and not for each packet.
    fn make_routes(&mut self) {
        let mut learned = self.learned.routes.clone();
        learned.extend(self.negotiated_routes());
        self.routes = Arc::new(RoutingTable::new(&self.console.config, &learned));
    }

    /// Makes the routing table anew if SAs that came or went may change it.
    pub(super) fn follow_sas(&mut self) {
        if self.console.config.has_negotiated_routes() {
            self.make_routes();
        }
    }

    /// Takes what routing protocols have learned.
    pub(super) fn learn(&mut self, at: SimTime, routes: &[Route]) {
        let routes = routes.to_vec();
        self.learned = Arc::new(Learned { at, routes });
        self.make_routes();
    }

    fn clear_counters(&mut self, kind: &CounterKind) {
        match kind {
            CounterKind::AccessLists(None) => {
                self.access_list_matches.clear();
                self.filter_matches.clear();
            }
            CounterKind::AccessLists(Some(list)) => {
                self.access_list_matches.retain(|it| it.list != *list);
                self.filter_matches.retain(|it| it.list.to_string() != *list);
            }
            CounterKind::IpsecSas => {
                for ident in &mut self.idents {
                    ident.counters = Counters::default();
                }
            }
            CounterKind::Interfaces => {}
        }
    }

    /// Forgets all that does not outlast a start.
    fn restart(&mut self) {
        let console = core::mem::take(&mut self.console);
        *self = RouterStatus {
            console: Console {
                mode: ConsoleMode::default(),
                debugging: Debugging::OFF,
                ..console
            },
            is_starting: true,
            ..RouterStatus::default()
        };
        self.configure(Arc::clone(&self.console.startup));
    }
}
