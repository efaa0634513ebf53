//! What is typed, pasted and opened.

use ikelab_core::event::RouterId;
use ikelab_core::ios::{Platform, parse, running_config, start_up};
use ikelab_core::sim::{self, Action, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_core::transcript;
use ikelab_lessons::format;
use ikelab_share::{self as share, Keys};

/// A configuration: what is made of it is printed as lines that make the same.
pub fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (config, _) = parse(&text, Platform::with_accelerator(true));
    assert_eq!(start_up(&text, Platform::with_accelerator(true)), config);
    assert_eq!(start_up(&running_config::show(&config), Platform::default()), config);
}

/// Lines that are typed at both routers, in turn: the run ends, and whatever they print can be read. Where a line is longer than
/// any that somebody types, only its beginning is typed.
pub fn console(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut scenario = sim::doc_50880();
    let lines = text.lines().take(40);
    scenario.stimuli.extend(lines.zip(0..).map(|(line, number)| Stimulus {
        at: SimTime(number * 700),
        action: Action::Type {
            router: RouterId::BOTH[number as usize % 2],
            line: line.chars().take(120).collect(),
        },
    }));
    let trace = sim::run(&scenario);
    for router in RouterId::BOTH {
        transcript::screen(&transcript::console(&trace, router));
    }
}

/// A scenario file: what was read is written as a file that is read as the same.
pub fn file(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok((scenario, view)) = share::file::read(&text) {
        let again = share::file::read(&share::file::write(&scenario, &view));
        assert_eq!(again.ok(), Some((scenario, view)));
    }
}

/// A link: what it holds can be made into a link that holds the same.
pub fn link(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(opened) = share::decode(&text) {
        let again = share::encode(&opened.scenario, &opened.view, Keys::Include).expect("it was within the limits");
        let again = share::decode(&again).expect("a link");
        assert_eq!(again.view, opened.view);
        assert_eq!(hosts_and_stimuli(&again.scenario), hosts_and_stimuli(&opened.scenario));
    }
}

/// A compiled lesson: what was read is written as a file that is read as the same.
pub fn lesson(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(lesson) = format::read(&text) {
        assert_eq!(format::read(&format::write(&lesson)), Some(lesson));
    }
}

/// Configurations may lose secrets on the way.
fn hosts_and_stimuli(scenario: &Scenario) -> impl PartialEq + core::fmt::Debug {
    (
        scenario.hosts,
        scenario.seed,
        scenario.faults.clone(),
        scenario.pins.clone(),
    )
}
