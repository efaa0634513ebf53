//! Where a field of a packet is.

use alloc::vec::Vec;

use super::Span;
use crate::dissect::{self, Field};
use crate::event::FieldPart;
use crate::field::{FieldKind, FieldRef, Which};
use crate::sim::CapturedPacket;

/// A packet as the routers see it.
pub(super) struct Opened<'t> {
    pub packet: &'t CapturedPacket,
    pub fields: Vec<Field>,
    pub bytes: Vec<u8>,
}

impl<'t> Opened<'t> {
    pub fn new(packet: &'t CapturedPacket) -> Self {
        Opened {
            packet,
            fields: dissect::decrypted(packet).unwrap_or_else(|| dissect::wire(packet)),
            bytes: dissect::decrypted_bytes(packet).unwrap_or_else(|| packet.bytes.clone()),
        }
    }

    /// The bytes of a field.
    pub fn bytes_of(&self, field: &Field) -> &[u8] {
        let (start, end) = (field.start as usize, field.end() as usize);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// A field, if the packet has it.
    pub fn find(&self, wanted: impl Into<FieldRef>) -> Option<&Field> {
        find(&self.fields, wanted.into())
    }

    /// Where a field is.
    pub fn span(&self, wanted: impl Into<FieldRef>) -> Option<Span> {
        Some(Span::of(self.packet.id, self.find(wanted)?, true))
    }
}

/// Where a part of a field is.
pub(super) fn part(packet: &CapturedPacket, wanted: FieldRef, part: FieldPart) -> Option<Span> {
    match part {
        FieldPart::Whole => Opened::new(packet).span(wanted),
        FieldPart::Body => {
            let opened = Opened::new(packet);
            let field = opened.find(wanted)?;
            Some(body(Span::of(packet.id, field, true), field))
        }
        FieldPart::End(len) => {
            let fields = dissect::wire(packet);
            let whole = Span::of(packet.id, find(&fields, wanted)?, false);
            let start = whole.end().checked_sub(len)?;
            Some(Span { start, len, ..whole })
        }
    }
}

/// A payload without its generic header: what RFC 2409 §3.2 writes `<P>_b`.
fn body(whole: Span, field: &Field) -> Span {
    if field.is_leaf() {
        return whole;
    }
    Span {
        start: whole.start + GENERIC_LEN,
        len: whole.len.saturating_sub(GENERIC_LEN),
        ..whole
    }
}

/// Length of a payload's generic header (RFC 2408 §3.2).
const GENERIC_LEN: u32 = 4;

fn find(fields: &[Field], wanted: FieldRef) -> Option<&Field> {
    let FieldRef { kind, which } = wanted;
    let within = |field| first_in(field, kind);
    match which {
        Which::Nth(nth) => nth_of(fields, kind, &mut usize::from(nth)),
        Which::InProposal(proposal) => within(nth_of(fields, FieldKind::IsakmpProposal, &mut usize::from(proposal))?),
        Which::InTransform { proposal, transform } => {
            let proposal = nth_of(fields, FieldKind::IsakmpProposal, &mut usize::from(proposal))?;
            let kind = FieldKind::IsakmpTransform;
            within(nth_of(&proposal.children, kind, &mut usize::from(transform))?)
        }
    }
}

fn first_in(field: &Field, kind: FieldKind) -> Option<&Field> {
    if field.key == kind {
        return Some(field);
    }
    nth_of(&field.children, kind, &mut 0)
}

/// The field of a kind after `skip` others, outer ones first; what lies in one that fits is not looked at.
fn nth_of<'f>(fields: &'f [Field], kind: FieldKind, skip: &mut usize) -> Option<&'f Field> {
    for field in fields {
        if field.key == kind {
            if *skip == 0 {
                return Some(field);
            }
            *skip -= 1;
        } else if let Some(found) = nth_of(&field.children, kind, skip) {
            return Some(found);
        }
    }
    None
}
