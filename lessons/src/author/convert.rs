//! Entries of `lesson.toml` to what they mean.

use ikelab_core::fact::Fact;
use ikelab_core::ios::switches::Switch;

use super::source::{ConditionSource, DeedSource};
use crate::condition::Condition;
use crate::deed::Deed;
use crate::format::bytes_of;

/// A pointer.
pub(super) fn fact(text: &str) -> Result<Fact, String> {
    text.parse().map_err(|error| format!("{error}"))
}

/// A condition.
pub(super) fn condition(source: &ConditionSource) -> Result<Condition, String> {
    let word = |text: &str, yes: &str, no: &str| match text {
        text if text == yes => Ok(true),
        text if text == no => Ok(false),
        text => Err(format!("`{text}` is neither {yes} nor {no}")),
    };
    match source {
        ConditionSource {
            tunnel: Some(state), ..
        } => word(state, "up", "down").map(Condition::Tunnel),
        ConditionSource { forged: Some(fate), .. } => word(fate, "taken", "refused").map(Condition::Forged),
        ConditionSource {
            fact: Some(text), is, ..
        } => {
            let digits = is.as_deref().unwrap_or_default();
            let bytes = bytes_of(digits).ok_or_else(|| format!("`{digits}` is not hex digits, two a byte"))?;
            Ok(Condition::Fact {
                fact: fact(text)?,
                bytes,
            })
        }
        ConditionSource {
            answered: Some(least), ..
        } => Ok(Condition::Answered(*least)),
        ConditionSource {
            router: Some(router),
            command: Some(command),
            pattern,
            absent,
            ..
        } => {
            let words = pattern.as_ref().or(absent.as_ref());
            let words = words.ok_or("a command goes with `pattern` or with `absent`")?;
            Ok(Condition::Console {
                router: *router,
                command: command.clone(),
                pattern: words.clone(),
                present: pattern.is_some(),
            })
        }
        ConditionSource {
            router: Some(router),
            record: Some(pattern),
            ..
        } => Ok(Condition::Record {
            router: *router,
            pattern: pattern.clone(),
        }),
        _ => Err(
            "asks for nothing: it is `tunnel`, `forged`, `fact`, or `router` with `command` and `pattern`, or with \
                  `record`"
                .into(),
        ),
    }
}

/// A deed.
pub(super) fn deed(source: &DeedSource) -> Result<Deed, String> {
    let at = || fact(source.at.as_deref().unwrap_or("start"));
    match source {
        DeedSource {
            router: Some(router),
            lines: Some(lines),
            ..
        } => Ok(Deed::Type {
            router: *router,
            at: at()?,
            lines: lines.clone(),
        }),
        DeedSource {
            router: Some(router),
            switch: Some(name),
            on,
            ..
        } => Ok(Deed::Turn {
            router: *router,
            at: at()?,
            switch: switch(name)?,
            on: on.unwrap_or(true),
        }),
        DeedSource {
            router: Some(router),
            find: Some(find),
            replace: Some(replace),
            ..
        } => Ok(Deed::Edit {
            router: *router,
            find: find.clone(),
            replace: replace.clone(),
        }),
        DeedSource { what_if: Some(on), .. } => Ok(Deed::WhatIf(*on)),
        DeedSource {
            forge: Some(packet),
            text: Some(text),
            ..
        } => Ok(Deed::Forge {
            packet: fact(packet)?,
            text: text.clone(),
        }),
        DeedSource { lose: Some(packet), .. } => fact(packet).map(Deed::Lose),
        DeedSource { look: Some(place), .. } => fact(place).map(Deed::Look),
        _ => Err(
            "does nothing: it is `router` with `lines`, with `switch`, or with `find` and `replace`; or `what-if`, \
                  `forge` with `text`, `lose`, `look`"
                .into(),
        ),
    }
}

fn switch(name: &str) -> Result<Switch, String> {
    let names = || Switch::ALL.map(Switch::name).join(", ");
    let found = Switch::ALL.into_iter().find(|switch| switch.name() == name);
    found.ok_or_else(|| format!("there is no switch `{name}`: they are {}", names()))
}
