//! What a command asks whose line does not say enough.

/// A question.
#[derive(Debug)]
pub struct Question {
    /// As it is printed, with what an empty line means in brackets.
    pub text: &'static str,
    /// What is done with the answer.
    pub(super) takes: Takes,
}

/// What is done with an answer.
#[derive(Debug)]
pub(super) enum Takes {
    /// It is one of these words, all of which mean the default: nothing else is simulated.
    Only(&'static [&'static str]),
    /// It stands in the line behind these words; an empty one is this.
    Value(&'static str, &'static str),
    /// `y` puts this word into the line.
    Word(&'static str),
    /// `y` asks on, `n` has asked enough.
    More,
}

impl Question {
    /// A question that knows but one answer.
    pub(super) const fn only(text: &'static str, words: &'static [&'static str]) -> Question {
        let takes = Takes::Only(words);
        Question { text, takes }
    }

    /// A question for what stands in the line behind `option`; an empty answer is `default`, or leaves it out.
    pub(super) const fn value(text: &'static str, option: &'static str, default: &'static str) -> Question {
        let takes = Takes::Value(option, default);
        Question { text, takes }
    }

    /// A question whether the line has a word.
    pub(super) const fn word(text: &'static str, word: &'static str) -> Question {
        let takes = Takes::Word(word);
        Question { text, takes }
    }

    /// The question whether to ask on.
    pub(super) const fn more(text: &'static str) -> Question {
        let takes = Takes::More;
        Question { text, takes }
    }
}
