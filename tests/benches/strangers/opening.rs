//! What is opened, and how long it takes.

use std::time::{Duration, Instant};

use ikelab_core::sim::{self, Action, Fault, FaultKind, PacketRef, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_share::{self as share, Keys, View, file};
use ikelab_tests::lab::{R1, R2, preset};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::strangers;

/// Bytes of a configuration, and faults, that may be shared at most.
const CONFIGURATION: usize = 65_536;
const FAULTS: u64 = 5000;

/// What opening may take.
const LIMIT: Duration = Duration::from_millis(50);

/// Measures and prints.
pub fn main() {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let cases = asked.and_then(|cases| cases.parse().ok()).unwrap_or(100_000);
    println!(
        "{:<42} {:>8} {:>10} {:>10} {:>10}",
        "", "cases", "median", "worst", "> 50 ms"
    );
    random("links: read", cases / 2, &strangers::fragment(), |link| {
        drop(share::decode(link))
    });
    random("files: read", cases / 2, &strangers::file_text(), |text| {
        drop(file::read(text))
    });
    random(
        "links: read, run and written anew",
        cases / 20,
        &strangers::fragment(),
        |link| {
            if let Ok(opened) = share::decode(link) {
                drop(sim::run(&opened.scenario));
                drop(share::encode(&opened.scenario, &opened.view, Keys::LeaveOut));
            }
        },
    );
    println!();
    println!(
        "{:<42} {:>8} {:>10} {:>10} {:>10}",
        "as large as may be", "bytes", "link", "file", "run"
    );
    for (name, scenario) in largest() {
        one(name, &scenario);
    }
}

/// Times each of `cases` texts.
fn random(name: &str, cases: usize, texts: &impl Strategy<Value = String>, open: impl Fn(&str)) {
    let mut runner = TestRunner::deterministic();
    let mut took: Vec<Duration> = (0..cases)
        .map(|_| {
            let text = texts.new_tree(&mut runner).expect("a text").current();
            fastest(|| open(&text))
        })
        .collect();
    took.sort_unstable();
    let slow = took.iter().filter(|time| **time > LIMIT).count();
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!("{name:<42} {cases:>8} {} {} {slow:>10}", shown(median), shown(worst));
}

/// Times the reading of a scenario as a link and as a file, and its run.
fn one(name: &str, scenario: &Scenario) {
    let view = View::default();
    let link = share::encode(scenario, &view, Keys::Include).expect("it keeps the limits");
    let text = file::write(scenario, &view);
    let by_link = fastest(|| drop(share::decode(&link)));
    let by_file = fastest(|| drop(file::read(&text)));
    let run = fastest(|| drop(sim::run(scenario)));
    println!(
        "{name:<42} {:>8} {} {} {}",
        text.len(),
        shown(by_link),
        shown(by_file),
        shown(run)
    );
}

/// Other programs take their time too: what is slow once is tried again.
fn fastest(act: impl Fn()) -> Duration {
    let first = timed(&act);
    if first <= LIMIT {
        return first;
    }
    (0..3).map(|_| timed(&act)).fold(first, Duration::min)
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

fn shown(time: Duration) -> String {
    format!("{:>7.2} ms", time.as_secs_f64() * 1000.0)
}

/// Scenarios that each exhaust a limit.
fn largest() -> Vec<(&'static str, Scenario)> {
    let with = |change: fn(&mut Scenario)| {
        let mut scenario = preset();
        change(&mut scenario);
        scenario
    };
    vec![
        ("the preset", preset()),
        ("configurations of empty lines", with(|it| configure(it, "\n"))),
        ("configurations of one long line", with(|it| configure(it, "!"))),
        (
            "configurations of interfaces",
            with(|it| configure(it, "interface Ethernet0/0\n")),
        ),
        (
            "configurations of access lists",
            with(|it| configure(it, "access-list 100 permit ip any any\n")),
        ),
        (
            "configurations of policies",
            with(|it| configure(it, "crypto isakmp policy 1\n hash md5\n")),
        ),
        ("configurations of what is no command", with(|it| configure(it, "x\n"))),
        ("1,000 pings of 10", with(|it| ping(it, 1000, 10, 400))),
        ("1 ping of 10,000", with(|it| ping(it, 1, 10_000, 400))),
        ("10,000 pings in a loop of routes", with(looping)),
        ("1 ping of 4,000,000 bytes", with(|it| ping(it, 1, 62, 64_000))),
        (
            "1,000 typed lines",
            with(|it| type_lines(it, "show crypto ipsec sa", 1000)),
        ),
        (
            "1,000 times a long show",
            with(|it| type_lines(it, "show running-config", 1000)),
        ),
        (
            "65,536 bytes of typed lines",
            with(|it| type_lines(it, &"show clock\n".repeat(5), 1000)),
        ),
        ("5,000 faults", with(faults)),
    ]
}

fn configure(scenario: &mut Scenario, line: &str) {
    for setup in &mut scenario.routers {
        let room = CONFIGURATION - setup.configuration.len();
        setup.configuration += &line.repeat(room / line.len());
    }
}

fn ping(scenario: &mut Scenario, times: u64, count: u16, size: u16) {
    scenario.stimuli = (0..times)
        .map(|time| Stimulus {
            at: SimTime(427 + time),
            action: Action::Ping {
                behind: R2,
                destination: preset().hosts[0],
                count,
                size,
            },
        })
        .collect();
}

/// Nobody has the address: each router sends the packet to the other until its time to live is over.
fn looping(scenario: &mut Scenario) {
    ping(scenario, 1, 10_000, 56);
    if let Action::Ping { destination, .. } = &mut scenario.stimuli[0].action {
        *destination = [192, 0, 2, 1].into();
    }
}

fn type_lines(scenario: &mut Scenario, line: &str, times: u64) {
    scenario.stimuli = (0..times)
        .map(|time| Stimulus {
            at: SimTime(427 + 100 * time),
            action: Action::Type {
                router: R1,
                line: line.trim_end().to_owned(),
            },
        })
        .collect();
}

fn faults(scenario: &mut Scenario) {
    let packet = sim::run(scenario).packets[0].clone();
    let packet = PacketRef {
        from: packet.from,
        name: packet.name,
        occurrence: 0,
    };
    let fault = |millis| Fault {
        packet,
        kind: FaultKind::Duplicate(millis),
    };
    scenario.faults = (0..FAULTS).map(fault).collect();
}
