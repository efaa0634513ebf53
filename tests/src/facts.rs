//! What a folder of `tests/scenarios` says of its run, in its file `facts`: who refuses what and why, what is printed, what
//! becomes of packets and pings. `tests/scenarios/README.md` has the language.

use ikelab_core::effects::PacketName;
use std::net::Ipv4Addr;

use ikelab_core::event::{DeleteReason, Event, EventKind, IpsecEvent, IsakmpEvent, PacketId, RouterId, TrafficEvent};
use ikelab_core::ios::not_taken::NotTaken;
use ikelab_core::sim::{CapturedPacket, Fate, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{self, EntryKind};

/// What is wrong with the facts of a folder: a line that is not understood, or not so. Each with file and line.
#[must_use]
pub fn complaints(folder: &str, facts: &str, trace: &Trace) -> Vec<String> {
    let lines = facts.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('!'));
    let wrong = lines.filter_map(|(index, line)| {
        let complaint = match Fact::parse(line) {
            None => "is no fact".into(),
            Some(fact) => fact.complaint(trace)?,
        };
        Some(format!("{folder}/facts:{}: “{line}” {complaint}", index + 1))
    });
    wrong.collect()
}

/// Whether some fact says how the run ends: whether the tunnel is up, or which pings are answered.
#[must_use]
pub fn has_outcome(facts: &str) -> bool {
    let is_outcome = |line| matches!(Fact::parse(line), Some(Fact::Tunnel { .. } | Fact::Pings(_)));
    facts.lines().any(is_outcome)
}

/// A line of the file.
enum Fact {
    /// Whether packets can go both ways at the end.
    Tunnel { is_up: bool },
    /// Replies and requests of every ping.
    Pings(Vec<(usize, usize)>),
    /// A packet of the peer's is not taken.
    Refusal {
        by: RouterId,
        name: PacketName,
        reason: String,
    },
    /// Nobody takes a packet that it sends.
    NotTaken { by: RouterId, reason: String },
    /// The addresses of the cloud between the routers.
    Cloud(Vec<Ipv4Addr>),
    /// A part of a record or of an answer.
    Printed { router: RouterId, text: String, ever: bool },
    /// How often a packet of this name is sent.
    Sent {
        from: RouterId,
        name: PacketName,
        times: usize,
    },
    /// The second packet of this name leaves so many seconds after the first, rounded.
    Repeated {
        from: RouterId,
        name: PacketName,
        seconds: u64,
    },
    /// What becomes of the first packet of this name.
    Fate {
        from: RouterId,
        name: PacketName,
        fate: Becomes,
    },
}

/// What may become of a packet.
enum Becomes {
    Lost,
    Altered,
    Doubled,
    /// By the cloud between the routers.
    Taken,
    /// It arrives after a packet that was sent later.
    Overtaken(PacketName),
}

impl Fact {
    /// `None` if it is none.
    fn parse(line: &str) -> Option<Fact> {
        let (first, rest) = line.split_once(' ')?;
        match (first, rest) {
            ("tunnel", "up") => Some(Fact::Tunnel { is_up: true }),
            ("tunnel", "down") => Some(Fact::Tunnel { is_up: false }),
            ("pings", results) => parse_pings(results.strip_suffix(" answered")?),
            ("packet", what) => parse_fate(what),
            ("cloud", "nowhere") => Some(Fact::Cloud(Vec::new())),
            ("cloud", addresses) => {
                let addresses = addresses.strip_prefix("at ")?.split(", ").map(|it| it.parse().ok());
                addresses.collect::<Option<_>>().map(Fact::Cloud)
            }
            (router, what) => parse_deed(router.parse().ok()?, what),
        }
    }

    /// What is so instead; `None` if the fact is one.
    fn complaint(&self, trace: &Trace) -> Option<String> {
        match self {
            Fact::Tunnel { is_up } => (trace.is_up() != *is_up).then(|| "is not so".into()),
            Fact::Pings(expected) => {
                let pings = pings(trace);
                (pings != *expected).then(|| format!("but {}", display_pings(&pings)))
            }
            Fact::Refusal { by, name, reason } => {
                let refusals = refusals(trace, *by);
                let is_there = refusals.contains(&(*name, reason.clone()));
                (!is_there).then(|| format!("but it refuses {refusals:?}"))
            }
            Fact::NotTaken { by, reason } => {
                let reasons = not_taken(trace, *by);
                (!reasons.contains(reason)).then(|| format!("but {reasons:?}"))
            }
            Fact::Cloud(expected) => {
                let networks = trace
                    .topology
                    .cloud
                    .iter()
                    .flat_map(|cloud| cloud.networks.iter().flatten());
                let addresses: Vec<Ipv4Addr> = networks.flat_map(|it| &it.addresses).copied().collect();
                (addresses != *expected).then(|| format!("but {addresses:?}"))
            }
            Fact::Printed { router, text, ever } => {
                let has_text = |printed: &String| printed.contains(text.as_str());
                let is_printed = printed(trace, *router).iter().any(has_text);
                (is_printed != *ever).then(|| "is not so".into())
            }
            Fact::Sent { from, name, times } => {
                let sent = packets(trace, *from, *name).count();
                (sent != *times).then(|| format!("but {sent} times"))
            }
            Fact::Repeated { from, name, seconds } => {
                let sent: Vec<_> = packets(trace, *from, *name).map(|packet| packet.sent).collect();
                let is_so = sent.len() > 1 && (sent[1].0 - sent[0].0 + 500) / 1000 == *seconds;
                (!is_so).then(|| format!("but at {:?} ms", sent.iter().map(|at| at.0).collect::<Vec<_>>()))
            }
            Fact::Fate { from, name, fate } => {
                let packet = packets(trace, *from, *name).next();
                let is_so = packet.is_some_and(|packet| becomes(trace, packet, fate));
                (!is_so).then(|| format!("but {:?}", packet.map(|packet| &packet.fate)))
            }
        }
    }
}

/// `1 of 2, 5 of 5`.
fn parse_pings(results: &str) -> Option<Fact> {
    let parse = |result: &str| {
        let (replies, requests) = result.split_once(" of ")?;
        Some((replies.parse().ok()?, requests.parse().ok()?))
    };
    let pings: Option<Vec<_>> = results.split(", ").map(parse).collect();
    Some(Fact::Pings(pings?))
}

fn display_pings(pings: &[(usize, usize)]) -> String {
    let results: Vec<_> = pings
        .iter()
        .map(|(replies, requests)| format!("{replies} of {requests}"))
        .collect();
    results.join(", ")
}

/// `R2 MM1 lost`.
fn parse_fate(what: &str) -> Option<Fact> {
    let (from, what) = what.split_once(' ')?;
    let (name, fate) = if let Some((name, by)) = what.split_once(" overtaken by ") {
        (name, Becomes::Overtaken(by.parse().ok()?))
    } else {
        let (name, fate) = what.rsplit_once(' ')?;
        let fate = match fate {
            "lost" => Becomes::Lost,
            "altered" => Becomes::Altered,
            "doubled" => Becomes::Doubled,
            "taken" => Becomes::Taken,
            _ => return None,
        };
        (name, fate)
    };
    let (from, name) = (from.parse().ok()?, name.parse().ok()?);
    Some(Fact::Fate { from, name, fate })
}

/// What a router does: `refuses MM1: hash of policy 1`, `prints "…"`, `never prints "…"`, `sends MM1 once`,
/// `sends MM1 again after 10 s`, `never sends QM1`.
fn parse_deed(router: RouterId, what: &str) -> Option<Fact> {
    let quoted = |text: &str| Some(text.strip_prefix('"')?.strip_suffix('"')?.to_string());
    let (verb, object) = what.split_once(' ')?;
    let (never, verb, object) = match verb {
        "never" => object.split_once(' ').map(|(verb, object)| (true, verb, object))?,
        _ => (false, verb, object),
    };
    match verb {
        "prints" => Some(Fact::Printed {
            router,
            text: quoted(object)?,
            ever: !never,
        }),
        "sends" if never => Some(Fact::Sent {
            from: router,
            name: object.parse().ok()?,
            times: 0,
        }),
        "sends" => parse_sent(router, object),
        "reaches" if !never => Some(Fact::NotTaken {
            by: router,
            reason: object.strip_prefix("nobody: ")?.into(),
        }),
        "refuses" if !never => {
            let (name, reason) = object.split_once(": ")?;
            Some(Fact::Refusal {
                by: router,
                name: name.parse().ok()?,
                reason: reason.into(),
            })
        }
        _ => None,
    }
}

/// `MM1 once`, `MM1 2 times`, `MM1 again after 10 s`.
fn parse_sent(from: RouterId, what: &str) -> Option<Fact> {
    if let Some((name, seconds)) = what.split_once(" again after ") {
        let (name, seconds) = (name.parse().ok()?, seconds.strip_suffix(" s")?.parse().ok()?);
        return Some(Fact::Repeated { from, name, seconds });
    }
    let (name, times) = match what.strip_suffix(" once") {
        Some(name) => (name, 1),
        None => {
            let (name, times) = what.strip_suffix(" times")?.rsplit_once(' ')?;
            (name, times.parse().ok()?)
        }
    };
    let name = name.parse().ok()?;
    Some(Fact::Sent { from, name, times })
}

/// Replies and requests of every ping, in the order in which they begin. The sequence numbers of a ping rise.
fn pings(trace: &Trace) -> Vec<(usize, usize)> {
    struct Ping<'a> {
        host: (RouterId, &'a core::net::Ipv4Addr),
        last: u16,
        replies: usize,
        requests: usize,
    }
    let mut pings: Vec<Ping<'_>> = Vec::new();
    for event in &trace.events {
        let EventKind::Traffic(traffic) = &event.kind else {
            continue;
        };
        match traffic {
            TrafficEvent::EchoRequested { host, sequence, .. } => {
                let host = (event.router, host);
                let running = pings.iter_mut().rfind(|ping| ping.host == host);
                if let Some(ping) = running.filter(|ping| ping.last < *sequence) {
                    ping.last = *sequence;
                    ping.requests += 1;
                } else {
                    pings.push(Ping {
                        host,
                        last: *sequence,
                        replies: 0,
                        requests: 1,
                    });
                }
            }
            TrafficEvent::EchoReplied { host, .. } => {
                let running = pings.iter_mut().rfind(|ping| ping.host == (event.router, host));
                running.expect("a reply follows its request").replies += 1;
            }
            _ => {}
        }
    }
    pings.iter().map(|ping| (ping.replies, ping.requests)).collect()
}

/// The packets of its peer that a router did not take, and why.
fn refusals(trace: &Trace, by: RouterId) -> Vec<(PacketName, String)> {
    let of_router = trace.events.iter().filter(|event| event.router == by);
    let refusal = |event: &Event| {
        let packet = trace.packet(event.packet?).filter(|packet| packet.from == by.peer())?;
        Some((packet.name, refusal(trace, event)?))
    };
    of_router.filter_map(refusal).collect()
}

/// The reason that an event gives for a refusal: the name that the event has for it, in words.
fn refusal(trace: &Trace, event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::Isakmp { event: isakmp, .. } => match isakmp {
            IsakmpEvent::TransformChecked {
                priority, mismatches, ..
            } if accepts_none(trace, event.packet) => {
                let differ: Vec<String> = mismatches.iter().map(words).collect();
                Some(format!("{} of policy {priority}", differ.join(" and ")))
            }
            IsakmpEvent::Rejected { why, .. } => Some(words(why)),
            IsakmpEvent::SaDeleted { reason, .. } if *reason == DeleteReason::NoPresharedKey => Some(words(reason)),
            _ => None,
        },
        EventKind::Ipsec(IpsecEvent::TransformNotSupported(_)) => Some("transform not supported".into()),
        EventKind::Ipsec(IpsecEvent::InvalidLocalAddress(_)) => Some("invalid local address".into()),
        EventKind::Ipsec(IpsecEvent::ProxiesNotSupported(_)) => Some("proxies not supported".into()),
        EventKind::Traffic(TrafficEvent::IpsecRejected { why, .. }) => Some(words(why)),
        EventKind::Traffic(TrafficEvent::Dropped { reason, .. }) => Some(words(reason)),
        _ => None,
    }
}

/// Why nobody takes packets of a router's: the name of the reason in words, and the address that is wanted.
fn not_taken(trace: &Trace, by: RouterId) -> Vec<String> {
    let whys = trace.not_taken().filter(|(router, _)| *router == by);
    whys.map(|(_, why)| match why {
        NotTaken::NoWay { destination } => format!("no way {destination}"),
        NotTaken::NoNextHop { next_hop, .. } => format!("no next hop {next_hop}"),
        NotTaken::NoRouteBetween { destination } => format!("no route between {destination}"),
        NotTaken::NobodyBetween { destination } => format!("nobody between {destination}"),
        NotTaken::NoService { address } => format!("no service {address}"),
        NotTaken::TtlExpired { destination } => format!("ttl expired {destination}"),
    })
    .collect()
}

/// Whether no policy fits what a message offers. One that fits counts, whichever do not.
fn accepts_none(trace: &Trace, message: Option<PacketId>) -> bool {
    let mut of_message = trace.events.iter().filter(|event| event.packet == message);
    of_message.any(|event| {
        let EventKind::Isakmp { event, .. } = &event.kind else {
            return false;
        };
        *event == IsakmpEvent::NoOffersAccepted
    })
}

/// The name of a variant as words: `KeyLength` is `key length`.
fn words(variant: &impl core::fmt::Debug) -> String {
    let mut words = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// The records of all that can be debugged, whether or not it is, and what commands answer; with white space folded.
fn printed(trace: &Trace, router: RouterId) -> Vec<String> {
    let console = transcript::console(trace, router).into_iter();
    let answers = console
        .filter(|entry| entry.kind != EntryKind::Input)
        .map(|entry| entry.text);
    let records = transcript::records(trace, router).into_iter().map(|record| record.text);
    let fold = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    answers.chain(records).map(fold).collect()
}

/// The packets of this name that a router sends.
fn packets(trace: &Trace, from: RouterId, name: PacketName) -> impl Iterator<Item = &CapturedPacket> {
    let of_name = move |packet: &&CapturedPacket| packet.from == from && packet.name == name;
    trace.packets.iter().filter(of_name)
}

fn becomes(trace: &Trace, packet: &CapturedPacket, fate: &Becomes) -> bool {
    match fate {
        Becomes::Lost => matches!(packet.fate, Fate::Lost | Fate::NotTaken(_)),
        Becomes::Taken => matches!(packet.fate, Fate::Taken(_)),
        Becomes::Altered => matches!(packet.fate, Fate::Altered { .. }),
        Becomes::Doubled => arrivals(packet).len() == 2,
        Becomes::Overtaken(name) => {
            let mut later = packets(trace, packet.from, *name).filter(|other| other.id > packet.id);
            later.any(|other| !arrivals(other).is_empty() && arrivals(other) < arrivals(packet))
        }
    }
}

fn arrivals(packet: &CapturedPacket) -> &[SimTime] {
    match &packet.fate {
        Fate::Arrived(at) | Fate::Altered { at, .. } | Fate::Taken(at) => at,
        Fate::Lost | Fate::NotTaken(_) => &[],
    }
}
