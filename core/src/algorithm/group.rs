//! Diffie-Hellman groups. IOS: reference, `group (IKE policy)` and `set pfs`.

use crate::crypto::modp::Modp;
use crate::isakmp::numbers::GroupDescription;

/// What is known of a group.
#[derive(Debug)]
pub struct GroupRow {
    /// The group itself.
    pub modp: Modp,
    /// Its number in both phases.
    pub number: GroupDescription,
    /// The word of `group` in an ISAKMP policy.
    pub policy_word: &'static str,
    /// The word of `set pfs`.
    pub pfs_word: &'static str,
    /// How long the prime is.
    pub title: &'static str,
    /// Whether IOS 12.3 has it. IOS: reference. The words of the others are those of later releases (IOS: field).
    pub is_in_12_3: bool,
}

table! {
    /// A Diffie-Hellman group of integers modulo a prime.
    Group of GroupRow {
        /// Group 1, 768 bits (RFC 2409 §6.1).
        Modp768 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp768,
            policy_word: "1",
            pfs_word: "group1",
            title: "768 bits",
            is_in_12_3: true,
        };
        /// Group 2, 1024 bits (RFC 2409 §6.2).
        Modp1024 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp1024,
            policy_word: "2",
            pfs_word: "group2",
            title: "1024 bits",
            is_in_12_3: true,
        };
        /// Group 5, 1536 bits (RFC 3526 §2).
        Modp1536 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
                "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
                "9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp1536,
            policy_word: "5",
            pfs_word: "group5",
            title: "1536 bits",
            is_in_12_3: true,
        };
        /// Group 14, 2048 bits (RFC 3526 §3).
        Modp2048 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
                "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
                "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
                "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
                "3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp2048,
            policy_word: "14",
            pfs_word: "group14",
            title: "2048 bits",
            is_in_12_3: false,
        };
        /// Group 15, 3072 bits (RFC 3526 §4).
        Modp3072 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
                "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
                "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
                "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
                "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33",
                "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
                "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864",
                "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2",
                "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp3072,
            policy_word: "15",
            pfs_word: "group15",
            title: "3072 bits",
            is_in_12_3: false,
        };
        /// Group 16, 4096 bits (RFC 3526 §5).
        Modp4096 = GroupRow {
            modp: Modp { prime_hex: concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
                "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
                "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
                "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
                "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33",
                "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
                "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864",
                "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2",
                "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A92108011A723C12A787E6D7",
                "88719A10BDBA5B2699C327186AF4E23C1A946834B6150BDA2583E9CA2AD44CE8",
                "DBBBC2DB04DE8EF92E8EFC141FBECAA6287C59474E6BC05D99B2964FA090C3A2",
                "233BA186515BE7ED1F612970CEE2D7AFB81BDD762170481CD0069127D5B05AA9",
                "93B4EA988D8FDDC186FFB7DC90A6C08F4DF435C934063199FFFFFFFFFFFFFFFF",
            ) },
            number: GroupDescription::Modp4096,
            policy_word: "16",
            pfs_word: "group16",
            title: "4096 bits",
            is_in_12_3: false,
        };
    }
}

/// Groups of later releases that are not simulated: elliptic curves (RFC 5903), and a prime with a subgroup (RFC 5114). The
/// words of `group` and of `set pfs`, and the number. IOS: reference.
pub const UNSIMULATED_GROUPS: &[(&str, &str, u16)] = &[
    ("19", "group19", 19),
    ("20", "group20", 20),
    ("21", "group21", 21),
    ("24", "group24", 24),
];

impl Group {
    /// The group of a Group Description attribute, and of `group N` of a configuration.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        let number = GroupDescription::from(number);
        Self::ALL.iter().copied().find(|group| group.number == number)
    }

    /// The number in a Group Description attribute, and in `group N` of a configuration.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.row().number.number()
    }
}
