//! Pre-shared keys in a scenario's text: a link leaves them out unless its maker says otherwise.

use std::ops::Range;

use ikelab_core::ios::lexer::{Line, Word, lex};
use ikelab_core::sim::{Action, PRESETS, Scenario};

/// What stands for a key that was left out; a number follows, the same for the same key.
const MARK: &str = "key-left-out-";

/// Puts a mark in the place of each pre-shared key that no preset has, and says how many different ones there were. Equal
/// keys stay equal and different ones different, so that the routers agree, or do not, as before.
pub fn leave_out(scenario: &mut Scenario) -> usize {
    let mut public = Vec::new();
    for preset in PRESETS {
        let preset = (preset.scenario)();
        texts(&preset).for_each(|text| public.extend(keys(text).map(|at| text[at].to_string())));
    }
    let mut left_out = Vec::new();
    let mut replace = |text: &mut String| {
        let found: Vec<Range<usize>> = keys(text)
            .filter(|at| !public.contains(&text[at.clone()].to_string()))
            .collect();
        let mut marks = Vec::new();
        for at in &found {
            let key = text[at.clone()].to_string();
            let number = left_out.iter().position(|known| *known == key).unwrap_or_else(|| {
                left_out.push(key);
                left_out.len() - 1
            });
            marks.push(format!("{MARK}{}", number + 1));
        }
        for (at, mark) in found.into_iter().zip(marks).rev() {
            text.replace_range(at, &mark);
        }
    };
    for setup in &mut scenario.routers {
        replace(&mut setup.configuration);
    }
    for stimulus in &mut scenario.stimuli {
        if let Action::Type { line, .. } = &mut stimulus.action {
            replace(line);
        }
    }
    left_out.len()
}

fn texts(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let typed = scenario.stimuli.iter().filter_map(|stimulus| match &stimulus.action {
        Action::Type { line, .. } => Some(line.as_str()),
        Action::Ping { .. } => None,
    });
    scenario
        .routers
        .iter()
        .map(|setup| setup.configuration.as_str())
        .chain(typed)
}

/// Where the pre-shared keys stand in a text of lines.
fn keys(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_inclusive('\n')
        .scan(0, |start, line| {
            let at = *start;
            *start += line.len();
            Some(key(line).map(|key| at + key.start..at + key.end))
        })
        .flatten()
}

/// Where the key stands in `crypto isakmp key …`, or in a keyring's `pre-shared-key …`, with `no` or without, abbreviated or
/// not. A line that IOS would refuse counts too if it begins so.
pub(super) fn key(line: &str) -> Option<Range<usize>> {
    let Line::Words(words) = lex(line) else { return None };
    let words = if words[0].text.eq_ignore_ascii_case("no") {
        &words[1..]
    } else {
        &words[..]
    };
    let key = match behind_key(words)? {
        [kind, key, ..] if matches!(kind.text, "0" | "6") => key,
        [key, ..] => key,
        [] => return None,
    };
    let start = line.trim_end().len() - key.rest.len();
    Some(start..start + key.text.len())
}

/// What stands behind the keyword `key` of a line that has a pre-shared key.
fn behind_key<'w, 'a>(words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    let is = |word: &Word<'_>, full: &str| full.starts_with(&word.text.to_ascii_lowercase());
    if words.len() > 3
        && words
            .iter()
            .zip(["crypto", "isakmp", "key"])
            .all(|(word, full)| is(word, full))
    {
        return Some(&words[3..]);
    }
    // Behind it come the peer, by two words or with its mask by three, and the keyword.
    let (command, rest) = words.split_at_checked(3)?;
    let at = rest.iter().position(|word| is(word, "key"))?;
    is(&command[0], "pre-shared-key").then(|| &rest[at + 1..])
}
