//! The table of what stands out in a log, and what it usually means: our words.
//!
//! Sources. *5409*: Cisco's document 5409, "IPsec Troubleshooting: Understanding and Using debug Commands". *aswan*: the sample
//! problems of Cisco's "Network-Based IPSec VPN Solution 1.5" guide (OL-3134-01). *field*: messages in published notes, where
//! the meaning is ours.

/// Something in a log, and what it usually means.
#[derive(Debug, PartialEq, Eq)]
pub struct Sign {
    /// Words that a line with it has, in lower case: any of them.
    words: &'static [&'static str],
    /// What it usually means.
    pub meaning: &'static str,
    /// The kinds of the doctor's findings that go with it.
    pub kinds: &'static [&'static str],
    /// Where the meaning is from.
    pub source: &'static str,
    /// Whether it is a good sign.
    pub is_success: bool,
}

impl Sign {
    /// Whether a line, in lower case, has it.
    pub(super) fn is_in(&self, line: &str) -> bool {
        self.words.iter().any(|words| line.contains(words))
    }
}

const fn bad(
    words: &'static [&'static str],
    source: &'static str,
    kinds: &'static [&'static str],
    meaning: &'static str,
) -> Sign {
    Sign {
        words,
        meaning,
        kinds,
        source,
        is_success: false,
    }
}

const fn good(words: &'static [&'static str], meaning: &'static str) -> Sign {
    Sign {
        words,
        meaning,
        kinds: &[],
        source: "field",
        is_success: true,
    }
}

const POLICIES: &[&str] = &["policies-differ", "no-policy"];
const TRANSFORMS: &[&str] = &["transform-sets-differ", "pfs-differs"];

/// All signs. A line may have several.
pub const SIGNS: &[Sign] = &[
    bad(
        &["encryption algorithm offered does not match policy"],
        "5409",
        POLICIES,
        "The cipher of an offered ISAKMP policy is not that of this one. That is normal for each policy that does not fit, as long as one does.",
    ),
    bad(
        &["hash algorithm offered does not match policy"],
        "5409",
        POLICIES,
        "The hash of an offered ISAKMP policy is not that of this one.",
    ),
    bad(
        &["diffie-hellman group offered does not match policy"],
        "5409",
        POLICIES,
        "The Diffie-Hellman group of an offered ISAKMP policy is not that of this one.",
    ),
    bad(
        &["authentication method offered does not match policy"],
        "5409",
        POLICIES,
        "One side has pre-shared keys in its ISAKMP policy, the other certificates: rsa-sig is the default where `authentication` is not typed.",
    ),
    bad(
        &["proposed key length does not match policy"],
        "field",
        POLICIES,
        "Both policies have AES, with keys of different length.",
    ),
    bad(
        &[
            "no offers accepted",
            "phase 1 sa policy not acceptable",
            "atts are not acceptable. next payload is 0",
        ],
        "5409",
        POLICIES,
        "None of the offered ISAKMP policies is one of this router's.",
    ),
    bad(
        &[
            "no pre-shared key",
            "preshared key not found",
            "no cert or pre-shared",
            "no cert and no keys",
        ],
        "5409",
        &["no-key", "wrong-peer"],
        "There is no pre-shared key for the address that the peer has.",
    ),
    bad(
        &["retransmitting phase 1 mm_no_state"],
        "aswan",
        &[
            "no-route",
            "wrong-peer",
            "map-not-applied",
            "policies-differ",
            "no-key",
            "access-group",
        ],
        "Message 1 or 2 gets no answer: it does not arrive (route, UDP port 500 filtered), goes to a wrong address, or the peer refuses it without a word: no crypto map there, no key, no policy in common. Its own log tells.",
    ),
    bad(
        &["retransmitting phase 1 mm_sa_setup"],
        "field",
        &["no-route", "wrong-peer"],
        "The policy is agreed, and then nothing more comes: mostly packets pass in one direction only, or the answer has another source address than the peer expects.",
    ),
    bad(
        &["retransmitting phase 1 mm_key_exch"],
        "aswan",
        &["keys-differ"],
        "The first encrypted message gets no answer: mostly the pre-shared keys differ, so that the peer cannot read it. With NAT on the way, UDP port 4500 may be filtered.",
    ),
    bad(
        &[
            "failed its sanity check or is malformed",
            "ikmp_bad_message",
            "reserved not zero on",
        ],
        "5409",
        &["keys-differ"],
        "A message that decrypts to nonsense: the pre-shared keys differ.",
    ),
    bad(
        &["death by retransmission", "reached maximum retransmission"],
        "field",
        &[],
        "The peer did not answer any retransmission, and the ISAKMP SA is given up.",
    ),
    bad(
        &["has no sa and is not an initialization offer", "ikmp_no_sa"],
        "5409",
        &[],
        "The peer goes on with an exchange of which this router knows nothing: it has restarted, or its SA was cleared.",
    ),
    bad(
        &["processing of main mode failed"],
        "5409",
        POLICIES,
        "Main mode has failed: mostly no ISAKMP policy is the same at both.",
    ),
    bad(
        &[
            "processing of quick mode failed",
            "ikmp_mode_failure: processing of quick",
        ],
        "5409",
        &["transform-sets-differ", "access-lists-differ", "pfs-differs"],
        "Phase 1 is complete and phase 2 is refused: the peer's log tells why.",
    ),
    bad(
        &["proxy identities not supported", "invalid proxy ids"],
        "5409",
        &["access-lists-differ", "access-list-missing"],
        "The networks that quick mode asks for are not those of this router's crypto map: the access lists are not mirror images of each other.",
    ),
    bad(
        &[
            "transform proposal not supported",
            "transform proposal (prot",
            "ipsec policy invalidated proposal",
        ],
        "5409",
        TRANSFORMS,
        "The proposal of quick mode is not acceptable: mostly no transform set is the same at both, or one wants perfect forward secrecy and the other offers none.",
    ),
    bad(
        &["phase 2 sa policy not acceptable"],
        "5409",
        TRANSFORMS,
        "No proposal of quick mode was accepted: the lines before tell why.",
    ),
    bad(
        &["proposal_not_chosen", "no_proposal_chosen", "no-proposal-chosen"],
        "field",
        &[
            "transform-sets-differ",
            "access-lists-differ",
            "pfs-differs",
            "policies-differ",
        ],
        "The peer has accepted no proposal: compare policies, transform sets, access lists and `set pfs`.",
    ),
    bad(
        &["invalid local address"],
        "5409",
        &["wrong-local-address", "map-not-applied"],
        "The address that the peer talks to is not that of this crypto map: it is on another interface, or `local-address` differs.",
    ),
    bad(
        &["no ipsec cryptomap exists for local address"],
        "field",
        &["map-not-applied", "wrong-peer", "no-map"],
        "No crypto map on that interface has an entry for this peer.",
    ),
    bad(
        &["invalid spi", "rec'd ipsec packet has invalid spi"],
        "5409",
        &[],
        "The peer uses an IPsec SA that this router does not have any more, as after a restart or `clear crypto sa`. It ends when the peer's SA does, or by `clear crypto sa` there.",
    ),
    bad(
        &["rec'd packet not an ipsec packet", "not an ipsec packet"],
        "5409",
        &["map-not-applied", "access-lists-differ"],
        "A packet came in the clear that this crypto map wants encrypted: the peer's list does not have it, or its map is not on the interface.",
    ),
    bad(
        &["mac verify failed", "hmac verification failed"],
        "5409",
        &[],
        "A packet was changed on the way, or the two SAs do not belong together.",
    ),
    bad(
        &["replay check failed"],
        "5409",
        &[],
        "A packet came again or too late: packets overtake each other by more than the window.",
    ),
    bad(
        &["isakmp is off"],
        "field",
        &["map-not-applied"],
        "No interface has a crypto map any more, so IKE does not run.",
    ),
    bad(
        &["my_port 4500", "sport 4500"],
        "field",
        &[],
        "NAT was found on the way: IKE goes on at UDP port 4500, which must pass too. NAT traversal is not simulated here.",
    ),
    bad(
        &["ag_no_state", "ag_init_exch", "beginning aggressive mode"],
        "field",
        &[],
        "This is aggressive mode, of which the messages are not told apart here.",
    ),
    bad(
        &["deleting sa reason"],
        "field",
        &[],
        "The ISAKMP SA is deleted, for the reason in the record.",
    ),
    good(
        &["sa has been authenticated with", "sa authentication status"],
        "The peer has proved that it has the key: phase 1 is complete.",
    ),
    good(
        &[
            "creating ipsec sas",
            "ipsec(create_sa): sa created",
            "new state = ike_qm_phase2_complete",
        ],
        "The IPsec SAs are made: phase 2 is complete.",
    ),
];
