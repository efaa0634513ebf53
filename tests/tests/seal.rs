//! SEAL 3.0 against the keystreams of Crypto++ 8.7.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use ikelab_core::crypto::seal::{BLOCK_LEN, Making, POSITION_LEN, Registers, Seal, Table, Tables};
use ikelab_tests::{bytes, list, seal_vectors, text, to_hex};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A vector's cipher, at the beginning of its position.
fn start(vector: &Value) -> Seal {
    Seal::new_from_slices(&bytes(vector, "key"), &bytes(vector, "n")).expect("a 20-byte key and a 4-byte n")
}

fn keystream(seal: &mut Seal, length: usize) -> Vec<u8> {
    let mut out = vec![0xa5; length];
    seal.write_keystream(&mut out);
    out
}

fn each(check: impl Fn(&Value)) {
    let vectors = seal_vectors();
    let vectors = list(&vectors, "vectors");
    assert_eq!(vectors.len(), 8);
    vectors.iter().for_each(check);
}

fn number(value: &Value, name: &str) -> usize {
    value[name].as_u64().expect("a number") as usize
}

#[test]
fn beginnings() {
    each(|vector| {
        assert_eq!(to_hex(&keystream(&mut start(vector), 32)), text(vector, "first32"));
        assert_eq!(to_hex(&keystream(&mut start(vector), 64)), text(vector, "first64"));
    });
}

#[test]
fn whole_4096_bytes() {
    let seen = std::cell::Cell::new(0);
    each(|vector| {
        if vector.get("full_4096").is_some() {
            assert_eq!(to_hex(&keystream(&mut start(vector), 4096)), text(vector, "full_4096"));
            seen.set(seen.get() + 1);
        }
    });
    assert_eq!(seen.get(), 5);
}

#[test]
fn slices_are_reached_by_seeking_and_by_reading_up_to_them() {
    each(|vector| {
        let all = keystream(&mut start(vector), POSITION_LEN as usize);
        let mut seal = start(vector);
        for slice in list(vector, "slices_L64K") {
            let (offset, length) = (number(slice, "off"), number(slice, "len"));
            assert_eq!(
                to_hex(&all[offset..offset + length]),
                text(slice, "hex"),
                "offset {offset}"
            );
            seal.seek(offset);
            assert_eq!(
                to_hex(&keystream(&mut seal, length)),
                text(slice, "hex"),
                "seek to {offset}"
            );
            assert_eq!(seal.current_pos::<usize>(), offset + length);
        }
    });
}

#[test]
fn prefixes_have_the_right_sha256() {
    each(|vector| {
        let all = keystream(&mut start(vector), POSITION_LEN as usize);
        for (length, expected) in vector["sha256_first"].as_object().expect("an object") {
            let length: usize = length.parse().expect("a number");
            assert_eq!(
                to_hex(&Sha256::digest(&all[..length])),
                expected.as_str().expect("a string"),
                "{length} bytes"
            );
        }
    });
}

/// Crypto++ by default makes 4 KiB of a position and goes on with the next: its stream is positions `n`, `n + 1`, …
#[test]
fn positions_of_4096_bytes_in_a_row() {
    each(|vector| {
        let mut first = start(vector);
        let mut second = Seal::with_tables(first.tables().clone(), first.n().wrapping_add(1));
        let mut stream = keystream(&mut first, 4096);
        stream.extend(keystream(&mut second, 4096));

        let wrap = &vector["wrap_L4K"];
        let (offset, length) = (number(wrap, "off"), number(wrap, "len"));
        assert_eq!(to_hex(&stream[offset..offset + length]), text(wrap, "hex"));
        assert_eq!(to_hex(&Sha256::digest(&stream)), text(wrap, "sha256_8192"));
    });
}

#[test]
fn every_chunk_size_gives_the_same_stream() {
    let vectors = seal_vectors();
    let vector = &vectors["vectors"][1];
    let expected = keystream(&mut start(vector), 4200);
    let tables = start(vector).tables().clone();
    for size in 1..=2100 {
        let mut seal = Seal::with_tables(Arc::clone(&tables), 0x0135_77af);
        let mut data = vec![0; 4200];
        for chunk in data.chunks_mut(size) {
            seal.apply_keystream(chunk);
        }
        assert!(data == expected, "chunks of {size} bytes");
    }
}

#[test]
fn every_byte_can_be_sought() {
    let vectors = seal_vectors();
    let mut seal = start(&vectors["vectors"][2]);
    let expected = keystream(&mut seal, 2200);
    for (position, byte) in expected.iter().enumerate() {
        seal.seek(position);
        assert_eq!(seal.current_pos::<usize>(), position);
        assert_eq!(keystream(&mut seal, 1), [*byte], "byte {position}");
    }
}

#[test]
fn a_position_ends_after_64_kib() {
    let vectors = seal_vectors();
    let mut seal = start(&vectors["vectors"][0]);
    seal.seek(POSITION_LEN - 3);
    assert!(seal.try_write_keystream(&mut [0; 4]).is_err());
    assert_eq!(seal.current_pos::<u32>(), POSITION_LEN - 3);
    let last = keystream(&mut seal, 3);
    assert_eq!(seal.current_pos::<u32>(), POSITION_LEN);
    assert!(seal.try_write_keystream(&mut [0]).is_err());

    seal.seek(POSITION_LEN);
    assert!(seal.try_write_keystream(&mut [0]).is_err());
    assert!(seal.try_seek(POSITION_LEN + 1).is_err());
    assert!(seal.try_seek(u64::MAX).is_err());
    seal.seek(POSITION_LEN - 3);
    assert_eq!(keystream(&mut seal, 3), last);
}

#[test]
fn iterations_are_the_keystream_with_the_states_between() {
    let vectors = seal_vectors();
    let mut seal = start(&vectors["vectors"][3]);
    let tables: Arc<Tables> = seal.tables().clone();
    for l in 0..64 {
        let mut iterations = tables.iterations(seal.n(), l);
        let mut before = iterations.registers();
        let [n1, n2, n3, n4] = iterations.salts();
        assert_eq!(iterations.len(), 64);

        let mut output = Vec::new();
        for expected_index in 0..64 {
            let step = iterations.next().expect("64 iterations");
            assert_eq!(step.index, expected_index);
            assert_ne!(step.registers, before);
            let (first, second) = if step.index % 2 == 0 { (n1, n2) } else { (n3, n4) };
            assert_eq!(step.registers.a, step.mixed.a.wrapping_add(first));
            assert_eq!(step.registers.d, step.mixed.d ^ second);
            assert_eq!(step.registers, iterations.registers());
            before = step.registers;
            output.extend(step.output);
        }
        assert_eq!(iterations.next(), None);
        assert_eq!(output, keystream(&mut seal, BLOCK_LEN as usize), "block {l}");
    }
}

/// The eight steps again, with the places in T that they are said to have chosen.
fn mixed(t: &[u32; 512], before: Registers, chosen: [u16; 8]) -> Registers {
    let Registers { a, b, c, d } = before;
    let [t1, t2, t3, t4, t5, t6, t7, t8] = chosen.map(|place| t[usize::from(place)]);
    let a1 = a.rotate_right(9);
    let b1 = b.wrapping_add(t1) ^ a1;
    let b2 = b1.rotate_right(9);
    let c1 = (c ^ t2).wrapping_add(b2);
    let c2 = c1.rotate_right(9);
    let d1 = d.wrapping_add(t3) ^ c2;
    let d2 = d1.rotate_right(9);
    let a2 = (a1 ^ t4).wrapping_add(d2);
    let (a3, b3) = (a2.rotate_right(9), b2 ^ t5);
    let (b4, c3) = (b3.rotate_right(9), c2.wrapping_add(t6));
    let (c4, d3) = (c3.rotate_right(9), d2 ^ t7);
    Registers {
        a: a3.wrapping_add(t8),
        b: b4,
        c: c4,
        d: d3.rotate_right(9),
    }
}

#[test]
fn the_chosen_words_of_t_lead_from_registers_to_registers() {
    let vectors = seal_vectors();
    let seal = start(&vectors["vectors"][3]);
    let iterations = seal.tables().iterations(seal.n(), 0);
    let mut before = iterations.registers();
    for step in iterations {
        assert_eq!(
            mixed(&seal.tables().t, before, step.chosen),
            step.mixed,
            "{}",
            step.index
        );
        before = step.registers;
    }
}

#[test]
fn each_word_is_made_as_it_is_shown() {
    let vectors = seal_vectors();
    let vector = &vectors["vectors"][0];
    let key: [u8; 20] = bytes(vector, "key").try_into().expect("20 bytes");
    let tables = Tables::new(&key);
    for table in Table::ALL {
        for (place, word) in (0..).zip(tables.words(table)) {
            let making = Making::new(&key, table, place);
            assert_eq!(making.word(), *word, "{table:?}[{place}]");
            assert_eq!(making.index * 5 + making.place as u32, making.argument);
        }
    }
}

/// First words of the tables of the paper's key, 67452301 efcdab89 98badcfe 10325476 c3d2e1f0.
#[test]
fn tables_of_the_paper_s_key() {
    let vectors = seal_vectors();
    let seal = start(&vectors["vectors"][0]);
    let tables = seal.tables();
    assert_eq!(tables.r[..4], [0x5021_758d, 0xce57_7c11, 0xfa5b_d5dd, 0x366d_1b93]);
    assert_eq!(tables.t[0], 0x92b4_04e5);
    assert_eq!(tables.s[0], 0x907c_1e3d);
}
