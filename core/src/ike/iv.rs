//! Initialization vectors: a chain through phase 1, and one for each exchange of phase 2 (RFC 2409 App. B).

use crate::algorithm::{CbcCipher, Hash};
use alloc::vec::Vec;

/// The cipher of an ISAKMP SA with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaCipher {
    /// The algorithm.
    pub cipher: CbcCipher,
    /// Its key.
    pub key: Vec<u8>,
}

/// The IV of the next message of one exchange. The next state holds the next IV, so a message that is not taken moves
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iv(pub Vec<u8>);

impl Iv {
    /// The first IV of phase 1: the beginning of `hash(g^xi | g^xr)`.
    pub fn phase1(hash: Hash, cipher: CbcCipher, g_xi: &[u8], g_xr: &[u8]) -> Iv {
        Iv::first_block(hash.digest(&[g_xi, g_xr]), cipher)
    }

    /// The first IV of an exchange of phase 2: the beginning of `hash(last phase 1 CBC output block | M-ID)`.
    pub fn phase2(hash: Hash, cipher: CbcCipher, phase1: &Iv, message_id: u32) -> Iv {
        Iv::first_block(hash.digest(&[&phase1.0, &message_id.to_be_bytes()]), cipher)
    }

    fn first_block(mut digest: Vec<u8>, cipher: CbcCipher) -> Iv {
        digest.truncate(cipher.cbc.block_len);
        Iv(digest)
    }

    /// The IV after a message: its last ciphertext block. `ciphertext` is at least one block.
    fn after(cipher: CbcCipher, ciphertext: &[u8]) -> Iv {
        Iv(ciphertext[ciphertext.len() - cipher.cbc.block_len..].to_vec())
    }
}

impl SaCipher {
    /// The plaintext padded with zeros to whole blocks (RFC 2409 App. B asks for at least none), encrypted; and the IV of the
    /// next message.
    pub fn encrypt(&self, iv: &Iv, plaintext: &[u8]) -> (Encrypted, Iv) {
        let block = self.cipher.cbc.block_len;
        let mut padded = plaintext.to_vec();
        padded.resize(plaintext.len().next_multiple_of(block).max(block), 0);
        let ciphertext = self
            .cipher
            .cbc
            .encrypt(&self.key, &iv.0, &padded)
            .expect("key, IV and padding have their lengths");
        let next = Iv::after(self.cipher, &ciphertext);
        (
            Encrypted {
                plaintext: padded,
                ciphertext,
            },
            next,
        )
    }

    /// The plaintext, and the IV of the next message; `None` if the ciphertext is not whole blocks.
    pub fn decrypt(&self, iv: &Iv, ciphertext: &[u8]) -> Option<(Vec<u8>, Iv)> {
        if ciphertext.is_empty() {
            return None;
        }
        let plaintext = self.cipher.cbc.decrypt(&self.key, &iv.0, ciphertext).ok()?;
        Some((plaintext, Iv::after(self.cipher, ciphertext)))
    }
}

/// What encryption made, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// What went in, with its padding.
    pub plaintext: Vec<u8>,
    /// What came out, as long.
    pub ciphertext: Vec<u8>,
}
