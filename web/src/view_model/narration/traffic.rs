//! Steps with a packet of the tunnel: what hides it, what shows a change, and how its receiver goes about it.

use ikelab_core::dissect;
use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::{EventKind, IpsecEvent, SaOrigin, SaUse, TrafficEvent};
use ikelab_core::ios::crypto::{Encapsulation, TransformSet};
use ikelab_core::sim::CapturedPacket;

use super::{Cx, Words};

/// A packet, and the SAs that wrap it.
struct Wrapped<'a> {
    cx: &'a Cx<'a>,
    esp: Option<SaUse>,
    ah: Option<SaUse>,
    transforms: &'a TransformSet,
    /// Whether its keys were typed in.
    is_manual: bool,
}

pub(super) fn words(cx: &Cx<'_>) -> Option<Words> {
    let wrapped = Wrapped::new(cx)?;
    let (from, what) = (cx.packet.from, dissect::summary(cx.packet));
    let how = wrapped.how();
    let short = if what.starts_with("echo request") && is_first(cx) {
        format!("The first ping goes through: {from} {}.", how.replace("{}", "it"))
    } else {
        format!("{from} {}.", how.replace("{}", &what))
    };
    Some((short, format!("{} {}", wrapped.hidden(), wrapped.proved())))
}

/// Whether no packet of a tunnel was sent before this one.
fn is_first(cx: &Cx<'_>) -> bool {
    let is_traffic = |packet: &CapturedPacket| matches!(packet.name, PacketName::Esp(_) | PacketName::Ah(_));
    let before = &cx.trace.packets[..cx.packet.id.0 as usize];
    !before.iter().any(is_traffic)
}

impl<'a> Wrapped<'a> {
    /// By the event that wraps the packet, or takes it out, and the one that made its SA.
    fn new(cx: &'a Cx<'a>) -> Option<Self> {
        let mut events = cx.trace.events_until(cx.step).iter().rev();
        let (esp, ah) = events.find_map(|event| match event.kind {
            EventKind::Traffic(
                TrafficEvent::Encapsulated { esp, ah, .. } | TrafficEvent::Decapsulated { esp, ah, .. },
            ) if event.packet == Some(cx.packet.id) => Some((esp, ah)),
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
                cx,
                esp,
                ah,
                transforms,
                is_manual: *origin == SaOrigin::Manual,
            }),
            _ => None,
        })
    }

    fn cipher(&self) -> Option<&ProtectionCipher> {
        let cipher = self.cx.packet.protection.as_ref().map(|protection| &protection.cipher);
        cipher.filter(|cipher| **cipher != ProtectionCipher::Null)
    }

    /// What the sender does with the packet, which `{}` stands for.
    fn how(&self) -> &'static str {
        let is_seal = matches!(self.cipher(), Some(ProtectionCipher::Seal { .. }));
        match (self.cipher(), self.esp, self.ah) {
            (_, None, _) => "puts {} behind an AH, which hides nothing and shows every change",
            (Some(_), _, Some(_)) if is_seal => "hides {} with SEAL in ESP, and puts AH before it",
            (Some(_), _, Some(_)) => "encrypts {} in ESP, and puts AH before it",
            (Some(_), _, None) if is_seal => "wraps {} in ESP and hides it with SEAL",
            (Some(_), _, None) => "wraps {} in ESP and encrypts it",
            (None, _, Some(_)) => "wraps {} in ESP and AH, which hide nothing and show every change",
            (None, _, None) if self.transforms.esp_auth.is_some() => {
                "wraps {} in ESP, which hides nothing and shows every change"
            }
            (None, _, None) => "wraps {} in ESP, which neither hides nor protects it",
        }
    }

    /// What the one who listens does not see.
    fn hidden(&self) -> String {
        let what = match self.transforms.mode {
            Encapsulation::Tunnel => "the whole inner packet",
            Encapsulation::Transport => "all that stands behind the IP header (transport mode)",
        };
        match self.cipher() {
            None => format!("Who listens can read {what}."),
            Some(ProtectionCipher::Cbc { name, .. }) => {
                format!("A random IV begins it; then {what}, padding and trailer are encrypted with {name}.")
            }
            Some(_) => format!(
                "SEAL's keystream at position n = {}, [XORed|XOR] with {what}, padding and trailer, gives the ciphertext; n is the \
                 sequence number, so no IV travels.",
                self.esp.map_or(0, |esp| esp.sequence)
            ),
        }
    }

    /// How the receiver knows that nothing was changed.
    fn proved(&self) -> String {
        let to = self.cx.packet.from.peer();
        let spi = self.ah.or(self.esp).map_or(0, |used| used.spi);
        let covers = match (self.ah, self.transforms.esp_auth) {
            (Some(_), _) => "AH's ICV, 12 bytes of HMAC, covers the whole packet with its outer addresses",
            (None, Some(_)) => "The ICV, 12 bytes of HMAC, covers all from SPI to next header",
            (None, None) => {
                return format!(
                    "No ICV: {to} finds the keys by SPI {spi:08X} and takes whatever comes out, changed or not."
                );
            }
        };
        let (and, then) = match (self.esp, self.cipher()) {
            (Some(_), Some(_)) => (", ", ", and only then decrypts"),
            _ => (" and ", ""),
        };
        let checks = if self.is_manual {
            "checks the ICV but no sequence number, since the keys are typed in"
        } else {
            "checks the ICV and the sequence number"
        };
        format!("{covers}. {to} finds the keys by SPI {spi:08X}{and}{checks}{then}.")
    }
}
