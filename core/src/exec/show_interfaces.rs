//! `show interfaces` and `show ip interface`.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{Exec, Moment, show};
use super::words::{field, modelled};
use crate::ios::AccessListId;
use crate::ios::exec::ExecLine;
use crate::ios::grammar::{Part, Token, arg};
use crate::ios::interface::{Interface, InterfaceKind, InterfaceName};
use crate::status::RouterStatus;

pub(super) static ROWS: [Exec; 3] = [
    show("show interfaces", "The interfaces", |line, moment| {
        modelled(each(line, moment, hardware))
    })
    .with(INTERFACE)
    .for_all()
    .modelled("no hardware address and no counters"),
    show("show ip interface", "What IP does on each", |line, moment| {
        field(each(line, moment, ip))
    })
    .with(INTERFACE)
    .for_all()
    .modelled("the first lines of what IOS prints"),
    show("show ip interface brief", "A line for each", |_, moment| {
        field(interface_brief(moment.status))
    })
    .for_all(),
];

const INTERFACE: &[Part] = &[Part::Optional(&[arg(Token::Interface, "One of them")])];

/// What `print` has to say of every interface, or of one.
fn each(line: &ExecLine, moment: &Moment<'_>, print: fn(InterfaceName, &Interface) -> String) -> String {
    let only = line.interface();
    let interfaces = moment.status.console.config.interfaces.iter();
    let chosen = interfaces.filter(|(name, _)| only.is_none_or(|only| only == **name));
    let text: String = chosen
        .map(|(name, interface)| head(*name, interface) + &print(*name, interface))
        .collect();
    match only {
        // Modelled: IOS marks the word that is wrong.
        Some(name) if text.is_empty() => format!("% {name} does not exist in this router\n"),
        _ => text,
    }
}

fn head(name: InterfaceName, interface: &Interface) -> String {
    let (state, protocol) = state(interface);
    format!("{name} is {state}, line protocol is {protocol}\n")
}

fn state(interface: &Interface) -> (&'static str, &'static str) {
    match (interface.shutdown, interface.is_up()) {
        (true, _) => ("administratively down", "down"),
        (false, true) => ("up", "up"),
        (false, false) => ("up", "down"),
    }
}

/// Modelled: the lines, and the bandwidth and delay of each kind.
fn hardware(name: InterfaceName, interface: &Interface) -> String {
    let (bandwidth, delay) = (name.kind.bandwidth(), name.kind.delay());
    let (mtu, encapsulation) = match name.kind {
        InterfaceKind::Loopback => (1514, "LOOPBACK"),
        InterfaceKind::Serial => (1500, "HDLC"),
        _ => (1500, "ARPA"),
    };
    let mut text = String::new();
    if let Some(description) = &interface.description {
        text += &format!("  Description: {description}\n");
    }
    if let Some(it) = interface.address {
        text += &format!("  Internet address is {}/{}\n", it.address, it.prefix_length());
    }
    text + &format!(
        "  MTU {mtu} bytes, BW {bandwidth} Kbit, DLY {delay} usec,\n     \
         reliability 255/255, txload 1/255, rxload 1/255\n  \
         Encapsulation {encapsulation}, loopback not set\n"
    )
}

/// IOS: field.
fn ip(_: InterfaceName, interface: &Interface) -> String {
    let Some(it) = interface.address else {
        return String::from("  Internet protocol processing disabled\n");
    };
    let groups = &interface.access_groups;
    let shown = |list: &Option<AccessListId>| list.as_ref().map_or_else(|| "not set".into(), AccessListId::to_string);
    format!(
        "  Internet address is {}/{}\n  \
         Broadcast address is 255.255.255.255\n  \
         Address determined by setup command\n  \
         MTU is 1500 bytes\n  \
         Helper address is not set\n  \
         Directed broadcast forwarding is disabled\n  \
         Outgoing access list is {}\n  \
         Inbound  access list is {}\n",
        it.address,
        it.prefix_length(),
        shown(&groups.outbound),
        shown(&groups.inbound)
    )
}

/// A line for each interface. IOS: field.
fn interface_brief(status: &RouterStatus) -> String {
    let mut text =
        String::from("Interface                  IP-Address      OK? Method Status                Protocol\n");
    let saved = &status.console.startup.interfaces;
    for (name, interface) in &status.console.config.interfaces {
        let is_saved = saved.get(name).is_some_and(|it| it.address == interface.address);
        let (address, method) = match interface.address {
            Some(it) if is_saved => (it.address.to_string(), "NVRAM"),
            Some(it) => (it.address.to_string(), "manual"),
            None => ("unassigned".into(), if is_saved { "NVRAM" } else { "manual" }),
        };
        let (state, protocol) = state(interface);
        let name = name.to_string();
        text += &format!("{name:<26} {address:<15} YES {method:<6} {state:<21} {protocol}\n");
    }
    text
}
