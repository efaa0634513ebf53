//! Whatever two routers are configured with: they boot, negotiate, and come to an end, with a tunnel or without one.
//!
//! `PROPTEST_CASES=100000 cargo test --release -p ikelab-tests configuration_properties::` for many cases.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use ikelab_core::event::RouterId;
use ikelab_core::ios::Platform;
use ikelab_core::sim::{self, RouterSetup, Scenario};
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{self, R1, R2, preset};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const INTERFACES: [[&str; 2]; 2] = [["Ethernet1/0", "Ethernet0/0"], ["Ethernet0/0", "Ethernet1/0"]];
const WIRE: [&str; 2] = ["10.10.10.1", "10.10.10.2"];
const INSIDE: [&str; 2] = ["172.18.124.201", "20.20.20.2"];
const NETWORKS: [&str; 2] = ["172.18.124.0 0.0.0.255", "20.20.20.0 0.0.0.255"];

/// Up to three policies, each with some of its parameters.
fn policies() -> impl Strategy<Value = String> {
    let parameters = vec![
        "encr aes 256",
        "encr 3des",
        "hash md5",
        "group 2",
        "group 5",
        "lifetime 120",
        "authentication pre-share",
    ];
    let policy = (1..30_u16, subsequence(parameters, 0..7), 0..4_u8).prop_map(|(priority, parameters, plain)| {
        let keyed = if plain == 0 { "" } else { " authentication pre-share\n" };
        let lines: String = parameters.iter().map(|line| format!(" {line}\n")).collect();
        format!("crypto isakmp policy {priority}\n{keyed}{lines}")
    });
    prop::collection::vec(policy, 0..4).prop_map(|policies| policies.concat())
}

/// Transform sets `a`, `b` and `c`.
fn transform_sets() -> impl Strategy<Value = String> {
    let transforms = select(vec![
        "esp-seal esp-sha-hmac",
        "esp-seal esp-md5-hmac",
        "ah-sha-hmac esp-seal",
        "esp-aes 256 esp-sha-hmac",
        "esp-3des",
        "ah-md5-hmac",
        "esp-null esp-md5-hmac",
        "ah-sha-hmac esp-des esp-md5-hmac",
        "esp-sha-hmac",
        "esp-seal",
    ]);
    let set = (transforms, select(vec!["tunnel", "transport"]));
    prop::collection::vec(set, 3).prop_map(|sets| {
        let line = |(name, (transforms, mode)): (char, &(&str, &str))| {
            format!("crypto ipsec transform-set {name} {transforms}\n mode {mode}\n")
        };
        ('a'..='c').zip(&sets).map(line).collect()
    })
}

fn lines(indent: &'static str, most: usize, all: Vec<&'static str>) -> impl Strategy<Value = String> {
    let some = subsequence(all, 0..=most);
    some.prop_map(move |lines| lines.iter().map(|line| format!("{indent}{line}\n")).collect())
}

/// The sections of a configuration that fits either router: in place of NEAR, FAR, OWN and OTHER stand the networks and
/// addresses of this router and the other.
fn sections() -> impl Strategy<Value = Vec<String>> {
    let globals = vec![
        "crypto isakmp keepalive 10 2",
        "crypto isakmp identity hostname",
        "no crypto engine accelerator",
        "crypto ipsec security-association replay disable",
        "crypto ipsec security-association lifetime seconds 130",
    ];
    let wishes = vec![
        "set pfs group1",
        "set pfs group5",
        "set security-association lifetime seconds 120",
        "set security-association lifetime kilobytes 2560",
    ];
    let text = |all: Vec<(u32, &'static str)>| {
        let all = all.into_iter().map(|(weight, text)| (weight, Just(text.to_string())));
        proptest::strategy::Union::new_weighted(all.collect())
    };
    let key = text(vec![
        (4, "crypto isakmp key cisco123 address OTHER\n"),
        (1, "crypto isakmp key other address 0.0.0.0 0.0.0.0\n"),
        (1, ""),
    ]);
    let traffic = text(vec![
        (6, "access-list 100 permit ip NEAR FAR\n"),
        (2, "access-list 100 permit icmp NEAR FAR\n"),
        (1, "access-list 100 permit ip host OWN host OTHER\n"),
        (1, "access-list 100 permit ip any any\n"),
        (1, "access-list 100 deny ip NEAR FAR\n"),
    ]);
    let map = "crypto map m 10 ipsec-isakmp\n match address 100\n";
    let peers = text(vec![
        (6, " set peer OTHER\n"),
        (1, " set peer 10.10.10.99\n set peer OTHER\n"),
        (1, ""),
    ]);
    let peers = peers.prop_map(move |peers| format!("{map}{peers}"));
    let sets = subsequence(vec!["a", "b", "c"], 1..=3).prop_shuffle();
    let sets = sets.prop_map(|sets| format!(" set transform-set {}\n", sets.join(" ")));
    let map = (traffic, peers, sets, lines(" ", 3, wishes));
    (policies(), key, transform_sets(), lines("", 4, globals), map).prop_map(
        |(policies, key, sets, globals, (traffic, peers, used, wishes))| {
            vec![policies, key, sets, globals, traffic, peers, used, wishes]
        },
    )
}

fn setup(router: RouterId, sections: &[String], accelerator: bool) -> RouterSetup {
    let (here, there) = (router.index(), router.peer().index());
    let ([wire, inside], lan) = (INTERFACES[here], INSIDE[here]);
    let rest = format!(
        "interface {wire}\n ip address OWN 255.255.255.0\n crypto map m\n\
         interface {inside}\n ip address {lan} 255.255.255.0\nip route 0.0.0.0 0.0.0.0 OTHER\n"
    );
    let text = format!("hostname {router}\n{}{rest}", sections.concat());
    let text = text.replace("NEAR", NETWORKS[here]).replace("FAR", NETWORKS[there]);
    RouterSetup {
        configuration: text.replace("OWN", WIRE[here]).replace("OTHER", WIRE[there]),
        platform: Platform::with_accelerator(accelerator),
    }
}

/// Two routers whose sections are mostly the same, and hosts that ping.
fn scenario() -> impl Strategy<Value = Scenario> {
    let differs = prop::collection::vec(prop::bool::weighted(0.1), 8);
    let accelerators = [prop::bool::weighted(0.1), prop::bool::weighted(0.1)];
    (
        sections(),
        sections(),
        differs,
        accelerators,
        any::<u64>(),
        any::<bool>(),
    )
        .prop_map(|(one, other, differs, accelerators, seed, both)| {
            let chosen = |(differs, (one, other)): (bool, (&String, String))| if differs { other } else { one.clone() };
            let two: Vec<String> = differs.into_iter().zip(one.iter().zip(other)).map(chosen).collect();
            let mut scenario = Scenario {
                routers: [setup(R1, &one, accelerators[0]), setup(R2, &two, accelerators[1])],
                seed,
                stimuli: vec![],
                ..preset()
            };
            for behind in if both { vec![R1, R2] } else { vec![R2] } {
                let ping = lab::ping(&scenario, behind, SimTime(1000), 4, 56);
                scenario.stimuli.push(ping);
            }
            scenario
        })
}

proptest! {
    #![proptest_config(cases(200))]

    /// The run ends by itself, nothing is left half done, and a ping is answered through a tunnel if there is one.
    #[test]
    fn every_pair_of_configurations_comes_to_an_end(scenario in scenario()) {
        let trace = sim::run(&scenario);
        prop_assert!(!trace.is_cut);
        prop_assert!(lab::is_idle(&trace), "{:?}", lab::ladder(&trace));
        if lab::replies(&trace, R1) + lab::replies(&trace, R2) > 0 {
            let protected = lab::ladder(&trace).iter().any(|name| name.contains("ESP") || name.contains("AH"));
            prop_assert_eq!(protected, !lab::live_spis(&trace, R1).is_empty(), "{:?}", lab::ladder(&trace));
        }
    }
}
