//! The switches of a router: where they stand, read from its running configuration, and what they type.

use ikelab_core::event::RouterId;
use ikelab_core::ios::config::RunningConfig;
use ikelab_core::ios::console::{Console, ConsoleMode};
use ikelab_core::ios::crypto_map::{CryptoMapEntry, DynamicReference, Keying};
use ikelab_core::ios::interface::InterfaceName;
use ikelab_core::ipsec::transform_set::Transform;
use ikelab_core::sim::{Scenario, Trace};
use serde::{Deserialize, Serialize};

/// A switch: one for each of SEAL's three limitations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Switch {
    /// A crypto accelerator does the work.
    #[serde(rename = "crypto accelerator")]
    Accelerator,
    /// The transform set has no authentication.
    #[serde(rename = "drop authentication")]
    DropAuthentication,
    /// Keys are typed, not negotiated.
    #[serde(rename = "manual keys")]
    ManualKeys,
}

impl Switch {
    /// All of them, in the order of the limitations.
    pub const ALL: [Switch; 3] = [Switch::Accelerator, Switch::DropAuthentication, Switch::ManualKeys];

    /// What it is called, behind the router's name.
    pub const fn name(self) -> &'static str {
        match self {
            Switch::Accelerator => "crypto accelerator",
            Switch::DropAuthentication => "drop authentication",
            Switch::ManualKeys => "manual keys",
        }
    }

    /// Whether it is on.
    pub fn is_on(self, console: &Console) -> bool {
        let config = &console.config;
        match self {
            Switch::Accelerator => config.accelerator_in_use(console.platform),
            Switch::DropAuthentication => Place::of(config).is_some_and(|place| {
                let set = place.entry.transform_sets().first();
                !set.and_then(|name| config.transform_set(name))
                    .is_some_and(|set| set.is_authenticated())
            }),
            Switch::ManualKeys => Place::of(config).is_some_and(|place| is_manual(place.entry)),
        }
    }

    /// The lines that turn it on or off at a console; `start` is the configuration that the router started with.
    pub fn lines(self, on: bool, router: RouterId, console: &Console, start: &RunningConfig) -> Vec<String> {
        let config = &console.config;
        let body = match (self, on) {
            (Switch::Accelerator, true) => vec!["crypto engine accelerator".to_owned()],
            (Switch::Accelerator, false) => vec!["no crypto engine accelerator".to_owned()],
            (Switch::DropAuthentication, true) => drop_authentication(config, start),
            (Switch::DropAuthentication, false) => restore_authentication(config, start),
            (Switch::ManualKeys, true) => key_manually(router, config, start),
            (Switch::ManualKeys, false) => negotiate_again(config, start),
        };
        in_configuration(console, body)
    }

    /// The scenario in which it is turned besides at a router, just after a step of the scenario's own trace, by typing. An
    /// accelerator that is not there yet is built in, and the configuration begins with it off, so that what happened before
    /// stays as it was.
    pub fn turned_after(self, scenario: &Scenario, trace: &Trace, step: usize, router: RouterId, on: bool) -> Scenario {
        let step = step.min(trace.last_step());
        let console = trace.console_after(step, router);
        let lines = self.lines(on, router, &console, &trace.configs[router.index()]);
        let mut scenario = scenario.typed_after(trace, step, router, &lines);
        let setup = &mut scenario.routers[router.index()];
        if self == Switch::Accelerator && !console.platform.accelerator {
            setup.platform.accelerator = true;
            setup.configuration.insert_str(0, "no crypto engine accelerator\n");
        }
        scenario
    }
}

/// Where a configuration protects traffic: an interface and the first entry of its crypto map.
struct Place<'a> {
    interface: InterfaceName,
    /// The line that enters the entry.
    enter: String,
    entry: &'a CryptoMapEntry,
}

impl<'a> Place<'a> {
    fn of(config: &'a RunningConfig) -> Option<Place<'a>> {
        config.interfaces.keys().find_map(|interface| {
            let (name, map) = config.crypto_map_on(*interface)?;
            let (id, entry) = config.entries_of(map).next()?;
            let reference = map.entries.get(&id.sequence).map(|entry| &entry.keying);
            Some(Place {
                interface: *interface,
                enter: match (reference, id.dynamic) {
                    (Some(Keying::Dynamic(DynamicReference { map, .. })), Some(number)) => {
                        format!("crypto dynamic-map {map} {number}")
                    }
                    _ => format!("crypto map {name} {}", id.sequence),
                },
                entry,
            })
        })
    }
}

fn is_manual(entry: &CryptoMapEntry) -> bool {
    matches!(entry.keying, Keying::Manual(_))
}

/// From wherever the console is into configuration, and back.
fn in_configuration(console: &Console, body: Vec<String>) -> Vec<String> {
    // A question would take the first line for its answer.
    let breaks_off = console.question.map(|_| "^C");
    let before: &[&str] = match console.mode {
        ConsoleMode::User => &["enable", "configure terminal"],
        ConsoleMode::Privileged => &["configure terminal"],
        ConsoleMode::Config(_) => &["end", "configure terminal"],
    };
    let before = breaks_off.iter().chain(before).map(|line| (*line).to_owned());
    before.chain(body).chain(["end".to_owned()]).collect()
}

/// The transform set that the traffic has, or had at the start.
fn set_name<'a>(config: &'a RunningConfig, start: &'a RunningConfig) -> &'a str {
    let first = |config: &'a RunningConfig| Place::of(config)?.entry.transform_sets().first().map(String::as_str);
    first(config).or_else(|| first(start)).unwrap_or("cisco")
}

/// A set that is in use cannot be removed, so the map lets go of it first.
fn drop_authentication(config: &RunningConfig, start: &RunningConfig) -> Vec<String> {
    let name = set_name(config, start);
    let set = config.transform_set(name).or_else(|| start.transform_set(name));
    let cipher = set
        .and_then(|set| set.esp_cipher)
        .map_or("esp-seal", |cipher| Transform::EspCipher(cipher).words());
    let mut lines = Vec::new();
    if let Some(place) = Place::of(config) {
        lines.push(place.enter);
        lines.push(format!("no set transform-set {name}"));
        lines.push("exit".to_owned());
    }
    lines.push(format!("no crypto ipsec transform-set {name}"));
    lines.extend(define_and_use(config, name, cipher));
    lines
}

fn restore_authentication(config: &RunningConfig, start: &RunningConfig) -> Vec<String> {
    let name = set_name(config, start);
    let original = start.transform_set(name).filter(|set| set.is_authenticated());
    let transforms = original.map_or_else(
        || "esp-seal esp-sha-hmac".to_owned(),
        |set| set.transforms().map(Transform::words).collect::<Vec<_>>().join(" "),
    );
    define_and_use(config, name, &transforms)
}

fn define_and_use(config: &RunningConfig, name: &str, transforms: &str) -> Vec<String> {
    let mut lines = vec![format!("crypto ipsec transform-set {name} {transforms}")];
    if let Some(place) = Place::of(config) {
        lines.push(place.enter);
        lines.push(format!("set transform-set {name}"));
    }
    lines
}

/// SPI and keys of the packets towards a router: the peers must type the same ones.
fn session_key(direction: &str, towards: RouterId) -> String {
    let (spi, cipher, authenticator) = match towards {
        RouterId::R1 => (1001, "a1", "c1"),
        RouterId::R2 => (1002, "a2", "c2"),
    };
    let (cipher, authenticator) = (cipher.repeat(20), authenticator.repeat(20));
    format!("set session-key {direction} esp {spi} cipher {cipher} authenticator {authenticator}")
}

const MANUAL_MAP: &str = "keyed";

fn key_manually(router: RouterId, config: &RunningConfig, start: &RunningConfig) -> Vec<String> {
    let Some(place) = Place::of(config).or_else(|| Place::of(start)) else {
        return Vec::new();
    };
    let mut lines = vec![format!("crypto map {MANUAL_MAP} 10 ipsec-manual")];
    lines.extend(place.entry.peers().first().map(|peer| format!("set peer {peer}")));
    lines.push(session_key("inbound", router));
    lines.push(session_key("outbound", router.peer()));
    lines.extend(
        place
            .entry
            .match_address
            .as_ref()
            .map(|list| format!("match address {list}")),
    );
    lines.push(format!("set transform-set {}", set_name(config, start)));
    lines.push("exit".to_owned());
    lines.push(format!("interface {}", place.interface));
    lines.push(format!("crypto map {MANUAL_MAP}"));
    lines
}

fn negotiate_again(config: &RunningConfig, start: &RunningConfig) -> Vec<String> {
    let negotiated = config
        .crypto_maps
        .iter()
        .find(|(_, map)| map.entries.values().any(|entry| !is_manual(entry)));
    let (Some(place), Some((map, _))) = (Place::of(config).or_else(|| Place::of(start)), negotiated) else {
        return Vec::new();
    };
    vec![format!("interface {}", place.interface), format!("crypto map {map}")]
}
