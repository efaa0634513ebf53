//! Hashes, prf, CBC and Diffie-Hellman, against published vectors and recorded exchanges.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::{CbcCipher, Group, Hash};
use ikelab_core::crypto::cbc::CbcError;
use ikelab_core::crypto::modp::BadPublic;
use ikelab_tests::recording::algorithms;
use ikelab_tests::{bytes, hex, ikev1_vectors, list, text, to_hex};

/// RFC 1321 §A.5, FIPS 180-1 Appendix A and FIPS 180-2 §B.1.
#[test]
fn digests_of_parts() {
    assert_eq!(
        to_hex(&Hash::Md5.digest(&[b"a", b"", b"bc"])),
        "900150983cd24fb0d6963f7d28e17f72"
    );
    assert_eq!(
        to_hex(&Hash::Sha1.digest(&[b"ab", b"c"])),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
    assert_eq!(to_hex(&Hash::Md5.digest(&[])), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(
        to_hex(&Hash::Sha256.digest(&[b"a", b"bc"])),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

/// RFC 2202 §2 and §3, test cases 2 and 6 (a key longer than a block).
#[test]
fn hmac_of_rfc_2202() {
    let (jefe, question) = (b"Jefe", [&b"what do ya want "[..], b"for nothing?"]);
    assert_eq!(
        to_hex(&Hash::Md5.hmac(jefe, &question)),
        "750c783e6ab0b503eaa86e310a5db738"
    );
    assert_eq!(
        to_hex(&Hash::Sha1.hmac(jefe, &question)),
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    );

    let (long, data) = (
        [0xaa; 80],
        [&b"Test Using Larger Than Block-Size Key - Hash Key First"[..]],
    );
    assert_eq!(
        to_hex(&Hash::Md5.hmac(&long, &data)),
        "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
    );
    assert_eq!(
        to_hex(&Hash::Sha1.hmac(&long, &data)),
        "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    );
}

/// RFC 4231 §4.2 to §4.5, §4.7 and §4.8, which are RFC 4868's PRF-1 to PRF-6: in each what SHA-256, SHA-384 and SHA-512 give.
#[test]
fn hmac_of_rfc_4231() {
    let counting: Vec<u8> = (1..=25).collect();
    let cases: [(&[u8], &[u8], [&str; 3]); 6] = [
        (
            &[0x0b; 20],
            b"Hi There",
            [
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
            ],
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            [
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ],
        ),
        (
            &[0xaa; 20],
            &[0xdd; 50],
            [
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
                "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
            ],
        ),
        (
            &counting,
            &[0xcd; 50],
            [
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
                "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
                "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
            ],
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            [
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
            ],
        ),
        (
            &[0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
            [
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
                "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
                "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
            ],
        ),
    ];
    for (key, data, expected) in cases {
        for (hash, expected) in SHA_2.into_iter().zip(expected) {
            assert_eq!(to_hex(&hash.hmac(key, &[data])), expected, "{hash:?}");
        }
    }
}

const SHA_2: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// RFC 4868 §2.7.2, the first three cases of each: the check values of AH and ESP, under keys as long as a digest.
#[test]
fn check_values_of_rfc_4868() {
    let jefe = b"Jefe".repeat(16);
    let cases: [(&[u8], &[u8], [&str; 3]); 3] = [
        (
            &[0x0b; 64],
            b"Hi There",
            [
                "198a607eb44bfbc69903a0f1cf2bbdc5",
                "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973",
                "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8",
            ],
        ),
        (
            &jefe,
            b"what do ya want for nothing?",
            [
                "167f928588c5cc2eef8e3093caa0e87c",
                "2c7353974f1842fd66d53c452ca42122b28c0b594cfb184d",
                "cb370917ae8a7ce28cfd1d8f4705d6141c173b2a9362c15df235dfb251b15454",
            ],
        ),
        (
            &[0xaa; 64],
            &[0xdd; 50],
            [
                "cdcb1220d1ecccea91e53aba3092f962",
                "809f439be00274321d4a538652164b53554a508184a0c316",
                "2ee7acd783624ca9398710f3ee05ae41b9f9b0510c87e49e586cc9bf961733d8",
            ],
        ),
    ];
    for (key, data, expected) in cases {
        for (hash, expected) in SHA_2.into_iter().zip(expected) {
            assert_eq!(to_hex(&hash.icv(&key[..hash.digest_len()], data)), expected, "{hash:?}");
        }
    }
}

/// `SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)` and its fellows (RFC 2409 §5), as strongSwan logged them.
#[test]
fn prf_makes_the_recorded_keys() {
    for (name, vector) in ikev1_vectors() {
        let prf = algorithms(&vector).hash;
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
        cipher.cbc.encrypt(&key, &iv, &plaintext).as_ref(),
        Ok(&ciphertext),
        "{cipher:?}"
    );
    assert_eq!(
        cipher.cbc.decrypt(&key, &iv, &ciphertext).as_ref(),
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
    let stage = |key, block: &[u8]| CbcCipher::Des.cbc.encrypt(key, &zero, block).expect("one block");
    let first = stage(&keys[0], b"one blk.");
    let second = CbcCipher::Des.cbc.decrypt(&keys[1], &zero, &first).expect("one block");
    let expected = stage(&keys[2], &second);
    assert_eq!(
        CbcCipher::TripleDes.cbc.encrypt(&keys.concat(), &zero, b"one blk."),
        Ok(expected)
    );
}

#[test]
fn cbc_refuses_wrong_lengths() {
    let aes = CbcCipher::Aes128.cbc;
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

/// Every encrypted message of the recorded exchanges.
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
            let cipher = algorithms(&vector).cipher.cbc;
            assert_eq!(cipher.decrypt(&key, &iv, ciphertext).as_ref(), Ok(&plaintext), "{name}");
            assert_eq!(
                cipher.encrypt(&key, &iv, &plaintext).as_deref(),
                Ok(ciphertext),
                "{name}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 35);
}

#[test]
fn groups_have_numbers() {
    for group in Group::ALL.iter().copied() {
        assert_eq!(Group::from_number(group.number()), Some(group));
        assert_eq!(group.modp.prime_hex.len(), 2 * group.modp.modulus_len());
    }
    assert_eq!(
        Group::ALL.iter().map(|group| group.number()).collect::<Vec<_>>(),
        [1, 2, 5, 14, 15, 16]
    );
    for unknown in [0, 3, 4, 17, 0xffff] {
        assert_eq!(Group::from_number(unknown), None);
    }
}

/// The public value in message 3 and the secret of an exchange whose exponent is known, in four groups; one secret of group 2
/// begins with a zero, and the public values of the three others do.
#[test]
fn exchanges_with_a_known_exponent() {
    let mut leading_zeros = 0;
    for (name, vector) in ikev1_vectors().iter().filter(|(_, vector)| vector.get("x").is_some()) {
        let group = algorithms(vector).group;
        let x = bytes(vector, "x");
        // Messages 3 and 4 begin with the KE payload: 28 bytes of header and 4 of generic header come before the value.
        let value =
            |message: usize| bytes(&vector["messages"][message], "hex")[32..32 + group.modp.modulus_len()].to_vec();
        assert_eq!(to_hex(&group.modp.public(&x)), to_hex(&value(2)), "{name}");
        let secret = group.modp.shared(&x, &value(3)).expect("a good public value");
        assert_eq!(to_hex(&secret), text(vector, "g_xy"), "{name}");
        leading_zeros += usize::from(secret[0] == 0) + usize::from(value(2)[0] == 0);
    }
    assert_eq!(leading_zeros, 4);
}

#[test]
fn both_sides_agree() {
    for group in Group::ALL.iter().copied() {
        let (x, y) = ([0x5a; 20], [0xc3; 20]);
        let (g_x, g_y) = (group.modp.public(&x), group.modp.public(&y));
        assert_eq!(g_x.len(), group.modp.modulus_len());
        assert_eq!(group.modp.shared(&x, &g_y), group.modp.shared(&y, &g_x));
    }
}

#[test]
fn short_numbers_are_padded() {
    for group in Group::ALL.iter().copied() {
        let mut two = vec![0; group.modp.modulus_len()];
        *two.last_mut().expect("not empty") = 2;
        assert_eq!(group.modp.public(&[1]), two);
        assert_eq!(group.modp.shared(&[1], &two), Ok(two));
    }
}

#[test]
fn degenerate_public_values_are_refused() {
    for group in Group::ALL.iter().copied() {
        let p = hex(group.modp.prime_hex);
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
            assert_eq!(group.modp.shared(&[7], &bad), Err(BadPublic::Degenerate));
        }
        assert!(group.modp.shared(&[7], &end_in(p, 0xfd)).is_ok());

        let (need, have) = (length as u32, length as u32 - 1);
        assert_eq!(
            group.modp.shared(&[7], &vec![9; length - 1]),
            Err(BadPublic::Length { need, have })
        );
    }
}
