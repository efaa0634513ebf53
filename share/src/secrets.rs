//! What a configuration says of people: passwords, encrypted strings, SNMP communities, user names; and the keys of manually
//! keyed tunnels. No link has them.

use super::keys;
use ikelab_core::ios::lexer::{Line, Word, lex};
use ikelab_core::ios::paste::{Kind, line_break, pieces};
use ikelab_core::sim::{Action, PRESETS, Scenario};

/// What stands for a secret.
const REMOVED: &str = "<removed>";

/// Puts `<removed>` in the place of each secret that no preset has, and zeros with a number in that of a session key: equal keys
/// stay equal and different ones different, so that a tunnel works, or does not, as before. What was pasted with a configuration and is no part of it
/// may hold some too, and goes.
pub fn leave_out(scenario: &mut Scenario) {
    let presets: Vec<Scenario> = PRESETS.iter().map(|preset| (preset.scenario)()).collect();
    let public: Vec<&str> = presets
        .iter()
        .flat_map(|preset| {
            preset
                .routers
                .iter()
                .flat_map(|setup| setup.configuration.lines().map(str::trim))
        })
        .collect();
    let mut keys = SessionKeys::default();
    for setup in &mut scenario.routers {
        setup.configuration = without_secrets(&setup.configuration, &public, &mut keys);
    }
    for stimulus in &mut scenario.stimuli {
        if let Action::Type { line, .. } = &mut stimulus.action {
            let typed = line
                .split('\n')
                .map(|line| redacted(line, &mut keys).unwrap_or_else(|| line.to_string()));
            *line = typed.collect::<Vec<_>>().join("\n");
        }
    }
}

fn without_secrets(text: &str, public: &[&str], keys: &mut SessionKeys) -> String {
    let lines = pieces(text).into_iter().map(|piece| {
        let is_gone = |kind: &Kind| matches!(kind, Kind::Command | Kind::Output | Kind::Log);
        if piece.text.is_empty() && piece.kinds.iter().any(is_gone) {
            return String::new();
        }
        if public.contains(&piece.text.trim()) {
            return piece.original.to_string();
        }
        match redacted(&piece.text, keys) {
            Some(line) => line,
            // What is found in the line must be found in the link's too.
            None if keys::key(&piece.text).is_some() => piece.text.to_string(),
            None => piece.original.to_string(),
        }
    });
    let lines: Vec<String> = lines.collect();
    lines.join(line_break(text).encode_utf8(&mut [0; 4]))
}

/// The line without its secrets; `None` if it has none.
fn redacted(line: &str, keys: &mut SessionKeys) -> Option<String> {
    let Line::Words(words) = lex(line) else { return None };
    let indent = &line[..line.len() - line.trim_start().len()];
    if let Some(shown) = keys.left_out(&words) {
        return Some(format!("{indent}{shown}"));
    }
    if is_for_the_tunnel(&words) || keys::key(line).is_some() {
        return None;
    }
    let mut taken: Vec<(usize, usize)> = RULES.iter().filter_map(|rule| rule(&words)).collect();
    taken.extend(
        (0..words.len())
            .filter(|at| is_secret(&words, *at))
            .map(|at| (at, at + 1)),
    );
    let is_taken = |at: usize| taken.iter().any(|(from, to)| (*from..*to).contains(&at));
    if !(0..words.len()).any(is_taken) {
        return None;
    }
    let mut shown: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match is_taken(at) {
            false => shown.push(word.text),
            true if at > 0 && is_taken(at - 1) => {}
            true => shown.push(REMOVED),
        }
    }
    Some(format!("{indent}{}", shown.join(" ")))
}

/// The session keys that were left out, in the order in which they came.
#[derive(Default)]
struct SessionKeys(Vec<String>);

impl SessionKeys {
    /// A `set session-key` line without its keys; `None` if it is none.
    fn left_out(&mut self, words: &[Word<'_>]) -> Option<String> {
        let negated = usize::from(words[0].text.eq_ignore_ascii_case("no"));
        let [set, session_key, _, protocol, ..] = words.get(negated..)? else {
            return None;
        };
        if !is(set, "set", 2) || !is(session_key, "session-key", 3) {
            return None;
        }
        /// Of `set session-key inbound esp 256 …`.
        const BEFORE_KEYS: usize = 5;
        let is_ah = is(protocol, "ah", 1);
        let is_name = |word: &Word<'_>| !is_ah && (is(word, "cipher", 1) || is(word, "authenticator", 1));
        let shown = words.iter().enumerate().map(|(at, word)| {
            let place = (at - negated.min(at)).checked_sub(BEFORE_KEYS);
            match place {
                // Of ESP's every other word is a key, though its name may look like one.
                Some(place) if is_ah || place % 2 == 1 || !is_name(word) => self.mark(word.text),
                _ => word.text.to_string(),
            }
        });
        Some(shown.collect::<Vec<_>>().join(" "))
    }

    /// As many digits as a key has: zeros, and its number.
    fn mark(&mut self, key: &str) -> String {
        let key = key.to_ascii_lowercase();
        let width = key.len();
        let number = self.0.iter().position(|it| *it == key).unwrap_or_else(|| {
            self.0.push(key);
            self.0.len() - 1
        });
        format!("{:0width$x}", number + 1)
    }
}

/// Whether a line is one of those that make the tunnel, and have no secrets but keys. Whatever names it gives, they stay.
fn is_for_the_tunnel(words: &[Word<'_>]) -> bool {
    let words = &words[usize::from(words.len() > 1 && words[0].text.eq_ignore_ascii_case("no"))..];
    let begins = |at: usize, known: &[&str]| {
        words
            .get(at)
            .is_some_and(|word| known.iter().any(|full| is(word, full, 2)))
    };
    const GLOBAL: &[&str] = &["access-list", "crypto", "hostname", "interface"];
    const INSIDE: &[&str] = &["set", "match", "permit", "deny", "description", "remark"];
    const IP: &[&str] = &["access-group", "access-list", "address", "host", "nat", "route"];
    begins(0, GLOBAL) || begins(0, INSIDE) || begins(0, &["ip"]) && begins(1, IP)
}

/// Which words of a line a rule takes, from and up to.
type Rule = fn(&[Word<'_>]) -> Option<(usize, usize)>;

/// Where secrets are. IOS: reference, the commands.
const RULES: &[Rule] = &[password, user_name, caller, snmp, server_key, key_of_block, digest];

fn is(word: &Word<'_>, full: &str, least: usize) -> bool {
    let start = full.get(..word.text.len());
    word.text.len() >= least && start.is_some_and(|start| start.eq_ignore_ascii_case(word.text))
}

/// Everything behind the word at `at`, without `level N` and the digit that says how it is encrypted.
fn behind(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let mut from = at + 1;
    if words.get(from).is_some_and(|word| is(word, "level", 3)) {
        from += 2;
    }
    let is_kind = |word: &Word<'_>| matches!(word.text, "0" | "4" | "5" | "6" | "7" | "8" | "9" | "encrypted");
    if from + 1 < words.len() && is_kind(&words[from]) {
        from += 1;
    }
    (from < words.len()).then_some((from, words.len()))
}

/// `enable secret …`, `username … password …`, `password …` of a line, and all others.
fn password(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let is_password = |word: &Word<'_>| {
        let is_kind = word.text.to_ascii_lowercase().ends_with("-password");
        is(word, "password", 3) || is(word, "secret", 4) || is(word, "key-string", 5) || is_kind
    };
    let is_enable = words[0].text.len() > 1 && is(&words[0], "enable", 2);
    let is_short = |word: &Word<'_>| is_enable && is(word, "secret", 1);
    let at = words.iter().position(|word| is_password(word) || is_short(word))?;
    behind(words, at)
}

/// `username NAME`, at the start of a line or in it.
fn user_name(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let is_user = |word: &Word<'_>| is(word, "username", 4) || is(word, "sent-username", 6);
    let at = words.iter().position(is_user)?;
    (at + 1 < words.len()).then_some((at + 1, at + 2))
}

/// `ppp chap hostname NAME`.
fn caller(words: &[Word<'_>]) -> Option<(usize, usize)> {
    match words {
        [ppp, chap, hostname, _, ..] if ppp.text == "ppp" && is(chap, "chap", 3) && is(hostname, "hostname", 4) => {
            Some((3, words.len()))
        }
        _ => None,
    }
}

/// `snmp-server community …`, `snmp-server host ADDRESS …`, `snmp-server user …`.
fn snmp(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let at = words
        .iter()
        .position(|word| is(word, "snmp-server", 4))
        .filter(|at| *at < 2)?;
    let what = words.get(at + 1)?;
    let from = if is(what, "host", 2) {
        at + 3
    } else if is(what, "user", 4) {
        at + 2
    } else if is(what, "community", 3) {
        return (at + 2 < words.len()).then_some((at + 2, at + 3));
    } else {
        return None;
    };
    (from < words.len()).then_some((from, words.len()))
}

/// `tacacs-server … key …`, `radius-server … key …`, `server-private … key …`.
fn server_key(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let servers = [("tacacs-server", 3), ("radius-server", 3), ("server-private", 8)];
    let is_server = |word: &Word<'_>| servers.iter().any(|(full, least)| is(word, full, *least));
    let first = words.iter().position(is_server).filter(|at| *at < 2)?;
    let at = words.iter().skip(first).position(|word| is(word, "key", 1))? + first;
    behind(words, at)
}

/// `key …` under what has one; not `key chain NAME`, nor the number of a key in one.
fn key_of_block(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let is_number = |word: &Word<'_>| word.text.bytes().all(|it| it.is_ascii_digit());
    match words {
        [key, rest @ ..] if key.text.eq_ignore_ascii_case("key") => match rest {
            [only] if is_number(only) => None,
            [chain, ..] if is(chain, "chain", 2) => None,
            _ => behind(words, 0),
        },
        _ => None,
    }
}

/// `ip ospf message-digest-key 1 md5 …`, `ntp authentication-key 1 md5 …`, `standby 1 authentication …`, `wpa-psk ascii …`.
fn digest(words: &[Word<'_>]) -> Option<(usize, usize)> {
    let is_key = |word: &Word<'_>| ["message-digest-key", "authentication-key", "wpa-psk"].contains(&word.text);
    let mut from = match words.iter().position(is_key) {
        Some(at) => at + 1,
        None => {
            let is_group = ["standby", "vrrp", "glbp"].contains(&words[0].text);
            words
                .iter()
                .position(|word| is_group && word.text == "authentication")?
                + 1
        }
    };
    let is_named = |word: &Word<'_>| ["md5", "ascii", "hex", "text"].contains(&word.text);
    from += words[from..].iter().position(is_named).map_or(0, |at| at + 1);
    behind(words, from - 1)
}

/// Whether a word is one by its looks: what IOS encrypted as type 5 and later, or 7, or an address with a password in it.
fn is_secret(words: &[Word<'_>], at: usize) -> bool {
    let text = words[at].text;
    let is_hash = ["$1$", "$5$", "$6$", "$8$", "$9$", "$14$"]
        .iter()
        .any(|start| text.starts_with(start));
    let is_address = text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
    is_hash || is_address || at > 0 && words[at - 1].text == "7" && is_type_7(text)
}

/// Two digits that say where the fixed key begins, then two hexadecimal digits for each character. IOS: field.
fn is_type_7(text: &str) -> bool {
    let start = text.get(..2).and_then(|start| start.parse::<u8>().ok());
    start.is_some_and(|start| start < 53)
        && text.len() >= 6
        && text.len() % 2 == 0
        && text.bytes().all(|it| it.is_ascii_hexdigit())
}
