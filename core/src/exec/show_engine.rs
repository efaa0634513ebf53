//! `show crypto engine …`. Modelled: after the layout of published output, with what this router has.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Exec, show};
use super::show_isakmp::{cipher, hash};
use super::words::modelled;
use crate::algorithm::{CbcCipher, EspCipher, Hash};
use crate::status::RouterStatus;

pub(super) static ROWS: [Exec; 4] = [
    show("show crypto engine connections active", "The SAs", |_, moment| {
        modelled(connections(moment.status))
    })
    .for_all()
    .modelled("the names of the algorithms; packets are counted by what is protected"),
    show("show crypto engine configuration", "The engine in use", |_, moment| {
        modelled(configuration(moment.status))
    })
    .for_all()
    .modelled(""),
    show("show crypto engine accelerator", "The accelerator", |_, moment| {
        modelled(accelerator(moment.status))
    })
    .for_all()
    .modelled(""),
    show(
        "show crypto engine accelerator statistic",
        "What it has done",
        |_, moment| modelled(accelerator(moment.status)),
    )
    .for_all()
    .modelled(""),
];

/// The engine in use.
fn configuration(status: &RouterStatus) -> String {
    let console = &status.console;
    let (kind, slot) = if console.config.accelerator_in_use(console.platform) {
        ("hardware", "1")
    } else {
        ("software", "N/A")
    };
    format!(
        "        crypto engine name:   ikelab\n        \
         crypto engine type:   {kind}\n             \
         serial number:   00000000\n       \
         crypto engine state:   installed\n     \
         crypto engine in slot:   {slot}\n"
    )
}

/// Whether there is an accelerator, and whether it is on.
fn accelerator(status: &RouterStatus) -> String {
    let console = &status.console;
    if !console.platform.accelerator {
        return String::from("% No hardware crypto accelerator in this router\n");
    }
    let (state, seal) = if console.config.crypto_engine_accelerator {
        ("active", "not supported: transform sets with esp-seal are not used")
    } else {
        ("shut down by `no crypto engine accelerator`", "done in software")
    };
    format!("Hardware crypto accelerator in slot 1\n        state: {state}\n        esp-seal: {seal}\n")
}

/// A line for each SA that is in use.
fn connections(status: &RouterStatus) -> String {
    let mut text =
        String::from("  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt\n");
    let mut line = |conn: u32, local: Ipv4Addr, algorithm: &str, [encrypt, decrypt]: [u64; 2]| {
        let interface = status.console.config.interface_with(local);
        let interface = interface.map_or_else(String::new, |name| name.to_string());
        let local = local.to_string();
        text += &format!("{conn:>4} {interface:<20} {local:<15} set    {algorithm:<18} {encrypt:>8} {decrypt:>8}\n");
    };
    let live = status.isakmp_sas.iter().filter(|sa| sa.deleted.is_none());
    for sa in live.filter(|sa| sa.established.is_some()) {
        let algorithm = algorithms(hash(sa), cipher(sa).map(cipher_name));
        line(sa.conn.unwrap_or(0), sa.local, &algorithm, [0, 0]);
    }
    for pair in status.ipsec_sas.iter() {
        let cipher = pair.transforms.esp_cipher.map(|cipher| match cipher {
            EspCipher::Cbc(cipher) => cipher_name(cipher),
            EspCipher::Seal => "SEAL",
            EspCipher::Null => "NULL",
        });
        let algorithm = algorithms(pair.transforms.ah.or(pair.transforms.esp_auth), cipher);
        let counters = status.counters(&pair.proxies);
        if let Some(sa) = &pair.inbound {
            line(sa.conn, pair.local, &algorithm, [0, counters.decaps]);
        }
        if let Some(sa) = &pair.outbound {
            line(sa.conn, pair.local, &algorithm, [counters.encaps, 0]);
        }
    }
    text
}

/// `HMAC_SHA+3DES_56_C`: what there is of the two.
fn algorithms(hash: Option<Hash>, cipher: Option<&str>) -> String {
    let hash = hash.map(|hash| format!("HMAC_{}", hash.policy_word.to_ascii_uppercase()));
    let both: Vec<&str> = hash.as_deref().into_iter().chain(cipher).collect();
    both.join("+")
}

const fn cipher_name(cipher: CbcCipher) -> &'static str {
    match cipher {
        CbcCipher::Des => "DES_56_CB",
        CbcCipher::TripleDes => "3DES_56_C",
        CbcCipher::Aes128 | CbcCipher::Aes192 | CbcCipher::Aes256 => "AES_CBC",
    }
}
