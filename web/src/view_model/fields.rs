//! A packet as a tree of fields, flat and in order, with a path for each that is stable from packet to packet.

use ikelab_core::map::Map;

use ikelab_core::dissect::{self, Field, Source};
use ikelab_core::event::PacketId;
use ikelab_core::field::FieldKind;
use ikelab_core::provenance::Span;
use ikelab_core::sim::CapturedPacket;

/// A field, as it stands in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it is: keys from the root, parted by `/`, with a number where siblings share a key.
    pub path: String,
    /// How deep it is, from 1.
    pub level: usize,
    /// The place of its parent.
    pub parent: Option<usize>,
    /// Its name.
    pub name: String,
    /// What kind of field it is.
    pub key: FieldKind,
    /// Where it begins in the packet.
    pub start: u32,
    /// How many bytes it has.
    pub len: u32,
    /// Its value.
    pub value: String,
    /// Where its meaning is written down.
    pub source: Source,
    /// The place after its last descendant.
    pub end: usize,
}

impl Node {
    /// Whether the byte is one of the field's.
    pub fn holds(&self, byte: u32) -> bool {
        (self.start..self.start + self.len).contains(&byte)
    }
}

/// Fields by which a message is known, the most telling first.
const TELLING: &[FieldKind] = &[
    FieldKind::IsakmpTransformIdSeal,
    FieldKind::IsakmpAttributePhase1Encryption,
    FieldKind::IsakmpNonce,
    FieldKind::IsakmpHashMainMode,
    FieldKind::IsakmpHashQuickMode,
    FieldKind::IsakmpHashInformational,
    FieldKind::IsakmpEncrypted,
    FieldKind::Ipv4Inner,
    FieldKind::EspEncryptedSeal,
    FieldKind::EspEncrypted,
];

/// The bytes of a packet with the fields they make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The bytes, as they are shown.
    pub bytes: Vec<u8>,
    /// Whether they are of the decrypted packet.
    decrypted: bool,
    /// The same bytes at the other end of the wire, where any of them is another there.
    other: Option<Vec<u8>>,
}

impl Tree {
    /// Dissects a packet, as it is on the wire or decrypted. What is not encrypted is the same in both.
    pub fn new(packet: &CapturedPacket, decrypted: bool) -> Tree {
        let plain = if decrypted {
            dissect::decrypted(packet).zip(dissect::decrypted_bytes(packet))
        } else {
            None
        };
        let (fields, bytes) = plain.unwrap_or_else(|| (dissect::wire(packet), packet.bytes.clone()));
        let mut tree = Tree {
            nodes: Vec::new(),
            bytes,
            decrypted,
            other: None,
        };
        tree.add(&fields, None, "", 1);
        tree
    }

    /// The same, beside the packet at the other end of the wire. They are compared as far as both can be decrypted.
    pub fn beside(packet: &CapturedPacket, other: &CapturedPacket, decrypted: bool) -> Tree {
        let mut tree = Tree::new(packet, decrypted);
        let plain = |packet| dissect::decrypted_bytes(packet).filter(|_| decrypted);
        tree.other = match (plain(packet), plain(other)) {
            (Some(_), Some(other)) => Some(other),
            // The plaintext has no counterpart, the bytes around it have.
            (Some(plain), None) => {
                let pairs = plain.iter().zip(&packet.bytes).zip(&other.bytes);
                Some(
                    pairs
                        .map(|((plain, wire), other)| if plain == wire { *other } else { *plain })
                        .collect(),
                )
            }
            (None, _) => Some(other.bytes.clone()),
        };
        tree
    }

    /// What a byte is at the other end of the wire, if it is another there.
    pub fn other(&self, byte: u32) -> Option<u8> {
        let (this, other) = (self.bytes.get(byte as usize)?, self.other.as_ref()?.get(byte as usize)?);
        (this != other).then_some(*other)
    }

    /// Whether any byte of a field is another at the other end of the wire.
    pub fn differs(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        (node.start..node.start + node.len).any(|byte| self.other(byte).is_some())
    }

    /// How many bytes are others at the other end of the wire.
    pub fn differences(&self) -> usize {
        (0..self.bytes.len() as u32)
            .filter(|byte| self.other(*byte).is_some())
            .count()
    }

    fn add(&mut self, fields: &[Field], parent: Option<usize>, path: &str, level: usize) {
        let mut seen: Map<FieldKind, u32> = Map::new();
        for field in fields {
            let count = seen.or_default(field.key);
            *count += 1;
            let number = if *count > 1 { format!(":{count}") } else { String::new() };
            let path = format!("{path}/{}{number}", field.key);
            let place = self.nodes.len();
            self.nodes.push(Node {
                path: path.clone(),
                level,
                parent,
                name: field.name.to_string(),
                key: field.key,
                start: field.start,
                len: field.len,
                value: field.value.clone(),
                source: field.source,
                end: place + 1,
            });
            self.add(&field.children, Some(place), &path, level + 1);
            self.nodes[place].end = self.nodes.len();
        }
    }

    /// All fields, each before those in it.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether the field has others in it.
    pub fn is_branch(&self, index: usize) -> bool {
        self.nodes[index].end > index + 1
    }

    /// The place of the field with this path.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path == path)
    }

    /// The path of a field of the packet.
    pub fn path_of(&self, field: &Field) -> Option<String> {
        let is_wanted = |node: &&Node| (node.key, node.start, node.len) == (field.key, field.start, field.len);
        self.nodes.iter().find(is_wanted).map(|node| node.path.clone())
    }

    /// The innermost field of a byte.
    pub fn leaf_at(&self, byte: u32) -> Option<usize> {
        (0..self.nodes.len()).find(|index| !self.is_branch(*index) && self.nodes[*index].holds(byte))
    }

    /// The fields from the root down to this one, without it.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[index].parent, |parent| self.nodes[*parent].parent)
    }

    /// The field to be selected: the one with `path` if this packet has it, or the most telling.
    pub fn selected(&self, path: Option<&str>) -> usize {
        path.and_then(|path| self.find(path))
            .unwrap_or_else(|| self.most_telling())
    }

    /// The place of the innermost field that has all bytes of a span; of the first field if none has.
    pub fn at_span(&self, span: &Span) -> usize {
        let holds = |node: &Node| node.start <= span.start && span.end() <= node.start + node.len;
        self.nodes.iter().rposition(holds).unwrap_or(0)
    }

    /// The field that a span is about; none if it is about the whole packet.
    pub fn about(&self, span: &Span) -> Option<usize> {
        let is_part = (span.len as usize) < self.bytes.len();
        is_part.then(|| self.at_span(span))
    }

    /// The bytes of the field to be selected.
    pub fn span(&self, packet: PacketId, path: Option<&str>) -> Span {
        let node = &self.nodes[self.selected(path)];
        Span {
            packet,
            start: node.start,
            len: node.len,
            decrypted: self.decrypted,
        }
    }

    /// What a reader should look at first: what differs most at the other end of the wire, or the part of the message that is
    /// new in it.
    fn most_telling(&self) -> usize {
        let count = |index: usize| {
            let node = &self.nodes[index];
            let bytes = node.start..node.start + node.len;
            bytes.filter(|byte| self.other(*byte).is_some()).count()
        };
        let leaves = (0..self.nodes.len()).filter(|index| !self.is_branch(*index));
        if let Some((_, leaf)) = leaves
            .map(|leaf| (count(leaf), leaf))
            .filter(|(differ, _)| *differ > 0)
            .max_by_key(|(differ, leaf)| (*differ, std::cmp::Reverse(*leaf)))
        {
            return leaf;
        }
        let by_key = |key: &FieldKind| self.nodes.iter().position(|node| node.key == *key);
        let found = TELLING.iter().find_map(by_key).unwrap_or(0);
        // A payload and what it carries have one key: the latter says more.
        let node = &self.nodes[found];
        (found..node.end)
            .find(|index| !self.is_branch(*index) && self.nodes[*index].key == node.key)
            .unwrap_or(found)
    }

    /// The place of a field among its siblings, from 1, and how many they are.
    pub fn position(&self, index: usize) -> (usize, usize) {
        let parent = self.nodes[index].parent;
        let (mut at, end) = parent.map_or((0, self.nodes.len()), |parent| (parent + 1, self.nodes[parent].end));
        let (mut position, mut size) = (0, 0);
        while at < end {
            size += 1;
            if at <= index {
                position = size;
            }
            at = self.nodes[at].end;
        }
        (position, size)
    }

    /// Which fields are open: those opened by hand, and else those on the way to the selected one.
    pub fn is_open(&self, index: usize, selected: usize, opened: &Map<String, bool>) -> bool {
        let by_hand = opened.get(&self.nodes[index].path).copied();
        by_hand.unwrap_or_else(|| self.ancestors(selected).any(|ancestor| ancestor == index))
    }

    /// The field itself where it can be seen, or else the innermost one around it that can.
    pub fn nearest_visible(&self, index: usize, visible: &[usize]) -> usize {
        let around = std::iter::once(index).chain(self.ancestors(index));
        let mut seen = around.into_iter().filter(|index| visible.binary_search(index).is_ok());
        seen.next().unwrap_or(index)
    }

    /// The fields whose ancestors are all open, in order.
    pub fn visible(&self, selected: usize, opened: &Map<String, bool>) -> Vec<usize> {
        let mut visible = Vec::new();
        let mut index = 0;
        while let Some(node) = self.nodes.get(index) {
            visible.push(index);
            let open = self.is_branch(index) && self.is_open(index, selected, opened);
            index = if open { index + 1 } else { node.end };
        }
        visible
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::arrival::arrived;
    use ikelab_core::sim::{Fate, Trace, doc_50880, preset, run};

    fn tree(trace: &Trace, name: &str, decrypted: bool) -> Tree {
        let packet = trace
            .packets
            .iter()
            .find(|packet| packet.name.to_string() == name)
            .unwrap();
        Tree::new(packet, decrypted)
    }

    #[test]
    fn every_byte_has_its_leaf_and_every_field_its_path() {
        let trace = run(&doc_50880());
        for packet in &trace.packets {
            for decrypted in [false, true] {
                let tree = Tree::new(packet, decrypted);
                assert!((0..tree.bytes.len() as u32).all(|byte| tree.leaf_at(byte).is_some()));
                let places = (0..tree.nodes().len()).map(|index| tree.find(&tree.nodes()[index].path));
                assert!(places.enumerate().all(|(index, found)| found == Some(index)));
            }
        }
    }

    #[test]
    fn the_tree_is_open_on_the_way_to_the_selected_field() {
        let trace = run(&doc_50880());
        let tree = tree(&trace, "MM4", true);
        let selected = tree.selected(None);
        assert_eq!(tree.nodes()[selected].name, "Nonce data");
        let visible = tree.visible(selected, &Map::new());
        assert!(visible.contains(&selected));
        let parent = tree.nodes()[selected].parent.unwrap();
        let closed = Map::from([(tree.nodes()[parent].path.clone(), false)]);
        assert!(!tree.visible(parent, &closed).contains(&selected));
    }

    #[test]
    fn what_was_forged_is_looked_at_first() {
        let forged = preset("forged").expect("a preset");
        let trace = run(&(forged.scenario)());
        let altered = |packet: &&CapturedPacket| matches!(packet.fate, Fate::Altered { .. });
        let packet = trace.packets.iter().find(altered).expect("the forged packet");
        let arrived = arrived(&trace, packet).expect("it arrives");
        let tree = Tree::beside(&arrived, packet, true);
        assert_eq!(tree.nodes()[tree.selected(None)].name, "Data");
        assert_eq!(tree.differences(), 7);
    }

    #[test]
    fn a_field_is_found_again_in_the_next_packet() {
        let trace = run(&doc_50880());
        let (third, fourth) = (tree(&trace, "MM3", true), tree(&trace, "MM4", true));
        let path = &third.nodes()[third.selected(None)].path;
        assert_eq!(fourth.nodes()[fourth.selected(Some(path))].name, "Nonce data");
    }

    #[test]
    fn an_encrypted_message_has_two_trees_over_the_same_bytes() {
        let trace = run(&doc_50880());
        let (wire, plain) = (tree(&trace, "MM5", false), tree(&trace, "MM5", true));
        assert_eq!(wire.bytes.len(), plain.bytes.len());
        assert!(wire.nodes().len() < plain.nodes().len());
        assert_eq!(wire.bytes[..56], plain.bytes[..56]);
    }

    #[test]
    fn siblings_are_counted() {
        let trace = run(&doc_50880());
        let tree = tree(&trace, "MM4", true);
        let first = tree.position(0);
        let outermost = tree.nodes().iter().filter(|node| node.level == 1).count();
        assert_eq!(first, (1, outermost));
        assert_eq!(tree.position(tree.selected(None)), (4, 4));
    }
}
