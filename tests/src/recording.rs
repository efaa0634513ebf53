//! Exchanges recorded between two strongSwans, their keys derived by the core.

use ikelab_core::algorithm::policy::Algorithms;
use ikelab_core::algorithm::{CbcCipher, Group, Hash};
use ikelab_core::ike::iv::{Iv, SaCipher};
use ikelab_core::ike::keymat::{Cookies, Skeyid};
use ikelab_core::isakmp::header::HEADER_LEN;
use ikelab_core::isakmp::message::{decode_header, decode_payloads};
use ikelab_core::isakmp::payload::Payload;
use serde_json::Value;

use crate::{bytes, ikev1_vectors, list, text, to_hex};

/// One recording, with its keys derived by the core.
#[derive(Debug)]
pub struct Recording {
    /// Its file.
    pub name: &'static str,
    /// What was recorded.
    pub vector: Value,
    /// What phase 1 agreed on.
    pub algorithms: Algorithms,
    /// The cookies.
    pub cookies: Cookies,
    /// SKEYID and its children.
    pub skeyid: Skeyid,
    /// The cipher of phase 1 with its key.
    pub cipher: SaCipher,
}

impl Recording {
    /// The member `member`, as bytes.
    #[must_use]
    pub fn bytes(&self, member: &str) -> Vec<u8> {
        bytes(&self.vector, member)
    }

    /// Quick mode's part.
    #[must_use]
    pub fn quick(&self) -> &Value {
        &self.vector["quick"]
    }

    /// Message `number`, from 1.
    #[must_use]
    pub fn message(&self, number: usize) -> &Value {
        &list(&self.vector, "messages")[number - 1]
    }

    /// The payloads of a message, decrypted with its recorded IV if it is encrypted.
    ///
    /// # Panics
    /// If the recording is not what it must be.
    #[must_use]
    pub fn payloads(&self, message: &Value) -> Vec<Payload> {
        let wire = bytes(message, "hex");
        let (header, body) = decode_header(&wire).expect("a header");
        let plaintext = if header.is_encrypted() {
            let iv = Iv(bytes(message, "iv"));
            self.cipher.decrypt(&iv, body).expect("whole blocks").0
        } else {
            body.to_vec()
        };
        decode_payloads(header.next_payload, &plaintext, HEADER_LEN)
            .expect("payloads")
            .0
    }

    /// The IV that phase 2 begins with.
    #[must_use]
    pub fn last_phase1_block(&self) -> Iv {
        Iv(self.bytes("last_phase1_block"))
    }

    /// Asserts that what the core computed is what was recorded.
    ///
    /// # Panics
    /// If the recording is not what it must be.
    pub fn assert(&self, what: &str, computed: &[u8], recorded: &str) {
        assert_eq!(to_hex(computed), recorded, "{what} of {}", self.name);
    }
}

/// The algorithms of a vector, by the names that it has for them. The `py-` vectors, which have none, are of AES with 256 bits,
/// MD5 and group 2.
///
/// # Panics
/// If the core has none of that name.
#[must_use]
pub fn algorithms(vector: &Value) -> Algorithms {
    let Some(ike) = vector.get("ike") else {
        return Algorithms {
            cipher: CbcCipher::Aes256,
            hash: Hash::Md5,
            group: Group::Modp1024,
        };
    };
    let cipher = text(ike, "encryption").replace("AES-CBC-", "AES-CBC ");
    let group = ike["group"].as_u64().and_then(|number| u16::try_from(number).ok());
    Algorithms {
        cipher: *CbcCipher::ALL.iter().find(|it| it.name == cipher).expect("a cipher"),
        hash: *Hash::ALL
            .iter()
            .find(|it| it.phase1.name() == Some(text(ike, "hash")))
            .expect("a hash"),
        group: group.and_then(Group::from_number).expect("a group"),
    }
}

/// The recordings.
///
/// # Panics
/// If they are not there.
#[must_use]
pub fn recordings() -> Vec<Recording> {
    let read = |(name, vector): (&'static str, Value)| {
        let array = |member| bytes(&vector, member).try_into().expect("8 bytes");
        let cookies = Cookies {
            initiator: array("cky_i"),
            responder: array("cky_r"),
        };
        let [psk, ni_b, nr_b, g_xy] = [
            text(&vector, "psk").as_bytes().to_vec(),
            bytes(&vector, "ni_b"),
            bytes(&vector, "nr_b"),
            bytes(&vector, "g_xy"),
        ];
        let algorithms = algorithms(&vector);
        let Algorithms { cipher, hash, .. } = algorithms;
        let skeyid = Skeyid::derive(hash, &psk, &ni_b, &nr_b, &g_xy, &cookies);
        let key = skeyid.cipher_key(hash, cipher.cbc.key_len);
        Recording {
            name,
            vector,
            algorithms,
            cookies,
            skeyid,
            cipher: SaCipher { cipher, key },
        }
    };
    let recordings: Vec<_> = ikev1_vectors()
        .into_iter()
        .filter(|(name, _)| name.starts_with("strongswan-"))
        .map(read)
        .collect();
    assert_eq!(recordings.len(), 7);
    recordings
}
