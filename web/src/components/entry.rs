//! The line that is typed next at a console: Enter types it, the arrows bring back what was typed, Tab completes a word,
//! `?` says what can stand here. It is a text area so that a whole configuration can be pasted.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::ios::Console;
use ikelab_core::ios::grammar::Candidate;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::console::log_id;
use crate::keys::focus_by_id;
use crate::state::{Action, Dispatch, Run};
use crate::view_model::console::typed_lines;
use crate::view_model::entry::{Draft, Press};

/// See [`Entry`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The router at whose console it is typed.
    pub router: RouterId,
    /// The run.
    pub run: Run,
    /// The step.
    pub step: usize,
    /// The console at that step.
    pub console: Rc<Console>,
    /// Whether a line can be typed.
    pub enabled: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Prompt, line, and help. What is not typed yet matters to nobody else, so it is not in the page's state.
#[component]
pub fn Entry(props: &Props) -> Html {
    let router = props.router;
    let draft = use_state(Draft::default);
    let oninput = {
        let (draft, dispatch) = (draft.clone(), props.dispatch.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            if text.contains('\n') {
                draft.set(Draft::default());
                dispatch.emit(Action::Type { router, text });
            } else {
                draft.set(Draft::of(text));
            }
        })
    };
    let onkeydown = key_handler(props, &draft);
    let prompt = props.console.prompt();
    let (prompt_id, help_id) = (format!("prompt-{router}"), format!("help-{router}"));
    html! {
        <div class="entry">
            if let Some(candidates) = &draft.help { { help(router, help_id.clone(), candidates) } }
            <span class="prompt" id={prompt_id.clone()}>{ prompt }</span>
            <textarea rows="1" wrap="off" aria-label={format!("{router} command")}
                aria-describedby={format!("{prompt_id} {help_id}")} disabled={!props.enabled} spellcheck="false"
                autocapitalize="off" autocomplete="off" enterkeyhint="send" value={draft.line.clone()}
                placeholder={placeholder(props.enabled)} {oninput} {onkeydown} />
        </div>
    }
}

fn placeholder(enabled: bool) -> &'static str {
    if enabled {
        "type a command, ? for help"
    } else {
        "repair the configuration first"
    }
}

fn key_handler(props: &Props, draft: &UseStateHandle<Draft>) -> Callback<KeyboardEvent> {
    let (draft, dispatch, console) = (draft.clone(), props.dispatch.clone(), props.console.clone());
    let (router, run, step) = (props.router, props.run.clone(), props.step);
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || (event.shift_key() && event.key() == "Tab") {
            return;
        }
        let typed = typed_lines(&run.trace, step, router);
        match draft.press(&event.key(), &console, &typed) {
            Press::NotOurs => return,
            Press::Draft(other) => draft.set(other),
            Press::Typed(text) => {
                draft.set(Draft::default());
                dispatch.emit(Action::Type { router, text });
            }
            Press::Leave => {
                draft.set(Draft::of(draft.line.clone()));
                focus_by_id(&log_id(router));
            }
        }
        event.prevent_default();
    })
}

/// What can stand where the line ends.
fn help(router: RouterId, id: String, candidates: &[Candidate]) -> Html {
    html! {
        <div class="help" {id} role="group" aria-label={format!("{router} help")} tabindex="0">
            if candidates.is_empty() {
                <p>{ "Nothing more can follow here, or the line is not understood." }</p>
            } else {
                <dl>
                    { for candidates.iter().map(|candidate| html! {
                        <div><dt>{ &candidate.text }</dt><dd>{ candidate.help }</dd></div>
                    }) }
                </dl>
            }
        </div>
    }
}
