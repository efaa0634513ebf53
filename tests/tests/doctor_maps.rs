//! The doctor where crypto maps refer to dynamic maps, and keys are in keyrings of ISAKMP profiles.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::doctor::{self, Stage, Typed};
use ikelab_core::event::RouterId;
use ikelab_core::sim::Scenario;
use ikelab_tests::lab::{R1, R2, edit};

use crate::doctor::assert_found;

const HUB: &str = include_str!("../scenarios/dynamic-map/r1.cfg");
const BRANCH: &str = include_str!("../scenarios/dynamic-map/r2.cfg");
const EAST: &str = include_str!("../scenarios/keyring-and-profile/r1.cfg");
const WEST: &str = include_str!("../scenarios/keyring-and-profile/r2.cfg");

/// Two configurations; the host behind `begins` pings the other.
fn pair(texts: [&str; 2], begins: RouterId) -> Scenario {
    let mut scenario = doctor::scenario_of(texts);
    scenario.stimuli = vec![scenario.default_ping(begins)];
    scenario
}

fn hub_and_branch() -> Scenario {
    pair([HUB, BRANCH], R2)
}

#[test]
fn a_router_that_only_answers_is_well() {
    for (texts, before) in [
        ([HUB, BRANCH], [Stage::Waits, Stage::Answered]),
        ([BRANCH, HUB], [Stage::Answered, Stage::Waits]),
    ] {
        let report = doctor::examine(&doctor::scenario_of(texts));
        assert_eq!(report.before, before);
        assert!(report.is_well() && report.is_solved(), "{report:#?}");
        assert!(report.findings.is_empty() && report.notes.is_empty(), "{report:#?}");
        assert_eq!(report.runs, 1);
    }
}

/// Keys and transform sets that differ: the branch is made to fit, since the hub has others.
#[test]
fn the_branch_is_made_to_fit_the_hub() {
    let keys = |hub: &str, branch: &str| {
        [
            format!("crypto isakmp key {hub} address 0.0.0.0 0.0.0.0"),
            format!("crypto isakmp key {branch} address 192.0.2.1"),
        ]
    };
    let sets = |hub: &str, branch: &str| [hub, branch].map(|it| format!("crypto ipsec transform-set STRONG {it}"));
    let (key, set) = ("for-all-branches", "esp-aes esp-sha-hmac");
    let other_set = "esp-3des esp-sha-hmac";
    for (at, from, to, kind, places) in [
        (R1, key, "other", "keys-differ", keys("other", key)),
        (R2, key, "other", "keys-differ", keys(key, "other")),
        (R1, set, other_set, "transform-sets-differ", sets(other_set, set)),
        (R2, set, other_set, "transform-sets-differ", sets(set, other_set)),
    ] {
        let scenario = edit(hub_and_branch(), at, from, to);
        let places = places.each_ref().map(|it| Some(it.as_str()));
        let report = assert_found(&scenario, kind, places);
        assert!(report.findings[0].fix.iter().all(|it| it.router == R2), "{report:#?}");
    }
    // The other way round it is the same.
    let scenario = edit(pair([BRANCH, HUB], R1), R2, key, "other");
    let [hub, branch] = keys("other", key);
    let report = assert_found(&scenario, "keys-differ", [Some(branch.as_str()), Some(hub.as_str())]);
    assert!(report.findings[0].fix.iter().all(|it| it.router == R1), "{report:#?}");
}

#[test]
fn what_a_dynamic_map_lacks_is_typed_there() {
    let scenario = edit(hub_and_branch(), R1, " set transform-set STRONG\n", "");
    let opener = "crypto dynamic-map BRANCHES 10";
    let report = assert_found(&scenario, "map-incomplete", [Some(opener), None]);
    let finding = &report.findings[0];
    assert_eq!(
        finding.problem.message(),
        "R1's dynamic map BRANCHES 10 lacks a transform set."
    );
    let lines = vec![opener.to_string(), " set transform-set STRONG".to_string()];
    assert_eq!(finding.fix, [Typed { router: R1, lines }]);
    // It is not there at all.
    let scenario = edit(scenario, R1, "crypto dynamic-map BRANCHES 10\n", "");
    let place = Some("crypto map WAN 100 ipsec-isakmp dynamic BRANCHES");
    assert_found(&scenario, "map-incomplete", [place, None]);
}

#[test]
fn the_way_to_a_hub_is_put_right() {
    let scenario = edit(
        hub_and_branch(),
        R1,
        "255.255.255.252\n crypto map WAN\n",
        "255.255.255.252\n",
    );
    assert_found(&scenario, "map-not-applied", [Some("interface FastEthernet0/0"), None]);
    let scenario = edit(hub_and_branch(), R2, "set peer 192.0.2.1", "set peer 192.0.2.9");
    let scenario = edit(scenario, R2, "branches address 192.0.2.1", "branches address 0.0.0.0");
    let places = [Some("ip address 192.0.2.1 255.255.255.252"), Some("set peer 192.0.2.9")];
    assert_found(&scenario, "wrong-peer", places);
}

#[test]
fn lists_of_a_hub_and_a_branch_are_compared() {
    // A list that the hub has must be the mirror image of the branch's.
    let list = " set transform-set STRONG\n match address 130\n";
    let scenario = edit(hub_and_branch(), R1, " set transform-set STRONG\n", list);
    let hubs = "access-list 130 permit ip 172.18.124.0 0.0.0.255 20.20.77.0 0.0.0.255";
    let scenario = edit(scenario, R1, "end\n", &format!("{hubs}\nend\n"));
    let branchs = "access-list 120 permit ip 20.20.20.0 0.0.0.255 172.18.124.0 0.0.0.255";
    assert_found(&scenario, "access-lists-differ", [Some(hubs), Some(branchs)]);
    // Where the hub has none, the branch's must permit what is to be protected.
    let wrong = branchs.replace("172.18.124.0", "172.18.99.0");
    let branch = BRANCH.replace(branchs, &wrong);
    let scenario = pair([HUB, &branch], R2);
    let report = assert_found(&scenario, "access-list-leaves-out", [None, Some(&wrong)]);
    assert_eq!(report.findings[0].fix[0].lines, [branchs]);
}

#[test]
fn one_of_two_hubs_gets_a_peer() {
    let fixed = "crypto map WAN 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set STRONG\n match address 120\n";
    let dynamic = "crypto dynamic-map HUBS 5\n set transform-set STRONG\n match address 120\n\
                   crypto map WAN 10 ipsec-isakmp dynamic HUBS\n";
    let scenario = edit(hub_and_branch(), R2, fixed, dynamic);
    let places = [
        Some("crypto dynamic-map BRANCHES 10"),
        Some("crypto dynamic-map HUBS 5"),
    ];
    let report = assert_found(&scenario, "nobody-begins", places);
    assert_eq!(report.before, [Stage::Waits; 2]);
    assert_eq!(report.after, [Stage::Waits, Stage::Answered]);
}

/// A branch without a crypto map gets one, though a dynamic map says neither its peer nor its list.
#[test]
fn a_branch_without_a_map_gets_the_hubs() {
    let fixed = "crypto map WAN 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set STRONG\n match address 120\n";
    let scenario = edit(edit(hub_and_branch(), R2, " crypto map WAN\n", ""), R2, fixed, "");
    assert_found(&scenario, "no-map", [None, Some("interface FastEthernet0/0")]);
}

#[test]
fn keyrings_and_profiles_are_well() {
    let report = doctor::examine(&doctor::scenario_of([EAST, WEST]));
    assert!(report.is_well() && report.notes.is_empty(), "{report:#?}");
}

/// A key is put right in the keyring that has it.
#[test]
fn a_wrong_key_in_a_keyring_is_put_right_there() {
    let scenario = edit(pair([WEST, EAST], R1), R2, "key between-offices", "key mistyped");
    let places = [
        Some("pre-shared-key address 0.0.0.0 0.0.0.0 key between-offices"),
        Some("pre-shared-key address 192.0.2.2 key mistyped"),
    ];
    let report = assert_found(&scenario, "keys-differ", places);
    assert_eq!(
        report.findings[0].fix[0].lines,
        [
            "crypto keyring PARTNERS",
            " no pre-shared-key address 192.0.2.2 key mistyped",
            " pre-shared-key address 192.0.2.2 key between-offices",
        ]
    );
    // One for all peers stays, beside the one for this peer.
    let scenario = edit(pair([EAST, WEST], R1), R1, "key between-offices", "key mistyped");
    let places = [
        Some("pre-shared-key address 192.0.2.2 key mistyped"),
        Some("pre-shared-key address 0.0.0.0 0.0.0.0 key between-offices"),
    ];
    let report = assert_found(&scenario, "keys-differ", places);
    assert_eq!(
        report.findings[0].fix[0].lines,
        [
            "crypto keyring OFFICES",
            " pre-shared-key address 192.0.2.1 key mistyped"
        ]
    );
    // A keyring without a key for the peer.
    let key = "  pre-shared-key address 192.0.2.2 key between-offices\n";
    let scenario = edit(pair([WEST, EAST], R1), R2, key, "");
    let places = [
        Some("pre-shared-key address 0.0.0.0 0.0.0.0 key between-offices"),
        Some("set peer 192.0.2.2"),
    ];
    let report = assert_found(&scenario, "no-key", places);
    assert_eq!(report.findings[0].fix[0].lines[0], "crypto keyring PARTNERS");
}

#[test]
fn profiles_that_do_not_fit_are_found() {
    for (texts, kind, place) in [
        (
            [
                include_str!("../scenarios/profile-not-named-by-the-map/r1.cfg"),
                include_str!("../scenarios/profile-not-named-by-the-map/r2.cfg"),
            ],
            "profile-not-named",
            "set peer 192.0.2.2",
        ),
        (
            [
                include_str!("../scenarios/profile-of-other-peers/r1.cfg"),
                include_str!("../scenarios/profile-of-other-peers/r2.cfg"),
            ],
            "profile-of-others",
            "match identity host domain partners.example",
        ),
        (
            [
                include_str!("../scenarios/keyring-of-another-profile/r1.cfg"),
                include_str!("../scenarios/keyring-of-another-profile/r2.cfg"),
            ],
            "keyring-of-others",
            "pre-shared-key address 192.0.2.2 key between-offices",
        ),
    ] {
        assert_found(&pair(texts, R1), kind, [Some(place), None]);
    }
}

/// Several faults at once are found with few runs: of the router that begins only.
#[test]
fn faults_of_a_hub_and_a_branch_take_few_runs() {
    let scenario = edit(
        hub_and_branch(),
        R1,
        " set transform-set STRONG\n",
        " set transform-set STRONG\n set pfs group2\n",
    );
    let places = [Some("set pfs group2"), Some("crypto map WAN 10 ipsec-isakmp")];
    let report = assert_found(&scenario, "pfs-differs", places);
    assert_eq!(report.runs, 2);
    let scenario = edit(scenario, R2, "key for-all-branches", "key other");
    let scenario = edit(scenario, R2, " group 2\n", " group 5\n");
    let report = doctor::examine(&scenario);
    let kinds: Vec<&str> = report.findings.iter().map(|it| it.problem.kind()).collect();
    assert_eq!(kinds, ["policies-differ", "keys-differ", "pfs-differs"]);
    assert!(report.is_solved() && report.runs <= 8, "{report:#?}");
}

/// A hub that begins with one branch and only answers the other: the entry for this one is the dynamic one.
#[test]
fn the_entry_of_another_branch_is_left_alone() {
    let fixed = "crypto map WAN 20 ipsec-isakmp\n set peer 198.51.100.9\n set transform-set STRONG\n match address 140\n\
                 access-list 140 permit ip 172.18.124.0 0.0.0.255 10.40.0.0 0.0.255.255\n";
    let scenario = edit(
        hub_and_branch(),
        R1,
        "crypto map WAN 100",
        &format!("{fixed}crypto map WAN 100"),
    );
    let report = doctor::examine(&scenario);
    assert_eq!(report.before, [Stage::Waits, Stage::Answered]);
    assert!(
        report.is_well() && report.findings.is_empty() && report.notes.is_empty(),
        "{report:#?}"
    );
}

/// A dynamic map's entry may ask for a profile, whose keyring then has the key.
#[test]
fn a_dynamic_map_with_a_profile_has_its_key_in_the_keyring() {
    let key = "crypto isakmp key for-all-branches address 0.0.0.0 0.0.0.0\n";
    let profile = "crypto keyring ALL\n  pre-shared-key address 0.0.0.0 0.0.0.0 key mistyped\n\
                   crypto isakmp profile BRANCH\n   keyring ALL\n   match identity address 0.0.0.0\n";
    let scenario = edit(hub_and_branch(), R1, key, profile);
    let set = " set transform-set STRONG\n";
    let scenario = edit(scenario, R1, set, &format!("{set} set isakmp-profile BRANCH\n"));
    let places = [
        Some("pre-shared-key address 0.0.0.0 0.0.0.0 key mistyped"),
        Some("crypto isakmp key for-all-branches address 192.0.2.1"),
    ];
    let report = assert_found(&scenario, "keys-differ", places);
    assert_eq!(report.findings[0].fix[0].router, R2);
}
