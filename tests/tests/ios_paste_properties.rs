//! Whatever is pasted: cleaning twice is cleaning once, and lines keep their numbers.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use ikelab_core::ios::paste::{clean, split};
use ikelab_core::ios::{Platform, parse, presets};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Lines that are no configuration, and texts that may stand before one that is.
fn noise() -> impl Strategy<Value = String> {
    let lines = vec![
        "R1>enable",
        "R1#",
        "R1#show ip route",
        "R1(config)#",
        "R1(config-if)#exit",
        "Router(config)#end",
        "> ",
        "> > R1(config)#",
        " --More-- ",
        " --More--          ",
        "--More--\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}",
        "conf t",
        "do wr",
        "end",
        "exit",
        "^Z",
        "% Invalid input detected at '^' marker.",
        "     ^",
        "*Mar  1 00:00:12.345: %SYS-5-CONFIG_I: Configured from console by console",
        "00:01:12: ISAKMP:(0:1:SW:1): beginning Main Mode exchange",
        "000123: %LINK-3-UPDOWN: Interface X, changed state to up",
        "Building configuration...",
        "banner motd #",
        "> banner motd ^C",
        "#",
        "^C",
        "\u{200b}",
        "\u{a0}\t",
        "\u{201c}",
        "",
        "// his side",
        "# ours",
        "#conf t",
        "R1# // here",
        "R1#conf // there",
        "------",
        "R2:",
        "R1(config)#access-list ?",
        "  <1-99>  A standard list",
        "set peer 192.0.2.1 <-- the other (far away)",
    ];
    select(lines).prop_map(str::to_string)
}

/// A preset's configuration with noise in it.
fn pasted() -> impl Strategy<Value = String> {
    let noise = prop::collection::vec((any::<Index>(), noise(), any::<bool>()), 0..12);
    (0..2_usize, noise, select(vec!["\n", "\r\n", "\r"])).prop_map(|(which, noise, separator)| {
        let text = [presets::DOC_50880.r1, presets::DOC_50880.r2][which];
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        for (at, noise, is_alone) in noise {
            let at = at.index(lines.len());
            match is_alone {
                true => lines.insert(at, noise),
                false => lines[at].insert_str(0, &noise),
            }
        }
        lines.join(separator)
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn cleaning_twice_is_cleaning_once(pasted in pasted(), any_text in "(?s).{0,80}") {
        for text in [pasted, any_text] {
            let cleaned = clean(&text);
            let again = clean(&cleaned.text);
            prop_assert_eq!(&again.text, &cleaned.text);
            prop_assert!(again.removals.is_empty(), "{:?}", again.removals);
            let line_break = if text.contains('\n') { '\n' } else { '\r' };
            prop_assert_eq!(cleaned.text.matches('\n').count(), text.matches(line_break).count());
            prop_assert_eq!(cleaned.removals.is_empty(), cleaned.text == text);
            let (platform, length) = (Platform::default(), cleaned.text.split('\n').count());
            prop_assert_eq!(parse(&text, platform).0, parse(&cleaned.text, platform).0);
            prop_assert!(parse(&text, platform).1.iter().all(|it| (1..=length).contains(&(it.line as usize))));
        }
    }

    /// Lines of configuration in whatever order are left as they are.
    #[test]
    fn configuration_stays_byte_for_byte(lines in prop::collection::vec(
        select(presets::DOC_50880.r1.lines().collect::<Vec<_>>()), 0..60)) {
        let text = lines.join("\n");
        let cleaned = clean(&text);
        prop_assert_eq!(&cleaned.text, &text);
        prop_assert!(cleaned.removals.is_empty());
    }

    #[test]
    fn both_parts_are_the_whole(first in pasted(), second in pasted(), any_text in "(?s).{0,80}") {
        for text in [format!("{first}\n{second}"), any_text] {
            if let Some(pair) = split(&text) {
                prop_assert_eq!(pair.texts.concat(), text);
            }
        }
    }
}
