//! `show running-config` and `show startup-config`.

use alloc::format;
use alloc::string::String;

use super::command::{Exec, show};
use super::words::seed;
use crate::ios::config::RunningConfig;
use crate::ios::grammar::{Token, arg};
use crate::ios::running_config;

pub(super) static ROWS: [Exec; 4] = [
    show("show running-config", "The configuration in use", |_, moment| {
        seed(running(&moment.status.console.config))
    }),
    show("show running-config interface", "Of one interface", |line, moment| {
        let config = &moment.status.console.config;
        seed(with_length(&line.interface().map_or_else(String::new, |name| {
            running_config::show_interface(config, name)
        })))
    })
    .with(&[arg(Token::Interface, "Which")]),
    show("write terminal", "To the screen", |_, moment| {
        seed(running(&moment.status.console.config))
    }),
    show("show startup-config", "What the router starts with", |_, moment| {
        seed(saved(&moment.status.console.startup))
    }),
];

/// What is printed while the configuration is built. IOS: field.
pub(super) const BUILDING: &str = "Building configuration...\n\n";

/// IOS: field, for the line above the configuration.
fn running(config: &RunningConfig) -> String {
    with_length(&running_config::show(config))
}

fn with_length(text: &str) -> String {
    format!("{BUILDING}Current configuration : {} bytes\n!\n{text}", text.len())
}

/// IOS: field, for the line above the configuration; Modelled: the memory's size.
fn saved(config: &RunningConfig) -> String {
    let text = running_config::show(config);
    format!("Using {} out of 129016 bytes\n!\n{text}", text.len())
}
