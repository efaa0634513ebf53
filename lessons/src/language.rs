//! Languages of lessons, by their tags (BCP 47). Every lesson is there in English; others as far as somebody wrote them.

/// The language that every lesson has, and that stands in for one that it has not.
pub const FALLBACK: &str = "en";

/// Whether prose in `language` is what somebody wants who asks for `asked`: `de` is, for `de`, `DE` and `de-AT`.
pub fn serves(language: &str, asked: &str) -> bool {
    let Some((head, rest)) = asked.split_at_checked(language.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(language) && (rest.is_empty() || rest.starts_with('-'))
}

/// Of what is offered, what is nearest to what is asked for (RFC 4647 §3.4: the longest tag that serves); else, or if nothing
/// is asked for, what is in English.
pub fn choose<T>(offered: impl Iterator<Item = T> + Clone, tag: impl Fn(&T) -> &str, asked: Option<&str>) -> Option<T> {
    let nearest = |asked: &str| {
        let serving = offered.clone().filter(|item| serves(tag(item), asked));
        serving.max_by_key(|item| tag(item).len())
    };
    asked.and_then(nearest).or_else(|| nearest(FALLBACK))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Option<&str>) -> Option<&'static str> {
        choose(["de", "de-CH", "en", "fr"].into_iter(), |tag| tag, asked)
    }

    #[test]
    fn the_nearest_language_is_chosen_and_english_stands_in() {
        assert_eq!(chosen(None), Some("en"));
        for (asked, expected) in [
            ("de", "de"),
            ("DE", "de"),
            ("de-AT", "de"),
            ("de-CH", "de-CH"),
            ("de-ch-1996", "de-CH"),
            ("en-GB", "en"),
            ("fr", "fr"),
            ("f", "en"),
            ("frx", "en"),
            ("", "en"),
            ("日本", "en"),
        ] {
            assert_eq!(chosen(Some(asked)), Some(expected), "{asked}");
        }
        assert_eq!(choose(["de"].into_iter(), |tag| tag, Some("fr")), None);
    }
}
