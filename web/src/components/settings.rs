//! Settings, and the keys that the page knows: a dialog.

use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::keys::{IN_COMPARE, SHORTCUTS};
use crate::state::{Action, Dispatch, Settings as Chosen, Theme};

/// See [`Settings`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether the dialog is open.
    pub open: bool,
    /// What is chosen.
    pub settings: Chosen,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Keys that belong to a part of the page, and are taken only there.
const PART_KEYS: &[(&str, &str)] = &[
    ("← →", "Timeline: a step back, a step on"),
    ("Home End", "Timeline: the first step, the last"),
    ("↑ ↓", "Ladder, consoles, fields: the next line"),
    ("← →", "Fields: close, open; Bytes: the next byte"),
    ("Ctrl Home, Ctrl End", "Bytes: the first, the last"),
    ("Enter", "Opens, or goes to, what has the focus"),
    ("Backspace", "Where this comes from: the value before"),
    ("F8", "Configurations: the next problem"),
    ("Tab ?", "Consoles: completes a word, says what can follow"),
    ("Esc", "Leaves a dialog, a console's line, a help list"),
];

/// The dialog.
#[component]
pub fn Settings(props: &Props) -> Html {
    let Props {
        open,
        settings,
        dispatch,
    } = props;
    let dialog = use_node_ref();
    use_effect_with(*open, {
        let dialog = dialog.clone();
        move |open| {
            let found = dialog.cast::<HtmlDialogElement>();
            if let Some(dialog) = found.filter(|dialog| *open && !dialog.open()) {
                drop(dialog.show_modal());
            }
        }
    });
    let onclose = dispatch.reform(|_: Event| Action::OpenSettings(false));
    let chosen = *settings;
    let choose = |change: fn(&mut Chosen, bool)| {
        dispatch.reform(move |event: Event| {
            let mut settings = chosen;
            let checked = event.target_unchecked_into::<HtmlInputElement>().checked();
            change(&mut settings, checked);
            Action::Choose(settings)
        })
    };
    html! {
        <dialog class="glossary settings" aria-label="Settings and keys" ref={dialog} {onclose}>
            <form method="dialog">
                <h2>{ "Settings and keys" }</h2>
                <button class="button outlined">{ "Close" }</button>
            </form>
            <fieldset>
                <legend>{ "Theme" }</legend>
                <span class="segmented">{ for Theme::ALL.map(|theme| theme_choice(chosen, theme, dispatch)) }</span>
            </fieldset>
            <label class="switch">
                <input type="checkbox" role="switch" checked={chosen.still}
                    onchange={choose(|settings, on| settings.still = on)} />{ "No animation" }
            </label>
            <label class="switch">
                <input type="checkbox" role="switch" checked={chosen.shortcuts}
                    onchange={choose(|settings, on| settings.shortcuts = on)} />{ "Single-key shortcuts" }
            </label>
            <table class="keys">
                <caption>{ if chosen.shortcuts { "Anywhere" } else { "Anywhere (switched off)" } }</caption>
                { for SHORTCUTS.iter().chain(IN_COMPARE).map(|(key, does, _)| row(key, does)) }
            </table>
            <table class="keys">
                <caption>{ "In a part of the page" }</caption>
                { for PART_KEYS.iter().map(|(key, does)| row(key, does)) }
            </table>
        </dialog>
    }
}

fn row(key: &'static str, does: &'static str) -> Html {
    html! { <tr><th scope="row"><kbd>{ key }</kbd></th><td>{ does }</td></tr> }
}

fn theme_choice(settings: Chosen, theme: Theme, dispatch: &Dispatch) -> Html {
    let onchange = dispatch.reform(move |_: Event| Action::Choose(Chosen { theme, ..settings }));
    let name = match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    };
    html! { <label><input type="radio" name="theme" checked={settings.theme == theme} {onchange} />{ name }</label> }
}
