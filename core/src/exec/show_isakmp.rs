//! `show crypto isakmp policy`, `key` and `sa detail`. IOS: field.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{Exec, show};
use super::words::{field, modelled};
use crate::algorithm::policy::{Authentication, IsakmpPolicy};
use crate::algorithm::{CbcCipher, Hash};
use crate::ios::RunningConfig;
use crate::ios::config::DEFAULT_POLICY_PRIORITY;
use crate::ios::crypto::KeyPeer;
use crate::ios::key_lookup::DEFAULT_KEYRING;
use crate::ios::profile::SelfIdentity;
use crate::isakmp::attribute::Attribute;
use crate::isakmp::id::IdentityMatch;
use crate::isakmp::numbers::{AuthMethod, Phase1Attribute};
use crate::status::{IsakmpSa, RouterStatus};
use crate::time::SimTime;

pub(super) static ROWS: [Exec; 5] = [
    show("show crypto isakmp key", "The pre-shared keys", |_, moment| {
        field(keys(&moment.status.console.config))
    })
    .for_all(),
    show("show crypto isakmp peers", "The peers", |_, moment| {
        modelled(peers(moment.status))
    })
    .for_all()
    .modelled("the peers of the ISAKMP SAs"),
    show("show crypto isakmp policy", "The policies", |_, moment| {
        field(policies(&moment.status.console.config))
    })
    .for_all(),
    show("show crypto isakmp profile", "The profiles", |_, moment| {
        field(profiles(&moment.status.console.config))
    })
    .for_all(),
    show("show crypto isakmp sa detail", "More of each", |_, moment| {
        field(sa_detail(moment.status, moment.now))
    })
    .for_all(),
];

/// The peer of each ISAKMP SA.
fn peers(status: &RouterStatus) -> String {
    let mut text = String::new();
    for sa in status.isakmp_sas.iter().filter(|sa| sa.deleted.is_none()) {
        let IsakmpSa {
            peer, peer_port, local, ..
        } = sa;
        text += &format!("Peer: {peer} Port: {peer_port} Local: {local}\n Phase1 id: {peer}\n");
    }
    text
}

/// The policies in the order in which they are tried.
fn policies(config: &RunningConfig) -> String {
    let mut text = String::from("\nGlobal IKE policy\n");
    for (priority, policy) in config.isakmp_policies() {
        text += &match priority {
            DEFAULT_POLICY_PRIORITY => "Default protection suite\n".to_string(),
            priority => format!("Protection suite of priority {priority}\n"),
        };
        text += &suite(&policy);
    }
    text
}

fn suite(policy: &IsakmpPolicy) -> String {
    let authentication = match policy.authentication {
        Authentication::RsaSig => "Rivest-Shamir-Adleman Signature",
        Authentication::RsaEncr => "Rivest-Shamir-Adleman Encryption",
        Authentication::PreShare => "Pre-Shared Key",
    };
    format!(
        "        encryption algorithm:   {}\n        \
         hash algorithm:         {}\n        \
         authentication method:  {authentication}\n        \
         Diffie-Hellman group:   #{} ({} bit)\n        \
         lifetime:               {} seconds, no volume limit\n",
        policy.encryption.title,
        policy.hash.title,
        policy.group.number(),
        policy.group.modp.bits(),
        policy.lifetime_seconds
    )
}

/// The pre-shared keys.
fn keys(config: &RunningConfig) -> String {
    let mut text = String::from("Keyring      Hostname/Address                            Preshared Key\n\n");
    let default = config.isakmp.keys.iter().map(|key| (DEFAULT_KEYRING, key));
    let named = config.keyrings.iter();
    let named = named.flat_map(|keyring| keyring.keys.iter().map(|key| (keyring.name.as_str(), key)));
    for (keyring, key) in default.chain(named) {
        let peer = match &key.peer {
            KeyPeer::Address { address, mask } if mask.is_broadcast() => address.to_string(),
            KeyPeer::Address { address, mask } => format!("{address} [{mask}]"),
            KeyPeer::Hostname(name) => name.clone(),
        };
        text += &format!("{keyring:<12} {peer:<43} {}\n", key.key);
    }
    text
}

/// The ISAKMP profiles. IOS: reference.
fn profiles(config: &RunningConfig) -> String {
    let mut text = String::new();
    for profile in &config.isakmp_profiles {
        text += &format!("ISAKMP PROFILE {}\n   Identities matched are:\n", profile.name);
        for identity in &profile.identities {
            let identity = match identity {
                IdentityMatch::Address { address, mask } => format!("ip-address {address} {mask}"),
                IdentityMatch::Host(name) => format!("fqdn {name}"),
                IdentityMatch::Domain(domain) => format!("domain {domain}"),
            };
            text += &format!("    {identity}\n");
        }
        let own = match profile.self_identity {
            Some(SelfIdentity::Fqdn) => "fqdn",
            Some(SelfIdentity::Address) | None => "ip-address",
        };
        text += &format!("   Identity presented is: {own}\n");
    }
    text
}

/// The ISAKMP SAs with what they agreed on. Those that are gone are not listed.
fn sa_detail(status: &RouterStatus, now: SimTime) -> String {
    let mut text = String::from(
        "Codes: C - IKE configuration mode, D - Dead Peer Detection\n       \
         K - Keepalives, N - NAT-traversal\n       \
         X - IKE Extended Authentication\n       \
         psk - Preshared key, rsig - RSA signature\n       \
         renc - RSA encryption\n\n\
         C-id  Local           Remote          I-VRF    Encr Hash Auth DH Lifetime Cap.\n",
    );
    for sa in status.isakmp_sas.iter().filter(|sa| sa.deleted.is_none()) {
        text += &detail(sa, now);
    }
    text
}

fn detail(sa: &IsakmpSa, now: SimTime) -> String {
    let number = |kind| number(sa, kind);
    let encryption = cipher(sa).and_then(|cipher| cipher.policy_words.split(' ').next());
    let hash = hash(sa).map(|hash| hash.policy_word);
    let group = number(Phase1Attribute::GroupDescription).map_or(String::new(), |group| group.to_string());
    let authentication = match number(Phase1Attribute::AuthenticationMethod).map(AuthMethod::from) {
        Some(AuthMethod::PreSharedKey) => "psk",
        Some(AuthMethod::RsaSignatures) => "rsig",
        Some(AuthMethod::RsaEncryption) => "renc",
        _ => "",
    };
    let (conn, local, remote) = (sa.conn.unwrap_or(0), sa.local.to_string(), sa.peer.to_string());
    format!(
        "{conn:<5} {local:<15} {remote:<15}          {:<4} {:<4} {authentication:<4} {group:<2} {}\n       \
         Connection-id:Engine-id =  {conn}:1(software)\n",
        encryption.unwrap_or_default(),
        hash.unwrap_or_default(),
        remaining(sa, now)
    )
}

fn number(sa: &IsakmpSa, kind: Phase1Attribute) -> Option<u16> {
    let found = sa.attributes.iter().find(|it| it.kind == u16::from(kind));
    found.and_then(Attribute::number).and_then(|n| u16::try_from(n).ok())
}

/// The cipher that an SA agreed on, whatever the length of its key.
pub(super) fn cipher(sa: &IsakmpSa) -> Option<CbcCipher> {
    let number = number(sa, Phase1Attribute::EncryptionAlgorithm)?;
    let mut ciphers = CbcCipher::ALL.iter();
    ciphers.find(|cipher| cipher.phase1.number() == number).copied()
}

/// The hash that an SA agreed on.
pub(super) fn hash(sa: &IsakmpSa) -> Option<Hash> {
    Hash::from_phase1(number(sa, Phase1Attribute::HashAlgorithm)?.into())
}

/// `23:59:59`; 0 before main mode is complete.
pub(super) fn remaining(sa: &IsakmpSa, now: SimTime) -> String {
    let Some(since) = sa.established else {
        return "0".into();
    };
    let left = u64::from(sa.lifetime).saturating_sub(now.secs_since(since));
    format!("{:02}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60)
}
