//! The doctor: each fault that people make is found, at its lines, and what is to be typed makes the tunnel work.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::doctor::{self, Finding, Report, Stage, Typed, Unmirrored};
use ikelab_core::event::RouterId;
use ikelab_core::ios::AccessListId;
use ikelab_core::sim::{self, Action, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{self, R1, R2, edit, edit_both, preset};

/// The number of the line of a router's configuration that is this one.
fn line(scenario: &Scenario, router: RouterId, text: &str) -> Option<u32> {
    let mut lines = (1..).zip(scenario.routers[router.index()].configuration.lines());
    Some(
        lines
            .find(|(_, line)| line.trim() == text)
            .unwrap_or_else(|| panic!("{router} has no line {text:?}"))
            .0,
    )
}

/// Types what a finding says before anything happens, at a router's console, and runs the rest.
fn typed(scenario: &Scenario, findings: &[Finding]) -> Scenario {
    let mut scenario = scenario.clone();
    for stimulus in &mut scenario.stimuli {
        stimulus.at.0 += 5000;
    }
    let lines = findings
        .iter()
        .flat_map(|finding| &finding.fix)
        .map(|Typed { router, lines }| Stimulus {
            at: SimTime(100),
            action: Action::Type {
                router: *router,
                line: format!("configure terminal\n{}\nend", lines.join("\n")),
            },
        });
    scenario.stimuli.splice(0..0, lines);
    scenario
}

/// Examines a scenario whose only fault is of this kind, at these lines of R1 and R2; and types what is to be typed.
#[track_caller]
pub(crate) fn assert_found(scenario: &Scenario, kind: &str, places: [Option<&str>; 2]) -> Report {
    let report = doctor::examine(scenario);
    let kinds: Vec<&str> = report.findings.iter().map(|it| it.problem.kind()).collect();
    assert_eq!(kinds, [kind], "{report:#?}");
    let lines = RouterId::BOTH.map(|router| places[router.index()].and_then(|text| line(scenario, router, text)));
    assert_eq!(report.findings[0].lines, lines, "{report:#?}");
    assert_helped(scenario, &report);
    report
}

#[track_caller]
fn assert_helped(scenario: &Scenario, report: &Report) {
    assert!(!report.is_well() && report.is_solved(), "{report:#?}");
    let trace = lab::run(&typed(scenario, &report.findings));
    assert!(lab::is_up(&trace), "{report:#?}");
    assert!(lab::replies(&trace, R1) + lab::replies(&trace, R2) >= 3);
}

#[test]
fn the_preset_is_well() {
    let report = doctor::examine(&preset());
    assert!(
        report.is_well() && report.findings.is_empty() && report.notes.is_empty(),
        "{report:#?}"
    );
    assert_eq!(report.runs, 2);
}

#[test]
fn a_fault_is_found_at_its_lines_and_put_right() {
    let key = [
        Some("crypto isakmp key cisco123 address 10.10.10.2"),
        Some("crypto isakmp key other address 10.10.10.1"),
    ];
    let report = assert_found(&edit(preset(), R2, "key cisco123", "key other"), "keys-differ", key);
    assert_eq!(report.before, [Stage::MainMode(5); 2]);
    assert_eq!(
        report.findings[0].fix,
        [Typed {
            router: R2,
            lines: vec![
                "no crypto isakmp key other address 10.10.10.1".into(),
                "crypto isakmp key cisco123 address 10.10.10.1".into()
            ],
        }]
    );
    let cases: [(Scenario, &str, [Option<&str>; 2]); 17] = [
        (
            edit(preset(), R1, "crypto isakmp key cisco123 address 10.10.10.2\n", ""),
            "no-key",
            [
                Some("set peer 10.10.10.2"),
                Some("crypto isakmp key cisco123 address 10.10.10.1"),
            ],
        ),
        (
            edit(
                preset(),
                R2,
                "cisco123 address 10.10.10.1",
                "cisco123 address 10.10.10.7",
            ),
            "no-key",
            [
                Some("crypto isakmp key cisco123 address 10.10.10.2"),
                Some("crypto isakmp key cisco123 address 10.10.10.7"),
            ],
        ),
        (
            edit(preset(), R2, "set peer 10.10.10.1", "set peer 10.10.10.9"),
            "wrong-peer",
            [Some("ip address 10.10.10.1 255.255.255.0"), Some("set peer 10.10.10.9")],
        ),
        (
            edit(preset(), R2, "hash md5", "hash sha"),
            "policies-differ",
            [Some("hash md5"), Some("hash sha")],
        ),
        (
            edit(preset(), R1, "group 2", "group 5"),
            "policies-differ",
            [Some("group 5"), Some("group 2")],
        ),
        (
            edit(preset(), R2, "encr aes 256", "encr aes"),
            "policies-differ",
            [Some("encr aes 256"), Some("encr aes")],
        ),
        (
            edit(preset(), R1, " authentication pre-share\n", ""),
            "policies-differ",
            [Some("crypto isakmp policy 1"), Some("authentication pre-share")],
        ),
        (
            edit(preset(), R2, "esp-seal esp-sha-hmac", "esp-aes esp-sha-hmac"),
            "transform-sets-differ",
            [
                Some("crypto ipsec transform-set cisco esp-seal esp-sha-hmac"),
                Some("crypto ipsec transform-set cisco esp-aes esp-sha-hmac"),
            ],
        ),
        (
            edit(preset(), R2, "172.18.124.0 0.0.0.255", "172.18.125.0 0.0.0.255"),
            "access-lists-differ",
            [
                Some("access-list 100 permit ip 172.18.124.0 0.0.0.255 20.20.20.0 0.0.0.255"),
                Some("access-list 100 permit ip 20.20.20.0 0.0.0.255 172.18.125.0 0.0.0.255"),
            ],
        ),
        (
            edit(preset(), R2, " match address 100\n", " match address 101\n"),
            "access-list-missing",
            [None, Some("match address 101")],
        ),
        (
            edit(
                preset(),
                R1,
                " match address 100\n",
                " match address 100\n set pfs group2\n",
            ),
            "pfs-differs",
            [Some("set pfs group2"), Some("crypto map cisco 10 ipsec-isakmp")],
        ),
        (
            edit(preset(), R2, "255.255.255.0\n crypto map cisco\n", "255.255.255.0\n"),
            "map-not-applied",
            [None, Some("interface Ethernet0/0")],
        ),
        (
            edit(preset(), R1, "ip route 0.0.0.0 0.0.0.0 10.10.10.2\n", ""),
            "no-route",
            [Some("interface Ethernet1/0"), None],
        ),
        (
            edit(
                preset(),
                R1,
                "ip classless\n",
                "ip classless\nip route 10.10.10.2 255.255.255.255 10.10.10.77\n",
            ),
            "wrong-next-hop",
            [Some("ip route 10.10.10.2 255.255.255.255 10.10.10.77"), None],
        ),
        (
            edit(
                preset(),
                R2,
                "ip address 10.10.10.2 255.255.255.0\n",
                "ip address 10.10.10.2 255.255.255.0\n shutdown\n",
            ),
            "interface-down",
            [None, Some("shutdown")],
        ),
        (
            edit(
                preset(),
                R2,
                "crypto isakmp policy 1\n",
                "no crypto isakmp enable\ncrypto isakmp policy 1\n",
            ),
            "isakmp-off",
            [None, Some("no crypto isakmp enable")],
        ),
        (
            edit(preset(), R1, " set transform-set cisco\n", ""),
            "map-incomplete",
            [Some("crypto map cisco 10 ipsec-isakmp"), None],
        ),
    ];
    for (scenario, kind, places) in cases {
        assert_found(&scenario, kind, places);
    }
}

/// What a router lacks altogether is made from what the other has.
#[test]
fn what_is_not_there_is_made_from_the_others() {
    let policy = "crypto isakmp policy 1\n encr aes 256\n hash md5\n authentication pre-share\n group 2\n";
    let scenario = edit(preset(), R2, policy, "");
    assert_found(&scenario, "no-policy", [None, Some("crypto map cisco 10 ipsec-isakmp")]);
    let map = "crypto map cisco 10 ipsec-isakmp\n set peer 10.10.10.1\n set transform-set cisco\n match address 100\n";
    let scenario = edit(edit(preset(), R2, " crypto map cisco\n", ""), R2, map, "");
    assert_found(&scenario, "no-map", [None, Some("interface Ethernet0/0")]);
}

#[test]
fn an_access_group_that_denies_ike_is_named() {
    let scenario = edit(
        preset(),
        R2,
        " crypto map cisco\n",
        " crypto map cisco\n ip access-group 150 in\n",
    );
    let scenario = edit(
        scenario,
        R2,
        "control-plane\n",
        "access-list 150 permit tcp any any\ncontrol-plane\n",
    );
    let report = doctor::examine(&scenario);
    let notes = report.notes.iter().map(|it| (it.problem.kind(), it.lines));
    let findings = report.findings.iter().map(|it| (it.problem.kind(), it.lines));
    let wanted = ("access-group", [None, line(&scenario, R2, "ip access-group 150 in")]);
    assert!(notes.chain(findings).any(|it| it == wanted), "{report:#?}");
}

#[test]
fn the_address_of_another_interface_is_given_to_the_tunnel() {
    let loopback = "interface Loopback0\n ip address 10.255.0.1 255.255.255.255\ninterface Ethernet0/0\n";
    let scenario = edit(preset(), R1, "interface Ethernet0/0\n", loopback);
    let scenario = edit(scenario, R2, "set peer 10.10.10.1", "set peer 10.255.0.1");
    let scenario = edit(
        scenario,
        R2,
        "cisco123 address 10.10.10.1",
        "cisco123 address 10.255.0.1",
    );
    let places = [
        Some("ip address 10.255.0.1 255.255.255.255"),
        Some("set peer 10.255.0.1"),
    ];
    let report = assert_found(&scenario, "wrong-local-address", places);
    assert_eq!(
        report.findings[0].fix[0].lines,
        ["crypto map cisco local-address Loopback0"]
    );
}

/// A list may be for a router's own address: then the router pings.
#[test]
fn a_router_that_is_the_host_pings_itself() {
    let scenario = edit(
        preset(),
        R1,
        "permit ip 172.18.124.0 0.0.0.255",
        "permit ip host 172.18.124.201",
    );
    let scenario = edit(scenario, R2, "172.18.124.0 0.0.0.255", "host 172.18.124.201");
    let texts = [0, 1].map(|at: usize| scenario.routers[at].configuration.as_str());
    let scenario = doctor::scenario_of(texts);
    assert_eq!(
        scenario.hosts.map(|it| it.to_string()),
        ["172.18.124.201", "20.20.20.10"]
    );
    let report = doctor::examine(&scenario);
    assert!(report.is_well(), "{report:#?}");
}

#[test]
fn an_accelerator_that_cannot_do_seal_is_found() {
    let mut scenario = preset();
    scenario.routers[0].platform.accelerator = true;
    assert_found(&scenario, "accelerator", [Some("set transform-set cisco"), None]);
}

#[test]
fn one_address_at_both_routers_is_found() {
    let scenario = edit(preset(), R2, "ip address 10.10.10.2", "ip address 10.10.10.1");
    let report = assert_found(
        &scenario,
        "duplicate-address",
        [
            Some("ip address 10.10.10.1 255.255.255.0"),
            Some("ip address 10.10.10.1 255.255.255.0"),
        ],
    );
    assert_eq!(
        report.findings[0].fix[0].lines[1],
        " ip address 10.10.10.2 255.255.255.0"
    );
}

#[track_caller]
fn assert_kinds(scenario: &Scenario, expected: &[&str]) {
    let report = doctor::examine(scenario);
    let mut kinds: Vec<&str> = report.findings.iter().map(|it| it.problem.kind()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, expected, "{report:#?}");
    assert_helped(scenario, &report);
}

#[test]
fn two_faults_are_both_found() {
    // One after the other.
    let scenario = edit(
        edit(preset(), R2, "key cisco123", "key other"),
        R1,
        "esp-seal",
        "esp-aes 256",
    );
    assert_kinds(&scenario, &["keys-differ", "transform-sets-differ"]);
    // Before, with each key and with each transform set that helps.
    assert_eq!(doctor::examine(&scenario).runs, 6);
    let scenario = edit(
        edit(preset(), R2, "hash md5", "hash sha"),
        R2,
        "set peer 10.10.10.1",
        "set peer 10.10.10.3",
    );
    assert_kinds(&scenario, &["policies-differ", "wrong-peer"]);
    // Neither helps alone.
    let scenario = edit(preset(), R1, "esp-seal", "esp-aes 256");
    let scenario = edit(
        scenario,
        R2,
        " match address 100\n",
        " match address 100\n set pfs group5\n",
    );
    let both = edit(
        scenario,
        R1,
        " match address 100\n",
        " match address 100\n set pfs group2\n",
    );
    assert_kinds(&both, &["pfs-differs", "transform-sets-differ"]);
    // Three at once.
    let three = edit(
        edit(both, R1, "group 2", "group 1"),
        R2,
        "255.255.255.0\n crypto map cisco\n",
        "255.255.255.0\n",
    );
    let kinds = [
        "map-not-applied",
        "pfs-differs",
        "policies-differ",
        "transform-sets-differ",
    ];
    assert_kinds(&three, &kinds);
    let neither = edit(
        edit(preset(), R1, "crypto isakmp key cisco123 address 10.10.10.2\n", ""),
        R2,
        "crypto isakmp key cisco123 address 10.10.10.1\n",
        "",
    );
    assert_kinds(&neither, &["no-key"]);
}

#[test]
fn what_works_is_only_noted() {
    let scenario = edit(preset(), R1, " group 2\n", " group 2\n lifetime 600\n");
    let scenario = edit(
        scenario,
        R2,
        "ip classless\n",
        "ip classless\nip nat inside source list 7 interface Ethernet0/0 overload\naccess-list 7 permit any\n",
    );
    let scenario = edit(
        scenario,
        R2,
        " crypto map cisco\n",
        " crypto map cisco\n ip nat outside\n",
    );
    let inside = "ip address 20.20.20.2 255.255.255.0\n";
    let scenario = edit(scenario, R2, inside, &format!("{inside} ip nat inside\n"));
    let report = doctor::examine(&scenario);
    assert!(report.is_well() && report.findings.is_empty(), "{report:#?}");
    let notes: Vec<_> = report.notes.iter().map(|it| (it.problem.kind(), it.lines)).collect();
    let nat = line(
        &scenario,
        R2,
        "ip nat inside source list 7 interface Ethernet0/0 overload",
    );
    let lifetimes = [
        line(&scenario, R1, "lifetime 600"),
        line(&scenario, R2, "crypto isakmp policy 1"),
    ];
    assert_eq!(notes, [("nat", [None, nat]), ("lifetimes-differ", lifetimes)]);
}

/// What nobody can put right is said, not guessed: the routers are far from each other.
#[test]
fn what_cannot_be_proven_is_no_finding() {
    let scenario = edit(
        preset(),
        R2,
        "ip address 20.20.20.2 255.255.255.0",
        "ip address 172.18.124.77 255.255.255.0",
    );
    let report = doctor::examine(&scenario);
    assert!(!report.is_solved() && !report.notes.is_empty(), "{report:#?}");
    let trace = sim::run(&typed(&scenario, &report.findings));
    assert_eq!(lab::replies(&trace, R2), 0);
}

/// Without a scenario, the hosts are found from the access lists; with one router, the other is its mirror image.
#[test]
fn one_router_gets_its_mirror_image() {
    for router in RouterId::BOTH {
        let text = &preset().routers[router.index()].configuration;
        let mirrored = doctor::mirror(text).expect("a crypto map");
        let scenario = doctor::scenario_of([text, &mirrored]);
        let report = doctor::examine(&scenario);
        assert!(report.is_well(), "{mirrored}\n{report:#?}");
        let trace = lab::run(&scenario);
        assert!(lab::is_up(&trace), "{mirrored}");
    }
    let [one, other] = preset().routers;
    assert_eq!(
        doctor::scenario_of([&one.configuration, &other.configuration]).hosts,
        preset().hosts
    );
    assert_eq!(doctor::mirror("hostname R1\n"), Err(Unmirrored::NoEntry));
    // Behind a provider.
    let text = edit_both(preset(), "10.10.10.2", "192.0.2.2").routers[0]
        .configuration
        .clone();
    let text = text.replace("0.0.0.0 192.0.2.2", "0.0.0.0 10.10.10.99");
    let mirrored = doctor::mirror(&text).expect("a crypto map");
    assert!(
        doctor::examine(&doctor::scenario_of([&text, &mirrored])).is_well(),
        "{mirrored}"
    );
}

/// What a lone configuration lacks for a mirror image is named.
#[test]
fn a_lone_router_without_a_mirror_image_is_told_why() {
    let whole = preset().routers[0].configuration.clone();
    let without = |line: &str| {
        assert!(whole.contains(line), "{line}");
        whole.replacen(line, "", 1)
    };
    let entry = "crypto map cisco 10".to_string();
    let interface = "Ethernet1/0".parse().expect("an interface");
    let address = "ip address 10.10.10.1 255.255.255.0";
    let from = Some("ip address dhcp".to_string());
    for (text, expected) in [
        (
            without("set peer 10.10.10.2"),
            Unmirrored::NoPeer { entry: entry.clone() },
        ),
        (without("match address 100"), Unmirrored::NoList { entry }),
        (
            without("access-list 100 permit ip"),
            Unmirrored::NothingProtected {
                list: AccessListId::Numbered(100),
            },
        ),
        (without(address), Unmirrored::NoAddress { interface, from: None }),
        (
            whole.replacen(address, "ip address dhcp", 1),
            Unmirrored::NoAddress { interface, from },
        ),
    ] {
        assert_eq!(doctor::mirror(&text), Err(expected));
    }
    let dynamic = "crypto dynamic-map any 1\ncrypto map outside 20 ipsec-isakmp dynamic any\n";
    assert_eq!(
        doctor::mirror(dynamic),
        Err(Unmirrored::AnyPeer {
            entry: "crypto map outside 20".into()
        })
    );
    let unapplied = without(" crypto map cisco\n")
        .replace(address, "")
        .replace("ip route", "!");
    assert_eq!(
        doctor::mirror(&unapplied),
        Err(Unmirrored::NoInterface { map: "cisco".into() })
    );
}

/// Where no route leads to the peer, the provider's router is some host of the network; the route is what is found.
#[test]
fn a_lone_router_without_a_route_gets_one() {
    let text = edit_both(preset(), "10.10.10.2", "192.0.2.2").routers[0]
        .configuration
        .replace("ip route", "!");
    let mirrored = doctor::mirror(&text).expect("a crypto map");
    let scenario = doctor::scenario_of([&text, &mirrored]);
    let report = doctor::examine(&scenario);
    assert!(
        report.findings.iter().all(|it| it.problem.kind() == "no-route"),
        "{report:#?}"
    );
    assert_helped(&scenario, &report);
}

/// What keeps a tunnel away without a fault in the lines that are there is noted.
#[test]
fn what_a_fragment_lacks_is_noted() {
    let noted = |scenario: &Scenario| -> Vec<&'static str> {
        let report = doctor::examine(scenario);
        assert!(!report.is_solved(), "{report:#?}");
        report.notes.iter().map(|note| note.problem.kind()).collect()
    };
    let address = "ip address 10.10.10.1 255.255.255.0";
    let unknown = edit(preset(), R1, address, "ip address negotiated");
    assert!(noted(&unknown).contains(&"no-address"));
    let report = doctor::examine(&unknown);
    let note = report.notes.iter().find(|note| note.problem.kind() == "no-address");
    assert!(note.is_some_and(|note| note.problem.message().contains("`ip address negotiated`")));
    let protected = edit(
        unknown,
        R1,
        "ip address negotiated",
        "no ip address\ninterface Tunnel0\n tunnel protection ipsec profile P",
    );
    assert!(noted(&protected).contains(&"not-simulated"));
    let lan = "interface Ethernet0/0\n ip address 172.18.124.201 255.255.255.0";
    assert!(noted(&edit(preset(), R1, lan, "")).contains(&"no-host"));
}
