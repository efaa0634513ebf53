//! Our words for what is wrong, and why it matters.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::problem::{Missing, Problem};
use super::stage::Stage;
use crate::algorithm::Group;
use crate::event::Mismatch;

impl Problem {
    /// What is wrong, in a sentence.
    pub fn message(&self) -> String {
        use Problem as P;
        match self {
            P::DuplicateAddress(address) => format!("Both routers have the address {address}."),
            P::InterfaceDown { router, interface } => format!("{router}'s {interface} is shut down."),
            P::NoRoute { router, destination } => {
                format!("{router} has no route to {destination} by the interface of the tunnel.")
            }
            P::WrongNextHop {
                router,
                destination,
                next_hop,
            } => format!("{router}'s route to {destination} has the next hop {next_hop}, which nobody has."),
            P::NoMap { router } => format!("{router} has no crypto map."),
            P::MapNotApplied { router, map, interface } => {
                format!("{router}'s {interface}, which leads to the peer, does not have crypto map {map}.")
            }
            P::IsakmpOff { router } => format!("IKE is switched off at {router}."),
            P::MapLacks {
                router,
                map,
                sequence,
                is_dynamic,
                lacks,
            } => {
                let kind = if *is_dynamic { "dynamic map" } else { "crypto map" };
                format!("{router}'s {kind} {map} {sequence} lacks {}.", missing(*lacks))
            }
            P::WrongPeer { router, peers, address } => {
                let peers: Vec<String> = peers.iter().map(ToString::to_string).collect();
                format!(
                    "{router} has {} for its peer, but {} is at {address}.",
                    peers.join(", "),
                    router.peer()
                )
            }
            P::WrongLocalAddress { router, address } => format!(
                "{} has {address} for its peer, an address of {router} that the tunnel does not have.",
                router.peer()
            ),
            P::NoKey {
                router: Some(router),
                peer,
            } => format!("{router} has no pre-shared key for {peer}."),
            P::NoKey { router: None, .. } => "Neither router has a pre-shared key for the other.".to_string(),
            P::KeysDiffer => "The pre-shared keys differ.".to_string(),
            P::NoPolicy { router: Some(router) } => format!("{router} has no ISAKMP policy."),
            P::NoPolicy { router: None } => "Neither router has an ISAKMP policy.".to_string(),
            P::PoliciesDiffer { priorities, attributes } => {
                let [one, other] = priorities;
                let words: Vec<&str> = attributes.iter().map(|it| attribute(*it)).collect();
                format!(
                    "No ISAKMP policy is the same at both: R1's {one} and R2's {other} differ in {}.",
                    words.join(" and ")
                )
            }
            P::Accelerator { router } => {
                format!("{router}'s accelerator is on, and does none of the transform sets of its crypto map.")
            }
            P::TransformsDiffer { words: [one, other] } => {
                format!("No transform set is the same at both: R1 has {one}, R2 has {other}.")
            }
            P::ListsDiffer { lists: [one, other] } => {
                format!("The crypto maps' access lists, R1's {one} and R2's {other}, are not mirror images.")
            }
            P::ListMissing { router, list } => format!("{router}'s access list {list} is not there, or is empty."),
            P::ListLeavesOut { router, list } => {
                format!("{router}'s access list {list} does not permit the traffic of the networks behind the routers.")
            }
            P::NobodyBegins => {
                "Neither router can begin: each has only entries of dynamic maps for the other.".to_string()
            }
            P::ProfileNotNamed { router, profile } => format!(
                "{router} has the key in a keyring of ISAKMP profile {profile}, which its crypto map does not name."
            ),
            P::KeyringOfOthers {
                router,
                profile,
                keyring,
            } => format!(
                "{router} finds the key for {} in keyring {keyring}, which ISAKMP profile {profile} does not have.",
                router.peer()
            ),
            P::ProfileOfOthers { router, profile, peer } => {
                format!("{router}'s ISAKMP profile {profile} is not for {peer}.")
            }
            P::PfsDiffers { groups: [one, other] } => format!(
                "Perfect forward secrecy differs: R1 has {}, R2 has {}.",
                group(*one),
                group(*other)
            ),
            P::AccessGroup {
                router,
                interface,
                list,
            } => format!("Access group {list} on {router}'s {interface} denies something that the tunnel needs."),
            P::LifetimesDiffer {
                is_phase1,
                seconds: [one, other],
            } => {
                let phase = if *is_phase1 { 1 } else { 2 };
                format!("The lifetimes of phase {phase} differ: R1 has {one} s, R2 has {other} s.")
            }
            P::LeftOut { router, what } => format!("{router}: {}", what.message()),
            P::NoAddress {
                router,
                interface,
                from: None,
            } => format!("{router}'s {interface} has the crypto map, and no address."),
            P::NoAddress {
                router,
                interface,
                from: Some(line),
            } => format!(
                "{router}'s {interface} has the crypto map, and gets its address from elsewhere (`{line}`), so it has none here."
            ),
            P::NoHost { router, host } => {
                format!("{router} has no interface or route towards {host}, whose traffic the tunnel is for.")
            }
            P::Overlap([one, other]) => format!(
                "The networks behind the routers overlap: {}/{} and {}/{}.",
                one.address,
                one.prefix_length(),
                other.address,
                other.prefix_length()
            ),
            P::ManualKeys { router } => format!("{router}'s crypto map has typed keys, which are not compared here."),
        }
    }

    /// Why it matters.
    pub fn reason(&self) -> &'static str {
        use Problem as P;
        match self {
            P::DuplicateAddress(_) => "A router takes packets to its own address for itself.",
            P::InterfaceDown { .. } => "No packet goes through it, and its network is in no routing table.",
            P::NoRoute { .. } => {
                "Packets are routed first; only those that leave by the interface with the crypto map are encrypted."
            }
            P::WrongNextHop { .. } => "Encrypted or not, a packet is lost if nobody takes it.",
            P::NoMap { .. } => "Without one nothing is encrypted, and nothing that is can be read.",
            P::MapNotApplied { .. } => {
                "A crypto map does nothing until the interface by which the traffic leaves has it."
            }
            P::IsakmpOff { .. } => "No message of IKE is sent or answered.",
            P::MapLacks { .. } => "An entry without a peer, a transform set or an access list does nothing.",
            P::WrongPeer { .. } => "Messages go to that address, and those from any other are not the peer's.",
            P::WrongLocalAddress { .. } => {
                "A tunnel has the address of the interface with the crypto map, unless `local-address` names another interface."
            }
            P::NoKey { .. } => "Main mode looks for a key by the peer's address, and needs one (RFC 2409 §5.4).",
            P::KeysDiffer => {
                "Both derive SKEYID from the key: with another one, message 5 decrypts to nonsense (RFC 2409 §5.4)."
            }
            P::NoPolicy { .. } => "There is nothing to offer or to accept in messages 1 and 2.",
            P::PoliciesDiffer { .. } => {
                "The responder takes one policy as a whole: cipher, hash, authentication and group must be its own (RFC 2409 §5)."
            }
            P::Accelerator { .. } => "No accelerator implements SEAL, and while one is on it handles every connection.",
            P::TransformsDiffer { .. } => {
                "The responder takes a proposal of quick mode only if a set of its own crypto map is the same."
            }
            P::ListsDiffer { .. } => {
                "The list says which packets are protected and what quick mode asks for; a responder refuses more than its own list permits."
            }
            P::ListMissing { .. } => "A crypto map protects what its access list permits: nothing.",
            P::ListLeavesOut { .. } => "A crypto map protects what its access list permits, and nothing else.",
            P::NobodyBegins => {
                "A dynamic map's entry answers peers that begin: it does not say whom to ask, so one router needs `set peer`."
            }
            P::ProfileNotNamed { .. } => {
                "An initiator looks into a keyring only if the crypto map's entry names a profile that has it."
            }
            P::KeyringOfOthers { .. } => {
                "A responder needs the key before it knows the profile, so it looks into all keyrings in order; then the profile must have the one that it took."
            }
            P::ProfileOfOthers { .. } => {
                "A profile counts for the peers that its `match identity` lines name; an entry that asks for it refuses all others."
            }
            P::PfsDiffers { .. } => "A responder with `set pfs` refuses an offer without it, or with another group.",
            P::AccessGroup { .. } => {
                "The tunnel needs UDP port 500 and ESP from the peer, and up to 12.3(8)T the decrypted packets are checked too."
            }
            P::LifetimesDiffer { .. } => "That works: the shorter one counts.",
            P::LeftOut { .. } => "The line is kept, and is not simulated here.",
            P::NoAddress { .. } => {
                "No tunnel starts there. Type the address that it has: `ip address ADDRESS MASK` under the interface."
            }
            P::NoHost { .. } => {
                "What is decrypted for it has no way on. Give an interface an address on its network, or add an `ip route`."
            }
            P::Overlap(_) => "A host takes the other network for its own, and never sends to the router.",
            P::ManualKeys { .. } => "SPIs and keys must be the same at both, each direction the other's mirror image.",
        }
    }
}

fn missing(what: Missing) -> &'static str {
    match what {
        Missing::Peer => "a peer",
        Missing::TransformSet => "a transform set",
        Missing::AccessList => "an access list",
    }
}

fn attribute(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Encryption => "the cipher",
        Mismatch::KeyLength => "the key length",
        Mismatch::Hash => "the hash",
        Mismatch::Group => "the Diffie-Hellman group",
        Mismatch::Authentication => "the authentication",
    }
}

fn group(group: Option<Group>) -> &'static str {
    group.map_or("none", |group| group.row().pfs_word)
}

impl Stage {
    /// How far that is, in words that go on after "traffic from R1".
    pub fn words(self) -> &'static str {
        match self {
            Stage::Waits => "waits until the other router begins: its crypto map is dynamic",
            Stage::Unprotected => "is not taken for the tunnel",
            Stage::Matched => "is taken for the tunnel, but IKE does not begin",
            Stage::Mm1Sent => "makes IKE begin, but message 1 of main mode does not arrive",
            Stage::MainMode(1) => "makes IKE begin; message 1 of main mode arrives and is not answered",
            Stage::MainMode(2) => "gets IKE to message 2 of main mode",
            Stage::MainMode(3) => "gets IKE to message 3 of main mode",
            Stage::MainMode(4) => "gets IKE to message 4 of main mode",
            Stage::MainMode(5) => "gets IKE to message 5 of main mode, the first that is encrypted",
            Stage::MainMode(_) => "gets IKE through main mode, and quick mode does not begin",
            Stage::QuickMode(1) => "gets IKE through main mode; message 1 of quick mode is not accepted",
            Stage::QuickMode(_) => "gets IKE to quick mode, which does not end",
            Stage::Sas => "gets its IPsec SAs, but no ping is answered through them",
            Stage::Answered => "goes through the tunnel and is answered",
        }
    }
}
