//! The Encapsulating Security Payload (RFC 2406), and how it uses SEAL.
//!
//! ```text
//!  SPI (4) | sequence number (4) | IV | payload | padding | pad length (1) | next header (1) | ICV
//!                                     |<-------------- encrypted ------------------------->|
//!  |<---------------------------- authenticated ---------------------------------------->|
//! ```
//!
//! Modelled: Cisco never published how ESP uses SEAL, and this module is the one place that decides it. After
//! draft-mcgrew-ipsec-scesp and the `IV size: 0 bytes` of the published output: the key is the first 20 bytes of KEYMAT,
//! SEAL's position n is the ESP sequence number, no IV travels, padding is to 4 bytes.

use alloc::sync::Arc;
use alloc::vec::Vec;

use cipher::StreamCipher;

use crate::algorithm::{EspCipher, Hash};
use crate::codec::Reader;
use crate::crypto::cbc::Cbc;
use crate::crypto::seal::{Seal, Tables};
use crate::ipsec::transform_set::TransformSet;

/// Bytes of SPI and sequence number.
pub const HEADER_LEN: usize = 8;
/// Bytes of pad length and next header.
const TRAILER_LEN: usize = 2;

/// Cipher and authentication of one ESP SA with their keys.
#[derive(Debug, Clone)]
pub struct EspKeys {
    cipher: Cipher,
    cipher_key: Vec<u8>,
    authentication: Option<(Hash, Vec<u8>)>,
}

#[derive(Debug, Clone)]
enum Cipher {
    Null,
    Cbc(Cbc),
    /// The tables are made once for a key and serve every packet.
    Seal(Arc<Tables>),
}

/// A packet made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encapsulated {
    /// From SPI to ICV.
    pub bytes: Vec<u8>,
    /// Payload, padding, pad length and next header: what was encrypted.
    pub plaintext: Vec<u8>,
    /// Where the ciphertext begins in `bytes`.
    pub ciphertext_start: usize,
}

/// A packet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decapsulated {
    /// What it carries.
    pub payload: Vec<u8>,
    /// The protocol of that.
    pub next_header: u8,
    /// Payload, padding, pad length and next header.
    pub plaintext: Vec<u8>,
}

/// Why a packet was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It is too short, or not whole blocks.
    Malformed,
    /// The ICV is not what it must be.
    BadIcv,
    /// After decryption, the padding is not 1, 2, 3 … (RFC 2406 §2.4).
    BadPadding,
}

impl EspKeys {
    /// Splits KEYMAT: the cipher's key first, then the authentication's (RFC 2409 §5.5, RFC 2401 §4.4.3). `None` if
    /// there are not as many bytes as the set needs, or the set has no ESP.
    pub fn new(set: &TransformSet, keymat: &[u8]) -> Option<EspKeys> {
        let name = if set.uses_esp() {
            set.esp_cipher.unwrap_or(EspCipher::Null)
        } else {
            return None;
        };
        let (cipher_key, authentication_key) = keymat.split_at_checked(name.row().key_len)?;
        let cipher = match name {
            EspCipher::Null => Cipher::Null,
            EspCipher::Seal => Cipher::Seal(Arc::new(Tables::new(cipher_key.try_into().ok()?))),
            EspCipher::Cbc(block) => Cipher::Cbc(block.cbc),
        };
        let authentication = match set.esp_auth {
            None => None,
            Some(hash) => Some((hash, authentication_key.get(..hash.digest_len())?.to_vec())),
        };
        Some(EspKeys {
            cipher,
            cipher_key: cipher_key.to_vec(),
            authentication,
        })
    }

    /// The cipher's key.
    pub fn cipher_key(&self) -> &[u8] {
        &self.cipher_key
    }

    /// The authentication's key, if packets are authenticated.
    pub fn authentication_key(&self) -> Option<&[u8]> {
        self.authentication.as_ref().map(|(_, key)| key.as_slice())
    }

    /// Bytes of the IV of each packet.
    pub fn iv_len(&self) -> usize {
        match &self.cipher {
            Cipher::Cbc(cipher) => cipher.block_len,
            Cipher::Null | Cipher::Seal(_) => 0,
        }
    }

    fn icv_len(&self) -> usize {
        self.authentication.as_ref().map_or(0, |(hash, _)| hash.icv_len)
    }

    /// Makes a packet. `iv` is as long as [`iv_len`](Self::iv_len) says, and random.
    pub fn encapsulate(&self, spi: u32, sequence: u32, iv: &[u8], payload: &[u8], next_header: u8) -> Encapsulated {
        let plaintext = pad(payload, next_header, self.iv_len().max(4));
        let mut bytes = Vec::with_capacity(HEADER_LEN + iv.len() + plaintext.len() + self.icv_len());
        bytes.extend(spi.to_be_bytes());
        bytes.extend(sequence.to_be_bytes());
        bytes.extend(iv);
        let ciphertext_start = bytes.len();
        match &self.cipher {
            Cipher::Cbc(cipher) => {
                let ciphertext = cipher.encrypt(&self.cipher_key, iv, &plaintext);
                bytes.extend(ciphertext.expect("key, IV and padding have their lengths"));
            }
            Cipher::Null | Cipher::Seal(_) => bytes.extend(self.xor_keystream(sequence, &plaintext)),
        }
        bytes.extend(self.icv(&bytes));
        Encapsulated {
            bytes,
            plaintext,
            ciphertext_start,
        }
    }

    /// Reads a packet, from SPI to ICV: the ICV first (RFC 2406 §3.4.4), then decryption, then the padding.
    ///
    /// # Errors
    /// As [`Failure`] says. The replay window is the caller's to ask and to move.
    pub fn decapsulate(&self, bytes: &[u8]) -> Result<Decapsulated, Failure> {
        let body = bytes.len().checked_sub(self.icv_len()).ok_or(Failure::Malformed)?;
        let (authenticated, icv) = bytes.split_at(body);
        header(authenticated).ok_or(Failure::Malformed)?;
        if self.icv(authenticated) != icv {
            return Err(Failure::BadIcv);
        }
        let plaintext = self.decrypt(bytes)?;
        let (payload, next_header) = unpad(&plaintext)?;
        Ok(Decapsulated {
            payload: payload.to_vec(),
            next_header,
            plaintext,
        })
    }

    /// The plaintext of a packet, from SPI to ICV, whether its ICV is right or not.
    ///
    /// # Errors
    /// It is malformed.
    pub fn decrypt(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let body = bytes.len().checked_sub(self.icv_len()).ok_or(Failure::Malformed)?;
        let authenticated = &bytes[..body];
        let (_, sequence) = header(authenticated).ok_or(Failure::Malformed)?;
        let start = HEADER_LEN + self.iv_len();
        let iv = authenticated.get(HEADER_LEN..start).ok_or(Failure::Malformed)?;
        let ciphertext = &authenticated[start..];
        match &self.cipher {
            Cipher::Cbc(cipher) => cipher
                .decrypt(&self.cipher_key, iv, ciphertext)
                .map_err(|_| Failure::Malformed),
            Cipher::Null | Cipher::Seal(_) => Ok(self.xor_keystream(sequence, ciphertext)),
        }
    }

    /// Modelled: the keystream of a packet is SEAL(key, n = sequence number), from its beginning.
    fn xor_keystream(&self, sequence: u32, data: &[u8]) -> Vec<u8> {
        let mut data = data.to_vec();
        if let Cipher::Seal(tables) = &self.cipher {
            Seal::with_tables(tables.clone(), sequence).apply_keystream(&mut data);
        }
        data
    }

    /// The check value, over SPI to next header (RFC 2406 §2.7).
    fn icv(&self, authenticated: &[u8]) -> Vec<u8> {
        match &self.authentication {
            None => Vec::new(),
            Some((hash, key)) => hash.icv(key, authenticated),
        }
    }
}

/// SPI and sequence number; `None` if the packet is too short for them.
pub fn header(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::new("ESP header", bytes, 0);
    Some((reader.u32().ok()?, reader.u32().ok()?))
}

/// Payload, padding 1, 2, 3 …, pad length, next header: a multiple of `alignment` (RFC 2406 §2.4).
fn pad(payload: &[u8], next_header: u8, alignment: usize) -> Vec<u8> {
    let length = (payload.len() + TRAILER_LEN).next_multiple_of(alignment);
    let padding = (length - payload.len() - TRAILER_LEN) as u8;
    let mut plaintext = Vec::with_capacity(length);
    plaintext.extend(payload);
    plaintext.extend(1..=padding);
    plaintext.extend([padding, next_header]);
    plaintext
}

fn unpad(plaintext: &[u8]) -> Result<(&[u8], u8), Failure> {
    let (rest, &[length, next_header]) = plaintext.split_last_chunk::<TRAILER_LEN>().ok_or(Failure::Malformed)?;
    let payload = rest.len().checked_sub(usize::from(length)).ok_or(Failure::BadPadding)?;
    let (payload, padding) = rest.split_at(payload);
    if padding.iter().copied().ne(1..=length) {
        return Err(Failure::BadPadding);
    }
    Ok((payload, next_header))
}
