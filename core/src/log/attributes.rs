//! The attributes of transforms, as `debug crypto isakmp` lists them.

use alloc::format;
use alloc::string::{String, ToString};

use super::Printer;
use super::names::{FIELD, SEED};
use crate::algorithm::{Group, Hash};
use crate::ios::diagnostic::Basis;
use crate::isakmp::attribute::{Attribute, AttributeValue};
use crate::isakmp::numbers::{
    AuthMethod, AuthenticationAlgorithm, EncapsulationMode, EncryptionAlgorithm, HashAlgorithm, IpsecAttribute,
    LifeType, Phase1Attribute,
};

/// An attribute of phase 1.
pub(super) fn print_phase1(attribute: &Attribute, out: &mut Printer<'_>) {
    let value = Value(attribute);
    let kind = Phase1Attribute::from(attribute.kind);
    let out = &mut out.about(match kind {
        Phase1Attribute::HashAlgorithm => value.hash(Hash::from_phase1).is_none_or(|hash| hash.is_in_12_3),
        Phase1Attribute::GroupDescription => value.group().is_none_or(|group| group.is_in_12_3),
        _ => true,
    });
    match kind {
        Phase1Attribute::EncryptionAlgorithm => {
            let name = value.name(|number| EncryptionAlgorithm::from(number).name());
            out.seed(format!("ISAKMP:      encryption {name}"));
        }
        Phase1Attribute::KeyLength => out.seed(format!("ISAKMP:      keylength of {}", value.decimal())),
        Phase1Attribute::HashAlgorithm => {
            let name = value.name(|number| HashAlgorithm::from(number).name());
            out.seed(format!("ISAKMP:      hash {name}"));
        }
        Phase1Attribute::GroupDescription => out.seed(format!("ISAKMP:      default group {}", value.decimal())),
        Phase1Attribute::AuthenticationMethod => {
            let known = value.number().and_then(|number| authentication(number.into()));
            let (basis, name) = known.map_or((Basis::Modelled, value.decimal()), |(basis, name)| (basis, name.into()));
            out.print(basis, format!("ISAKMP:      auth {name}"));
        }
        Phase1Attribute::LifeType => {
            let unit = value.name(|number| LifeType::from(number).name());
            out.seed(format!("ISAKMP:      life type in {unit}"));
        }
        Phase1Attribute::LifeDuration => out.seed(format!("ISAKMP:      life duration {}", value.duration())),
        Phase1Attribute::GroupType
        | Phase1Attribute::GroupPrime
        | Phase1Attribute::GroupGeneratorOne
        | Phase1Attribute::GroupGeneratorTwo
        | Phase1Attribute::GroupCurveA
        | Phase1Attribute::GroupCurveB
        | Phase1Attribute::Prf
        | Phase1Attribute::FieldSize
        | Phase1Attribute::GroupOrder
        | Phase1Attribute::Unknown(_) => unknown(attribute, out),
    }
}

/// IOS's name of a method, and where it is from.
fn authentication(method: AuthMethod) -> Option<(Basis, &'static str)> {
    match method {
        AuthMethod::PreSharedKey => Some((SEED, "pre-share")),
        AuthMethod::RsaSignatures => Some((FIELD, "RSA sig")),
        AuthMethod::RsaEncryption => Some((FIELD, "RSA encr")),
        AuthMethod::XauthInitPreShared => Some((FIELD, "XAUTHInitPreShared")),
        AuthMethod::DssSignatures | AuthMethod::RsaRevisedEncryption | AuthMethod::Unknown(_) => None,
    }
}

/// An attribute of quick mode.
pub(super) fn print_ipsec(attribute: &Attribute, out: &mut Printer<'_>) {
    let value = Value(attribute);
    let kind = IpsecAttribute::from(attribute.kind);
    let out = &mut out.about(match kind {
        IpsecAttribute::AuthenticationAlgorithm => {
            value.hash(Hash::from_authentication).is_none_or(|hash| hash.is_in_12_3)
        }
        IpsecAttribute::GroupDescription => value.group().is_none_or(|group| group.is_in_12_3),
        _ => true,
    });
    match kind {
        IpsecAttribute::EncapsulationMode => {
            let number = value.decimal();
            let name = value.name(|number| EncapsulationMode::from(number).name());
            out.seed(format!("ISAKMP:      encaps is {number} ({name})"));
        }
        IpsecAttribute::SaLifeType => {
            let unit = value.name(|number| LifeType::from(number).name());
            out.seed(format!("ISAKMP:      SA life type in {unit}"));
        }
        IpsecAttribute::SaLifeDuration => out.seed(format!("ISAKMP:      SA life duration {}", value.duration())),
        IpsecAttribute::AuthenticationAlgorithm => {
            let name = value.name(|number| AuthenticationAlgorithm::from(number).name());
            out.seed(format!("ISAKMP:      authenticator is {name}"));
        }
        IpsecAttribute::KeyLength => out.field(format!("ISAKMP:      key length is {}", value.decimal())),
        IpsecAttribute::GroupDescription => out.field(format!("ISAKMP:      group is {}", value.decimal())),
        IpsecAttribute::KeyRounds
        | IpsecAttribute::CompressDictionarySize
        | IpsecAttribute::CompressPrivateAlgorithm
        | IpsecAttribute::EcnTunnel
        | IpsecAttribute::ExtendedSequenceNumber
        | IpsecAttribute::Unknown(_) => unknown(attribute, out),
    }
}

fn unknown(attribute: &Attribute, out: &mut Printer<'_>) {
    out.modelled(format!("ISAKMP:      unknown attribute {}", attribute.kind));
}

struct Value<'a>(&'a Attribute);

impl Value<'_> {
    /// The number; the bytes of one that is too long for any attribute.
    fn decimal(&self) -> String {
        self.0
            .number()
            .map_or_else(|| self.duration(), |number| number.to_string())
    }

    fn number(&self) -> Option<u16> {
        self.0.number().and_then(|number| u16::try_from(number).ok())
    }

    /// The hash with this number, in the set that `find` looks through.
    fn hash<N: From<u16>>(&self, find: fn(N) -> Option<Hash>) -> Option<Hash> {
        self.number().and_then(|number| find(number.into()))
    }

    fn group(&self) -> Option<Group> {
        self.number().and_then(Group::from_number)
    }

    /// The name of the number, or the number where it has none.
    fn name(&self, name: impl Fn(u16) -> Option<&'static str>) -> String {
        self.number()
            .and_then(name)
            .map_or_else(|| self.decimal(), ToString::to_string)
    }

    /// The number with its encoding: basic, or what IOS calls VPI (IOS: seed).
    fn duration(&self) -> String {
        match &self.0.value {
            AttributeValue::Basic(value) => format!("(basic) of {value}"),
            AttributeValue::Variable(bytes) => {
                let start = String::from("(VPI) of ");
                bytes.iter().fold(start, |text, byte| text + &format!(" 0x{byte:X}"))
            }
        }
    }
}
