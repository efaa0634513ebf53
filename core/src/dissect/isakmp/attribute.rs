//! Data attributes (RFC 2408 §3.3) as fields.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::cutter::Cutter;
use super::super::explain::{Term, attribute as terms};
use super::super::show;
use crate::isakmp::attribute::{Attribute, AttributeValue};
use crate::isakmp::numbers::{
    AuthMethod, AuthenticationAlgorithm, EncapsulationMode, EncryptionAlgorithm, GroupDescription, HashAlgorithm,
    IpsecAttribute, LifeType, Phase1Attribute,
};

/// The attribute format bit: set for a value of two bytes in place of the length.
const FORMAT_BASIC: u16 = 0x8000;
/// Bytes of type and length, or of type and a basic value.
const HEADER_LEN: usize = 4;

/// Which attributes a transform can have.
#[derive(Clone, Copy)]
pub(super) enum AttributeSet {
    /// Those of RFC 2409 Appendix A.
    Phase1,
    /// Those of RFC 2407 §4.5.
    Ipsec,
}

/// An attribute type of either set.
#[derive(Clone, Copy)]
enum Kind {
    Phase1(Phase1Attribute),
    Ipsec(IpsecAttribute),
}

/// A value for people: in a few words, and with its number.
struct Meaning {
    short: String,
    full: String,
}

/// Cuts all attributes, and adds to `meanings` what they ask for.
pub(super) fn all(cutter: &mut Cutter<'_>, set: AttributeSet, meanings: &mut Vec<String>) -> Option<()> {
    let mut unit = None;
    while !cutter.rest().is_empty() {
        attribute(cutter, set, &mut unit, meanings)?;
    }
    Some(())
}

/// `unit`: that of a lifetime, which the attribute before tells.
fn attribute(
    cutter: &mut Cutter<'_>,
    set: AttributeSet,
    unit: &mut Option<LifeType>,
    meanings: &mut Vec<String>,
) -> Option<()> {
    let &[a, b, c, d] = cutter.rest().first_chunk::<HEADER_LEN>()?;
    let (head, second) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let is_basic = head & FORMAT_BASIC != 0;
    let kind = Kind::new(set, head & !FORMAT_BASIC);
    let value_len = if is_basic { 0 } else { second.into() };
    cutter.group(kind.term(), HEADER_LEN + value_len, |cutter| {
        cutter.set_name(kind.name());
        let there = cutter.rest().len() - HEADER_LEN;
        cutter.u16(&terms::TYPE, |head| {
            format!("{}, {}", head & !FORMAT_BASIC, if is_basic { "TV" } else { "TLV" })
        })?;
        if !is_basic {
            cutter.u16(&terms::LENGTH, |_| show::length(value_len, there))?;
        }
        let value = cutter.rest();
        let meaning = kind.meaning(value, is_basic, *unit);
        if kind.is_life_type() {
            *unit = number(value)
                .and_then(|number| u16::try_from(number).ok())
                .map(LifeType::from);
        } else {
            // A bare number says nothing among others.
            let is_bare = meaning.short.bytes().all(|byte| byte.is_ascii_digit());
            meanings.push(if is_bare {
                format!("{} {}", kind.name(), meaning.short)
            } else {
                meaning.short.clone()
            });
        }
        cutter.set_value(meaning.short);
        cutter
            .named_leaf("Value", kind.term(), value.len(), |_| meaning.full)
            .map(|_| ())
    })
}

/// A value as a number. `None` when it does not fit in 64 bits.
fn number(value: &[u8]) -> Option<u64> {
    Attribute {
        kind: 0,
        value: AttributeValue::Variable(value.to_vec()),
    }
    .number()
}

impl Kind {
    fn new(set: AttributeSet, kind: u16) -> Self {
        match set {
            AttributeSet::Phase1 => Kind::Phase1(kind.into()),
            AttributeSet::Ipsec => Kind::Ipsec(kind.into()),
        }
    }

    fn name(self) -> Cow<'static, str> {
        let (name, number) = match self {
            Kind::Phase1(kind) => (kind.name(), kind.number()),
            Kind::Ipsec(kind) => (kind.name(), kind.number()),
        };
        name.map_or_else(|| format!("Attribute {number}").into(), Cow::from)
    }

    fn is_life_type(self) -> bool {
        matches!(
            self,
            Kind::Phase1(Phase1Attribute::LifeType) | Kind::Ipsec(IpsecAttribute::SaLifeType)
        )
    }

    fn meaning(self, value: &[u8], is_basic: bool, unit: Option<LifeType>) -> Meaning {
        let Some(number) = number(value) else {
            return Meaning {
                short: show::hex(value),
                full: show::hex(value),
            };
        };
        match self {
            Kind::Phase1(Phase1Attribute::LifeDuration) | Kind::Ipsec(IpsecAttribute::SaLifeDuration) => {
                duration(number, value.len(), is_basic, unit)
            }
            Kind::Phase1(Phase1Attribute::KeyLength) | Kind::Ipsec(IpsecAttribute::KeyLength) => {
                let bits = format!("{number} bits");
                Meaning {
                    short: bits.clone(),
                    full: bits,
                }
            }
            Kind::Phase1(Phase1Attribute::GroupDescription) | Kind::Ipsec(IpsecAttribute::GroupDescription) => {
                Meaning {
                    short: format!("group {number}"),
                    full: show::named(number, self.value_name(number)),
                }
            }
            _ => {
                let full = show::named(number, self.value_name(number));
                let short = self
                    .value_name(number)
                    .map_or_else(|| format!("{number}"), String::from);
                Meaning { short, full }
            }
        }
    }

    /// The name of a value that is an assigned number.
    fn value_name(self, number: u64) -> Option<&'static str> {
        let number = u16::try_from(number).ok()?;
        match self {
            Kind::Phase1(Phase1Attribute::EncryptionAlgorithm) => EncryptionAlgorithm::from(number).name(),
            Kind::Phase1(Phase1Attribute::HashAlgorithm) => HashAlgorithm::from(number).name(),
            Kind::Phase1(Phase1Attribute::AuthenticationMethod) => AuthMethod::from(number).name(),
            Kind::Ipsec(IpsecAttribute::AuthenticationAlgorithm) => AuthenticationAlgorithm::from(number).name(),
            Kind::Ipsec(IpsecAttribute::EncapsulationMode) => EncapsulationMode::from(number).name(),
            Kind::Phase1(Phase1Attribute::GroupDescription) | Kind::Ipsec(IpsecAttribute::GroupDescription) => {
                GroupDescription::from(number).name()
            }
            Kind::Phase1(Phase1Attribute::LifeType) | Kind::Ipsec(IpsecAttribute::SaLifeType) => {
                LifeType::from(number).name()
            }
            _ => None,
        }
    }

    fn term(self) -> &'static Term {
        match self {
            Kind::Phase1(kind) => phase1_term(kind),
            Kind::Ipsec(kind) => ipsec_term(kind),
        }
    }
}

/// `86400 s (0x00015180)`: the bytes too where IOS prints them, which is in the variable encoding.
fn duration(number: u64, len: usize, is_basic: bool, unit: Option<LifeType>) -> Meaning {
    let short = match unit {
        Some(LifeType::Seconds) => format!("{number} s"),
        Some(LifeType::Kilobytes) => format!("{number} kB"),
        _ => format!("{number}"),
    };
    let digits = 2 * len;
    let full = if is_basic {
        short.clone()
    } else {
        format!("{short} (0x{number:0digits$x})")
    };
    Meaning { short, full }
}

fn phase1_term(kind: Phase1Attribute) -> &'static Term {
    match kind {
        Phase1Attribute::EncryptionAlgorithm => &terms::ENCRYPTION,
        Phase1Attribute::HashAlgorithm => &terms::HASH,
        Phase1Attribute::AuthenticationMethod => &terms::METHOD,
        Phase1Attribute::GroupDescription => &terms::GROUP,
        Phase1Attribute::LifeType => &terms::LIFE_TYPE,
        Phase1Attribute::LifeDuration => &terms::LIFE_DURATION,
        Phase1Attribute::Prf => &terms::PRF,
        Phase1Attribute::KeyLength => &terms::KEY_LENGTH,
        Phase1Attribute::GroupType
        | Phase1Attribute::GroupPrime
        | Phase1Attribute::GroupGeneratorOne
        | Phase1Attribute::GroupGeneratorTwo
        | Phase1Attribute::GroupCurveA
        | Phase1Attribute::GroupCurveB
        | Phase1Attribute::FieldSize
        | Phase1Attribute::GroupOrder => &terms::NEW_GROUP,
        Phase1Attribute::Unknown(_) => &terms::UNKNOWN,
    }
}

fn ipsec_term(kind: IpsecAttribute) -> &'static Term {
    match kind {
        IpsecAttribute::SaLifeType => &terms::SA_LIFE_TYPE,
        IpsecAttribute::SaLifeDuration => &terms::SA_LIFE_DURATION,
        IpsecAttribute::GroupDescription => &terms::SA_GROUP,
        IpsecAttribute::EncapsulationMode => &terms::ENCAPSULATION,
        IpsecAttribute::AuthenticationAlgorithm => &terms::AUTHENTICATION,
        IpsecAttribute::KeyLength => &terms::SA_KEY_LENGTH,
        IpsecAttribute::KeyRounds => &terms::KEY_ROUNDS,
        IpsecAttribute::CompressDictionarySize | IpsecAttribute::CompressPrivateAlgorithm => &terms::COMPRESSION,
        IpsecAttribute::EcnTunnel => &terms::ECN_TUNNEL,
        IpsecAttribute::ExtendedSequenceNumber => &terms::EXTENDED_SEQUENCE,
        IpsecAttribute::Unknown(_) => &terms::UNKNOWN,
    }
}
