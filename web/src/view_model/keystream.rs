//! How one packet was encrypted, byte by byte: by SEAL's keystream, by a chain of blocks, or not at all.

use std::rc::Rc;

use ikelab_core::crypto::seal::{BLOCK_LEN, ITERATION_LEN, Iteration, KEY_LEN, Registers, Tables};
use ikelab_core::effects::{Protection, ProtectionCipher};
use ikelab_core::field::FieldKind;
use ikelab_core::sim::CapturedPacket;

use super::fields::{Node, Tree};
use crate::state::RunData;

/// One byte of the three rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What is XORed in: SEAL's keystream, or the block before.
    pub mask: u8,
    /// What the sender put in.
    pub plain: u8,
    /// What the wire carries.
    pub cipher: u8,
}

/// How a packet was encrypted.
#[derive(Debug, Clone, PartialEq)]
pub struct Encryption {
    /// Where the ciphertext begins in the packet.
    pub start: u32,
    /// The bytes.
    pub columns: Rc<[Column]>,
    /// Whether the cipher, run here again, gives what the wire carries.
    pub agrees: bool,
    /// With what.
    pub cipher: Cipher,
}

/// A cipher with what it works from.
#[derive(Debug, Clone, PartialEq)]
pub enum Cipher {
    /// SEAL.
    Seal(Seal),
    /// A block cipher: each block of plaintext is XORed with the ciphertext before it, and encrypted.
    Cbc {
        /// Its name.
        name: &'static str,
        /// The key.
        key: Vec<u8>,
        /// What the first block is XORed with; as long as a block.
        iv: Vec<u8>,
    },
    /// None: the wire carries the plaintext.
    Null,
}

/// SEAL at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Seal {
    /// The key.
    pub key: [u8; KEY_LEN],
    /// SEAL's position n.
    pub n: u32,
    /// What the key was turned into.
    pub tables: Rc<Tables>,
}

/// How a packet of a run was encrypted; none: it was not to be.
pub fn encryption(run: &RunData, packet: &CapturedPacket) -> Option<Encryption> {
    let Protection {
        start,
        plaintext,
        cipher,
    } = packet.protection.as_ref()?;
    let ciphertext = packet.bytes.get(*start as usize..*start as usize + plaintext.len())?;
    let (cipher, mask, again) = match cipher {
        ProtectionCipher::Seal { key, n } => {
            let key = key.as_slice().try_into().ok()?;
            let (n, tables) = (*n, run.tables(&key));
            let seal = Seal { key, n, tables };
            let stream = seal.stream(plaintext.len());
            let again = stream
                .iter()
                .zip(plaintext)
                .map(|(stream, plain)| stream ^ plain)
                .collect();
            (Cipher::Seal(seal), stream, again)
        }
        ProtectionCipher::Cbc { cipher, key, iv } => {
            let again = cipher.cbc.encrypt(key, iv, plaintext).unwrap_or_default();
            let mask = iv.iter().chain(ciphertext).copied().take(plaintext.len()).collect();
            let (name, key, iv) = (cipher.name, key.clone(), iv.clone());
            (Cipher::Cbc { name, key, iv }, mask, again)
        }
        ProtectionCipher::Null => (Cipher::Null, vec![0; plaintext.len()], plaintext.clone()),
    };
    let columns = mask.iter().zip(plaintext.iter().zip(ciphertext));
    Some(Encryption {
        start: *start,
        columns: columns
            .map(|(mask, (plain, cipher))| Column {
                mask: *mask,
                plain: *plain,
                cipher: *cipher,
            })
            .collect(),
        agrees: again == ciphertext,
        cipher,
    })
}

impl Seal {
    /// The first bytes of position `n`, by running the cipher.
    fn stream(&self, length: usize) -> Vec<u8> {
        let blocks = length.div_ceil(BLOCK_LEN as usize) as u8;
        let stream = (0..blocks)
            .flat_map(|block| self.tables.iterations(self.n, block))
            .flat_map(|iteration| iteration.output);
        stream.take(length).collect()
    }

    /// The block of 1024 bytes that byte `index` of the keystream is in, iteration by iteration.
    pub fn block(&self, index: u32) -> Block {
        let number = (index / BLOCK_LEN) as u8;
        let iterations = self.tables.iterations(self.n, number);
        Block {
            number,
            salts: iterations.salts(),
            start: iterations.registers(),
            iterations: iterations.collect(),
        }
    }
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
const SHORT: &[(FieldKind, &str)] = &[
    (FieldKind::Ipv4VersionLength, "ver"),
    (FieldKind::Ipv4Tos, "tos"),
    (FieldKind::Ipv4TotalLength, "length"),
    (FieldKind::Ipv4Identification, "id"),
    (FieldKind::Ipv4Fragment, "frag"),
    (FieldKind::Ipv4Ttl, "ttl"),
    (FieldKind::Ipv4Protocol, "prot"),
    (FieldKind::Ipv4Checksum, "check"),
    (FieldKind::IcmpType, "type"),
    (FieldKind::IcmpCode, "code"),
    (FieldKind::IcmpChecksum, "check"),
    (FieldKind::IcmpIdentifier, "id"),
    (FieldKind::IcmpSequence, "seq"),
    (FieldKind::EspPadding, "pad"),
    (FieldKind::EspPadLength, "len"),
    (FieldKind::EspNextHeader, "next"),
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

/// A block of the keystream.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Which one of the position.
    pub number: u8,
    /// `n1` to `n4`, fixed when the block began.
    pub salts: [u32; 4],
    /// A, B, C and D before the first iteration.
    pub start: Registers,
    /// The 64 iterations.
    pub iterations: Vec<Iteration>,
}

/// The words that an iteration gives, as the main loop writes them: the register, the sign, and the value of the register
/// before it is masked. The mask of word `place` is `S[4 · index + place]`.
pub fn words(iteration: &Iteration) -> [(char, char, u32); 4] {
    let Registers { a, b, c, d } = iteration.mixed;
    [('B', '+', b), ('C', '⊕', c), ('D', '+', d), ('A', '⊕', a)]
}

/// Where byte `index` of the keystream comes from, in words.
pub fn origin(seal: &Seal, index: u32) -> Option<String> {
    let block = seal.block(index);
    let iteration = block.iterations.get((index % BLOCK_LEN / ITERATION_LEN) as usize)?;
    let place = index % ITERATION_LEN / 4;
    let (name, sign, register) = words(iteration)[place as usize];
    let (number, mask) = (u32::from(iteration.index) + 1, 4 * u32::from(iteration.index) + place);
    Some(format!(
        "keystream: iteration {number} of 64, {name} {sign} S[{mask}], {name} = {register:08x}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Run;
    use ikelab_core::sim::{Scenario, doc_50880};

    fn encryptions(change: impl Fn(&mut Scenario)) -> Vec<Encryption> {
        let mut scenario = doc_50880();
        change(&mut scenario);
        let run = Run::new(Rc::new(scenario));
        let packets = run.trace.packets.iter();
        packets.filter_map(|packet| encryption(&run, packet)).collect()
    }

    fn first_seal() -> (Encryption, Seal) {
        let all = encryptions(|_| {});
        let found = all.into_iter().find_map(|encryption| match encryption.cipher.clone() {
            Cipher::Seal(seal) => Some((encryption, seal)),
            _ => None,
        });
        found.expect("a packet that SEAL encrypted")
    }

    #[test]
    fn every_cipher_run_again_agrees_with_the_wire() {
        for cipher in ["esp-seal", "esp-aes 256", "esp-3des", "esp-des", "esp-null"] {
            let all = encryptions(|scenario| {
                for setup in &mut scenario.routers {
                    setup.configuration = setup.configuration.replace("esp-seal", cipher);
                }
            });
            assert!(all.len() > 8, "{cipher}: {}", all.len());
            assert!(all.iter().all(|encryption| encryption.agrees), "{cipher}");
        }
    }

    #[test]
    fn the_first_byte_is_of_an_ipv4_packet() {
        let (encryption, seal) = first_seal();
        assert_eq!((seal.n, encryption.start, encryption.columns[0].plain), (1, 28, 0x45));
    }

    #[test]
    fn a_byte_is_in_the_output_of_its_iteration() {
        let (encryption, seal) = first_seal();
        let block = seal.block(0);
        assert_eq!(block.iterations.len(), 64);
        for (index, column) in encryption.columns.iter().enumerate() {
            assert_eq!(block.iterations[index / 16].output[index % 16], column.mask);
            assert_eq!(column.mask ^ column.plain, column.cipher);
        }
    }

    #[test]
    fn a_word_is_its_register_masked_with_s() {
        let (_, seal) = first_seal();
        let first = &seal.block(0).iterations[0];
        let (_, _, register) = words(first)[0];
        assert_eq!(register.wrapping_add(seal.tables.s[0]).to_be_bytes(), first.output[..4]);
        let said = origin(&seal, 23).unwrap();
        assert!(said.contains("iteration 2 of 64, C ⊕ S[5]"), "{said}");
    }

    #[test]
    fn a_block_is_chained_to_the_one_before() {
        let all = encryptions(|_| {});
        let Cipher::Cbc { iv, .. } = &all[0].cipher else {
            panic!("MM5 is in CBC")
        };
        let columns = &all[0].columns;
        assert!(iv.iter().zip(columns.iter()).all(|(iv, column)| *iv == column.mask));
        assert!((iv.len()..columns.len()).all(|at| columns[at].mask == columns[at - iv.len()].cipher));
    }

    #[test]
    fn what_is_in_the_clear_has_none() {
        let run = Run::new(Rc::new(doc_50880()));
        assert!(encryption(&run, &run.trace.packets[0]).is_none());
    }
}
