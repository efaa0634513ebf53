//! What came of a run, in words that fit over the ladder: the state and who did what, then the reason as a fact.

use ikelab_core::effects::PacketName;
use ikelab_core::event::{
    ConsoleEvent, DeleteReason, DropReason, Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, NetworkEvent,
    Quantity, RejectedPacket, RouterId, TrafficEvent,
};
use ikelab_core::ios::not_taken::NotTaken;
use ikelab_core::sim::{Fate, Place, Trace};
use ikelab_core::verdict::{Verdict as Found, is_refusal};

use super::narration::differences;
use super::prose::{Prose, prose};

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the tunnel is down.
    pub is_down: bool,
    /// Whether something is to be put right, or was refused.
    pub is_trouble: bool,
    /// Up or down, and what decided it, if something went wrong; else the pings.
    pub outcome: String,
    /// Why, and the pings, if something went wrong.
    pub reason: Prose,
    /// Where it was decided.
    pub place: Option<Place>,
}

/// Characters of a line over the ladder, where it is narrowest.
const LINE: usize = 34;
/// The longest typed line that is quoted, in characters.
const QUOTED: usize = 27;

/// The verdict on a run.
pub fn verdict(trace: &Trace) -> Verdict {
    let found = Found::of(trace);
    let place = found.cause.map(|event| Place::step(trace.after_events(event + 1).step));
    let state = if found.is_up { "Up" } else { "Down" };
    let pings = match (found.requests, found.replies) {
        (0, _) => String::new(),
        (1, replies) => format!("{replies} of 1 ping answered"),
        (requests, replies) => format!("{replies} of {requests} pings answered"),
    };
    let (outcome, reason) = match found.cause {
        None if pings.is_empty() => (state.to_owned(), String::new()),
        None => (format!("{state}: {pings}"), String::new()),
        Some(event) => {
            let (what, why) = decided(trace, event as usize);
            let pings = if pings.is_empty() { pings } else { format!("{pings}.") };
            (format!("{state}: {what}"), format!("{why} {pings}").trim().to_owned())
        }
    };
    Verdict {
        is_down: !found.is_up,
        is_trouble: !found.is_well(),
        outcome,
        reason: prose(&reason),
        place,
    }
}

/// Who did what, and the reason as a sentence, if there is more to say.
fn decided(trace: &Trace, index: usize) -> (String, String) {
    let event = &trace.events[index];
    let router = event.router;
    let packet = event.packet.and_then(|id| trace.packet(id));
    let name = packet.map_or_else(
        || "a packet".to_owned(),
        |packet| match packet.name {
            PacketName::Clear => "a packet".to_owned(),
            PacketName::Informational => "a notice".to_owned(),
            name => name.to_string(),
        },
    );
    if packet.is_some_and(|packet| packet.from == router && packet.fate == Fate::Lost) {
        return (format!("{name} was lost on the wire"), String::new());
    }
    let refused = |why: &str| (format!("{router} refused {name}"), why.to_owned());
    match &event.kind {
        EventKind::Traffic(TrafficEvent::Decapsulated { .. }) => (
            format!("{router} accepted a forged packet"),
            "No check showed the change.".to_owned(),
        ),
        EventKind::Traffic(TrafficEvent::Dropped { reason, .. }) => {
            (format!("{router} dropped {name}"), dropped(*reason).to_owned())
        }
        EventKind::Traffic(TrafficEvent::Filtered { .. }) => (
            format!("{router} dropped {name}"),
            dropped(DropReason::AccessList).to_owned(),
        ),
        EventKind::Traffic(TrafficEvent::IpsecRejected { why, .. }) => refused(ipsec_failure(*why)),
        EventKind::Network(NetworkEvent::NotTaken(why)) => (format!("nobody took {name}"), not_taken(*why).to_owned()),
        EventKind::Isakmp { event: isakmp, .. } => in_ike(trace, index, isakmp, &name),
        EventKind::Ipsec(IpsecEvent::TransformNotSupported(_)) => refused("Its transform sets do not match."),
        EventKind::Ipsec(IpsecEvent::ProxiesNotSupported(_)) => refused("Its crypto ACL does not cover it."),
        EventKind::Ipsec(IpsecEvent::InvalidLocalAddress(address)) => {
            refused(&format!("It has no endpoint {address}."))
        }
        EventKind::Ipsec(IpsecEvent::NoTransformSet { .. }) => (
            format!("{router} could not begin"),
            "No transform set can be used.".to_owned(),
        ),
        EventKind::Ipsec(IpsecEvent::SaDeleted { .. }) => (format!("{router} deleted its IPsec SAs"), String::new()),
        EventKind::Console(console @ ConsoleEvent::Typed { line, .. }) => {
            let is_refused = is_refusal(&EventKind::Console(console.clone()));
            let quoted = (line.chars().count() <= QUOTED && !line.contains('`')).then(|| format!("`{line}`"));
            if is_refused {
                let why = quoted.map(|line| format!("It was {line}.")).unwrap_or_default();
                (format!("{router} refused a line"), why)
            } else {
                let why = quoted.map(|line| format!("After {line}.")).unwrap_or_default();
                (format!("{router} deleted its IPsec SAs"), why)
            }
        }
        _ => (format!("{router} stopped"), String::new()),
    }
}

fn in_ike(trace: &Trace, index: usize, event: &IsakmpEvent, name: &str) -> (String, String) {
    let router = trace.events[index].router;
    let said = |what: &str, why: &str| (format!("{router} {what}"), why.to_owned());
    let refused = |why: &str| said(&format!("refused {name}"), why);
    match event {
        IsakmpEvent::Off => said("runs no IKE", "No crypto map, or IKE is off."),
        IsakmpEvent::NoOffersAccepted | IsakmpEvent::Phase1Unacceptable { .. } => {
            let step = trace.after_events(index as u32 + 1).step;
            let named = differences(trace, step).map(|(_, names)| format!("Policies differ in {}.", names.join(", ")));
            let short = named.filter(|named| named.len() <= LINE);
            refused(short.as_deref().unwrap_or("None of its policies matches."))
        }
        IsakmpEvent::Phase2Unacceptable { .. } => refused("No proposal matches."),
        IsakmpEvent::QuickModeFailed { .. } => said("abandoned quick mode", ""),
        IsakmpEvent::Rejected { why, .. } => refused(match why {
            RejectedPacket::Malformed | RejectedPacket::HashMismatch if keys_differ(trace, index) => {
                "The pre-shared keys differ."
            }
            RejectedPacket::Malformed => "It cannot be read.",
            RejectedPacket::HashMismatch => "Its HASH is wrong.",
            RejectedPacket::NoSa => "No SA has its cookies.",
            RejectedPacket::Unexpected => "It expects another message.",
        }),
        IsakmpEvent::NotStarted { reason, .. } => said(
            "could not begin",
            match reason {
                DeleteReason::NoPresharedKey => "It has no key for its peer.",
                _ => "It has no policy to offer.",
            },
        ),
        IsakmpEvent::KeyLookup { .. } => said("has no key for its peer", ""),
        IsakmpEvent::KeyNotOfProfile => said("went no further", "Its key is in another keyring."),
        IsakmpEvent::SaDeleted { reason, .. } => said("deleted the ISAKMP SA", deleted(*reason)),
        IsakmpEvent::PeerDead { .. } => said("declared its peer dead", "No answer came."),
        _ => said("goes no further", ""),
    }
}

/// Whether the routers have other values of SKEYID for the same nonces: then their pre-shared keys are others.
fn keys_differ(trace: &Trace, index: usize) -> bool {
    let value = |router: RouterId, quantity: Quantity| {
        let before = trace.events[..index].iter().rev();
        before
            .filter(|event: &&Event| event.router == router)
            .find_map(|event| match &event.kind {
                EventKind::Derived(derived) if derived.quantity == quantity => Some(&derived.value),
                _ => None,
            })
    };
    let [shared, skeyid] =
        [Quantity::DhShared, Quantity::Skeyid].map(|quantity| RouterId::BOTH.map(|it| value(it, quantity)));
    let is_changed = |fate: &Fate| matches!(fate, Fate::Altered { .. });
    shared[0] == shared[1] && skeyid[0] != skeyid[1] && !trace.packets.iter().any(|packet| is_changed(&packet.fate))
}

fn dropped(reason: DropReason) -> &'static str {
    match reason {
        DropReason::NoSa => "There is no SA for it yet.",
        DropReason::NeedsPeer => "Its peer has negotiated no SA.",
        DropReason::TtlExpired => "Its time to live ran out.",
        DropReason::NoRoute => "No route leads to its destination.",
        DropReason::SequenceExhausted => "The SA has no numbers left.",
        DropReason::Malformed => "It is damaged.",
        DropReason::TooBig => "It is too big for the tunnel.",
        DropReason::NoService => "There is no such service.",
        DropReason::IsakmpOff => "IKE is not running there.",
        DropReason::AccessList => "An access group denies it.",
        DropReason::NotIpsec => "It came in the clear.",
        DropReason::Down => "The router or interface is not up.",
    }
}

fn ipsec_failure(why: IpsecFailure) -> &'static str {
    match why {
        IpsecFailure::UnknownSpi => "It has no SA with this SPI.",
        IpsecFailure::Replayed => "It fails the replay check.",
        IpsecFailure::BadIcv => "Its ICV is wrong.",
        IpsecFailure::Malformed => "What is inside cannot be read.",
        IpsecFailure::WrongSelectors => "Its SA is for other traffic.",
        IpsecFailure::NotBundled => "AH or ESP is missing.",
    }
}

fn not_taken(why: NotTaken) -> &'static str {
    match why {
        NotTaken::NoWay { .. } => "No interface leads there.",
        NotTaken::NoNextHop { .. } => "Nobody has its next hop.",
        NotTaken::NoRouteBetween { .. } => "The cloud has no route to it.",
        NotTaken::NobodyBetween { .. } => "Nobody there has its address.",
        NotTaken::NoService { .. } => "The cloud only answers pings.",
        NotTaken::TtlExpired { .. } => "Its time to live ended there.",
    }
}

fn deleted(reason: DeleteReason) -> &'static str {
    match reason {
        DeleteReason::DeathByRetransmission => "No answer came to any message.",
        DeleteReason::PeerDeleted => "Its peer deleted its own.",
        DeleteReason::LifetimeExpired => "Its lifetime has expired.",
        DeleteReason::InitialContact => "Its peer sent INITIAL_CONTACT.",
        DeleteReason::NoProposalChosen => "No offer was acceptable.",
        DeleteReason::NoPresharedKey => "It has no key for its peer.",
        DeleteReason::BadMessage => "The first message cannot be read.",
        DeleteReason::Cleared => "A command cleared it.",
        DeleteReason::DeadPeer => "Its peer does not answer.",
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use ikelab_core::sim::run;
    use ikelab_tests::everything::scenarios;

    use super::super::prose::plain;
    use super::{LINE, Verdict, verdict};

    /// What is said of some scenarios.
    const SAID: [(&str, &str, &str); 16] = [
        ("doc-50880", "Up: 4 of 5 pings answered", ""),
        ("manual-keys", "Up: 15 of 15 pings answered", ""),
        ("expiry-by-time", "Up: 14 of 15 pings answered", ""),
        (
            "no-policy-to-offer",
            "Down: R2 could not begin",
            "It has no policy to offer. 0 of 1 ping answered.",
        ),
        (
            "map-not-applied",
            "Up: R2 dropped MM1",
            "IKE is not running there. 4 of 10 pings answered.",
        ),
        (
            "acl-not-mirrored",
            "Down: R1 refused QM1",
            "Its crypto ACL does not cover it. 0 of 1 ping answered.",
        ),
        (
            "transform-mismatch",
            "Down: R1 refused QM1",
            "Its transform sets do not match. 0 of 1 ping answered.",
        ),
        (
            "clear-text-where-esp-is-due",
            "Down: R1 dropped a packet",
            "It came in the clear. 0 of 2 pings answered.",
        ),
        (
            "manual-keys-that-differ",
            "Up: R1 refused ESP 1",
            "Its ICV is wrong. 0 of 5 pings answered.",
        ),
        (
            "corrupted-mm5",
            "Up: R1 dropped MM5",
            "It is damaged. 5 of 7 pings answered.",
        ),
        ("lost-qm2", "Up: QM2 was lost on the wire", "5 of 6 pings answered."),
        (
            "ESP 2 forged",
            "Up: R1 accepted a forged packet",
            "No check showed the change. 3 of 4 pings answered.",
        ),
        (
            "ah-alone",
            "Down: R2 deleted its IPsec SAs",
            "After clear crypto sa. 3 of 5 pings answered.",
        ),
        (
            "seal-with-accelerator",
            "Down: R1 deleted its IPsec SAs",
            "After crypto engine accelerator. 4 of 9 pings answered.",
        ),
        ("seal-without-authentication", "Down: R1 refused a line", ""),
        (
            "wrong-key",
            "Down: R1 refused MM5",
            "The pre-shared keys differ. 0 of 1 ping answered.",
        ),
    ];

    #[test]
    fn what_came_of_a_run_is_said_with_its_cause() {
        let mut said = Vec::new();
        for (name, scenario) in scenarios() {
            let trace = run(&scenario);
            let Verdict {
                is_trouble,
                outcome,
                reason,
                place,
                ..
            } = verdict(&trace);
            let reason = plain(&reason);
            let is_down = !trace.is_up();
            assert!(!is_down || is_trouble && place.is_some(), "{name}: {outcome} {reason}");
            assert!(place.is_some() || reason.is_empty(), "{name}: {reason}");
            if SAID.iter().any(|(it, ..)| *it == name) {
                said.push((name, outcome, reason));
            }
        }
        let expected = SAID.map(|(name, outcome, reason)| (name.to_owned(), outcome.to_owned(), reason.to_owned()));
        for expected in &expected {
            assert!(said.contains(expected), "{expected:?} in {said:#?}");
        }
    }

    #[test]
    fn it_fits_over_the_ladder_in_three_lines() {
        for (name, scenario) in scenarios() {
            let Verdict { outcome, reason, .. } = verdict(&run(&scenario));
            assert!(outcome.chars().count() <= LINE, "{name}: {outcome}");
            let reason = plain(&reason);
            let mut lines = vec![0];
            for word in reason.split(' ') {
                let length = word.chars().count();
                match lines.last_mut() {
                    Some(line) if *line + 1 + length <= LINE + 1 => *line += 1 + length,
                    _ => lines.push(1 + length),
                }
            }
            assert!(lines.len() <= 2, "{name}: {outcome} | {reason}");
        }
    }
}
