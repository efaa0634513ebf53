//! What is to be said about a configuration, line by line.

use alloc::string::String;
use core::fmt;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Accepted, but probably not what was meant.
    Warning,
    /// Refused, or the tunnel cannot come up.
    Error,
}

/// Where a statement about IOS is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Document 50880.
    Seed,
    /// Messages quoted in published troubleshooting notes and transcripts.
    Field,
    /// The IOS 12.3 command reference.
    Reference,
}

/// How sure we are that IOS does the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Documented or seen.
    Ios(Source),
    /// Our best guess.
    Modelled,
}

/// The seed says so.
pub(super) const SEED: Basis = Basis::Ios(Source::Seed);
/// It was seen.
pub(super) const FIELD: Basis = Basis::Ios(Source::Field);
/// The command reference says so.
pub(super) const REFERENCE: Basis = Basis::Ios(Source::Reference);

/// What kind of diagnostic it is; stable, for tests and for links to explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// A word fits nothing.
    InvalidInput,
    /// Something is missing at the end.
    IncompleteCommand,
    /// An abbreviation is too short.
    AmbiguousCommand,
    /// SEAL, and an accelerator that cannot do it.
    SealWithAccelerator,
    /// SEAL without authentication.
    SealWithoutAuthentication,
    /// Not IOS: allowed although IOS refuses it.
    WhatIf,
    /// SEAL with manual keys.
    SealWithManualKeys,
    /// Two transforms of a kind.
    TransformClash,
    /// No such transform set.
    TransformSetMissing,
    /// The transform set is needed.
    TransformSetInUse,
    /// Too many transform sets.
    TooManyTransformSets,
    /// A peer's name that has no address.
    PeerUnknown,
    /// A new map's entry.
    NewCryptoMap,
    /// The keying of an entry cannot change.
    CryptoMapKindFixed,
    /// No such crypto map.
    CryptoMapMissing,
    /// The crypto map is needed.
    CryptoMapInUse,
    /// A key that only another router can read.
    EncryptedKey,
    /// A second key for the same peer.
    KeyExists,
    /// A mask that cannot be.
    BadMask,
    /// Not the address the interface has.
    InvalidAddress,
    /// An address that no host can have.
    NotAHostAddress,
    /// Two interfaces on one network.
    Overlap,
    /// The interface was given two addresses; the later one counts.
    AddressReplaced,
    /// A physical interface cannot be removed.
    PhysicalInterface,
    /// Not an extended access list.
    NotAnExtendedList,
    /// Not a standard access list.
    NotAStandardList,
    /// A number that another line of an access list has.
    DuplicateSequence,
    /// A route's network and mask do not fit.
    InconsistentMask,
    /// A word that came after 12.3.
    LaterWord,
    /// A Diffie-Hellman group that is not simulated.
    UnsimulatedGroup,
    /// Kept, not simulated.
    Unsimulated,
    /// Kept, not simulated, and it would change what becomes of a tunnel.
    ChangesTunnel,
    /// ISAKMP went on or off.
    IsakmpSwitched,
    /// Lines after `end`, or after an `exit` from global configuration.
    AfterEnd,
    /// A banner without its end.
    TextWithoutEnd,
    /// What was pasted with the configuration and is no part of it.
    Pasted,
    /// A map's entry without peer, access list or transform set.
    MapIncomplete,
    /// No such access list.
    AccessListMissing,
    /// An interface with a crypto map, or one whose address a crypto map takes, and no address.
    NoAddress,
    /// No pre-shared key for a peer.
    NoKey,
    /// No such keyring.
    KeyringMissing,
    /// No such ISAKMP profile.
    ProfileMissing,
    /// An ISAKMP profile that is for nobody.
    ProfileIncomplete,
    /// A pre-shared key for a name that has no address.
    KeyWithoutAddress,
    /// No policy that can be negotiated here.
    NoUsablePolicy,
    /// A policy that cannot be negotiated here.
    UnusablePolicy,
    /// No route to a peer.
    NoRoute,
    /// No such dynamic map.
    DynamicMapMissing,
    /// A map that no interface has, or a dynamic map that no crypto map refers to.
    MapNotApplied,
    /// A manual key is missing or too short.
    SessionKey,
}

/// What is known of a fact before anybody puts it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// How sure we are that IOS does the same.
    pub basis: Basis,
}

impl Class {
    /// Refused, or the tunnel cannot come up.
    pub(super) const fn error(code: Code, basis: Basis) -> Self {
        let severity = Severity::Error;
        Self { severity, code, basis }
    }

    /// Worth knowing.
    pub(super) const fn info(code: Code, basis: Basis) -> Self {
        let severity = Severity::Info;
        Self { severity, code, basis }
    }

    /// Accepted, but probably not what was meant.
    pub(super) const fn warning(code: Code, basis: Basis) -> Self {
        let severity = Severity::Warning;
        Self { severity, code, basis }
    }
}

/// The characters of a line that a diagnostic is about: from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// The first character, from 0.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
}

impl Columns {
    /// The same characters with `before` others in front of them.
    pub(super) fn shifted(self, before: u32) -> Self {
        Columns {
            start: self.start + before,
            end: self.end + before,
        }
    }
}

/// One thing to be said about a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The line, from 1.
    pub line: u32,
    /// The characters of it, where they can be told.
    pub columns: Option<Columns>,
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// What is the matter.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// How sure we are that IOS does the same.
    pub basis: Basis,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "line {}: {severity}: {}", self.line, self.message)?;
        self.remedy.iter().try_for_each(|remedy| write!(f, " {remedy}"))
    }
}
