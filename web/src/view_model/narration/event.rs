//! The words of one event, where the run is looked at that finely: one short sentence.

use ikelab_core::event::{
    ConsoleEvent, Derived, Event, EventKind, IpsecEvent, IsakmpEvent, Machine, Quantity, Role, RouterId, SaState,
    SaUse, SessionState, TrafficEvent,
};
use ikelab_core::ios::crypto_map::Direction;
use ikelab_core::sim::Trace;

use super::{Words, local, trouble};

/// Says what an event of a step is: one sentence, and more where there is more to say.
pub(super) fn words(trace: &Trace, step: usize, event: &Event) -> Words {
    let router = event.router;
    let brief = |sentence: String| (sentence, String::new());
    match &event.kind {
        EventKind::Isakmp { event: isakmp, .. } => trouble::in_ike(trace, step, router, isakmp)
            .unwrap_or_else(|| brief(in_ike(router, isakmp, &packet_name(trace, event)))),
        EventKind::Ipsec(ipsec) => trouble::in_ipsec(router, ipsec).unwrap_or_else(|| brief(in_ipsec(router, ipsec))),
        EventKind::Traffic(TrafficEvent::IpsecRejected { spi, sequence, why, .. }) => {
            trouble::esp_rejected(router, *spi, *sequence, *why)
        }
        EventKind::Traffic(traffic) => {
            local::sentence(router, traffic).unwrap_or_else(|| brief(to_traffic(router, traffic)))
        }
        EventKind::Derived(derived) => (computed(router, derived), value(derived)),
        EventKind::Console(console) => {
            local::console_words(router, console).unwrap_or_else(|| brief(at_console(router, console)))
        }
    }
}

fn packet_name(trace: &Trace, event: &Event) -> String {
    let packet = event.packet.and_then(|id| trace.packet(id));
    packet.map_or_else(|| "a message".to_owned(), |packet| packet.name.to_string())
}

fn in_ike(router: RouterId, event: &IsakmpEvent, packet: &str) -> String {
    match event {
        IsakmpEvent::Transition { from, to, .. } if from == to => {
            format!("{router} stays in {}: {}.", to.ios_name(), to.meaning())
        }
        IsakmpEvent::Transition { machine, from, to, .. } => {
            let name = match machine {
                Machine::MainMode => "main mode",
                Machine::QuickMode(_) => "quick mode",
            };
            let (from, to, meaning) = (from.ios_name(), to.ios_name(), to.meaning());
            format!("{router}'s {name} goes from {from} to {to}: {meaning}.")
        }
        IsakmpEvent::PacketReceived { .. } => format!("{router} receives {packet}."),
        IsakmpEvent::PacketSent { .. } => format!("{router} sends {packet}."),
        IsakmpEvent::Processing { payload, .. } => format!("{router} reads {packet}'s {payload} payload."),
        IsakmpEvent::SaInserted { role, .. } => {
            let role = match role {
                Role::Initiator => "initiator",
                Role::Responder => "responder",
            };
            format!("{router} makes a record of an ISAKMP [SA], in which it is the {role}.")
        }
        IsakmpEvent::SaStateChanged(state) => format!("{router}'s ISAKMP [SA]: {}.", sa_state(*state)),
        IsakmpEvent::KeyLookup { peer, found } => {
            let found = if *found { "and finds it" } else { "and finds none" };
            format!("{router} looks up the [pre-shared key] for {peer}, {found}.")
        }
        IsakmpEvent::TransformChecked {
            transform,
            priority,
            mismatches,
            ..
        } => {
            let names = mismatches.iter().map(|mismatch| trouble::mismatch_name(*mismatch));
            let names = names.collect::<Vec<_>>().join(", ");
            let result = if names.is_empty() {
                "they match"
            } else {
                "they differ in "
            };
            format!("{router} compares transform {transform} with its [policy] {priority}: {result}{names}.")
        }
        IsakmpEvent::Identity { name, .. } => format!("{router} looks at an identity, {name}."),
        IsakmpEvent::NotifyReceived { kind, .. } => format!("{router} reads a notice: {kind}."),
        IsakmpEvent::NotifySent { kind, .. } => format!("{router} sends a notice: {kind}."),
        IsakmpEvent::NatDetection { matches: true } => format!("{router} sees that no address was translated."),
        IsakmpEvent::NatDetection { matches: false } => format!("{router} sees that an address was translated."),
        IsakmpEvent::AuthenticatedWith { peer } => format!("{router} has authenticated {peer}."),
        IsakmpEvent::BeginningQuickMode { message_id } => {
            format!("{router} begins quick mode, message id {}.", *message_id as i32)
        }
        IsakmpEvent::NodeDeleted { message_id, .. } => {
            format!("{router} deletes node {}: the exchange is over.", *message_id as i32)
        }
        other => format!("{router} {}.", done_in_ike(other)),
    }
}

fn sa_state(state: SaState) -> &'static str {
    match state {
        SaState::NoState => "nothing is agreed",
        SaState::SaSetup => "the policy is agreed",
        SaState::KeyExch => "the keys are exchanged, nobody is authenticated",
        SaState::QmIdle => "authenticated, and idle until there is traffic to protect",
    }
}

/// What needs no value to be said.
fn done_in_ike(event: &IsakmpEvent) -> &'static str {
    match event {
        IsakmpEvent::KeyMessageReceived { .. } => "passes a message from IPsec to IKE",
        IsakmpEvent::RequestProfileNull => "was asked for no ISAKMP profile",
        IsakmpEvent::PeerCreated { .. } => "makes a record of its peer",
        IsakmpEvent::PeerLocked { .. } => "counts one more user of the peer's record",
        IsakmpEvent::Ports { .. } => "notes the ports of the exchange",
        IsakmpEvent::TryingMainMode => "is to use main mode",
        IsakmpEvent::Cookies { .. } => "notes the [cookies|cookie] of the exchange",
        IsakmpEvent::VendorId { .. } => "reads a vendor ID, which says what its peer runs or can do",
        IsakmpEvent::LocalKeyFound => "finds a key for its own address too",
        IsakmpEvent::XauthScanned => "looks for extended authentication and finds none",
        IsakmpEvent::Phase1Unacceptable { .. } => "has no [policy] in common with its peer",
        IsakmpEvent::NatTraversalOffered { .. } => "offers to cross address translation",
        IsakmpEvent::BeginningMainMode => "begins main mode",
        IsakmpEvent::SkeyidGenerated => "has SKEYID and the keys that come from it",
        IsakmpEvent::InitialContactSent => "adds INITIAL_CONTACT: forget older SAs with me",
        IsakmpEvent::Authenticating => "is to prove who it is by the [pre-shared key]",
        IsakmpEvent::TotalPayloadLength(_) => "has written its ID payload",
        IsakmpEvent::NoProfileMatches => "has no ISAKMP profile that fits the peer",
        IsakmpEvent::Authenticated => "believes its peer: the SA is authenticated",
        IsakmpEvent::InitialContactProcessed { .. } => "forgets older SAs with its peer",
        IsakmpEvent::PeerInserted { .. } => "remembers its peer by addresses and port",
        IsakmpEvent::NodeCreated { .. } => "makes a node, IOS's word for an exchange of phase 2",
        IsakmpEvent::SittingIdle => "has phase 1 complete, so that quick mode can begin",
        IsakmpEvent::ProposalChecking { .. } => "looks at a proposal for IPsec",
        IsakmpEvent::IpsecTransform { .. } => "looks at a transform of the proposal",
        IsakmpEvent::AttributesAcceptable => "can do what the transform's attributes ask for",
        IsakmpEvent::Phase2Unacceptable { .. } => "has no proposal in common with its peer",
        IsakmpEvent::SpisRequested { .. } => "asks IPsec for an [SPI]",
        IsakmpEvent::CreatingSas(_) => "hands the new pair of [SAs|SA] to IPsec",
        IsakmpEvent::DeleteReceived { .. } => "reads which SAs its peer has deleted",
        IsakmpEvent::QuickModeFailed { .. } => "gives quick mode up",
        IsakmpEvent::PeerDead { .. } => "takes its peer for dead",
        _ => "works on",
    }
}

fn in_ipsec(router: RouterId, event: &IpsecEvent) -> String {
    match event {
        IpsecEvent::SpiAllocated { spi, .. } => format!("{router} draws [SPI] {spi:08X} for packets to itself."),
        IpsecEvent::SaCreated { direction, spi, .. } => {
            let direction = match direction {
                Direction::Inbound => "receives",
                Direction::Outbound => "sends",
            };
            format!("{router} has an [SA] for packets that it {direction}, [SPI] {spi:08X}.")
        }
        IpsecEvent::SaDeleted { spi, .. } => format!("{router} deletes the [SA] with [SPI] {spi:08X}."),
        IpsecEvent::Session {
            state: SessionState::Up,
            ..
        } => format!("{router} reports that the tunnel is up."),
        IpsecEvent::Session {
            state: SessionState::Down,
            ..
        } => format!("{router} reports that the tunnel is down."),
        IpsecEvent::IdentAdded {
            source, destination, ..
        } => {
            format!("{router} notes that packets from {source} to {destination} are to be protected.")
        }
        other => format!("{router} {}.", done_in_ipsec(other)),
    }
}

fn done_in_ipsec(event: &IpsecEvent) -> &'static str {
    match event {
        IpsecEvent::SaRequested(_) => "needs [SAs|SA] for this traffic, and IPsec asks IKE for them",
        IpsecEvent::NoTransformSet { .. } => "has no [transform set] that it can use",
        IpsecEvent::QueueEvent { .. } => "passes a message between IKE and IPsec",
        IpsecEvent::ProposalValidated { .. } => "compares the proposal with its crypto map",
        IpsecEvent::ProxySearched { .. } => "looks for the crypto map of this traffic",
        IpsecEvent::FlowAllocated { .. } => "reserves a flow for the packets of an [SA]",
        IpsecEvent::SaInitialized(_) => "puts an [SA] to use",
        IpsecEvent::IdentFound { .. } => "finds the record of what is protected",
        _ => "works on",
    }
}

fn to_traffic(router: RouterId, event: &TrafficEvent) -> String {
    match event {
        TrafficEvent::MatchedCryptoMap { access_list, .. } => {
            format!("{router} has a packet that the [crypto ACL] {access_list} selects.")
        }
        TrafficEvent::Encapsulated { esp, ah, .. } => format!("{router} puts a packet into {}.", wrapping(esp, ah)),
        TrafficEvent::Decapsulated { esp, ah, .. } => format!("{router} takes a packet out of {}.", wrapping(esp, ah)),
        _ => format!("{router} handles a packet."),
    }
}

fn wrapping(esp: &Option<SaUse>, ah: &Option<SaUse>) -> String {
    let name = |used: &Option<SaUse>, name| used.map(|used| format!("{name}, sequence number {}", used.sequence));
    let names = [name(esp, "[ESP]"), name(ah, "AH")];
    names.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn computed(router: RouterId, derived: &Derived) -> String {
    let name = derived.quantity.name();
    match derived.quantity {
        Quantity::DhPrivate | Quantity::QuickDhPrivate { .. } => {
            format!("{router} draws its secret exponent {name} at random.")
        }
        Quantity::DhPublic | Quantity::QuickDhPublic { .. } => {
            format!("{router} computes {name}, its half of a shared secret.")
        }
        Quantity::CipherKey => format!("{router} computes {name}, the key of IKE's cipher, from SKEYID_e."),
        Quantity::Keymat { spi, .. } => format!("{router} computes KEYMAT, the keys of the SA with SPI {spi:08X}."),
        _ => format!("{router} computes {name}."),
    }
}

/// A computed value: by which formula, and how it begins.
fn value(derived: &Derived) -> String {
    let (name, (formula, reference)) = (derived.quantity.name(), derived.quantity.formula());
    let formula = match formula.starts_with(name) && formula.contains(" = ") {
        true => formula.to_owned(),
        false => format!("{name} = {formula}"),
    };
    if derived.value.is_empty() {
        return format!("`{formula}` ({reference}). Here it is empty: neither a cipher nor an HMAC needs a key.");
    }
    let begins: Vec<String> = derived.value.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let length = derived.value.len();
    format!(
        "`{formula}` ({reference}). Here: `{} …`, {length} bytes.",
        begins.join(" ")
    )
}

fn at_console(router: RouterId, event: &ConsoleEvent) -> String {
    match event {
        ConsoleEvent::Typed { line, .. } if line.trim().is_empty() => format!("{router} reads an empty line."),
        ConsoleEvent::Typed { line, .. } => format!("{router} reads `{}`.", line.trim().replace('`', "'")),
        _ => format!("{router} begins to ping."),
    }
}
