//! The grid of bytes: bands of fields that belong together, and how the cursor moves.

use ikelab_core::field::FieldKind;

use super::fields::Tree;

/// Bytes next to each other that make one part of the packet: a header, a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// What it is.
    pub name: String,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Band {
    /// Whether the byte is one of the band's.
    pub fn holds(&self, byte: u32) -> bool {
        (self.start..self.end).contains(&byte)
    }
}

/// Fields that are not a band but consist of bands.
const ENVELOPES: &[FieldKind] = &[FieldKind::Esp, FieldKind::EspDecrypted];

/// The bands of a packet: headers, payloads, and the parts of ESP.
pub fn bands(tree: &Tree) -> Vec<Band> {
    let is_envelope = |index: usize| ENVELOPES.contains(&tree.nodes()[index].key);
    let mut bands = Vec::new();
    let mut index = 0;
    while let Some(node) = tree.nodes().get(index) {
        if is_envelope(index) && tree.is_branch(index) {
            index += 1;
            continue;
        }
        let (name, start) = (short_name(&node.name), node.start);
        bands.push(Band {
            name,
            start,
            end: start + node.len,
        });
        index = node.end;
    }
    bands
}

/// The first word of a name: a payload's abbreviation, a header's protocol.
fn short_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Bytes as hexadecimal digits, parted by blanks.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    #[test]
    fn bands_tile_every_packet() {
        for packet in &run(&doc_50880()).packets {
            let tree = Tree::new(packet, true);
            let bands = bands(&tree);
            assert!(bands.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!(
                (bands[0].start, bands.last().unwrap().end),
                (0, tree.bytes.len() as u32)
            );
        }
    }
}
