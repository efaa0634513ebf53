//! What comes from the wire.

use std::sync::OnceLock;

use ikelab_core::dissect;
use ikelab_core::effects::{PacketName, ProtectionCipher, Transmission};
use ikelab_core::event::PacketId;
use ikelab_core::ip::{ipv4, udp};
use ikelab_core::isakmp::message::Message;
use ikelab_core::router::Input;
use ikelab_core::sim::{CapturedPacket, Fate};
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{R1, R2, edit_both, preset};
use ikelab_tests::pair::{Pair, ip_packet, isakmp_packet};

/// The payload of a datagram between the routers: what can be read is written as it was, and it can be dissected.
pub fn isakmp(data: &[u8]) {
    if let Ok(message) = Message::decode(data) {
        let again = Message::decode(&message.encode());
        assert_eq!(again.map(|it| it.payloads), Ok(message.payloads));
    }
    if data.len() <= 60_000 {
        dissect_all(isakmp_packet(R1, data.to_vec()));
    }
}

/// A message that a router has sent, decrypted, changed and encrypted again, or any other, in one of the states between the
/// nine messages. The first byte says in which state, the second how what follows changes the message.
pub fn router(data: &[u8]) {
    let [state, how, change @ ..] = data else { return };
    let states = states();
    let mut pair = states[usize::from(*state) % states.len()].clone();
    let Some((from, sent)) = pair.in_flight().first().cloned() else {
        return;
    };
    let packet = match how % 3 {
        0 => isakmp_packet(from.peer(), change.iter().copied().take(60_000).collect()),
        _ => changed(&sent, how % 3 == 1, change),
    };
    pair.handle(from.peer(), Input::Packet(&packet));
    pair.settle();
    pair.echo_request(R1);
    pair.settle();
}

/// Packets with the SPI of an SA in front of what follows the first byte, which says for whom, whether in ESP or AH, and whether
/// it is put in by the sender itself.
pub fn esp(data: &[u8]) {
    let [how, payload @ ..] = data else { return };
    let payload: Vec<u8> = payload.iter().copied().take(60_000).collect();
    let to = if how & 1 == 0 { R1 } else { R2 };
    let (state, protocol) = if how & 2 == 0 {
        (&ended()[0], ipv4::ESP)
    } else {
        (&ended()[1], ipv4::AH)
    };
    let mut pair = state.clone();
    if how & 4 == 0 {
        pair.echo_request(to.peer());
        let Some((_, sent)) = pair.in_flight().last().cloned() else {
            return;
        };
        let header = if protocol == ipv4::ESP {
            &sent.bytes[20..24]
        } else {
            &sent.bytes[20..28]
        };
        let packet = ip_packet(to, protocol, [header, &payload].concat());
        pair.handle(to, Input::Packet(&packet));
        dissect_all(packet);
    } else {
        // The host may send anything: what the tunnel carries of it is real.
        pair.handle(to.peer(), Input::Traffic(&payload));
    }
    pair.settle();
}

/// The two routers before each of the nine messages of the preset.
fn states() -> &'static [Pair] {
    static STATES: OnceLock<Vec<Pair>> = OnceLock::new();
    STATES.get_or_init(|| {
        // The smallest group: whoever hands over a message has much to compute.
        let mut pair = Pair::new(&edit_both(preset(), "group 2", "group 1"));
        pair.echo_request(R2);
        let mut states = Vec::new();
        while !pair.in_flight().is_empty() {
            states.push(pair.clone());
            pair.hand_over();
        }
        states
    })
}

/// The two routers when the tunnel is up: with ESP, and with AH around it.
fn ended() -> &'static [Pair; 2] {
    static ENDED: OnceLock<[Pair; 2]> = OnceLock::new();
    ENDED.get_or_init(|| {
        ["esp-seal esp-sha-hmac", "ah-sha-hmac esp-aes"].map(|transforms| {
            let mut pair = Pair::new(&edit_both(preset(), "esp-seal esp-sha-hmac", transforms));
            pair.echo_request(R2);
            pair.settle();
            pair
        })
    })
}

/// A message with a change: each two bytes of it say where, relative to the last place, and what is put there; or, where
/// `keeps_length` is not so, whether a byte is put in or taken out.
fn changed(sent: &Transmission, keeps_length: bool, change: &[u8]) -> Vec<u8> {
    let datagram = ipv4::Packet::decode(&sent.bytes).ok();
    let datagram = datagram.and_then(|it| udp::Datagram::decode(&it.payload, it.source, it.destination).ok());
    let Some(mut message) = datagram.map(|it| it.payload) else {
        return sent.bytes.clone();
    };
    let before = sent.bytes.len() - message.len();
    let Some(protection) = &sent.protection else {
        alter(&mut message, keeps_length, change);
        return packet_like(sent, message);
    };
    let mut plaintext = protection.plaintext.clone();
    alter(&mut plaintext, keeps_length, change);
    if let ProtectionCipher::Cbc { cipher, key, iv } = &protection.cipher {
        plaintext.resize(plaintext.len().next_multiple_of(iv.len()).max(iv.len()), 0);
        message.truncate(protection.start as usize - before);
        message.extend(cipher.cbc.encrypt(key, iv, &plaintext).expect("whole blocks"));
        let length = message.len() as u32;
        message[24..28].copy_from_slice(&length.to_be_bytes());
    }
    packet_like(sent, message)
}

fn alter(bytes: &mut Vec<u8>, keeps_length: bool, change: &[u8]) {
    let mut place = 0;
    for pair in change.chunks_exact(2).take(1000) {
        place = (place + usize::from(pair[0])) % (bytes.len() + 1);
        match bytes.get_mut(place) {
            Some(byte) if keeps_length => *byte = pair[1],
            Some(_) if pair[1] % 2 == 0 => drop(bytes.remove(place)),
            _ => bytes.insert(place, pair[1]),
        }
    }
}

fn packet_like(sent: &Transmission, message: Vec<u8>) -> Vec<u8> {
    let packet = ipv4::Packet::decode(&sent.bytes).expect("a router sends packets");
    let to = if packet.destination.octets()[3] == 1 { R1 } else { R2 };
    isakmp_packet(to, message)
}

fn dissect_all(bytes: Vec<u8>) {
    let packet = CapturedPacket {
        id: PacketId(0),
        name: PacketName::Clear,
        from: R2,
        sent: SimTime::ZERO,
        bytes,
        protection: None,
        fate: Fate::Lost,
    };
    let end = packet.bytes.len() as u32;
    for field in dissect::wire(&packet) {
        assert!(field.start + field.len <= end, "{} ends behind the packet", field.key);
    }
}
