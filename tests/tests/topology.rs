//! What is between two routers is found from their configurations: one network, or a cloud; and what comes of it.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::Ipv4Addr;

use ikelab_core::event::{EventKind, RouterId, TrafficEvent};
use ikelab_core::ios::config::NextHop;
use ikelab_core::ios::not_taken::NotTaken;
use ikelab_core::ios::{Platform, RunningConfig, parse};
use ikelab_core::ip::ipv4;
use ikelab_core::sim::{self, Action, Fate, RouterSetup, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::topology::Topology;
use ikelab_share as share;
use ikelab_tests::lab::preset;

fn config(text: &str) -> RunningConfig {
    parse(text, Platform::default()).0
}

/// The topology of two configurations with a host in 172.18.124.0/24 behind R1 and one in 20.20.20.0/24 behind R2.
fn topology(r1: &str, r2: &str) -> Topology {
    Topology::new([&config(r1), &config(r2)], preset().hosts)
}

fn outer(topology: &Topology) -> [Vec<String>; 2] {
    let names = |names: &Vec<_>| names.iter().map(ToString::to_string).collect();
    topology.outer.each_ref().map(names)
}

fn cloud(topology: &Topology) -> Vec<String> {
    let networks = topology.cloud.iter().flat_map(|cloud| cloud.networks.iter().flatten());
    networks.flat_map(|it| &it.addresses).map(ToString::to_string).collect()
}

/// A router with a LAN on e0/1, and `rest`.
fn router(lan: &str, outer: &str, rest: &str) -> String {
    format!("interface e0/1\n ip address {lan} 255.255.255.0\ninterface e0/0\n ip address {outer}\n{rest}\n")
}

fn r1(outer: &str, rest: &str) -> String {
    router("172.18.124.1", outer, rest)
}

fn r2(outer: &str, rest: &str) -> String {
    router("20.20.20.1", outer, rest)
}

#[test]
fn routers_on_one_network_have_no_cloud_between_them() {
    let far = ["192.0.2.2 255.255.255.252", "192.0.2.9 255.255.255.0"];
    for far in far {
        let found = topology(&r1("192.0.2.1 255.255.255.252", ""), &r2(far, ""));
        assert_eq!(
            (cloud(&found), outer(&found)),
            (vec![], [vec!["Ethernet0/0".into()], vec!["Ethernet0/0".into()]])
        );
    }
}

#[test]
fn the_cloud_has_the_next_hops_that_static_routes_name() {
    let near = r1(
        "192.0.2.1 255.255.255.248",
        "ip route 0.0.0.0 0.0.0.0 192.0.2.6\nip route 10.0.0.0 255.0.0.0 e0/0 192.0.2.5\nip route 9.0.0.0 255.0.0.0 172.18.124.9",
    );
    let found = topology(
        &near,
        &r2("192.0.2.129 255.255.255.252", "ip route 0.0.0.0 0.0.0.0 e0/0"),
    );
    assert_eq!(
        cloud(&found),
        ["192.0.2.6", "192.0.2.5", "192.0.2.130"],
        "one is free in the /30"
    );
}

/// LANs with the same addresses are a fault of the plan, not a cable.
#[test]
fn only_outer_networks_count() {
    let lan = "interface e1/0\n ip address 10.1.1.1 255.255.255.0";
    let near = r1(
        "192.0.2.1 255.255.255.252",
        &format!("ip route 0.0.0.0 0.0.0.0 192.0.2.2\n{lan}"),
    );
    let far = r2(
        "192.0.2.5 255.255.255.252",
        &format!("ip route 0.0.0.0 0.0.0.0 192.0.2.6\n{lan}"),
    );
    let found = topology(&near, &far);
    assert_eq!(cloud(&found), ["192.0.2.2", "192.0.2.6"]);
    assert_eq!(
        outer(&found),
        [vec!["Ethernet0/0".to_string()], vec!["Ethernet0/0".to_string()]]
    );
}

#[test]
fn a_crypto_map_on_the_lan_does_not_move_the_cable() {
    let map = "crypto map M 1 ipsec-isakmp\n set peer 192.0.2.2\ninterface e0/1\n crypto map M";
    let found = topology(&r1("192.0.2.1 255.255.255.0", map), &r2("192.0.2.2 255.255.255.0", ""));
    assert_eq!(
        outer(&found),
        [vec!["Ethernet0/0".to_string()], vec!["Ethernet0/0".to_string()]]
    );
    let elsewhere = map.replace("interface e0/1", "interface e1/0\n ip address 10.5.5.1 255.255.255.0");
    let found = topology(
        &r1("192.0.2.1 255.255.255.0", &elsewhere),
        &r2("192.0.2.2 255.255.255.0", ""),
    );
    assert_eq!(cloud(&found), Vec::<String>::new());
    assert!(outer(&found)[0].contains(&"Ethernet0/0".to_string()));
}

/// The routes that R1 learns, as network, next hop, distance and metric.
fn learned(near: &str, far: &str) -> Vec<String> {
    let found = topology(near, far);
    let route = |route: &ikelab_core::ios::routing::Route| {
        let NextHop::Via(_, via) = route.next_hop else {
            panic!("a neighbour has told it")
        };
        let (network, length) = (route.network.address, route.network.prefix_length());
        format!("{network}/{length} via {via} [{}/{}]", route.distance, route.metric)
    };
    found.learned[0].iter().map(route).collect()
}

#[test]
fn neighbours_tell_each_other_their_networks() {
    let (near, far) = ("192.0.2.1 255.255.255.0", "192.0.2.2 255.255.255.0");
    let all = "router eigrp 9\n network 192.0.2.0\n network 20.0.0.0\n network 172.18.0.0";
    let told = [
        "20.20.20.0/24 via 192.0.2.2 [90/307200]",
        "192.0.2.0/24 via 192.0.2.2 [90/307200]",
    ];
    assert_eq!(learned(&r1(near, all), &r2(far, all)), told);
    let other_system = all.replace("eigrp 9", "eigrp 10");
    assert_eq!(learned(&r1(near, all), &r2(far, &other_system)), Vec::<String>::new());
    let passive = format!("{all}\n passive-interface Ethernet 0/0");
    assert_eq!(learned(&r1(near, &passive), &r2(far, all)), Vec::<String>::new());
    let rip = "router rip\n version 2\n net 192.0.2.0\n net 20.0.0.0";
    let told = [
        "20.20.20.0/24 via 192.0.2.2 [120/1]",
        "192.0.2.0/24 via 192.0.2.2 [120/1]",
    ];
    assert_eq!(learned(&r1(near, rip), &r2(far, rip)), told);
    assert_eq!(learned(&r1(near, rip), &r2(far, all)), Vec::<String>::new());
}

/// What another router has learned is between the two, whatever it speaks to either.
#[test]
fn a_cloud_tells_its_own_networks_to_whom_it_speaks() {
    let ospf = "router ospf 3\n passive-interface default\n no passive-interface e0/0\n network 192.0.2.0 0.0.0.255 area 0\ninterface e0/1\n ip ospf 3 area 0";
    let (near, far) = ("192.0.2.1 255.255.255.252", "192.0.2.5 255.255.255.252");
    let nothing = r2(far, "ip route 0.0.0.0 0.0.0.0 192.0.2.6");
    assert_eq!(
        learned(&r1(near, ospf), &nothing),
        ["192.0.2.4/30 via 192.0.2.2 [110/20]"]
    );
    let told = [
        "20.20.20.0/24 via 192.0.2.2 [110/30]",
        "192.0.2.4/30 via 192.0.2.2 [110/20]",
    ];
    assert_eq!(learned(&r1(near, ospf), &r2(far, ospf)), told);
}

/// The run in which both hosts ping each other once, and R1 types lines.
fn run(near: &str, far: &str, lines: &[&str]) -> Trace {
    let setup = |text: &str| RouterSetup {
        configuration: text.into(),
        platform: Platform::default(),
    };
    let ping = |behind: RouterId, at| Stimulus {
        at: SimTime(at),
        action: Action::Ping {
            behind,
            destination: preset().hosts[behind.peer().index()],
            count: 1,
            size: 56,
        },
    };
    let typed = (0..).zip(lines).map(|(index, line)| Stimulus {
        at: SimTime(20_000 + 5000 * index),
        action: Action::Type {
            router: RouterId::R1,
            line: (*line).into(),
        },
    });
    let pings = [ping(RouterId::R1, 100), ping(RouterId::R2, 10_000)];
    sim::run(&Scenario {
        routers: [setup(near), setup(far)],
        stimuli: pings.into_iter().chain(typed).collect(),
        ..preset()
    })
}

fn answered(trace: &Trace) -> usize {
    let is_reply = |kind: &EventKind| matches!(kind, EventKind::Traffic(TrafficEvent::EchoReplied { .. }));
    trace.events.iter().filter(|event| is_reply(&event.kind)).count()
}

fn not_taken(trace: &Trace) -> Vec<(RouterId, NotTaken)> {
    trace.not_taken().collect()
}

fn ip(text: &str) -> Ipv4Addr {
    text.parse().unwrap()
}

#[test]
fn proxy_arp_answers_for_a_lan() {
    let near = r1("192.0.2.1 255.255.255.0", "ip route 20.20.20.0 255.255.255.0 e0/0");
    let far = r2("192.0.2.2 255.255.255.0", "ip route 0.0.0.0 0.0.0.0 192.0.2.1");
    assert_eq!(answered(&run(&near, &far, &[])), 2);
    let deaf = format!("{far}interface e0/0\n no ip proxy-arp\n");
    let trace = run(&near, &deaf, &[]);
    let interface = "Ethernet0/0".parse().unwrap();
    let next_hop = ip("20.20.20.10");
    assert_eq!(answered(&trace), 0);
    assert_eq!(
        not_taken(&trace),
        [(RouterId::R1, NotTaken::NoNextHop { interface, next_hop })],
        "said once"
    );
}

#[test]
fn a_cloud_knows_loopback_addresses_that_are_peers() {
    let crypto = |peer: &str| {
        format!(
            "crypto isakmp policy 1\n authentication pre-share\ncrypto isakmp key k address 0.0.0.0 0.0.0.0\n\
             crypto ipsec transform-set T esp-des esp-md5-hmac\ncrypto map M local-address Loopback0\n\
             crypto map M 1 ipsec-isakmp\n set peer {peer}\n set transform-set T\n match address 100\n\
             interface e0/0\n crypto map M\n"
        )
    };
    let list = |from: &str, to: &str| format!("access-list 100 permit ip {from} 0.0.0.255 {to} 0.0.0.255\n");
    let loopback = |address: &str| format!("interface Loopback0\n ip address {address} 255.255.255.255\n");
    let near = loopback("10.9.9.1")
        + &crypto("10.9.9.2")
        + &list("172.18.124.0", "20.20.20.0")
        + "ip route 0.0.0.0 0.0.0.0 192.0.2.2";
    let far = loopback("10.9.9.2")
        + &crypto("10.9.9.1")
        + &list("20.20.20.0", "172.18.124.0")
        + "ip route 0.0.0.0 0.0.0.0 192.0.2.6";
    let trace = run(
        &r1("192.0.2.1 255.255.255.252", &near),
        &r2("192.0.2.5 255.255.255.252", &far),
        &[],
    );
    assert!(trace.is_up());
    assert_eq!(
        (answered(&trace), not_taken(&trace)),
        (1, vec![]),
        "the first ping waits for the SAs"
    );
}

#[test]
fn the_cloud_answers_pings_and_nothing_else() {
    let near = r1(
        "192.0.2.1 255.255.255.252",
        "ip route 0.0.0.0 0.0.0.0 192.0.2.2\ncrypto isakmp policy 1\n authentication pre-share\n\
         crypto isakmp key k address 192.0.2.2\ncrypto ipsec transform-set T esp-des esp-md5-hmac\n\
         crypto map M 1 ipsec-isakmp\n set peer 192.0.2.2\n set transform-set T\n match address 100\n\
         interface e0/0\n crypto map M\naccess-list 100 permit ip any 20.20.20.0 0.0.0.255",
    );
    let far = r2("192.0.2.5 255.255.255.252", "ip route 0.0.0.0 0.0.0.0 192.0.2.6");
    let trace = run(
        &near,
        &far,
        &[
            "ping 192.0.2.6 repeat 1",
            "ping 192.0.2.5 repeat 1",
            "ping 192.0.2.7 repeat 1",
        ],
    );
    assert_eq!(answered(&trace), 2, "the cloud's far address and the other router");
    let whys = [
        (
            RouterId::R1,
            NotTaken::NoService {
                address: ip("192.0.2.2"),
            },
        ),
        (
            RouterId::R2,
            NotTaken::NoRouteBetween {
                destination: ip("172.18.124.10"),
            },
        ),
        (
            RouterId::R1,
            NotTaken::NobodyBetween {
                destination: ip("192.0.2.7"),
            },
        ),
    ];
    assert_eq!(not_taken(&trace), whys);
    let taken = trace
        .packets
        .iter()
        .filter(|packet| matches!(packet.fate, Fate::Taken(_)));
    assert_eq!(taken.count(), 1);
}

/// A scenario file of two configurations and nothing else: who pings whom is found.
fn file(near: &str, far: &str) -> String {
    let lines = |text: &str| serde_json::to_string(&text.lines().collect::<Vec<_>>()).unwrap();
    format!(
        "{{\"ikelab\": 1, \"routers\": {{\"R1\": {{\"configuration\": {}}}, \"R2\": {{\"configuration\": {}}}}}, \
         \"clock\": \"2004-04-18T05:59:20.000\", \"seed\": 1}}",
        lines(near),
        lines(far)
    )
}

fn hosts(near: &str, far: &str) -> [String; 2] {
    let (scenario, _) = share::file::read(&file(near, far)).unwrap();
    let pings: Vec<_> = scenario.stimuli.iter().map(|it| &it.action).collect();
    let [
        Action::Ping {
            behind, destination, ..
        },
    ] = pings.as_slice()
    else {
        panic!("one ping, not {pings:?}")
    };
    assert_eq!((*behind, *destination), (RouterId::R1, scenario.hosts[1]));
    scenario.hosts.map(|host| host.to_string())
}

#[test]
fn who_pings_whom_is_found() {
    let [near, far] = &preset().routers;
    assert_eq!(
        hosts(&near.configuration, &far.configuration),
        ["172.18.124.10", "20.20.20.10"]
    );
    // Of several LANs those that the list names, and of these the part and the host that it names.
    let crypto = |list: &str| {
        format!(
            "interface e1/0\n ip address 10.1.0.1 255.255.0.0\ncrypto map M 1 ipsec-isakmp\n match address 100\n\
             access-list 100 deny ip any any\n{list}"
        )
    };
    let near = r1(
        "192.0.2.1 255.255.255.0",
        &crypto("access-list 100 permit ip 10.1.7.16 0.0.0.15 host 20.20.20.77"),
    );
    let far = r2("192.0.2.2 255.255.255.0", "");
    assert_eq!(hosts(&near, &far), ["10.1.7.26", "20.20.20.77"]);
    // What only R2 says, of a network behind a further router.
    let far = r2(
        "192.0.2.2 255.255.255.0",
        &(crypto("access-list 100 permit ip 10.88.0.0 0.0.255.255 any") + "\nip route 10.88.0.0 255.255.0.0 10.1.0.9"),
    );
    assert_eq!(
        hosts(&r1("192.0.2.1 255.255.255.0", ""), &far),
        ["172.18.124.10", "10.88.0.10"]
    );
    // Without any list the first LANs; without a LAN there is nobody.
    assert_eq!(
        hosts(&r1("192.0.2.1 255.255.255.0", ""), &r2("192.0.2.2 255.255.255.0", "")),
        ["172.18.124.10", "20.20.20.10"]
    );
    let error = share::file::read(&file("hostname A", "hostname B"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("no LAN for each"), "{error}");
}

#[test]
fn a_host_whose_lan_is_gone_moves_and_its_pings_with_it() {
    let mut scenario = preset();
    assert!(!scenario.move_lost_hosts());
    assert_eq!(scenario, preset());
    for setup in &mut scenario.routers {
        setup.configuration = setup.configuration.replace("172.18.124", "10.20.30");
    }
    assert!(scenario.move_lost_hosts());
    assert_eq!(scenario.hosts, [ip("10.20.30.10"), preset().hosts[1]]);
    let Action::Ping { destination, .. } = scenario.stimuli[0].action else {
        panic!("the preset pings")
    };
    assert_eq!(destination, ip("10.20.30.10"));
    assert!(sim::run(&scenario).is_up());
}

/// A packet that is forwarded keeps its checksum right, and a wrong one wrong.
#[test]
fn forwarding_counts_the_time_to_live() {
    for (ttl, id) in [(255, 0), (2, 0xffff), (1, 7), (64, 0xc0de)] {
        let packet = ipv4::Packet {
            tos: 0,
            id,
            dont_fragment: false,
            ttl,
            protocol: ipv4::UDP,
            source: ip("10.0.0.1"),
            destination: ip("10.0.0.2"),
            payload: vec![1, 2, 3],
        };
        let mut bytes = packet.encode();
        ipv4::forward(&mut bytes);
        let ttl = ttl - 1;
        assert_eq!(ipv4::Packet::decode(&bytes), Ok(ipv4::Packet { ttl, ..packet.clone() }));
        let mut broken = packet.encode();
        broken[13] ^= 0x40;
        ipv4::forward(&mut broken);
        assert!(ipv4::Packet::decode(&broken).is_err());
    }
}
