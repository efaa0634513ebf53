//! Variations of the preset that tests begin with, and how their runs end.

use std::net::Ipv4Addr;

use ikelab_core::event::{DeleteReason, EventKind, IsakmpEvent, Mismatch, Quantity, RejectedPacket, RouterId};
use ikelab_core::sim::{Scenario, Trace};

use crate::lab::{R1, R2, edit, is_up, isakmp_events, ladder, live_spis, preset, replies, run, with_ping};

/// The policy of both configurations.
pub const POLICY: &str = " encr aes 256\n hash md5\n authentication pre-share\n group 2\n";
/// The transforms of both transform sets.
pub const TRANSFORMS: &str = "esp-seal esp-sha-hmac";
/// The routers' addresses on the wire.
pub const WIRE: [Ipv4Addr; 2] = [Ipv4Addr::new(10, 10, 10, 1), Ipv4Addr::new(10, 10, 10, 2)];
/// The crypto map's line of both configurations, after which others can be put.
pub const SET_TRANSFORM_SET: &str = " set transform-set cisco\n";
/// The nine messages of a tunnel that R2 builds.
pub const LADDER: [&str; 9] = [
    "R2 MM1", "R1 MM2", "R2 MM3", "R1 MM4", "R2 MM5", "R1 MM6", "R2 QM1", "R1 QM2", "R2 QM3",
];

/// The preset with two echo requests: the first is lost while the tunnel is built.
#[must_use]
pub fn short() -> Scenario {
    with_ping(preset(), 2, 56)
}

/// Puts other policies in place of a router's one.
///
/// # Panics
/// If that is not in the configuration.
#[must_use]
pub fn with_policies(scenario: Scenario, router: RouterId, policies: &str) -> Scenario {
    edit(scenario, router, &format!("crypto isakmp policy 1\n{POLICY}"), policies)
}

/// The preset with other transforms and modes, R1's and R2's.
#[must_use]
pub fn with_mode(transforms: &str, modes: [&str; 2]) -> Scenario {
    let line = |transforms: &str| format!("crypto ipsec transform-set cisco {transforms}");
    let set = |mode| format!("{}\n mode {mode}", line(transforms));
    let scenario = edit(preset(), R1, &line(TRANSFORMS), &set(modes[0]));
    edit(scenario, R2, &line(TRANSFORMS), &set(modes[1]))
}

/// What is protected is the traffic between the routers themselves.
#[must_use]
pub fn between_the_routers(scenario: Scenario) -> Scenario {
    let access_list = |from: Ipv4Addr, to: Ipv4Addr| format!("access-list 100 permit ip host {from} host {to}");
    let lan = |from: &str, to: &str| format!("access-list 100 permit ip {from} 0.0.0.255 {to} 0.0.0.255");
    let [r1, r2] = WIRE;
    let scenario = edit(scenario, R1, &lan("172.18.124.0", "20.20.20.0"), &access_list(r1, r2));
    edit(scenario, R2, &lan("20.20.20.0", "172.18.124.0"), &access_list(r2, r1))
}

/// Runs a scenario whose tunnel comes up with the nine messages and nothing else.
///
/// # Panics
/// If it is not so.
pub fn up(scenario: &Scenario) -> Trace {
    let trace = run(scenario);
    let ladder = ladder(&trace);
    assert!(is_up(&trace), "{ladder:?}");
    assert_eq!(ladder[..9], LADDER);
    assert_eq!(ladder[9..], ["R2 ESP 1", "R1 ESP 1"]);
    trace
}

/// Runs a scenario whose tunnel does not come up; nobody is left with an IPsec SA.
///
/// # Panics
/// If it is not so.
pub fn down(scenario: &Scenario) -> Trace {
    let trace = run(scenario);
    assert_eq!(replies(&trace, R2), 0);
    for router in RouterId::BOTH {
        assert_eq!(live_spis(&trace, router), []);
    }
    trace
}

/// The ISAKMP SAs that a router has at the end.
#[must_use]
pub fn live_isakmp_sas(trace: &Trace, router: RouterId) -> usize {
    let status = &trace.status(trace.last_step())[router.index()];
    status.isakmp_sas.iter().filter(|sa| sa.deleted.is_none()).count()
}

/// Why a router's ISAKMP SAs were deleted.
#[must_use]
pub fn deleted(trace: &Trace, router: RouterId) -> Vec<DeleteReason> {
    let reason = |event: &IsakmpEvent| match event {
        IsakmpEvent::SaDeleted { reason, .. } => Some(*reason),
        _ => None,
    };
    isakmp_events(trace, router).filter_map(reason).collect()
}

/// Why a router could not begin main mode.
#[must_use]
pub fn not_started(trace: &Trace, router: RouterId) -> Vec<DeleteReason> {
    let reason = |event: &IsakmpEvent| match event {
        IsakmpEvent::NotStarted { reason, .. } => Some(*reason),
        _ => None,
    };
    isakmp_events(trace, router).filter_map(reason).collect()
}

/// Why a router did not take messages.
#[must_use]
pub fn rejected(trace: &Trace, router: RouterId) -> Vec<RejectedPacket> {
    let why = |event: &IsakmpEvent| match event {
        IsakmpEvent::Rejected { why, .. } => Some(*why),
        _ => None,
    };
    isakmp_events(trace, router).filter_map(why).collect()
}

/// What each comparison of a transform with a policy found: the policy's priority and what did not match.
#[must_use]
pub fn checks(trace: &Trace, router: RouterId) -> Vec<(u32, Vec<Mismatch>)> {
    let check = |event: &IsakmpEvent| match event {
        IsakmpEvent::TransformChecked {
            priority, mismatches, ..
        } => Some((*priority, mismatches.clone())),
        _ => None,
    };
    isakmp_events(trace, router).filter_map(check).collect()
}

/// The length of a computed value in bytes.
///
/// # Panics
/// If it was not computed.
#[must_use]
pub fn length_of(trace: &Trace, is: impl Fn(Quantity) -> bool) -> usize {
    let value = trace.events.iter().find_map(|event| match &event.kind {
        EventKind::Derived(derived) if is(derived.quantity) => Some(derived.value.len()),
        _ => None,
    });
    value.expect("the value was computed")
}
