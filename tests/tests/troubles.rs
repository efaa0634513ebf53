//! Whatever goes wrong in a tunnel, with either router as the initiator: each router says what IOS says, nothing is left
//! pending, and once the cause is gone, `clear crypto sa` and a ping bring the tunnel up.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName::{self, MainMode, QuickMode};
use ikelab_core::event::{ConsoleEvent, EventKind, IpsecEvent, RouterId, SessionState};
use ikelab_core::sim::{Action, Fault, FaultKind, PacketRef, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::transcript;
use ikelab_tests::lab::{self, preset};
use ikelab_tests::variations::{WIRE, live_isakmp_sas};

/// The interfaces towards the wire.
const INTERFACES: [&str; 2] = ["Ethernet1/0", "Ethernet0/0"];
/// The routers' addresses on their own networks.
const INSIDE: [&str; 2] = ["172.18.124.201", "20.20.20.2"];
const NETWORKS: [&str; 2] = ["172.18.124.0 0.0.0.255", "20.20.20.0 0.0.0.255"];
/// When all that goes wrong has gone wrong.
const AFTERWARDS: SimTime = SimTime::from_secs(200);

/// The initiator's first message, the responder's answer, and so on.
const MESSAGES: [PacketName; 9] = [
    MainMode(1),
    MainMode(2),
    MainMode(3),
    MainMode(4),
    MainMode(5),
    MainMode(6),
    QuickMode(1),
    QuickMode(2),
    QuickMode(3),
];

/// How a negotiation ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// With SAs on both routers.
    Up,
    /// Without any on the initiator.
    Down,
}

/// What goes wrong, in the words of the routers.
struct Trouble {
    what: &'static str,
    begin: Scenario,
    /// What is in the records or on the screen of a router.
    says: Vec<(RouterId, String)>,
    end: End,
    /// What is typed to mend it, after `enable`.
    remedy: Vec<(RouterId, String)>,
    /// The router that pings.
    initiator: RouterId,
}

/// A trouble that is made step by step.
struct Maker {
    trouble: Trouble,
    responder: RouterId,
    /// When the next lines are typed.
    at: SimTime,
}

fn make(what: &'static str, initiator: RouterId) -> Maker {
    let begin = Scenario {
        stimuli: Vec::new(),
        ..preset()
    };
    let trouble = Trouble {
        what,
        begin,
        says: Vec::new(),
        end: End::Down,
        remedy: Vec::new(),
        initiator,
    };
    let responder = initiator.peer();
    Maker {
        trouble,
        responder,
        at: SimTime::ZERO,
    }
}

impl Maker {
    fn types(mut self, router: RouterId, line: impl Into<String>) -> Self {
        self.trouble.begin.stimuli.push(typed(self.at, router, line));
        self
    }

    fn configures(self, router: RouterId, lines: &str) -> Self {
        self.types(router, format!("configure terminal\n{lines}\nend"))
    }

    fn later(mut self, seconds: u64) -> Self {
        self.at = self.at + seconds * 1000;
        self
    }

    /// The host behind the initiator pings.
    fn pings(mut self, count: u16) -> Self {
        let ping = lab::ping(&self.trouble.begin, self.trouble.initiator, self.at, count, 56);
        self.trouble.begin.stimuli.push(ping);
        self
    }

    /// The wire does something to the initiator's packet.
    fn fault(mut self, name: PacketName, kind: FaultKind) -> Self {
        let packet = PacketRef {
            from: self.trouble.initiator,
            name,
            occurrence: 0,
        };
        self.trouble.begin.faults.push(Fault { packet, kind });
        self
    }

    fn says(mut self, router: RouterId, words: &[&str]) -> Self {
        let words = words.iter().map(|words| (router, (*words).to_string()));
        self.trouble.says.extend(words);
        self
    }

    fn initiator_says(self, words: &[&str]) -> Self {
        let initiator = self.trouble.initiator;
        self.says(initiator, words)
    }

    fn responder_says(self, words: &[&str]) -> Self {
        let responder = self.responder;
        self.says(responder, words)
    }

    fn remedy(mut self, router: RouterId, lines: &str) -> Self {
        self.trouble.remedy.push((router, lines.into()));
        self
    }

    fn ends(mut self, end: End) -> Trouble {
        self.trouble.end = end;
        self.trouble
    }
}

fn typed(at: SimTime, router: RouterId, line: impl Into<String>) -> Stimulus {
    let line = line.into();
    Stimulus {
        at,
        action: Action::Type { router, line },
    }
}

fn address(router: RouterId) -> String {
    WIRE[router.index()].to_string()
}

fn configuration(lines: &str) -> String {
    format!("configure terminal\n{lines}\nend")
}

/// The responder's policy differs in one parameter.
fn policy_mismatch(initiator: RouterId, what: &'static str, [other, own]: [&str; 2], words: &str) -> Trouble {
    let maker = make(what, initiator);
    let (responder, here, there) = (maker.responder, address(maker.responder), address(initiator));
    let line = |line: &str| format!("crypto isakmp policy 1\n{line}");
    maker
        .configures(responder, &line(other))
        .later(1)
        .pings(1)
        .responder_says(&[
            words,
            "atts are not acceptable. Next payload is 0",
            "no offers accepted!",
            &format!("phase 1 SA policy not acceptable! (local {here} remote {there})"),
        ])
        .initiator_says(&[
            "retransmitting phase 1 MM_NO_STATE",
            "deleting SA reason \"death by retransmission P1\" state (I) MM_NO_STATE",
        ])
        .remedy(responder, &configuration(&line(own)))
        .ends(End::Down)
}

fn policies(initiator: RouterId) -> Vec<Trouble> {
    [
        (
            "encryption",
            ["encr 3des", "encr aes 256"],
            "Encryption algorithm offered does not match policy!",
        ),
        (
            "hash",
            ["hash sha", "hash md5"],
            "Hash algorithm offered does not match policy!",
        ),
        (
            "group",
            ["group 5", "group 2"],
            "Diffie-Hellman group offered does not match policy!",
        ),
        (
            "key length",
            ["encr aes 192", "encr aes 256"],
            "Proposed key length does not match policy",
        ),
        (
            "authentication",
            ["authentication rsa-sig", "authentication pre-share"],
            "Authentication method offered does not match policy!",
        ),
    ]
    .into_iter()
    .map(|(what, lines, words)| policy_mismatch(initiator, what, lines, words))
    .collect()
}

fn key_line(peer: RouterId, key: &str, no: &str) -> String {
    format!("{no}crypto isakmp key {key} address {}", address(peer))
}

/// The key is wrong at one of the two; the responder is always the one that decrypts with it.
fn wrong_key(initiator: RouterId, at: RouterId) -> Trouble {
    let change =
        |from: &str, to: &str| format!("{}\n{}", key_line(at.peer(), from, "no "), key_line(at.peer(), to, ""));
    let peer = address(initiator);
    make("wrong pre-shared key", initiator)
        .configures(at, &change("cisco123", "cisco124"))
        .later(1)
        .pings(1)
        .responder_says(&[&format!(
            "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {peer} failed its sanity check or is malformed"
        )])
        .initiator_says(&["retransmitting phase 1 MM_KEY_EXCH", "death by retransmission P1"])
        .remedy(at, &configuration(&change("cisco124", "cisco123")))
        .ends(End::Down)
}

/// What both say when the responder refuses a quick mode.
fn quick_mode_refused(maker: Maker, why: &[&str]) -> Maker {
    let (here, there) = (address(maker.responder), address(maker.trouble.initiator));
    maker
        .responder_says(why)
        .responder_says(&[
            "IPSec policy invalidated proposal",
            &format!("phase 2 SA policy not acceptable! (local {here} remote {there})"),
        ])
        .initiator_says(&[
            "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3",
            &format!("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at {here}"),
        ])
}

const NOT_SUPPORTED: [&str; 2] = [
    "IPSEC(validate_transform_proposal): transform proposal not supported for identity:",
    "{esp-seal esp-sha-hmac }",
];

fn transform_mismatch(initiator: RouterId) -> Trouble {
    let maker = make("transform mismatch", initiator);
    let responder = maker.responder;
    let other = "crypto ipsec transform-set other esp-3des esp-sha-hmac\ncrypto map cisco 10\nset transform-set other";
    let maker = maker.configures(responder, other).later(1).pings(1);
    quick_mode_refused(maker, &NOT_SUPPORTED)
        .remedy(
            responder,
            &configuration("crypto map cisco 10\nset transform-set cisco"),
        )
        .ends(End::Down)
}

fn access_lists_not_mirrored(initiator: RouterId) -> Trouble {
    let maker = make("access lists that are no mirror images", initiator);
    let responder = maker.responder;
    let [here, there] = [NETWORKS[responder.index()], NETWORKS[initiator.index()]];
    let list = |there: &str| format!("no access-list 100\naccess-list 100 permit ip {here} {there}");
    let wider = there.replace(".0 0.0.0.255", ".0 0.0.0.127");
    let maker = maker.configures(responder, &list(&wider)).later(1).pings(1);
    quick_mode_refused(
        maker,
        &["IPSEC(validate_transform_proposal): proxy identities not supported"],
    )
    .remedy(responder, &configuration(&list(there)))
    .ends(End::Down)
}

fn pfs(initiator: RouterId, at: RouterId) -> Trouble {
    let maker = make("PFS on one side only", initiator);
    let maker = maker
        .configures(at, "crypto map cisco 10\nset pfs group2")
        .later(1)
        .pings(3);
    if at == initiator {
        return maker
            .initiator_says(&["Crypto tunnel is UP"])
            .responder_says(&["Crypto tunnel is UP"])
            .ends(End::Up);
    }
    quick_mode_refused(maker, &NOT_SUPPORTED)
        .remedy(at, &configuration("crypto map cisco 10\nno set pfs"))
        .ends(End::Down)
}

/// The responder has started anew and knows nothing any more of an SA that the initiator speaks of.
fn no_sa(initiator: RouterId) -> Trouble {
    let maker = make("message for no SA", initiator);
    let (responder, peer) = (maker.responder, address(initiator));
    maker
        .pings(3)
        .later(10)
        .types(responder, "reload")
        .later(30)
        .types(initiator, "clear crypto isakmp")
        .responder_says(&[&format!(
            "%CRYPTO-4-IKMP_NO_SA: IKE message from {peer} has no SA and is not an initialization offer"
        )])
        .ends(End::Up)
}

fn unknown_spi(initiator: RouterId) -> Trouble {
    let maker = make("ESP: unknown SPI", initiator);
    let (responder, here, there) = (maker.responder, address(maker.responder), address(initiator));
    maker
        .pings(3)
        .later(10)
        .types(responder, "reload")
        .later(30)
        .pings(1)
        .responder_says(&[
            "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for",
            &format!("destaddr={here}, prot=50, spi=0x"),
            &format!("srcaddr={there}"),
        ])
        // Its ISAKMP SA is as stale as its IPsec SAs.
        .remedy(initiator, "clear crypto isakmp")
        .ends(End::Up)
}

fn esp(initiator: RouterId, what: &'static str, kind: FaultKind, words: &[&str]) -> Trouble {
    let maker = make(what, initiator).fault(PacketName::Esp(2), kind);
    maker.pings(4).responder_says(words).ends(End::Up)
}

fn clear_text(initiator: RouterId) -> Trouble {
    let maker = make("clear text that should have been protected", initiator);
    let interface = format!("interface {}", INTERFACES[initiator.index()]);
    maker
        .configures(initiator, &format!("{interface}\nno crypto map cisco"))
        .later(1)
        .pings(1)
        .responder_says(&[
            "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.",
            &format!("src_addr= {}, prot= 1", preset().hosts[initiator.index()]),
        ])
        .remedy(initiator, &configuration(&format!("{interface}\ncrypto map cisco")))
        .ends(End::Down)
}

/// The accelerator is at the initiator, who then has no transform set, or at the responder, who refuses.
fn accelerator(initiator: RouterId, at: RouterId) -> Trouble {
    let mut maker = make("esp-seal with an accelerator present", initiator);
    maker.trouble.begin.routers[at.index()].platform.accelerator = true;
    let maker = maker
        .configures(at, "crypto ipsec transform-set again esp-seal esp-sha-hmac")
        .says(
            at,
            &["WARNING: encryption hardware does not support transform esp-seal within IPSec transform again"],
        )
        .later(1)
        .pings(1);
    let maker = if at == initiator {
        maker.initiator_says(&["has no transform set that can be used"])
    } else {
        quick_mode_refused(maker, &NOT_SUPPORTED)
    };
    maker
        .remedy(at, &configuration("no crypto engine accelerator"))
        .ends(End::Down)
}

/// An error, and the set is not there; the tunnel that is configured does not suffer.
fn without_authentication(initiator: RouterId) -> Trouble {
    make("esp-seal without authentication", initiator)
        .configures(initiator, "crypto ipsec transform-set bare esp-seal")
        .initiator_says(&["ERROR: transform esp-seal in IPSec transform bare requires an authentication transform"])
        .later(1)
        .pings(3)
        .ends(End::Up)
}

/// An error in either order of typing: the map first, or the transform set first.
fn manually_keyed(initiator: RouterId, map_first: bool) -> Trouble {
    let maker = make("esp-seal in a manually keyed crypto map", initiator);
    let set = "crypto ipsec transform-set again esp-seal esp-sha-hmac";
    let lines = if map_first {
        let another = set.replace("esp-seal", "esp-3des");
        format!("{another}\ncrypto map keyed 10 ipsec-manual\nset transform-set again\n{set}")
    } else {
        format!("{set}\ncrypto map keyed 10 ipsec-manual\nset transform-set again")
    };
    maker
        .configures(initiator, &lines)
        .initiator_says(&["(esp-seal) cannot be used by manually keyed crypto map keyed 10"])
        .later(1)
        .pings(3)
        .ends(End::Up)
}

/// Every row, with this initiator.
fn troubles(initiator: RouterId) -> Vec<Trouble> {
    let responder = initiator.peer();
    let corrupt = FaultKind::Corrupt { offset: 40, mask: 1 };
    let mut all = policies(initiator);
    all.extend([
        wrong_key(initiator, initiator),
        wrong_key(initiator, responder),
        transform_mismatch(initiator),
        access_lists_not_mirrored(initiator),
        pfs(initiator, initiator),
        pfs(initiator, responder),
        no_sa(initiator),
        unknown_spi(initiator),
        esp(
            initiator,
            "ESP: replayed",
            FaultKind::Duplicate(5),
            &[
                "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed",
                "sequence number=2",
            ],
        ),
        esp(
            initiator,
            "ESP: ICV wrong",
            corrupt,
            &["%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id="],
        ),
        clear_text(initiator),
        accelerator(initiator, initiator),
        accelerator(initiator, responder),
        without_authentication(initiator),
        manually_keyed(initiator, true),
        manually_keyed(initiator, false),
    ]);
    all
}

/// All that a router's console shows, with the words that it breaks over lines put together.
fn screen(trace: &Trace, router: RouterId) -> String {
    let shown = transcript::screen(&transcript::console(trace, router));
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The run as it ends by itself.
fn check_end(trouble: &Trouble) {
    let trace = lab::run(&trouble.begin);
    let what = format!("{}, {} initiates", trouble.what, trouble.initiator);
    for (router, words) in &trouble.says {
        let screen = screen(&trace, *router);
        assert!(
            screen.contains(words.trim()),
            "{what}: {router} does not say {words:?}:\n{screen}"
        );
    }
    let last = trace.events.last().expect("events").at;
    assert!(last < AFTERWARDS, "{what}: it goes on until {last:?}");
    assert!(lab::is_idle(&trace), "{what}: something is pending");
    let is_up = !lab::live_spis(&trace, trouble.initiator).is_empty();
    assert_eq!(is_up, trouble.end == End::Up, "{what}");
}

/// The run with the cause mended: `clear crypto sa` and a ping.
fn check_remedy(trouble: &Trouble, mended_at: SimTime) {
    let Trouble { initiator, .. } = *trouble;
    let responder = initiator.peer();
    let mut scenario = trouble.begin.clone();
    let mut types = |router, line: &str| scenario.stimuli.push(typed(mended_at, router, line));
    for (router, lines) in &trouble.remedy {
        types(*router, lines);
    }
    for router in RouterId::BOTH {
        types(router, "clear crypto sa");
    }
    let (from, to) = (INSIDE[initiator.index()], INSIDE[responder.index()]);
    types(initiator, &format!("ping {to} source {from}"));
    let trace = lab::run(&scenario);
    let what = format!("{}, {initiator} initiates, mended at {mended_at:?}", trouble.what);
    let pinged = trace.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::Console(ConsoleEvent::PingFinished { received, .. }) => Some(*received),
        _ => None,
    });
    assert!(
        pinged.is_some_and(|received| received >= 3),
        "{what}: {pinged:?}\n{}",
        screen(&trace, initiator)
    );
    for router in RouterId::BOTH {
        assert_eq!(lab::live_spis(&trace, router).len(), 1, "{what}: {router}");
        assert!(live_isakmp_sas(&trace, router) >= 1, "{what}: {router}");
    }
    assert!(lab::is_idle(&trace), "{what}: something is pending");
}

fn check(initiator: RouterId) {
    for trouble in troubles(initiator) {
        check_end(&trouble);
        check_remedy(&trouble, AFTERWARDS);
    }
}

#[test]
fn with_r1_as_initiator() {
    check(RouterId::R1);
}

#[test]
fn with_r2_as_initiator() {
    check(RouterId::R2);
}

/// Mended while the routers still try the old way.
#[test]
fn mended_in_the_middle() {
    for initiator in RouterId::BOTH {
        for trouble in troubles(initiator) {
            check_remedy(&trouble, SimTime::from_secs(45));
        }
    }
}

/// Each of the nine messages is lost, comes twice, comes after others, or comes broken: the tunnel comes up by itself.
#[test]
fn messages_on_a_bad_wire() {
    let kinds = [
        FaultKind::Lose,
        FaultKind::Duplicate(300),
        FaultKind::Delay(15_000),
        FaultKind::Corrupt { offset: 40, mask: 4 },
    ];
    for initiator in RouterId::BOTH {
        let responder = initiator.peer();
        for (index, name) in MESSAGES.into_iter().enumerate() {
            let from = if index % 2 == 0 { initiator } else { responder };
            for kind in &kinds {
                let begin = make("", initiator).pings(14).ends(End::Up).begin;
                let trace = lab::run(&lab::with_fault(begin, from, name, kind.clone()));
                assert!(lab::is_up(&trace), "{kind:?} {from} {name}: {:?}", lab::ladder(&trace));
                assert!(lab::is_idle(&trace), "{kind:?} {from} {name}: something is pending");
            }
        }
    }
}

/// The routers with these lines configured before the host behind the initiator pings; what the run leaves.
fn run_with(initiator: RouterId, lines: &str, count: u16, size: u16) -> Trace {
    let responder = initiator.peer();
    let maker = make("", initiator);
    let maker = maker.types(initiator, "undebug all").types(responder, "undebug all");
    let mut scenario = maker
        .configures(initiator, lines)
        .configures(responder, lines)
        .ends(End::Up)
        .begin;
    scenario
        .stimuli
        .push(lab::ping(&scenario, initiator, SimTime(1000), count, size));
    lab::run(&scenario)
}

/// How often SAs were agreed on.
fn agreements(trace: &Trace, router: RouterId) -> usize {
    let is = |event: &&IpsecEvent| {
        matches!(
            event,
            IpsecEvent::Session {
                state: SessionState::Up,
                ..
            }
        )
    };
    lab::ipsec_events(trace, router).filter(is).count()
}

/// New SAs are there before the old ones expire, by time or by volume: no packet but the first is lost.
#[test]
fn keys_are_replaced_in_time() {
    let (by_time, by_volume) = ("seconds 120", "kilobytes 2560");
    for initiator in RouterId::BOTH {
        for (lifetime, count, size) in [(by_time, 200, 56), (by_volume, 250, 15_000)] {
            let lines = format!("crypto ipsec security-association lifetime {lifetime}");
            let trace = run_with(initiator, &lines, count, size);
            let what = format!("{lifetime}, {initiator} initiates");
            assert_eq!(lab::replies(&trace, initiator), usize::from(count) - 1, "{what}");
            for router in RouterId::BOTH {
                assert!(agreements(&trace, router) >= 2, "{what}");
            }
            assert!(lab::is_up(&trace) && lab::is_idle(&trace), "{what}");
        }
    }
}

/// The responder falls silent: the initiator notices, and builds a new tunnel when the responder is back.
#[test]
fn a_dead_peer_is_noticed() {
    for initiator in RouterId::BOTH {
        let maker = make("", initiator);
        let responder = maker.responder;
        let maker = maker.configures(initiator, "crypto isakmp keepalive 10 2");
        let maker = maker
            .configures(responder, "crypto isakmp keepalive 10 2")
            .later(1)
            .pings(3)
            .later(9);
        let scenario = maker.types(responder, "reload").later(2).pings(60).ends(End::Up).begin;
        let trace = lab::run(&scenario);
        assert!(
            screen(&trace, initiator).contains("not responding!"),
            "{initiator} initiates"
        );
        assert!(lab::is_up(&trace) && lab::is_idle(&trace), "{initiator} initiates");
        assert!(lab::replies(&trace, initiator) > 10, "{initiator} initiates");
    }
}

/// Both hosts ping at once, or nearly: there is a tunnel, and both are answered.
#[test]
fn both_may_begin() {
    for millis in [0, 1, 5, 100, 300, 500] {
        let mut scenario = make("", RouterId::R1).ends(End::Up).begin;
        for (router, at) in [(RouterId::R1, 1000), (RouterId::R2, 1000 + millis)] {
            scenario.stimuli.push(lab::ping(&scenario, router, SimTime(at), 5, 56));
        }
        let trace = lab::run(&scenario);
        for router in RouterId::BOTH {
            assert!(lab::replies(&trace, router) >= 3, "{router}, {millis} ms apart");
        }
        assert!(lab::is_up(&trace) && lab::is_idle(&trace), "{millis} ms apart");
    }
}

/// Both hosts ping at once, so that there are two ISAKMP SAs; R1 starts anew and knows neither. A ping of R2's host finds
/// that out, whether by dead peer detection or by a quick mode without an answer, and both are gone: the next one is
/// answered.
#[test]
fn a_peer_that_forgot_two_isakmp_sas() {
    for (keepalive, line, words) in [
        (
            "no crypto isakmp keepalive",
            "clear crypto sa",
            "death by retransmission P2",
        ),
        ("crypto isakmp keepalive 10 2", "show clock", "not responding!"),
    ] {
        let maker = make("", RouterId::R2)
            .configures(RouterId::R2, keepalive)
            .later(1)
            .pings(1);
        let maker = maker
            .types(RouterId::R1, "ping 20.20.20.10 source e0/0 repeat 1")
            .later(20);
        let maker = maker.types(RouterId::R1, "reload").later(40);
        assert_eq!(live_isakmp_sas(&lab::run(&maker.trouble.begin), RouterId::R2), 2);
        let maker = maker.types(RouterId::R2, line).pings(1).later(100);
        let scenario = maker
            .types(RouterId::R2, "clear crypto sa")
            .pings(5)
            .ends(End::Up)
            .begin;
        let trace = lab::run(&scenario);
        assert!(screen(&trace, RouterId::R2).contains(words), "{keepalive}");
        assert_eq!(live_isakmp_sas(&trace, RouterId::R2), 1, "{keepalive}");
        assert!(lab::is_up(&trace) && lab::is_idle(&trace), "{keepalive}");
    }
}

/// R2's main mode is late: R1's has built an SA meanwhile, so R2 does not say that its own is the first (RFC 2407
/// section 4.6.3.3), and both routers keep both.
#[test]
fn initial_contact_is_of_the_first_only() {
    let mut scenario = make("", RouterId::R1).ends(End::Up).begin;
    for (router, at) in [(RouterId::R1, 400), (RouterId::R2, 410)] {
        scenario.stimuli.push(lab::ping(&scenario, router, SimTime(at), 20, 56));
    }
    let trace = lab::run(&lab::with_fault(scenario, RouterId::R1, MainMode(2), FaultKind::Lose));
    assert!(!screen(&trace, RouterId::R1).contains("bring down existing"));
    for router in RouterId::BOTH {
        assert_eq!(live_isakmp_sas(&trace, router), 2, "{router}");
    }
}
