//! Block ciphers in CBC mode, for IKE (RFC 2409 Appendix B, RFC 3602) and ESP (RFC 2405, RFC 2451, RFC 3602).
//!
//! Padding is the caller's: IKE and ESP each have their own.

use alloc::vec::Vec;
use core::fmt;

use aes::{Aes128, Aes192, Aes256};
use cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use des::{Des, TdesEde3};

/// A block cipher and the length of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum CbcCipher {
    /// DES. The parity bits of the key are ignored, and weak keys are used as they are.
    Des,
    /// Triple DES with three keys, encrypt-decrypt-encrypt.
    TripleDes,
    /// AES with a 128-bit key.
    Aes128,
    /// AES with a 192-bit key.
    Aes192,
    /// AES with a 256-bit key.
    Aes256,
}

/// A length that does not suit the cipher, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

impl CbcCipher {
    /// Length of a block, and of the IV, in bytes.
    #[must_use]
    pub const fn block_len(self) -> usize {
        match self {
            Self::Des | Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// Length of the key in bytes; for DES and Triple DES with the parity bits.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// The name, with the key length where there are several.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Des => "DES-CBC",
            Self::TripleDes => "3DES-CBC",
            Self::Aes128 => "AES-CBC 128",
            Self::Aes192 => "AES-CBC 192",
            Self::Aes256 => "AES-CBC 256",
        }
    }

    /// Encrypts whole blocks. The IV for what follows is the last block of the result.
    ///
    /// # Errors
    /// When the key, the IV or the plaintext has a length that does not suit the cipher.
    pub fn encrypt(self, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CbcError> {
        self.check(key, iv, plaintext)?;
        Ok(match self {
            Self::Des => encrypt_with::<Des>(key, iv, plaintext),
            Self::TripleDes => encrypt_with::<TdesEde3>(key, iv, plaintext),
            Self::Aes128 => encrypt_with::<Aes128>(key, iv, plaintext),
            Self::Aes192 => encrypt_with::<Aes192>(key, iv, plaintext),
            Self::Aes256 => encrypt_with::<Aes256>(key, iv, plaintext),
        })
    }

    /// Decrypts whole blocks. The IV for what follows is the last block of the ciphertext.
    ///
    /// # Errors
    /// When the key, the IV or the ciphertext has a length that does not suit the cipher.
    pub fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, CbcError> {
        self.check(key, iv, ciphertext)?;
        Ok(match self {
            Self::Des => decrypt_with::<Des>(key, iv, ciphertext),
            Self::TripleDes => decrypt_with::<TdesEde3>(key, iv, ciphertext),
            Self::Aes128 => decrypt_with::<Aes128>(key, iv, ciphertext),
            Self::Aes192 => decrypt_with::<Aes192>(key, iv, ciphertext),
            Self::Aes256 => decrypt_with::<Aes256>(key, iv, ciphertext),
        })
    }

    fn check(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<(), CbcError> {
        let block = self.block_len();
        if key.len() != self.key_len() {
            return Err(CbcError::KeyLength {
                need: self.key_len() as u32,
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

/// Why [`CbcCipher::check`] makes the constructors below infallible.
const CHECKED: &str = "key and IV have the lengths of the cipher";

fn encrypt_with<C: KeyInit + BlockCipherEncrypt>(key: &[u8], iv: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let mut mode = cbc::Encryptor::<C>::new_from_slices(key, iv).expect(CHECKED);
    let mut data = plaintext.to_vec();
    let (blocks, _) = Array::slice_as_chunks_mut(&mut data);
    mode.encrypt_blocks(blocks);
    data
}

fn decrypt_with<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let mut mode = cbc::Decryptor::<C>::new_from_slices(key, iv).expect(CHECKED);
    let mut data = ciphertext.to_vec();
    let (blocks, _) = Array::slice_as_chunks_mut(&mut data);
    mode.decrypt_blocks(blocks);
    data
}
