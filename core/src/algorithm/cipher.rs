//! Ciphers.

use aes::{Aes128, Aes192, Aes256};
use des::{Des, TdesEde3};

use crate::crypto::cbc::Cbc;
use crate::crypto::seal;
use crate::isakmp::numbers::{EncryptionAlgorithm, EspTransform};

/// What is known of a block cipher in CBC mode, which both phases can use.
#[derive(Debug)]
pub struct CbcRow {
    /// The name, with the key length where there are several.
    pub name: &'static str,
    /// The cipher itself.
    pub cbc: Cbc,
    /// Its number in phase 1.
    pub phase1: EncryptionAlgorithm,
    /// Its number as a transform of ESP.
    pub esp: EspTransform,
    /// The key length in bits where one is negotiated, which is where the numbers leave it open.
    pub negotiated_key_bits: Option<u16>,
    /// The words of `encryption` in an ISAKMP policy. IOS: seed (`encr aes 256`), reference (a bare `aes` is 128 bits).
    pub policy_words: &'static str,
    /// The words in a transform set and in debug records. IOS: seed, reference.
    pub transform_words: &'static str,
    /// Its line in `show crypto isakmp policy`. IOS: field.
    pub title: &'static str,
    /// Its name in Wireshark's table of ESP SAs.
    pub wireshark: &'static str,
}

table! {
    /// A block cipher in CBC mode, with the length of its key.
    CbcCipher of CbcRow {
        /// 56-bit DES. The parity bits of the key are ignored, and weak keys are used as they are.
        Des = CbcRow {
            name: "DES-CBC",
            cbc: Cbc::of::<Des>(),
            phase1: EncryptionAlgorithm::DesCbc,
            esp: EspTransform::Des,
            negotiated_key_bits: None,
            policy_words: "des",
            transform_words: "esp-des",
            title: "DES - Data Encryption Standard (56 bit keys).",
            wireshark: "DES-CBC [RFC2405]",
        };
        /// Triple DES with three keys, encrypt-decrypt-encrypt.
        TripleDes = CbcRow {
            name: "3DES-CBC",
            cbc: Cbc::of::<TdesEde3>(),
            phase1: EncryptionAlgorithm::TripleDesCbc,
            esp: EspTransform::TripleDes,
            negotiated_key_bits: None,
            policy_words: "3des",
            transform_words: "esp-3des",
            title: "Three key triple DES",
            wireshark: "TripleDES-CBC [RFC2451]",
        };
        /// AES with a 128-bit key.
        Aes128 = CbcRow {
            name: "AES-CBC 128",
            cbc: Cbc::of::<Aes128>(),
            negotiated_key_bits: Some(128),
            policy_words: "aes",
            transform_words: "esp-aes",
            title: "AES - Advanced Encryption Standard (128 bit keys).",
            ..AES
        };
        /// AES with a 192-bit key.
        Aes192 = CbcRow {
            name: "AES-CBC 192",
            cbc: Cbc::of::<Aes192>(),
            negotiated_key_bits: Some(192),
            policy_words: "aes 192",
            transform_words: "esp-aes 192",
            title: "AES - Advanced Encryption Standard (192 bit keys).",
            ..AES
        };
        /// AES with a 256-bit key.
        Aes256 = AES;
    }
}

/// AES with a 256-bit key; of the others what all have in common.
const AES: CbcRow = CbcRow {
    name: "AES-CBC 256",
    cbc: Cbc::of::<Aes256>(),
    phase1: EncryptionAlgorithm::AesCbc,
    esp: EspTransform::Aes,
    negotiated_key_bits: Some(256),
    policy_words: "aes 256",
    transform_words: "esp-aes 256",
    title: "AES - Advanced Encryption Standard (256 bit keys).",
    wireshark: "AES-CBC [RFC3602]",
};

/// The cipher of ESP in a transform set. IOS: reference, `crypto ipsec transform-set`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum EspCipher {
    /// A block cipher.
    Cbc(CbcCipher),
    /// `esp-seal`, SEAL 3.0 with a 160-bit key. IOS: seed.
    Seal,
    /// `esp-null`: no encryption (RFC 2410).
    Null,
}

/// What is known of a cipher of ESP, whichever kind it is.
#[derive(Debug, Clone, Copy)]
pub struct EspRow {
    /// Its number as a transform of ESP.
    pub number: EspTransform,
    /// The key length in bits where quick mode negotiates one (IOS: seed, for esp-seal: none).
    pub negotiated_key_bits: Option<u16>,
    /// The words in a transform set and in debug records. IOS: seed, reference.
    pub words: &'static str,
    /// Length of the key in bytes.
    pub key_len: usize,
    /// Bytes of the IV that each packet carries: a block for CBC, none for SEAL (IOS: seed, `IV size: 0 bytes`).
    pub iv_len: usize,
    /// Its name in Wireshark's table of ESP SAs; none for one that Wireshark cannot decrypt.
    pub wireshark: Option<&'static str>,
}

const SEAL: EspRow = EspRow {
    number: EspTransform::Seal,
    words: "esp-seal",
    key_len: seal::KEY_LEN,
    ..NULL
};

const NULL: EspRow = EspRow {
    number: EspTransform::Null,
    negotiated_key_bits: None,
    words: "esp-null",
    key_len: 0,
    iv_len: 0,
    wireshark: None,
};

impl EspCipher {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let blocks = CbcCipher::ALL.iter().copied().map(Self::Cbc);
        blocks.chain([Self::Seal, Self::Null])
    }

    /// What is known of it.
    #[must_use]
    pub const fn row(self) -> EspRow {
        match self {
            Self::Cbc(cipher) => {
                let row = cipher.row();
                EspRow {
                    number: row.esp,
                    negotiated_key_bits: row.negotiated_key_bits,
                    words: row.transform_words,
                    key_len: row.cbc.key_len,
                    iv_len: row.cbc.block_len,
                    wireshark: Some(row.wireshark),
                }
            }
            Self::Seal => SEAL,
            Self::Null => NULL,
        }
    }

    /// The cipher of an offered transform. AES without a key length is AES with 128 bits.
    #[must_use]
    pub fn from_number(number: EspTransform, key_bits: Option<u64>) -> Option<Self> {
        let fits = |cipher: &Self| {
            let row = cipher.row();
            row.number == number && (row.negotiated_key_bits.map(u64::from) == key_bits || key_bits.is_none())
        };
        Self::all().find(fits)
    }
}
