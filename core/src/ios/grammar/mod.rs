//! The language: what a row of words and arguments is, and how typed lines are matched against rows.
//!
//! What a row means is its table's business: the commands of configuration are in [`commands`](super::commands), those of
//! exec in [`exec`](crate::exec).

mod candidates;
mod line;
mod matching;
mod row;

pub use candidates::{Candidate, candidates};
pub(crate) use line::hex;
pub use line::{Arg, Line, Missing};
pub use matching::{SyntaxError, walk};
pub use row::{Choice, Choices, Groups, Part, Row, Token, Vocabulary, arg, kw};
