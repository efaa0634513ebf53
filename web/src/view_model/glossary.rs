//! The words that a newcomer may not know.

use std::ops::Range;

/// An entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The term, as the narration names it.
    pub term: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Where it is written down.
    pub reference: &'static str,
}

/// All entries, in the order of the alphabet.
pub const ENTRIES: &[Entry] = &[
    Entry {
        term: "AH",
        meaning: "Authentication Header, IP protocol 51. It hides nothing. Its ICV covers the packet and the outer \
                  header, except for the fields that routers change on the way.",
        reference: "RFC 2402 §3.3.3",
    },
    Entry {
        term: "cookie",
        meaning: "Eight bytes that each side chooses for an exchange. Together, the two cookies identify the ISAKMP \
                  SA. The first message has only the initiator's. The RFC wants them to depend on both parties, a \
                  local secret and the time; here they are drawn at random (Modelled).",
        reference: "RFC 2408 §2.5.3",
    },
    Entry {
        term: "crypto ACL",
        meaning: "The access list of a crypto map. Traffic that it permits must be protected; traffic that it denies \
                  is sent in the clear. The two routers' lists should be mirror images: a responder accepts part of \
                  what its own list permits, but nothing broader.",
        reference: "IOS command reference, match address",
    },
    Entry {
        term: "crypto map",
        meaning: "What a router does for IPsec on an interface: which traffic to protect, with which peer, by which \
                  transform sets. Its entries are tried in the order of their numbers.",
        reference: "IOS command reference, crypto map",
    },
    Entry {
        term: "dead peer detection",
        meaning: "Asking a silent peer whether it is still there before sending it more. If it does not answer, the \
                  SAs with it are deleted.",
        reference: "RFC 3706",
    },
    Entry {
        term: "Diffie-Hellman",
        meaning: "Each side draws a secret number x and sends g^x mod p. Each raises the value it receives to its own \
                  x and gets the same g^xy, which a passive listener cannot compute. An attacker in between could \
                  share a secret with either side; the proofs at the end of main mode prevent that.",
        reference: "RFC 2409 §5, §6",
    },
    Entry {
        term: "ESP",
        meaning: "Encapsulating Security Payload, IP protocol 50: the packets that carry the traffic. In tunnel mode a \
                  whole IP packet is inside.",
        reference: "RFC 2406",
    },
    Entry {
        term: "HASH",
        meaning: "The payload with which a side proves that it knows the keys: a prf over what both sides have sent. \
                  Without the keys, nobody can compute it, or change what it covers without being noticed.",
        reference: "RFC 2409 §5",
    },
    Entry {
        term: "HMAC",
        meaning: "A hash that takes a key: without the key, nobody can compute or check it.",
        reference: "RFC 2104",
    },
    Entry {
        term: "ICV",
        meaning: "Integrity check value: the beginning of an HMAC over the packet, 12 bytes with MD5 and SHA-1. \
                  Without the key, nobody can compute the ICV of a changed packet.",
        reference: "RFC 2406 §2.7, RFC 2404",
    },
    Entry {
        term: "informational message",
        meaning: "An IKE message that reports something: a notification, or that an SA was deleted. None is answered, \
                  except for the questions of dead peer detection (RFC 3706).",
        reference: "RFC 2409 §5.7",
    },
    Entry {
        term: "ISAKMP",
        meaning: "The framework of IKE: the header, the payloads, and the SAs that protect the negotiation itself. \
                  IOS uses this name for most of IKE.",
        reference: "RFC 2408",
    },
    Entry {
        term: "IV",
        meaning: "Initialization vector: the block that CBC mixes into the first block of plaintext. IKE computes the \
                  first one, and then uses the last block of ciphertext for the next message.",
        reference: "RFC 2409 Appendix B",
    },
    Entry {
        term: "KEYMAT",
        meaning: "The key material of one IPsec SA. The first bytes are the cipher's key, the rest the key of the HMAC.",
        reference: "RFC 2409 §5.5",
    },
    Entry {
        term: "keystream",
        meaning: "The bytes that a stream cipher makes from its key. XORed with plaintext, they give the ciphertext; \
                  XORed with that, they give the plaintext back. If they are used twice, both plaintexts are exposed.",
        reference: "J. Cryptology 11 (1998) 273",
    },
    Entry {
        term: "lifetime",
        meaning: "How long an SA may be used, in seconds or kilobytes. A new SA is made before the old one expires, \
                  so that no key gets old.",
        reference: "RFC 2407 §4.5",
    },
    Entry {
        term: "main mode",
        meaning: "Phase 1 in six messages: agree on algorithms, exchange Diffie-Hellman values and nonces, and \
                  authenticate each other.",
        reference: "RFC 2409 §5",
    },
    Entry {
        term: "message ID",
        meaning: "A number that is drawn for each quick mode and each informational message, so that they can be \
                  told apart. Main mode has 0.",
        reference: "RFC 2408 §3.1",
    },
    Entry {
        term: "NAT-D",
        meaning: "Hashes of addresses and ports. If a receiver computes a different hash, a router on the way has \
                  translated an address.",
        reference: "draft-ietf-ipsec-nat-t-ike-03 §3.2",
    },
    Entry {
        term: "nonce",
        meaning: "Random bytes that a side draws for a single exchange, so that its keys differ every time and a \
                  replay proves nothing.",
        reference: "RFC 2409 §5, RFC 2408 §3.13",
    },
    Entry {
        term: "padding",
        meaning: "Bytes that fill up the last block of a cipher, or a 32-bit word.",
        reference: "RFC 2406 §2.4",
    },
    Entry {
        term: "PFS",
        meaning: "Perfect forward secrecy: quick mode runs a Diffie-Hellman exchange of its own, so that somebody who \
                  later learns the keys of phase 1 still cannot read the traffic.",
        reference: "RFC 2409 §5.5",
    },
    Entry {
        term: "phase 1",
        meaning: "The first half of IKE: main mode makes an ISAKMP SA, under which phase 2 negotiates the SAs for the \
                  traffic.",
        reference: "RFC 2409 §2",
    },
    Entry {
        term: "policy",
        meaning: "What a router accepts for phase 1: cipher, hash, authentication, group and lifetime. Policies are \
                  tried from the lowest number up; the built-in one comes last.",
        reference: "IOS command reference, crypto isakmp policy",
    },
    Entry {
        term: "pre-shared key",
        meaning: "The secret that was typed into both configurations. It is never sent: each side proves that it \
                  knows the key with a hash that cannot be computed without it.",
        reference: "RFC 2409 §5.4",
    },
    Entry {
        term: "prf",
        meaning: "Pseudo-random function: here the HMAC of the negotiated hash. All keys of IKE come from it.",
        reference: "RFC 2409 §4",
    },
    Entry {
        term: "proposal",
        meaning: "What a side offers for an SA: a protocol with one or more transforms, in order of preference.",
        reference: "RFC 2408 §4.2",
    },
    Entry {
        term: "quick mode",
        meaning: "Phase 2 in three messages, encrypted under the ISAKMP SA: agree on how to protect the traffic, and \
                  make its keys.",
        reference: "RFC 2409 §5.5",
    },
    Entry {
        term: "SA",
        meaning: "Security association: what two sides agreed on, with its keys. An ISAKMP SA protects the \
                  negotiation in both directions; IPsec SAs protect the traffic, one for each direction.",
        reference: "RFC 2408 §2.1, RFC 2401 §4",
    },
    Entry {
        term: "SEAL",
        meaning: "Software-optimized Encryption ALgorithm, a stream cipher by Rogaway and Coppersmith that was never \
                  standardised for ESP. The key fills three tables once; a position number n then \
                  gives a keystream of up to 64 KiB, which is XORed with the packet.",
        reference: "J. Cryptology 11 (1998) 273",
    },
    Entry {
        term: "sequence number",
        meaning: "Counts the packets of an SA, from 1. A receiver remembers the latest ones, 64 by default, and \
                  refuses those that it has received before.",
        reference: "RFC 2406 §2.2, §3.4.3",
    },
    Entry {
        term: "SKEYID",
        meaning: "The first key of IKE, from the pre-shared key and both nonces. Together with g^xy it makes SKEYID_d \
                  for the traffic's keys, SKEYID_a, which authenticates IKE messages, and SKEYID_e, which encrypts \
                  them.",
        reference: "RFC 2409 §5",
    },
    Entry {
        term: "SPI",
        meaning: "Security parameter index: the number by which a receiver finds the SA of a packet, and so its keys. \
                  Each side chooses the SPIs of the packets that it will receive.",
        reference: "RFC 2401 §4.1",
    },
    Entry {
        term: "transform",
        meaning: "One complete choice of algorithms with their parameters, accepted or refused as a whole.",
        reference: "RFC 2408 §3.6",
    },
    Entry {
        term: "transform set",
        meaning: "The ESP and AH transforms that a crypto map may use together for its traffic.",
        reference: "IOS command reference, crypto ipsec transform-set",
    },
    Entry {
        term: "transport mode",
        meaning: "Only what comes after the IP header is protected, although AH covers the header too. It is for \
                  traffic between the two routers themselves.",
        reference: "RFC 2401 §4.1",
    },
    Entry {
        term: "tunnel mode",
        meaning: "A whole packet is wrapped in another, from router to router. It is for traffic of the networks \
                  behind them.",
        reference: "RFC 2401 §4.1",
    },
    Entry {
        term: "vendor ID",
        meaning: "Bytes that say what a side's software is or can do. A side that does not recognise them skips them.",
        reference: "RFC 2408 §3.16",
    },
    Entry {
        term: "XOR",
        meaning: "Exclusive or: two equal bits give 0, two different bits give 1. XORing twice with the same bits \
                  changes nothing.",
        reference: "J. Cryptology 11 (1998) 273",
    },
];

/// The entry of a term.
#[cfg(test)]
pub fn entry(term: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.term == term)
}

/// The terms alone, in the same order.
const TERMS: [&str; ENTRIES.len()] = {
    let mut terms = [""; ENTRIES.len()];
    let mut index = 0;
    while index < terms.len() {
        terms[index] = ENTRIES[index].term;
        index += 1;
    }
    terms
};

/// The first mention of a term that is not in `known`: where it stands, and the term. Plurals count, and where two begin
/// together the longer one is meant.
pub fn mention(text: &str, known: &[String]) -> Option<(Range<usize>, &'static str)> {
    let unknown = TERMS.iter().filter(|term| !known.iter().any(|known| known == *term));
    let found = unknown.filter_map(|term| Some((place(text, term)?, *term)));
    found.min_by_key(|(place, _)| (place.start, usize::MAX - place.end))
}

/// Where a term stands alone in a text, with the ending of a plural if it has one.
fn place(text: &str, term: &str) -> Option<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let (first, tail) = term.split_at(1);
    text.match_indices(tail).find_map(|(at, _)| {
        let start = at.checked_sub(1)?;
        let head = text.get(start..at)?;
        // A sentence may begin with a term, and an abbreviation is written as it is.
        let is_same =
            head == first || tail.starts_with(|c: char| c.is_ascii_lowercase()) && head.eq_ignore_ascii_case(first);
        let rest = &text[at + tail.len()..];
        let rest = rest
            .strip_prefix('s')
            .filter(|rest| !rest.starts_with(is_word))
            .unwrap_or(rest);
        let is_alone = !rest.starts_with(is_word) && !text[..start].ends_with(is_word);
        (is_same && is_alone).then(|| start..text.len() - rest.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_in_order() {
        assert!(ENTRIES.is_sorted_by_key(|entry| entry.term.to_lowercase()));
    }

    #[test]
    fn a_mention_stands_alone() {
        let found = |text: &str| mention(text, &[]).map(|(place, term)| (text[place].to_owned(), term));
        assert_eq!(found("two nonces and an SA"), Some(("nonces".into(), "nonce")));
        assert_eq!(found("Policy 1"), Some(("Policy".into(), "policy")));
        assert_eq!(
            found("its transform set"),
            Some(("transform set".into(), "transform set"))
        );
        assert_eq!(
            found("ESP_SEAL, SAi_b, esp-seal, spi, NAT-Ds"),
            Some(("NAT-Ds".into(), "NAT-D"))
        );
        assert_eq!(mention("an SA", &["SA".to_owned()]), None);
    }
}
