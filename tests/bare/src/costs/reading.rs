//! What is read from a run, and from what somebody has: consoles, states, values, captures, logs, links, files.

use ikelab_core::doctor::{examine, log};
use ikelab_core::event::RouterId;
use ikelab_core::locator::Locator;
use ikelab_core::pcap::{capture, keys::key_files};
use ikelab_core::provenance::{Node, Provenance};
use ikelab_core::sim::{Scenario, Trace, doc_50880, run};
use ikelab_core::transcript::{self, Console};
use ikelab_core::verdict::Verdict;
use ikelab_share::{self as share, View};

use super::Cost;
use super::runs::{pinging, rekeying, slow_ping, typed};

/// A scenario of a size.
type Sized = fn(usize) -> Scenario;

/// What is read from a run of a scenario; something that is not nothing.
type Reading = fn(&Scenario, &Trace) -> usize;

/// A run with many packets, one with many exchanges, one with many typed lines.
const RUNS: &[(&str, usize, Sized)] = &[
    ("a long ping", 200, |n| pinging(n, 56)),
    ("many exchanges", 8, |n| rekeying(&slow_ping(n, 130), 120)),
    ("many show commands", 30, |n| {
        typed((0..n).map(|_| "show running-config".to_owned()))
    }),
];

/// What is read from a run.
const READINGS: &[(&str, Reading)] = &[
    ("records", |_, trace| transcript::records(trace, RouterId::R1).len()),
    ("console", |_, trace| {
        let console = Console::new(trace, RouterId::R1);
        console
            .read(trace, console.len().saturating_sub(40)..console.len())
            .len()
    }),
    ("a window of the console", |_, trace| {
        Console::new(trace, RouterId::R1).read(trace, 0..40).len()
    }),
    ("every step", |_, trace| {
        let steps = 0..=trace.last_step();
        steps.map(|step| trace.status(step)[0].isakmp_sas.len() + 1).sum()
    }),
    ("the last step", |_, trace| {
        trace.status(trace.last_step())[0].isakmp_sas.len() + 1
    }),
    ("where the last value comes from", |_, trace| {
        let provenance = Provenance::new(trace);
        let last = Node::Computed(provenance.computed.len() as u32 - 1);
        let made = provenance.expression(trace, &last).map_or(0, |made| made.parts.len());
        made + provenance.uses(trace, &last).len()
    }),
    ("verdict", |_, trace| usize::from(Verdict::of(trace).is_well()) + 1),
    ("a fact at the end", |_, trace| {
        let locator = Locator::of_step(trace, trace.last_step());
        locator.resolve(trace).map_or(0, |found| found.step)
    }),
    ("capture", |_, trace| capture(trace).len()),
    ("keys of a capture", |_, trace| {
        key_files(trace).named().iter().map(|(_, text)| text.len()).sum()
    }),
];

/// Lines that stand often in configurations that do not fit together; `{}` stands for a number.
const BROKEN: &[(&str, &str)] = &[
    (
        "entries of the list",
        "access-list 100 permit ip host 10.64.0.{} host 10.65.0.{}",
    ),
    ("policies", "crypto isakmp policy {}\n hash md5\n group 5"),
    ("keys", "crypto isakmp key often{} address 10.64.0.{}"),
    (
        "entries of the map",
        "crypto map cisco {} ipsec-isakmp\n set peer 10.64.0.{}\n set transform-set cisco\n match address 100",
    ),
    ("transform sets", "crypto ipsec transform-set t{} esp-aes esp-sha-hmac"),
];

/// The preset with another key at R2, and at both routers so many lines besides.
fn broken(line: &str, times: usize) -> Scenario {
    let mut scenario = doc_50880();
    for setup in &mut scenario.routers {
        let rest = setup.configuration.trim_end().trim_end_matches("end");
        let lines = (0..times).map(|number| line.replace("{}", &(number + 20).to_string()) + "\n");
        setup.configuration = rest.to_owned() + &lines.collect::<String>();
    }
    let [_, r2] = &mut scenario.routers;
    r2.configuration = r2.configuration.replace("cisco123", "cisco124");
    scenario
}

pub fn costs() -> Vec<Cost> {
    let mut costs = Vec::new();
    for (of, size, make) in RUNS {
        for (name, read) in READINGS {
            costs.push(Cost::new(format!("{name}: {of}"), *size, move |size| {
                let scenario = make(size);
                let trace = run(&scenario);
                move || read(&scenario, &trace)
            }));
        }
        costs.push(Cost::new(format!("link: {of}"), *size, move |size| {
            let scenario = make(size);
            move || {
                let link = share::encode(&scenario, &View::default(), share::Keys::Include);
                link.ok()
                    .and_then(|link| share::decode(&link).ok().map(|_| link.len()))
                    .unwrap_or(0)
            }
        }));
        costs.push(Cost::new(format!("file: {of}"), *size, move |size| {
            let scenario = make(size);
            move || {
                let file = share::file::write(&scenario, &View::default());
                share::file::read(&file).map_or(0, |_| file.len())
            }
        }));
    }
    for (name, line) in BROKEN {
        costs.push(Cost::new(format!("examination: {name}"), 20, |times| {
            let scenario = broken(line, times);
            move || examine(&scenario).runs as usize
        }));
    }
    costs.push(Cost::new("a pasted log", 4, |times| {
        let trace = run(&doc_50880());
        let records = transcript::records(&trace, RouterId::R2);
        let text: String = records.iter().map(|it| it.timestamped(trace.clock) + "\n").collect();
        let text = text.repeat(times);
        move || log::read(&text).signs.len()
    }));
    costs
}
