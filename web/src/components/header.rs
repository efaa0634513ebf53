//! The top of the page: scenario, views, and tools.

use ikelab_core::sim::PRESETS;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::state::{Action, Dispatch, LessonAction, View, dispatch_some};

/// What the top of the page shows.
pub struct Header<'a> {
    /// The view that is shown.
    pub view: View,
    /// The preset that the scenario began as, if it was one.
    pub preset: Option<&'static str>,
    /// Whether lessons stand beside it.
    pub lessons: bool,
    /// Whether there is a change to take back.
    pub can_undo: bool,
    /// Whether there is an undone change.
    pub can_redo: bool,
    /// Where actions go.
    pub dispatch: &'a Dispatch,
}

/// The top of the page.
pub fn header(props: &Header<'_>) -> Html {
    let dispatch = props.dispatch;
    let share = dispatch.reform(|_: MouseEvent| Action::OpenSharing(true));
    html! {
        <header class="top">
            <h1 class="word"><a href="#">{ "ikelab" }</a></h1>
            { scenarios(props.preset, dispatch) }
            <nav class="views" aria-label="Views">
                { view_button(props, View::Exchange, "Exchange") }
                { view_button(props, View::Configurations, "Configurations") }
                { view_button(props, View::Keys, "Keys") }
                { view_button(props, View::Compare, "Compare") }
                { lessons_button(props) }
                { view_button(props, View::Scenarios, "Scenarios") }
            </nav>
            <div class="tools">
                { tool(dispatch, "Undo", Icon::Undo, Action::Undo, props.can_undo) }
                { tool(dispatch, "Redo", Icon::Redo, Action::Redo, props.can_redo) }
                <span class="gap"></span>
                <button class="button outlined" type="button" onclick={share}>{ "Share" }</button>
                { tool(dispatch, "Settings", Icon::Settings, Action::OpenSettings(true), true) }
            </div>
        </header>
    }
}

fn view_button(props: &Header<'_>, view: View, name: &'static str) -> Html {
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Show(view));
    let current = (props.view == view).then_some("page");
    html! { <button type="button" aria-current={current} {onclick}>{ name }</button> }
}

/// Shows lessons beside the view, or hides them.
fn lessons_button(props: &Header<'_>) -> Html {
    let shown = props.lessons;
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Study(LessonAction::Show(!shown)));
    html! {
        <button type="button" aria-expanded={if shown { "true" } else { "false" }} {onclick}>{ "Lessons" }</button>
    }
}

/// A tool that may have nothing to do. It keeps its place in the order of focus.
fn tool(dispatch: &Dispatch, name: &'static str, drawing: Icon, action: Action, enabled: bool) -> Html {
    let onclick = if enabled {
        dispatch.reform(move |_: MouseEvent| action.clone())
    } else {
        Callback::noop()
    };
    html! {
        <button class="button icon" type="button" aria-label={name} title={name}
            aria-disabled={(!enabled).then_some("true")} {onclick}>{ icon(drawing) }</button>
    }
}

/// The choice of a preset.
fn scenarios(current: Option<&'static str>, dispatch: &Dispatch) -> Html {
    let onchange = dispatch_some(dispatch, |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        PRESETS
            .iter()
            .find(|preset| preset.name == name)
            .map(|preset| Action::Load(preset.name))
    });
    html! {
        <span class="picker scenario">
            <select aria-label="Scenario" {onchange}>
                if current.is_none() { <option value="" selected=true disabled=true>{ "A scenario of your own" }</option> }
                { for PRESETS.iter().map(|preset| html! {
                    <option value={preset.name} selected={current == Some(preset.name)}>{ preset.title }</option>
                }) }
            </select>
        </span>
    }
}
