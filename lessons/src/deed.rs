//! What is done in the lab: by the start of a lesson, by its solution, by its wrong answers.

use ikelab_core::event::RouterId;
use ikelab_core::fact::{Fact, Found, NotFound, What};
use ikelab_core::ios::config::WhatIf;
use ikelab_core::ios::switches::Switch;
use ikelab_core::sim::{Fault, FaultKind, PacketRef, Scenario, Trace, forgery};

/// Something that a reader could do with the same effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Types lines at a console, just after the step of a fact.
    Type {
        /// Whose console.
        router: RouterId,
        /// After what.
        at: Fact,
        /// The lines.
        lines: Vec<String>,
    },
    /// Turns a switch of a router, just after the step of a fact.
    Turn {
        /// Whose.
        router: RouterId,
        /// After what.
        at: Fact,
        /// Which.
        switch: Switch,
        /// On.
        on: bool,
    },
    /// Changes a configuration: what is found first is replaced.
    Edit {
        /// Whose.
        router: RouterId,
        /// What is found.
        find: String,
        /// What comes in its place.
        replace: String,
    },
    /// Makes both routers take what IOS refuses, or not.
    WhatIf(bool),
    /// Flips bits of a packet so that its ping carries another text.
    Forge {
        /// The packet.
        packet: Fact,
        /// The text.
        text: String,
    },
    /// Loses a packet.
    Lose(Fact),
    /// Looks at a fact, and changes nothing.
    Look(Fact),
}

impl Deed {
    /// The scenario after it; `trace` is that of `scenario`.
    ///
    /// # Errors
    /// Says what it needs and does not find.
    pub fn perform(&self, scenario: &Scenario, trace: &Trace) -> Result<Scenario, NotFound> {
        let mut after = scenario.clone();
        match self {
            Deed::Type { router, at, lines } => {
                after = scenario.typed_after(trace, at.find(trace)?.step, *router, lines);
            }
            Deed::Turn { router, at, switch, on } => {
                after = scenario.turned_after(trace, at.find(trace)?.step, *router, *switch, *on);
            }
            Deed::Edit { router, find, replace } => {
                let configuration = &mut after.routers[router.index()].configuration;
                if !configuration.contains(find) {
                    return Err(NotFound(format!("{router}'s configuration has no `{find}`")));
                }
                *configuration = configuration.replacen(find, replace, 1);
            }
            Deed::WhatIf(allowed) => {
                for setup in &mut after.routers {
                    setup.platform.what_if = WhatIf {
                        seal_without_authentication: *allowed,
                        seal_with_manual_keys: *allowed,
                    };
                }
            }
            Deed::Forge { packet, text } => {
                let target = target(packet, trace)?;
                let found = packet.find(trace)?;
                let packet = captured(&found).and_then(|id| trace.packet(id));
                let faults = packet.and_then(|it| forgery::echo_data(it, target.occurrence, text.as_bytes()).ok());
                let faults = faults.ok_or_else(|| NotFound(format!("bits of {} cannot be flipped so", target.name)))?;
                after.faults.extend(faults);
            }
            Deed::Lose(packet) => after.faults.push(Fault {
                packet: target(packet, trace)?,
                kind: FaultKind::Lose,
            }),
            Deed::Look(fact) => drop(fact.find(trace)?),
        }
        Ok(after)
    }

    /// The step to look at once it is done: that of the fact, or of what is typed just after it.
    pub fn place(&self) -> Option<&Fact> {
        match self {
            Deed::Type { at, .. } | Deed::Turn { at, .. } => Some(at),
            Deed::Forge { packet: fact, .. } | Deed::Lose(fact) | Deed::Look(fact) => Some(fact),
            Deed::Edit { .. } | Deed::WhatIf(_) => None,
        }
    }
}

fn captured(found: &Found) -> Option<ikelab_core::event::PacketId> {
    match &found.what {
        What::Packet(id) | What::Field { packet: id, .. } => Some(*id),
        What::Step | What::Value(..) => None,
    }
}

/// A packet, as a fault names it.
fn target(fact: &Fact, trace: &Trace) -> Result<PacketRef, NotFound> {
    let found = fact.find(trace)?;
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
