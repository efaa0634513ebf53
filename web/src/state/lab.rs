//! The scenario that the reader edits, and the last one that could be run.

use std::cell::OnceCell;
use std::rc::Rc;

use ikelab_core::doctor::{self, Report, Typed};
use ikelab_core::event::RouterId;
use ikelab_core::ios;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::ios::diagnostic::{Diagnostic, Severity};
use ikelab_core::sim::{Fault, FaultKind, PRESETS, RouterSetup, Scenario, Trace, typed_lines};
use ikelab_share::Switch;

use super::history::History;
use super::run::Run;
use crate::view_model::compare::Comparison;
use crate::view_model::console::typed_step;
use crate::view_model::narration::first_effect;

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
    /// Whether the text that was opened last held both configurations.
    held_both: bool,
    /// Where in the history a scenario was begun with, and whether that is a preset: its name.
    begun: Vec<(usize, Option<&'static str>)>,
    /// What was found out about the draft, if somebody asked.
    report: Option<Rc<Report>>,
    /// Those of the draft, once they were asked for.
    diagnostics: OnceCell<[Rc<[Diagnostic]>; 2]>,
    run: Run,
    /// The run before the last change.
    before: Option<Run>,
    /// A run that the reader keeps to compare others with.
    kept: Option<Run>,
    /// Both runs side by side, once they were asked for.
    comparison: OnceCell<Option<Rc<Comparison>>>,
}

impl Lab {
    /// Begins with a scenario, and runs it.
    pub fn new(scenario: Scenario) -> Self {
        let begun = vec![(0, name_of(&scenario))];
        let scenario = Rc::new(scenario);
        let run = Run::new(Rc::clone(&scenario));
        Lab {
            history: History::new(scenario),
            burst: Burst::None,
            held_both: false,
            begun,
            report: None,
            diagnostics: OnceCell::new(),
            run,
            before: None,
            kept: None,
            comparison: OnceCell::new(),
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

    /// The preset that the reader has begun with, whatever was changed since.
    pub fn preset(&self) -> Option<&'static str> {
        let depth = self.history.depth();
        self.begun
            .iter()
            .rfind(|(at, _)| *at <= depth)
            .and_then(|(_, name)| *name)
    }

    /// Keeps this run to compare others with, or lets the kept one go.
    pub fn keep(&mut self, keep: bool) {
        self.kept = keep.then(|| self.run.clone());
        self.comparison.take();
    }

    /// Whether a run is kept.
    pub fn keeps_run(&self) -> bool {
        self.kept.is_some()
    }

    /// The run beside the kept one, or else beside the one before the last change, if that is another.
    pub fn comparison(&self) -> Option<&Rc<Comparison>> {
        let compare = || {
            let other = self.kept.as_ref().or(self.before.as_ref())?;
            (*other != self.run).then(|| Rc::new(Comparison::new(other, &self.run)))
        };
        self.comparison.get_or_init(compare).as_ref()
    }

    /// What is to be said about a router's configuration.
    pub fn diagnostics(&self, router: RouterId) -> &Rc<[Diagnostic]> {
        let diagnostics = self.diagnostics.get_or_init(|| diagnose(self.draft()));
        &diagnostics[router.index()]
    }

    /// The lines that a router refuses.
    pub fn errors(&self, router: RouterId) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics(router)
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
            self.push(scenario);
        }
        self.burst = Burst::Typing(router);
        self.held_both = false;
        self.report = None;
        self.diagnostics.take();
    }

    /// Begins with a configuration that somebody opens, and the other router's; or with those of both routers, if the text
    /// holds two. Hosts and their pings are found from the configurations.
    pub fn open(&mut self, router: RouterId, text: &str) {
        let draft = Rc::clone(self.draft());
        let mut texts = draft.routers.each_ref().map(|setup| setup.configuration.as_str());
        let both = ios::paste::split(text);
        match &both {
            Some(pair) => texts = pair.texts,
            None => texts[router.index()] = text,
        }
        let mut scenario = doctor::scenario_of(texts);
        for (setup, before) in scenario.routers.iter_mut().zip(&draft.routers) {
            setup.platform = before.platform;
        }
        self.change(scenario);
        self.held_both = both.is_some();
    }

    /// Whether the text that was opened last held both configurations.
    pub fn held_both(&self) -> bool {
        self.held_both
    }

    /// Finds out what keeps the configurations of the draft from building a tunnel.
    pub fn examine(&mut self) {
        self.report = Some(Rc::new(doctor::examine(self.draft())));
    }

    /// What was found out about the draft.
    pub fn report(&self) -> Option<&Rc<Report>> {
        self.report.as_ref()
    }

    /// Forgets what was found out.
    pub fn close_report(&mut self) {
        self.report = None;
    }

    /// Types lines at the end of configurations, and finds out what is wrong then.
    pub fn type_fix(&mut self, fix: &[Typed]) {
        let mut scenario = Scenario::clone(self.draft());
        for typed in fix {
            let setup = &mut scenario.routers[typed.router.index()];
            setup.configuration = with_lines(&setup.configuration, &typed.lines);
        }
        self.change(scenario);
        self.examine();
    }

    /// Makes both routers take what IOS refuses, or not.
    pub fn set_what_if(&mut self, allowed: bool) {
        let mut scenario = Scenario::clone(self.draft());
        for setup in &mut scenario.routers {
            setup.platform.what_if = WhatIf {
                seal_without_authentication: allowed,
                seal_with_manual_keys: allowed,
            };
        }
        self.change(scenario);
    }

    /// Whether both routers take what IOS refuses.
    pub fn what_if(&self) -> bool {
        let allowed = |setup: &RouterSetup| setup.platform.what_if != WhatIf::NOTHING;
        self.draft().routers.iter().any(allowed)
    }

    /// Lets the wire do something to packets. Bytes are changed in one way only: a forgery takes the place of another.
    pub fn tamper(&mut self, faults: Vec<Fault>) {
        let mut scenario = Scenario::clone(self.draft());
        let is_change = |fault: &Fault| matches!(fault.kind, FaultKind::Corrupt { .. });
        let replaced = |old: &Fault| {
            let same = |new: &Fault| new == old || new.packet == old.packet && is_change(new) && is_change(old);
            faults.iter().any(same)
        };
        scenario.faults.retain(|old| !replaced(old));
        scenario.faults.extend(faults.iter().cloned());
        self.change(scenario);
    }

    /// Lets the wire do so no more.
    pub fn restore(&mut self, faults: &[Fault]) {
        let mut scenario = Scenario::clone(self.draft());
        scenario.faults.retain(|fault| !faults.contains(fault));
        self.change(scenario);
    }

    /// Types lines at a console just after a step of the run, and says at which step of the new run the last one is
    /// read; at none if the draft cannot be run.
    pub fn type_after(&mut self, step: usize, router: RouterId, text: &str) -> Option<usize> {
        let lines: Vec<String> = typed_lines(text).map(str::to_owned).collect();
        self.type_at_console(router, |draft, trace| draft.typed_after(trace, step, router, &lines))
    }

    /// Turns a switch by typing, and says at which step of the new run that shows.
    pub fn turn(&mut self, step: usize, router: RouterId, switch: Switch, on: bool) -> Option<usize> {
        let last = self.type_at_console(router, |draft, trace| {
            switch.turned_after(draft, trace, step, router, on)
        });
        last.map(|last| first_effect(&self.run.trace, last))
    }

    fn type_at_console(
        &mut self,
        router: RouterId,
        typed: impl FnOnce(&Scenario, &Trace) -> Scenario,
    ) -> Option<usize> {
        self.settle();
        let scenario = typed(self.draft(), &self.run.trace);
        if !self.is_settled() || scenario == **self.draft() {
            return None;
        }
        let at = scenario.stimuli.last()?.at;
        self.change(scenario);
        typed_step(&self.run.scenario, &self.run.trace, router, at)
    }

    /// Changes the whole scenario.
    pub fn change(&mut self, scenario: Scenario) {
        self.push(scenario);
        self.moved();
    }

    fn push(&mut self, scenario: Scenario) {
        let depth = self.history.depth();
        self.begun.retain(|(at, _)| *at <= depth);
        self.history.push(Rc::new(scenario));
    }

    /// Begins with a scenario, and runs it even if a router refuses a part of its configuration.
    pub fn begin(&mut self, scenario: Scenario) {
        let name = name_of(&scenario);
        self.change(scenario);
        self.begun.push((self.history.depth(), name));
        if !self.is_settled() {
            self.run_draft();
        }
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

    /// Runs the draft if both routers take it; the last good run stays otherwise. Hosts follow where their LANs have gone.
    pub fn settle(&mut self) {
        self.burst = Burst::None;
        if self.is_sound() && !self.is_settled() {
            let mut scenario = Scenario::clone(self.draft());
            if scenario.move_lost_hosts() {
                self.history.amend(Rc::new(scenario));
            }
            self.run_draft();
        }
    }

    fn run_draft(&mut self) {
        let run = Run::new(Rc::clone(self.draft()));
        self.before = Some(std::mem::replace(&mut self.run, run));
        self.comparison.take();
    }

    fn moved(&mut self) {
        self.held_both = false;
        self.report = None;
        self.diagnostics.take();
        self.settle();
    }
}

/// The name of a scenario that is a preset.
fn name_of(scenario: &Scenario) -> Option<&'static str> {
    let preset = PRESETS.iter().find(|preset| (preset.scenario)() == *scenario);
    preset.map(|preset| preset.name)
}

/// A configuration with more lines, above an `end` if there is one.
fn with_lines(text: &str, more: &[String]) -> String {
    let cleaned = ios::paste::clean(text).text;
    let mut lines: Vec<&str> = cleaned.trim_end().lines().collect();
    let is_end = lines.last().is_some_and(|line| line.trim().eq_ignore_ascii_case("end"));
    let end = if is_end { lines.pop() } else { None };
    lines.extend(more.iter().map(String::as_str).chain(end));
    lines.join("\n") + "\n"
}

fn diagnose(scenario: &Scenario) -> [Rc<[Diagnostic]>; 2] {
    RouterId::BOTH.map(|router| {
        let setup = &scenario.routers[router.index()];
        ios::parse(&setup.configuration, setup.platform).1.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::effects::PacketName;
    use ikelab_core::sim::{PacketRef, doc_50880};

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
    fn the_preset_stays_the_one_that_was_begun_with() {
        let mut lab = lab();
        assert_eq!(lab.preset(), Some("doc-50880"));
        let [_, aes, pfs, ..] = [0, 1, 3].map(|at| (PRESETS[at].scenario)());
        lab.begin(aes);
        assert_eq!(lab.preset(), Some("aes-sha"));
        lab.set_what_if(true);
        assert_eq!(lab.preset(), Some("aes-sha"), "changed, but not left");
        lab.undo();
        lab.undo();
        assert_eq!(lab.preset(), Some("doc-50880"));
        lab.redo();
        assert_eq!(lab.preset(), Some("aes-sha"));
        lab.undo();
        lab.begin(pfs);
        assert_eq!(lab.preset(), Some("pfs"));
        lab.undo();
        lab.set_what_if(true);
        assert_eq!(lab.preset(), Some("doc-50880"));
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
    fn a_text_of_both_routers_fills_both_editors_in_one_change() {
        let mut lab = lab();
        let [one, other] = doc_50880().routers.map(|setup| setup.configuration);
        let [new, newer] = [&one, &other].map(|text| text.replace("cisco123", "another"));
        lab.open(RouterId::R2, &format!("{new}\n{newer}"));
        let texts = lab.draft().routers.clone().map(|setup| setup.configuration);
        assert!(lab.held_both() && lab.is_settled());
        for (text, name) in texts.iter().zip(["R1", "R2"]) {
            assert!(
                text.contains(&format!("hostname {name}")) && text.contains("another"),
                "{text}"
            );
        }
        lab.undo();
        assert!(!lab.held_both());
        assert_eq!(text(&lab), one);
        lab.open(RouterId::R2, &newer);
        assert_eq!((text(&lab), lab.held_both()), (one, false));
    }

    #[test]
    fn what_is_wrong_is_found_and_put_right() {
        let mut lab = lab();
        let broken = text(&lab).replace("cisco123", "cisco124");
        lab.edit(RouterId::R1, broken);
        lab.settle();
        lab.examine();
        let report = Rc::clone(lab.report().unwrap());
        assert!(!report.is_well() && report.is_solved());
        lab.type_fix(&report.findings[0].fix);
        assert!(lab.is_settled() && lab.report().unwrap().is_well(), "{}", text(&lab));
        lab.undo();
        assert!(lab.report().is_none(), "it was about another draft");
    }

    #[test]
    fn lines_go_above_the_end() {
        let more = ["hostname X".to_owned()];
        assert_eq!(with_lines("a\nend\n", &more), "a\nhostname X\nend\n");
        assert_eq!(with_lines("a", &more), "a\nhostname X\n");
    }

    #[test]
    fn a_typed_line_is_read_just_after_the_step_and_taken_back() {
        let mut lab = lab();
        let steps = lab.run().trace.steps.len();
        let step = lab.type_after(3, RouterId::R1, "show clock\nshow version").unwrap();
        assert!(lab.run().trace.steps.len() >= steps + 2);
        assert!(step > 3 && step < steps, "what comes later stays");
        lab.undo();
        assert_eq!(lab.run().trace.steps.len(), steps);
    }

    #[test]
    fn nothing_is_typed_at_a_router_that_refuses_its_configuration() {
        let mut lab = lab();
        let broken = text(&lab).replace("esp-seal esp-sha-hmac", "esp-seal");
        lab.edit(RouterId::R1, broken);
        assert_eq!(lab.type_after(0, RouterId::R1, "show clock"), None);
        lab.set_what_if(true);
        assert!(lab.is_settled() && lab.what_if());
    }

    #[test]
    fn a_change_of_bytes_takes_the_place_of_another() {
        let mut lab = lab();
        let packet = PacketRef {
            from: RouterId::R2,
            name: PacketName::Esp(1),
            occurrence: 0,
        };
        let fault = |kind| Fault { packet, kind };
        let change = |mask| fault(FaultKind::Corrupt { offset: 40, mask });
        for faults in [
            vec![fault(FaultKind::Lose)],
            vec![change(1)],
            vec![change(2), change(4)],
        ] {
            lab.tamper(faults);
        }
        assert_eq!(lab.draft().faults, [fault(FaultKind::Lose), change(2), change(4)]);
        lab.restore(&[change(2), change(4)]);
        assert_eq!(lab.draft().faults, [fault(FaultKind::Lose)]);
    }

    #[test]
    fn an_accelerator_is_built_in_without_changing_what_happened() {
        let mut lab = lab();
        let before = lab.run().clone();
        let steps = before.trace.last_step();
        let typed = lab
            .turn(steps, RouterId::R1, Switch::Accelerator, true)
            .expect("it is typed");
        let trace = &lab.run().trace;
        assert_eq!(trace.steps[..=steps], before.trace.steps[..=steps]);
        assert_eq!(trace.packets[..before.trace.packets.len()], before.trace.packets);
        let is_on = |step| Switch::Accelerator.is_on(&trace.status(step)[0].console);
        assert_eq!((is_on(steps), is_on(typed)), (false, true));
        lab.undo();
        assert_eq!(lab.run().trace, before.trace);
    }
}
