//! What is to cost time and memory in proportion to its input: each kind of input in any size, and what is done with it.

mod configurations;
mod limits;
mod reading;
mod runs;

/// What is done with an input that is made already; the answer tells how much came of it.
pub type Work = Box<dyn FnOnce() -> usize>;

/// A kind of input.
pub struct Cost {
    /// What it is.
    pub name: String,
    /// The size in which it is measured first; then it is twice as large. 0: it is as large as it may be.
    pub size: usize,
    /// Makes an input of a size.
    pub prepare: Box<dyn Fn(usize) -> Work>,
}

impl Cost {
    /// A kind of input, measured first in this size: `prepare` makes one, and gives what is to be done with it.
    fn new<W: FnOnce() -> usize + 'static>(
        name: impl Into<String>,
        size: usize,
        prepare: impl Fn(usize) -> W + 'static,
    ) -> Cost {
        Cost {
            name: name.into(),
            size,
            prepare: Box::new(move |size| Box::new(prepare(size))),
        }
    }

    /// An input that is as large as it may be.
    fn limit<W: FnOnce() -> usize + 'static>(name: String, prepare: impl Fn() -> W + 'static) -> Cost {
        Cost::new(format!("at the limit: {name}"), 0, move |_| prepare())
    }
}

/// All of them.
pub fn all() -> Vec<Cost> {
    [
        configurations::costs(),
        runs::costs(),
        reading::costs(),
        limits::costs(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
