//! Looking closer: at the packet, its fields and bytes, and what the page says of them.

use std::rc::Rc;

use ikelab_core::event::PacketId;

use super::{Action, End, Inspection, LabView, State, Tab, View};
use crate::view_model::fields::Tree;
use crate::view_model::scene::{Flight, flight_at};

impl State {
    /// Does an action that is not stepping.
    pub fn apply(&mut self, action: Action) {
        let run = self.lab.run().clone();
        match action {
            Action::Select { field, byte } => self.inspection.select(field, byte),
            Action::TreeKey(arrow) => self.with_tree(|inspection, tree| inspection.press_in_tree(tree, arrow)),
            Action::TreeLetter(letter) => self.with_tree(|inspection, tree| inspection.type_in_tree(tree, letter)),
            Action::GridKey {
                arrow,
                with_control,
                range,
                per_row,
            } => self.with_tree(|inspection, tree| {
                inspection.press_in_grid(tree, arrow, with_control, &range, per_row);
            }),
            Action::Open { field, open } => drop(self.inspection.opened.insert(field, open)),
            Action::Decrypt(decrypted) => self.inspection.decrypted = decrypted,
            Action::LookAt(end) => self.inspection.end = end,
            Action::ShowTab(tab) => self.inspection.tab = tab,
            Action::ShowLab(lab) => self.inspection.lab = lab,
            Action::ShowIteration { index, byte } => self.show_iteration(index, byte),
            Action::ShowWord(table, place) => {
                self.inspection.lab = LabView::Tables;
                self.inspection.word = (table, place);
            }
            Action::Ask(node) => self.ask(node),
            Action::AskAfresh(node) => self.inspection.walk = vec![node],
            Action::AskBack(length) => self.ask_back(length),
            Action::Point(event) => self.pointed = event,
            Action::OpenConsoles => {
                self.view = View::Exchange;
                self.inspection.tab = Tab::Consoles;
            }
            Action::KeepRun(keep) => self.lab.keep(keep),
            Action::SelectRow(row) => self.select_row(row),
            Action::NextDifference => self.go_to_difference(true),
            Action::PreviousDifference => self.go_to_difference(false),
            Action::GoToCause(event) => self.follow(event),
            Action::Choose(settings) => self.settings = settings,
            Action::OpenTamper(open) => self.tampering = open && self.can_tamper(),
            Action::OpenSettings(open) => self.settings_open = open,
            Action::OpenSharing(open) => self.sharing.open = open,
            Action::Refuse(problem) => self.sharing.problem = Some(problem),
            Action::Dismiss => self.sharing.problem = None,
            Action::HideKeysNote => self.sharing.keys_left_out = 0,
            Action::Look(fact) => self.look_at(&fact),
            action @ (Action::Study(_) | Action::Follow(..) | Action::Return(_)) => self.change_and_grade(action),
            _ if self.is_read_only() => {}
            Action::Examine => self.lab.examine(),
            Action::CloseReport => self.lab.close_report(),
            Action::Edit { router, text } => self.lab.edit(router, text),
            change => self.change_and_grade(change),
        }
        if *self.lab.run() != run {
            // The values and events of another run are others.
            self.inspection.walk.clear();
            self.pointed = None;
        }
    }

    /// The packet of the step with its fields, if it has one that its sender has sent.
    pub(super) fn tree(&self) -> Option<(PacketId, Rc<Tree>)> {
        let trace = self.trace();
        if flight_at(trace, self.place) == Flight::Unsent {
            return None;
        }
        let packet = trace.steps[self.place.step].packet.and_then(|id| trace.packet(id))?;
        Some((
            packet.id,
            self.lab.run().tree_at(packet, self.inspection.decrypted, self.end()),
        ))
    }

    /// Whether the wire can be made to do something to the packet of the step.
    pub fn can_tamper(&self) -> bool {
        !self.is_read_only() && self.view == View::Exchange && self.tree().is_some()
    }

    /// The end of the wire at which the packet is looked at: before it has arrived, its sender's.
    pub fn end(&self) -> End {
        match flight_at(self.trace(), self.place) {
            Flight::Arrived => self.inspection.end,
            Flight::Unsent | Flight::OnWire | Flight::Lost => End::Sent,
        }
    }

    /// Changes what is looked at in it.
    pub(super) fn with_tree(&mut self, change: impl FnOnce(&mut Inspection, &Tree)) {
        if let Some((_, tree)) = self.tree() {
            change(&mut self.inspection, &tree);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_field_outlives_the_packet_and_its_byte_does_not() {
        let state = State::default().after(Action::Go(3));
        let state = state.after(Action::Select {
            field: "nonce/data".into(),
            byte: Some(200),
        });
        let state = state.after(Action::Next);
        assert_eq!(state.inspection.field.as_deref(), Some("nonce/data"));
        assert_eq!(state.inspection.byte, None);
    }
}
