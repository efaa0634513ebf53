//! `show crypto ipsec transform-set` and `show crypto ipsec security-association lifetime`. IOS: field.

use alloc::format;
use alloc::string::String;

use super::debug_ipsec::{Words, mode};
use crate::ios::{Lifetime, RunningConfig};

pub(super) fn transform_sets(config: &RunningConfig) -> String {
    let mut text = String::new();
    for (name, set) in &config.ipsec.transform_sets {
        text += &format!(
            "Transform set {name}: {{ {} }}\n   will negotiate = {{ {},  }},\n\n",
            Words(set),
            mode(set)
        );
    }
    text
}

pub(super) fn lifetime(config: &RunningConfig) -> String {
    let Lifetime { seconds, kilobytes } = config.ipsec.lifetime;
    format!("Security association lifetime: {kilobytes} kilobytes/{seconds} seconds\n")
}
