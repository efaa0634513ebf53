//! Where values come from, in words: core says what was made of what, here stands what the reader sees of it.

use ikelab_core::event::RouterId;
use ikelab_core::provenance::{Draw, Expression, Node, Span};
use ikelab_core::random::Purpose;
use ikelab_core::sim::CapturedPacket;

use super::bytes::hex;
use crate::state::RunData;

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub name: String,
    /// Where it is from, in a few words.
    pub from: String,
    /// Whose it is.
    pub side: Option<RouterId>,
    /// Its bytes, or its words; nothing as long as it does not exist.
    pub text: Option<String>,
    /// Whether it is made up here.
    pub is_modelled: bool,
}

/// A value as it is before event `until`.
pub fn value(run: &RunData, until: u32, node: &Node) -> Value {
    let bare = |name: &str, from: String| Value {
        name: name.to_owned(),
        from,
        side: None,
        text: None,
        is_modelled: false,
    };
    match node {
        Node::Computed(index) => computed(run, until, *index),
        Node::Field(span) => field(run, until, span),
        Node::Draw(draw) => Value {
            side: Some(draw.router),
            ..bare("draw", drawn(run, draw))
        },
        Node::Configured { router, line } => configured(run, *router, line),
        Node::Fixed(reference) => bare("constant", format!("fixed by {reference}")),
        Node::Modelled => Value {
            is_modelled: true,
            ..bare("constant", "Cisco never published it".to_owned())
        },
        Node::Counted => bare(
            "this message",
            "follows from the message: its lengths, types and order".to_owned(),
        ),
        Node::Host(router) => {
            let host = run.scenario.hosts[router.index()];
            Value {
                side: Some(*router),
                ..bare(
                    "the host's packet",
                    format!("from a host's packet that {router} protects; its own host is {host}"),
                )
            }
        }
    }
}

fn computed(run: &RunData, until: u32, index: u32) -> Value {
    let Some(computed) = run.provenance().computed.get(index as usize) else {
        return value(run, until, &Node::Counted);
    };
    let is_known = computed.knowers(until).next().is_some();
    let owner = computed.owner.map_or_else(String::new, |owner| format!(" of {owner}"));
    Value {
        name: format!("{}{owner}", computed.quantity.name()),
        from: "computed".to_owned(),
        side: computed.owner,
        text: is_known.then(|| hex(&computed.value)),
        is_modelled: false,
    }
}

fn field(run: &RunData, until: u32, span: &Span) -> Value {
    let Some(packet) = run.trace.packet(span.packet) else {
        return value(run, until, &Node::Counted);
    };
    let tree = run.tree(packet, span.decrypted);
    let bytes = tree
        .bytes
        .get(span.start as usize..span.end() as usize)
        .unwrap_or_default();
    let is_sent = step_of(run, packet).is_some_and(|step| run.trace.steps[step].events.start < until);
    Value {
        name: format!("{} of {}", tree.nodes()[tree.at_span(span)].name, packet.name),
        from: packet.name.to_string(),
        side: Some(packet.from),
        text: is_sent.then(|| hex(bytes)),
        is_modelled: false,
    }
}

/// The step that sends a packet.
pub fn step_of(run: &RunData, packet: &CapturedPacket) -> Option<usize> {
    run.trace.steps.iter().position(|step| step.packet == Some(packet.id))
}

fn drawn(run: &RunData, draw: &Draw) -> String {
    let Draw {
        router,
        purpose,
        ordinal,
        pinned,
    } = draw;
    let what = match purpose {
        Purpose::Cookie => "cookie",
        Purpose::Nonce => "nonce",
        Purpose::DhExponent => "exponent",
        Purpose::MessageId => "message ID",
        Purpose::QuickNonce => "quick mode nonce",
        Purpose::QuickDhExponent => "quick mode exponent",
        Purpose::Spi => "SPI",
        Purpose::EspIv => "ESP IV",
    };
    let from = if *pinned {
        "fixed by the scenario".to_owned()
    } else {
        format!("from seed {}", run.scenario.seed)
    };
    format!("drawn by {router}, {what} {ordinal}, {from}")
}

/// The first line of a configuration that begins so, where it stands there.
fn configured(run: &RunData, router: Option<RouterId>, line: &str) -> Value {
    let of = router.unwrap_or(RouterId::R1);
    let text = &run.scenario.routers[of.index()].configuration;
    let found = (1..)
        .zip(text.lines())
        .find(|(_, text)| text.trim_start().starts_with(line));
    let whose = router.map_or_else(
        || "both configurations".to_owned(),
        |router| format!("{router}'s configuration"),
    );
    let from = match found {
        Some((number, _)) if router.is_some() => format!("{whose}, line {number}"),
        Some(_) => whose,
        None => format!("{whose}: IOS's default, or typed later"),
    };
    Value {
        name: line.to_owned(),
        from,
        side: router,
        text: found.map(|(_, text)| text.trim().to_owned()),
        is_modelled: false,
    }
}

/// How a value is made.
pub fn expression(run: &RunData, node: &Node) -> Option<Expression> {
    run.provenance().expression(&run.trace, node)
}

/// A text that fits a line: the beginning of long ones.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some(_) if text.contains(' ') => format!("{} …", text.chars().take(SHORT - 3).collect::<String>().trim_end()),
        _ => text.to_owned(),
    }
}

const SHORT: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;
    use ikelab_core::event::Quantity;

    #[test]
    fn a_key_exists_from_the_step_that_computes_it() {
        let state = State::default();
        let run = state.lab.run();
        let computed = &run.provenance().computed;
        let index = computed
            .iter()
            .position(|computed| computed.quantity == Quantity::Skeyid)
            .unwrap();
        let at = |step: usize| value(run, run.trace.steps[step].events.end, &Node::Computed(index as u32));
        assert_eq!(at(2).text, None);
        assert!(at(run.trace.last_step()).text.is_some());
    }

    #[test]
    fn leaves_are_told_in_words() {
        let state = State::default();
        let run = state.lab.run();
        let key = configured(run, None, "crypto isakmp key");
        assert_eq!(
            key.text.as_deref(),
            Some("crypto isakmp key cisco123 address 10.10.10.2")
        );
        let draw = Draw {
            router: RouterId::R2,
            purpose: Purpose::Nonce,
            ordinal: 0,
            pinned: false,
        };
        assert_eq!(
            drawn(run, &draw),
            format!("drawn by R2, nonce 0, from seed {}", run.scenario.seed)
        );
        assert_eq!(shortened("00 11 22 33 44 55 66"), "00 11 22 33 …");
    }
}
