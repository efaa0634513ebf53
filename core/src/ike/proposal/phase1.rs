//! Phase 1: what a policy becomes on the wire, and what of an offer matches a policy (RFC 2409 App. A).

use alloc::vec::Vec;

use crate::algorithm::policy::{Authentication, IsakmpPolicy};
use crate::event::Mismatch;
use crate::isakmp::attribute::Attribute;
use crate::isakmp::numbers::{AuthMethod, IsakmpTransform, LifeType, Phase1Attribute, ProtocolId};
use crate::isakmp::sa::{Proposal, SecurityAssociation, Transform};

/// Phase 1's offer: one proposal with a transform for each policy that pre-shared keys serve. IOS: seed, whose offer has
/// the configured policy and not the default one.
pub fn offer(policies: &[(u16, IsakmpPolicy)]) -> SecurityAssociation {
    let usable = policies.iter().filter(|(_, policy)| is_simulated(policy));
    let transforms = (1..=u8::MAX)
        .zip(usable)
        .map(|(number, (_, policy))| transform(number, policy))
        .collect();
    SecurityAssociation::ipsec(alloc::vec![proposal(1, transforms)])
}

/// Whether peers can prove themselves with a policy here: pre-shared keys.
fn is_simulated(policy: &IsakmpPolicy) -> bool {
    policy.authentication == Authentication::PreShare
}

/// Phase 1's answer: the transform that was chosen, as it was offered.
pub fn answer(number: u8, chosen: Transform) -> SecurityAssociation {
    SecurityAssociation::ipsec(alloc::vec![proposal(number, alloc::vec![chosen])])
}

fn proposal(number: u8, transforms: Vec<Transform>) -> Proposal {
    Proposal {
        number,
        protocol: ProtocolId::Isakmp,
        spi: Vec::new(),
        transforms,
    }
}

/// The transform of a policy, its attributes in IOS's order. IOS: seed.
fn transform(number: u8, policy: &IsakmpPolicy) -> Transform {
    use Phase1Attribute as A;
    let mut attributes = alloc::vec![Attribute::basic(A::EncryptionAlgorithm, policy.encryption.phase1)];
    if let Some(bits) = policy.encryption.negotiated_key_bits {
        attributes.push(Attribute::basic(A::KeyLength, bits));
    }
    attributes.push(Attribute::basic(A::HashAlgorithm, policy.hash.phase1));
    attributes.push(Attribute::basic(A::GroupDescription, policy.group.number));
    attributes.push(Attribute::basic(
        A::AuthenticationMethod,
        auth_number(policy.authentication),
    ));
    attributes.push(Attribute::basic(A::LifeType, LifeType::Seconds));
    attributes.push(Attribute::variable(A::LifeDuration, policy.lifetime_seconds));
    Transform {
        number,
        id: IsakmpTransform::KeyIke.into(),
        attributes,
    }
}

const fn auth_number(authentication: Authentication) -> AuthMethod {
    match authentication {
        Authentication::PreShare => AuthMethod::PreSharedKey,
        Authentication::RsaSig => AuthMethod::RsaSignatures,
        Authentication::RsaEncr => AuthMethod::RsaEncryption,
    }
}

/// What of a transform is not the policy's, in the order in which IOS looks. The
/// lifetime never is: Modelled, the shorter one counts.
/// A policy with another authentication than pre-shared keys matches nothing: peers cannot prove themselves with it here.
pub fn mismatches(transform: &Transform, policy: &IsakmpPolicy) -> Vec<Mismatch> {
    use Phase1Attribute as A;
    let number = |kind: A| transform.attribute(kind).and_then(Attribute::number);
    let key_bits = policy.encryption.negotiated_key_bits.map(u64::from);
    let checks = [
        (
            number(A::EncryptionAlgorithm),
            Some(policy.encryption.phase1.number().into()),
            Mismatch::Encryption,
        ),
        (number(A::KeyLength), key_bits, Mismatch::KeyLength),
        (
            number(A::HashAlgorithm),
            Some(policy.hash.phase1.number().into()),
            Mismatch::Hash,
        ),
        (
            number(A::GroupDescription),
            Some(policy.group.number().into()),
            Mismatch::Group,
        ),
        (
            number(A::AuthenticationMethod),
            Some(auth_number(policy.authentication).number().into()),
            Mismatch::Authentication,
        ),
    ];
    let never_matches = |mismatch| mismatch == Mismatch::Authentication && !is_simulated(policy);
    checks
        .into_iter()
        .filter(|(offered, wanted, mismatch)| offered != wanted || never_matches(*mismatch))
        .map(|(_, _, mismatch)| mismatch)
        .collect()
}

/// The lifetime of phase 1 in seconds: the shorter of the policy's and the offered one.
pub fn lifetime(transform: &Transform, policy: &IsakmpPolicy) -> u32 {
    let offered = transform
        .attribute(Phase1Attribute::LifeDuration)
        .and_then(Attribute::number);
    let offered = offered.and_then(|seconds| u32::try_from(seconds).ok());
    offered.map_or(policy.lifetime_seconds, |seconds| seconds.min(policy.lifetime_seconds))
}
