//! Every kind of run that there is: what holds everywhere is tested over all of them.

use ikelab_core::effects::PacketName;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::sim::{self, Action, FaultKind, PRESETS, Scenario, Stimulus, forgery};
use ikelab_core::time::SimTime;

use crate::lab::{R2, edit_both, packet, preset, run, with_fault, with_ping};
use crate::scenario::{FOLDERS, scenario};
use crate::variations::{SET_TRANSFORM_SET, TRANSFORMS, WIRE, between_the_routers, with_mode};

const CIPHERS: [&str; 8] = [
    "",
    "esp-des",
    "esp-3des",
    "esp-aes",
    "esp-aes 192",
    "esp-aes 256",
    "esp-seal",
    "esp-null",
];
const ESP_AUTHENTICATIONS: [&str; 3] = ["", "esp-md5-hmac", "esp-sha-hmac"];
const AHS: [&str; 3] = ["", "ah-md5-hmac", "ah-sha-hmac"];

/// Every transform set that IOS 12.3 takes.
#[must_use]
pub fn transform_sets() -> Vec<String> {
    combined(&AHS, &ESP_AUTHENTICATIONS)
}

/// Transform sets with the hashes that came after 12.3: each in AH, in ESP and in both.
#[must_use]
pub fn later_transform_sets() -> Vec<String> {
    let sets = ["sha256", "sha384", "sha512"].map(|hash| {
        let (ah, esp) = (format!("ah-{hash}-hmac"), format!("esp-{hash}-hmac"));
        combined(&["", &ah], &["", &esp])
    });
    let is_later = |set: &String| set.contains("sha256") || set.contains("sha384") || set.contains("sha512");
    sets.concat().into_iter().filter(is_later).collect()
}

fn combined(ahs: &[&str], authentications: &[&str]) -> Vec<String> {
    let mut sets = Vec::new();
    for ah in ahs.iter().copied() {
        for cipher in CIPHERS {
            for authentication in authentications.iter().copied() {
                let is_authenticated = !ah.is_empty() || !authentication.is_empty();
                if is_authenticated || !["", "esp-seal"].contains(&cipher) {
                    let words = [ah, cipher, authentication].into_iter().filter(|word| !word.is_empty());
                    sets.push(words.collect::<Vec<_>>().join(" "));
                }
            }
        }
    }
    sets
}

/// Without its `version` lines, a configuration may have what came after 12.3.
#[must_use]
pub fn of_any_release(scenario: Scenario) -> Scenario {
    edit_both(scenario, "version 12.3\n", "")
}

/// The preset with a transform set in tunnel mode.
#[must_use]
pub fn tunnel(set: &str) -> Scenario {
    with_ping(with_mode(set, ["tunnel"; 2]), 3, 56)
}

/// Two routers that protect the traffic between themselves in transport mode; R2 pings.
#[must_use]
pub fn transport(set: &str) -> Scenario {
    let mut scenario = between_the_routers(with_mode(set, ["transport"; 2]));
    let line = format!("ping {} repeat 3", WIRE[0]);
    let action = Action::Type { router: R2, line };
    let at = SimTime(400);
    scenario.stimuli = vec![Stimulus { at, action }];
    scenario
}

/// SEAL without authentication, which IOS refuses, and a packet forged on the wire that R1 takes.
#[must_use]
pub fn forged() -> Scenario {
    let mut scenario = edit_both(with_ping(preset(), 4, 56), TRANSFORMS, "esp-seal");
    for setup in &mut scenario.routers {
        setup.platform.what_if = WhatIf {
            seal_without_authentication: true,
            ..WhatIf::NOTHING
        };
    }
    let honest = run(&scenario);
    let second = packet(&honest, R2, PacketName::Esp(2));
    scenario.faults = forgery::echo_data(second, 0, b"forged").expect("SEAL is a stream cipher");
    scenario
}

/// Perfect forward secrecy on both sides.
#[must_use]
pub fn with_pfs() -> Scenario {
    let pfs = format!("{SET_TRANSFORM_SET} set pfs group1\n");
    edit_both(with_ping(preset(), 3, 56), SET_TRANSFORM_SET, &pfs)
}

/// Every preset, every folder of `tests/scenarios`, every transform set in both modes, and what none of them shows. Each
/// with its name.
#[must_use]
pub fn scenarios() -> Vec<(String, Scenario)> {
    let mut all: Vec<(String, Scenario)> = Vec::new();
    all.extend(
        PRESETS
            .iter()
            // The folder expiry-by-volume is the same, and megabytes of pings take their time.
            .filter(|preset| preset.name != "lifetime-in-kilobytes")
            .map(|preset| (preset.name.to_owned(), (preset.scenario)())),
    );
    all.extend(FOLDERS.iter().map(|folder| (folder.0.to_owned(), scenario(folder))));
    for set in transform_sets() {
        all.push((format!("{set}, tunnel"), tunnel(&set)));
        all.push((format!("{set}, transport"), transport(&set)));
    }
    all.push(("ESP 2 forged".to_owned(), forged()));
    all.push(("PFS".to_owned(), with_pfs()));
    all.extend(corrupted());
    all
}

/// Each message with each of some bytes changed on the way: in its headers, in its payloads, near its end.
fn corrupted() -> Vec<(String, Scenario)> {
    let honest = sim::run(&with_ping(preset(), 3, 56));
    let mut all = Vec::new();
    for packet in &honest.packets {
        let length = packet.bytes.len() as u32;
        for offset in [22, 28, 36, 44, 46, 60, 90, length - 1]
            .into_iter()
            .filter(|at| *at < length)
        {
            let kind = FaultKind::Corrupt { offset, mask: 0x11 };
            let name = format!("{} {} changed at {offset}", packet.from, packet.name);
            all.push((
                name,
                with_fault(with_ping(preset(), 3, 56), packet.from, packet.name, kind),
            ));
        }
    }
    all
}
