//! `show crypto ipsec transform-set` and `show crypto ipsec security-association lifetime`. IOS: field.

use alloc::format;
use alloc::string::String;

use super::command::{Exec, show};
use super::words::field;
use crate::ios::RunningConfig;
use crate::ipsec::lifetime::Lifetime;
use crate::log::{TransformWords, mode};

pub(super) static ROWS: [Exec; 2] = [
    show(
        "show crypto ipsec transform-set",
        "What is done to the packets",
        |_, moment| field(transform_sets(&moment.status.console.config)),
    )
    .for_all(),
    show(
        "show crypto ipsec security-association lifetime",
        "When keys are replaced",
        |_, moment| field(lifetime(&moment.status.console.config)),
    )
    .for_all(),
];

fn transform_sets(config: &RunningConfig) -> String {
    let mut text = String::new();
    for (name, set) in &config.ipsec.transform_sets {
        text += &format!(
            "Transform set {name}: {{ {} }}\n   will negotiate = {{ {},  }},\n\n",
            TransformWords(set),
            mode(set)
        );
    }
    text
}

fn lifetime(config: &RunningConfig) -> String {
    let Lifetime { seconds, kilobytes } = config.ipsec.lifetime;
    format!("Security association lifetime: {kilobytes} kilobytes/{seconds} seconds\n")
}
