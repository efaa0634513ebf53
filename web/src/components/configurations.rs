//! Both configurations, and what the routers make of them.

use std::rc::Rc;

use gloo::utils::document;
use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::{Basis, Diagnostic, Severity};
use ikelab_core::ios::explain::not_taken;
use ikelab_core::ios::not_taken::NotTaken;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::opening::{chooser, ondragover, ondrop, onpaste};
use super::words::{self, modelled};
use crate::keys::keep_in_view_of;
use crate::state::{Action, Dispatch};
use crate::view_model::prose::prose;

/// What is said of both configurations.
pub struct Summary<'a> {
    /// Errors of R1 and R2.
    pub errors: [usize; 2],
    /// Lines of R1 and R2 that are not simulated and would change the exchange on a real router.
    pub left_out: [usize; 2],
    /// Why nobody takes packets in the exchange, with their sender.
    pub not_taken: Vec<(RouterId, NotTaken)>,
    /// Whether the exchange is that of these configurations all the same.
    pub settled: bool,
    /// Whether there is a change to take back.
    pub can_undo: bool,
    /// Whether the text that was opened last held both configurations.
    pub held_both: bool,
    /// Whether nothing can be changed.
    pub fixed: bool,
    /// Where actions go.
    pub dispatch: &'a Dispatch,
}

/// Whether the exchange is that of these configurations.
pub fn summary(props: &Summary<'_>) -> Html {
    let has_errors = props.errors != [0, 0];
    let undo = props.dispatch.reform(|_: MouseEvent| Action::Undo);
    let examine = props.dispatch.reform(|_: MouseEvent| Action::Examine);
    html! {
        <>
            <p class="verdict">
                { if has_errors { refused(props) } else { taken(props) } }
                if has_errors && props.can_undo && !props.settled {
                    <button type="button" class="button outlined" onclick={undo}>{ "Undo this change" }</button>
                }
                if props.held_both {
                    <span>{ "The text held both routers: the first is R1 now, the second R2." }</span>
                }
                if !props.fixed {
                    <button type="button" class="button outlined end" onclick={examine}>{ "Find what is wrong" }</button>
                }
            </p>
            if !has_errors || props.settled {
                { for props.not_taken.iter().map(unheard) }
            }
        </>
    }
}

/// What is said of lines that are refused.
fn refused(props: &Summary<'_>) -> Html {
    let [r1, r2] = props.errors;
    let on = |count: usize, router: RouterId| {
        (count > 0).then(|| format!("{count} problem{} on {router}", if count == 1 { "" } else { "s" }))
    };
    let problems: Vec<String> = [on(r2, RouterId::R2), on(r1, RouterId::R1)]
        .into_iter()
        .flatten()
        .collect();
    let then = if props.settled {
        "The exchange shows the result."
    } else {
        "The exchange still shows the last run."
    };
    html! {
        <>
            <span class="warning">{ icon(Icon::Warning) }{ format!("{}.", problems.join(", ")) }</span>
            <span>{ then }</span>
        </>
    }
}

/// What is said where every line is taken.
fn taken(props: &Summary<'_>) -> Html {
    let said = match props.left_out.iter().sum() {
        0 => {
            return html! { <span>{ "Both routers accept every line, and the exchange shows this run." }</span> };
        }
        1 => "a line".to_owned(),
        count => format!("{count} lines"),
    };
    html! {
        <span class="warning">
            { icon(Icon::Warning) }
            { format!("Both routers accept every line, but on real routers {said} not simulated here would change the exchange: see below.") }
        </span>
    }
}

/// A packet that nobody takes.
fn unheard((router, why): &(RouterId, NotTaken)) -> Html {
    let (phrase, remedy) = not_taken(*why);
    html! {
        <p class="verdict">
            <span class="warning">{ icon(Icon::Warning) }{ format!("Nobody takes a packet of {router}'s: {phrase}.") }</span>
            <span>{ remedy }</span>
        </p>
    }
}

/// See [`Editor`].
#[derive(Properties, PartialEq)]
pub struct EditorProps {
    /// The router whose configuration it is.
    pub router: RouterId,
    /// The text.
    pub text: String,
    /// What is to be said about it.
    pub diagnostics: Rc<[Diagnostic]>,
    /// Whether it can only be looked at.
    pub fixed: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// A configuration with its line numbers and what is to be said about each line.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let EditorProps {
        router,
        text,
        diagnostics,
        fixed,
        dispatch,
    } = props;
    let router = *router;
    let oninput = dispatch.reform(move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        Action::Edit { router, text }
    });
    let is_bad = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    let id = format!("diagnoses-{router}");
    let rows = text.split('\n').count();
    html! {
        <>
            if !*fixed { { chooser(router, dispatch) } }
            <div class="editor" id={pane_id(router)} ondragover={ondragover()} ondrop={(!*fixed).then(|| ondrop(router, dispatch))}>
                <div>
                    <ol aria-hidden="true">{ for text.split('\n').enumerate().map(|(index, line)| numbered(index as u32 + 1, line, diagnostics)) }</ol>
                    <textarea aria-label={format!("{router} configuration")} spellcheck="false" readonly={*fixed}
                        autocapitalize="off" autocomplete="off" wrap="off" rows={rows.to_string()} value={text.clone()}
                        aria-invalid={is_bad.then_some("true")} aria-describedby={id.clone()} {oninput}
                        onpaste={(!*fixed).then(|| onpaste(router, dispatch))} />
                </div>
            </div>
            <div class="diagnoses" {id} role="group" aria-label={format!("Notes on {router}'s configuration")}
                tabindex={(!diagnostics.is_empty()).then_some("0")}>
                { for diagnostics.iter().map(|diagnostic| diagnosis(router, diagnostic)) }
            </div>
        </>
    }
}

fn numbered(number: u32, line: &str, diagnostics: &[Diagnostic]) -> Html {
    let worst = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.line == number)
        .map(|diagnostic| diagnostic.severity)
        .max();
    let class = match worst {
        Some(Severity::Error) => Some("bad"),
        Some(_) => Some("noted"),
        None => None,
    };
    html! { <li {class}><span>{ line }</span></li> }
}

fn pane_id(router: RouterId) -> String {
    format!("editor-{router}")
}

/// Puts the cursor into a line of a router's editor, and selects it.
pub fn go_to_line(router: RouterId, line: u32) {
    let Some(pane) = document().get_element_by_id(&pane_id(router)) else {
        return;
    };
    let area = pane.query_selector("textarea").ok().flatten();
    if let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) {
        let (start, end) = line_range(&area.value(), line);
        drop(area.focus());
        drop(area.set_selection_range(start, end));
    }
    keep_in_view_of(&pane, &format!("li:nth-child({line})"));
}

/// What is to be said about a line; the heading goes there.
fn diagnosis(router: RouterId, diagnostic: &Diagnostic) -> Html {
    let is_bad = diagnostic.severity == Severity::Error;
    let line = diagnostic.line;
    let go = Callback::from(move |_: MouseEvent| go_to_line(router, line));
    html! {
        <div class={classes!("diagnosis", is_bad.then_some("bad"))}>
            <h3>
                if is_bad { { icon(Icon::Warning) } }
                <button type="button" class="button" onclick={go}>{ format!("Line {line}") }</button>
            </h3>
            <p>
                { words::text(&prose(&diagnostic.message), &Callback::noop()) }
                if let Some(remedy) = &diagnostic.remedy { { " " }<b>{ words::text(&prose(remedy), &Callback::noop()) }</b> }
                if diagnostic.basis == Basis::Modelled { { " " }{ modelled() } }
            </p>
        </div>
    }
}

/// Where a line begins and ends, in the UTF-16 units in which a text box counts.
fn line_range(text: &str, line: u32) -> (u32, u32) {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let mut start = 0;
    for (index, content) in text.split('\n').enumerate() {
        let length = units(content);
        if index as u32 + 1 == line {
            return (start, start + length);
        }
        start += length + 1;
    }
    (start, start)
}

#[cfg(test)]
mod tests {
    use super::line_range;

    #[test]
    fn a_line_is_found_in_utf16_units() {
        assert_eq!(line_range("a\nbc\n", 2), (2, 4));
        assert_eq!(line_range("𝄞\nb", 2), (3, 4));
        assert_eq!(line_range("a", 9), (2, 2));
    }
}
