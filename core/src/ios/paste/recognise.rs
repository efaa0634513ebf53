//! What a pasted line can be beside configuration.

use alloc::string::{String, ToString};

use super::remarks::without;

/// A prompt before a line.
#[derive(Debug)]
pub(super) struct Prompt {
    /// The router's name.
    pub host: String,
    /// Where the line was typed.
    pub place: Place,
}

/// Where a line was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `R1>` or `R1#`.
    Exec,
    /// `R1(config)#`.
    Global,
    /// `R1(config-if)#` and the like.
    Inside,
}

/// The longest name of a host (RFC 1123 §2.1).
const LONGEST_NAME: usize = 255;

/// The prompt that a line begins with, and its length with blanks around it, in bytes.
pub(super) fn prompt(line: &str) -> Option<(Prompt, usize)> {
    let start = line.len() - line.trim_start().len();
    let text = &line[start..];
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let name = &text[..text.find(|it| !is_name(it)).unwrap_or(text.len())];
    if !name.starts_with(|it: char| it.is_ascii_alphanumeric()) || name.len() > LONGEST_NAME {
        return None;
    }
    let rest = &text[name.len()..];
    let (place, rest) = match mode(rest) {
        Some(("config", rest)) => (Place::Global, rest.strip_prefix('#')?),
        Some((_, rest)) => (Place::Inside, rest.strip_prefix('#')?),
        None => {
            let rest = rest.strip_prefix(['#', '>'])?;
            // What cannot be a command was not typed there: `a>b`.
            let typed = without(rest);
            let is_typed = typed.trim().is_empty() || exec_at_prompt(typed).is_some() || prompt(rest).is_some();
            is_typed.then_some((Place::Exec, rest))?
        }
    };
    let host = name.to_string();
    Some((Prompt { host, place }, line.len() - rest.trim_start().len()))
}

/// A prompt without the router's name, `#`, and its length. `is_usual`: the text has such prompts; without that only what goes
/// to configuration is told from a remark.
pub(super) fn bare_prompt(line: &str, is_usual: bool) -> Option<(Prompt, usize)> {
    let rest = line.trim_start().strip_prefix('#')?;
    let begins = rest.starts_with(|it: char| it.is_ascii_alphanumeric());
    let is_typed = is_usual || exec(without(rest)) == Some(Exec::Configure);
    // Where exactly it was typed is not known.
    let (host, place) = (String::new(), Place::Inside);
    (begins && is_typed).then_some((Prompt { host, place }, line.len() - rest.len()))
}

/// The mode in parentheses, and what follows. Some people type a blank before it.
fn mode(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('(').or_else(|| {
        let inside = text.trim_start().strip_prefix('(')?;
        inside.starts_with("config").then_some(inside)
    });
    let (mode, rest) = inside?.split_once(')')?;
    let is_mode = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    (mode.chars().all(is_mode) && mode.contains(|it: char| it.is_ascii_lowercase())).then_some((mode, rest))
}

/// The length of a `>` of an e-mail with the blank behind it and those before it.
pub(super) fn quote(line: &str) -> Option<usize> {
    let rest = line.trim_start().strip_prefix('>')?;
    Some(line.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
}

/// Blanks that IOS prints over its ` --More-- `, with the one behind it.
const WIPE: &str = "         ";

/// The length of a `--More--`, with what it is wiped out by.
pub(super) fn pager(line: &str) -> Option<usize> {
    let rest = line.trim_start().strip_prefix("--More--")?;
    let wiped = rest.strip_prefix(WIPE).unwrap_or_else(|| rest.trim_start());
    Some(line.len() - wiped.len())
}

/// A command of exec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exec {
    /// `configure terminal`.
    Configure,
    /// It prints a configuration.
    ShowConfiguration,
    /// It prints something else.
    Show,
    /// It prints nothing that is not recognised anyway.
    Quiet,
}

/// The words of a command, and how many letters of each it takes.
type Words = &'static [(&'static str, usize)];

/// Commands of exec that no line of configuration begins like: how many letters of each word it takes, what follows, and
/// what it does. The first that fits counts. Abbreviations that a configuration could mean otherwise are not among them: `sh`
/// is `shutdown`.
const COMMANDS: &[(Words, Rest, Exec)] = &[
    (&[("enable", 2)], Rest::Nothing, Exec::Quiet),
    (&[("disable", 4)], Rest::Nothing, Exec::Quiet),
    (&[("configure", 4), ("terminal", 1)], Rest::Nothing, Exec::Configure),
    (&[("configure", 4)], Rest::Nothing, Exec::Configure),
    (&[("write", 2), ("terminal", 1)], Rest::Nothing, Exec::ShowConfiguration),
    (&[("write", 2)], Rest::Any, Exec::Quiet),
    (&[("copy", 3)], Rest::Any, Exec::Quiet),
    (
        &[("show", 2), ("running-config", 3)],
        Rest::Any,
        Exec::ShowConfiguration,
    ),
    (
        &[("show", 2), ("startup-config", 2)],
        Rest::Any,
        Exec::ShowConfiguration,
    ),
    (&[("show", 2), ("configuration", 4)], Rest::Any, Exec::ShowConfiguration),
    (&[("show", 2)], Rest::Something, Exec::Show),
    (&[("ping", 4)], Rest::Any, Exec::Show),
    (&[("traceroute", 5)], Rest::Something, Exec::Show),
    (&[("debug", 3)], Rest::Something, Exec::Show),
    (&[("undebug", 1), ("all", 2)], Rest::Nothing, Exec::Show),
    (&[("terminal", 4)], Rest::Something, Exec::Quiet),
    (&[("clear", 3)], Rest::Something, Exec::Quiet),
    (&[("clock", 2), ("set", 3)], Rest::Something, Exec::Quiet),
    (&[("reload", 3)], Rest::Nothing, Exec::Show),
];

/// Other commands of exec by their first words, as they are typed behind its prompt.
const AT_PROMPT: &[&str] = &[
    "cd", "clock", "crypto", "delete", "dir", "end", "erase", "exit", "format", "help", "license", "logout", "mkdir",
    "more", "no", "pwd", "quit", "rename", "send", "setup", "sh", "ssh", "tclsh", "telnet", "test", "u", "un",
    "verify", "vlan", "where", "who", "?",
];

/// The command of exec that was typed at its prompt.
pub(super) fn exec_at_prompt(line: &str) -> Option<Exec> {
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_known = AT_PROMPT.iter().any(|word| word.eq_ignore_ascii_case(first));
    exec(line).or_else(|| is_known.then_some(Exec::Show))
}

/// What follows the words of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    Something,
    Any,
}

/// The command of exec that a line is.
pub(super) fn exec(line: &str) -> Option<Exec> {
    let fits = |(words, rest, _): &&(Words, Rest, Exec)| {
        let mut typed = line.split_whitespace();
        let is_there = words
            .iter()
            .all(|(word, least)| typed.next().is_some_and(|typed| abbreviates(typed, word, *least)));
        is_there
            && match rest {
                Rest::Nothing => typed.next().is_none(),
                Rest::Something => typed.next().is_some(),
                Rest::Any => true,
            }
    };
    COMMANDS.iter().find(fits).map(|(_, _, exec)| *exec)
}

/// The command of exec that a line is which was typed in configuration, with `do` or without.
pub(super) fn exec_in_configuration(line: &str) -> Option<Exec> {
    match line.trim_start().split_once(' ') {
        Some((first, rest)) if first.eq_ignore_ascii_case("do") => Some(exec(rest).unwrap_or(Exec::Show)),
        _ => exec(line),
    }
}

fn abbreviates(typed: &str, word: &str, least: usize) -> bool {
    let start = word.get(..typed.len());
    typed.len() >= least && start.is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// Out of a mode, or out of configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    Exit,
    End,
}

/// Whether a line leaves a mode. Ctrl-Z is as good as `end` (IOS: reference).
pub(super) fn leaves(line: &str) -> Option<Leave> {
    match line.trim() {
        "^Z" | "\u{1a}" => Some(Leave::End),
        word if word.eq_ignore_ascii_case("end") => Some(Leave::End),
        word if abbreviates(word, "exit", 2) => Some(Leave::Exit),
        _ => None,
    }
}

/// How lines begin that IOS prints around configuration. IOS: field.
const ANSWERS: &[&str] = &[
    "Enter configuration commands, one per line",
    "Building configuration...",
    "Current configuration :",
    "Current configuration:",
    "Compressed configuration from ",
    "[OK]",
    "Destination filename [",
    "Source filename [",
    "Translating \"",
    "and a valid access list have been configured.",
    "Password:",
    "User Access Verification",
    "Press RETURN to get started",
    "Overwrite the previous NVRAM configuration?",
    "Proceed with reload? [confirm]",
];

/// Whether IOS prints a line like this in answer to a command, or above a configuration. IOS: field.
pub(super) fn is_answer(line: &str) -> bool {
    let line = line.trim();
    let is_percent = line.strip_prefix('%').is_some_and(|rest| {
        rest.trim_start_matches([' ', '%'])
            .starts_with(|it: char| it.is_ascii_uppercase())
    });
    let is_startup = line.starts_with("Using ") && line.ends_with(" bytes") && line.contains(" out of ");
    line == "^" || is_percent || is_startup || ANSWERS.iter().any(|answer| line.starts_with(answer))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whether a line is a record: it has a time stamp. IOS: reference, `service timestamps` and `service sequence-numbers`.
pub(super) fn is_log(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let line = match digits.strip_prefix(": ") {
        Some(rest) if digits.len() < line.len() => rest,
        _ => line,
    };
    is_syslog(line) || is_dated(line.trim_start_matches(['*', '.'])) || is_timed(line)
}

/// `%SYS-5-CONFIG_I: …`
fn is_syslog(line: &str) -> bool {
    let Some((facility, rest)) = line.strip_prefix('%').and_then(|line| line.split_once('-')) else {
        return false;
    };
    let is_word = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_')
    };
    let Some((level, mnemonic)) = rest.split_once('-').filter(|_| is_word(facility)) else {
        return false;
    };
    let level_is_one = level.len() == 1 && level.bytes().all(|it| it.is_ascii_digit());
    level_is_one && mnemonic.split_once(':').is_some_and(|(mnemonic, _)| is_word(mnemonic))
}

/// `Mar  1 00:00:12.345: …`, with a year before the time or not.
fn is_dated(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_date = words.next().is_some_and(|word| MONTHS.contains(&word))
        && words
            .next()
            .is_some_and(|day| day.bytes().all(|it| it.is_ascii_digit()));
    is_date && words.take(2).any(is_time)
}

/// `00:01:12: …`, the time since the start.
fn is_timed(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first.strip_suffix(':').is_some_and(is_time)
}

/// `00:00:12`, with what may follow it in its word.
fn is_time(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    let whole = word.split('.').next().unwrap_or_default();
    let mut parts = whole.split(':');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    parts.clone().count() == 3 && parts.all(is_number)
}
