//! `docs/ios.md` lists the commands of the grammar, each with its status.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::ios::access_list::AccessListId;
use ikelab_core::ios::grammar::exec::PRIVILEGED;
use ikelab_core::ios::grammar::{Alternatives, Node, Status, Token, table};
use ikelab_core::ios::interface::{InterfaceKind, InterfaceName};
use ikelab_core::ios::mode::Mode;

const DOCS: &str = include_str!("../../docs/ios.md");

/// The keywords up to the first argument or possible end of each command, with its status.
fn commands(alternatives: Alternatives, before: &str, found: &mut Vec<(String, Status)>) {
    for node in alternatives.iter().flat_map(|list| list.iter()) {
        let Token::Keyword(word) = node.token else { continue };
        let path = format!("{before}{word}");
        let mut next = node.next.iter().flat_map(|list| list.iter());
        if node.command.is_some() || next.any(|it| !matches!(it.token, Token::Keyword(_))) {
            found.push((path, status(node).unwrap()));
        } else {
            commands(node.next, &format!("{path} "), found);
        }
    }
}

/// The status of the first command that a line through `node` can be.
fn status(node: &Node) -> Option<Status> {
    let mut next = node.next.iter().flat_map(|list| list.iter());
    node.command
        .map(|command| command.status())
        .or_else(|| next.find_map(status))
}

fn is_listed(section: &str, path: &str, status: Status) -> bool {
    let expected: &[&str] = match status {
        Status::Understood => &["IOS", "Modelled"],
        Status::Ignored => &["ignored"],
        Status::Unsimulated => &["not simulated"],
    };
    let start = format!("`{path}");
    let named = |commands: &str| {
        let mut rest = commands
            .match_indices(&start)
            .map(|(at, it)| &commands[at + it.len()..]);
        rest.any(|rest| rest.starts_with(['`', ' ']))
    };
    section.lines().any(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        cells.len() >= 2 && named(row) && expected.iter().any(|status| cells.contains(status))
    })
}

/// The parts of the page under these headings.
fn sections(headings: &[&str]) -> String {
    let parts = DOCS.split("\n## ");
    parts
        .filter(|part| headings.iter().any(|heading| part.lines().next() == Some(heading)))
        .collect()
}

/// The keywords of each exec command.
fn exec_commands<C>(alternatives: Alternatives<C>, before: &str, found: &mut Vec<String>) {
    for node in alternatives.iter().flat_map(|list| list.iter()) {
        let Token::Keyword(word) = node.token else { continue };
        let path = format!("{before}{word}");
        let mut next = node.next.iter().flat_map(|list| list.iter());
        if node.command.is_some() || next.any(|it| !matches!(it.token, Token::Keyword(_))) {
            found.push(path);
        } else {
            exec_commands(node.next, &format!("{path} "), found);
        }
    }
}

#[test]
fn every_exec_command_is_in_the_table() {
    let section = sections(&["Exec"]);
    let mut found = Vec::new();
    exec_commands(PRIVILEGED, "", &mut found);
    assert!(found.len() > 30);
    found.retain(|path| !is_listed(&section, path, Status::Understood));
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn every_command_is_in_the_table() {
    let name = InterfaceName::slotted(InterfaceKind::Ethernet, 0, 0);
    let map = |manual| Mode::CryptoMap {
        name: String::new(),
        sequence: 1,
        manual,
    };
    let global = "Global configuration";
    let modes: [(Mode, &[&str]); 8] = [
        (Mode::Global, &[global, "Crypto"]),
        (Mode::IsakmpPolicy(1), &[global, "Under `crypto isakmp policy`"]),
        (
            Mode::TransformSet(String::new()),
            &[global, "Under `crypto ipsec transform-set`"],
        ),
        (map(false), &[global, "Under `crypto map`"]),
        (map(true), &[global, "Under `crypto map`"]),
        (Mode::Interface(name), &[global, "Under `interface`"]),
        (
            Mode::AccessList(AccessListId::from("x")),
            &[global, "In an access list"],
        ),
        (Mode::Line(String::new()), &[global, "Under `line`"]),
    ];
    let mut missing = Vec::new();
    for (mode, headings) in modes {
        let section = sections(headings);
        let mut found = Vec::new();
        commands(table(&mode), "", &mut found);
        assert!(found.len() > 2, "{mode:?}");
        missing.extend(
            found
                .into_iter()
                .filter(|(path, status)| !is_listed(&section, path, *status)),
        );
    }
    assert_eq!(missing, []);
}
