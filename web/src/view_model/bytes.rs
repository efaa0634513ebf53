//! The grid of bytes: bands of fields that belong together, and how the cursor moves.

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
const ENVELOPES: &[&str] = &["esp", "esp.decrypted"];

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

/// The byte that a key moves the cursor to, from `at`, among `count` in rows of `per_row`.
pub fn grid_move(key: &str, control: bool, at: u32, count: u32, per_row: u32) -> Option<u32> {
    let last = count.checked_sub(1)?;
    let row = at - at % per_row;
    let to = match (key, control) {
        ("ArrowRight", false) => at + 1,
        ("ArrowLeft", false) => at.saturating_sub(1),
        ("ArrowDown", false) if at + per_row <= last => at + per_row,
        ("ArrowUp", false) if at >= per_row => at - per_row,
        ("ArrowDown" | "ArrowUp", false) => at,
        ("Home", false) => row,
        ("End", false) => row + per_row - 1,
        ("Home", true) => 0,
        ("End", true) => last,
        _ => return None,
    };
    Some(to.min(last))
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

    #[test]
    fn the_cursor_stays_in_the_grid() {
        let to = |key, control, at| grid_move(key, control, at, 20, 8);
        assert_eq!(to("ArrowRight", false, 19), Some(19));
        assert_eq!(to("ArrowDown", false, 11), Some(19));
        assert_eq!(to("ArrowDown", false, 13), Some(13));
        assert_eq!(to("ArrowUp", false, 3), Some(3));
        assert_eq!(to("Home", false, 13), Some(8));
        assert_eq!(to("End", false, 18), Some(19));
        assert_eq!(to("Home", true, 13), Some(0));
        assert_eq!(to("End", true, 0), Some(19));
        assert_eq!(to("PageDown", false, 0), None);
        assert_eq!(grid_move("End", true, 0, 0, 8), None);
    }
}
