//! Block ciphers in CBC mode, for IKE (RFC 2409 Appendix B, RFC 3602) and ESP (RFC 2405, RFC 2451, RFC 3602).
//!
//! Padding is the caller's: IKE and ESP each have their own.

use alloc::vec::Vec;
use core::fmt;

use cipher::typenum::Unsigned;
use cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};

/// A block cipher in CBC mode, for keys of one length.
#[derive(Debug, Clone, Copy)]
pub struct Cbc {
    /// Length of a block, and of the IV, in bytes.
    pub block_len: usize,
    /// Length of the key in bytes; for DES and Triple DES with the parity bits.
    pub key_len: usize,
    encrypt: Work,
    decrypt: Work,
}

/// What is done to whole blocks, with a key and an IV that have their lengths.
type Work = fn(key: &[u8], iv: &[u8], data: Vec<u8>) -> Vec<u8>;

/// A length that does not suit the cipher, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CbcError {
    /// The key is not as long as the cipher's.
    KeyLength {
        /// Length of the cipher's key.
        need: u32,
        /// Length of the key given.
        have: u32,
    },
    /// The IV is not one block.
    IvLength {
        /// Length of a block.
        need: u32,
        /// Length of the IV given.
        have: u32,
    },
    /// The data is not a whole number of blocks.
    NotBlocks {
        /// Length of a block.
        block: u32,
        /// Length of the data given.
        have: u32,
    },
}

impl fmt::Display for CbcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyLength { need, have } => write!(f, "the key must be {need} bytes long, not {have}"),
            Self::IvLength { need, have } => write!(f, "the IV must be {need} bytes long, not {have}"),
            Self::NotBlocks { block, have } => write!(f, "{have} bytes are not a whole number of {block}-byte blocks"),
        }
    }
}

impl core::error::Error for CbcError {}

impl Cbc {
    /// The block cipher `C` in CBC mode.
    #[must_use]
    pub const fn of<C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt>() -> Self {
        Self {
            block_len: C::BlockSize::USIZE,
            key_len: C::KeySize::USIZE,
            encrypt: encrypt_with::<C>,
            decrypt: decrypt_with::<C>,
        }
    }

    /// Encrypts whole blocks. The IV for what follows is the last block of the result.
    ///
    /// # Errors
    /// When the key, the IV or the plaintext has a length that does not suit the cipher.
    pub fn encrypt(&self, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CbcError> {
        self.check(key, iv, plaintext)?;
        Ok((self.encrypt)(key, iv, plaintext.to_vec()))
    }

    /// Decrypts whole blocks. The IV for what follows is the last block of the ciphertext.
    ///
    /// # Errors
    /// When the key, the IV or the ciphertext has a length that does not suit the cipher.
    pub fn decrypt(&self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, CbcError> {
        self.check(key, iv, ciphertext)?;
        Ok((self.decrypt)(key, iv, ciphertext.to_vec()))
    }

    fn check(&self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<(), CbcError> {
        let block = self.block_len;
        if key.len() != self.key_len {
            return Err(CbcError::KeyLength {
                need: self.key_len as u32,
                have: key.len() as u32,
            });
        }
        if iv.len() != block {
            return Err(CbcError::IvLength {
                need: block as u32,
                have: iv.len() as u32,
            });
        }
        if data.len() % block != 0 {
            return Err(CbcError::NotBlocks {
                block: block as u32,
                have: data.len() as u32,
            });
        }
        Ok(())
    }
}

/// Why [`Cbc::check`] makes the constructors below infallible.
const CHECKED: &str = "key and IV have the lengths of the cipher";

fn encrypt_with<C: KeyInit + BlockCipherEncrypt>(key: &[u8], iv: &[u8], mut data: Vec<u8>) -> Vec<u8> {
    let mut mode = cbc::Encryptor::<C>::new_from_slices(key, iv).expect(CHECKED);
    let (blocks, _) = Array::slice_as_chunks_mut(&mut data);
    mode.encrypt_blocks(blocks);
    data
}

fn decrypt_with<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], mut data: Vec<u8>) -> Vec<u8> {
    let mut mode = cbc::Decryptor::<C>::new_from_slices(key, iv).expect(CHECKED);
    let (blocks, _) = Array::slice_as_chunks_mut(&mut data);
    mode.decrypt_blocks(blocks);
    data
}
