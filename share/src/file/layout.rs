//! How a scenario file is laid out: one thing a line, but short objects and lists in one.

use std::io::{Result, Write};

use serde_json::ser::Formatter;

/// Members whose value stands in one line; so does every object in a list.
const IN_ONE_LINE: [&str; 6] = ["hosts", "what-if", "sa-handles", "peer-handles", "used-flows", "lesson"];

/// Where the writer is.
#[derive(Default)]
pub struct Layout {
    depth: usize,
    /// The depth from which on everything stands in one line.
    flat_from: Option<usize>,
    /// The member's name that was written last.
    name: String,
    is_in_name: bool,
    /// What comes next is an item of a list.
    is_item: bool,
    /// Something stands before in the same brackets.
    follows: bool,
}

impl Layout {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8], is_flat: bool) -> Result<()> {
        if is_flat || IN_ONE_LINE.contains(&self.name.as_str()) {
            self.flat_from = self.flat_from.or(Some(self.depth));
        }
        self.depth += 1;
        self.follows = false;
        self.name.clear();
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth -= 1;
        if self.follows {
            self.begin_line(out)?;
        }
        self.flat_from = self.flat_from.filter(|from| *from < self.depth);
        self.follows = true;
        out.write_all(bracket)
    }

    /// Goes to where the next member or item stands.
    fn next<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> Result<()> {
        if !is_first {
            out.write_all(b",")?;
        }
        self.follows = true;
        self.begin_line(out)
    }

    fn begin_line<W: ?Sized + Write>(&self, out: &mut W) -> Result<()> {
        if self.flat_from.is_some() {
            return out.write_all(b" ");
        }
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.open(out, b"[", false)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> Result<()> {
        self.is_item = true;
        self.next(out, is_first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.open(out, b"{", self.is_item)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> Result<()> {
        self.name.clear();
        self.is_in_name = true;
        self.next(out, is_first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.is_in_name = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.is_item = false;
        out.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> Result<()> {
        if self.is_in_name {
            self.name.push_str(text);
        }
        out.write_all(text.as_bytes())
    }
}
