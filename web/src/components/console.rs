//! A router's console: what it shows up to the step, the step's own lines marked, and where the next line is typed.

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::ios::Console as IosConsole;
use yew::prelude::*;

use super::entry::Entry;
use super::words::{modelled, side};
use crate::keys::keep_in_view;
use crate::state::{Dispatch, Run};
use crate::view_model::console::{Kind, Line};
use crate::view_model::scene::Scene;

/// Lines that are drawn at once; a log that is longer begins with a notice.
const MOST_LINES: usize = 400;

/// See [`Console`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose.
    pub router: RouterId,
    /// The run.
    pub run: Run,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// The console itself there.
    pub console: IosConsole,
    /// Whether a line can be typed: the router takes its configuration.
    pub enabled: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The log, and the line that is typed next.
#[component]
pub fn Console(props: &Props) -> Html {
    let Props {
        router,
        run,
        scene,
        console,
        enabled,
        dispatch,
    } = props;
    html! {
        <div class={classes!("console", side(*router))}>
            <Log router={*router} run={run.clone()} new={scene.new.clone()} />
            <Entry router={*router} run={run.clone()} step={scene.place.step} console={console.clone()} enabled={*enabled}
                dispatch={dispatch.clone()} />
        </div>
    }
}

/// The name by which the log is found.
pub fn log_id(router: RouterId) -> String {
    format!("log-{router}")
}

#[derive(Properties, PartialEq)]
struct LogProps {
    router: RouterId,
    run: Run,
    /// The events that are new.
    new: Range<u32>,
}

#[component]
fn Log(props: &LogProps) -> Html {
    let LogProps { router, run, new } = props;
    let pane = use_node_ref();
    use_effect_with((new.clone(), run.clone()), {
        let pane = pane.clone();
        move |_| {
            keep_in_view(&pane, ".record:last-child");
            keep_in_view(&pane, ".first-new");
        }
    });
    let lines = &run.consoles[router.index()];
    let shown = &lines[..lines.partition_point(|line| line.event < new.end)];
    let first_new = shown.partition_point(|line| line.event < new.start);
    let skipped = shown.len().saturating_sub(MOST_LINES);
    let label = format!("{router} console");
    html! {
        <div class="log" id={log_id(*router)} role="log" aria-label={label} aria-live="off" tabindex="0" ref={pane}>
            if shown.is_empty() {
                <p class="record notice">{ "Nothing in the log yet." }</p>
            }
            if skipped > 0 {
                <p class="record notice">{ format!("{skipped} earlier lines are not shown.") }</p>
            }
            { for shown.iter().enumerate().skip(skipped).map(|(index, line)| {
                draw(line, index >= first_new, index == first_new)
            }) }
            if first_new == shown.len() && !shown.is_empty() {
                <p class="record notice first-new">{ "Nothing new here." }</p>
            }
        </div>
    }
}

fn draw(line: &Line, is_new: bool, is_first_new: bool) -> Html {
    let kind = match line.kind {
        Kind::Typed { .. } => Some("typed"),
        Kind::Printed { refusal: true } => Some("printed refusal"),
        Kind::Printed { refusal: false } if line.continues => Some("printed continues"),
        Kind::Printed { refusal: false } => Some("printed"),
        Kind::Record { .. } => None,
    };
    let class = classes!(
        "record",
        kind,
        is_new.then_some("new"),
        is_first_new.then_some("first-new")
    );
    let mark = if line.is_modelled {
        html! { <>{ " " }{ modelled() }</> }
    } else {
        Html::default()
    };
    let text = match &line.kind {
        Kind::Typed { prompt } => html! { <><span>{ prompt }<b>{ &line.text }</b></span>{ mark }</> },
        Kind::Printed { .. } => html! { <><span>{ &line.text }</span>{ mark }</> },
        Kind::Record { date, time } => {
            html! { <><time><span class="date">{ date }</span>{ time }</time><span>{ &line.text }{ mark }</span></> }
        }
    };
    html! { <p {class}>{ text }</p> }
}
