//! Hashes, prf, CBC and Diffie-Hellman, against published vectors and recorded exchanges.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::crypto::cbc::{CbcCipher, CbcError};
use ikelab_core::crypto::hash::HashAlgorithm;
use ikelab_core::crypto::modp::{BadPublic, Group};
use ikelab_tests::{bytes, hex, ikev1_vectors, list, text, to_hex};

const GROUPS: [Group; 3] = [Group::Modp768, Group::Modp1024, Group::Modp1536];

/// RFC 1321 §A.5 and FIPS 180-1 Appendix A.
#[test]
fn digests_of_parts() {
    assert_eq!(
        to_hex(&HashAlgorithm::Md5.digest(&[b"a", b"", b"bc"])),
        "900150983cd24fb0d6963f7d28e17f72"
    );
    assert_eq!(
        to_hex(&HashAlgorithm::Sha1.digest(&[b"ab", b"c"])),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
    assert_eq!(
        to_hex(&HashAlgorithm::Md5.digest(&[])),
        "d41d8cd98f00b204e9800998ecf8427e"
    );
}

/// RFC 2202 §2 and §3, test cases 2 and 6 (a key longer than a block).
#[test]
fn hmac_of_rfc_2202() {
    let (jefe, question) = (b"Jefe", [&b"what do ya want "[..], b"for nothing?"]);
    assert_eq!(
        to_hex(&HashAlgorithm::Md5.hmac(jefe, &question)),
        "750c783e6ab0b503eaa86e310a5db738"
    );
    assert_eq!(
        to_hex(&HashAlgorithm::Sha1.hmac(jefe, &question)),
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    );

    let (long, data) = (
        [0xaa; 80],
        [&b"Test Using Larger Than Block-Size Key - Hash Key First"[..]],
    );
    assert_eq!(
        to_hex(&HashAlgorithm::Md5.hmac(&long, &data)),
        "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
    );
    assert_eq!(
        to_hex(&HashAlgorithm::Sha1.hmac(&long, &data)),
        "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    );
}

/// `SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)` and its fellows (RFC 2409 §5), as strongSwan logged them.
#[test]
fn prf_makes_the_recorded_keys() {
    for (name, vector) in ikev1_vectors() {
        let prf = HashAlgorithm::Md5;
        let get = |member| bytes(&vector, member);
        let (ni_b, nr_b, psk) = (get("ni_b"), get("nr_b"), text(&vector, "psk"));
        let (g_xy, cky_i, cky_r) = (get("g_xy"), get("cky_i"), get("cky_r"));
        let skeyid = prf.hmac(psk.as_bytes(), &[&ni_b, &nr_b]);
        let d = prf.hmac(&skeyid, &[&g_xy, &cky_i, &cky_r, &[0]]);
        let a = prf.hmac(&skeyid, &[&d, &g_xy, &cky_i, &cky_r, &[1]]);
        let e = prf.hmac(&skeyid, &[&a, &g_xy, &cky_i, &cky_r, &[2]]);
        for (member, key) in [("SKEYID", skeyid), ("SKEYID_d", d), ("SKEYID_a", a), ("SKEYID_e", e)] {
            assert_eq!(to_hex(&key), text(&vector, member), "{member} of {name}");
        }
    }
}

/// Plaintext blocks of NIST SP 800-38A §F.2, which it also uses for AES.
const NIST: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";

fn cbc(cipher: CbcCipher, key: &str, iv: &str, plaintext: &str, ciphertext: &str) {
    let (key, iv, plaintext, ciphertext) = (hex(key), hex(iv), hex(plaintext), hex(ciphertext));
    assert_eq!(
        cipher.encrypt(&key, &iv, &plaintext).as_ref(),
        Ok(&ciphertext),
        "{cipher:?}"
    );
    assert_eq!(
        cipher.decrypt(&key, &iv, &ciphertext).as_ref(),
        Ok(&plaintext),
        "{cipher:?}"
    );
}

/// NIST SP 800-38A §F.2.1, §F.2.3 and §F.2.5, first two blocks.
#[test]
fn aes_cbc_of_sp_800_38a() {
    let iv = "000102030405060708090a0b0c0d0e0f";
    cbc(
        CbcCipher::Aes128,
        "2b7e151628aed2a6abf7158809cf4f3c",
        iv,
        NIST,
        "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
    );
    cbc(
        CbcCipher::Aes192,
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
        iv,
        NIST,
        "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
    );
    cbc(
        CbcCipher::Aes256,
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        iv,
        NIST,
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
    );
}

/// FIPS 81 Table C1: "Now is the time for all " under key 0123456789abcdef.
#[test]
fn des_cbc_of_fips_81() {
    let plaintext = to_hex(b"Now is the time for all ");
    let ciphertext = "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6";
    cbc(
        CbcCipher::Des,
        "0123456789abcdef",
        "1234567890abcdef",
        &plaintext,
        ciphertext,
    );
    // With one key three times, Triple DES is DES.
    let thrice = "0123456789abcdef".repeat(3);
    cbc(
        CbcCipher::TripleDes,
        &thrice,
        "1234567890abcdef",
        &plaintext,
        ciphertext,
    );
}

/// Triple DES with three keys: each of its stages by single DES on one block, in the order of RFC 2451 §2.
#[test]
fn triple_des_is_encrypt_decrypt_encrypt() {
    let keys = [[0x11; 8], [0x2c; 8], [0x4f; 8]];
    let zero = [0; 8];
    let stage = |key, block: &[u8]| CbcCipher::Des.encrypt(key, &zero, block).expect("one block");
    let first = stage(&keys[0], b"one blk.");
    let second = CbcCipher::Des.decrypt(&keys[1], &zero, &first).expect("one block");
    let expected = stage(&keys[2], &second);
    assert_eq!(
        CbcCipher::TripleDes.encrypt(&keys.concat(), &zero, b"one blk."),
        Ok(expected)
    );
}

#[test]
fn cbc_refuses_wrong_lengths() {
    let aes = CbcCipher::Aes128;
    assert_eq!(
        aes.encrypt(&[0; 20], &[0; 16], &[]),
        Err(CbcError::KeyLength { need: 16, have: 20 })
    );
    assert_eq!(
        aes.decrypt(&[0; 16], &[0; 8], &[]),
        Err(CbcError::IvLength { need: 16, have: 8 })
    );
    assert_eq!(
        aes.decrypt(&[0; 16], &[0; 16], &[0; 17]),
        Err(CbcError::NotBlocks { block: 16, have: 17 })
    );
    assert_eq!(aes.encrypt(&[0; 16], &[0; 16], &[]), Ok(vec![]));
}

/// Every encrypted message of the recorded exchanges: phase 1 is AES with a 256-bit key.
#[test]
fn cbc_decrypts_the_recorded_messages() {
    let mut seen = 0;
    for (name, vector) in ikev1_vectors() {
        let key = bytes(&vector, "enc_key");
        for message in list(&vector, "messages")
            .iter()
            .filter(|message| message.get("plaintext").is_some())
        {
            let (iv, plaintext) = (bytes(message, "iv"), bytes(message, "plaintext"));
            let ciphertext = &bytes(message, "hex")[28..];
            let aes = CbcCipher::Aes256;
            assert_eq!(aes.decrypt(&key, &iv, ciphertext).as_ref(), Ok(&plaintext), "{name}");
            assert_eq!(aes.encrypt(&key, &iv, &plaintext).as_deref(), Ok(ciphertext), "{name}");
            seen += 1;
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn groups_have_numbers() {
    for group in GROUPS {
        assert_eq!(Group::from_number(group.number()), Some(group));
        assert_eq!(group.prime_hex().len(), 2 * group.modulus_len());
    }
    assert_eq!(GROUPS.map(Group::number), [1, 2, 5]);
    for unknown in [0, 3, 4, 14, 0xffff] {
        assert_eq!(Group::from_number(unknown), None);
    }
}

/// The public value in message 3 and the secret of an exchange whose exponent is known; one secret begins with a zero.
#[test]
fn exchanges_with_a_known_exponent() {
    let mut leading_zeros = 0;
    for (name, vector) in ikev1_vectors().iter().filter(|(name, _)| name.starts_with("py-")) {
        let group = Group::Modp1024;
        let x = bytes(vector, "x");
        // Messages 3 and 4 begin with the KE payload: 28 bytes of header and 4 of generic header come before the value.
        let value = |message: usize| bytes(&vector["messages"][message], "hex")[32..32 + 128].to_vec();
        assert_eq!(to_hex(&group.public(&x)), to_hex(&value(2)), "{name}");
        let secret = group.shared(&x, &value(3)).expect("a good public value");
        assert_eq!(to_hex(&secret), text(vector, "g_xy"), "{name}");
        leading_zeros += usize::from(secret[0] == 0);
    }
    assert_eq!(leading_zeros, 1);
}

#[test]
fn both_sides_agree() {
    for group in GROUPS {
        let (x, y) = ([0x5a; 20], [0xc3; 20]);
        let (g_x, g_y) = (group.public(&x), group.public(&y));
        assert_eq!(g_x.len(), group.modulus_len());
        assert_eq!(group.shared(&x, &g_y), group.shared(&y, &g_x));
    }
}

#[test]
fn short_numbers_are_padded() {
    for group in GROUPS {
        let mut two = vec![0; group.modulus_len()];
        *two.last_mut().expect("not empty") = 2;
        assert_eq!(group.public(&[1]), two);
        assert_eq!(group.shared(&[1], &two), Ok(two));
    }
}

#[test]
fn degenerate_public_values_are_refused() {
    for group in GROUPS {
        let p = hex(group.prime_hex());
        let length = p.len();
        let end_in = |mut number: Vec<u8>, byte| {
            *number.last_mut().expect("not empty") = byte;
            number
        };
        // The primes end in ff, so that p - 1 and p - 2 differ from them in the last byte only.
        let zero = vec![0; length];
        for bad in [
            zero.clone(),
            end_in(zero, 1),
            end_in(p.clone(), 0xfe),
            p.clone(),
            vec![0xff; length],
        ] {
            assert_eq!(group.shared(&[7], &bad), Err(BadPublic::Degenerate));
        }
        assert!(group.shared(&[7], &end_in(p, 0xfd)).is_ok());

        let (need, have) = (length as u32, length as u32 - 1);
        assert_eq!(
            group.shared(&[7], &vec![9; length - 1]),
            Err(BadPublic::Length { need, have })
        );
    }
}
