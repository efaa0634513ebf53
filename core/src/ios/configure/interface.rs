//! `interface` and the lines under it.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{Answer, Configurator};
use crate::ios::grammar::{Command, Parsed};
use crate::ios::interface::{InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::message::ConfigMessage;
use crate::ios::mode::Mode;

impl Configurator {
    pub(super) fn apply_interface(&mut self, line: &Parsed) -> Option<Answer> {
        if line.command == Command::Interface {
            return Some(self.open_interface(line.interface()?, line.negated));
        }
        let Mode::Interface(name) = self.mode else { return None };
        let interface = self.config.interfaces.or_default(name);
        match line.command {
            Command::Shutdown => {
                let up = line.negated;
                let changed = core::mem::replace(&mut interface.shutdown, !up) == up;
                let message = ConfigMessage::InterfaceSwitched { interface: name, up };
                return Some(Ok(changed.then_some(message).into_iter().collect()));
            }
            Command::InterfaceDescription => {
                interface.description = if line.negated {
                    None
                } else {
                    Some(line.words().next()?.to_string())
                };
            }
            Command::InterfaceCryptoMap if line.negated => interface.crypto_map = None,
            Command::InterfaceCryptoMap => {
                let map = line.words().next()?.to_string();
                if !self.config.crypto_maps.contains_key(&map) {
                    return Some(Err(ConfigMessage::CryptoMapMissing { map }));
                }
                interface.crypto_map = Some(map);
            }
            _ => return self.ip_address(name, line),
        }
        Some(Ok(Vec::new()))
    }

    fn open_interface(&mut self, name: InterfaceName, negated: bool) -> Answer {
        if !negated {
            self.config.interfaces.or_default(name);
            self.mode = Mode::Interface(name);
        } else if name.kind == InterfaceKind::Loopback {
            self.config.interfaces.remove(&name);
        } else {
            return Err(ConfigMessage::PhysicalInterface(name));
        }
        Ok(Vec::new())
    }

    /// IOS: seed: a second address takes the first one's place without a word.
    fn ip_address(&mut self, name: InterfaceName, line: &Parsed) -> Option<Answer> {
        let mut typed = line.addresses();
        let typed = typed
            .next()
            .zip(typed.next())
            .map(|(address, mask)| InterfaceAddress { address, mask });
        let old = self.config.interfaces.get(&name).and_then(|it| it.address);
        if line.negated {
            if let Some(typed) = typed.filter(|typed| Some(*typed) != old) {
                return Some(Err(ConfigMessage::InvalidAddress(typed.address)));
            }
            self.config.interfaces.or_default(name).address = None;
            return Some(Ok(Vec::new()));
        }
        let new = typed?;
        if let Err(reason) = self.check_address(name, new) {
            return Some(Err(reason));
        }
        self.config.interfaces.or_default(name).address = Some(new);
        let replaced = old.filter(|old| *old != new);
        let replaced = replaced.map(|old| ConfigMessage::AddressReplaced {
            interface: name,
            old,
            new,
        });
        Some(Ok(replaced.into_iter().collect()))
    }

    /// IOS: field: what an address must be. Modelled: only unicast addresses are taken.
    fn check_address(&self, name: InterfaceName, new: InterfaceAddress) -> Result<(), ConfigMessage> {
        let is_end = new.prefix_length() < 31 && [new.network(), new.broadcast()].contains(&new.address);
        if !new.has_contiguous_mask() || new.mask == Ipv4Addr::UNSPECIFIED || is_end {
            return Err(ConfigMessage::BadMask(new));
        }
        if matches!(new.address.octets()[0], 0 | 127 | 224..) {
            return Err(ConfigMessage::NotAHostAddress(new.address));
        }
        let others = self.config.interfaces.iter().filter(|(other, _)| **other != name);
        let mut others = others.filter_map(|(other, it)| Some((other, it.address?)));
        match others.find(|(_, address)| address.overlaps(new)) {
            Some((other, _)) => Err(ConfigMessage::Overlap {
                network: new.network(),
                interface: *other,
            }),
            None => Ok(()),
        }
    }
}
