//! Phase 2: what a transform set becomes on the wire, and what an offer means (RFC 2407 §4.4, §4.5).

use alloc::vec::Vec;

use crate::crypto::modp::Group;
use crate::ios::crypto::{Encapsulation, EspCipher, Hash, Lifetime, TransformSet};
use crate::isakmp::attribute::Attribute;
use crate::isakmp::numbers::{
    AuthenticationAlgorithm, EncapsulationMode, EspTransform, IpsecAttribute, LifeType, ProtocolId,
};
use crate::isakmp::sa::{Proposal, SecurityAssociation, Transform};

/// What one transform of an offer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Cipher, authentication and mode.
    pub set: TransformSet,
    /// How long the SAs last.
    pub lifetime: Lifetime,
    /// The group of perfect forward secrecy.
    pub pfs: Option<Group>,
}

/// The offer: a proposal for each transform set, the best first, all with the same SPI. Sets with AH are left out: AH is
/// not simulated yet.
pub fn offer(sets: &[TransformSet], lifetime: Lifetime, pfs: Option<Group>, spi: u32) -> SecurityAssociation {
    let meanings = sets.iter().filter(|set| is_simulated(set)).map(|set| Meaning {
        set: set.clone(),
        lifetime,
        pfs,
    });
    let proposal = |(number, meaning): (u8, Meaning)| Proposal {
        number,
        protocol: ProtocolId::IpsecEsp,
        spi: spi.to_be_bytes().to_vec(),
        transforms: alloc::vec![transform(&meaning)],
    };
    SecurityAssociation::ipsec((1..=u8::MAX).zip(meanings).map(proposal).collect())
}

/// The answer: the proposal and transform chosen, with the responder's SPI.
pub fn answer(chosen: &Proposal, transform: &Transform, spi: u32) -> SecurityAssociation {
    SecurityAssociation::ipsec(alloc::vec![Proposal {
        number: chosen.number,
        protocol: chosen.protocol,
        spi: spi.to_be_bytes().to_vec(),
        transforms: alloc::vec![transform.clone()],
    }])
}

/// Whether packets can be protected with a set here: ESP alone.
pub fn is_simulated(set: &TransformSet) -> bool {
    set.ah.is_none() && set.uses_esp()
}

/// A set's transform, its attributes in IOS's order. IOS: seed, up to the authentication; Modelled: key length and group
/// come after it.
fn transform(meaning: &Meaning) -> Transform {
    use IpsecAttribute as A;
    let Meaning { set, lifetime, pfs } = meaning;
    let mode = match set.mode {
        Encapsulation::Tunnel => EncapsulationMode::Tunnel,
        Encapsulation::Transport => EncapsulationMode::Transport,
    };
    let mut attributes = alloc::vec![
        Attribute::basic(A::EncapsulationMode, mode),
        Attribute::basic(A::SaLifeType, LifeType::Seconds),
        duration(lifetime.seconds),
        Attribute::basic(A::SaLifeType, LifeType::Kilobytes),
        duration(lifetime.kilobytes),
    ];
    if let Some(hash) = set.esp_auth {
        attributes.push(Attribute::basic(A::AuthenticationAlgorithm, authentication(hash)));
    }
    if let Some(bits) = set.esp_cipher.and_then(EspCipher::negotiated_key_bits) {
        attributes.push(Attribute::basic(A::KeyLength, bits));
    }
    if let Some(group) = pfs {
        attributes.push(Attribute::basic(A::GroupDescription, group.number()));
    }
    Transform {
        number: 1,
        id: esp_transform(set.esp_cipher.unwrap_or(EspCipher::Null)).into(),
        attributes,
    }
}

/// A duration in two bytes where it fits, in four where not. IOS: seed.
fn duration(value: u32) -> Attribute {
    match u16::try_from(value) {
        Ok(value) => Attribute::basic(IpsecAttribute::SaLifeDuration, value),
        Err(_) => Attribute::variable(IpsecAttribute::SaLifeDuration, value),
    }
}

const fn authentication(hash: Hash) -> AuthenticationAlgorithm {
    match hash {
        Hash::Md5 => AuthenticationAlgorithm::HmacMd5,
        Hash::Sha => AuthenticationAlgorithm::HmacSha,
    }
}

const fn esp_transform(cipher: EspCipher) -> EspTransform {
    match cipher {
        EspCipher::Des => EspTransform::Des,
        EspCipher::TripleDes => EspTransform::TripleDes,
        EspCipher::Aes128 | EspCipher::Aes192 | EspCipher::Aes256 => EspTransform::Aes,
        EspCipher::Seal => EspTransform::Seal,
        EspCipher::Null => EspTransform::Null,
    }
}

/// What a transform means; `None` if it is one that this router has not. Attributes come in any order, except that a
/// duration follows its type (RFC 2407 §4.5).
pub fn meaning(protocol: ProtocolId, transform: &Transform) -> Option<Meaning> {
    use IpsecAttribute as A;
    let number = |kind: A| transform.attribute(kind).and_then(Attribute::number);
    let cipher = match (EspTransform::from(transform.id), number(A::KeyLength)) {
        (EspTransform::Des, None) => EspCipher::Des,
        (EspTransform::TripleDes, None) => EspCipher::TripleDes,
        (EspTransform::Aes, None | Some(128)) => EspCipher::Aes128,
        (EspTransform::Aes, Some(192)) => EspCipher::Aes192,
        (EspTransform::Aes, Some(256)) => EspCipher::Aes256,
        (EspTransform::Seal, None) => EspCipher::Seal,
        (EspTransform::Null, None) => EspCipher::Null,
        _ => return None,
    };
    let esp_auth = match number(A::AuthenticationAlgorithm) {
        None => None,
        Some(1) => Some(Hash::Md5),
        Some(2) => Some(Hash::Sha),
        Some(_) => return None,
    };
    let mode = match number(A::EncapsulationMode)? {
        1 => Encapsulation::Tunnel,
        2 => Encapsulation::Transport,
        _ => return None,
    };
    let pfs = match number(A::GroupDescription) {
        None => None,
        Some(number) => Some(Group::from_number(u16::try_from(number).ok()?)?),
    };
    let set = TransformSet {
        ah: None,
        esp_cipher: Some(cipher),
        esp_auth,
        mode,
    };
    (protocol == ProtocolId::IpsecEsp).then(|| Meaning {
        set,
        lifetime: lifetime(&transform.attributes),
        pfs,
    })
}

/// The lifetimes; what is not said is RFC 2407's 28,800 seconds (§4.5) and no limit in kilobytes.
fn lifetime(attributes: &[Attribute]) -> Lifetime {
    let mut lifetime = Lifetime {
        seconds: 28_800,
        kilobytes: u32::MAX,
    };
    let mut kind = None;
    for attribute in attributes {
        let number = attribute.number();
        if attribute.kind == u16::from(IpsecAttribute::SaLifeType) {
            kind = number;
        } else if attribute.kind == u16::from(IpsecAttribute::SaLifeDuration) {
            let value = number.and_then(|value| u32::try_from(value).ok()).unwrap_or(u32::MAX);
            match kind {
                Some(1) => lifetime.seconds = value,
                Some(2) => lifetime.kilobytes = value,
                _ => {}
            }
        }
    }
    lifetime
}

/// The SPI of a proposal: four bytes (RFC 2407 §4.6.1 leaves no other for ESP).
pub fn spi(proposal: &Proposal) -> Option<u32> {
    Some(u32::from_be_bytes(proposal.spi.as_slice().try_into().ok()?))
}

/// The proposals of an offer, each with its transforms and what they mean.
pub fn meanings(offer: &SecurityAssociation) -> Vec<(&Proposal, &Transform, Option<Meaning>)> {
    let mut found = Vec::new();
    for proposal in &offer.proposals {
        for transform in &proposal.transforms {
            found.push((proposal, transform, meaning(proposal.protocol, transform)));
        }
    }
    found
}
