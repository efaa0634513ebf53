//! All tests of this folder, in one program: it is linked once for each target, and one browser runs them all.
//!
//! `cargo test -p ikelab-tests NAME::` runs those of a module.

mod ah;
mod cases;
mod configuration_properties;
mod console;
mod console_dialogue;
mod console_properties;
mod console_windows;
mod crypto;
mod determinism;
mod dissect;
mod dissect_packets;
mod dissect_properties;
mod doctor;
mod doctor_log;
mod doctor_maps;
mod doctor_wire;
mod faults;
mod foreign_offers;
mod icmp;
mod identity;
mod ike_initiator;
mod ike_vectors;
mod ios_blocks;
mod ios_configure;
mod ios_crypto_maps;
mod ios_docs;
mod ios_left_out;
mod ios_lists;
mod ios_parse;
mod ios_paste;
mod ios_paste_properties;
mod ios_properties;
mod ipsec;
mod ipsec_properties;
mod isakmp;
mod isakmp_properties;
mod later_algorithms;
mod lifetime;
mod locator;
mod manual;
mod manual_keys;
#[cfg(not(target_arch = "wasm32"))]
mod modules;
mod pcap;
mod pings;
mod presets;
mod provenance;
mod python;
mod records;
mod refused_quick_modes;
mod router_properties;
mod scenario_properties;
mod scenarios;
mod seal;
mod share;
mod share_properties;
mod status;
#[cfg(not(target_arch = "wasm32"))]
mod strangers;
#[cfg(not(target_arch = "wasm32"))]
mod strategies;
mod switches;
mod topology;
mod transcript;
mod transcript_events;
mod transport;
mod troubles;
mod tunnel;
mod tunnel_refused;
mod what_if;
mod wireshark;

/// A file that is no module here would be compiled by nobody.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_file_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for entry in std::fs::read_dir(folder).expect("the folder of this file") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let is_module = include_str!("main.rs").contains(&format!("\nmod {name};\n"));
        assert!(is_module || name == "main", "{name} is not in main.rs");
    }
}
