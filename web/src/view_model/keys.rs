//! The keys of a run by phase, and what goes into them. How each is made and who has it, `provenance` and `knowers` say.

use ikelab_core::effects::PacketName;
use ikelab_core::event::Quantity;
use ikelab_core::ipsec::transform_set::Transform;
use ikelab_core::provenance::{Computed, Node, Part};
use ikelab_core::sim::CapturedPacket;

use super::bytes::hex;
use super::knowers::{EAVESDROPPER, since};
use super::provenance::expression;
use crate::state::RunData;

/// A key or a hash, or what goes into them.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The value.
    pub node: Node,
    /// What the formulas call it; nothing for a value that has its own name.
    pub symbol: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Whether an eavesdropper comes to know it.
    pub is_public: bool,
}

/// What one exchange makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The exchange.
    pub title: String,
    /// The kind of its messages.
    kind: Kind,
    /// What it makes, in that order.
    pub keys: Vec<Key>,
    /// The event in which the first of it was computed.
    begun: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    MainMode,
    QuickMode,
    Informational,
}

impl Group {
    /// Whether any of it is computed before event `until`.
    pub fn has_begun(&self, until: u32) -> bool {
        self.begun < until
    }

    /// Whether a value is among them.
    pub fn holds(&self, node: &Node) -> bool {
        self.keys.iter().any(|key| key.node == *node)
    }

    fn put(&mut self, run: &RunData, node: Node, symbol: &'static str, what: &'static str) {
        if !self.holds(&node) {
            let is_public = since(run, &node)[EAVESDROPPER].is_some();
            self.keys.push(Key {
                node,
                symbol,
                what,
                is_public,
            });
        }
    }
}

/// All keys of a run.
pub fn groups(run: &RunData) -> Vec<Group> {
    let mut exchanges: Vec<[&[u8]; 2]> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for (index, computed) in (0..).zip(&run.provenance().computed) {
        let Some((packet, exchange)) = exchange(run, computed) else {
            continue;
        };
        let at = exchanges.iter().position(|known| *known == exchange);
        let at = at.unwrap_or_else(|| {
            exchanges.push(exchange);
            groups.push(group(packet, exchange[1], computed.event));
            groups.len() - 1
        });
        let node = Node::Computed(index);
        for part in expression(run, &node).into_iter().flat_map(|made| made.parts) {
            if let Part::Value { symbol, node } = part
                && let Some((_, what)) = INPUTS.iter().find(|(known, _)| *known == symbol)
            {
                groups[at].put(run, node, symbol, what);
            }
        }
        groups[at].put(run, node, "", what(computed.quantity));
    }
    number(&mut groups, &exchanges);
    groups
}

/// Says which IKE SA a group is of, where there are several.
fn number(groups: &mut [Group], exchanges: &[[&[u8]; 2]]) {
    let mut cookies: Vec<&[u8]> = Vec::new();
    for [cookie, _] in exchanges {
        if !cookies.contains(cookie) {
            cookies.push(cookie);
        }
    }
    for (group, [cookie, _]) in groups.iter_mut().zip(exchanges) {
        let at = cookies.iter().position(|known| known == cookie).unwrap_or(0);
        if cookies.len() > 1 {
            group.title += &format!(", IKE SA {}", at + 1);
        }
    }
}

/// The groups that are open before event `until`: the last main mode and the last quick mode that have begun, or else the first.
pub fn current(groups: &[Group], until: u32) -> [Option<usize>; 2] {
    [Kind::MainMode, Kind::QuickMode].map(|kind| {
        let mut all = (0..groups.len()).filter(|at| groups[*at].kind == kind);
        let begun = all.clone().rfind(|at| groups[*at].has_begun(until));
        begun.or_else(|| all.next())
    })
}

/// The message that a value was computed for, the initiator's cookie in it and its message id.
fn exchange<'r>(run: &'r RunData, computed: &Computed) -> Option<(&'r CapturedPacket, [&'r [u8]; 2])> {
    let packet = run.trace.packet(run.trace.events[computed.event as usize].packet?)?;
    // Behind the headers of IPv4 and UDP.
    Some((packet, [packet.bytes.get(28..36)?, packet.bytes.get(48..52)?]))
}

fn group(packet: &CapturedPacket, message_id: &[u8], begun: u32) -> Group {
    let (kind, title) = match packet.name {
        PacketName::MainMode(_) => (Kind::MainMode, "Phase 1: main mode".to_owned()),
        PacketName::Informational => (Kind::Informational, "Informational exchange, message ID ".to_owned()),
        _ => (Kind::QuickMode, "Phase 2: quick mode, message ID ".to_owned()),
    };
    let title = match kind {
        Kind::MainMode => title,
        _ => title + &hex(message_id),
    };
    Group {
        title,
        kind,
        keys: Vec::new(),
        begun,
    }
}

/// What goes into keys and is not computed, by the formulas' symbols: what it is.
const INPUTS: [(&str, &str); 6] = [
    ("pre-shared-key", "Typed at the routers, never sent"),
    ("CKY-I", "The initiator's cookie"),
    ("CKY-R", "The responder's cookie"),
    ("Ni_b", "The initiator's nonce"),
    ("Nr_b", "The responder's nonce"),
    ("SPI", "Chosen by the receiver of the SA's packets"),
];

fn what(quantity: Quantity) -> &'static str {
    use Quantity as Q;
    match quantity {
        Q::DhPrivate | Q::QuickDhPrivate { .. } => "Private exponent, never sent",
        Q::DhPublic | Q::QuickDhPublic { .. } => "Public value, sent in the KE payload",
        Q::DhShared | Q::QuickDhShared { .. } => "Diffie-Hellman shared secret, never sent",
        Q::Skeyid => "SKEYID_d, SKEYID_a and SKEYID_e are derived from it",
        Q::SkeyidD => "KEYMAT is derived from it",
        Q::SkeyidA => "Key of the hashes in phase 2",
        Q::SkeyidE => "The key of IKE's cipher is taken from it",
        Q::CipherKey => "Key of IKE's cipher, from MM5 on",
        Q::Phase1Iv => "IV of MM5",
        Q::Phase2Iv { .. } => "IV of the exchange's first message",
        Q::HashI => "The initiator's proof, sent encrypted in MM5",
        Q::HashR => "The responder's proof, sent encrypted in MM6",
        Q::Hash1 { .. } => "Authenticates QM1",
        Q::Hash2 { .. } => "Authenticates QM2",
        Q::Hash3 { .. } => "Authenticates QM3",
        Q::HashInformational { .. } => "Authenticates the message",
        Q::Keymat { .. } => "Key material of one IPsec SA",
    }
}

/// The keys that KEYMAT is cut into: what each is for, and its bytes.
pub fn cut(run: &RunData, node: &Node) -> Vec<(String, String)> {
    let Node::Computed(index) = node else {
        return Vec::new();
    };
    let value = &run.provenance().computed[*index as usize].value;
    let keys = run.provenance().cut(&run.trace, *index).into_iter();
    keys.map(|(transform, bytes)| {
        let kind = match transform {
            Transform::EspCipher(_) => "encryption",
            Transform::Ah(_) | Transform::EspAuth(_) => "authentication",
        };
        (format!("{kind} key, {}", transform.words()), hex(&value[bytes]))
    })
    .collect()
}

/// The Python that computes a value again, and what is said about it; nothing for what is not computed yet, and for what is
/// drawn, typed or sent.
pub fn program(run: &RunData, until: u32, node: &Node) -> Option<(String, &'static str)> {
    let Node::Computed(index) = node else { return None };
    let computed = &run.provenance().computed[*index as usize];
    computed.knowers(until).next()?;
    let encrypts = |(transform, _): &(Transform, _)| matches!(transform, Transform::EspCipher(_));
    let is_of_cipher = computed.quantity == Quantity::CipherKey;
    let about = if is_of_cipher || run.provenance().cut(&run.trace, *index).iter().any(encrypts) {
        "Python's standard library has no cipher: it cannot encrypt with this key."
    } else {
        "Python's standard library is enough."
    };
    Some((run.provenance().python(&run.trace, *index)?, about))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::state::Run;
    use crate::view_model::provenance::value;
    use ikelab_core::sim::Scenario;
    use ikelab_tests::everything::{scenarios, with_pfs};
    use ikelab_tests::lab::{R1, edit, preset};

    fn run(scenario: Scenario) -> Run {
        Run::new(Rc::new(scenario))
    }

    fn names(run: &RunData, group: &Group, is_public: bool) -> Vec<String> {
        let keys = group.keys.iter().filter(|key| key.is_public == is_public);
        keys.map(|key| match key.symbol {
            "" => value(run, u32::MAX, &key.node).name,
            symbol => symbol.to_owned(),
        })
        .collect()
    }

    #[test]
    fn what_is_secret_and_what_an_eavesdropper_knows_stand_apart() {
        let run = run(preset());
        let groups = groups(&run);
        let titles: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(titles.len(), 2, "{titles:?}");
        assert_eq!(titles[0], "Phase 1: main mode");
        assert!(titles[1].starts_with("Phase 2: quick mode, message ID "), "{titles:?}");
        let mut public = names(&run, &groups[0], true);
        public.sort();
        let expected = ["CKY-I", "CKY-R", "IV", "Ni_b", "Nr_b", "g^x of R1", "g^x of R2"];
        assert_eq!(public, expected);
        let mut secret = names(&run, &groups[0], false);
        secret.sort();
        let expected = [
            "HASH_I",
            "HASH_R",
            "Ka",
            "SKEYID",
            "SKEYID_a",
            "SKEYID_d",
            "SKEYID_e",
            "g^xy",
            "pre-shared-key",
            "x of R1",
            "x of R2",
        ];
        assert_eq!(secret, expected);
        let mut public = names(&run, &groups[1], true);
        public.sort();
        assert_eq!(
            public,
            ["IV (phase 2)", "SPI", "SPI"],
            "the nonces of quick mode are encrypted"
        );
    }

    #[test]
    fn no_secret_of_any_scenario_is_called_public() {
        for (name, scenario) in scenarios() {
            let run = run(scenario);
            for key in groups(&run)
                .iter()
                .flat_map(|group| &group.keys)
                .filter(|key| key.is_public)
            {
                let Node::Computed(index) = key.node else { continue };
                let quantity = run.provenance().computed[index as usize].quantity;
                let is_public = matches!(
                    quantity,
                    Quantity::DhPublic | Quantity::Phase1Iv | Quantity::Phase2Iv { .. }
                );
                assert!(is_public, "{name}: {quantity:?}");
            }
        }
    }

    #[test]
    fn each_router_has_a_pre_shared_key_of_its_own_where_they_differ() {
        let run = run(edit(preset(), R1, "cisco123", "cisco124"));
        let group = &groups(&run)[0];
        let keys = group.keys.iter().filter(|key| key.symbol == "pre-shared-key");
        let shown: Vec<_> = keys.filter_map(|key| value(&run, u32::MAX, &key.node).text).collect();
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert!(
            shown[0].contains("cisco124") && shown[1].contains("cisco123"),
            "{shown:?}"
        );
        let skeyids = names(&run, group, false).into_iter().filter(|name| name == "SKEYID");
        assert_eq!(skeyids.count(), 2);
    }

    #[test]
    fn the_exchanges_of_the_moment_are_open() {
        let run = run(preset());
        let groups = groups(&run);
        assert_eq!(current(&groups, 0), [Some(0), Some(1)]);
        assert_eq!(current(&[], 0), [None, None]);
        assert!(!groups[1].has_begun(groups[1].begun) && groups[1].has_begun(groups[1].begun + 1));
    }

    #[test]
    fn keymat_is_cut_and_pfs_has_a_secret_of_its_own() {
        let run = run(with_pfs());
        let groups = groups(&run);
        let quick_mode = groups.iter().find(|group| group.kind == Kind::QuickMode).unwrap();
        assert!(names(&run, quick_mode, false).contains(&"g(qm)^xy".to_owned()));
        let keymat = quick_mode
            .keys
            .iter()
            .rfind(|key| !cut(&run, &key.node).is_empty())
            .unwrap();
        let keys = cut(&run, &keymat.node);
        let named: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["encryption key, esp-seal", "authentication key, esp-sha-hmac"]);
        let whole = value(&run, u32::MAX, &keymat.node).text.unwrap();
        assert_eq!(format!("{} {}", keys[0].1, keys[1].1), whole);
    }

    #[test]
    fn only_what_is_computed_has_a_program_once_it_is() {
        let run = run(preset());
        for key in groups(&run).iter().flat_map(|group| &group.keys) {
            let is_later = program(&run, 0, &key.node).is_some();
            assert!(!is_later, "{key:?}");
            let Node::Computed(index) = key.node else {
                assert_eq!(program(&run, u32::MAX, &key.node), None);
                continue;
            };
            let is_drawn = run.provenance().computed[index as usize].quantity == Quantity::DhPrivate;
            assert_eq!(program(&run, u32::MAX, &key.node).is_none(), is_drawn, "{key:?}");
        }
    }
}
