//! What the tests share: hexadecimal, and the vectors of `tests/vectors`.
//!
//! The vectors are compiled in, so that they are there in a browser too.

pub mod digest;
pub mod everything;
pub mod facts;
pub mod lab;
pub mod link;
pub mod pair;
pub mod pinned;
pub mod recording;
pub mod scenario;
pub mod terminal;
pub mod variations;

use serde_json::Value;

/// The bytes of a string of hexadecimal digits.
///
/// # Panics
/// On anything else: the strings are ours.
#[must_use]
pub fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len() % 2 == 0, "an odd number of digits: {digits}");
    let byte = |i| u8::from_str_radix(&digits[i..i + 2], 16).expect("hexadecimal digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SEAL 3.0 keystreams from Crypto++ 8.7, with a second implementation agreeing.
///
/// # Panics
/// If the file is not JSON.
#[must_use]
pub fn seal_vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/seal-3.0.json")).expect("the vectors are JSON")
}

/// IKEv1 exchanges with strongSwan 5.9.8, by name. `py-` ones know the private exponent, and `dh-` ones, which end with
/// message 4; `strongswan-` ones were recorded between two strongSwans and have every intermediate value.
///
/// # Panics
/// If a file is not JSON.
#[must_use]
pub fn ikev1_vectors() -> Vec<(&'static str, Value)> {
    macro_rules! vectors {
        ($($name:literal),* $(,)?) => {
            [$(($name, include_str!(concat!("../vectors/ikev1-", $name, ".json")))),*]
        };
    }
    vectors![
        "py-initiator-aes128",
        "py-initiator-ios-natt-draft",
        "py-leading-zero-gxy",
        "strongswan-libipsec-aes128sha1",
        "strongswan-natt-aes128sha1",
        "strongswan-plain-aes128sha1",
        "strongswan-plain-aes256sha256",
        "strongswan-libipsec-aes192sha256",
        "strongswan-libipsec-aes128sha384",
        "strongswan-libipsec-aes256sha512",
        "dh-modp2048",
        "dh-modp3072",
        "dh-modp4096",
    ]
    .into_iter()
    .map(|(name, text)| (name, serde_json::from_str(text).expect("the vectors are JSON")))
    .collect()
}

/// The member `name` of a vector, which is a string.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name]
        .as_str()
        .unwrap_or_else(|| panic!("no string {name} in {vector}"))
}

/// The member `name` of a vector, which is a string of hexadecimal digits, as bytes.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    hex(text(vector, name))
}

/// The member `name` of a vector, which is a list.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn list<'a>(vector: &'a Value, name: &str) -> &'a [Value] {
    vector[name]
        .as_array()
        .unwrap_or_else(|| panic!("no list {name} in {vector}"))
}
