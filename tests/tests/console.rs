//! The console by itself: modes and prompts, help and completion, errors, filters.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::Outcome;
use ikelab_core::exec;
use ikelab_core::ios::console::Debugging;
use ikelab_core::ios::filter::{Filter, FilterKind};
use ikelab_core::ios::grammar::SyntaxError;
use ikelab_core::ios::{Platform, parse, presets};
use ikelab_tests::terminal::Terminal;

fn console() -> Terminal {
    let (config, _) = parse(presets::DOC_50880.r1, Platform::default());
    Terminal::new(config, Platform::default())
}

/// The prompts before each line and after the last.
fn prompts(lines: &[&str]) -> Vec<String> {
    let mut console = console();
    let mut prompts = vec![console.console().prompt()];
    for line in lines {
        console.enter(line);
        prompts.push(console.console().prompt());
    }
    prompts
}

#[test]
fn prompts_follow_the_modes() {
    assert_eq!(prompts(&["disable", "en"]), ["R1#", "R1>", "R1#"]);
    assert_eq!(
        prompts(&["conf t", "hostname A", "int e0/0", "exit", "exit", "exit"]),
        [
            "R1#",
            "R1(config)#",
            "A(config)#",
            "A(config-if)#",
            "A(config)#",
            "A#",
            "A>"
        ]
    );
    let sub_modes = [
        ("crypto isakmp policy 5", "config-isakmp"),
        ("crypto ipsec transform-set x esp-des", "cfg-crypto-trans"),
        ("crypto map cisco 10", "config-crypto-map"),
        ("ip access-list extended x", "config-ext-nacl"),
        ("line con 0", "config-line"),
    ];
    for (line, mode) in sub_modes {
        for end in ["end", "^Z", "\u{1a}"] {
            assert_eq!(
                prompts(&["conf t", line, end])[2..],
                [format!("R1({mode})#"), "R1#".into()]
            );
        }
    }
}

#[test]
fn do_types_an_exec_line_and_stays() {
    let mut console = console();
    console.enter("configure terminal");
    assert!(matches!(console.enter("do sh cry isa sa"), Some(Outcome::Exec(_))));
    assert_eq!(console.console().prompt(), "R1(config)#");
    assert!(matches!(
        console.enter("do"),
        Some(Outcome::Refused(SyntaxError::Incomplete))
    ));
}

#[test]
fn errors_say_where() {
    let refused = |line: &str| match console().enter(line) {
        Some(Outcome::Refused(error)) => error,
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(refused("show cripto sa"), SyntaxError::Invalid { column: 7, end: 11 });
    assert_eq!(refused("show crypto isakmp"), SyntaxError::Incomplete);
    assert_eq!(refused("s"), SyntaxError::Incomplete, "only show begins so");
    assert_eq!(refused("c"), SyntaxError::Ambiguous { column: 0, end: 1 });
    assert_eq!(
        refused("reload | include x"),
        SyntaxError::Invalid { column: 7, end: 8 }
    );
    assert_eq!(refused("show clock | include"), SyntaxError::Incomplete);
    assert_eq!(console().enter("shwo"), Some(Outcome::UnknownHost("shwo".into())));
    let mut user = console();
    user.enter("disable");
    assert!(matches!(
        user.enter("reload now"),
        Some(Outcome::Refused(SyntaxError::Invalid { column: 0, .. }))
    ));
}

#[test]
fn help_lists_and_tab_completes() {
    let mut console = console();
    let texts = |console: &Terminal, line: &str| -> Vec<String> {
        exec::help(console.console(), line)
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    };
    assert_eq!(
        texts(&console, "show crypto "),
        ["dynamic-map", "engine", "ipsec", "isakmp", "map", "session"]
    );
    assert_eq!(texts(&console, "show crypto i"), ["ipsec", "isakmp"]);
    assert_eq!(texts(&console, "show crypto isakmp sa "), ["detail", "<cr>", "|"]);
    assert_eq!(
        texts(&console, "show clock | "),
        ["begin", "exclude", "include", "section"]
    );
    assert_eq!(texts(&console, "ping 10.0.0.1 repeat "), ["<1-10000>"]);
    assert_eq!(texts(&console, "nonsense "), [] as [String; 0]);
    assert_eq!(exec::complete(console.console(), "sh"), Some("show ".into()));
    assert_eq!(
        exec::complete(console.console(), "show cry"),
        Some("show crypto ".into())
    );
    assert_eq!(exec::complete(console.console(), "show crypto i"), None, "two begin so");
    assert_eq!(exec::complete(console.console(), "show "), None, "nothing is begun");

    console.enter("conf t");
    assert!(texts(&console, "").contains(&"do".to_string()));
    assert_eq!(exec::complete(console.console(), "do sh"), Some("do show ".into()));
    console.enter("crypto map cisco 10");
    assert_eq!(texts(&console, "set p"), ["peer", "pfs"]);
    assert_eq!(texts(&console, "no set peer "), ["A.B.C.D", "WORD", "<cr>"]);
    assert_eq!(
        exec::complete(console.console(), "access-l"),
        Some("access-list ".into()),
        "global commands go too"
    );
}

#[test]
fn reload_starts_with_what_was_written() {
    let mut console = console();
    for line in [
        "conf t",
        "hostname A",
        "end",
        "write memory",
        "conf t",
        "hostname B",
        "end",
        "reload",
    ] {
        console.enter(line);
    }
    assert_eq!(console.console().prompt(), "A#");
    assert!(console.console().debugging == Debugging::OFF);
}

#[test]
fn filters_take_regular_expressions() {
    let text = "crypto map a 10\n set peer 10.1.1.1\n match address 100\n!\ninterface Ethernet0/0\n ip address 10.1.1.2\nend\n";
    let kept = |kind, expression: &str| {
        let expression = expression.to_string();
        let text = Filter { kind, expression }.apply(text);
        text.lines().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        kept(FilterKind::Include, "^ .*10[.]1"),
        [" set peer 10.1.1.1", " ip address 10.1.1.2"]
    );
    assert_eq!(kept(FilterKind::Include, "peer|end$"), [" set peer 10.1.1.1", "end"]);
    assert_eq!(kept(FilterKind::Include, "_10_"), ["crypto map a 10"]);
    assert_eq!(
        kept(FilterKind::Include, "[^a-z ]thernet0\\/0+$"),
        ["interface Ethernet0/0"]
    );
    assert_eq!(kept(FilterKind::Exclude, "1"), ["!", "interface Ethernet0/0", "end"]);
    assert_eq!(kept(FilterKind::Begin, "Eth").len(), 3);
    assert_eq!(kept(FilterKind::Section, "^crypto").len(), 3);
    assert_eq!(kept(FilterKind::Include, "").len(), 7);
    let hard = format!("{}x", ".*".repeat(200));
    assert_eq!(kept(FilterKind::Include, &hard), [] as [String; 0]);
}
