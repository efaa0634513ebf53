//! What is done in the lab: by the start of a lesson, by its solution, by its wrong answers.

use ikelab_core::event::RouterId;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::locator::{Locator, NotFound, Resolved, Subject, Target};
use ikelab_core::sim::{Fault, FaultKind, PacketRef, Scenario, Trace, forgery};
use ikelab_share::Switch;
use serde::{Deserialize, Serialize};

/// Something that a reader could do with the same effect, as an author writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "does nothing: it is `router` with `lines`, with `switch`, or with `find` and `replace`; or `what-if`, `forge` \
                 with `text`, `lose`, `look`; with pointers such as R1.MM4"
)]
pub enum LabAction {
    /// Types lines at a console, just after the step of a fact.
    Type {
        /// The router at whose console it is typed.
        router: RouterId,
        /// After what.
        #[serde(default = "start")]
        at: Locator,
        /// The lines.
        lines: Vec<String>,
    },
    /// Turns a switch of a router, just after the step of a fact.
    Turn {
        /// The router that it is done at.
        router: RouterId,
        /// After what.
        #[serde(default = "start")]
        at: Locator,
        /// The switch.
        switch: Switch,
        /// Whether it is switched on.
        #[serde(default = "yes")]
        on: bool,
    },
    /// Changes a configuration: what is found first is replaced.
    Edit {
        /// The router that it is done at.
        router: RouterId,
        /// What is found.
        find: String,
        /// What comes in its place.
        replace: String,
    },
    /// Makes both routers take what IOS refuses, or not.
    WhatIf {
        /// Whether they take it.
        #[serde(rename = "what-if")]
        what_if: bool,
    },
    /// Flips bits of a packet so that its ping carries another text.
    Forge {
        /// The packet.
        forge: Locator,
        /// The text.
        text: String,
    },
    /// Loses a packet.
    Lose {
        /// The packet.
        lose: Locator,
    },
    /// Looks at a fact, and changes nothing.
    Look {
        /// The fact.
        look: Locator,
    },
}

/// Before everything.
fn start() -> Locator {
    Locator {
        subject: Subject::Start,
        fields: Vec::new(),
    }
}

fn yes() -> bool {
    true
}

impl LabAction {
    /// The scenario after it; `trace` is that of `scenario`.
    ///
    /// # Errors
    /// Says what it needs and does not find.
    pub fn apply(&self, scenario: &Scenario, trace: &Trace) -> Result<Scenario, NotFound> {
        let mut after = scenario.clone();
        match self {
            LabAction::Type { router, at, lines } => {
                after = scenario.typed_after(trace, at.resolve(trace)?.step, *router, lines);
            }
            LabAction::Turn { router, at, switch, on } => {
                after = switch.turned_after(scenario, trace, at.resolve(trace)?.step, *router, *on);
            }
            LabAction::Edit { router, find, replace } => {
                let configuration = &mut after.routers[router.index()].configuration;
                if !configuration.contains(find) {
                    return Err(NotFound(format!("{router}'s configuration has no `{find}`")));
                }
                *configuration = configuration.replacen(find, replace, 1);
            }
            LabAction::WhatIf { what_if } => {
                for setup in &mut after.routers {
                    setup.platform.what_if = WhatIf {
                        seal_without_authentication: *what_if,
                        seal_with_manual_keys: *what_if,
                    };
                }
            }
            LabAction::Forge { forge: packet, text } => {
                let target = target(packet, trace)?;
                let found = packet.resolve(trace)?;
                let packet = captured(&found).and_then(|id| trace.packet(id));
                let faults = packet.and_then(|it| forgery::echo_data(it, target.occurrence, text.as_bytes()).ok());
                let faults = faults.ok_or_else(|| NotFound(format!("bits of {} cannot be flipped so", target.name)))?;
                after.faults.extend(faults);
            }
            LabAction::Lose { lose: packet } => after.faults.push(Fault {
                packet: target(packet, trace)?,
                kind: FaultKind::Lose,
            }),
            LabAction::Look { look } => drop(look.resolve(trace)?),
        }
        Ok(after)
    }

    /// The step to look at once it is done: that of the fact, or of what is typed just after it.
    pub fn place(&self) -> Option<&Locator> {
        match self {
            LabAction::Type { at, .. } | LabAction::Turn { at, .. } => Some(at),
            LabAction::Forge { forge: fact, .. } | LabAction::Lose { lose: fact } | LabAction::Look { look: fact } => {
                Some(fact)
            }
            LabAction::Edit { .. } | LabAction::WhatIf { .. } => None,
        }
    }
}

fn captured(found: &Resolved) -> Option<ikelab_core::event::PacketId> {
    match &found.target {
        Target::Packet(id) | Target::Field { packet: id, .. } => Some(*id),
        Target::Step | Target::Value(..) => None,
    }
}

/// A packet, as a fault names it.
fn target(fact: &Locator, trace: &Trace) -> Result<PacketRef, NotFound> {
    let found = fact.resolve(trace)?;
    let packet = captured(&found).and_then(|id| trace.packet(id));
    let packet = packet.ok_or_else(|| NotFound(format!("{fact} is no packet")))?;
    let earlier = trace.packets[..packet.id.0 as usize].iter();
    let same = earlier.filter(|other| (other.from, other.name) == (packet.from, packet.name));
    Ok(PacketRef {
        from: packet.from,
        name: packet.name,
        occurrence: same.count() as u32,
    })
}
