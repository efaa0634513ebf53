//! Patterns for what a console prints: words, with `*` for anything up to the end of the line.

/// Looks for `pattern` in the lines of `text`, in which any white space counts as one blank. Gives what the first `*`
/// stands for; nothing if there is no `*`.
pub fn find(pattern: &str, text: &str) -> Option<String> {
    let pattern = fold(pattern);
    let pieces: Vec<&str> = pattern.split('*').collect();
    text.lines().find_map(|line| find_in_line(&pieces, &fold(line)))
}

fn find_in_line(pieces: &[&str], line: &str) -> Option<String> {
    let (first, rest) = pieces.split_first()?;
    let begin = line.find(first)? + first.len();
    let mut at = begin;
    let mut star = None;
    for (index, piece) in rest.iter().enumerate() {
        let is_last = index + 1 == rest.len();
        let found = if is_last && piece.is_empty() {
            line.len() - at
        } else {
            line[at..].find(piece)?
        };
        star.get_or_insert(line[at..at + found].trim().to_owned());
        at += found + piece.len();
    }
    Some(star.unwrap_or_default())
}

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn words_are_found_whatever_the_blanks() {
        assert_eq!(find("a b", "x\n  a    b c"), Some(String::new()));
        assert_eq!(find("a b", "a\nb"), None);
    }

    #[test]
    fn a_star_is_what_stands_there() {
        assert_eq!(
            find("lifetime: * seconds", "  lifetime:   86400 seconds, no volume limit").as_deref(),
            Some("86400")
        );
        assert_eq!(find("#pkts encrypt: *", "#pkts encrypt: 4").as_deref(), Some("4"));
        assert_eq!(
            find("10.1 * QM_IDLE * ACTIVE", "10.10.10.1 10.10.10.2 QM_IDLE 1 0 ACTIVE").as_deref(),
            Some("10.10.10.2")
        );
        assert_eq!(find("a * z", "a b c"), None);
    }
}
