//! A few lines of Python, of its standard library alone, that compute a value again from what went into it and print it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Provenance;
use super::inputs::Inputs;
use crate::algorithm::{Group, Hash};
use crate::event::Operation;
use crate::sim::Trace;

/// Hexadecimal digits in a line.
const LINE: usize = 64;

/// What is written of a value, and its digits.
type Digits = (String, String);

impl Provenance {
    /// The program that prints a computed value in hexadecimal, KEYMAT also cut into its keys, each on a line; none for what was
    /// drawn.
    pub fn python(&self, trace: &Trace, index: u32) -> Option<String> {
        let inputs = self.inputs(trace, index)?;
        let (lines, value) = write_inputs(&inputs)?;
        let mut code = lines + "value = " + &value;
        if let Some(cut) = inputs.derived.formula.cut {
            code += &format!("[:{cut}]");
        }
        code += "\nprint(value.hex())\n";
        for (transform, bytes) in self.cut(trace, index) {
            let (start, end, words) = (bytes.start, bytes.end, transform.words());
            code += &format!("print(value[{start}:{end}].hex())  # {words}\n");
        }
        Some(code)
    }
}

/// The lines with what goes in, and the expression of what comes out, uncut.
fn write_inputs(inputs: &Inputs<'_>) -> Option<(String, String)> {
    let derived = inputs.derived;
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let arguments = derived.formula.arguments.iter().zip(&inputs.arguments);
    let all: Vec<Digits> = arguments
        .map(|(argument, bytes)| (argument.symbol.to_string(), digits(bytes)))
        .collect();
    let (first, rest) = all.split_at_checked(1)?;
    let hash = inputs.hash.map(name).unwrap_or_default();
    let keyed = || format!("import hmac\n{}{}", variable("key", first), variable("data", rest));
    let chain = |blocks: u32, again: &str| {
        let mut code = keyed() + &format!("k1 = hmac.digest(key, data, \"{hash}\")\n");
        let mut sum = String::from("k1");
        for block in 2..=blocks {
            let before = block - 1;
            code += &format!("k{block} = hmac.digest(key, k{before}{again}, \"{hash}\")\n");
            sum += &format!(" + k{block}");
        }
        (code, format!("({sum})"))
    };
    Some(match derived.formula.operation {
        Operation::Same => (variable("key", first), "key".into()),
        Operation::PublicValue => power("2", &[("x", first)], derived.value.len())?,
        Operation::SharedSecret => power("y", &[("y", first), ("x", rest)], derived.value.len())?,
        Operation::Hash => (
            format!("import hashlib\n{}", variable("data", &all)),
            format!("hashlib.{hash}(data).digest()"),
        ),
        Operation::Prf => (keyed(), format!("hmac.digest(key, data, \"{hash}\")")),
        Operation::Keymat { blocks } => chain(blocks, " + data"),
        Operation::Stretched { blocks } => chain(blocks, ""),
    })
}

/// A power modulo the prime with so many bytes.
fn power(base: &str, values: &[(&str, &[Digits])], len: usize) -> Option<(String, String)> {
    let group = Group::ALL.iter().find(|group| group.modp.modulus_len() == len)?;
    let comment = format!("the prime of group {}", group.number());
    let mut code = variable("p", &[(comment, group.modp.prime_hex.to_string())]);
    for (name, digits) in values {
        code += &variable(name, digits);
    }
    let number = |name: &str| format!("int.from_bytes({name}, \"big\")");
    let base = if base == "2" { base.into() } else { number(base) };
    let power = format!("pow({base}, {}, {}).to_bytes({len}, \"big\")", number("x"), number("p"));
    Some((code, power))
}

/// A variable with bytes, one part behind the other.
fn variable(name: &str, parts: &[Digits]) -> String {
    let mut code = format!("{name} = bytes.fromhex(\n");
    for (comment, digits) in parts {
        let mut rest = digits.as_str();
        while let Some((line, more)) = rest.split_at_checked(LINE).filter(|(_, more)| !more.is_empty()) {
            code += &format!("    \"{line}\"\n");
            rest = more;
        }
        code += &format!("    \"{rest}\"  # {comment}\n");
    }
    code + ")\n"
}

/// What Python calls a hash.
fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "sha1",
        hash => hash.row().policy_word,
    }
}
