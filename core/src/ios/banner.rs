//! Texts that go over several lines, up to a delimiter: banners.

use alloc::format;
use alloc::string::ToString;

use super::commands::Line;
use super::configurator::Configurator;
use super::kept::Section;
use super::mode::Mode;

/// What a banner can be for. IOS: reference, `banner`.
const KINDS: [&str; 6] = ["exec", "incoming", "login", "motd", "prompt-timeout", "slip-ppp"];

impl Configurator {
    /// Begins a banner, which may end on the same line. IOS: reference: without a kind it is the message of the day.
    pub(super) fn begin_text(&mut self, section: Section, line: &Line) {
        let typed = line.word().unwrap_or_default();
        let (first, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let (kind, rest) = match KINDS.iter().find(|kind| first.eq_ignore_ascii_case(kind)) {
            Some(kind) => (*kind, rest.trim_start()),
            None => ("motd", typed),
        };
        let subject = format!("{} {kind}", line.row.path);
        if line.negated {
            let kept = self.config.kept.or_default(section);
            kept.remove(|text| text.strip_prefix(&subject).is_some_and(|rest| rest.starts_with(' ')));
            return;
        }
        let Some(delimiter) = delimiter(rest) else { return };
        let text = format!("{subject} {rest}");
        if rest[delimiter.len()..].contains(delimiter) {
            self.config.kept.or_default(section).keep(subject, text);
        } else {
            self.mode = Mode::Text {
                section,
                subject,
                text,
                delimiter: delimiter.to_string(),
            };
        }
    }

    /// Takes a line of a banner. Whatever follows the delimiter is not looked at. IOS: reference.
    pub(super) fn text_line(&mut self, line: &str) {
        let Mode::Text {
            section,
            subject,
            text,
            delimiter,
        } = &mut self.mode
        else {
            return;
        };
        text.push('\n');
        let Some((before, _)) = line.split_once(delimiter.as_str()) else {
            text.push_str(line);
            return;
        };
        text.push_str(before);
        text.push_str(delimiter);
        let (section, subject, text) = (*section, core::mem::take(subject), core::mem::take(text));
        self.config.kept.or_default(section).keep(subject, text);
        self.mode = Mode::Global;
    }
}

/// What ends the banner that a line begins and does not end.
pub(super) fn open_delimiter(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (first, rest) = line.split_once(' ')?;
    let rest = rest.trim_start();
    let (kind, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_kind = KINDS.iter().any(|it| kind.eq_ignore_ascii_case(it));
    let text = if is_kind { text.trim_start() } else { rest };
    let delimiter = delimiter(text).filter(|_| first.eq_ignore_ascii_case("banner"))?;
    (!text[delimiter.len()..].contains(delimiter)).then_some(delimiter)
}

/// The delimiter that a banner begins with: one character, or the `^C` by which `show running-config` shows Ctrl-C.
fn delimiter(text: &str) -> Option<&str> {
    if text.starts_with("^C") {
        return text.get(..2);
    }
    let first = text.chars().next()?;
    text.get(..first.len_utf8())
}
