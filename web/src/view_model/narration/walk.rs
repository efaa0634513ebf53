//! Dump.
use super::super::prose::plain;
use super::*;
use std::collections::BTreeMap;
use ikelab_core::sim::run;
use ikelab_tests::everything::scenarios;

#[test]
fn dump() {
    let mut short: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut long: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut fine: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        let key = |s: &str| s.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect::<String>();
        for step in 0..=trace.last_step() {
            let n = narrate(&trace, Place::step(step));
            let e = short.entry(key(&plain(&n.short))).or_insert((0, format!("{name}/{step} {} || {}", plain(&n.short), plain(&n.long))));
            e.0 += 1;
            let e = long.entry(key(&plain(&n.long))).or_insert((0, format!("{name}/{step} {} || {}", plain(&n.short), plain(&n.long))));
            e.0 += 1;
        }
        for events in 1..=trace.events.len() as u32 {
            let n = narrate(&trace, trace.after_events(events));
            let kind = format!("{:?}", trace.events[events as usize - 1].kind);
            let e = fine.entry(key(&plain(&n.short))).or_insert((0, format!("{name} {}   <- {}", plain(&n.short), &kind.chars().take(100).collect::<String>())));
            e.0 += 1;
        }
    }
    let write = |p: &str, m: &BTreeMap<String, (usize, String)>| {
        let t: String = m.values().map(|(n, s)| format!("{n:5} {s}\n")).collect();
        std::fs::write(p, t).unwrap();
    };
    write("/tmp/lab/short", &short);
    write("/tmp/lab/long", &long);
    write("/tmp/lab/fine", &fine);
}
