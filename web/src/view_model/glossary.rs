//! The words that a newcomer may not know.

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
        term: "cookie",
        meaning: "Eight bytes that each side draws for an exchange. Together the two cookies name the ISAKMP SA; the first \
                  message has only the initiator's.",
        reference: "RFC 2408 §2.5.3",
    },
    Entry {
        term: "crypto ACL",
        meaning: "The access list of a crypto map. What it permits must be protected; what it denies goes in the clear. The \
                  two routers' lists must be mirror images.",
        reference: "IOS command reference, match address",
    },
    Entry {
        term: "Diffie-Hellman",
        meaning: "Each side draws a secret number x and sends g^x mod p. Each raises what it receives to its own x and gets \
                  the same g^xy, which nobody on the wire can compute.",
        reference: "RFC 2409 §5, §6",
    },
    Entry {
        term: "ESP",
        meaning: "Encapsulating Security Payload, IP protocol 50: the packets of the tunnel. Here in tunnel mode, with a \
                  whole IP packet inside.",
        reference: "RFC 2406",
    },
    Entry {
        term: "ICV",
        meaning: "Integrity check value: the first 12 bytes of an HMAC over the packet. Who changes a bit cannot make the \
                  ICV that belongs to it.",
        reference: "RFC 2406 §2.7, RFC 2404",
    },
    Entry {
        term: "IV",
        meaning: "Initialization vector: the block that CBC mixes into the first block of plaintext. IKE computes the first \
                  and takes the last block of ciphertext for the next message.",
        reference: "RFC 2409 Appendix B",
    },
    Entry {
        term: "KEYMAT",
        meaning: "The key material of one IPsec SA. The first bytes are the cipher's key, the rest the key of the HMAC.",
        reference: "RFC 2409 §5.5",
    },
    Entry {
        term: "nonce",
        meaning: "Random bytes that a side draws for one exchange alone, so that its keys differ every time and an old \
                  recording proves nothing.",
        reference: "RFC 2409 §5, RFC 2408 §3.13",
    },
    Entry {
        term: "PFS",
        meaning: "Perfect forward secrecy: quick mode does a Diffie-Hellman of its own, so that who learns the keys of phase \
                  1 later still cannot read the traffic.",
        reference: "RFC 2409 §5.5",
    },
    Entry {
        term: "policy",
        meaning: "What a router accepts for phase 1: cipher, hash, authentication, group and lifetime. Policies are tried \
                  from the lowest number on; the built-in one comes last.",
        reference: "IOS command reference, crypto isakmp policy",
    },
    Entry {
        term: "pre-shared key",
        meaning: "The secret that was typed into both configurations. It never travels: each side proves that it knows it by \
                  a hash that only who knows it can compute.",
        reference: "RFC 2409 §5.4",
    },
    Entry {
        term: "prf",
        meaning: "Pseudo-random function: here the HMAC of the negotiated hash. All keys of IKE come from it.",
        reference: "RFC 2409 §4",
    },
    Entry {
        term: "SA",
        meaning: "Security association: what two sides agreed on, with its keys. An ISAKMP SA protects negotiation, both \
                  ways; IPsec SAs protect traffic, one for each direction.",
        reference: "RFC 2408 §2.1, RFC 2401 §4",
    },
    Entry {
        term: "SEAL",
        meaning: "A stream cipher by Rogaway and Coppersmith. The key fills three tables once; a position number n then \
                  gives a keystream of up to 64 KiB, which is XORed with the packet.",
        reference: "J. Cryptology 11 (1998) 273",
    },
    Entry {
        term: "SPI",
        meaning: "Security parameter index: the number by which a receiver finds the SA, and so the keys, of a packet. Each \
                  side chooses those of the packets that it will receive.",
        reference: "RFC 2401 §4.1",
    },
    Entry {
        term: "transform set",
        meaning: "A cipher and an authentication that a crypto map may use for traffic.",
        reference: "IOS command reference, crypto ipsec transform-set",
    },
];

/// The entry of a term.
pub fn entry(term: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.term == term)
}

#[cfg(test)]
mod tests {
    use super::super::narration::narrate;
    use super::super::prose::Span;
    use super::*;
    use ikelab_core::sim::{PRESETS, Place, run};

    #[test]
    fn entries_stand_in_order() {
        assert!(ENTRIES.is_sorted_by_key(|entry| entry.term.to_lowercase()));
    }

    #[test]
    fn every_term_of_the_narration_has_an_entry() {
        for preset in PRESETS {
            let trace = run(&(preset.scenario)());
            let steps = (0..=trace.last_step()).map(Place::step);
            let events = (0..=trace.events.len() as u32).map(|events| trace.after_events(events));
            for narration in steps.chain(events).map(|place| narrate(&trace, place)) {
                for span in narration.short.iter().chain(&narration.long) {
                    if let Span::Term { entry: term, .. } = span {
                        assert!(entry(term).is_some(), "no entry for {term}");
                    }
                }
            }
        }
    }
}
