//! `show running-config`: a configuration as the lines that would make it, printed by the rows of the commands in their
//! order.

use alloc::format;
use alloc::string::String;

use super::commands::{Effect, Item, Lines, Place, Printed, Printing, table};
use super::config::RunningConfig;
use super::crypto_map::CryptoMapEntry;
use super::interface::InterfaceName;
use super::kept::{KeptLines, Section};
use super::mode::Mode;
use super::profile::IsakmpProfile;

/// The configuration from its first line to `end`. The header above it is the console's.
pub fn show(config: &RunningConfig) -> String {
    let mut text = String::new();
    print_mode(config, &Mode::Global, "", &mut text);
    text.push_str("end\n");
    text
}

/// The lines of one interface, and `end`. IOS: field.
pub fn show_interface(config: &RunningConfig, name: InterfaceName) -> String {
    let mut text = String::new();
    if config.interfaces.contains_key(&name) {
        print_line("", &format!("interface {name}"), &mut text);
        print_mode(config, &Mode::Interface(name), " ", &mut text);
    }
    text.push_str("end\n");
    text
}

fn print_line(indent: &str, line: &str, text: &mut String) {
    text.push_str(indent);
    text.push_str(line);
    text.push('\n');
}

/// Prints what the rows of a mode print. IOS: field: a line of a sub-mode is indented by one blank.
fn print_mode(config: &RunningConfig, mode: &Mode, indent: &str, text: &mut String) {
    for item in table(mode).items {
        match item {
            Item::Gap(lines) => (0..*lines).for_each(|_| print_line(indent, "!", text)),
            Item::Kept(section) => {
                if let Some(kept) = kept_lines(config, mode, *section) {
                    print_kept(kept, indent, text);
                }
            }
            Item::Rows(rows) => {
                for row in *rows {
                    if let Effect::Does { print, .. } = row.meaning.effect {
                        let path = row.path;
                        let mut lines = Lines::default();
                        print(&Printing { config, mode, path }, &mut lines);
                        print_lines(config, lines, indent, text);
                    }
                }
            }
        }
    }
}

fn print_lines(config: &RunningConfig, lines: Lines, indent: &str, text: &mut String) {
    for line in lines.0 {
        match line {
            Printed::Line(line) => print_line(indent, &line, text),
            Printed::Gap => print_line(indent, "!", text),
            Printed::Block(line, mode) => {
                print_line(indent, &line, text);
                // IOS: field: the lines of these two are further to the right than those of others.
                let inside = match mode {
                    Mode::Keyring(_) => "  ",
                    Mode::IsakmpProfile(_) => "   ",
                    _ => " ",
                };
                print_mode(config, &mode, &format!("{indent}{inside}"), text);
            }
        }
    }
}

fn kept_lines<'a>(config: &'a RunningConfig, mode: &Mode, section: Section) -> Option<&'a KeptLines> {
    match mode {
        Mode::Interface(name) => config.interfaces.get(name).map(|it| &it.kept),
        Mode::IsakmpProfile(_) => IsakmpProfile::of(config, mode).map(|profile| &profile.kept),
        Mode::CryptoMap { .. } | Mode::DynamicMap { .. } => CryptoMapEntry::of(config, mode).map(|entry| &entry.kept),
        _ => config.kept.get(&section),
    }
}

fn print_kept(kept: &KeptLines, indent: &str, text: &mut String) {
    for line in kept.iter() {
        print_line(indent, &line.text, text);
        print_kept(&line.inside, &format!("{indent} "), text);
    }
}
