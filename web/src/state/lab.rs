//! The scenario that the reader edits, and the last one that could be run.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::ios;
use ikelab_core::ios::diagnostic::{Diagnostic, Severity};
use ikelab_core::sim::Scenario;

use super::history::History;
use super::run::Run;
use crate::view_model::console::typed_step;

/// What was changed last: typing on in one configuration is one step of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Burst {
    None,
    Typing(RouterId),
}

/// The draft, what is to be said about it, and the last good run.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    history: History<Rc<Scenario>>,
    burst: Burst,
    diagnostics: [Rc<[Diagnostic]>; 2],
    run: Run,
}

impl Lab {
    /// Begins with a scenario, and runs it.
    pub fn new(scenario: Scenario) -> Self {
        let scenario = Rc::new(scenario);
        let diagnostics = diagnose(&scenario);
        let run = Run::new(Rc::clone(&scenario));
        Lab {
            history: History::new(scenario),
            burst: Burst::None,
            diagnostics,
            run,
        }
    }

    /// What the editors hold.
    pub fn draft(&self) -> &Rc<Scenario> {
        self.history.present()
    }

    /// The last good run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What is to be said about a router's configuration.
    pub fn diagnostics(&self, router: RouterId) -> &Rc<[Diagnostic]> {
        &self.diagnostics[router.index()]
    }

    /// The lines that a router refuses.
    pub fn errors(&self, router: RouterId) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics[router.index()]
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether the draft can be run.
    pub fn is_sound(&self) -> bool {
        RouterId::BOTH
            .iter()
            .all(|router| self.errors(*router).next().is_none())
    }

    /// Whether the run is that of the draft.
    pub fn is_settled(&self) -> bool {
        *self.run.scenario == **self.draft()
    }

    /// Takes a configuration as it is being typed. It is run by [`Lab::settle`].
    pub fn edit(&mut self, router: RouterId, text: String) {
        let mut scenario = Scenario::clone(self.draft());
        scenario.routers[router.index()].configuration = text;
        if self.burst == Burst::Typing(router) {
            self.history.amend(Rc::new(scenario));
        } else {
            self.history.push(Rc::new(scenario));
        }
        self.burst = Burst::Typing(router);
        self.diagnostics = diagnose(self.draft());
    }

    /// Puts an accelerator into a router, or takes it out.
    pub fn set_accelerator(&mut self, router: RouterId, present: bool) {
        let mut scenario = Scenario::clone(self.draft());
        scenario.routers[router.index()].hardware.accelerator = present;
        self.change(scenario);
    }

    /// Types lines at a console just after a step of the run, and says at which step of the new run the last one is
    /// read; at none if the draft cannot be run.
    pub fn type_after(&mut self, step: usize, router: RouterId, text: &str) -> Option<usize> {
        self.settle();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if !self.is_settled() || lines.is_empty() {
            return None;
        }
        let step = step.min(self.run.trace.last_step());
        let scenario = self.draft().typed_after(&self.run.trace, step, router, &lines);
        let at = scenario.stimuli.last()?.at;
        self.change(scenario);
        typed_step(&self.run.scenario, &self.run.trace, router, at)
    }

    /// Changes the whole scenario.
    pub fn change(&mut self, scenario: Scenario) {
        self.history.push(Rc::new(scenario));
        self.moved();
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        self.history.undo();
        self.moved();
    }

    /// Makes the last undone change again.
    pub fn redo(&mut self) {
        self.history.redo();
        self.moved();
    }

    /// Whether there is a change to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is an undone change.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Runs the draft if both routers take it; the last good run stays otherwise.
    pub fn settle(&mut self) {
        self.burst = Burst::None;
        if self.is_sound() && !self.is_settled() {
            self.run = Run::new(Rc::clone(self.draft()));
        }
    }

    fn moved(&mut self) {
        self.diagnostics = diagnose(self.draft());
        self.settle();
    }
}

fn diagnose(scenario: &Scenario) -> [Rc<[Diagnostic]>; 2] {
    RouterId::BOTH.map(|router| {
        let setup = &scenario.routers[router.index()];
        ios::parse(&setup.configuration, setup.hardware).1.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::doc_50880;

    fn lab() -> Lab {
        Lab::new(doc_50880())
    }

    fn text(lab: &Lab) -> String {
        lab.draft().routers[RouterId::R1.index()].configuration.clone()
    }

    #[test]
    fn a_refused_line_is_reported_and_the_last_good_run_stays() {
        let mut lab = lab();
        let good = lab.run().clone();
        let broken = text(&lab).replace("esp-seal esp-sha-hmac", "esp-seal");
        let line = broken.lines().position(|line| line.contains("esp-seal")).unwrap() as u32 + 1;
        lab.edit(RouterId::R1, broken);
        lab.settle();
        assert!(!lab.is_sound());
        assert!(lab.errors(RouterId::R1).any(|error| error.line == line));
        assert!(*lab.run() == good && !lab.is_settled());
    }

    #[test]
    fn a_good_line_makes_a_new_run() {
        let mut lab = lab();
        let before = lab.run().clone();
        let text = text(&lab).replace("hash md5", "hash sha");
        lab.edit(RouterId::R1, text);
        assert!(*lab.run() == before, "typing runs nothing");
        lab.settle();
        assert!(*lab.run() != before && lab.is_settled());
    }

    #[test]
    fn typing_is_undone_by_the_burst() {
        let mut lab = lab();
        let before = text(&lab);
        lab.edit(RouterId::R1, format!("{before}!"));
        lab.edit(RouterId::R1, format!("{before}!!"));
        lab.settle();
        lab.edit(RouterId::R1, format!("{before}!!!"));
        lab.undo();
        assert_eq!(text(&lab), format!("{before}!!"));
        lab.undo();
        assert_eq!(text(&lab), before);
        assert!(!lab.can_undo() && lab.can_redo());
    }

    #[test]
    fn an_accelerator_changes_the_run_at_once() {
        let mut lab = lab();
        let before = lab.run().clone();
        lab.set_accelerator(RouterId::R1, true);
        assert!(lab.is_settled() || !lab.is_sound());
        lab.undo();
        assert_eq!(lab.run().trace, before.trace);
    }
}
