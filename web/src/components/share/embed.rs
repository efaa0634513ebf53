//! The element by which a course page shows the lab.

use std::rc::Rc;

use ikelab_core::share::{Keys, View, encode};
use ikelab_core::sim::Scenario;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::Copied;
use crate::embed::{Options, Pane};
use crate::share::sibling;
use crate::state::Theme;

/// See [`Embed`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is embedded.
    pub scenario: Rc<Scenario>,
    /// How it is looked at.
    pub view: View,
}

/// What the person has chosen.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    options: Options,
    height: u32,
    from_start: bool,
}

/// The generator.
#[component]
pub fn Embed(props: &Props) -> Html {
    let choice = use_state(|| Choice {
        options: Options::default(),
        height: 480,
        from_start: false,
    });
    let tick = |name: &'static str, checked: bool, change: fn(&mut Choice, bool)| {
        let choice = choice.clone();
        let onchange = Callback::from(move |event: Event| {
            let mut changed = (*choice).clone();
            change(
                &mut changed,
                event.target_unchecked_into::<HtmlInputElement>().checked(),
            );
            choice.set(changed);
        });
        html! { <label class="switch"><input type="checkbox" role="switch" {checked} {onchange} />{ name }</label> }
    };
    let options = &choice.options;
    let text = element(props, &choice);
    let about = format!("{} characters.", text.chars().count());
    html! {
        <details>
            <summary>{ "Embed in a course page" }</summary>
            <div class="choices">
                { tick("From the start, not from this step", choice.from_start, |choice, on| choice.from_start = on) }
                { tick("Step buttons", options.controls, |choice, on| choice.options.controls = on) }
                { tick("Read-only", options.read_only, |choice, on| choice.options.read_only = on) }
                { tick("Messages", options.shows(Pane::Exchange), |choice, on| show(&mut choice.options, Pane::Exchange, on)) }
                { tick("Packet", options.shows(Pane::Packet), |choice, on| show(&mut choice.options, Pane::Packet, on)) }
                { tick("Routers", options.shows(Pane::Routers), |choice, on| show(&mut choice.options, Pane::Routers, on)) }
                { height(&choice) }
                { theme(&choice) }
            </div>
            <Copied name="Element" {text} {about} rows=5 />
        </details>
    }
}

fn show(options: &mut Options, pane: Pane, on: bool) {
    let is_shown = |other: &Pane| if *other == pane { on } else { options.shows(*other) };
    options.panes = Pane::ALL.into_iter().filter(is_shown).collect();
}

fn height(choice: &UseStateHandle<Choice>) -> Html {
    let onchange = {
        let choice = choice.clone();
        Callback::from(move |event: Event| {
            let height = event
                .target_unchecked_into::<HtmlInputElement>()
                .value()
                .parse()
                .unwrap_or(480);
            choice.set(Choice {
                height,
                ..(*choice).clone()
            });
        })
    };
    html! {
        <label>{ "Height in pixels " }
            <input type="number" min="240" max="4000" step="20" value={choice.height.to_string()} {onchange} />
        </label>
    }
}

fn theme(choice: &UseStateHandle<Choice>) -> Html {
    let chosen = choice.options.theme;
    let onchange = {
        let choice = choice.clone();
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            let mut changed = (*choice).clone();
            changed.options.theme = Theme::named(&name).unwrap_or_default();
            choice.set(changed);
        })
    };
    html! {
        <label>{ "Theme " }
            <span class="picker"><select {onchange}>
                { for Theme::ALL.map(|theme| html! {
                    <option value={theme.name()} selected={theme == chosen}>{ theme.name() }</option>
                }) }
            </select></span>
        </label>
    }
}

/// The `<iframe>` element.
fn element(props: &Props, choice: &Choice) -> String {
    let mut view = props.view.clone();
    if choice.from_start {
        view.at = None;
        view.event = view.event.map(|_| 0);
    }
    let mut address = sibling("embed.html");
    let query = choice.options.write();
    if !query.is_empty() {
        address = format!("{address}?{query}");
    }
    if let Ok(fragment) = encode(&props.scenario, &view, Keys::LeaveOut) {
        address = format!("{address}#{fragment}");
    }
    let src = address.replace('&', "&amp;").replace('"', "&quot;");
    let title = match &view.at {
        Some(at) => format!("ikelab: an IPsec tunnel, {}", at.replace('"', "")),
        None => "ikelab: an IPsec tunnel, step by step".to_owned(),
    };
    format!(
        "<iframe title=\"{title}\" src=\"{src}\" width=\"100%\" height=\"{}\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\" loading=\"lazy\"></iframe>",
        choice.height
    )
}
