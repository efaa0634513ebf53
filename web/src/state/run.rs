//! A scenario that was run, shared by all that show it.

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use ikelab_core::arrival::arrived;
use ikelab_core::crypto::seal::{KEY_LEN, Tables};
use ikelab_core::event::{PacketId, RouterId};
use ikelab_core::provenance::Provenance;
use ikelab_core::sim::{self, CapturedPacket, Scenario, Trace};
use ikelab_core::transcript::Console;

use super::End;
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
    arrivals: Recent<PacketId, Option<CapturedPacket>>,
    trees: Recent<(PacketId, bool, End), Tree>,
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

    /// A packet as its receiver gets it, where it does not read what was sent.
    pub fn arrival(&self, packet: &CapturedPacket) -> Rc<Option<CapturedPacket>> {
        let plaintext = |packet: &CapturedPacket| Some(packet.protection.as_ref()?.plaintext.clone());
        let differs = |arrived: &CapturedPacket| {
            let reads = plaintext(arrived);
            arrived.bytes != packet.bytes || reads.is_some() && reads != plaintext(packet)
        };
        self.arrivals
            .get(packet.id, || Rc::new(arrived(&self.trace, packet).filter(differs)))
    }

    /// A packet with its fields, as it is on the wire or decrypted, as it was sent.
    pub fn tree(&self, packet: &CapturedPacket, decrypted: bool) -> Rc<Tree> {
        self.tree_at(packet, decrypted, End::Sent)
    }

    /// The same, at an end of the wire.
    pub fn tree_at(&self, packet: &CapturedPacket, decrypted: bool, end: End) -> Rc<Tree> {
        self.trees.get((packet.id, decrypted, end), || {
            Rc::new(match (&*self.arrival(packet), end) {
                (None, _) => Tree::new(packet, decrypted),
                (Some(arrived), End::Sent) => Tree::beside(packet, arrived, decrypted),
                (Some(arrived), End::Arrived) => Tree::beside(arrived, packet, decrypted),
            })
        })
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
            arrivals: Recent::default(),
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use ikelab_core::effects::PacketName;
    use ikelab_core::sim::{Fate, doc_50880};
    use ikelab_tests::everything::{forged, scenarios};

    fn named(run: &Run, name: PacketName) -> &CapturedPacket {
        run.trace.packets.iter().find(|packet| packet.name == name).unwrap()
    }

    #[test]
    fn a_receiver_with_the_same_keys_reads_what_was_sent() {
        let run = Run::new(Rc::new(doc_50880()));
        for packet in &run.trace.packets {
            let arrived = arrived(&run.trace, packet).unwrap();
            assert_eq!(arrived.protection, packet.protection, "{}", packet.name);
            assert!(run.arrival(packet).is_none(), "{}", packet.name);
        }
    }

    #[test]
    fn a_forged_packet_is_read_as_forged_and_only_its_changed_bytes_differ() {
        let run = Run::new(Rc::new(forged()));
        let packet = named(&run, PacketName::Esp(2));
        let arrival = run.arrival(packet);
        let arrived = arrival.as_ref().as_ref().unwrap();
        let reads = |text: &[u8]| {
            arrived
                .protection
                .as_ref()
                .unwrap()
                .plaintext
                .windows(6)
                .any(|it| it == text)
        };
        assert!(reads(b"forged"));
        let Fate::Altered { bytes, .. } = &packet.fate else {
            panic!("{:?}", packet.fate)
        };
        let changed = packet
            .bytes
            .iter()
            .zip(bytes)
            .filter(|(this, that)| this != that)
            .count();
        for (decrypted, end) in [(true, End::Sent), (true, End::Arrived), (false, End::Arrived)] {
            assert_eq!(run.tree_at(packet, decrypted, end).differences(), changed);
        }
    }

    #[test]
    fn another_pre_shared_key_makes_garbage_of_the_same_bytes() {
        let scenario = scenarios().into_iter().find(|(name, _)| name == "wrong-key").unwrap().1;
        let run = Run::new(Rc::new(scenario));
        let packet = named(&run, PacketName::MainMode(5));
        let arrival = run.arrival(packet);
        let arrived = arrival.as_ref().as_ref().unwrap();
        assert_eq!(arrived.bytes, packet.bytes);
        let [sent, read] = [packet, arrived].map(|packet| packet.protection.clone().unwrap());
        assert_ne!(sent.cipher, read.cipher, "another key");
        assert_ne!(sent.plaintext, read.plaintext);
        assert_eq!(run.tree_at(packet, false, End::Arrived).differences(), 0);
    }

    #[test]
    fn whatever_arrives_has_a_field_for_each_byte() {
        for (name, scenario) in scenarios() {
            let run = Run::new(Rc::new(scenario));
            for packet in run.trace.packets.iter().filter(|packet| run.arrival(packet).is_some()) {
                for decrypted in [false, true] {
                    let tree = run.tree_at(packet, decrypted, End::Arrived);
                    let has_leaf = |byte| tree.leaf_at(byte).is_some();
                    assert!((0..tree.bytes.len() as u32).all(has_leaf), "{name}: {}", packet.name);
                }
            }
        }
    }
}
