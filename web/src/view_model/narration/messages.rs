//! Steps in which all goes well.

use ikelab_core::effects::ProtectionCipher;
use ikelab_core::event::{Derived, DropReason, Event, EventKind, Quantity, TrafficEvent};
use ikelab_core::isakmp::id::Identity;
use ikelab_core::isakmp::numbers::{
    AuthMethod, AuthenticationAlgorithm, EncapsulationMode, EncryptionAlgorithm, HashAlgorithm, IpsecAttribute,
    LifeType, NotifyType, Phase1Attribute, ProtocolId,
};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, Transform};

use super::super::contents::Message;
use super::{Cx, Words, grouped};

fn pair(short: String, long: String) -> Option<Words> {
    Some((short, long))
}

pub(super) fn main_mode(context: &Cx<'_>, number: u8, message: &Message) -> Option<Words> {
    let (from, to) = (context.packet.from, context.packet.from.peer());
    match number {
        1 => offer(context, message),
        2 => pair(
            format!("{from} accepts the offer."),
            format!(
                "{from} tried its [policies|policy] in order of priority and found one with the same algorithms. It returns \
                 that transform unchanged ({}), with its own cookie {}. The two [cookies|cookie] now identify this \
                 ISAKMP [SA].",
                proposal_words(message),
                message.header.responder_cookie
            ),
        ),
        3 => pair(
            format!("{from} sends its Diffie-Hellman public value and a random number."),
            format!(
                "[KE|Diffie-Hellman] is g^xi mod p, {} bytes. The exponent xi never leaves {from}. The [nonce] has {} bytes. \
                 Two NAT-D hashes let {to} see whether an address was translated on the way.",
                message.key_exchange()?.len(),
                message.nonce()?.len()
            ),
        ),
        4 => pair(
            format!("{from} answers with its own public value and nonce."),
            "Each router raises the other's public value to its own secret exponent and gets the same [g^xy|Diffie-Hellman]. \
             [SKEYID] = prf([pre-shared key], Ni_b | Nr_b), from both [nonces|nonce]. g^xy goes into SKEYID_d, SKEYID_a and \
             SKEYID_e (RFC 2409 §5). Neither router has proved who it is yet: MM5 and MM6 do that."
                .to_owned(),
        ),
        5 => proof(context, message),
        6 => pair(
            format!("{from} proves the same. The two routers have authenticated each other."),
            "[HASH_R|HASH] = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b): HASH_I with the two sides swapped. Phase 1 \
             protects only the negotiation. The SAs for the traffic come next, in quick mode."
                .to_owned(),
        ),
        _ => None,
    }
}

fn offer(context: &Cx<'_>, message: &Message) -> Option<Words> {
    let from = context.packet.from;
    let transforms = message.proposal()?.transforms.len();
    let count = if transforms == 1 {
        "One transform".to_owned()
    } else {
        format!("{transforms} transforms")
    };
    pair(
        format!("{from} asks for a protected channel and says which protection it accepts."),
        format!(
            "IPsec asked for [SAs|SA], and {from} has no ISAKMP SA under which to negotiate them.{} {count}, in the clear: {}. \
             {from}'s [cookie] is {}; the responder's is still zero (RFC 2408 §2.4).",
            waiting(context),
            proposal_words(message),
            message.header.initiator_cookie
        ),
    )
}

/// What becomes of the packet for which SAs are asked.
fn waiting(context: &Cx<'_>) -> &'static str {
    let is_dropped = |event: &Event| {
        let reason = DropReason::NoSa;
        event.router == context.packet.from
            && matches!(event.kind, EventKind::Traffic(TrafficEvent::Dropped { reason: it, .. }) if it == reason)
    };
    let mut events = context.trace.step_events(context.step).iter();
    if events.any(is_dropped) {
        " The packet that needs them is dropped, since nothing can protect it yet."
    } else {
        ""
    }
}

fn proof(context: &Cx<'_>, message: &Message) -> Option<Words> {
    let from = context.packet.from;
    let identity = match message.ids().next()?.identity {
        Identity::Ipv4(address) => address.to_string(),
        Identity::Other { ref data, .. } => String::from_utf8_lossy(data).into_owned(),
        ref other => other.kind().to_string(),
    };
    let contact = message
        .payloads
        .iter()
        .any(|payload| matches!(payload, Payload::Notification(_)));
    let contact = if contact {
        " INITIAL_CONTACT asks the peer to delete older SAs."
    } else {
        ""
    };
    pair(
        format!(
            "{from} proves that it knows the pre-shared key. From here on, everything but the ISAKMP header is encrypted."
        ),
        format!(
            "ID {identity} and [HASH_I|HASH] = [prf](SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b) are encrypted with {}. The \
             first [IV] is the beginning of hash(g^xi | g^xr).{contact} With a wrong key, this is the first message that {} \
             cannot read.",
            cipher_words(context),
            from.peer()
        ),
    )
}

pub(super) fn quick_mode(context: &Cx<'_>, number: u8, message: &Message) -> Option<Words> {
    let (from, to) = (context.packet.from, context.packet.from.peer());
    let id = message.header.message_id as i32;
    match number {
        1 => {
            let (ke, pfs) = match message.key_exchange() {
                Some(_) => (" | KE", "A KE payload: [PFS] is on."),
                None => ("", "No KE: [PFS] is off."),
            };
            pair(
                format!("Under the ISAKMP SA, {from} proposes how to protect the traffic itself."),
                format!(
                    "Message ID {id}. IV = hash(last phase 1 cipher block | message ID). HASH(1) = prf(SKEYID_a, M-ID | SA | \
                     Ni{ke} | IDci | IDcr). The offer: {}, [SPI] {} for packets to {from}. {pfs}",
                    ipsec_words(message.proposal()?),
                    spi(message.proposal()?)
                ),
            )
        }
        2 => pair(
            format!("{from} agrees, and says which SPI marks packets meant for it."),
            format!(
                "[SPI] {} for packets to {from}. HASH(2) also covers Ni_b, which shows that {from} has read QM1. [KEYMAT] = prf(SKEYID_d, \
                 {}protocol | SPI | Ni_b | Nr_b), extended to {} bytes, once for each SPI.",
                spi(message.proposal()?),
                if message.key_exchange().is_some() {
                    "g(qm)^xy | "
                } else {
                    ""
                },
                keymat_len(context)
            ),
        ),
        3 => pair(
            format!("{from} confirms that it took part. The tunnel is up."),
            format!(
                "HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b) covers Nr_b, which shows {to} that QM1 was not a replay. \
                 {to} deletes node {id}: the exchange is over, and the two IPsec [SAs|SA] stay."
            ),
        ),
        _ => None,
    }
}

pub(super) fn informational(context: &Cx<'_>, message: &Message) -> Option<Words> {
    let (from, to) = (context.packet.from, context.packet.from.peer());
    message.payloads.iter().find_map(|payload| match payload {
        Payload::Notification(notice) => Some(notified(context, notice.kind)),
        Payload::Delete(delete) if delete.protocol == ProtocolId::Isakmp => pair(
            format!("{from} says that it has deleted the ISAKMP SA."),
            format!(
                "{to} deletes its side too. Messages with the old cookies are refused from now on. The IPsec SAs stay."
            ),
        ),
        Payload::Delete(delete) => {
            let spis: Vec<String> = delete.spis.iter().map(|spi| hex(spi)).collect();
            pair(
                format!("{from} says that it has deleted an IPsec SA."),
                format!(
                    "{from} no longer has the keys for packets with SPI {}, so {to} deletes the pair of SAs that it \
                     belongs to (RFC 2408 §3.15).",
                    spis.join(" and ")
                ),
            )
        }
        _ => None,
    })
}

fn notified(context: &Cx<'_>, kind: NotifyType) -> Words {
    let (from, to) = (context.packet.from, context.packet.from.peer());
    let sealed = if context.packet.protection.is_some() {
        "An informational message, encrypted, with a hash that proves who sent it (RFC 2409 §5.7)."
    } else {
        "An informational message in the clear: without keys there is no hash, and anyone could have sent it."
    };
    let (short, long) = match kind {
        NotifyType::RUThere => (format!("{from} asks whether {to} is still there."), asked(context)),
        NotifyType::RUThereAck => (
            format!("{from} answers that it is still there."),
            "The answer repeats the sequence number of the question, so that an old answer does not count (RFC 3706)."
                .to_owned(),
        ),
        NotifyType::NoProposalChosen => (
            format!("{from} tells {to} that no proposal is acceptable."),
            format!("NO-PROPOSAL-CHOSEN does not say why. Only {from}'s log gives the reason."),
        ),
        kind => (
            format!("{from} notifies {to}: {kind}."),
            "No answer follows.".to_owned(),
        ),
    };
    (short, format!("{long} {sealed}"))
}

/// Why a router asks whether its peer is there.
fn asked(context: &Cx<'_>) -> String {
    let (from, to) = (context.packet.from, context.packet.from.peer());
    let status = &context.trace.status(context.step)[from.index()];
    match status.console.config.isakmp.keepalive {
        Some(keepalive) if keepalive.periodic => {
            format!(
                "Dead peer detection (RFC 3706): {from} is configured to ask every {} seconds.",
                keepalive.seconds
            )
        }
        _ => format!(
            "Dead peer detection (RFC 3706): {from} has traffic to send and has received nothing from {to} lately."
        ),
    }
}

fn spi(proposal: &Proposal) -> String {
    hex(&proposal.spi)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn cipher_words(context: &Cx<'_>) -> &'static str {
    match context.packet.protection.as_ref().map(|protection| &protection.cipher) {
        Some(ProtectionCipher::Cbc { cipher, .. }) => cipher.name,
        Some(ProtectionCipher::Seal { .. }) => "SEAL",
        Some(ProtectionCipher::Null) | None => "no cipher",
    }
}

fn keymat_len(context: &Cx<'_>) -> usize {
    let derived = context
        .trace
        .events_until(context.step)
        .iter()
        .rev()
        .find_map(|event| match &event.kind {
            EventKind::Derived(Derived {
                quantity: Quantity::Keymat { .. },
                value,
                ..
            }) => Some(value.len()),
            _ => None,
        });
    derived.unwrap_or_default()
}

/// The transforms of a phase 1 offer, `AES-CBC 256, MD5, group 2, pre-shared key, 86 400 s`, alternatives parted by "or".
fn proposal_words(message: &Message) -> String {
    let transforms = message.proposal().into_iter().flat_map(|proposal| &proposal.transforms);
    transforms.map(phase1_words).collect::<Vec<_>>().join("; or ")
}

fn phase1_words(transform: &Transform) -> String {
    let number = |kind: Phase1Attribute| transform.attribute(kind).and_then(|attribute| attribute.number());
    let short = |kind| number(kind).map(|number| number as u16);
    let cipher = short(Phase1Attribute::EncryptionAlgorithm).map(|n| EncryptionAlgorithm::from(n).to_string());
    let cipher = cipher.map(|name| match number(Phase1Attribute::KeyLength) {
        Some(bits) => format!("{name} {bits}"),
        None => name,
    });
    let parts = [
        cipher,
        short(Phase1Attribute::HashAlgorithm).map(|n| HashAlgorithm::from(n).to_string()),
        number(Phase1Attribute::GroupDescription).map(|n| format!("group {n}")),
        short(Phase1Attribute::AuthenticationMethod).map(|n| AuthMethod::from(n).to_string()),
        number(Phase1Attribute::LifeDuration).map(|n| format!("{}\u{a0}s", grouped(n))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A quick mode's offer: `ESP_SEAL (number Modelled: 250) with HMAC-SHA, Tunnel, 3 600 s, 4 608 000 kB`.
fn ipsec_words(proposal: &Proposal) -> String {
    let Some(transform) = proposal.transforms.first() else {
        return String::new();
    };
    let id = proposal.transform_id(transform);
    let modelled = if id.number() >= 249 {
        format!(" (number Modelled: {})", id.number())
    } else {
        String::new()
    };
    let mut words = format!("{id}{modelled}");
    let mut unit = LifeType::Seconds;
    for attribute in &transform.attributes {
        let Some(number) = attribute.number() else { continue };
        match IpsecAttribute::from(attribute.kind) {
            IpsecAttribute::AuthenticationAlgorithm => {
                words += &format!(", {}", AuthenticationAlgorithm::from(number as u16));
            }
            IpsecAttribute::EncapsulationMode => words += &format!(", {}", EncapsulationMode::from(number as u16)),
            IpsecAttribute::KeyLength => words += &format!(", {number} bits"),
            IpsecAttribute::SaLifeType => unit = LifeType::from(number as u16),
            IpsecAttribute::SaLifeDuration => {
                let unit = if unit == LifeType::Seconds { "s" } else { "kB" };
                words += &format!(", {}\u{a0}{unit}", grouped(number));
            }
            _ => {}
        }
    }
    words
}
