//! A whole configuration that somebody gives to an editor: a file that is chosen or dropped, or a text that is pasted over all
//! that the editor holds.

use ikelab_core::event::RouterId;
use ikelab_core::ios::paste;
use ikelab_share::limits;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, File, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::share::read_file;
use crate::state::{Action, Dispatch, Problem};

/// The button that opens a file, and what else there is to know.
pub fn chooser(router: RouterId, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open(router, &file, &dispatch);
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    html! {
        <p class="line opening">
            <label class="button outlined file">
                { "Open a file" }
                <input type="file" aria-label={format!("Open a file with {router}'s configuration")} {onchange} />
            </label>
            <span>{ "or paste or drop it, with prompts, or with both routers in one file" }</span>
        </p>
    }
}

/// Lets a file be dropped.
pub fn ondragover() -> Callback<DragEvent> {
    Callback::from(|event: DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        if types.is_some_and(|types| types.includes(&"Files".into(), 0)) {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// Opens a file that is dropped.
pub fn ondrop(router: RouterId, dispatch: &Dispatch) -> Callback<DragEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            event.stop_propagation();
            open(router, &file, &dispatch);
        }
    })
}

/// Opens what is pasted over all of the text, or what holds both routers. Anything else is typing.
pub fn onpaste(router: RouterId, dispatch: &Dispatch) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let area: HtmlTextAreaElement = event.target_unchecked_into();
        let data = event
            .dyn_ref::<ClipboardEvent>()
            .and_then(ClipboardEvent::clipboard_data);
        let text = data
            .and_then(|data| data.get_data("text/plain").ok())
            .unwrap_or_default();
        let is_whole = text.trim().contains('\n') && covers_all(&area);
        if is_whole || paste::split(&text).is_some() {
            event.prevent_default();
            dispatch.emit(Action::OpenConfiguration { router, text });
        }
    })
}

/// Whether all of the text is selected, or there is none.
fn covers_all(area: &HtmlTextAreaElement) -> bool {
    let selected = |end: Result<Option<u32>, _>| end.ok().flatten();
    let (start, end) = (selected(area.selection_start()), selected(area.selection_end()));
    let length = area.value().encode_utf16().count() as u32;
    start == Some(0) && end == Some(length) || area.value().trim().is_empty()
}

fn open(router: RouterId, file: &File, dispatch: &Dispatch) {
    // Both routers may be in it, with what a terminal prints around them.
    let most = 8 * limits::CONFIGURATION;
    if file.size() > most as f64 {
        let what = format!("it has {} bytes, and the limit is {most}", file.size());
        return dispatch.emit(Action::Refuse(Problem::with_file(&what)));
    }
    let dispatch = dispatch.clone();
    read_file(file, move |text| {
        dispatch.emit(match text {
            Some(text) => Action::OpenConfiguration { router, text },
            None => Action::Refuse(Problem::with_file("the browser cannot read it")),
        });
    });
}
