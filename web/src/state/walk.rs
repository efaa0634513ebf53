//! Walking: from a value to what it was made from, or to what it goes into, and back.

use ikelab_core::provenance::{self, Node, Span};
use ikelab_core::sim::Place;

use super::{End, Inspection, State};
use crate::view_model::provenance::step_of;

impl State {
    /// What is shown where values come from: what was walked to, or else the selected field; while a message is being made,
    /// what its sender has computed last.
    pub fn walk(&self) -> Vec<Node> {
        if !self.inspection.walk.is_empty() {
            return self.inspection.walk.clone();
        }
        let selected = self.inspection.field.as_deref();
        let field = self
            .tree()
            .map(|(packet, tree)| Node::Field(tree.span(packet, selected)));
        field.or_else(|| self.computed_last()).into_iter().collect()
    }

    /// The value that was computed last in the step, until the place.
    fn computed_last(&self) -> Option<Node> {
        let run = self.lab.run();
        let from = run.trace.steps[self.place.step].events.start;
        let so_far = from..run.trace.new_at(self.place).end;
        let when = |known: [Option<u32>; 2]| known.into_iter().flatten().filter(|event| so_far.contains(event)).max();
        let all = run.provenance().computed.iter();
        let (_, last) = (0..)
            .zip(all)
            .filter_map(|(index, computed)| Some((when(computed.known)?, index)))
            .max()?;
        Some(Node::Computed(last))
    }

    /// Walks on to a value. One that lies in a packet is selected there too.
    pub(super) fn ask(&mut self, node: Node) {
        let mut walk = self.walk();
        if walk.last() != Some(&node) {
            walk.push(node);
        }
        self.visit(walk);
    }

    /// Walks back to one of the values on the way, as many as there are to it.
    pub(super) fn ask_back(&mut self, length: usize) {
        let mut walk = self.walk();
        if length > 0 {
            walk.truncate(length);
            self.visit(walk);
        }
    }

    /// Goes to an event, and selects the bytes that it is about.
    pub(super) fn follow(&mut self, event: u32) {
        let run = self.lab.run().clone();
        let place = match self.place.is_fine() {
            true => run.trace.after_events(event + 1),
            false => Place::step(run.trace.steps.partition_point(|step| step.events.end <= event)),
        };
        self.go_by_hand(place);
        let cause = provenance::cause(&run.trace, event);
        let shown = run.trace.steps[self.place.step].packet;
        if let Some(span) = cause.filter(|span| shown == Some(span.packet)) {
            self.with_tree(|inspection, tree| {
                if let Some(index) = tree.about(&span) {
                    inspection.select(tree.nodes()[index].path.clone(), None);
                }
            });
        }
    }

    /// The bytes that the record is about which is pointed at.
    pub fn pointed_at(&self) -> Option<Span> {
        let run = self.lab.run();
        provenance::cause(&run.trace, self.pointed?)
    }

    /// The step of the record that is pointed at.
    pub fn pointed_step(&self) -> Option<usize> {
        let event = self.pointed?;
        Some(self.trace().steps.partition_point(|step| step.events.end <= event))
    }

    /// The selected field of the packet of the step.
    pub fn field(&self) -> Option<Span> {
        let (packet, tree) = self.tree()?;
        Some(tree.span(packet, self.inspection.field.as_deref()))
    }

    fn visit(&mut self, walk: Vec<Node>) {
        if let Some(Node::Field(span)) = walk.last() {
            let run = self.lab.run().clone();
            let packet = run.trace.packet(span.packet);
            if let Some((packet, step)) = packet.and_then(|packet| Some((packet, step_of(&run, packet)?))) {
                self.go_by_hand(self.trace().end_of(step, self.place));
                self.inspection.decrypted = span.decrypted || packet.protection.is_none();
                self.inspection.end = End::Sent;
                let tree = run.tree(packet, span.decrypted);
                let path = tree.nodes()[tree.at_span(span)].path.clone();
                self.inspection.select(path, None);
            }
        }
        self.inspection.walk = walk;
    }

    /// Shows an iteration of SEAL, and selects its first byte if the packet uses it.
    pub(super) fn show_iteration(&mut self, index: u8, byte: Option<u32>) {
        self.with_tree(|inspection: &mut Inspection, tree| {
            if let Some(leaf) = byte.and_then(|byte| tree.leaf_at(byte)) {
                inspection.select(tree.nodes()[leaf].path.clone(), byte);
            }
            inspection.iteration = Some(index);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Action;
    use ikelab_core::event::{EventKind, Quantity};

    #[test]
    fn a_way_is_walked_and_walked_back() {
        let state = State::default().after(Action::Go(4));
        let nonce = state.walk();
        let [Node::Field(span)] = &nonce[..] else {
            panic!("{nonce:?}")
        };
        let skeyid = state.lab.run().provenance().uses(state.trace(), &Node::Field(*span))[0].clone();
        let state = state.after(Action::Ask(skeyid.clone()));
        assert_eq!(state.walk(), [nonce[0].clone(), skeyid.clone()]);
        let run = state.lab.run().clone();
        let Node::Computed(index) = skeyid else {
            panic!("{skeyid:?}")
        };
        let computed = &run.provenance().computed[index as usize];
        assert_eq!(computed.quantity, Quantity::Skeyid);
        let made = run.provenance().expression(&run.trace, &Node::Computed(index)).unwrap();
        let other = made.values().nth(1).unwrap().clone();
        let state = state.after(Action::Ask(other.clone()));
        assert_eq!(state.place.step, 3, "a nonce of MM3 is looked at in MM3");
        assert_eq!(state.walk().last(), Some(&other));
        let state = state.after(Action::AskBack(1));
        assert_eq!((state.place.step, state.walk()), (4, nonce.clone()));
        let state = state.after(Action::AskBack(0));
        assert_eq!(state.walk(), nonce, "there is nothing before the first");
    }

    #[test]
    fn a_record_leads_to_its_step_and_its_bytes() {
        use ikelab_core::event::{EventKind, IsakmpEvent};
        use ikelab_core::isakmp::numbers::PayloadType;
        let state = State::default();
        let is_nonce = |event: &ikelab_core::event::Event| {
            let payload = PayloadType::Nonce;
            event.kind
                == EventKind::Isakmp {
                    conn: Some(1),
                    event: IsakmpEvent::Processing { payload, message_id: 0 },
                }
        };
        let event = state.trace().events.iter().position(is_nonce).unwrap() as u32;
        let state = state.after(Action::GoToCause(event));
        assert_eq!(state.place.step, 3);
        assert_eq!(state.inspection.field.as_deref(), Some("/isakmp.nonce"));
    }

    #[test]
    fn a_message_that_is_being_made_has_no_bytes_yet() {
        let mut state = State::default().after(Action::Go(3)).after(Action::StepByEvent(true));
        let mut computed = Vec::new();
        while state.place.step < 9 {
            state = state.after(Action::Next);
            let trace = &state.lab.run().trace;
            let new = trace.new_at(state.place);
            if let EventKind::Derived(derived) = &trace.events[new.start as usize].kind
                && state.field().is_none()
            {
                let [Node::Computed(shown)] = state.walk()[..] else {
                    panic!("{:?}: {:?}", derived.quantity, state.walk());
                };
                computed.push(derived.quantity);
                assert_eq!(
                    state.lab.run().provenance().computed[shown as usize].quantity,
                    derived.quantity
                );
            }
        }
        assert!(
            computed.contains(&Quantity::HashI) && computed.contains(&Quantity::HashR),
            "{computed:?}"
        );
        let sent = state.after(Action::Go(8));
        assert!(
            matches!(sent.walk()[..], [Node::Field(_)]),
            "its fields are there once it is sent"
        );
    }

    #[test]
    fn an_iteration_is_followed_by_the_byte_and_the_other_way_round() {
        let state = State::default().after(Action::Go(10));
        let show = |index, byte| Action::ShowIteration { index, byte };
        let state = state.after(show(2, Some(28 + 32)));
        assert_eq!((state.inspection.byte, state.inspection.iteration), (Some(60), Some(2)));
        let state = state.after(show(40, None));
        assert_eq!(
            (state.inspection.byte, state.inspection.iteration),
            (Some(60), Some(40))
        );
        let field = state.inspection.field.clone().unwrap();
        let state = state.after(Action::Select { field, byte: Some(60) });
        assert_eq!(state.inspection.iteration, None);
    }
}
