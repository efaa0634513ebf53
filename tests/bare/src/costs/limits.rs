//! The dearest that a link or a file may ask for, each in one way: what is within the limits is computed, or ended early.

use ikelab_core::doctor::examine;
use ikelab_core::event::RouterId;
use ikelab_core::sim::{FaultKind, Scenario, run};
use ikelab_core::transcript::Console;
use ikelab_share::limits;

use super::Cost;
use super::configurations::full;
use super::runs::{asking_until, ping, pinging, rekeying, slow_ping, typed, with_faults};

/// As many times a line as may be typed.
fn filled(line: &str) -> Scenario {
    typed([format!("{line}\n").repeat(limits::TYPED as usize / (line.len() + 1))])
}

/// The same, with this kind of line as often in both configurations as it may stand there, and the longest ping.
fn looked_through(kind: &str) -> Scenario {
    let mut scenario = full(kind);
    scenario.stimuli = pinging(limits::ECHOES as usize, 56).stimuli;
    scenario
}

fn with(mut scenario: Scenario, from: &str, to: &str) -> Scenario {
    for setup in &mut scenario.routers {
        setup.configuration = setup.configuration.replace(from, to);
    }
    scenario
}

/// R1 pings through SAs that do not last until the next packet.
fn rekeyed() -> Scenario {
    rekeying(&slow_ping(10_000, 130), 120)
}

/// Both routers ask for a week whether the other lives.
fn asking() -> Scenario {
    asking_until(limits::MILLIS)
}

/// Lines that are typed at R1 where both configurations are long.
fn typed_where_much_is_configured(head: &str, line: &str) -> Scenario {
    let room = limits::TYPED as usize - head.len();
    let lines = format!("{head}{}", format!("{line}\n").repeat(room / (line.len() + 1)));
    Scenario {
        routers: full("ip host").routers,
        ..typed([lines])
    }
}

/// Many entries of a map, each with a list of many lines before those that are meant.
fn entries_with_lines() -> Scenario {
    let mut scenario = looked_through("comments");
    for setup in &mut scenario.routers {
        let mut text = String::new();
        for number in 1..=500 {
            text += &format!(
                "access-list 199 permit ip host 1.1.{}.{} any\n",
                number / 250,
                number % 250 + 1
            );
            text += &format!("crypto map cisco {number}\n set peer 1.1.1.1\n set tr cisco\n match addr 199\n");
        }
        setup.configuration = text + &setup.configuration.replace("cisco 10 ", "cisco 65000 ");
        setup.configuration.truncate(limits::CONFIGURATION as usize);
    }
    scenario
}

type Make = fn() -> Scenario;

const SCENARIOS: &[(&str, Make)] = &[
    ("SAs that are over before the next packet", rekeyed),
    ("the same, with the largest numbers", || {
        with(
            with(with(rekeyed(), "version 12.3\n", ""), "group 1", "group 16"),
            " match",
            " set pfs group16\n match",
        )
    }),
    ("eight lines of long pings", || typed((0..8).map(|_| ping(10_000, 0)))),
    ("lines of long pings", || filled(&ping(10_000, 0))),
    ("lines of large pings", || {
        filled("ping 20.20.20.10 source 172.18.124.201 size 18024 repeat 10000 timeout 0")
    }),
    ("the longest ping", || pinging(limits::ECHOES as usize, 56)),
    ("the longest ping with most data", || {
        pinging(limits::ECHOES as usize, (limits::ECHO_DATA / limits::ECHOES) as u16)
    }),
    ("the longest ping, many entries of a list", || {
        looked_through("lines before the one that is meant")
    }),
    ("the longest ping, many routes", || looked_through("ip route")),
    ("the longest ping, many entries of a map", || {
        looked_through("entries before the one that is meant")
    }),
    ("the longest ping, many keys", || looked_through("keys")),
    ("the longest ping, many entries with many lines", entries_with_lines),
    ("all faults", || {
        with_faults(limits::FAULTS as usize, FaultKind::Corrupt { offset: 60, mask: 4 })
    }),
    ("show commands, long configurations", || {
        typed_where_much_is_configured("", "sh ru")
    }),
    ("lines of configuration, long configurations", || {
        typed_where_much_is_configured("conf t\n", "ip host a 1.1.1.1")
    }),
    ("lines of a text", || {
        typed_where_much_is_configured("conf t\nbanner motd #\n", "")
    }),
    ("empty lines", || filled("")),
    ("restarts", || filled("reload")),
    ("traceroutes", || filled("trace 9.9.9.9")),
    ("a map that comes and goes", || {
        typed_where_much_is_configured("conf t\nint e1/0\n", "no crypto map\ncrypto map cisco")
    }),
    ("SAs that are cleared", || {
        filled(&format!("clear crypto sa\nclear crypto isakmp\n{}", ping(2, 2)))
    }),
    ("a week of questions", asking),
];

/// The scenario with this name.
fn scenario(name: &str) -> Scenario {
    let named = SCENARIOS.iter().find(|it| it.0 == name);
    let scenario = named.expect("a scenario").1();
    limits::check(&scenario).expect("the scenario is within the limits");
    scenario
}

pub fn costs() -> Vec<Cost> {
    let runs = SCENARIOS.iter().map(|(name, _)| {
        Cost::limit(format!("run: {name}"), move || {
            let scenario = scenario(name);
            move || {
                let trace = run(&scenario);
                trace.events.len() + trace.status(trace.last_step())[0].isakmp_sas.len()
            }
        })
    });
    let consoles = ["show commands, long configurations", "lines of long pings"].map(|name| {
        Cost::limit(format!("console: {name}"), move || {
            let trace = run(&scenario(name));
            move || {
                let console = Console::new(&trace, RouterId::R1);
                console.read(&trace, console.len() - 40..console.len()).len()
            }
        })
    });
    let examinations = [
        "ip route",
        "entries of a crypto map",
        "entries of a numbered list",
        "policies",
    ]
    .map(|kind| {
        Cost::limit(format!("examination: {kind}"), move || {
            let mut scenario = full(kind);
            let [_, r2] = &mut scenario.routers;
            r2.configuration = r2.configuration.replace("cisco123", "cisco124");
            move || examine(&scenario).runs as usize
        })
    });
    runs.chain(consoles).chain(examinations).collect()
}
