//! Comparing: which packet of both runs is looked at.

use super::{State, View};
use crate::view_model::compare::Comparison;
use crate::view_model::faults::packet_ref;

impl State {
    /// The row of a comparison that is looked at: the first difference, unless the reader has chosen another.
    pub fn compared_row(&self, comparison: &Comparison) -> usize {
        let chosen = self.compared.and_then(|packet| comparison.row_of(packet));
        chosen.or(comparison.first_difference()).unwrap_or(0)
    }

    /// Selects a row, and goes to its step if this run has the packet.
    pub(super) fn select_row(&mut self, row: usize) {
        let Some(comparison) = self.lab.comparison().cloned() else {
            return;
        };
        let Some(row) = comparison.rows.get(row) else { return };
        if let Some(now) = &row.now {
            self.go_by_hand(self.trace().end_of(now.ladder.step, self.place));
        }
        self.compared = Some(row.packet);
    }

    /// Selects the difference after the selected row, or the one before it, if there is one.
    pub(super) fn go_to_difference(&mut self, onwards: bool) {
        let Some(comparison) = self.lab.comparison().cloned() else {
            return;
        };
        let at = self.compared_row(&comparison);
        if let Some(row) = comparison.difference_from(at, onwards) {
            self.select_row(row);
        }
    }

    /// Where runs are compared, looks at the packet of the step.
    pub(super) fn follow_step(&mut self) {
        let packet = self.trace().steps[self.place.step].packet;
        if let Some(id) = packet.filter(|_| self.view == View::Compare) {
            self.compared = packet_ref(self.trace(), id);
        }
    }
}

#[cfg(test)]
mod tests {
    use ikelab_core::event::RouterId;
    use ikelab_share::Switch;

    use super::super::Action;
    use super::*;

    fn changed() -> State {
        let turn = Action::Turn {
            router: RouterId::R1,
            switch: Switch::ALL[0],
            on: true,
        };
        State::default().after(turn).after(Action::Show(View::Compare))
    }

    fn selected(state: &State) -> usize {
        state.compared_row(state.lab.comparison().unwrap())
    }

    #[test]
    fn differences_are_gone_through_and_the_step_follows() {
        let state = changed();
        let comparison = state.lab.comparison().unwrap().clone();
        let first = comparison.first_difference().unwrap();
        assert_eq!(selected(&state), first);
        assert_eq!(selected(&state.clone().after(Action::PreviousDifference)), first);
        let state = state.after(Action::SelectRow(0));
        let step = comparison.rows[0].now.as_ref().unwrap().ladder.step;
        assert_eq!((selected(&state), state.place.step), (0, step));
        assert_eq!(
            selected(&state.after(Action::NextDifference)),
            comparison.difference_from(0, true).unwrap()
        );
    }

    #[test]
    fn a_step_in_compare_selects_its_packet() {
        let state = changed().after(Action::SelectRow(0));
        let step = state.lab.comparison().unwrap().rows[2]
            .now
            .as_ref()
            .unwrap()
            .ladder
            .step;
        assert_eq!(selected(&state.after(Action::Go(step))), 2);
    }

    #[test]
    fn a_kept_run_stays_until_it_is_let_go() {
        let first = State::default();
        assert!(first.lab.comparison().is_none());
        let kept = first.clone().after(Action::KeepRun(true));
        assert!(kept.lab.keeps_run() && kept.lab.comparison().is_none());
        let turn = |index: usize| Action::Turn {
            router: RouterId::R2,
            switch: Switch::ALL[index],
            on: true,
        };
        let twice = kept.after(turn(0)).after(turn(1));
        assert!(twice.lab.comparison().unwrap().before == *first.lab.run());
        let released = twice.after(Action::KeepRun(false));
        assert!(released.lab.comparison().unwrap().before != *first.lab.run());
    }
}
