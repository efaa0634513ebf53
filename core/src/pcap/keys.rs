//! The keys of a run in the form of Wireshark's own tables: files of its configuration folder.

use alloc::format;
use alloc::string::String;
use core::fmt::Write;

use crate::algorithm::EspCipher;
use crate::arrival::typed_key;
use crate::event::{Event, EventKind, IpsecEvent, PacketId, Quantity, SaOrigin};
use crate::ip::{ipv4, udp};
use crate::ipsec::manual::Direction;
use crate::ipsec::transform_set::TransformSet;
use crate::map::Map;
use crate::sim::Trace;

/// The files. A Wireshark that is started with `WIRESHARK_CONFIG_DIR` set to their folder decrypts the capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFiles {
    /// `preferences`: the switches that make Wireshark use the tables.
    pub preferences: String,
    /// `esp_sa`: a line for each ESP SA.
    pub esp_sa: String,
    /// `ah_sa`: the same for AH, whose check values Wireshark cannot check; for other programs.
    pub ah_sa: String,
    /// `ikev1_decryption_table`: the initiator's cookie and the cipher key of each ISAKMP SA.
    pub ikev1_decryption_table: String,
}

impl KeyFiles {
    /// Each file's name and text.
    pub fn named(&self) -> [(&'static str, &str); 4] {
        [
            ("preferences", &self.preferences),
            ("esp_sa", &self.esp_sa),
            ("ah_sa", &self.ah_sa),
            ("ikev1_decryption_table", &self.ikev1_decryption_table),
        ]
    }
}

/// What each file begins with.
pub const MADE_BY_IKELAB: &str = "# Made by ikelab.";

const PREFERENCES: &str = "\
# Made by ikelab.
esp.enable_authentication_check: TRUE
esp.enable_encryption_decode: TRUE
";

const ESP_SA: &str = "\
# Made by ikelab. Protocol, from, to, SPI, encryption and its key, authentication and its key.
# Wireshark does not know SEAL: NULL stands in its place, so that the check value is checked, and what Wireshark then reads
# inside is ciphertext.
";

const AH_SA: &str = "\
# Made by ikelab. Protocol, from, to, SPI, authentication and its key. Wireshark does not read this file.
";

const ISAKMP: &str = "\
# Made by ikelab. The initiator's cookie, the cipher key.
";

/// Makes the files for a run. An SA is in them if packets may have been sent with it: one line for each, known by where its
/// packets go and its SPI (RFC 2401 §4.1).
pub fn key_files(trace: &Trace) -> KeyFiles {
    let mut esp_sas = Lines::new(ESP_SA);
    let mut ah_sas = Lines::new(AH_SA);
    let mut isakmp_sas = Lines::new(ISAKMP);
    let mut negotiated = Map::new();
    for (index, event) in trace.events.iter().enumerate() {
        match &event.kind {
            EventKind::Derived(derived) => match derived.quantity {
                Quantity::CipherKey => isakmp_sas.add(Some(isakmp_line(trace, event, &derived.value))),
                Quantity::Keymat { destination, spi } => {
                    negotiated.insert((event.router, destination, spi), &derived.value);
                }
                _ => {}
            },
            EventKind::Ipsec(IpsecEvent::SaCreated {
                direction: Direction::Outbound,
                destination,
                spi,
                transforms,
                origin,
                ..
            }) => {
                let key = match origin {
                    SaOrigin::Manual => typed_key(trace, index, Direction::Outbound, *spi, transforms),
                    SaOrigin::Negotiated { .. } => {
                        negotiated.get(&(event.router, *destination, *spi)).cloned().cloned()
                    }
                };
                let (Some(key), start) = (key, format!("\"IPv4\",\"*\",\"{destination}\",\"{spi:#010x}\"")) else {
                    continue;
                };
                esp_sas.add(esp_line(&start, transforms, &key));
                ah_sas.add(ah_line(&start, transforms, &key));
            }
            _ => {}
        }
    }
    KeyFiles {
        preferences: PREFERENCES.into(),
        esp_sa: esp_sas.text,
        ah_sa: ah_sas.text,
        ikev1_decryption_table: isakmp_sas.text,
    }
}

/// A file, with each of its lines once.
struct Lines {
    text: String,
    written: Map<String, ()>,
}

impl Lines {
    fn new(head: &str) -> Self {
        Lines {
            text: head.into(),
            written: Map::new(),
        }
    }

    fn add(&mut self, line: Option<String>) {
        if let Some(line) = line.filter(|line| !self.written.contains_key(line)) {
            self.text.push_str(&line);
            self.written.insert(line, ());
        }
    }
}

/// The line of an ISAKMP SA. The cookie is that of the message at which the key was computed.
fn isakmp_line(trace: &Trace, event: &Event, key: &[u8]) -> String {
    const COOKIE: usize = ipv4::HEADER_LEN + udp::HEADER_LEN;
    let cookie = |id: PacketId| trace.packet(id)?.bytes.get(COOKIE..COOKIE + 8);
    let cookie = event.packet.and_then(cookie).unwrap_or_default();
    format!("{},{}\n", hex(cookie), hex(key))
}

/// `"IPv4","*","10.10.10.1","0x…","AES-CBC [RFC3602]","0x…","HMAC-SHA-1-96 [RFC2404]","0x…"`; none for AH's SA.
fn esp_line(start: &str, set: &TransformSet, key: &[u8]) -> Option<String> {
    if !set.uses_esp() {
        return None;
    }
    let row = set.esp_cipher.unwrap_or(EspCipher::Null).row();
    let (cipher_key, auth_key) = key.split_at_checked(row.key_len)?;
    let cipher = row.wireshark.map_or(NONE.into(), |name| keyed(name, cipher_key));
    let authentication = set.esp_auth.map_or(NONE.into(), |hash| keyed(hash.wireshark, auth_key));
    Some(format!("{start},{cipher},{authentication}\n"))
}

/// `"IPv4","*","10.10.10.1","0x…","HMAC-SHA-1-96 [RFC2404]","0x…"`; none for ESP's SA.
fn ah_line(start: &str, set: &TransformSet, key: &[u8]) -> Option<String> {
    let hash = set.ah?;
    let key = key.get(..hash.digest_len())?;
    Some(format!("{start},{}\n", keyed(hash.wireshark, key)))
}

/// No algorithm and no key.
const NONE: &str = "\"NULL\",\"\"";

fn keyed(algorithm: &str, key: &[u8]) -> String {
    format!("\"{algorithm}\",\"0x{}\"", hex(key))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
