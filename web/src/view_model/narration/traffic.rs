//! Steps with a packet of the tunnel: what hides it, what shows a change, and how its receiver goes about it.

use ikelab_core::dissect;
use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::{EventKind, IpsecEvent, SaOrigin, SaUse, TrafficEvent};
use ikelab_core::ipsec::transform_set::{Encapsulation, TransformSet};
use ikelab_core::sim::CapturedPacket;

use super::{Cx, Words};

/// A packet, and the SAs that wrap it.
struct Wrapped<'a> {
    context: &'a Cx<'a>,
    esp: Option<SaUse>,
    ah: Option<SaUse>,
    transforms: &'a TransformSet,
    /// Whether its keys were typed in.
    is_manual: bool,
}

pub(super) fn words(context: &Cx<'_>) -> Option<Words> {
    let wrapped = Wrapped::new(context)?;
    let (from, what) = (context.packet.from, dissect::summary(context.packet));
    let how = wrapped.how();
    let short = if is_first(context) {
        format!(
            "The first packet enters the tunnel: {from} {}.",
            how.replace("{}", &what)
        )
    } else {
        format!("{from} {}.", how.replace("{}", &what))
    };
    Some((short, format!("{} {}", wrapped.hidden(), wrapped.proved())))
}

/// Whether no packet of a tunnel was sent before this one.
fn is_first(context: &Cx<'_>) -> bool {
    let is_traffic = |packet: &CapturedPacket| matches!(packet.name, PacketName::Esp(_) | PacketName::Ah(_));
    let before = &context.trace.packets[..context.packet.id.0 as usize];
    !before.iter().any(is_traffic)
}

impl<'a> Wrapped<'a> {
    /// By the event that wraps the packet, or takes it out, and the one that made its SA.
    fn new(context: &'a Cx<'a>) -> Option<Self> {
        let mut events = context.trace.events_until(context.step).iter().rev();
        let (esp, ah) = events.find_map(|event| match event.kind {
            EventKind::Traffic(
                TrafficEvent::Encapsulated { esp, ah, .. } | TrafficEvent::Decapsulated { esp, ah, .. },
            ) if event.packet == Some(context.packet.id) => Some((esp, ah)),
            _ => None,
        })?;
        let wanted = esp.or(ah)?.spi;
        events.find_map(|event| match &event.kind {
            EventKind::Ipsec(IpsecEvent::SaCreated {
                spi,
                transforms,
                origin,
                ..
            }) if *spi == wanted => Some(Wrapped {
                context,
                esp,
                ah,
                transforms,
                is_manual: *origin == SaOrigin::Manual,
            }),
            _ => None,
        })
    }

    fn cipher(&self) -> Option<&ProtectionCipher> {
        let cipher = self
            .context
            .packet
            .protection
            .as_ref()
            .map(|protection| &protection.cipher);
        cipher.filter(|cipher| **cipher != ProtectionCipher::Null)
    }

    /// What the sender does with the packet, which `{}` stands for.
    fn how(&self) -> &'static str {
        let is_seal = matches!(self.cipher(), Some(ProtectionCipher::Seal { .. }));
        match (self.cipher(), self.esp, self.ah) {
            (_, None, _) => "puts AH in front of {}, which authenticates it and hides nothing",
            (Some(_), _, Some(_)) if is_seal => "encrypts {} with SEAL in ESP, and puts AH in front",
            (Some(_), _, Some(_)) => "encrypts {} in ESP, and puts AH in front",
            (Some(_), _, None) if is_seal => "encrypts {} with SEAL and wraps it in ESP",
            (Some(_), _, None) => "encrypts {} and wraps it in ESP",
            (None, _, Some(_)) => "wraps {} in ESP and AH, which authenticate it and hide nothing",
            (None, _, None) if self.transforms.esp_auth.is_some() => {
                "wraps {} in ESP, which authenticates it and hides nothing"
            }
            (None, _, None) => "wraps {} in ESP, which neither hides nor authenticates it",
        }
    }

    /// What an eavesdropper does not see.
    fn hidden(&self) -> String {
        let what = match self.transforms.mode {
            Encapsulation::Tunnel => "the whole inner packet",
            Encapsulation::Transport => "everything behind the IP header (transport mode)",
        };
        match self.cipher() {
            None => format!("An eavesdropper can read {what}."),
            Some(ProtectionCipher::Cbc { cipher, .. }) => {
                format!(
                    "The ESP payload begins with a random IV. Then {what}, the padding and the trailer are encrypted with {}.",
                    cipher.name
                )
            }
            Some(_) => format!(
                "The ciphertext is {what}, padding and trailer, [XORed|XOR] with SEAL's keystream at position n = {}. n is the \
                 sequence number, so no IV is sent.",
                self.esp.map_or(0, |esp| esp.sequence)
            ),
        }
    }

    /// How the receiver knows that nothing was changed.
    fn proved(&self) -> String {
        let to = self.context.packet.from.peer();
        let spi = self.ah.or(self.esp).map_or(0, |used| used.spi);
        let covers = match (self.ah.and(self.transforms.ah), self.transforms.esp_auth) {
            (Some(hash), _) => format!(
                "AH's ICV, {} bytes of HMAC, covers the packet and the IP header in front, except for the fields that \
                 routers change on the way",
                hash.icv_len
            ),
            (None, Some(hash)) => format!(
                "The ICV, {} bytes of HMAC, covers everything from the SPI to the next header field",
                hash.icv_len
            ),
            (None, None) => {
                return format!(
                    "There is no ICV: {to} finds the keys by SPI {spi:08X} and accepts the packet, changed or not."
                );
            }
        };
        let (and, then) = match (self.esp, self.cipher()) {
            (Some(_), Some(_)) => (", ", ", and only then decrypts"),
            _ => (" and ", ""),
        };
        let checks = if self.is_manual {
            "checks the ICV, but not the sequence number, since the keys are manual"
        } else {
            "checks the ICV and the sequence number"
        };
        format!("{covers}. {to} finds the keys by SPI {spi:08X}{and}{checks}{then}.")
    }
}
