//! A router's console by itself: lines are typed, and no time passes.

use ikelab_core::effects::{Effect, Effects};
use ikelab_core::event::{ConsoleEvent, EventKind, Outcome, PacketId, RouterId, ValueId};
use ikelab_core::exec::Device;
use ikelab_core::ios::{Console, Platform, RunningConfig};
use ikelab_core::router::{Input, Memory, Router};
use ikelab_core::sim::LabelledRandom;
use ikelab_core::time::SimTime;
use ikelab_core::topology::Surroundings;

/// A console and the router behind it.
#[derive(Debug, Clone)]
pub struct Terminal(Device);

impl Terminal {
    /// The console of R1, just switched on with `config`.
    #[must_use]
    pub fn new(config: RunningConfig, platform: Platform) -> Terminal {
        Terminal(Device::new(Router::new(
            RouterId::R1,
            config,
            platform,
            Memory::default(),
            Surroundings::default(),
        )))
    }

    /// Types a line: what it is understood as, unless it waits for the command before it.
    pub fn enter(&mut self, line: &str) -> Option<Outcome> {
        let mut random = LabelledRandom::new(RouterId::R1, 0, &[]);
        let mut effects = Effects::new(RouterId::R1, SimTime::ZERO, &mut random, None, PacketId(0), ValueId(0));
        self.0.handle(Input::Console(line), &mut effects);
        effects.finish().0.into_iter().find_map(|effect| match effect {
            Effect::Event(event) => match event.kind {
                EventKind::Console(ConsoleEvent::Typed { outcome, .. }) => Some(outcome),
                _ => None,
            },
            _ => None,
        })
    }

    /// The console as it is now.
    #[must_use]
    pub fn console(&self) -> &Console {
        &self.0.router().status().console
    }
}
