//! `ikelab seal`: SEAL 3.0 by itself.

use ikelab_core::crypto::seal::{KEY_LEN, POSITION_LEN, Seal, Tables};

use cipher::{StreamCipher, StreamCipherSeek};

/// `length` bytes of SEAL(key, n) from `offset`, in hex with a line end.
pub fn keystream(key: &str, n: &str, offset: u32, length: u32) -> Result<String, String> {
    let key = parse_key(key)?;
    let n =
        u32::from_str_radix(n, 16).map_err(|_| format!("N is a hexadecimal number of up to 8 digits, not {n:?}"))?;
    if offset.checked_add(length).is_none_or(|end| end > POSITION_LEN) {
        return Err(format!(
            "offset and length together are at most {POSITION_LEN} bytes: all that a position has"
        ));
    }
    let mut bytes = vec![0; length as usize];
    let mut seal = Seal::with_tables(Tables::new(&key).into(), n);
    let result = seal
        .try_seek(offset)
        .and_then(|()| seal.try_apply_keystream(&mut bytes));
    result.map_err(|_| "the keystream ends there".to_string())?;
    Ok(hex(&bytes) + "\n")
}

fn parse_key(text: &str) -> Result<[u8; KEY_LEN], String> {
    let wrong = || format!("the key is {} hexadecimal digits (160 bits), not {text:?}", KEY_LEN * 2);
    if text.len() != KEY_LEN * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut key = [0; KEY_LEN];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).map_err(|_| wrong())?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    Ok(key)
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
