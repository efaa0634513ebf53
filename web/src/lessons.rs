//! The files of the lessons, fetched when the reader asks for them, and the file of the reader's progress.

use std::rc::Rc;

use ikelab_lessons::format;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::js_sys::encode_uri_component;
use web_sys::{HtmlElement, Response};
use yew::prelude::*;

use crate::state::{Action, Dispatch, LessonAction, Study};

/// The folder of the lessons, beside the page.
const FOLDER: &str = "lessons/";

/// Fetches the list of all lessons once it is `needed`, and the lesson that is wanted once the list says which file it is:
/// what a link names is looked up there, and never fetched.
#[hook]
pub fn use_lessons(needed: bool, study: &Study, dispatch: &Dispatch) {
    let listed = dispatch.clone();
    use_effect_with(needed, move |needed| {
        if *needed {
            fetch(format::INDEX.to_owned(), listed, |text| {
                format::read_index(text).map(|index| LessonAction::Listed(Rc::new(index)))
            });
        }
    });
    let loaded = dispatch.clone();
    let file = study.entry().map(|entry| format::file(&entry.id, &entry.language));
    use_effect_with(file, move |file| {
        if let Some(file) = file {
            fetch(file.clone(), loaded, |text| {
                format::read(text).map(|lesson| LessonAction::Loaded(Rc::new(lesson)))
            });
        }
    });
}

fn fetch(file: String, dispatch: Dispatch, read: fn(&str) -> Option<LessonAction>) {
    spawn_local(async move {
        let text = text_of(&file).await.ok().flatten();
        let studying = text.as_deref().and_then(read).unwrap_or(LessonAction::Missed);
        dispatch.emit(Action::Study(studying));
    });
}

/// The text of a file of lessons; nothing if there is none.
async fn text_of(file: &str) -> Result<Option<String>, JsValue> {
    let answer = JsFuture::from(gloo::utils::window().fetch_with_str(&format!("{FOLDER}{file}"))).await?;
    let response: Response = answer.dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    Ok(JsFuture::from(response.text()?).await?.as_string())
}

/// Lets the reader save how far they are.
pub fn save(progress: &str) {
    let saved = || {
        let link = gloo::utils::document().create_element("a").ok()?;
        link.set_attribute("href", &format!("data:text/plain,{}", encode_uri_component(progress)))
            .ok()?;
        link.set_attribute("download", "ikelab-progress.txt").ok()?;
        link.dyn_into::<HtmlElement>().ok()?.click();
        Some(())
    };
    // Where files cannot be saved, as in a frame without downloads, nothing is lost.
    saved();
}
