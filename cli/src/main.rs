//! tmp
use ikelab_core::{event::RouterId, sim, transcript};
fn main() {
    let trace = sim::run(&sim::doc_50880());
    for (i, step) in trace.steps.iter().enumerate() {
        let name = step
            .packet
            .and_then(|p| trace.packet(p))
            .map(|p| format!("{} {} {}B", p.from, p.name, p.bytes.len()));
        println!("{i} {:?} {:?} {:?} {:?}", step.at, step.cause, name, step.events);
    }
    let who = if std::env::args().nth(1).as_deref() == Some("R2") {
        RouterId::R2
    } else {
        RouterId::R1
    };
    for r in transcript::records(&trace, who) {
        println!("*{}: {}", trace.clock.at(r.at), r.one_line());
    }
}
