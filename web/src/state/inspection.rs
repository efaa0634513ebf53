//! What the reader looks at in the selected packet. It outlives the packet: who reads the nonce of MM3 sees the nonce of
//! MM4 at the next step.

use ikelab_core::map::Map;
use std::ops::Range;

use ikelab_core::crypto::seal::Table;
use ikelab_core::provenance::Node;
use ikelab_share::Panel;

use crate::view_model::arrows::Arrow;
use crate::view_model::fields::Tree;

/// An end of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    /// What its sender puts on it.
    Sent,
    /// What its receiver takes from it.
    #[default]
    Arrived,
}

/// What of SEAL is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LabView {
    /// Keystream, plaintext and ciphertext.
    #[default]
    Bytes,
    /// The registers, iteration by iteration.
    Registers,
    /// The tables of the key.
    Tables,
}

/// What the drawer beneath the packet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Both routers' consoles.
    #[default]
    Consoles,
    /// What the selected field was made from, and what it goes into.
    WhereFrom,
    /// How the packet was encrypted.
    Cipher,
    /// The key material, as far as it is there.
    Keys,
}

impl Tab {
    /// All, as they stand beside each other.
    pub const ALL: [Tab; 4] = [Tab::Consoles, Tab::WhereFrom, Tab::Cipher, Tab::Keys];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Tab::Consoles => "Consoles",
            Tab::WhereFrom => "Where from",
            Tab::Cipher => "Cipher",
            Tab::Keys => "Keys",
        }
    }

    /// As a link has it.
    pub const fn panel(self) -> Option<Panel> {
        match self {
            Tab::Cipher => Some(Panel::Keystream),
            Tab::WhereFrom => Some(Panel::Provenance),
            Tab::Consoles | Tab::Keys => None,
        }
    }

    /// What a link asks for.
    pub const fn of_panel(panel: Option<Panel>) -> Tab {
        match panel {
            Some(Panel::Keystream) => Tab::Cipher,
            Some(Panel::Provenance) => Tab::WhereFrom,
            None => Tab::Consoles,
        }
    }
}

/// The reader's choices for the packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Whether encrypted parts are shown as their plaintext.
    pub decrypted: bool,
    /// At which end of the wire the packet is looked at, where it is not the same at both.
    pub end: End,
    /// Path of the selected field; a packet without it shows its most telling field.
    pub field: Option<String>,
    /// The byte that the grid's cursor is on, if it was put there.
    pub byte: Option<u32>,
    /// Fields that were opened (true) or closed (false) by hand, by path.
    pub opened: Map<String, bool>,
    /// What the drawer beneath shows.
    pub tab: Tab,
    /// What of SEAL is shown.
    pub lab: LabView,
    /// The iteration that was asked for, if it is not that of the selected byte.
    pub iteration: Option<u8>,
    /// The word of SEAL's tables that was asked for.
    pub word: (Table, u32),
    /// The values that were asked for where values come from, one from the other; none: the selected field.
    pub walk: Vec<Node>,
}

impl Default for Inspection {
    fn default() -> Self {
        Inspection {
            decrypted: true,
            end: End::default(),
            field: None,
            byte: None,
            opened: Map::new(),
            tab: Tab::default(),
            lab: LabView::default(),
            iteration: None,
            word: (Table::T, 0),
            walk: Vec::new(),
        }
    }
}

impl Inspection {
    /// Selects a field, and a byte in it if it was chosen by its byte.
    pub fn select(&mut self, field: String, byte: Option<u32>) {
        self.field = Some(field);
        self.byte = byte;
        self.iteration = None;
        self.walk.clear();
    }

    /// A key in the tree: up and down the visible fields, right into a branch, left out of it.
    pub fn press_in_tree(&mut self, tree: &Tree, arrow: Arrow) {
        let selected = tree.selected(self.field.as_deref());
        let node = &tree.nodes()[selected];
        let is_branch = tree.is_branch(selected);
        let is_open = is_branch && tree.is_open(selected, selected, &self.opened);
        let to = match arrow {
            Arrow::Right if is_open => selected + 1,
            Arrow::Left if !is_open => node.parent.unwrap_or(selected),
            Arrow::Right | Arrow::Left => {
                if is_branch {
                    self.opened.insert(node.path.clone(), arrow == Arrow::Right);
                }
                selected
            }
            _ => {
                let visible = tree.visible(selected, &self.opened);
                let at = visible.iter().position(|index| *index == selected).unwrap_or(0);
                visible[arrow.in_list(at, visible.len())]
            }
        };
        self.select(tree.nodes()[to].path.clone(), None);
    }

    /// A letter in the tree: to the next visible field whose name begins with it, and round again.
    pub fn type_in_tree(&mut self, tree: &Tree, letter: char) {
        let selected = tree.selected(self.field.as_deref());
        let visible = tree.visible(selected, &self.opened);
        let behind = visible.partition_point(|index| *index <= selected);
        let begins = |index: &&usize| {
            let first = tree.nodes()[**index].name.chars().next();
            first.is_some_and(|first| first.eq_ignore_ascii_case(&letter))
        };
        let mut round = visible[behind..].iter().chain(&visible[..behind]);
        if let Some(found) = round.find(begins) {
            self.select(tree.nodes()[*found].path.clone(), None);
        }
    }

    /// A key in a grid that shows the bytes of `range` in rows of `per_row`.
    pub fn press_in_grid(&mut self, tree: &Tree, arrow: Arrow, with_control: bool, range: &Range<u32>, per_row: u32) {
        let at = self.cursor(tree).clamp(range.start, range.end.saturating_sub(1)) - range.start;
        let to = range.start + arrow.in_grid(with_control, at, range.end - range.start, per_row);
        if let Some(leaf) = tree.leaf_at(to) {
            self.select(tree.nodes()[leaf].path.clone(), Some(to));
        }
    }

    /// The byte that the grid's cursor is on: the one that was chosen, or the first of the selected field.
    pub fn cursor(&self, tree: &Tree) -> u32 {
        let node = &tree.nodes()[tree.selected(self.field.as_deref())];
        self.byte.filter(|byte| node.holds(*byte)).unwrap_or(node.start)
    }

    /// Leaves the packet: the byte's number says nothing in another.
    pub fn leave_packet(&mut self) {
        self.byte = None;
        self.iteration = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    fn mm3() -> Tree {
        Tree::new(&run(&doc_50880()).packets[2], true)
    }

    #[test]
    fn the_tree_is_walked_as_aria_says() {
        let (tree, mut inspection) = (mm3(), Inspection::default());
        let mut press = |arrow, expected: &str| {
            inspection.press_in_tree(&tree, arrow);
            let selected = tree.selected(inspection.field.as_deref());
            assert_eq!(tree.nodes()[selected].name, expected, "{arrow:?}");
        };
        press(Arrow::Home, "IPv4 header");
        press(Arrow::Right, "IPv4 header");
        press(Arrow::Right, "Version, header length");
        press(Arrow::Left, "IPv4 header");
        press(Arrow::Left, "IPv4 header");
        press(Arrow::Down, "UDP header");
        press(Arrow::Left, "UDP header");
        press(Arrow::Up, "IPv4 header");
    }

    #[test]
    fn a_letter_goes_to_the_next_field_of_that_name() {
        let (tree, mut inspection) = (mm3(), Inspection::default());
        let mut typed = |letter| {
            inspection.type_in_tree(&tree, letter);
            tree.nodes()[tree.selected(inspection.field.as_deref())]
                .name
                .to_string()
        };
        assert_eq!(
            (typed('u').as_str(), typed('I').as_str()),
            ("UDP header", "ISAKMP header")
        );
        assert_eq!(
            (typed('i').as_str(), typed('i').as_str()),
            ("IPv4 header", "ISAKMP header")
        );
        assert_eq!(typed('z'), "ISAKMP header");
    }

    #[test]
    fn the_grid_selects_the_field_of_its_byte() {
        let (tree, mut inspection) = (mm3(), Inspection::default());
        let all = 0..tree.bytes.len() as u32;
        inspection.press_in_grid(&tree, Arrow::Home, true, &all, 16);
        assert_eq!((inspection.byte, inspection.cursor(&tree)), (Some(0), 0));
        inspection.press_in_grid(&tree, Arrow::Down, false, &all, 16);
        assert_eq!(
            tree.nodes()[tree.selected(inspection.field.as_deref())].name,
            "Destination"
        );
        inspection.press_in_grid(&tree, Arrow::Left, false, &(28..40), 8);
        assert_eq!(
            inspection.byte,
            Some(28),
            "a grid of a part is entered at its nearest byte"
        );
    }
}
