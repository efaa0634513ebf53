//! What the texts of a scenario file mean.

use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
use std::str::FromStr;

use ikelab_core::event::RouterId;
use ikelab_core::random::Purpose;
use ikelab_core::sim::PacketRef;
use ikelab_core::time::WallClock;

use super::json::Meaning;
use crate::{Page, Panel};

/// Implements [`Meaning`] for values with a name each.
macro_rules! names {
    ($type:ty: $($name:literal => $value:path),+) => {
        impl Meaning for $type {
            fn wanted() -> String {
                format!("one of {}", [$($name),+].join(", "))
            }

            fn read(text: &str) -> Option<Self> {
                match text {
                    $($name => Some($value),)+
                    _ => None,
                }
            }

            fn text(&self) -> String {
                match self {
                    $($value => $name,)+
                }
                .to_owned()
            }
        }
    };
}

names!(Page: "exchange" => Page::Exchange, "configurations" => Page::Configurations, "keys" => Page::Keys,
    "compare" => Page::Compare, "scenarios" => Page::Scenarios);
names!(Panel: "keystream" => Panel::Keystream, "provenance" => Panel::Provenance);

/// What a router's software allows although IOS refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// See [`WhatIf::seal_without_authentication`](ikelab_core::ios::config::WhatIf).
    SealWithoutAuthentication,
    /// See [`WhatIf::seal_with_manual_keys`](ikelab_core::ios::config::WhatIf).
    SealWithManualKeys,
}

names!(Allowed: "seal-without-authentication" => Allowed::SealWithoutAuthentication,
    "seal-with-manual-keys" => Allowed::SealWithManualKeys);

/// The word for a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The packet never arrives.
    Lose,
    /// It arrives later.
    Delay,
    /// It arrives twice.
    Duplicate,
    /// One byte of it arrives changed.
    Corrupt,
}

names!(Kind: "lose" => Kind::Lose, "delay" => Kind::Delay, "duplicate" => Kind::Duplicate, "corrupt" => Kind::Corrupt);

impl Meaning for RouterId {
    fn wanted() -> String {
        "\"R1\" or \"R2\"".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Meaning for Ipv4Addr {
    fn wanted() -> String {
        "an IPv4 address such as 10.10.10.1".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Meaning for PacketRef {
    fn wanted() -> String {
        "a packet such as R2.MM5, R1.QM2, R2.ESP3, R1.INFO or R2.MM1:2, the second of that name".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Meaning for Purpose {
    fn wanted() -> String {
        format!("one of {}", Purpose::ALL.map(Purpose::label).join(", "))
    }

    fn read(text: &str) -> Option<Self> {
        Purpose::from_label(text)
    }

    fn text(&self) -> String {
        self.label().to_owned()
    }
}

impl Meaning for WallClock {
    fn wanted() -> String {
        "a time such as 2004-04-18T05:59:20.000".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        let mut date = date.split('-');
        let mut time = time.split([':', '.']);
        let clock = WallClock {
            year: digits(date.next()?, 4..=5)?,
            month: digits(date.next()?, 2..=2)?,
            day: digits(date.next()?, 2..=2)?,
            millis: 0,
        };
        let [hours, minutes, seconds, millis] = [
            digits::<u32>(time.next()?, 2..=2)?,
            digits(time.next()?, 2..=2)?,
            digits(time.next()?, 2..=2)?,
            digits(time.next()?, 3..=3)?,
        ];
        let is_all = date.next().is_none() && time.next().is_none();
        let is_day = (1..=12).contains(&clock.month) && (1..=31).contains(&clock.day);
        let is_time = hours < 24 && minutes < 60 && seconds < 60;
        (is_all && is_day && is_time).then_some(WallClock {
            millis: ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis,
            ..clock
        })
    }

    fn text(&self) -> String {
        let WallClock { year, month, day, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{}", self.time_of_day())
    }
}

fn digits<T: FromStr>(text: &str, length: RangeInclusive<usize>) -> Option<T> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && length.contains(&text.len());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Bytes by their hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hex(pub Vec<u8>);

impl Meaning for Hex {
    fn wanted() -> String {
        "an even number of hexadecimal digits".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let is_hex = text.len() % 2 == 0 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).ok();
        let bytes = || (0..text.len()).step_by(2).map(byte).collect();
        is_hex.then(bytes).flatten().map(Hex)
    }

    fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// One byte by its two hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Byte(pub u8);

impl Meaning for Byte {
    fn wanted() -> String {
        "two hexadecimal digits".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        match Hex::read(text)?.0[..] {
            [byte] => Some(Byte(byte)),
            _ => None,
        }
    }

    fn text(&self) -> String {
        format!("{:02x}", self.0)
    }
}

/// An address in a router's memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Handle(pub u32);

impl Meaning for Handle {
    fn wanted() -> String {
        "up to eight hexadecimal digits".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let is_hex = (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(text, 16).ok()).flatten().map(Handle)
    }

    fn text(&self) -> String {
        format!("{:08x}", self.0)
    }
}
