//! Configurations in which one kind of line stands often: read, run, typed at the console, printed.

use ikelab_core::event::RouterId;
use ikelab_core::ios::{Platform, parse, running_config, start_up};
use ikelab_core::sim::{Action, Scenario, Stimulus, doc_50880, run};
use ikelab_core::time::SimTime;
use ikelab_share::limits::CONFIGURATION;

use super::Cost;

/// A line that may stand often in a configuration, or several that belong together; `{}` stands for a number, `{a}` for an
/// address, each another one each time. `|` parts lines.
struct Repeated {
    name: &'static str,
    /// What stands before the first.
    head: &'static str,
    lines: &'static str,
}

const fn repeated(name: &'static str, head: &'static str, lines: &'static str) -> Repeated {
    Repeated { name, head, lines }
}

#[rustfmt::skip]
const REPEATED: &[Repeated] = &[
    repeated("ip host", "", "ip host h{} {a}"),
    repeated("ip route", "", "ip route {a} 255.255.255.255 10.10.10.2"),
    repeated("entries of a numbered list", "", "access-list 101 permit ip host {a} 10.0.0.0 0.255.255.255"),
    repeated("entries of a named list", "ip access-list extended often", " permit ip host {a} 10.0.0.0 0.255.255.255"),
    repeated("named lists", "", "ip access-list extended l{}| permit ip host {a} any"),
    repeated("keys", "", "crypto isakmp key often{} address {a}"),
    repeated("policies", "", "crypto isakmp policy {}| hash md5| authentication pre-share"),
    repeated("transform sets", "", "crypto ipsec transform-set t{} esp-aes esp-sha-hmac"),
    repeated("entries of a crypto map", "", "crypto map often {} ipsec-isakmp| set peer {a}| set transform-set cisco| match address 100"),
    repeated("crypto maps", "", "crypto map m{} 10 ipsec-isakmp| set peer {a}| set transform-set cisco| match address 100"),
    repeated("peers of an entry", "crypto map often 10 ipsec-isakmp", " set peer {a}"),
    repeated("entries of a dynamic map", "", "crypto dynamic-map often {}| set transform-set cisco"),
    repeated("dynamic maps", "", "crypto dynamic-map d{} 10| set transform-set cisco"),
    repeated("keyrings", "", "crypto keyring k{}|  pre-shared-key address {a} key often"),
    repeated("keys of a keyring", "crypto keyring often", "  pre-shared-key address {a} key often"),
    repeated("profiles", "", "crypto isakmp profile p{}|   match identity address {a} 255.255.255.255"),
    repeated("identities of a profile", "crypto isakmp profile often", "   match identity address {a} 255.255.255.255"),
    repeated("interfaces", "", "interface Loopback{}| ip address {a} 255.255.255.255"),
    repeated("interfaces with maps", "", "interface Loopback{}| ip address {a} 255.255.255.255| crypto map cisco"),
    repeated("kept lines of an interface", "interface Ethernet0/0", " ip helper-address {a}"),
    repeated("kept lines", "", "logging host {a}"),
    repeated("kept lines with a name", "", "username u{} password often"),
    repeated("kept lines, on and off", "", "snmp-server community c{} RO|no snmp-server community c{}"),
    repeated("hosts, on and off", "", "ip host h{} {a}|no ip host h{}"),
    repeated("one line again and again", "", "hostname R1"),
    repeated("networks of a routing protocol", "router ospf 1", " network {a} 0.0.0.0 area 0"),
    repeated("blocks", "", "route-map r{} permit 10| match ip address 100"),
    repeated("lines of a text", "banner motd #", "not a command {}"),
    repeated("unknown lines", "", "frobnicate the {} tunnels"),
    repeated("unknown blocks", "", "frobnicate {}| inside {}"),
    repeated("wrong lines", "", "ip route {a} 255.0.255.0 10.10.10.2"),
    repeated("comments", "", "! {}"),
    repeated("lines before the one that is meant", "", "access-list 100 permit ip host {a} host {a}"),
    repeated("entries before the one that is meant", "", "crypto map cisco {} ipsec-isakmp| set peer {a}| set transform-set cisco| match address 199"),
    repeated("what a terminal adds", "", " --More-- |R1#show running-config"),
];

impl Repeated {
    /// So many of them.
    fn text(&self, times: usize) -> String {
        let mut text = format!("{}\n", self.head);
        for number in 1..=times {
            let address = format!(
                "10.{}.{}.{}",
                64 + number / 62_500,
                number / 250 % 250,
                number % 250 + 1
            );
            let lines = self.lines.replace("{}", &number.to_string()).replace("{a}", &address);
            text.extend(lines.split('|').flat_map(|line| [line, "\n"]));
        }
        text
    }

    /// The preset with so many of them in both configurations.
    fn scenario(&self, times: usize) -> Scenario {
        let mut scenario = doc_50880();
        for setup in &mut scenario.routers {
            let rest = setup.configuration.trim_end().trim_end_matches("end");
            setup.configuration = if self.name.contains(" before ") {
                let rest = rest.replace("crypto map cisco 10 ", "crypto map cisco 65000 ");
                format!("{}access-list 199 permit ip host 1.1.1.1 any\n{rest}", self.text(times))
            } else {
                format!("{rest}!\n{}", self.text(times))
            };
        }
        scenario
    }

    /// The preset in which so many of them are typed at R1.
    fn typed(&self, times: usize) -> Scenario {
        let mut scenario = doc_50880();
        let line = format!("configure terminal\n{}end\nshow clock", self.text(times));
        let (at, router) = (SimTime(12_000), RouterId::R1);
        let action = Action::Type { router, line };
        scenario.stimuli.push(Stimulus { at, action });
        scenario
    }
}

/// The preset with as many lines of a kind in both configurations as they may have.
pub fn full(name: &str) -> Scenario {
    let kind = REPEATED.iter().find(|kind| kind.name == name);
    let kind = kind.expect("a kind of line");
    let fits = |times: usize| {
        let mut setups = kind.scenario(times).routers.into_iter();
        setups.all(|setup| setup.configuration.len() as u64 <= CONFIGURATION)
    };
    let (mut fit, mut too_many) = (1, CONFIGURATION as usize);
    while too_many - fit > 1 {
        let times = usize::midpoint(fit, too_many);
        if fits(times) { fit = times } else { too_many = times }
    }
    kind.scenario(fit)
}

pub fn costs() -> Vec<Cost> {
    let mut costs = Vec::new();
    for kind in REPEATED {
        let name = kind.name;
        costs.push(Cost::new(format!("parse: {name}"), 400, |times| {
            let text = kind.scenario(times).routers[0].configuration.clone();
            move || parse(&text, Platform::default()).1.len() + 1
        }));
        costs.push(Cost::new(format!("print: {name}"), 400, |times| {
            let config = start_up(&kind.scenario(times).routers[0].configuration, Platform::default());
            move || running_config::show(&config).len()
        }));
        costs.push(Cost::new(format!("run with: {name}"), 200, |times| {
            let scenario = kind.scenario(times);
            move || run(&scenario).events.len()
        }));
        costs.push(Cost::new(format!("typed: {name}"), 100, |times| {
            let scenario = kind.typed(times);
            move || run(&scenario).events.len()
        }));
    }
    costs
}
