//! ICMP's messages about packets that go no further: as bytes, and who sends them.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::ip::checksum;
use ikelab_core::ip::icmp::{Echo, Quoted, Report, Unreachable};
use ikelab_core::ip::{ipv4, udp};
use ikelab_core::sim::{self, RouterSetup, Scenario, Trace};
use ikelab_tests::lab::{R1, R2, preset};

fn packet(payload: Vec<u8>) -> ipv4::Packet {
    ipv4::Packet {
        tos: 0x20,
        id: 77,
        dont_fragment: true,
        ttl: 1,
        protocol: ipv4::UDP,
        source: [10, 0, 0, 1].into(),
        destination: [10, 0, 9, 9].into(),
        payload,
    }
}

fn datagram() -> Vec<u8> {
    let datagram = udp::Datagram {
        source_port: 49_152,
        destination_port: 33_434,
        payload: vec![7; 20],
    };
    datagram.encode([10, 0, 0, 1].into(), [10, 0, 9, 9].into())
}

/// It holds the header as it was, and the first eight bytes behind it (RFC 792).
#[test]
fn a_report_quotes_the_packet() {
    let packet = packet(datagram());
    let about = Quoted::new(&packet);
    for (why, numbers) in [
        (Unreachable::Host, [3, 1]),
        (Unreachable::Port, [3, 3]),
        (Unreachable::Prohibited, [3, 13]),
        (Unreachable::TimeExceeded, [11, 0]),
    ] {
        let bytes = Report { why, about }.encode();
        assert_eq!((&bytes[..2], &bytes[4..8]), (&numbers[..], &[0; 4][..]));
        assert_eq!(checksum(&[&bytes]), 0);
        assert_eq!(bytes[8..], packet.encode()[..28]);
        let report = Report::decode(&bytes).expect("a report");
        assert_eq!((report.why, report.about), (why, about));
    }
    assert_eq!(
        (about.source(), about.destination()),
        (packet.source, packet.destination)
    );
    assert_eq!(
        (about.protocol(), about.number(0), about.number(2)),
        (ipv4::UDP, 49_152, 33_434)
    );
}

#[test]
fn what_is_no_report_is_not_read_as_one() {
    let about = Quoted::new(&packet(vec![1]));
    assert_eq!(about.start, [1, 0, 0, 0, 0, 0, 0, 0]);
    let bytes = Report {
        why: Unreachable::Host,
        about,
    }
    .encode();
    for end in 0..bytes.len() {
        assert_eq!(Report::decode(&bytes[..end]), None, "cut after {end} bytes");
    }
    let mut damaged = bytes.clone();
    damaged[20] ^= 1;
    assert_eq!(Report::decode(&damaged), None);
    let (identifier, sequence, data) = (1, 2, vec![0; 40]);
    let echo = Echo {
        is_reply: false,
        identifier,
        sequence,
        data,
    };
    assert_eq!(Report::decode(&echo.encode()), None);
}

/// R1's host pings an address to which R2 has no route.
fn run(r2: &str) -> Trace {
    let mut scenario = preset();
    let setup = |text: &str| RouterSetup {
        configuration: text.into(),
        ..preset().routers[0].clone()
    };
    scenario.routers = [
        setup(
            "interface e0/0\n ip address 192.0.2.1 255.255.255.0\ninterface e0/1\n ip address 172.18.124.1 255.255.255.0\n\
             ip route 0.0.0.0 0.0.0.0 192.0.2.2\n",
        ),
        setup(&format!(
            "interface e0/1\n ip address 20.20.20.1 255.255.255.0\nip route 172.18.124.0 255.255.255.0 192.0.2.1\n\
             interface e0/0\n ip address 192.0.2.2 255.255.255.0\n{r2}"
        )),
    ];
    let elsewhere = Scenario {
        hosts: [scenario.hosts[0], [10, 77, 7, 7].into()],
        ..scenario.clone()
    };
    scenario.stimuli = vec![elsewhere.default_ping(R1)];
    sim::run(&scenario)
}

/// The reports that R2 sends.
fn reports(trace: &Trace) -> Vec<Report> {
    let of_r2 = trace.packets.iter().filter(|packet| packet.from == R2);
    let packets = of_r2.map(|it| ipv4::Packet::decode(&it.bytes).expect("a packet"));
    packets.filter_map(|it| Report::decode(&it.payload)).collect()
}

#[test]
fn the_source_of_a_dropped_packet_is_told() {
    let trace = run("");
    let said = reports(&trace);
    assert_eq!(said.len(), 5, "a host waits two seconds for each");
    let sent: Vec<_> = trace.packets.iter().filter(|packet| packet.from == R1).collect();
    assert_eq!(said[0].why, Unreachable::Host);
    assert_eq!(said[0].encode()[8..], sent[0].bytes[..28]);
    assert_eq!(reports(&run(" no ip unreachables\n")), []);
    // A list that denies it says so.
    let denied = reports(&run(" ip access-group 101 in\naccess-list 101 deny icmp any any\n"));
    assert_eq!(denied[0].why, Unreachable::Prohibited);
}
