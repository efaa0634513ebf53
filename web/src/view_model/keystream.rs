//! SEAL at work on one packet: keystream ⊕ plaintext = ciphertext.

use std::rc::Rc;

use ikelab_core::crypto::seal::{BLOCK_LEN, ITERATION_LEN, Iteration, KEY_LEN, Registers, Tables};
use ikelab_core::effects::{Protection, ProtectionCipher};
use ikelab_core::sim::CapturedPacket;

use super::fields::{Node, Tree};

/// One byte of the three rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What SEAL gives.
    pub stream: u8,
    /// What the sender put in.
    pub plain: u8,
    /// What the wire carries.
    pub cipher: u8,
}

/// A packet's keystream.
#[derive(Debug, Clone, PartialEq)]
pub struct Keystream {
    /// The key.
    pub key: [u8; KEY_LEN],
    /// The position.
    pub n: u32,
    /// Where the ciphertext begins in the packet.
    pub start: u32,
    /// The bytes.
    pub columns: Rc<[Column]>,
    /// Whether SEAL, run here again, gives what plaintext and ciphertext say it gave.
    pub agrees: bool,
}

/// The keystream of a packet that SEAL encrypted.
pub fn keystream(packet: &CapturedPacket) -> Option<Keystream> {
    let Protection {
        start,
        plaintext,
        cipher: ProtectionCipher::Seal { key, n },
    } = packet.protection.as_ref()?
    else {
        return None;
    };
    let key: [u8; KEY_LEN] = key.as_slice().try_into().ok()?;
    let ciphertext = packet.bytes.get(*start as usize..*start as usize + plaintext.len())?;
    let stream = generate(&key, *n, plaintext.len());
    let columns: Rc<[Column]> = stream
        .iter()
        .zip(plaintext.iter().zip(ciphertext))
        .map(|(stream, (plain, cipher))| Column {
            stream: *stream,
            plain: *plain,
            cipher: *cipher,
        })
        .collect();
    let agrees = columns
        .iter()
        .all(|column| column.stream == column.plain ^ column.cipher);
    Some(Keystream {
        key,
        n: *n,
        start: *start,
        columns,
        agrees,
    })
}

/// The first bytes of position `n`, by running the cipher.
fn generate(key: &[u8; KEY_LEN], n: u32, length: usize) -> Vec<u8> {
    let tables = Tables::new(key);
    let blocks = length.div_ceil(BLOCK_LEN as usize) as u8;
    let stream = (0..blocks)
        .flat_map(|block| tables.iterations(n, block))
        .flat_map(|iteration| iteration.output);
    stream.take(length).collect()
}

/// A field's name over its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The name.
    pub name: String,
    /// How many columns.
    pub width: u32,
}

/// Names that fit over a byte or two.
const SHORT: &[(&str, &str)] = &[
    ("ipv4.version-length", "ver"),
    ("ipv4.tos", "tos"),
    ("ipv4.total-length", "length"),
    ("ipv4.identification", "id"),
    ("ipv4.fragment", "frag"),
    ("ipv4.ttl", "ttl"),
    ("ipv4.protocol", "prot"),
    ("ipv4.checksum", "check"),
    ("icmp.type", "type"),
    ("icmp.code", "code"),
    ("icmp.checksum", "check"),
    ("icmp.identifier", "id"),
    ("icmp.sequence", "seq"),
    ("esp.padding", "pad"),
    ("esp.pad-length", "len"),
    ("esp.next-header", "next"),
];

fn short_name(node: &Node) -> String {
    let short = SHORT
        .iter()
        .find(|(key, _)| *key == node.key)
        .map(|(_, short)| (*short).to_owned());
    short.unwrap_or_else(|| node.name.clone())
}

/// The innermost fields over the bytes from `start` to `end`.
pub fn labels(tree: &Tree, start: u32, end: u32) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut at = start;
    while let Some(leaf) = tree.leaf_at(at).filter(|_| at < end) {
        let node = &tree.nodes()[leaf];
        let next = (node.start + node.len).min(end);
        labels.push(Label {
            name: short_name(node),
            width: next - at,
        });
        at = next;
    }
    labels
}

/// Where a byte of the keystream comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Which 1024-byte block.
    pub block: u8,
    /// `n1` to `n4`, fixed when the block began.
    pub salts: [u32; 4],
    /// A, B, C and D before the iteration.
    pub before: Registers,
    /// What the iteration did.
    pub iteration: Iteration,
}

impl Origin {
    /// The word that byte `index` is in, as the main loop writes it: `B + S[4]`, and the register before it is masked.
    pub fn word(&self, index: u32) -> (String, u32) {
        let mixed = &self.iteration.mixed;
        let place = index % ITERATION_LEN / 4;
        let (name, sign, register) = match place {
            0 => ('B', '+', mixed.b),
            1 => ('C', '⊕', mixed.c),
            2 => ('D', '+', mixed.d),
            _ => ('A', '⊕', mixed.a),
        };
        (
            format!("{name} {sign} S[{}]", 4 * u32::from(self.iteration.index) + place),
            register,
        )
    }
}

/// The iteration that gives byte `index` of the keystream.
pub fn origin(key: &[u8; KEY_LEN], n: u32, index: u32) -> Option<Origin> {
    let tables = Tables::new(key);
    let block = (index / BLOCK_LEN) as u8;
    let mut iterations = tables.iterations(n, block);
    let salts = iterations.salts();
    for _ in 0..index % BLOCK_LEN / ITERATION_LEN {
        iterations.next()?;
    }
    let before = iterations.registers();
    Some(Origin {
        block,
        salts,
        before,
        iteration: iterations.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    fn first_esp() -> Keystream {
        let trace = run(&doc_50880());
        trace
            .packets
            .iter()
            .find_map(keystream)
            .expect("a packet that SEAL encrypted")
    }

    #[test]
    fn the_cipher_agrees_with_the_packet() {
        let keystream = first_esp();
        assert!(keystream.agrees && keystream.n == 1 && keystream.start == 28);
        assert_eq!(keystream.columns[0].plain, 0x45, "an IPv4 packet inside");
    }

    #[test]
    fn a_byte_is_in_the_output_of_its_iteration() {
        let keystream = first_esp();
        for (index, column) in keystream.columns.iter().enumerate() {
            let origin = origin(&keystream.key, keystream.n, index as u32).unwrap();
            assert_eq!(origin.iteration.output[index % 16], column.stream);
            assert_eq!(usize::from(origin.iteration.index), index / 16);
        }
    }

    #[test]
    fn a_word_is_its_register_masked_with_s() {
        let Keystream { key, n, .. } = first_esp();
        let tables = Tables::new(&key);
        let first = origin(&key, n, 0).unwrap();
        let (formula, register) = first.word(0);
        assert_eq!(formula, "B + S[0]");
        let word = register.wrapping_add(tables.s[0]).to_be_bytes();
        assert_eq!(word, first.iteration.output[..4]);
        assert_eq!(origin(&key, n, 23).unwrap().word(23).0, "C ⊕ S[5]");
    }

    #[test]
    fn a_message_of_ike_has_none() {
        let trace = run(&doc_50880());
        assert!(keystream(&trace.packets[0]).is_none());
    }
}
