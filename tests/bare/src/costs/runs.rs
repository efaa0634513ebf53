//! Runs that are long in one way each.

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::sim::{Action, Fault, FaultKind, PacketRef, Scenario, Stimulus, doc_50880, run};
use ikelab_core::time::SimTime;

use super::Cost;

/// The preset with lines typed at R1 besides.
pub fn typed(lines: impl IntoIterator<Item = String>) -> Scenario {
    let mut scenario = doc_50880();
    let at = SimTime(12_000);
    scenario.stimuli.extend(lines.into_iter().map(|line| Stimulus {
        at,
        action: Action::Type {
            router: RouterId::R1,
            line,
        },
    }));
    scenario
}

/// The preset in which the host behind R2 pings so often.
pub fn pinging(count: usize, size: u16) -> Scenario {
    let mut scenario = doc_50880();
    let [destination, _] = scenario.hosts;
    scenario.stimuli = vec![Stimulus {
        at: SimTime(400),
        action: Action::Ping {
            behind: RouterId::R2,
            destination,
            count: count as u16,
            size,
        },
    }];
    scenario
}

/// Lines typed at R2, which pings through SAs that last as short as they can.
pub fn rekeying(lines: &str, lifetime: u32) -> Scenario {
    let mut scenario = doc_50880();
    for setup in &mut scenario.routers {
        let text = setup.configuration.replace("group 2", "group 1\n lifetime 60");
        let lifetime = format!(" set security-association lifetime seconds {lifetime}\n match address 100");
        setup.configuration = text.replace(" match address 100", &lifetime);
    }
    let (router, line) = (RouterId::R2, lines.to_owned());
    let action = Action::Type { router, line };
    scenario.stimuli = vec![Stimulus { at: SimTime(1), action }];
    scenario
}

/// A line that pings from R1.
pub fn ping(repeat: usize, timeout: u32) -> String {
    format!("ping 20.20.20.10 source 172.18.124.201 repeat {repeat} timeout {timeout}")
}

/// A line that pings from R2, where each echo request waits for so many seconds.
pub fn slow_ping(repeat: usize, timeout: u32) -> String {
    format!("ping 172.18.124.77 source e1/0 repeat {repeat} timeout {timeout}")
}

/// Both routers ask each other whether they live, until something is done at a moment.
pub fn asking_until(millis: u64) -> Scenario {
    let mut scenario = typed([]);
    for setup in &mut scenario.routers {
        setup
            .configuration
            .insert_str(0, "crypto isakmp keepalive 10 periodic\n");
    }
    let line = "show clock".to_owned();
    scenario.stimuli.push(Stimulus {
        at: SimTime(millis),
        action: Action::Type {
            router: RouterId::R1,
            line,
        },
    });
    scenario
}

/// A ping in which each echo request meets a fault.
pub fn with_faults(count: usize, kind: FaultKind) -> Scenario {
    let mut scenario = pinging(count, 56);
    scenario.faults = (1..=count as u32)
        .map(|number| Fault {
            packet: PacketRef {
                from: RouterId::R2,
                name: PacketName::Esp(number),
                occurrence: 0,
            },
            kind: kind.clone(),
        })
        .collect();
    scenario
}

/// Many flows: R1 has a loopback for each, all of them protected, and pings from each.
fn flows(count: usize) -> Scenario {
    let address = |number: usize| format!("172.18.{}.{}", 128 + number / 250, number % 250 + 1);
    let mut scenario = typed((0..count).map(|number| format!("ping 20.20.20.10 source {} repeat 2", address(number))));
    let [r1, r2] = &mut scenario.routers;
    let rest = |text: &str| text.trim_end().trim_end_matches("end").to_owned();
    (r1.configuration, r2.configuration) = (rest(&r1.configuration), rest(&r2.configuration));
    for number in 0..count {
        let address = address(number);
        r1.configuration += &format!("interface Loopback{number}\n ip address {address} 255.255.255.255\n");
        r1.configuration += &format!("access-list 100 permit ip host {address} host 20.20.20.10\n");
        r2.configuration += &format!("access-list 100 permit ip host 20.20.20.10 host {address}\n");
    }
    scenario
}

fn often(count: usize, line: &str) -> Scenario {
    typed((0..count).map(|_| line.to_owned()))
}

pub fn costs() -> Vec<Cost> {
    type Make = fn(usize) -> Scenario;
    let kinds: &[(&str, usize, Make)] = &[
        ("a host's ping", 400, |n| pinging(n, 56)),
        ("a host's large pings", 100, |n| pinging(n, 1400)),
        ("many pings of a host", 300, |n| {
            let mut scenario = pinging(2, 56);
            let [ping] = &scenario.stimuli[..] else { return scenario };
            scenario.stimuli = vec![ping.clone(); n];
            scenario
        }),
        ("a router's ping", 400, |n| typed([ping(n, 2)])),
        ("a router's ping without waiting", 400, |n| typed([ping(n, 0)])),
        ("lines of pings", 40, |n| often(n, &ping(10, 0))),
        ("lines of long pings", 2, |n| often(n, &ping(400, 0))),
        ("lines of pings to nobody", 40, |n| {
            often(n, "ping 1.2.3.4 repeat 10 timeout 0")
        }),
        ("traceroutes", 40, |n| often(n, "traceroute 20.20.20.10")),
        ("SAs that are over before the next packet", 12, |n| {
            rekeying(&slow_ping(n, 130), 120)
        }),
        ("SAs that are rekeyed all the time", 12, |n| {
            rekeying(&slow_ping(20 * n, 10), 120)
        }),
        ("SAs that are cleared all the time", 12, |n| {
            often(n, &format!("clear crypto sa\nclear crypto isakmp\n{}", ping(3, 2)))
        }),
        ("SAs of many flows", 24, flows),
        ("routers that ask whether the peer lives", 2, |hours| {
            asking_until(hours as u64 * 3_600_000)
        }),
        ("lost packets", 100, |n| with_faults(n, FaultKind::Lose)),
        ("late packets", 100, |n| with_faults(n, FaultKind::Delay(5000))),
        ("packets that come twice", 100, |n| {
            with_faults(n, FaultKind::Duplicate(1))
        }),
        ("altered packets", 100, |n| {
            with_faults(n, FaultKind::Corrupt { offset: 40, mask: 1 })
        }),
        ("a packet that comes often", 100, |n| {
            let mut scenario = with_faults(1, FaultKind::Duplicate(1));
            scenario.faults = vec![scenario.faults[0].clone(); n];
            scenario
        }),
        ("typed show commands", 100, |n| often(n, "show running-config")),
        ("typed show commands of SAs", 100, |n| often(n, "show crypto ipsec sa")),
        ("typed nonsense", 200, |n| often(n, "frobnicate the tunnels")),
        ("typed empty lines", 1000, |n| typed(["\n".repeat(n)])),
        ("restarts", 6, |n| often(n, &format!("reload\n{}", ping(3, 2)))),
        ("a map that comes and goes", 30, |n| {
            often(
                n,
                "configure terminal\ninterface Ethernet1/0\nno crypto map\ncrypto map cisco\nend",
            )
        }),
        ("an interface that comes and goes", 30, |n| {
            often(
                n,
                "configure terminal\ninterface Ethernet1/0\nshutdown\nno shutdown\nend",
            )
        }),
        ("accelerator on and off", 30, |n| {
            often(
                n,
                "configure terminal\nno crypto engine accelerator\ncrypto engine accelerator\nend",
            )
        }),
    ];
    let cost = |(name, size, make): &(&str, usize, Make)| {
        let make = *make;
        Cost::new(format!("run: {name}"), *size, move |size| {
            let scenario = make(size);
            move || run(&scenario).events.len()
        })
    };
    kinds.iter().map(cost).collect()
}
