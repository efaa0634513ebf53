//! A scenario that was run, shared by all that show it.

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use ikelab_core::crypto::seal::{KEY_LEN, Tables};
use ikelab_core::event::{PacketId, RouterId};
use ikelab_core::provenance::Provenance;
use ikelab_core::sim::{self, CapturedPacket, Scenario, Trace};
use ikelab_core::transcript::Console;

use crate::view_model::fields::Tree;
use crate::view_model::verdict::{Verdict, verdict};

/// All that is known of a run. Computed once; a step is a place in it.
#[derive(Debug)]
pub struct RunData {
    /// What it was made from.
    pub scenario: Rc<Scenario>,
    /// What happened.
    pub trace: Trace,
    provenance: OnceCell<Provenance>,
    consoles: OnceCell<[Console; 2]>,
    trees: Recent<(PacketId, bool), Tree>,
    tables: Recent<[u8; KEY_LEN], Tables>,
    verdict: OnceCell<Verdict>,
}

impl RunData {
    /// What came of it.
    pub fn verdict(&self) -> &Verdict {
        self.verdict.get_or_init(|| verdict(&self.trace))
    }

    /// The consoles of R1 and R2, gone through when they are first asked for.
    pub fn consoles(&self) -> &[Console; 2] {
        self.consoles
            .get_or_init(|| RouterId::BOTH.map(|router| Console::new(&self.trace, router)))
    }

    /// Where its values come from: looked up when it is first asked for.
    pub fn provenance(&self) -> &Provenance {
        self.provenance.get_or_init(|| Provenance::new(&self.trace))
    }

    /// A packet with its fields, as it is on the wire or decrypted.
    pub fn tree(&self, packet: &CapturedPacket, decrypted: bool) -> Rc<Tree> {
        self.trees.get((packet.id, decrypted), || Tree::new(packet, decrypted))
    }

    /// What SEAL makes of a key.
    pub fn tables(&self, key: &[u8; KEY_LEN]) -> Rc<Tables> {
        self.tables.get(*key, || Rc::new(Tables::new(key)))
    }
}

/// The last few values that were asked for: a step asks for the same ones from many places.
#[derive(Debug)]
struct Recent<K, V>(RefCell<Vec<(K, Rc<V>)>>);

impl<K: PartialEq, V> Recent<K, V> {
    const MOST: usize = 8;

    fn get(&self, key: K, make: impl FnOnce() -> Rc<V>) -> Rc<V> {
        let mut known = self.0.borrow_mut();
        if let Some((_, value)) = known.iter().find(|(other, _)| *other == key) {
            return Rc::clone(value);
        }
        let value = make();
        known.truncate(Self::MOST - 1);
        known.insert(0, (key, Rc::clone(&value)));
        value
    }
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Recent(RefCell::default())
    }
}

/// A shared run. Two are equal if they are the same one, so that a component never compares traces.
#[derive(Debug, Clone)]
pub struct Run(Rc<RunData>);

impl Run {
    /// Runs a scenario.
    pub fn new(scenario: Rc<Scenario>) -> Self {
        let trace = sim::run(&scenario);
        Run(Rc::new(RunData {
            provenance: OnceCell::new(),
            scenario,
            trace,
            consoles: OnceCell::new(),
            trees: Recent::default(),
            tables: Recent::default(),
            verdict: OnceCell::new(),
        }))
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Run {
    type Target = RunData;

    fn deref(&self) -> &RunData {
        &self.0
    }
}
