//! Document 50880 with something changed: other transforms, a wire that fails, a mistake.

use alloc::format;
use alloc::string::ToString;

use super::{Kind, Preset, doc_50880};
use crate::effects::PacketName;
use crate::event::RouterId::{self, R1, R2};
use crate::ios::Platform;
use crate::ios::config::WhatIf;
use crate::sim::fault::{Fault, FaultKind, PacketRef};
use crate::sim::scenario::{Action, Scenario, Stimulus};
use crate::time::SimTime;

const fn up(name: &'static str, title: &'static str, about: &'static str, scenario: fn() -> Scenario) -> Preset {
    preset(Kind::Up, name, title, about, scenario)
}

const fn wire(name: &'static str, title: &'static str, about: &'static str, scenario: fn() -> Scenario) -> Preset {
    preset(Kind::Wire, name, title, about, scenario)
}

const fn down(name: &'static str, title: &'static str, about: &'static str, scenario: fn() -> Scenario) -> Preset {
    preset(Kind::Down, name, title, about, scenario)
}

const fn preset(
    kind: Kind,
    name: &'static str,
    title: &'static str,
    about: &'static str,
    scenario: fn() -> Scenario,
) -> Preset {
    Preset {
        name,
        title,
        about,
        kind,
        scenario,
    }
}

/// The document itself, then its variations.
#[rustfmt::skip]
pub(super) const PRESETS: &[Preset] = &[
    up("doc-50880", "Document 50880: a SEAL tunnel",
        "ESP with SEAL and HMAC-SHA-1, as Cisco published it. The one to begin with.", doc_50880),
    up("aes-sha", "AES and SHA-1",
        "A block cipher in CBC mode: each packet carries an IV, and padding fills the last block.",
        || edited(&BOTH, &[("hash md5", "hash sha"), (TRANSFORMS, "esp-aes esp-sha-hmac")])),
    up("3des-md5", "3DES and MD5",
        "The same two phases with older algorithms: blocks of 8 bytes, and an ICV of 12 as with SHA-1.",
        || edited(&BOTH, &[("encr aes 256", "encr 3des"), (TRANSFORMS, "esp-3des esp-md5-hmac")])),
    up("pfs", "Perfect forward secrecy",
        "QM1 and QM2 carry a KE payload each: the IPsec keys come from a second Diffie-Hellman exchange.",
        || edited(&BOTH, &[PFS])),
    up("transport-mode", "Transport mode",
        "Between the routers themselves no second IP header is needed: the ping's own stands before ESP.", transport_mode),
    up("ah", "AH alone",
        "Everything is authenticated and nothing is encrypted: the ping can be read on the wire.",
        || edited(&BOTH, &[(TRANSFORMS, "ah-sha-hmac")])),
    up("lifetime-in-seconds", "New SAs after two minutes",
        "IPsec SAs with a lifetime of 120 seconds: quick mode runs again before they end, main mode does not.",
        lifetime_in_seconds),
    up("lifetime-in-kilobytes", "New SAs after 2,560 KB",
        "Large pings use the lifetime up: quick mode runs again before the last kilobyte.", lifetime_in_kilobytes),
    up("dead-peer", "A dead peer",
        "R1 reloads and forgets its SAs. R2 asks whether it lives, gets no answer, and begins anew.", dead_peer),
    up("isp", "A provider in between",
        "Each router has a network with the provider, who forwards ESP and knows neither LAN.", provider),
    up("ios-15", "Two routers with IOS 15",
        "AES-256, SHA-256 and MODP group 14: the same exchange, with longer keys and hashes.", ios_15),
    wire("lost-mm6", "A lost MM6",
        "R2 hears nothing and sends MM5 again; R1 knows that it has it, and answers once more.",
        lost_mm6),
    wire("duplicate", "A packet that arrives twice",
        "The second copy has a sequence number that was used: the replay window drops it.",
        || with_fault(R2, PacketName::Esp(2), FaultKind::Duplicate(5))),
    wire("flipped-bit", "A flipped bit",
        "The ICV does not match what arrives: R1 drops the packet before it decrypts it.",
        || with_fault(R2, PacketName::Esp(2), FaultKind::Corrupt { offset: 40, mask: 1 })),
    wire("forged", "A forged ping",
        "SEAL without authentication, which IOS refuses: whoever flips bits of the ciphertext flips those of the ping.",
        forged),
    down("wrong-key", "Pre-shared keys that differ",
        "The keys of phase 1 differ, so MM5 is the first message that its receiver cannot read.",
        || edited(&[R1], &[("cisco123", "cisco321")])),
    down("no-policy", "No ISAKMP policy in common",
        "R2 offers MD5 and R1 wants SHA-1: MM1 is as far as they come.",
        || edited(&[R1], &[("hash md5", "hash sha")])),
    down("no-transform-set", "No transform set in common",
        "Phase 1 is done, and R1 answers QM1 with NO-PROPOSAL-CHOSEN.",
        || edited(&[R1], &[(TRANSFORMS, "esp-aes esp-sha-hmac")])),
    down("acl-not-mirrored", "Access lists that do not mirror each other",
        "R2 asks for a larger network than R1 protects, and R1 refuses the proxy identities.",
        || edited(&[R2], &[("permit ip 20.20.20.0 0.0.0.255", "permit ip 20.20.0.0 0.0.255.255")])),
    down("pfs-on-one-side", "PFS on one side",
        "R1 insists on a Diffie-Hellman exchange in quick mode, which R2 does not offer.",
        || edited(&[R1], &[PFS])),
    down("map-not-applied", "A crypto map on no interface",
        "R1 has the crypto map and no interface that uses it: IKE does not run there.",
        || edited(&[R1], &[("0\n crypto map cisco\n", "0\n")])),
    down("accelerator", "A crypto accelerator in the way",
        "R1 has an accelerator, which cannot do SEAL: the transform set is not used while it is on.", accelerator),
];

const BOTH: [RouterId; 2] = RouterId::BOTH;
/// The transforms of the document.
const TRANSFORMS: &str = "esp-seal esp-sha-hmac";
/// What adds perfect forward secrecy to the crypto map.
const PFS: (&str, &str) = (
    " set transform-set cisco\n",
    " set transform-set cisco\n set pfs group2\n",
);
/// The line after which global ones can follow.
const SUBNET_ZERO: &str = "ip subnet-zero\n";

/// The document with words of some routers' configurations replaced by others.
fn edited(routers: &[RouterId], edits: &[(&str, &str)]) -> Scenario {
    let mut scenario = doc_50880();
    for router in routers {
        edit(&mut scenario, *router, edits);
    }
    scenario
}

fn edit(scenario: &mut Scenario, router: RouterId, edits: &[(&str, &str)]) {
    let text = &mut scenario.routers[router.index()].configuration;
    for (from, to) in edits {
        *text = text.replace(from, to);
    }
}

fn with_fault(from: RouterId, name: PacketName, kind: FaultKind) -> Scenario {
    Scenario {
        faults: alloc::vec![fault(from, name, kind)],
        ..doc_50880()
    }
}

fn fault(from: RouterId, name: PacketName, kind: FaultKind) -> Fault {
    let packet = PacketRef {
        from,
        name,
        occurrence: 0,
    };
    Fault { packet, kind }
}

/// The host behind R2 pings the other one, again at these times with so many echo requests.
fn pinging(scenario: Scenario, pings: &[(u64, u16)]) -> Scenario {
    let [destination, _] = scenario.hosts;
    let ping = |(at, count): &(u64, u16)| Stimulus {
        at: SimTime(*at),
        action: Action::Ping {
            behind: R2,
            destination,
            count: *count,
            size: 56,
        },
    };
    let stimuli = pings.iter().map(ping).collect();
    Scenario { stimuli, ..scenario }
}

fn typed(at: u64, router: RouterId, line: &str) -> Stimulus {
    Stimulus {
        at: SimTime(at),
        action: Action::Type {
            router,
            line: line.to_string(),
        },
    }
}

fn lost_mm6() -> Scenario {
    let scenario = with_fault(R1, PacketName::MainMode(6), FaultKind::Lose);
    pinging(scenario, &[(427, 2), (15_000, 3)])
}

fn transport_mode() -> Scenario {
    let mut scenario = edited(&BOTH, &[(TRANSFORMS, "esp-aes esp-sha-hmac\n mode transport")]);
    let (lan1, lan2) = ("172.18.124.0 0.0.0.255", "20.20.20.0 0.0.0.255");
    let (end1, end2) = ("host 10.10.10.1", "host 10.10.10.2");
    for router in BOTH {
        edit(&mut scenario, router, &[(lan1, end1), (lan2, end2)]);
    }
    scenario.stimuli = alloc::vec![typed(427, R2, "ping 10.10.10.1")];
    scenario
}

/// A line of global configuration besides.
fn with_line(line: &str) -> Scenario {
    let line = format!("{SUBNET_ZERO}{line}\n");
    edited(&BOTH, &[(SUBNET_ZERO, &line)])
}

fn lifetime_in_seconds() -> Scenario {
    let scenario = with_line("crypto ipsec security-association lifetime seconds 120");
    pinging(scenario, &[(427, 5), (95_000, 2), (125_000, 3)])
}

fn lifetime_in_kilobytes() -> Scenario {
    let mut scenario = with_line("crypto ipsec security-association lifetime kilobytes 2560");
    let ping = "ping 172.18.124.10 source 20.20.20.2 size 18000 repeat 135";
    scenario.stimuli.push(typed(12_000, R2, ping));
    scenario
}

fn dead_peer() -> Scenario {
    let mut scenario = pinging(with_line("crypto isakmp keepalive 10"), &[(427, 5), (31_000, 15)]);
    scenario.stimuli.insert(1, typed(30_000, R1, "reload"));
    scenario
}

fn provider() -> Scenario {
    let mut scenario = doc_50880();
    let (r1, r2) = (("10.10.10.1", "198.51.100.1"), ("10.10.10.2", "198.51.100.5"));
    for (router, own, peer, gateway) in [(R1, r1, r2, "198.51.100.2"), (R2, r2, r1, "198.51.100.6")] {
        let route = |next: &str| format!("ip route 0.0.0.0 0.0.0.0 {next}");
        let interface = |address: &str, mask: &str| format!("ip address {address} {mask}");
        let edits = [
            (&*route(peer.0), &*route(gateway)),
            (&interface(own.0, "255.255.255.0"), &interface(own.1, "255.255.255.252")),
            peer,
        ];
        edit(&mut scenario, router, &edits);
    }
    scenario
}

fn ios_15() -> Scenario {
    let edits = [
        ("version 12.3", "version 15.2"),
        ("hash md5", "hash sha256"),
        ("group 2", "group 14"),
        (TRANSFORMS, "esp-aes 256 esp-sha256-hmac"),
        ("Ethernet0/0", "GigabitEthernet0/0"),
        ("Ethernet1/0", "GigabitEthernet0/1"),
    ];
    edited(&BOTH, &edits)
}

/// R1 accepts data that R2 never sent: the first letters of the echo request in ESP 2 read `forged`. Who guesses what a packet
/// says knows which bits to flip, those of the ICMP checksum among them.
fn forged() -> Scenario {
    let mut scenario = edited(&BOTH, &[(TRANSFORMS, "esp-seal")]);
    for setup in &mut scenario.routers {
        setup.platform.what_if = WhatIf {
            seal_without_authentication: true,
            ..WhatIf::NOTHING
        };
    }
    let flip = |(offset, mask)| fault(R2, PacketName::Esp(2), FaultKind::Corrupt { offset, mask });
    scenario.faults = FORGERY.into_iter().map(flip).collect();
    scenario
}

/// Places in the packet, and the bits to flip there.
const FORGERY: [(u32, u8); 7] = [(50, 20), (51, 14), (56, 7), (57, 13), (58, 17), (59, 3), (61, 2)];

fn accelerator() -> Scenario {
    let mut scenario = doc_50880();
    scenario.routers[R1.index()].platform = Platform::with_accelerator(true);
    scenario
}
