//! A scenario that was run, shared by all that show it.

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::provenance::Provenance;
use ikelab_core::sim::{self, Scenario, Trace};

use crate::view_model::console::{self, Line};

/// All that is known of a run. Computed once; a step is a place in it.
#[derive(Debug)]
pub struct Ran {
    /// What it was made from.
    pub scenario: Rc<Scenario>,
    /// What happened.
    pub trace: Trace,
    provenance: OnceCell<Provenance>,
    consoles: OnceCell<[Vec<Line>; 2]>,
}

impl Ran {
    /// All that the consoles of R1 and R2 show, written down when it is first asked for.
    pub fn consoles(&self) -> &[Vec<Line>; 2] {
        self.consoles
            .get_or_init(|| RouterId::BOTH.map(|router| console::lines(&self.trace, router)))
    }

    /// Where its values come from: looked up when it is first asked for.
    pub fn provenance(&self) -> &Provenance {
        self.provenance
            .get_or_init(|| Provenance::new(&self.scenario, &self.trace))
    }
}

/// A shared run. Two are equal if they are the same one, so that a component never compares traces.
#[derive(Debug, Clone)]
pub struct Run(Rc<Ran>);

impl Run {
    /// Runs a scenario.
    pub fn new(scenario: Rc<Scenario>) -> Self {
        let trace = sim::run(&scenario);
        Run(Rc::new(Ran {
            provenance: OnceCell::new(),
            scenario,
            trace,
            consoles: OnceCell::new(),
        }))
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Run {
    type Target = Ran;

    fn deref(&self) -> &Ran {
        &self.0
    }
}
