//! `docs/ios.md` lists the commands, each with its status, as their rows have them.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use expect_test::expect_file;
use ikelab_core::exec;
use ikelab_core::ios::access_list::AccessListId;
use ikelab_core::ios::commands::{GROUPS, Row, Status, table};
use ikelab_core::ios::grammar::{self, Part, Token};
use ikelab_core::ios::interface::{InterfaceKind, InterfaceName};
use ikelab_core::ios::mode::Mode;

const DOCS: &str = include_str!("../../docs/ios.md");

/// The tables of the page, each with the modes whose rows it has.
fn tables() -> [(&'static str, Vec<Mode>); 11] {
    let interface = InterfaceName::slotted(InterfaceKind::Ethernet, 0, 0);
    let map = |manual| Mode::CryptoMap {
        name: String::new(),
        sequence: 1,
        manual,
    };
    [
        ("global", vec![Mode::Global]),
        ("crypto", vec![Mode::Global]),
        ("policy", vec![Mode::IsakmpPolicy(1)]),
        ("keyring", vec![Mode::Keyring(String::new())]),
        ("profile", vec![Mode::IsakmpProfile(String::new())]),
        ("transform-set", vec![Mode::TransformSet(String::new())]),
        ("crypto-map", vec![map(false), map(true)]),
        ("interface", vec![Mode::Interface(interface)]),
        ("access-list", vec![Mode::AccessList(AccessListId::from("x"))]),
        ("standard-list", vec![Mode::StandardList(AccessListId::from("x"))]),
        ("line", vec![Mode::Block("line vty 0 4".to_string())]),
    ]
}

/// The rows of a table: `exit` and `end` are in the first only, and what begins with `crypto` has one of its own.
fn rows(name: &str, modes: &[Mode]) -> Vec<&'static Row> {
    let leaves = |row: &Row| !row.has_no;
    let mut rows: Vec<&Row> = Vec::new();
    for row in modes.iter().flat_map(|mode| table(mode).rows()) {
        let belongs = match name {
            "global" => !row.path.starts_with("crypto"),
            "crypto" => row.path.starts_with("crypto"),
            _ => !leaves(row),
        };
        if belongs && !rows.iter().any(|it| std::ptr::eq(*it, row)) {
            rows.push(row);
        }
    }
    rows
}

/// The alternatives at one place.
fn alternatives(part: &Part) -> Vec<String> {
    match part {
        Part::One(token, _) => vec![token.to_string()],
        Part::Choice(choices) => (0..)
            .map_while(choices)
            .map(|choice| format!("{}{}", choice.words, if choice.is_in_12_3 { "" } else { "*" }))
            .collect(),
        Part::Either(alternatives) => alternatives.iter().map(|parts| sequence(parts)).collect(),
        Part::Optional(_) | Part::Repeated(_) | Part::No => Vec::new(),
    }
}

/// A part behind the text of the one before.
fn part(part: &Part, before: Option<&String>) -> Option<String> {
    let inside = |parts: &[Part]| match parts {
        [only @ (Part::Choice(_) | Part::Either(_))] => alternatives(only).join(" \\| "),
        parts => sequence(parts),
    };
    Some(match part {
        Part::Optional(parts) => format!("[{}]", inside(parts)),
        Part::Repeated(parts) if Some(&sequence(parts)) == before => "…".to_string(),
        Part::Repeated(parts) => format!("[{}] …", inside(parts)),
        Part::No => return None,
        part => match alternatives(part).as_slice() {
            [only] => only.clone(),
            several => format!("{{{}}}", several.join(" \\| ")),
        },
    })
}

fn sequence(parts: &[Part]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for it in parts {
        texts.extend(part(it, texts.last()));
    }
    texts.join(" ")
}

fn syntax<M>(row: &grammar::Row<M>) -> String {
    let parts = sequence(row.parts);
    format!("`{}`", format!("{} {parts}", row.path).trim())
}

fn status(row: &Row) -> &'static str {
    match row.meaning.status {
        Status::Ios => "IOS",
        Status::Modelled => "Modelled",
        Status::Ignored => "ignored",
        Status::Unsimulated => "not simulated",
    }
}

fn is_kept(row: &Row) -> bool {
    matches!(row.meaning.status, Status::Ignored | Status::Unsimulated)
}

fn note(row: &Row) -> String {
    let no = if row.has_no { "" } else { "no `no` form" };
    let notes = [row.meaning.note, no].into_iter().filter(|note| !note.is_empty());
    notes.collect::<Vec<_>>().join("; ")
}

/// The table of these rows; those that are only kept share lines.
fn markdown(rows: &[&Row]) -> String {
    let mut text = "| command | status | notes |\n|---|---|---|\n".to_string();
    for same in rows.chunk_by(|a, b| is_kept(a) && (status(a), note(a)) == (status(b), note(b))) {
        let commands = same.iter().map(|row| syntax(row)).collect::<Vec<_>>().join(", ");
        text += &format!("| {commands} | {} | {} |\n", status(same[0]), note(same[0]));
    }
    text
}

/// The table of exec commands: each has a line, and says at which prompts it is known.
fn exec_markdown() -> String {
    let mut text = "| command | prompt | status | notes |\n|---|---|---|---|\n".to_string();
    for row in exec::rows() {
        let prompt = if row.meaning.is_for_all { "`>` `#`" } else { "`#`" };
        let status = if row.meaning.is_modelled { "Modelled" } else { "IOS" };
        let no = if row.has_no { "also with `no`" } else { "" };
        let notes = [row.meaning.note, no].into_iter().filter(|note| !note.is_empty());
        let notes = notes.collect::<Vec<_>>().join("; ");
        text += &format!("| {} | {prompt} | {status} | {notes} |\n", syntax(row));
    }
    text
}

/// `page` with this table behind its mark.
fn with_table(page: &str, name: &str, table: &str) -> String {
    let mark = format!("<!-- rows: {name} -->\n");
    let (before, rest) = page.split_once(&mark).expect("the page has a place for each table");
    let (_, after) = rest.split_once("<!-- end -->\n").expect("the place ends");
    format!("{before}{mark}{table}<!-- end -->\n{after}")
}

/// `page` with the tables of the rows between their marks.
fn with_tables(page: &str) -> String {
    let page = with_table(page, "exec", &exec_markdown());
    let tables = tables();
    let tables = tables.iter();
    tables.fold(page, |page, (name, modes)| {
        with_table(&page, name, &markdown(&rows(name, modes)))
    })
}

#[test]
fn the_page_has_every_row() {
    expect_file!["../../docs/ios.md"].assert_eq(&with_tables(DOCS));
}

/// `?` has a word for every keyword that a line can begin with.
#[test]
fn every_keyword_has_help() {
    for row in tables()
        .iter()
        .flat_map(|(_, modes)| modes)
        .flat_map(|mode| table(mode).rows())
    {
        assert!(!row.help.is_empty(), "{}", row.path);
        for (at, _) in row.path.match_indices(' ') {
            let beginning = &row.path[..at];
            let mut rows = tables().into_iter().flat_map(|(_, modes)| modes);
            let is_row = rows.any(|mode| table(&mode).rows().any(|row| row.path == beginning));
            let is_group = GROUPS.iter().any(|(path, _)| *path == beginning);
            assert!(is_group || is_row, "{beginning}");
        }
    }
}

/// The matcher takes no parts that could match nothing over and over, and no argument behind the rest of a line.
#[test]
fn parts_are_sound() {
    fn check(parts: &[Part]) {
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::One(Token::Line, _) => assert_eq!(at + 1, parts.len()),
                Part::One(..) | Part::Choice(_) | Part::No => {}
                Part::Optional(inner) => check(inner),
                Part::Either(alternatives) => alternatives.iter().for_each(|inner| check(inner)),
                Part::Repeated(inner) => {
                    assert!(matches!(inner[0], Part::One(..) | Part::Choice(_) | Part::Either(_)));
                    check(inner);
                }
            }
        }
    }
    tables()
        .iter()
        .flat_map(|(name, modes)| rows(name, modes))
        .for_each(|row| check(row.parts));
}

/// The log knows an exec command by its path.
#[test]
fn no_two_exec_commands_have_the_same_path() {
    let paths: BTreeSet<&str> = exec::rows().map(|row| row.path).collect();
    assert_eq!(paths.len(), exec::rows().count());
    assert!(paths.len() > 40);
}
