//! `interface` and the lines under it. IOS: seed, reference; the help is ours.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Row, Status, row};
use super::scalar::{Place, Value, scalar, value};
use crate::ios::access_list::AccessListId;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::grammar::Part::{Choice, Either, No, Optional};
use crate::ios::grammar::{self, Missing, Token, arg, kw};
use crate::ios::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::mode::Mode;

/// `interface`.
pub static INTERFACES: &[Row] = &[row(
    "interface",
    "An interface",
    &[
        arg(Token::Interface, "The interface"),
        Optional(&[Either(&[
            &[kw("multipoint", "A sub-interface with several others at its far end")],
            &[kw("point-to-point", "A sub-interface with one other at its far end")],
            &[Choice(template_type)],
        ])]),
    ],
    Effect::Does {
        apply: open_interface,
        print: |at, lines| {
            for (name, interface) in &at.config.interfaces {
                let form = interface.form.map_or_else(String::new, |form| format!(" {form}"));
                lines.block(format!("{} {name}{form}", at.path), Mode::Interface(*name));
                lines.gap();
            }
        },
    },
)
.note(
    "of every kind, with up to three numbers, a channel and a sub-interface; Tunnel and Virtual-Template are not simulated; \
     `no` only for software interfaces and sub-interfaces",
)];

/// `type tunnel`, behind the name of a template.
fn template_type(index: usize) -> Option<grammar::Choice> {
    let help = "A template for tunnels";
    (index == 0).then_some(grammar::Choice {
        words: "type tunnel",
        help,
        is_in_12_3: false,
    })
}

fn open_interface(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.interface()?;
    if line.negated {
        if !name.is_removable() {
            return Err(ConfigEvent::PhysicalInterface(name).into());
        }
        to.config.interfaces.remove(&name);
        return DONE;
    }
    let interface = to.config.interfaces.or_default(name);
    interface.form = line.keyword().ok().or(interface.form);
    interface.is_unsimulated = !name.kind.is_simulated();
    to.mode = Mode::Interface(name);
    let is_tunnel = interface.is_unsimulated && name.kind != InterfaceKind::Null;
    let line = line.spelled_out();
    Ok(is_tunnel
        .then_some(ConfigEvent::Unsimulated { line })
        .into_iter()
        .collect())
}

/// `description`, `ip address` and `ip access-group`.
pub static FIRST: &[Row] = &[
    row(
        "description",
        "A note",
        &[No, arg(Token::Line, "Up to 240 characters")],
        scalar!(Interface, description),
    ),
    row(
        "ip address",
        "The address",
        &[
            No,
            arg(Token::Address, "The address"),
            arg(Token::Address, "The mask"),
            Optional(&[kw("secondary", "Besides the first one")]),
        ],
        Effect::Does {
            apply: ip_address,
            print: print_addresses,
        },
    )
    .note("a second one replaces the first, in silence, unless it is secondary"),
    row(
        "ip access-group",
        "Filter traffic",
        &[
            arg(Token::Word, "An access list"),
            Either(&[&[kw("in", "What comes in")], &[kw("out", "What goes out")]]),
        ],
        Effect::Does {
            apply: access_group,
            print: print_access_groups,
        },
    )
    .note(
        "as 12.3(7)T: in, an ESP packet and then what was in it; out, before encryption, and not the router's own packets; \
         where the `version` line says later than 12.3, an ESP packet only. Modelled: nobody is told of a packet that is \
         dropped",
    ),
];

fn access_group(to: &mut Configurator, line: &Line) -> Answer {
    let (list, is_inbound) = (AccessListId::from(line.word()?), line.has("in"));
    let groups = &mut to.config.interfaces.or_default(name(&to.mode)?).access_groups;
    let group = if is_inbound {
        &mut groups.inbound
    } else {
        &mut groups.outbound
    };
    *group = (!line.negated).then_some(list);
    DONE
}

fn print_access_groups(at: &Printing<'_>, lines: &mut Lines) {
    let Some(interface) = Interface::of(at.config, at.mode) else {
        return;
    };
    for (list, direction) in [
        (&interface.access_groups.inbound, "in"),
        (&interface.access_groups.outbound, "out"),
    ] {
        list.iter()
            .for_each(|list| lines.line(format!("{} {list} {direction}", at.path)));
    }
}

/// IOS: field: the secondary addresses are printed first.
fn print_addresses(at: &Printing<'_>, lines: &mut Lines) {
    let Some(interface) = Interface::of(at.config, at.mode) else {
        return;
    };
    for it in &interface.secondary {
        lines.line(format!("{} {} {} secondary", at.path, it.address, it.mask));
    }
    match interface.address {
        Some(it) => lines.line(format!("{} {} {}", at.path, it.address, it.mask)),
        None if interface.kept.iter().any(|line| line.text.starts_with(at.path)) => {}
        None if matches!(at.mode, Mode::Interface(name) if name.kind == InterfaceKind::Null) => {}
        None => lines.line(format!("no {}", at.path)),
    }
}

/// `shutdown` and `crypto map`.
pub static LAST: &[Row] = &[
    row(
        "shutdown",
        "Switch the interface off",
        &[],
        Effect::Does {
            apply: |to, line| {
                let (interface, up) = (name(&to.mode)?, line.negated);
                let it = to.config.interfaces.or_default(interface);
                let changed = core::mem::replace(&mut it.shutdown, !up) == up;
                Ok(changed
                    .then_some(ConfigEvent::InterfaceSwitched { interface, up })
                    .into_iter()
                    .collect())
            },
            print: |at, lines| {
                if Interface::of(at.config, at.mode).is_some_and(|it| it.shutdown) {
                    lines.line(at.path.into());
                }
            },
        },
    )
    .status(Status::Modelled)
    .note("an interface is up unless shut down"),
    row(
        "crypto map",
        "A crypto map",
        &[No, arg(Token::Word, "Its name")],
        Effect::Does {
            apply: crypto_map,
            print: |at, lines| {
                let map = Interface::of(at.config, at.mode).and_then(|it| it.crypto_map.as_ref());
                map.into_iter().for_each(|map| lines.line(map.printed(at.path)));
            },
        },
    )
    .note("Modelled: the map must exist"),
];

impl Place for Interface {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        config.interfaces.get(&name(mode).ok()?)
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        Some(config.interfaces.or_default(name(mode).ok()?))
    }
}

fn name(mode: &Mode) -> Result<InterfaceName, Missing> {
    match mode {
        Mode::Interface(name) => Ok(*name),
        _ => Err(Missing),
    }
}

fn crypto_map(to: &mut Configurator, line: &Line) -> Answer {
    let map: Option<String> = value(line, None)?;
    if let Some(map) = map.as_ref().filter(|map| !to.config.crypto_maps.contains_key(*map)) {
        return Err(ConfigEvent::CryptoMapMissing { map: map.clone() }.into());
    }
    Interface::of_mut(&mut to.config, &to.mode).ok_or(Missing)?.crypto_map = map;
    DONE
}

/// IOS: seed: a second address takes the first one's place without a word.
fn ip_address(to: &mut Configurator, line: &Line) -> Answer {
    let (interface, path) = (name(&to.mode)?, line.row.path);
    let mut typed = line.addresses();
    let typed = typed.next().zip(typed.next());
    let typed = typed.map(|(address, mask)| InterfaceAddress { address, mask });
    if line.negated {
        return no_ip_address(to.config.interfaces.or_default(interface), typed);
    }
    let new = typed.ok_or(Missing)?;
    check_address(&to.config, interface, new)?;
    let it = to.config.interfaces.or_default(interface);
    // One from a server, or from the other end.
    it.kept.remove(|line| line.starts_with(path));
    if line.has("secondary") {
        if !it.secondary.contains(&new) {
            it.secondary.push(new);
        }
        return DONE;
    }
    it.secondary.retain(|secondary| *secondary != new);
    let old = it.address.replace(new);
    let replaced = old.filter(|old| *old != new);
    let replaced = replaced.map(|old| ConfigEvent::AddressReplaced { interface, old, new });
    Ok(replaced.into_iter().collect())
}

/// IOS: reference: without an address all are taken away.
fn no_ip_address(interface: &mut Interface, typed: Option<InterfaceAddress>) -> Answer {
    match typed {
        None => {
            interface.address = None;
            interface.secondary.clear();
        }
        Some(typed) if interface.address == Some(typed) => interface.address = None,
        Some(typed) if interface.secondary.contains(&typed) => interface.secondary.retain(|it| *it != typed),
        Some(typed) => return Err(ConfigEvent::InvalidAddress(typed.address).into()),
    }
    DONE
}

/// IOS: field: what an address must be. Modelled: only unicast addresses are taken.
fn check_address(config: &RunningConfig, name: InterfaceName, new: InterfaceAddress) -> Result<(), ConfigEvent> {
    let is_end = new.prefix_length() < 31 && [new.network(), new.broadcast()].contains(&new.address);
    if !new.has_contiguous_mask() || new.mask == Ipv4Addr::UNSPECIFIED || is_end {
        return Err(ConfigEvent::BadMask(new));
    }
    if matches!(new.address.octets()[0], 0 | 127 | 224..) {
        return Err(ConfigEvent::NotAHostAddress(new.address));
    }
    let others = config.interfaces.iter().filter(|(other, _)| **other != name);
    let mut others = others.flat_map(|(other, it)| {
        let addresses = it.address.iter().chain(&it.secondary);
        addresses.map(move |address| (other, address))
    });
    match others.find(|(_, address)| address.overlaps(new)) {
        Some((other, _)) => Err(ConfigEvent::Overlap {
            network: new.network(),
            interface: *other,
        }),
        None => Ok(()),
    }
}
