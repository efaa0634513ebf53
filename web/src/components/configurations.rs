//! Both configurations, and what the routers make of them.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::{Basis, Diagnostic, Severity};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::{self, modelled};
use crate::keys::keep_in_view;
use crate::state::{Action, Dispatch};
use crate::view_model::prose::prose;

/// See [`Verdict`].
#[derive(Properties, PartialEq)]
pub struct VerdictProps {
    /// Errors of R1 and R2.
    pub errors: [usize; 2],
    /// Whether the exchange is that of these configurations all the same.
    pub settled: bool,
    /// Whether there is a change to take back.
    pub can_undo: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Whether the exchange is that of these configurations.
#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let [r1, r2] = props.errors;
    if r1 + r2 == 0 {
        return html! { <p class="verdict">{ "Both routers take every line; the exchange is that of these configurations." }</p> };
    }
    let undo = props.dispatch.reform(|_: MouseEvent| Action::Undo);
    let on = |count: usize, router: RouterId| {
        (count > 0).then(|| format!("{count} problem{} on {router}", if count == 1 { "" } else { "s" }))
    };
    let problems = [on(r2, RouterId::R2), on(r1, RouterId::R1)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    html! {
        <p class="verdict">
            <span class="warning">{ icon(Icon::Warning) }{ format!("{problems}.") }</span>
            <span>{ if props.settled { "The exchange is what comes of it." } else { "The exchange is still what was run last." } }</span>
            if props.can_undo && !props.settled {
                <button type="button" class="button outlined" onclick={undo}>{ "Undo this change" }</button>
            }
        </p>
    }
}

/// See [`Editor`].
#[derive(Properties, PartialEq)]
pub struct EditorProps {
    /// Whose configuration.
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
    let (pane, area) = (use_node_ref(), use_node_ref());
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
            <div class="editor" ref={pane.clone()}>
                <div>
                    <ol aria-hidden="true">{ for text.split('\n').enumerate().map(|(index, line)| numbered(index as u32 + 1, line, diagnostics)) }</ol>
                    <textarea ref={area.clone()} aria-label={format!("{router} configuration")} spellcheck="false" readonly={*fixed}
                        autocapitalize="off" autocomplete="off" wrap="off" rows={rows.to_string()} value={text.clone()}
                        aria-invalid={is_bad.then_some("true")} aria-describedby={id.clone()} {oninput} />
                </div>
            </div>
            <div class="diagnoses" {id} role="group" aria-label={format!("Notes on {router}'s configuration")}
                tabindex={(!diagnostics.is_empty()).then_some("0")}>
                { for diagnostics.iter().map(|diagnostic| diagnosis(diagnostic, text, &pane, &area)) }
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

/// What is to be said about a line; the heading goes there.
fn diagnosis(diagnostic: &Diagnostic, text: &str, pane: &NodeRef, area: &NodeRef) -> Html {
    let is_bad = diagnostic.severity == Severity::Error;
    let go = {
        let (pane, area) = (pane.clone(), area.clone());
        let (line, range) = (diagnostic.line, line_range(text, diagnostic.line));
        Callback::from(move |_: MouseEvent| {
            let Some(area) = area.cast::<HtmlTextAreaElement>() else {
                return;
            };
            let (start, end) = range;
            drop(area.focus());
            drop(area.set_selection_range(start, end));
            keep_in_view(&pane, &format!("li:nth-child({line})"));
        })
    };
    html! {
        <div class={classes!("diagnosis", is_bad.then_some("bad"))}>
            <h3>
                if is_bad { { icon(Icon::Warning) } }
                <button type="button" class="button" onclick={go}>{ format!("Line {}", diagnostic.line) }</button>
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
