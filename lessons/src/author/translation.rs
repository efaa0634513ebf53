//! A lesson in another language says the same as the English one: as many hints, words for the same values, and in each
//! section the same facts, values and marks.

use std::collections::BTreeSet;

use super::prose::{Document, Kind, Piece, RawBlock, Section};
use super::{HINTS, Wrong};

/// What a translation lacks, and what it has too much.
pub(super) fn compare(english: &Document, translated: &Document) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    difference(&english.summary, &translated.summary, 1, &mut wrong);
    for section in &translated.sections {
        let Some(original) = english.sections.iter().find(|original| original.id == section.id) else {
            continue;
        };
        difference(&original.blocks, &section.blocks, section.line, &mut wrong);
        compare_lists(original, section, &mut wrong);
    }
    wrong
}

fn difference(english: &[RawBlock], translated: &[RawBlock], line: usize, wrong: &mut Vec<Wrong>) {
    let (english, translated) = (pointers(english), pointers(translated));
    for missing in english.difference(&translated) {
        wrong.push((line, format!("{missing} is missing: en.md has it in this section")));
    }
    for added in translated.difference(&english) {
        wrong.push((
            line,
            format!("{added} is too much: en.md does not have it in this section"),
        ));
    }
}

/// Hints are as many, and where values need words in English they need some in every language.
fn compare_lists(english: &Section, translated: &Section, wrong: &mut Vec<Wrong>) {
    let [there, here] = [english, translated].map(|section| {
        let lists = section.blocks.iter().filter_map(|block| match block {
            RawBlock::List { items, .. } => Some(items.len()),
            _ => None,
        });
        lists.collect::<Vec<_>>()
    });
    if there != here {
        let what = if english.id == HINTS { "hints" } else { "items of lists" };
        let message = format!("here are {} {what}, and in en.md {}", counted(&here), counted(&there));
        wrong.push((translated.line, message));
    }
}

fn counted(lists: &[usize]) -> String {
    match lists {
        [] => "no".into(),
        lists => lists.iter().map(usize::to_string).collect::<Vec<_>>().join(" and "),
    }
}

/// What prose points at: placeholders, links to facts, and the mark of what is modelled.
fn pointers(blocks: &[RawBlock]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for block in blocks {
        match block {
            RawBlock::Paragraph(pieces) => pieces.iter().for_each(|piece| of_piece(piece, &mut found)),
            RawBlock::List { items, .. } => items.iter().flatten().for_each(|piece| of_piece(piece, &mut found)),
            RawBlock::Code(_, lines) => lines.iter().for_each(|line| placeholders(line, &mut found)),
            RawBlock::Rule(_) => {}
        }
    }
    found
}

fn of_piece(piece: &Piece, found: &mut BTreeSet<String>) {
    placeholders(&piece.words, found);
    match &piece.kind {
        Kind::Link(target) if target.starts_with("fact:") => drop(found.insert(format!("a link to {target}"))),
        Kind::Emphasis if piece.words == "Modelled" => drop(found.insert("the mark `*Modelled*`".into())),
        _ => {}
    }
}

fn placeholders(text: &str, found: &mut BTreeSet<String>) {
    let opened = text.split("{{").skip(1);
    found.extend(opened.filter_map(|rest| Some(format!("`{{{{{}}}}}`", rest.split_once("}}")?.0.trim()))));
}
