//! A typed line, understood.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::row::Row;
use crate::ios::interface::{InterfaceKind, InterfaceName};

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Arg {
    /// A keyword or the keywords of a choice, spelled out.
    Keyword(&'static str),
    /// A number.
    Number(i64),
    /// An address.
    Address(Ipv4Addr),
    /// An interface, from one word or two.
    Interface(InterfaceName),
    /// The first word of an interface in two; never in a [`Line`].
    Kind(InterfaceKind),
    /// Key bytes.
    Hex(Vec<u8>),
    /// A word.
    Word(String),
    /// The rest of the line.
    Line(String),
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Interface(name) => write!(f, "{name}"),
            Self::Kind(kind) => f.write_str(kind.word()),
            Self::Hex(bytes) => f.write_str(&hex(bytes)),
            Self::Word(text) | Self::Line(text) => f.write_str(text),
        }
    }
}

/// Upper-case hexadecimal digits, as keys are printed.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| alloc::format!("{byte:02X}")).collect()
}

/// The line lacks an argument that its row should have asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

/// An understood line.
#[derive(Debug)]
pub struct Line<M: 'static> {
    /// The command.
    pub row: &'static Row<M>,
    /// Whether it began with `no`.
    pub negated: bool,
    /// What was typed after the row's path, keywords included.
    pub args: Vec<Arg>,
    /// A choice that was typed and that IOS 12.3 has not.
    pub later: Option<Arg>,
}

impl<M> Line<M> {
    /// Whether this keyword was typed.
    pub fn has(&self, keyword: &str) -> bool {
        self.keywords().any(|word| word == keyword)
    }

    /// The keywords typed after the path.
    pub fn keywords(&self) -> impl DoubleEndedIterator<Item = &'static str> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Keyword(word) => Some(*word),
            _ => None,
        })
    }

    /// The first keyword typed after the path.
    ///
    /// # Errors
    /// If there is none.
    pub fn keyword(&self) -> Result<&'static str, Missing> {
        self.keywords().next().ok_or(Missing)
    }

    /// The numbers typed.
    pub fn numbers(&self) -> impl Iterator<Item = i64> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Number(number) => Some(*number),
            _ => None,
        })
    }

    /// The first number typed.
    ///
    /// # Errors
    /// If there is none, or not of this type.
    pub fn number<T: TryFrom<i64>>(&self) -> Result<T, Missing> {
        let number = self.numbers().next().ok_or(Missing)?;
        T::try_from(number).map_err(|_| Missing)
    }

    /// The addresses typed.
    pub fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Address(address) => Some(*address),
            _ => None,
        })
    }

    /// The first address typed.
    ///
    /// # Errors
    /// If there is none.
    pub fn address(&self) -> Result<Ipv4Addr, Missing> {
        self.addresses().next().ok_or(Missing)
    }

    /// The first interface typed.
    ///
    /// # Errors
    /// If there is none.
    pub fn interface(&self) -> Result<InterfaceName, Missing> {
        let mut interfaces = self.args.iter().filter_map(|arg| match arg {
            Arg::Interface(name) => Some(*name),
            _ => None,
        });
        interfaces.next().ok_or(Missing)
    }

    /// The keys typed.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Hex(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
    }

    /// The words typed, or the rest of the line.
    pub fn words(&self) -> impl Iterator<Item = &str> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Word(text) | Arg::Line(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The first word typed, or the rest of the line.
    ///
    /// # Errors
    /// If there is none.
    pub fn word(&self) -> Result<&str, Missing> {
        self.words().next().ok_or(Missing)
    }

    /// The line without `no` and with its abbreviations spelled out.
    pub fn positive(&self) -> String {
        let mut text = self.row.path.to_string();
        for arg in &self.args {
            text.push(' ');
            text.push_str(&arg.to_string());
        }
        text
    }

    /// The line with its abbreviations spelled out, as `show running-config` prints it.
    pub fn spelled_out(&self) -> String {
        let positive = self.positive();
        if self.negated {
            alloc::format!("no {positive}")
        } else {
            positive
        }
    }
}
