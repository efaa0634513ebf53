//! The words of one event, where the run is looked at that finely: one short sentence.

use ikelab_core::event::{
    ConsoleEvent, Derived, Drawn, Event, EventKind, IpAction, IpHandling, IpsecEvent, IsakmpEvent, Machine,
    NetworkEvent, Quantity, Role, RouterId, SaState, SaUse, SessionState, TrafficEvent,
};
use ikelab_core::ios::ConsoleMode;
use ikelab_core::ios::explain::{filtered, not_taken};
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::random::Purpose;
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
            trouble::esp_rejected(trace, event, (*spi, *sequence), *why)
        }
        EventKind::Traffic(traffic) => {
            local::sentence(trace, router, traffic).unwrap_or_else(|| brief(to_traffic(router, traffic)))
        }
        EventKind::Network(network) => around(router, network),
        EventKind::Drawn(drawn) => (draws(router, drawn), drawn_value(drawn)),
        EventKind::Derived(derived) => (computed(router, derived), value(derived)),
        EventKind::Console(console) => {
            local::console_words(router, console).unwrap_or_else(|| brief(at_console(router, console)))
        }
    }
}

/// What is around a router.
fn around(router: RouterId, event: &NetworkEvent) -> Words {
    match event {
        NetworkEvent::RoutesLearned { routes } => {
            let networks = routes.iter().map(|route| {
                let network = route.network;
                format!("{}/{}", network.address, network.prefix_length())
            });
            let networks: Vec<String> = networks.collect();
            (
                format!("{router}'s routing protocol has learned {} routes.", routes.len()),
                networks.join(", "),
            )
        }
        NetworkEvent::NotTaken(why) => {
            let (phrase, remedy) = not_taken(*why);
            (
                format!("Nobody takes a packet of {router}'s: {phrase}."),
                remedy.to_owned(),
            )
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
            format!("{router} creates an ISAKMP [SA], in which it is the {role}.")
        }
        IsakmpEvent::SaStateChanged(state) => format!("{router}'s ISAKMP [SA]: {}.", sa_state(*state)),
        IsakmpEvent::KeyLookup { peer, found, .. } => {
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
        IsakmpEvent::Identity { name, .. } => format!("{router} reads an identity, {name}."),
        IsakmpEvent::NotifyReceived { kind, .. } => format!("{router} reads a notification: {kind}."),
        IsakmpEvent::NotifySent { kind, .. } => format!("{router} sends a notification: {kind}."),
        IsakmpEvent::NatDetection { matches: true, .. } => format!("{router} sees that no address was translated."),
        IsakmpEvent::NatDetection { matches: false, .. } => format!("{router} sees that an address was translated."),
        IsakmpEvent::AuthenticatedWith { peer } => format!("{router} has authenticated {peer}."),
        IsakmpEvent::BeginningQuickMode { message_id } => {
            format!("{router} begins quick mode with message ID {}.", *message_id as i32)
        }
        IsakmpEvent::NodeDeleted { message_id, .. } => {
            format!("{router} deletes node {}: the exchange is over.", *message_id as i32)
        }
        other => format!("{router} {}.", done_in_ike(other)),
    }
}

fn sa_state(state: SaState) -> &'static str {
    match state {
        SaState::NoState => "nothing is agreed yet",
        SaState::SaSetup => "the policy is agreed",
        SaState::KeyExch => "the keys are exchanged, but nobody is authenticated",
        SaState::QmIdle => "authenticated, and idle until there is traffic to protect",
    }
}

/// What needs no value to be said.
fn done_in_ike(event: &IsakmpEvent) -> &'static str {
    match event {
        IsakmpEvent::Off => "starts without IKE: no interface has a crypto map, or IKE is turned off",
        IsakmpEvent::KeyMessageReceived { .. } => "passes a message from IPsec to IKE",
        IsakmpEvent::ProfileRequested { profile: None } => "was not asked for an ISAKMP profile",
        IsakmpEvent::ProfileRequested { profile: Some(_) } => "was asked for an ISAKMP profile",
        IsakmpEvent::PeerCreated { .. } => "creates a record of its peer",
        IsakmpEvent::PeerLocked { .. } => "counts one more user of the peer's record",
        IsakmpEvent::Ports { .. } => "notes the ports of the exchange",
        IsakmpEvent::TryingMainMode => "is going to use main mode",
        IsakmpEvent::Cookies { .. } => "notes the [cookies|cookie] of the exchange",
        IsakmpEvent::VendorId { .. } => "reads a vendor ID, which says what its peer runs or can do",
        IsakmpEvent::LocalKeyFound => "finds a key for its own address too",
        IsakmpEvent::XauthScanned => "looks for extended authentication and finds none",
        IsakmpEvent::Phase1Unacceptable { .. } => "has no [policy] in common with its peer",
        IsakmpEvent::NatTraversalOffered { .. } => "offers NAT traversal",
        IsakmpEvent::BeginningMainMode => "begins main mode",
        IsakmpEvent::SkeyidGenerated => "has SKEYID and the keys that come from it",
        IsakmpEvent::InitialContactSent => "adds INITIAL_CONTACT, which asks the peer to delete older SAs",
        IsakmpEvent::Authenticating { .. } => "is going to authenticate itself with the [pre-shared key]",
        IsakmpEvent::TotalPayloadLength(_) => "has written its ID payload",
        IsakmpEvent::ProfileMatched { profile: None } => "has no ISAKMP profile that matches the peer",
        IsakmpEvent::ProfileMatched { profile: Some(_) } => "has an ISAKMP profile that matches the peer",
        IsakmpEvent::KeyNotOfProfile => "found the key in a keyring that is not the profile's, and stops here",
        IsakmpEvent::Authenticated => "has authenticated its peer",
        IsakmpEvent::InitialContactProcessed { .. } => "deletes older SAs with its peer",
        IsakmpEvent::PeerInserted { .. } => "remembers its peer by addresses and port",
        IsakmpEvent::NodeCreated { .. } => "creates a node, IOS's word for an exchange of phase 2",
        IsakmpEvent::SittingIdle => "has completed phase 1, so that quick mode can begin",
        IsakmpEvent::ProposalChecking { .. } => "checks a proposal for IPsec",
        IsakmpEvent::IpsecTransform { .. } => "checks a transform of the proposal",
        IsakmpEvent::AttributesAcceptable => "supports the attributes of the transform",
        IsakmpEvent::Phase2Unacceptable { .. } => "has no proposal in common with its peer",
        IsakmpEvent::SpisRequested { .. } => "asks IPsec for an [SPI]",
        IsakmpEvent::CreatingSas(_) => "hands the new pair of [SAs|SA] to IPsec",
        IsakmpEvent::DeleteReceived { .. } => "reads which SAs its peer has deleted",
        IsakmpEvent::QuickModeFailed { .. } => "abandons quick mode",
        IsakmpEvent::PeerDead { .. } => "declares its peer dead",
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
            format!("{router} creates the [SA] for packets that it {direction}, [SPI] {spi:08X}.")
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
            format!("{router} records that packets from {source} to {destination} must be protected.")
        }
        other => format!("{router} {}.", done_in_ipsec(other)),
    }
}

fn done_in_ipsec(event: &IpsecEvent) -> &'static str {
    match event {
        IpsecEvent::SaRequested(_) => "needs [SAs|SA] for this traffic: IPsec asks IKE for them",
        IpsecEvent::NoTransformSet { .. } => "has no [transform set] that it can use",
        IpsecEvent::QueueEvent { .. } => "passes a message between IKE and IPsec",
        IpsecEvent::ProposalValidated { .. } => "compares the proposal with its crypto map",
        IpsecEvent::ProxySearched { .. } => "looks for a crypto map entry for this traffic",
        IpsecEvent::FlowAllocated { .. } => "reserves a flow for the packets of an [SA]",
        IpsecEvent::SaInitialized(_) => "starts using an [SA]",
        IpsecEvent::IdleTimeout { .. } => "deletes [SAs|SA] that were idle for too long",
        IpsecEvent::IdentFound { .. } => "finds the record of what is protected",
        _ => "works on",
    }
}

fn to_traffic(router: RouterId, event: &TrafficEvent) -> String {
    match event {
        TrafficEvent::MatchedCryptoMap { access_list, .. } => match access_list {
            Some(list) => format!("{router} has a packet that the [crypto ACL] {list} selects."),
            None => format!("{router} has a packet that belongs to traffic its peer negotiated."),
        },
        TrafficEvent::Filtered { filter, .. } if filter.permits() => {
            let (list, direction) = (&filter.access_list, filter.direction.word());
            format!(
                "{router}'s access list {list}, {direction} on {}, lets a packet pass.",
                filter.interface
            )
        }
        TrafficEvent::Filtered { filter, .. } => format!("{router} drops a packet: {}.", filtered(filter)),
        TrafficEvent::Encapsulated { esp, ah, .. } => format!("{router} puts a packet into {}.", wrapping(esp, ah)),
        TrafficEvent::Decapsulated { esp, ah, .. } => format!("{router} takes a packet out of {}.", wrapping(esp, ah)),
        TrafficEvent::Ip(handling) => {
            let IpHandling {
                source, destination, ..
            } = handling;
            let does = match handling.action {
                IpAction::Sends => "sends",
                IpAction::Receives => "receives",
                IpAction::Unroutable => "has no route for",
                IpAction::Denies => "denies",
            };
            format!("{router} {does} a packet from {source} to {destination}.")
        }
        TrafficEvent::Icmp { is_sent: true, .. } => format!("{router} sends an ICMP message."),
        TrafficEvent::Icmp { is_sent: false, .. } => format!("{router} receives an ICMP message."),
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
            format!("{router} uses the number that it drew as its secret exponent {name}.")
        }
        Quantity::DhPublic | Quantity::QuickDhPublic { .. } => {
            format!("{router} computes {name}, its public value.")
        }
        Quantity::CipherKey => format!("{router} computes {name}, the key of IKE's cipher, from SKEYID_e."),
        Quantity::Keymat { spi, .. } => format!("{router} computes KEYMAT, the keys of the SA with SPI {spi:08X}."),
        _ => format!("{router} computes {name}."),
    }
}

/// What is drawn, and what it is for.
fn draws(router: RouterId, drawn: &Drawn) -> String {
    let what = match drawn.purpose {
        Purpose::Cookie => "its cookie",
        Purpose::Nonce => "its nonce",
        Purpose::DhExponent => "its secret exponent for Diffie-Hellman",
        Purpose::MessageId => "the message ID of a new exchange",
        Purpose::QuickNonce => "its nonce for quick mode",
        Purpose::QuickDhExponent => "its secret exponent for quick mode",
        Purpose::Spi => "the SPI of the SA for packets to it",
        Purpose::EspIv => "the IV of an ESP packet",
    };
    format!("{router} draws {what} at random.")
}

fn drawn_value(drawn: &Drawn) -> String {
    let from = if drawn.pinned {
        "the scenario fixes it"
    } else {
        "from the scenario's seed"
    };
    format!("Here: {}, {from}.", beginning(&drawn.value))
}

/// A computed value: by which formula, and how it begins.
fn value(derived: &Derived) -> String {
    let (name, reference) = (derived.quantity.name(), derived.quantity.reference());
    let formula = format!("{name} = {}", derived.formula);
    if derived.value.is_empty() {
        return format!("`{formula}` ({reference}). Here it is empty: neither a cipher nor an HMAC needs a key.");
    }
    format!("`{formula}` ({reference}). Here: {}.", beginning(&derived.value))
}

fn beginning(value: &[u8]) -> String {
    let begins: Vec<String> = value.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let more = if value.len() > 6 { " …" } else { "" };
    format!("`{}{more}`, {} bytes", begins.join(" "), value.len())
}

fn at_console(router: RouterId, event: &ConsoleEvent) -> String {
    match event {
        ConsoleEvent::Typed { line, .. } if line.trim().is_empty() => format!("{router} reads an empty line."),
        ConsoleEvent::Typed { line, .. } => format!("{router} reads `{}`.", line.trim().replace('`', "'")),
        ConsoleEvent::ModeChanged(mode) => {
            let wait = match mode {
                ConsoleMode::User => "commands that only show",
                ConsoleMode::Privileged => "commands",
                ConsoleMode::Config(_) => "lines of its configuration",
            };
            format!("{router} waits for {wait}.")
        }
        ConsoleEvent::Configured { .. } => format!("{router} has changed its running configuration."),
        ConsoleEvent::Saved => format!("{router} has saved its running configuration for the next start."),
        ConsoleEvent::DebuggingChanged(_) => format!("{router} changes which debug records it prints."),
        ConsoleEvent::CountersCleared(_) => format!("{router} sets its counters to zero."),
        ConsoleEvent::Reloading => format!("{router} restarts."),
        ConsoleEvent::Restarted => format!("{router} has started."),
        ConsoleEvent::PingStarted { .. } => format!("{router} begins to ping."),
        ConsoleEvent::SourceInvalid => format!("{router} has no such source address."),
        ConsoleEvent::Asked(question) => {
            format!("{router} asks `{}`.", question.trim_end_matches([' ', ':', '?']))
        }
        ConsoleEvent::AskedEnough => format!("{router} asks nothing more."),
        ConsoleEvent::TracerouteStarted { destination } => format!("{router} traces the route to {destination}."),
        ConsoleEvent::TracerouteHop { hop, answers } => match answers.iter().flatten().next() {
            Some(answer) => format!("{} answers the probe with a time to live of {hop}.", answer.from),
            None => format!("Nobody answers the probes with a time to live of {hop}."),
        },
        ConsoleEvent::TracerouteFinished => format!("{router} has traced the route as far as it goes."),
        ConsoleEvent::PingFinished { .. } => format!("{router} has finished its ping."),
    }
}
