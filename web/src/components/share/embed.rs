//! The element by which a course page shows the lab.

use std::rc::Rc;

use ikelab_core::sim::Scenario;
use ikelab_lessons::format::Index;
use ikelab_lessons::language::FALLBACK;
use ikelab_share::{Keys, View, encode};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlInputElement, HtmlSelectElement};
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
    /// The lessons that there are, once they are known.
    pub index: Option<Rc<Index>>,
}

/// CSS pixels of the frame, until the person says another height: enough for the lab, and for a lesson beside it.
const HEIGHT: u32 = 480;
const HEIGHT_OF_LESSON: u32 = 720;

/// What the person has chosen; what they have not said follows what is shown.
#[derive(Debug, Clone, PartialEq, Default)]
struct Choice {
    options: Options,
    panes: Option<Vec<Pane>>,
    title: Option<String>,
    height: Option<u32>,
    from_start: bool,
    lesson: Lesson,
}

/// Which lesson the frame opens.
#[derive(Debug, Clone, PartialEq, Default)]
enum Lesson {
    /// The one that is open here, if any, where it is.
    #[default]
    AsShown,
    /// None.
    Without,
    /// This one, from its beginning.
    Named(String),
}

/// The value of [`Lesson::Without`] in the choice of lessons: no lesson's name.
const WITHOUT: &str = "-";

impl Lesson {
    fn of(value: &str) -> Lesson {
        match value {
            "" => Lesson::AsShown,
            WITHOUT => Lesson::Without,
            id => Lesson::Named(id.to_owned()),
        }
    }
}

/// The generator.
#[component]
pub fn Embed(props: &Props) -> Html {
    let choice = use_state(Choice::default);
    let element = Element::of(props, &choice);
    let options = &element.options;
    let pane = |(name, pane): (&'static str, Pane)| {
        let shown = options.panes.clone();
        let change = move |choice: &mut Choice, on: bool| {
            let is_shown = |other: &Pane| if *other == pane { on } else { shown.contains(other) };
            choice.panes = Some(Pane::ALL.into_iter().filter(is_shown).collect());
        };
        tick(&choice, name, options.shows(pane), change)
    };
    let text = element.text();
    let about = format!("{} characters.", text.chars().count());
    html! {
        <details>
            <summary>{ "Embed in a course page" }</summary>
            <p>{ "The frame is as wide as its column and as high as you choose." }</p>
            <div class="choices">
                { title(&choice, &element) }
                { height(&choice, &element) }
                { lesson(&choice, props) }
                { language(&choice, props, &element) }
                { theme(&choice) }
                if !matches!(choice.lesson, Lesson::Named(_)) {
                    { tick(&choice, "From the start, not from this step", choice.from_start, |choice, on| choice.from_start = on) }
                }
                { tick(&choice, "Step buttons", options.controls, |choice, on| choice.options.controls = on) }
                { tick(&choice, "Read-only", options.read_only, |choice, on| choice.options.read_only = on) }
                { for [("Messages", Pane::Exchange), ("Packet", Pane::Packet), ("Routers", Pane::Routers)].map(pane) }
            </div>
            <Copied name="Element" {text} {about} rows=5 />
            <a class="button outlined" href={element.address} target="_blank" rel="noopener">{ "Look at it" }</a>
        </details>
    }
}

/// Something that is typed or ticked, and what it changes in the choice.
fn changed<E: JsCast + AsRef<EventTarget> + 'static>(
    choice: &UseStateHandle<Choice>,
    change: impl Fn(&mut Choice, E) + 'static,
) -> Callback<Event> {
    let choice = choice.clone();
    Callback::from(move |event: Event| {
        let mut changed = (*choice).clone();
        change(&mut changed, event.target_unchecked_into());
        choice.set(changed);
    })
}

fn tick(
    choice: &UseStateHandle<Choice>,
    name: &'static str,
    checked: bool,
    change: impl Fn(&mut Choice, bool) + 'static,
) -> Html {
    let onchange = changed(choice, move |choice, input: HtmlInputElement| {
        change(choice, input.checked());
    });
    html! { <label class="switch"><input type="checkbox" role="switch" {checked} {onchange} />{ name }</label> }
}

fn title(choice: &UseStateHandle<Choice>, element: &Element) -> Html {
    let onchange = changed(choice, |choice, input: HtmlInputElement| {
        // A frame without a title is a frame of nothing for who cannot see it.
        choice.title = Some(input.value()).filter(|title| !title.trim().is_empty());
    });
    html! { <label class="title">{ "Title " }<input type="text" value={element.title.clone()} {onchange} /></label> }
}

fn height(choice: &UseStateHandle<Choice>, element: &Element) -> Html {
    let onchange = changed(choice, |choice, input: HtmlInputElement| {
        choice.height = input.value().parse().ok()
    });
    html! {
        <label>{ "Height in pixels " }
            <input type="number" min="240" max="4000" step="20" value={element.height.to_string()} {onchange} />
        </label>
    }
}

/// A choice of one of several: values with their words.
fn select(name: &'static str, options: Vec<(String, String)>, chosen: &str, onchange: Callback<Event>) -> Html {
    html! {
        <label>{ name }{ " " }
            <span class="picker"><select {onchange}>
                { for options.into_iter().map(|(value, words)| {
                    let selected = value == chosen;
                    html! { <option {value} {selected}>{ words }</option> }
                }) }
            </select></span>
        </label>
    }
}

fn lesson(choice: &UseStateHandle<Choice>, props: &Props) -> Html {
    let onchange = changed(choice, |choice, select: HtmlSelectElement| {
        choice.lesson = Lesson::of(&select.value())
    });
    let is_open = props.view.lesson.is_some();
    let mut options = vec![(WITHOUT.to_owned(), "none".to_owned())];
    if is_open {
        options.push((String::new(), "the one that is open, here".to_owned()));
    }
    let all = props
        .index
        .iter()
        .flat_map(|index| index.all(props.view.language.as_deref()));
    options.extend(all.map(|entry| (entry.id.clone(), entry.title.clone())));
    let chosen = match &choice.lesson {
        Lesson::AsShown if is_open => "",
        Lesson::Named(id) => id,
        _ => WITHOUT,
    };
    select("Lesson", options, chosen, onchange)
}

fn language(choice: &UseStateHandle<Choice>, props: &Props, element: &Element) -> Html {
    let languages = props
        .index
        .as_ref()
        .map(|index| index.languages.clone())
        .unwrap_or_default();
    if languages.len() < 2 || !element.has_lesson {
        return Html::default();
    }
    let onchange = changed(choice, |choice, select: HtmlSelectElement| {
        choice.options.language = Some(select.value());
    });
    let chosen = element.options.language.as_deref().unwrap_or(FALLBACK);
    select("Language", languages, chosen, onchange)
}

fn theme(choice: &UseStateHandle<Choice>) -> Html {
    let onchange = changed(choice, |choice, select: HtmlSelectElement| {
        choice.options.theme = Theme::named(&select.value()).unwrap_or_default();
    });
    let options = Theme::ALL.map(|theme| (theme.name().to_owned(), theme.name().to_owned()));
    select("Theme", options.into(), choice.options.theme.name(), onchange)
}

/// What the element says.
struct Element {
    options: Options,
    has_lesson: bool,
    title: String,
    height: u32,
    address: String,
}

impl Element {
    fn of(props: &Props, choice: &Choice) -> Element {
        let mut view = props.view.clone();
        let mut options = choice.options.clone();
        match &choice.lesson {
            Lesson::AsShown => {}
            Lesson::Without => view.lesson = None,
            Lesson::Named(id) => options.lesson = Some(id.clone()),
        }
        let id = options
            .lesson
            .clone()
            .or(view.lesson.as_ref().map(|lesson| lesson.id.clone()));
        options.panes = choice.panes.clone().unwrap_or_else(|| Options::about(id.clone()).panes);
        let asked = options.language.take().or(view.language.take());
        options.language = asked.filter(|tag| id.is_some() && tag != FALLBACK);
        if choice.from_start {
            view.at = None;
            view.event = view.event.map(|_| 0);
        }
        let entry = |id: &String| props.index.as_ref()?.entry(id, options.language.as_deref());
        let about = id.as_ref().and_then(entry).map(|entry| entry.title.clone());
        let about = about.or(view.at.clone().map(|at| format!("an IPsec tunnel, {at}")));
        let title = about.unwrap_or_else(|| "an IPsec tunnel, step by step".to_owned());
        Element {
            title: choice.title.clone().unwrap_or(format!("ikelab: {title}")),
            height: choice
                .height
                .unwrap_or(if id.is_some() { HEIGHT_OF_LESSON } else { HEIGHT }),
            address: address(props, &options, &view),
            has_lesson: id.is_some(),
            options,
        }
    }

    fn text(&self) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        format!(
            "<iframe title=\"{}\" src=\"{}\" width=\"100%\" height=\"{}\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\" loading=\"lazy\"></iframe>",
            escaped(&self.title),
            escaped(&self.address),
            self.height
        )
    }
}

/// Options behind `?`; behind `#` what is shown, unless a lesson brings its own scenario.
fn address(props: &Props, options: &Options, view: &View) -> String {
    let mut address = sibling("embed.html");
    let query = options.write();
    if !query.is_empty() {
        address = format!("{address}?{query}");
    }
    match encode(&props.scenario, view, Keys::LeaveOut) {
        Ok(fragment) if options.lesson.is_none() => format!("{address}#{fragment}"),
        _ => address,
    }
}
