//! The doctor and what is around the negotiation: hosts that nobody names, local addresses, access groups, GRE.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::doctor::{self, Stage};
use ikelab_core::sim::{Action, Scenario};
use ikelab_core::time::SimTime;
use ikelab_share as share;
use ikelab_tests::lab::{self, R1, R2, edit, preset};

use crate::doctor::assert_found;

fn texts(scenario: &Scenario) -> [&str; 2] {
    scenario.routers.each_ref().map(|setup| setup.configuration.as_str())
}

/// A scenario file without hosts and the doctor find the same ones; a router that is the host itself pings by its console.
#[test]
fn a_file_and_the_doctor_find_the_same_hosts() {
    let one = edit(preset(), R1, "172.18.124.0 0.0.0.255 ", "host 172.18.124.201 ");
    let one = edit(one, R2, "172.18.124.0 0.0.0.255", "host 172.18.124.201");
    for scenario in [preset(), one] {
        let found = doctor::scenario_of(texts(&scenario));
        let file = share::file::write(&scenario, &share::View::default());
        let mut json: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        let members = json.as_object_mut().expect("an object");
        members.remove("hosts");
        members.remove("stimuli");
        members.remove("faults");
        let (read, _) = share::file::read(&json.to_string()).expect("it needs no hosts");
        assert_eq!(read.hosts, found.hosts);
        assert_eq!(read.stimuli, found.stimuli);
        assert_eq!(read.stimuli[0].at, SimTime(500));
        let is_own = read.hosts[0].octets() == [172, 18, 124, 201];
        let is_typed = matches!(read.stimuli[0].action, Action::Type { router: R1, .. });
        assert_eq!(is_own, is_typed);
        assert!(lab::is_up(&lab::run(&read)));
    }
}

/// Of a router whose LAN is not configured the host is one that the list names.
#[test]
fn a_router_without_a_lan_gets_the_host_of_the_list() {
    let scenario = edit(preset(), R2, " ip address 20.20.20.2 255.255.255.0\n", "");
    let found = doctor::scenario_of(texts(&scenario));
    let hosts = found.hosts.map(|it| it.to_string());
    assert_eq!(hosts, ["172.18.124.10", "20.20.20.10"]);
    assert!(!doctor::examine(&found).is_solved());
}

/// One router's tunnel has a loopback's address, and the other was never told.
#[test]
fn a_local_address_at_one_router_only_is_found() {
    let loopback = "interface Loopback0\n ip address 10.255.0.1 255.255.255.255\ninterface Ethernet0/0\n";
    let scenario = edit(preset(), R1, "interface Ethernet0/0\n", loopback);
    let map = "crypto map cisco 10 ipsec-isakmp\n";
    let scenario = edit(
        scenario,
        R1,
        map,
        &format!("crypto map cisco local-address Loopback0\n{map}"),
    );
    let places = [Some("ip address 10.10.10.1 255.255.255.0"), Some("set peer 10.10.10.1")];
    let report = assert_found(&scenario, "wrong-local-address", places);
    let lines = &report.findings[0].fix[0].lines;
    assert_eq!(*lines, ["no crypto map cisco local-address Loopback0"]);
}

/// An access group that lets in what comes from the LAN's servers and no IKE.
#[test]
fn an_access_group_without_ike_is_found() {
    let map = " crypto map cisco\n";
    let scenario = edit(preset(), R2, map, &format!("{map} ip access-group WAN in\n"));
    let list = "ip access-list extended WAN\n permit ip 172.18.124.0 0.0.0.255 any\n permit icmp any any\n";
    let scenario = edit(scenario, R2, "control-plane\n", &format!("{list}control-plane\n"));
    let report = assert_found(&scenario, "access-group", [None, Some("ip access-group WAN in")]);
    assert_eq!(report.before, [Stage::MainMode(1), Stage::MainMode(2)]);
    assert_eq!(
        report.findings[0].fix[0].lines,
        [
            "ip access-list extended WAN",
            " 1 permit udp host 10.10.10.1 host 10.10.10.2 eq isakmp",
            " 2 permit esp host 10.10.10.1 host 10.10.10.2"
        ]
    );
}

/// What is not simulated is the first note: GRE is nothing that lines could put right here.
#[test]
fn gre_is_noted() {
    let tunnel = |from: &str, to: &str| {
        format!(
            "interface Tunnel0\n ip address 10.99.0.1 255.255.255.252\n tunnel source {from}\n tunnel destination {to}\n\
             control-plane\n"
        )
    };
    let scenario = edit(preset(), R1, "control-plane\n", &tunnel("10.10.10.1", "10.10.10.2"));
    let gre = "permit gre host 10.10.10.1 host 10.10.10.2";
    let scenario = edit(
        scenario,
        R1,
        "permit ip 172.18.124.0 0.0.0.255 20.20.20.0 0.0.0.255",
        gre,
    );
    let report = doctor::examine(&scenario);
    let first = &report.notes[0];
    let mut lines = (1..).zip(scenario.routers[0].configuration.lines());
    let place = lines
        .find(|(_, line)| line.contains("tunnel source"))
        .map(|(line, _)| line);
    assert_eq!((first.problem.kind(), first.lines), ("gre", [place, None]));
}
