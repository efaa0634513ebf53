//! `show crypto isakmp policy`, `key` and `sa detail`. IOS: field.

use alloc::format;
use alloc::string::{String, ToString};

use crate::ios::config::DEFAULT_POLICY_PRIORITY;
use crate::ios::crypto::KeyPeer;
use crate::ios::{Authentication, DhGroup, Hash, IkeCipher, IsakmpPolicy, RunningConfig};
use crate::isakmp::attribute::Attribute;
use crate::isakmp::numbers::{EncryptionAlgorithm, HashAlgorithm, Phase1Attribute};
use crate::status::{IsakmpSa, RouterStatus};
use crate::time::SimTime;

/// The policies in the order in which they are tried.
pub(super) fn policies(config: &RunningConfig) -> String {
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
    let encryption = match policy.encryption {
        IkeCipher::Des => "DES - Data Encryption Standard (56 bit keys).",
        IkeCipher::TripleDes => "Three key triple DES",
        IkeCipher::Aes128 => "AES - Advanced Encryption Standard (128 bit keys).",
        IkeCipher::Aes192 => "AES - Advanced Encryption Standard (192 bit keys).",
        IkeCipher::Aes256 => "AES - Advanced Encryption Standard (256 bit keys).",
    };
    let hash = match policy.hash {
        Hash::Sha => "Secure Hash Standard",
        Hash::Md5 => "Message Digest 5",
    };
    let authentication = match policy.authentication {
        Authentication::RsaSig => "Rivest-Shamir-Adleman Signature",
        Authentication::RsaEncr => "Rivest-Shamir-Adleman Encryption",
        Authentication::PreShare => "Pre-Shared Key",
    };
    let group = match policy.group {
        DhGroup::Group1 => "#1 (768 bit)",
        DhGroup::Group2 => "#2 (1024 bit)",
        DhGroup::Group5 => "#5 (1536 bit)",
    };
    format!(
        "        encryption algorithm:   {encryption}\n        \
         hash algorithm:         {hash}\n        \
         authentication method:  {authentication}\n        \
         Diffie-Hellman group:   {group}\n        \
         lifetime:               {} seconds, no volume limit\n",
        policy.lifetime_seconds
    )
}

/// The pre-shared keys.
pub(super) fn keys(config: &RunningConfig) -> String {
    let mut text = String::from("Keyring      Hostname/Address                            Preshared Key\n\n");
    for key in &config.isakmp.keys {
        let peer = match &key.peer {
            KeyPeer::Address { address, mask } if mask.is_broadcast() => address.to_string(),
            KeyPeer::Address { address, mask } => format!("{address} [{mask}]"),
            KeyPeer::Hostname(name) => name.clone(),
        };
        text += &format!("default      {peer:<43} {}\n", key.key);
    }
    text
}

/// The ISAKMP SAs with what they agreed on. Those that are gone are not listed.
pub(super) fn sa_detail(status: &RouterStatus, now: SimTime) -> String {
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
    let number = |kind: Phase1Attribute| {
        let found = sa.attributes.iter().find(|it| it.kind == u16::from(kind));
        found.and_then(Attribute::number).and_then(|n| u16::try_from(n).ok())
    };
    let encryption = match number(Phase1Attribute::EncryptionAlgorithm).map(EncryptionAlgorithm::from) {
        Some(EncryptionAlgorithm::DesCbc) => "des",
        Some(EncryptionAlgorithm::TripleDesCbc) => "3des",
        Some(EncryptionAlgorithm::AesCbc) => "aes",
        _ => "",
    };
    let hash = match number(Phase1Attribute::HashAlgorithm).map(HashAlgorithm::from) {
        Some(HashAlgorithm::Md5) => "md5",
        Some(HashAlgorithm::Sha) => "sha",
        _ => "",
    };
    let group = number(Phase1Attribute::GroupDescription).map_or(String::new(), |group| group.to_string());
    let authentication = if sa.attributes.is_empty() { "" } else { "psk" };
    let (conn, local, remote) = (sa.conn.unwrap_or(0), sa.local.to_string(), sa.peer.to_string());
    format!(
        "{conn:<5} {local:<15} {remote:<15}          {encryption:<4} {hash:<4} {authentication:<4} {group:<2} {}\n       \
         Connection-id:Engine-id =  {conn}:1(software)\n",
        remaining(sa, now)
    )
}

/// `23:59:59`; 0 before main mode is complete.
fn remaining(sa: &IsakmpSa, now: SimTime) -> String {
    let duration = sa
        .attributes
        .iter()
        .find(|it| it.kind == u16::from(Phase1Attribute::LifeDuration));
    let duration = duration.and_then(Attribute::number);
    let (Some(seconds), Some(since)) = (duration, sa.established) else {
        return "0".into();
    };
    let left = seconds.saturating_sub(now.secs_since(since));
    format!("{:02}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60)
}
