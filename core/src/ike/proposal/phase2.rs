//! Phase 2: what a transform set becomes on the wire, and what an offer means (RFC 2407 §4.4, §4.5).

use alloc::vec::Vec;

use crate::algorithm::{EspCipher, Group, Hash};
use crate::ipsec::bundle::Spis;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::transform_set::{Encapsulation, TransformSet};
use crate::isakmp::attribute::Attribute;
use crate::isakmp::numbers::{EncapsulationMode, IpsecAttribute, LifeType, ProtocolId};
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

/// The offer: a number for each transform set, the best first, and under it a proposal for each protocol of the set: those
/// with the same number belong together (RFC 2408 §4.2). A protocol has the same SPI in all of them.
pub fn offer(sets: &[TransformSet], lifetime: Lifetime, pfs: Option<Group>, spis: Spis) -> SecurityAssociation {
    let proposals = (1..=u8::MAX).zip(sets).flat_map(|(number, set)| {
        set.by_protocol().filter_map(move |(protocol, part)| {
            let spi = spis.of(protocol)?;
            let meaning = Meaning {
                set: part,
                lifetime,
                pfs,
            };
            Some(Proposal {
                number,
                protocol,
                spi: spi.to_be_bytes().to_vec(),
                transforms: alloc::vec![transform(&meaning)],
            })
        })
    });
    SecurityAssociation::ipsec(proposals.collect())
}

/// The answer: what was chosen, with the responder's SPIs.
pub fn answer(chosen: &[Proposal], spis: Spis) -> SecurityAssociation {
    let proposals = chosen.iter().map(|proposal| Proposal {
        spi: spis
            .of(proposal.protocol)
            .map_or_else(Vec::new, |spi| spi.to_be_bytes().to_vec()),
        ..proposal.clone()
    });
    SecurityAssociation::ipsec(proposals.collect())
}

/// The transform of one protocol's part of a set, its attributes in IOS's order. IOS: seed, up to the authentication; Modelled: key length and group
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
    if let Some(hash) = set.ah.or(set.esp_auth) {
        attributes.push(Attribute::basic(A::AuthenticationAlgorithm, hash.authentication));
    }
    if let Some(bits) = set.esp_cipher.and_then(|cipher| cipher.row().negotiated_key_bits) {
        attributes.push(Attribute::basic(A::KeyLength, bits));
    }
    if let Some(group) = pfs {
        attributes.push(Attribute::basic(A::GroupDescription, group.number));
    }
    Transform {
        number: 1,
        id: match set.ah {
            Some(hash) => hash.ah.into(),
            None => set.esp_cipher.unwrap_or(EspCipher::Null).row().number.into(),
        },
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

/// What a transform means; `None` if it is one that this router has not. Attributes come in any order, except that a
/// duration follows its type (RFC 2407 §4.5).
fn meaning(protocol: ProtocolId, transform: &Transform) -> Option<Meaning> {
    use IpsecAttribute as A;
    let number = |kind: A| transform.attribute(kind).and_then(Attribute::number);
    let authentication = match number(A::AuthenticationAlgorithm) {
        None => None,
        Some(number) => Some(Hash::from_authentication(u16::try_from(number).ok()?.into())?),
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
    let set = match protocol {
        ProtocolId::IpsecAh => TransformSet {
            ah: Some(authentication.filter(|hash| u8::from(hash.ah) == transform.id)?),
            mode,
            ..TransformSet::default()
        },
        ProtocolId::IpsecEsp => TransformSet {
            esp_cipher: Some(EspCipher::from_number(transform.id.into(), number(A::KeyLength))?),
            esp_auth: authentication,
            mode,
            ..TransformSet::default()
        },
        _ => return None,
    };
    Some(Meaning {
        set,
        lifetime: lifetime(&transform.attributes),
        pfs,
    })
}

/// What several transforms mean together: AH around ESP, with one mode and one group. The shorter lifetime counts.
fn together(meanings: impl IntoIterator<Item = Option<Meaning>>) -> Option<Meaning> {
    let mut meanings = meanings.into_iter();
    let first = meanings.next()??;
    meanings.try_fold(first, |sum, next| {
        let next = next?;
        let is_fit = next.set.mode == sum.set.mode && next.pfs == sum.pfs;
        let is_twice = (sum.set.ah.is_some() && next.set.ah.is_some()) || (sum.set.uses_esp() && next.set.uses_esp());
        (is_fit && !is_twice).then(|| Meaning {
            set: TransformSet {
                ah: sum.set.ah.or(next.set.ah),
                esp_cipher: sum.set.esp_cipher.or(next.set.esp_cipher),
                esp_auth: sum.set.esp_auth.or(next.set.esp_auth),
                mode: sum.set.mode,
            },
            lifetime: sum.lifetime.shorter(next.lifetime),
            pfs: sum.pfs,
        })
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

/// The SPI of a proposal: four bytes (RFC 2407 §4.6.1 leaves no other for AH and ESP).
pub fn spi(proposal: &Proposal) -> Option<u32> {
    Some(u32::from_be_bytes(proposal.spi.as_slice().try_into().ok()?))
}

/// One way to take an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The proposals that share a number, each with one of its transforms.
    pub proposals: Vec<Proposal>,
    /// Where each is in the offer: which proposal, and which of its transforms, from 0.
    pub places: Vec<(u16, u16)>,
    /// What they mean together; `None` if that is nothing that this router has.
    pub meaning: Option<Meaning>,
}

impl Choice {
    /// The SPI of each protocol; `None` if one has not four bytes.
    pub fn spis(&self) -> Option<Spis> {
        self.proposals.iter().try_fold(Spis::default(), |spis, proposal| {
            let spi = Some(spi(proposal)?);
            Some(match proposal.protocol {
                ProtocolId::IpsecAh => Spis { ah: spi, ..spis },
                _ => Spis { esp: spi, ..spis },
            })
        })
    }
}

impl Choice {
    /// Where the proposal of a protocol is in the offer, and its transform; the first if there is none of that protocol.
    pub fn place_of(&self, protocol: ProtocolId) -> (u16, u16) {
        let own = self.proposals.iter().position(|proposal| proposal.protocol == protocol);
        self.places.get(own.unwrap_or(0)).copied().unwrap_or_default()
    }
}

/// The choices that an offer leaves, in order: of the proposals that share a number all, and of each of them one
/// transform (RFC 2408 §4.2).
pub fn choices(offer: &SecurityAssociation) -> impl Iterator<Item = Choice> {
    let groups = offer.proposals.chunk_by(|one, next| one.number == next.number);
    let mut before = 0;
    let combined = groups.flat_map(move |group| {
        let first = before;
        before += group.len() as u16;
        combinations(group, first)
    });
    combined.map(|places| {
        let chosen = |(proposal, transform): &(u16, u16)| {
            let proposal = &offer.proposals[usize::from(*proposal)];
            Proposal {
                transforms: alloc::vec![proposal.transforms[usize::from(*transform)].clone()],
                ..proposal.clone()
            }
        };
        let proposals: Vec<Proposal> = places.iter().map(chosen).collect();
        let all = proposals
            .iter()
            .flat_map(|proposal| proposal.transforms.iter().map(|it| meaning(proposal.protocol, it)));
        Choice {
            meaning: together(all),
            proposals,
            places,
        }
    })
}

/// The proposals, each with one of its transforms, in every combination: their places, where `first` is that of the first
/// proposal. No two protocols of three go together here, so of more than two proposals only the first transforms are looked
/// at.
fn combinations(proposals: &[Proposal], first: u16) -> Vec<Vec<(u16, u16)>> {
    let transforms = |proposal: &Proposal| 0..proposal.transforms.len() as u16;
    match proposals {
        [one] => transforms(one).map(|it| alloc::vec![(first, it)]).collect(),
        [outer, inner] => {
            let pairs = transforms(outer).flat_map(|it| transforms(inner).map(move |other| (it, other)));
            pairs
                .map(|(it, other)| alloc::vec![(first, it), (first + 1, other)])
                .collect()
        }
        more => {
            let with_transforms = (first..)
                .zip(more)
                .filter(|(_, proposal)| !proposal.transforms.is_empty());
            alloc::vec![with_transforms.map(|(place, _)| (place, 0)).collect()]
        }
    }
}
