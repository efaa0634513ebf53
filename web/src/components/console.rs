//! A router's console: its log up to the step, the step's own lines marked.

use ikelab_core::event::RouterId;
use ikelab_core::time::WallClock;
use ikelab_core::transcript::Record;
use yew::prelude::*;

use super::words::side;
use crate::keys::keep_in_view;
use crate::state::Run;

/// Records that are drawn at once; a log that is longer begins with a notice.
const MOST_RECORDS: usize = 400;

/// See [`Console`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose.
    pub router: RouterId,
    /// The run.
    pub run: Run,
    /// The step.
    pub step: usize,
}

/// The log.
#[component]
pub fn Console(props: &Props) -> Html {
    let Props { router, run, step } = props;
    let pane = use_node_ref();
    use_effect_with((*step, run.clone()), {
        let pane = pane.clone();
        move |_| keep_in_view(&pane, ".first-new")
    });
    let events = run.trace.steps[*step].events.clone();
    let records = &run.records[router.index()];
    let shown = &records[..records.partition_point(|record| record.event < events.end)];
    let first_new = shown.partition_point(|record| record.event < events.start);
    let skipped = shown.len().saturating_sub(MOST_RECORDS);
    let label = format!("{router} console");
    html! {
        <div class={classes!("console", side(*router))} role="log" aria-label={label} aria-live="off" tabindex="0" ref={pane}>
            if shown.is_empty() {
                <p class="record notice">{ "Nothing in the log yet." }</p>
            }
            if skipped > 0 {
                <p class="record notice">{ format!("{skipped} earlier records are not shown.") }</p>
            }
            { for shown.iter().enumerate().skip(skipped).map(|(index, record)| {
                line(run.trace.clock, record, index >= first_new, index == first_new)
            }) }
            if first_new == shown.len() && !shown.is_empty() {
                <p class="record notice first-new">{ "Nothing new at this step." }</p>
            }
        </div>
    }
}

fn line(clock: WallClock, record: &Record, is_new: bool, is_first_new: bool) -> Html {
    let shown = clock.at(record.at);
    let full = shown.to_string();
    let time = shown.time_of_day().to_string();
    let date = full.strip_suffix(&time).unwrap_or_default().to_owned();
    let class = classes!("record", is_new.then_some("new"), is_first_new.then_some("first-new"));
    html! {
        <p {class}><time><span class="date">{ format!("*{date}") }</span>{ time }</time><span>{ &record.text }</span></p>
    }
}
