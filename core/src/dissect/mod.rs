//! Packets as trees of fields: each with a name, a byte range, a value and an explanation.
//!
//! [`wire`] shows a packet as anyone on the way sees it, [`decrypted`] as the two routers do: at the same offsets, with
//! the plaintext in the place of the ciphertext. The fields come from the bytes, not from the decoded types, so that a
//! malformed packet is shown as far as it goes.
//!
//! Every byte belongs to exactly one leaf: fields are never empty, never overlap, and tile what they lie in, in order.
//! Bytes that nothing is known of become a field of their own, "3 bytes not understood".
//!
//! - `cutter` cuts bytes into fields and keeps that promise
//! - `ip`, `esp`, `ah` and `isakmp` know the formats
//! - `explain` has what is said of each kind of field: its name, where it is specified, and a sentence for a learner
//! - `numbers` has the names of numbers that several formats share
//! - `show` renders values for people

mod ah;
mod cutter;
mod esp;
mod explain;
mod ip;
mod isakmp;
mod numbers;
mod show;
mod summary;
mod view;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

pub use explain::explain;
pub use summary::summary;

use crate::field::FieldKind;
use crate::sim::CapturedPacket;
use cutter::Cutter;
use view::View;

/// A part of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called. A payload's name begins with its abbreviation: `KE key exchange`.
    pub name: Cow<'static, str>,
    /// What kind of field it is, which [`explain()`] knows it by.
    pub key: FieldKind,
    /// Where it begins in the IPv4 packet.
    pub start: u32,
    /// How many bytes it has; never 0.
    pub len: u32,
    /// What it says, for people.
    pub value: String,
    /// Where it is specified.
    pub source: Source,
    /// What it consists of, without gaps; empty for a leaf.
    pub children: Vec<Field>,
}

/// Where a field is specified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In an RFC or a draft: `RFC 2408 §3.1`.
    Rfc(&'static str),
    /// Nowhere: Cisco never published it, and this is our best guess.
    Modelled,
}

impl Field {
    /// Where it ends in the IPv4 packet: the first byte after it.
    pub const fn end(&self) -> u32 {
        self.start + self.len
    }

    /// Whether it has no parts.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }
}

/// The packet as it is on the wire. An encrypted part is one field.
pub fn wire(packet: &CapturedPacket) -> Vec<Field> {
    dissect(&packet.bytes, &View::closed(packet))
}

/// The packet with its plaintext in the place of the ciphertext; `None` if nothing in it was protected.
pub fn decrypted(packet: &CapturedPacket) -> Option<Vec<Field>> {
    decrypted_bytes(packet).map(|bytes| dissect(&bytes, &View::opened(packet)))
}

/// The bytes that [`decrypted`] shows: as many as the packet has.
pub fn decrypted_bytes(packet: &CapturedPacket) -> Option<Vec<u8>> {
    let protection = packet.protection.as_ref()?;
    let start = protection.start as usize;
    let end = start.checked_add(protection.plaintext.len())?;
    let mut bytes = packet.bytes.clone();
    bytes.get_mut(start..end)?.copy_from_slice(&protection.plaintext);
    Some(bytes)
}

/// The way to the leaf that a byte belongs to: its place at each level, from the outside in. Empty if there is no such
/// byte.
pub fn at(fields: &[Field], offset: u32) -> Vec<usize> {
    let mut path = Vec::new();
    let mut level = fields;
    loop {
        let index = level.partition_point(|field| field.end() <= offset);
        let Some(field) = level.get(index) else { return path };
        path.push(index);
        level = &field.children;
    }
}

/// The field at the end of a path as [`at`] gives it.
pub fn follow<'f>(fields: &'f [Field], path: &[usize]) -> Option<&'f Field> {
    let (last, parents) = path.split_last()?;
    let level = parents
        .iter()
        .try_fold(fields, |level, &index| Some(level.get(index)?.children.as_slice()))?;
    level.get(*last)
}

/// Cuts what an IP protocol carries; with the addresses of the IP header, if they are known. ESP and AH are given it, since
/// they carry what IP carries.
type Data = fn(&mut Cutter<'_>, &View<'_>, u8, Option<&[u8]>) -> Option<()>;

fn dissect(bytes: &[u8], view: &View<'_>) -> Vec<Field> {
    let mut cutter = Cutter::new(bytes);
    ip::packet(&mut cutter, view, false);
    cutter.finish()
}
