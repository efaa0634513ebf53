//! `show running-config`: a configuration as the lines that would make it.
//!
//! IOS: seed for the order of what it has and for the `!` lines; Modelled for the place of what it has not.

use alloc::format;
use alloc::string::String;

use super::access_list::{AccessList, AccessListId, AccessListLine};
use super::config::{RunningConfig, Section, Timestamps};
use super::crypto::Encapsulation;
use super::crypto::{
    IsakmpConfig, IsakmpIdentity, IsakmpPolicy, Keepalive, KeyPeer, Lifetime, PresharedKey, ReplayWindow, TransformSet,
};
use super::crypto_map::{CryptoMap, CryptoMapEntry, Direction, IsakmpKeying, Keying, SessionKeys};
use super::interface::{Interface, InterfaceName};
use super::routing::{NextHop, StaticRoute};

/// The configuration from its first line to `end`. The header above it is the console's.
pub fn show(config: &RunningConfig) -> String {
    let mut text = Text(String::new());
    identity(&mut text, config);
    text.kept(config, Section::Logging);
    text.gap(1);
    if let Some(zone) = &config.clock_timezone {
        let minutes = if zone.minutes == 0 {
            String::new()
        } else {
            format!(" {}", zone.minutes)
        };
        text.line(&format!("clock timezone {} {}{minutes}", zone.name, zone.hours));
    }
    text.kept(config, Section::General);
    text.gap(2);
    text.kept(config, Section::IpFeatures);
    text.gap(4);
    crypto(&mut text, config);
    for (name, it) in &config.interfaces {
        interface(&mut text, *name, it);
        text.gap(1);
    }
    text.kept(config, Section::IpRouting);
    config
        .static_routes
        .iter()
        .for_each(|route| text.line(&static_route(route)));
    text.kept(config, Section::IpServices);
    text.gap(2);
    config
        .access_lists
        .iter()
        .for_each(|(id, list)| access_list(&mut text, id, list));
    text.gap(3);
    text.kept(config, Section::Management);
    text.gap(2);
    text.kept(config, Section::Line);
    text.gap(2);
    text.kept(config, Section::Last);
    text.line("end");
    text.0
}

struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A line of a sub-mode. IOS: field: indented by one blank.
    fn inside(&mut self, line: &str) {
        self.line(&format!(" {line}"));
    }

    fn gap(&mut self, lines: usize) {
        (0..lines).for_each(|_| self.line("!"));
    }

    fn kept(&mut self, config: &RunningConfig, section: Section) {
        for kept in config.kept.iter().filter(|kept| kept.section == section) {
            self.line(&kept.text);
            kept.inside.iter().for_each(|line| self.inside(line));
        }
    }
}

fn identity(text: &mut Text, config: &RunningConfig) {
    text.kept(config, Section::Version);
    for (kind, format) in [("debug", config.debug_timestamps), ("log", config.log_timestamps)] {
        if let Some(format) = format {
            text.line(&format!("service timestamps {kind} {}", timestamps(format)));
        }
    }
    text.kept(config, Section::Service);
    text.gap(1);
    text.line(&format!("hostname {}", config.hostname));
    text.gap(1);
    text.kept(config, Section::Boot);
    text.gap(1);
}

fn timestamps(format: Timestamps) -> String {
    match format {
        Timestamps::Uptime => "uptime".into(),
        Timestamps::Datetime {
            milliseconds,
            local_time,
            show_timezone,
        } => {
            let option = |on: bool, word| if on { word } else { "" };
            format!(
                "datetime{}{}{}",
                option(milliseconds, " msec"),
                option(local_time, " localtime"),
                option(show_timezone, " show-timezone")
            )
        }
    }
}

fn crypto(text: &mut Text, config: &RunningConfig) {
    if !config.crypto_engine_accelerator {
        text.line("no crypto engine accelerator");
        text.gap(1);
    }
    isakmp(text, &config.isakmp);
    text.gap(2);
    let default = Lifetime::default();
    let Lifetime { seconds, kilobytes } = config.ipsec.lifetime;
    if seconds != default.seconds {
        text.line(&format!("crypto ipsec security-association lifetime seconds {seconds}"));
    }
    if kilobytes != default.kilobytes {
        text.line(&format!(
            "crypto ipsec security-association lifetime kilobytes {kilobytes}"
        ));
    }
    match config.ipsec.replay_window {
        window if window == ReplayWindow::default() => {}
        ReplayWindow::Disabled => text.line("crypto ipsec security-association replay disable"),
        ReplayWindow::Packets(n) => text.line(&format!("crypto ipsec security-association replay window-size {n}")),
    }
    config
        .ipsec
        .transform_sets
        .iter()
        .for_each(|(name, set)| transform_set(text, name, set));
    text.gap(1);
    for (name, map) in &config.crypto_maps {
        crypto_map(text, name, map);
        text.gap(1);
    }
    text.gap(2);
}

fn isakmp(text: &mut Text, isakmp: &IsakmpConfig) {
    if !isakmp.enabled {
        text.line("no crypto isakmp enable");
    }
    for (priority, policy) in &isakmp.policies {
        text.line(&format!("crypto isakmp policy {priority}"));
        isakmp_policy(text, policy);
    }
    isakmp.keys.iter().for_each(|key| text.line(&preshared_key(key)));
    if isakmp.identity != IsakmpIdentity::default() {
        text.line(&format!("crypto isakmp identity {}", isakmp.identity.word()));
    }
    if let Some(Keepalive {
        seconds,
        retry_seconds,
        periodic,
    }) = isakmp.keepalive
    {
        let retry = if retry_seconds == Keepalive::DEFAULT_RETRY_SECONDS {
            String::new()
        } else {
            format!(" {retry_seconds}")
        };
        let periodic = if periodic { " periodic" } else { "" };
        text.line(&format!("crypto isakmp keepalive {seconds}{retry}{periodic}"));
    }
}

/// IOS: seed: `encr`, and only what is not the default.
fn isakmp_policy(text: &mut Text, policy: &IsakmpPolicy) {
    let default = IsakmpPolicy::default();
    if policy.encryption != default.encryption {
        text.inside(&format!("encr {}", policy.encryption.words()));
    }
    if policy.hash != default.hash {
        text.inside(&format!("hash {}", policy.hash.word()));
    }
    if policy.authentication != default.authentication {
        text.inside(&format!("authentication {}", policy.authentication.word()));
    }
    if policy.group != default.group {
        text.inside(&format!("group {}", policy.group.number()));
    }
    if policy.lifetime_seconds != default.lifetime_seconds {
        text.inside(&format!("lifetime {}", policy.lifetime_seconds));
    }
}

fn preshared_key(key: &PresharedKey) -> String {
    // A key that looks like the sign of a clear-text key needs that sign.
    let clear = if key.key == "0" { "0 " } else { "" };
    let xauth = if key.no_xauth { " no-xauth" } else { "" };
    match &key.peer {
        KeyPeer::Address { address, mask } if mask.is_broadcast() => {
            format!("crypto isakmp key {clear}{} address {address}{xauth}", key.key)
        }
        KeyPeer::Address { address, mask } => {
            format!("crypto isakmp key {clear}{} address {address} {mask}{xauth}", key.key)
        }
        KeyPeer::Hostname(host) => format!("crypto isakmp key {clear}{} hostname {host}{xauth}", key.key),
    }
}

fn transform_set(text: &mut Text, name: &str, set: &TransformSet) {
    let transforms = set.transforms().fold(String::new(), |text, it| text + " " + it.words());
    text.line(&format!("crypto ipsec transform-set {name}{transforms}"));
    if set.mode != Encapsulation::default() {
        text.inside(&format!("mode {}", set.mode.word()));
    }
}

fn crypto_map(text: &mut Text, name: &str, map: &CryptoMap) {
    if let Some(interface) = map.local_address {
        text.line(&format!("crypto map {name} local-address {interface}"));
    }
    for (sequence, entry) in &map.entries {
        crypto_map_entry(text, name, *sequence, entry);
    }
}

fn crypto_map_entry(text: &mut Text, name: &str, sequence: u16, entry: &CryptoMapEntry) {
    let kind = if matches!(entry.keying, Keying::Manual(_)) {
        "ipsec-manual"
    } else {
        "ipsec-isakmp"
    };
    text.line(&format!("crypto map {name} {sequence} {kind}"));
    if let Some(description) = &entry.description {
        text.inside(&format!("description {description}"));
    }
    entry
        .peers()
        .iter()
        .for_each(|peer| text.inside(&format!("set peer {peer}")));
    match &entry.keying {
        Keying::Isakmp(isakmp) => lifetimes(text, isakmp),
        Keying::Manual(manual) => {
            session_keys(text, Direction::Inbound, &manual.inbound);
            session_keys(text, Direction::Outbound, &manual.outbound);
        }
    }
    if !entry.transform_sets().is_empty() {
        text.inside(&format!("set transform-set {}", entry.transform_sets().join(" ")));
    }
    if let Keying::Isakmp(IsakmpKeying { pfs: Some(group), .. }) = &entry.keying {
        text.inside(&format!("set pfs group{}", group.number()));
    }
    if let Some(id) = &entry.match_address {
        text.inside(&format!("match address {id}"));
    }
}

fn lifetimes(text: &mut Text, isakmp: &IsakmpKeying) {
    if let Some(seconds) = isakmp.lifetime_seconds {
        text.inside(&format!("set security-association lifetime seconds {seconds}"));
    }
    if let Some(kilobytes) = isakmp.lifetime_kilobytes {
        text.inside(&format!("set security-association lifetime kilobytes {kilobytes}"));
    }
}

fn session_keys(text: &mut Text, direction: Direction, keys: &SessionKeys) {
    let direction = direction.word();
    if let Some(ah) = &keys.ah {
        text.inside(&format!("set session-key {direction} ah {} {}", ah.spi, hex(&ah.key)));
    }
    if let Some(esp) = &keys.esp {
        let authenticator = esp
            .authenticator
            .as_ref()
            .map_or(String::new(), |key| format!(" authenticator {}", hex(key)));
        text.inside(&format!(
            "set session-key {direction} esp {} cipher {}{authenticator}",
            esp.spi,
            hex(&esp.cipher)
        ));
    }
}

/// Upper-case hex digits, as keys are printed.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn interface(text: &mut Text, name: InterfaceName, interface: &Interface) {
    text.line(&format!("interface {name}"));
    if let Some(description) = &interface.description {
        text.inside(&format!("description {description}"));
    }
    match interface.address {
        Some(it) => text.inside(&format!("ip address {} {}", it.address, it.mask)),
        None => text.inside("no ip address"),
    }
    interface.kept.iter().for_each(|line| text.inside(line));
    if interface.shutdown {
        text.inside("shutdown");
    }
    if let Some(map) = &interface.crypto_map {
        text.inside(&format!("crypto map {map}"));
    }
}

fn static_route(route: &StaticRoute) -> String {
    let via = match route.next_hop {
        NextHop::Address(address) => format!("{address}"),
        NextHop::Interface(name) => format!("{name}"),
    };
    let distance = if route.distance == StaticRoute::DEFAULT_DISTANCE {
        String::new()
    } else {
        format!(" {}", route.distance)
    };
    format!(
        "ip route {} {} {via}{distance}",
        route.network.address, route.network.mask
    )
}

/// IOS: reference: a named list is a block; Modelled: so is a numbered one without lines.
fn access_list(text: &mut Text, id: &AccessListId, list: &AccessList) {
    let numbered = matches!(id, AccessListId::Numbered(_)) && !list.lines.is_empty();
    if !numbered {
        text.line(&format!("ip access-list extended {id}"));
    }
    for line in &list.lines {
        let line = match line {
            AccessListLine::Entry(entry) => format!("{entry}"),
            AccessListLine::Remark(remark) => format!("remark {remark}"),
        };
        if numbered {
            text.line(&format!("access-list {id} {line}"))
        } else {
            text.inside(&line)
        }
    }
}
