//! Scenarios whose traces must be the same on every target, and the digests that say so.

use ikelab_core::effects::PacketName::{Esp, MainMode, QuickMode};
use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Fate, FaultKind, Scenario, Trace};
use ikelab_core::transcript;
use sha1::{Digest, Sha1};

use crate::lab::{R1, R2, edit, edit_both, ping, preset, with_fault, with_ping};
use crate::scenario;
use crate::variations::{POLICY, SET_TRANSFORM_SET, TRANSFORMS};

/// SHA-1 of the trace of a scenario as JSON, in hexadecimal digits.
///
/// # Panics
/// If the trace is not serializable, which it always is.
#[must_use]
pub fn digest(scenario: &Scenario) -> String {
    let json = serde_json::to_vec(&sim::run(scenario)).expect("a trace is JSON");
    crate::to_hex(&Sha1::digest(&json))
}

/// The lines of `tests/golden/trace-digests.txt`: a name and a digest each.
#[must_use]
pub fn digests() -> String {
    let line = |(name, scenario): &(String, Scenario)| format!("{name}: {}\n", digest(scenario));
    scenarios().iter().map(line).collect()
}

/// The lines of `tests/golden/exchange-digests.txt`: for each scenario of [`digests`] and each folder of `tests/scenarios`, a
/// digest of its packets and one of each router's debug and log records.
///
/// What else a trace holds may change with its layout; these change only when a router does or says something else.
#[must_use]
pub fn exchange_digests() -> String {
    let own = scenarios()
        .into_iter()
        .map(|(name, scenario)| exchange_line(&name, &sim::run(&scenario)));
    let folders = scenario::runs().map(|(folder, trace)| exchange_line(folder.0, trace));
    own.chain(folders).collect()
}

fn exchange_line(name: &str, trace: &Trace) -> String {
    let [r1, r2] = RouterId::BOTH.map(|router| records_digest(trace, router));
    format!("{name}: packets {} R1 {r1} R2 {r2}\n", packets_digest(trace))
}

/// SHA-1 of the packets as they were sent and as they arrived, with their times.
fn packets_digest(trace: &Trace) -> String {
    let mut hash = Sha1::new();
    for packet in &trace.packets {
        let (arrivals, altered): (&[_], &[u8]) = match &packet.fate {
            Fate::Arrived(at) => (at, &[]),
            Fate::Altered { at, bytes } => (at, bytes),
            Fate::Taken(at) => (at, &[]),
            Fate::Lost | Fate::NotTaken(_) => (&[], &[]),
        };
        let times: Vec<u64> = arrivals.iter().map(|at| at.0).collect();
        let head = format!(
            "{} {} at {}, arrives {times:?}: ",
            packet.from, packet.name, packet.sent.0
        );
        hash.update(head.as_bytes());
        hash.update(&packet.bytes);
        hash.update(altered);
    }
    crate::to_hex(&hash.finalize())
}

/// SHA-1 of what a router prints, with the times.
fn records_digest(trace: &Trace, router: RouterId) -> String {
    let mut hash = Sha1::new();
    for record in transcript::records(trace, router) {
        hash.update(format!("{} {}\n", record.at.0, record.text).as_bytes());
    }
    crate::to_hex(&hash.finalize())
}

/// The scenarios with their names. `tests/bare/check.mjs` knows how to make those named `doc-50880, seed N`.
fn scenarios() -> Vec<(String, Scenario)> {
    let seeds = [50_880, 0, 1, 4_294_967_295];
    let seeded = seeds.map(|seed| (format!("doc-50880, seed {seed}"), Scenario { seed, ..preset() }));
    let aes = " encr aes\n hash sha\n authentication pre-share\n group 5\n";
    let pfs = format!("{SET_TRANSFORM_SET} set pfs group1\n");
    let mut both = preset();
    both.stimuli.push(ping(&both, R1, both.stimuli[0].at, 3, 56));
    let others = [
        (
            "group 5, AES, PFS",
            edit_both(edit_both(preset(), POLICY, aes), SET_TRANSFORM_SET, &pfs),
        ),
        (
            "esp-3des esp-md5-hmac",
            edit_both(preset(), TRANSFORMS, "esp-3des esp-md5-hmac"),
        ),
        (
            "another key",
            edit(with_ping(preset(), 40, 56), R1, "cisco123", "cisco124"),
        ),
        (
            "another transform set",
            edit(preset(), R1, TRANSFORMS, "esp-des esp-md5-hmac"),
        ),
        ("both initiate", both),
        ("MM3 lost, QM2 twice, ESP 2 altered", {
            let scenario = with_fault(with_ping(preset(), 20, 56), R2, MainMode(3), FaultKind::Lose);
            let scenario = with_fault(scenario, R1, QuickMode(2), FaultKind::Duplicate(500));
            let (offset, mask) = (30, 0xff);
            with_fault(scenario, R2, Esp(2), FaultKind::Corrupt { offset, mask })
        }),
    ];
    let others = others.map(|(name, scenario)| (name.to_string(), scenario));
    seeded.into_iter().chain(others).collect()
}
