//! The replay window against a model that remembers everything; ESP with arbitrary packets.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use std::collections::BTreeSet;

use ikelab_core::algorithm::{CbcCipher, EspCipher, Hash};
use ikelab_core::ipsec::esp::EspKeys;
use ikelab_core::ipsec::replay::ReplayWindow;
use ikelab_core::ipsec::transform_set::TransformSet;
use proptest::prelude::*;

/// RFC 2406 §3.4.3 in words: not zero, not seen, and not as many as the window holds, or more, before the highest seen.
struct Model {
    size: u16,
    seen: BTreeSet<u32>,
}

impl Model {
    fn accepts(&self, sequence: u32) -> bool {
        let highest = self.seen.last().copied().unwrap_or(0);
        let in_window = u64::from(sequence) + u64::from(self.size) > u64::from(highest);
        sequence != 0 && in_window && !self.seen.contains(&sequence)
    }
}

fn cipher() -> impl Strategy<Value = EspCipher> {
    prop::sample::select(vec![
        EspCipher::Cbc(CbcCipher::Des),
        EspCipher::Cbc(CbcCipher::TripleDes),
        EspCipher::Cbc(CbcCipher::Aes128),
        EspCipher::Cbc(CbcCipher::Aes192),
        EspCipher::Cbc(CbcCipher::Aes256),
        EspCipher::Seal,
        EspCipher::Null,
    ])
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn window_is_as_the_model_says(
        start in prop_oneof![Just(0_u32), any::<u32>(), Just(u32::MAX - 200)],
        steps in prop::collection::vec((prop_oneof![0_u32..200, 0_u32..3000], any::<bool>()), 0..300),
        size in prop::sample::select(vec![64_u16, 128, 256, 512, 1024]),
    ) {
        let (mut window, mut model) = (ReplayWindow::new(size), Model { size, seen: BTreeSet::new() });
        for (step, is_genuine) in steps {
            let sequence = start.saturating_add(step);
            prop_assert_eq!(window.accepts(sequence), model.accepts(sequence), "sequence {}", sequence);
            // A forged packet is asked about and never noted.
            if is_genuine && model.accepts(sequence) {
                window.note(sequence);
                model.seen.insert(sequence);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_without_panic(
        cipher in cipher(),
        auth in prop_oneof![Just(None), Just(Some(Hash::Md5)), Just(Some(Hash::Sha1))],
        packet in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        let set = TransformSet { esp_cipher: Some(cipher), esp_auth: auth, ..TransformSet::default() };
        let keys = EspKeys::new(&set, &vec![0x55; set.esp_keymat_len()]).expect("enough KEYMAT");
        let read = keys.decapsulate(&packet);
        if auth.is_some() {
            prop_assert!(read.is_err(), "nobody forges an ICV by chance");
        }
    }

    #[test]
    fn payloads_come_back(
        cipher in cipher(),
        payload in prop::collection::vec(any::<u8>(), 0..300),
        (spi, sequence, next_header) in any::<(u32, u32, u8)>(),
    ) {
        let set = TransformSet { esp_cipher: Some(cipher), esp_auth: Some(Hash::Sha1), ..TransformSet::default() };
        let keys = EspKeys::new(&set, &vec![0xa3; set.esp_keymat_len()]).expect("enough KEYMAT");
        let made = keys.encapsulate(spi, sequence, &vec![0x17; keys.iv_len()], &payload, next_header);
        let read = keys.decapsulate(&made.bytes).expect("what was made");
        prop_assert_eq!((read.payload, read.next_header), (payload, next_header));
    }
}
