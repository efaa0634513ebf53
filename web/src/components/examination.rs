//! What keeps the two routers from building their tunnel, with the lines that put it right.

use ikelab_core::doctor::{Finding, Note, Report, Stage, Typed};
use ikelab_core::event::RouterId;
use yew::prelude::*;

use super::configurations::go_to_line;
use super::words;
use crate::state::{Action, Dispatch};
use crate::view_model::prose::prose;

/// What was found out, in the order in which it is met.
pub fn examination(report: &Report, dispatch: &Dispatch) -> Html {
    let close = dispatch.reform(|_: MouseEvent| Action::CloseReport);
    let all: Vec<Typed> = report.findings.iter().flat_map(|finding| finding.fix.clone()).collect();
    let type_all = dispatch.reform(move |_: MouseEvent| Action::TypeFix(all.clone()));
    html! {
        <section class="examination" aria-label="What is wrong">
            <p class="said">
                <b role="status">{ summary(report) }</b>
                if report.findings.len() > 1 {
                    <button type="button" class="button outlined" onclick={type_all}>{ "Type all of these lines" }</button>
                }
                <button type="button" class="button outlined" onclick={close}>{ "Close" }</button>
            </p>
            if !report.findings.is_empty() {
                <ol>{ for report.findings.iter().map(|finding| found(finding, dispatch)) }</ol>
            }
            if !report.notes.is_empty() {
                <h3>{ "Worth checking, though not proven wrong" }</h3>
                <ul>{ for report.notes.iter().map(noted) }</ul>
            }
        </section>
    }
}

/// How it is, and how it can be.
pub fn summary(report: &Report) -> String {
    let count = report.findings.len();
    let things = if count == 1 {
        "One thing is".into()
    } else {
        format!("{count} things are")
    };
    match count {
        0 if report.is_well() => "The tunnel comes up, and pings go through it.".into(),
        0 => format!("No change was found that helps: {}.", reached(report.before)),
        _ if report.is_solved() => {
            format!("{things} wrong. With the lines below the tunnel comes up, and pings go through it.")
        }
        _ => format!("{things} wrong. With the lines below, {}.", reached(report.after)),
    }
}

/// How far traffic gets from the router whose pings are not answered; from R1, if neither's are.
fn reached([one, other]: [Stage; 2]) -> String {
    let (router, stage) = match one {
        Stage::Answered | Stage::Waits => (RouterId::R2, other),
        _ => (RouterId::R1, one),
    };
    format!("traffic from {router} {}", stage.words())
}

fn found(finding: &Finding, dispatch: &Dispatch) -> Html {
    let fix = finding.fix.clone();
    let apply = dispatch.reform(move |_: MouseEvent| Action::TypeFix(fix.clone()));
    let at = finding
        .fix
        .iter()
        .map(|typed| typed.router.to_string())
        .collect::<Vec<_>>()
        .join(" and ");
    let count: usize = finding.fix.iter().map(|typed| typed.lines.len()).sum();
    let lines = if count == 1 { "this line" } else { "these lines" };
    html! {
        <li>
            <p>
                <b>{ words::text(&prose(&finding.problem.message()), &Callback::noop()) }</b>{ " " }
                { words::text(&prose(finding.problem.reason()), &Callback::noop()) }
                { places(finding.lines) }
            </p>
            { for finding.fix.iter().map(|typed| html! {
                <pre aria-label={format!("Lines for {}", typed.router)}>{ typed.lines.join("\n") }</pre>
            }) }
            <button type="button" class="button outlined" onclick={apply}>
                { format!("Type {lines} at {at}") }
            </button>
        </li>
    }
}

fn noted(note: &Note) -> Html {
    html! {
        <li>
            { words::text(&prose(&note.problem.message()), &Callback::noop()) }{ " " }
            { words::text(&prose(note.problem.reason()), &Callback::noop()) }
            { places(note.lines) }
        </li>
    }
}

/// The lines that it is about, in the order in which the editors stand.
fn places(lines: [Option<u32>; 2]) -> Html {
    let places = words::LEFT_TO_RIGHT
        .into_iter()
        .filter_map(|router| Some((router, lines[router.index()]?)));
    html! {
        { for places.map(|(router, line)| html! {
            <>
                { " " }
                <button type="button" class="button" onclick={Callback::from(move |_: MouseEvent| go_to_line(router, line))}>
                    { format!("{router}, line {line}") }
                </button>
            </>
        }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_that_gets_nowhere_is_told_of() {
        let matched = "is taken for the tunnel, but IKE does not begin";
        assert_eq!(
            reached([Stage::Answered, Stage::Matched]),
            format!("traffic from R2 {matched}")
        );
        assert_eq!(
            reached([Stage::Waits, Stage::Matched]),
            format!("traffic from R2 {matched}")
        );
        assert_eq!(
            reached([Stage::Matched, Stage::Answered]),
            format!("traffic from R1 {matched}")
        );
    }
}
