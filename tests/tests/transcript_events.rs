//! Words for single events, where the run of document 50880 does not come by: failures, other transforms, other numbers.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::Ipv4Addr;

use ikelab_core::algorithm::{CbcCipher, EspCipher, Hash};
use ikelab_core::event::{
    DeleteReason, DropReason, Event, EventKind, Input, IpsecEvent, IpsecFailure, IsakmpEvent, Machine, Mismatch,
    NodeReason, RejectedPacket, Role, RouterId, SaRequest, SaState, SessionState, State, TrafficEvent,
};
use ikelab_core::ios::diagnostic::{Basis, Source};
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::isakmp::attribute::Attribute;
use ikelab_core::isakmp::id::PeerName;
use ikelab_core::isakmp::nat_d::NatDialect;
use ikelab_core::isakmp::numbers::NotifyType;
use ikelab_core::isakmp::vendor::Vendor;
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{Facility, Record, records_of_event};

const R1: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 1);
const R2: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 2);

fn records(kind: EventKind) -> Vec<Record> {
    let (at, router, packet) = (SimTime::ZERO, RouterId::R1, None);
    records_of_event(
        &Event {
            at,
            router,
            packet,
            field: None,
            kind,
        },
        7,
    )
}

/// The records of an event on ISAKMP SA 1, white space folded.
fn isakmp(event: IsakmpEvent) -> Vec<String> {
    let records = records(EventKind::Isakmp { conn: Some(1), event });
    records.iter().map(Record::one_line).collect()
}

fn ipsec(event: IpsecEvent) -> Vec<String> {
    records(EventKind::Ipsec(event)).iter().map(Record::one_line).collect()
}

fn traffic(event: TrafficEvent) -> Vec<String> {
    let records = records(EventKind::Traffic(event));
    assert!(records.iter().all(|record| record.facility == Facility::Log));
    records.iter().map(Record::one_line).collect()
}

#[test]
fn a_policy_that_does_not_match_says_what_first() {
    let checked = isakmp(IsakmpEvent::TransformChecked {
        transform: 1,
        priority: 65_535,
        attributes: vec![
            Attribute::basic(1_u16, 1_u16),
            Attribute::basic(2_u16, 2_u16),
            Attribute::basic(4_u16, 1_u16),
            Attribute::basic(3_u16, 3_u16),
            Attribute::basic(11_u16, 1_u16),
            Attribute::basic(12_u16, 3600_u16),
            Attribute::basic(99_u16, 1_u16),
        ],
        mismatches: vec![Mismatch::Encryption, Mismatch::Hash],
        lifetime: 3600,
        next_payload: 3,
    });
    assert_eq!(
        checked,
        [
            "ISAKMP:(0:1:SW:1):Checking ISAKMP transform 1 against priority 65535 policy",
            "ISAKMP: encryption DES-CBC",
            "ISAKMP: hash SHA",
            "ISAKMP: default group 1",
            "ISAKMP: auth RSA sig",
            "ISAKMP: life type in seconds",
            "ISAKMP: life duration (basic) of 3600",
            "ISAKMP: unknown attribute 99",
            "ISAKMP:(0:1:SW:1):Encryption algorithm offered does not match policy!",
            "ISAKMP:(0:1:SW:1):atts are not acceptable. Next payload is 3",
        ]
    );
    let refused = isakmp(IsakmpEvent::Phase1Unacceptable { local: R1, remote: R2 });
    assert_eq!(
        refused,
        [
            "ISAKMP:(0:1:SW:1): phase 1 SA policy not acceptable! (local 10.10.10.1 remote 10.10.10.2)",
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 10.10.10.2",
        ]
    );
}

#[test]
fn a_message_that_is_sent_again_is_announced() {
    let main_mode = IsakmpEvent::Retransmitting {
        machine: Machine::MainMode,
        attempt: 1,
        state: SaState::KeyExch,
    };
    assert_eq!(
        isakmp(main_mode),
        [
            "ISAKMP:(0:1:SW:1): retransmitting phase 1 MM_KEY_EXCH...",
            "ISAKMP:(0:1:SW:1):incrementing error counter on sa: retransmit phase 1",
            "ISAKMP:(0:1:SW:1): retransmitting phase 1 MM_KEY_EXCH",
        ]
    );
    let quick_mode = IsakmpEvent::Retransmitting {
        machine: Machine::QuickMode(0xe697_a952),
        attempt: 1,
        state: SaState::QmIdle,
    };
    assert_eq!(
        isakmp(quick_mode),
        [
            "ISAKMP:(0:1:SW:1): retransmitting phase 2 QM_IDLE -426268334 ...",
            "ISAKMP:(0:1:SW:1):incrementing error counter on sa: retransmit phase 2",
            "ISAKMP:(0:1:SW:1): retransmitting phase 2 -426268334 QM_IDLE",
        ]
    );
    let duplicate = isakmp(IsakmpEvent::Duplicate {
        machine: Machine::MainMode,
    });
    assert_eq!(
        duplicate,
        [
            "ISAKMP:(0:1:SW:1): phase 1 packet is a duplicate of a previous packet.",
            "ISAKMP:(0:1:SW:1): retransmitting due to retransmit phase 1",
        ]
    );
}

#[test]
fn an_sa_that_is_given_up_says_why() {
    let deleted = isakmp(IsakmpEvent::SaDeleted {
        reason: DeleteReason::DeathByRetransmission,
        state: SaState::NoState,
        role: Role::Initiator,
        peer: R1,
    });
    assert_eq!(
        deleted[1],
        "ISAKMP:(0:1:SW:1):deleting SA reason \"death by retransmission P1\" state (I) MM_NO_STATE (peer 10.10.10.1) \
         input queue 0"
    );
    let node = isakmp(IsakmpEvent::NodeDeleted {
        message_id: 1,
        error: true,
        reason: NodeReason::Rejected,
    });
    assert_eq!(
        node,
        ["ISAKMP:(0:1:SW:1):deleting node 1 error TRUE reason \"QM rejected\""]
    );
}

#[test]
fn notifications_have_ioss_names() {
    let named = |kind| {
        isakmp(IsakmpEvent::NotifySent {
            kind,
            protocol: 3,
            spi: 1_690_427_568,
            message_id: 2,
        })
    };
    let text =
        |name: &str| format!("ISAKMP:(0:1:SW:1):Sending NOTIFY {name} protocol 3 spi 1690427568, message ID = 2");
    assert_eq!(named(NotifyType::NoProposalChosen), [text("PROPOSAL_NOT_CHOSEN")]);
    assert_eq!(named(NotifyType::InvalidSpi), [text("INVALID_SPI")]);
    assert_eq!(named(NotifyType::Unknown(40_000)), [text("40000")]);
}

#[test]
fn the_major_version_is_a_byte_of_the_vendor_id() {
    let printed = |bytes: &[u8]| isakmp(IsakmpEvent::VendorId { bytes: bytes.to_vec() }).split_off(1);
    let mismatch = |major: u8| format!("ISAKMP:(0:1:SW:1): vendor ID seems Unity/DPD but major {major} mismatch");
    assert_eq!(printed(Vendor::NatTraversalDraft07.bytes()), [mismatch(245)]);
    assert_eq!(printed(Vendor::NatTraversalRfc3947.bytes()), [mismatch(69)]);
    assert_eq!(printed(&[9; 16]), [mismatch(9)]);
    assert_eq!(
        printed(Vendor::Xauth.bytes()),
        ["ISAKMP:(0:1:SW:1): vendor ID is XAUTH"]
    );
    assert!(printed(b"short").is_empty());
}

#[test]
fn messages_that_are_not_taken_are_in_syslog_or_marked_as_ours() {
    let rejected = |why| {
        records(EventKind::Isakmp {
            conn: None,
            event: IsakmpEvent::Rejected { peer: R2, why },
        })
        .remove(0)
    };
    let malformed = rejected(RejectedPacket::Malformed);
    assert_eq!(
        malformed.one_line(),
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.10.10.2 failed its sanity check or is malformed"
    );
    assert_eq!(
        (malformed.facility, malformed.basis),
        (Facility::Log, Basis::Ios(Source::Field))
    );
    let no_sa = "%CRYPTO-4-IKMP_NO_SA: IKE message from 10.10.10.2 has no SA and is not an initialization offer";
    assert_eq!(rejected(RejectedPacket::NoSa).one_line(), no_sa);
    let hash = rejected(RejectedPacket::HashMismatch);
    assert_eq!((hash.facility, hash.basis), (Facility::Isakmp, Basis::Modelled));
}

#[test]
fn a_record_is_marked_by_its_weakest_word() {
    let transition = |input, from, to| {
        let event = IsakmpEvent::Transition {
            machine: Machine::MainMode,
            input,
            from,
            to,
        };
        let records = records(EventKind::Isakmp { conn: Some(1), event });
        [records[0].basis, records[1].basis]
    };
    let (seed, field) = (Basis::Ios(Source::Seed), Basis::Ios(Source::Field));
    assert_eq!(transition(Input::PeerMainMode, State::RMm2, State::RMm3), [seed, seed]);
    assert_eq!(transition(Input::PeerMainMode, State::IMm1, State::IMm2), [seed, field]);
    assert_eq!(
        transition(Input::InternalDelete, State::Ready, State::DestSa),
        [field, field]
    );
}

#[test]
fn esp_that_is_not_taken_is_in_syslog() {
    let rejected = |conn, why| {
        traffic(TrafficEvent::IpsecRejected {
            source: R2,
            destination: R1,
            protocol: 50,
            spi: 0x7266_2541,
            sequence: 219,
            conn,
            why,
            is_logged: true,
        })
    };
    assert_eq!(
        rejected(None, IpsecFailure::UnknownSpi),
        [
            "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.10.10.1, prot=50, \
          spi=0x72662541(1919296833), srcaddr=10.10.10.2"
        ]
    );
    assert_eq!(
        rejected(Some(2000), IpsecFailure::Replayed),
        ["%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=2000, sequence number=219"]
    );
    assert_eq!(
        rejected(Some(2000), IpsecFailure::BadIcv),
        ["%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=2000"]
    );
    assert!(rejected(Some(2000), IpsecFailure::Malformed).is_empty());
    let clear = TrafficEvent::Dropped {
        source: R2,
        destination: R1,
        protocol: 1,
        reason: DropReason::NotIpsec,
    };
    assert_eq!(
        traffic(clear),
        [
            "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /10.10.10.1, \
          src_addr= 10.10.10.2, prot= 1"
        ]
    );
}

#[test]
fn the_key_engine_prints_the_key_length_and_a_single_host() {
    let host = |address| ProxyEnd {
        address,
        mask: Ipv4Addr::BROADCAST,
        port: 0,
    };
    let transforms = TransformSet {
        esp_cipher: Some(EspCipher::Cbc(CbcCipher::Aes256)),
        esp_auth: Some(Hash::Sha1),
        ..TransformSet::default()
    };
    let request = SaRequest {
        direction: Direction::Outbound,
        local: R1,
        remote: R2,
        proxies: ProxyIdentities {
            protocol: 6,
            local: host(R1),
            remote: host(R2),
        },
        transforms: transforms.clone(),
        seconds: 3600,
        kilobytes: 4_608_000,
        spi: 0x5e39_e570,
        conn: 0,
        flags: 0x400b,
    };
    assert_eq!(
        ipsec(IpsecEvent::SaRequested(request)),
        [
            "IPSEC(sa_request): , (key eng. msg.) OUTBOUND local= 10.10.10.1, remote= 10.10.10.2, \
          local_proxy= 10.10.10.1/255.255.255.255/6/0 (type=1), remote_proxy= 10.10.10.2/255.255.255.255/6/0 (type=1), \
          protocol= ESP, transform= esp-aes 256 esp-sha-hmac (Tunnel), lifedur= 3600s and 4608000kb, \
          spi= 0x5E39E570(1580852592), conn_id= 0, keysize= 256, flags= 0x400B"
        ]
    );
    assert_eq!(
        ipsec(IpsecEvent::TransformNotSupported(transforms)),
        [
            "IPSEC(validate_transform_proposal): transform proposal not supported for identity: {esp-aes 256 esp-sha-hmac }"
        ]
    );
}

#[test]
fn a_tunnel_that_goes_down_is_in_syslog() {
    let down = IpsecEvent::Session {
        state: SessionState::Down,
        peer: R2,
        port: 500,
        identity: PeerName::Address(R2),
    };
    let expected = "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN. Peer 10.10.10.2:500 Id: 10.10.10.2";
    assert_eq!(ipsec(down), [expected]);
}

#[test]
fn a_record_of_another_kind_of_peer_says_what_came() {
    let nat_d = |dialect| isakmp(IsakmpEvent::NatDetection { dialect, matches: true });
    assert_eq!(nat_d(NatDialect::Draft), ["ISAKMP:received payload type 17"]);
    assert_eq!(nat_d(NatDialect::Rfc3947), ["ISAKMP:received payload type 20"]);
    let announced = isakmp(IsakmpEvent::Authenticating { id_type: 11 });
    assert_eq!(
        announced,
        ["ISAKMP:(0:1:SW:1):SA is doing pre-shared key authentication using id type ID_KEY_ID"]
    );
}
