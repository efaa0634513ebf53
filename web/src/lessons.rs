//! The files of the lessons, fetched when the reader asks for them, and the file of the reader's progress.

use std::rc::Rc;

use ikelab_lessons::format;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlElement, Response};
use yew::prelude::*;

use crate::state::{Action, Dispatch, Studying};

/// The folder of the lessons, beside the page.
const FOLDER: &str = "lessons/";

/// The language of the lessons.
const LANGUAGE: &str = "en";

/// Fetches the list of all lessons once lessons are shown, and the lesson that is wanted.
#[hook]
pub fn use_lessons(shown: bool, wanted: Option<String>, dispatch: &Dispatch) {
    let listed = dispatch.clone();
    use_effect_with(shown, move |shown| {
        if *shown {
            fetch(format::INDEX.to_owned(), listed, |text| {
                let entries = format::read_index(text)?.into_iter();
                let own: Vec<_> = entries.filter(|entry| entry.language == LANGUAGE).collect();
                Some(Studying::Listed(own.into()))
            });
        }
    });
    let loaded = dispatch.clone();
    use_effect_with(wanted, move |wanted| {
        if let Some(id) = wanted {
            fetch(format::file(id, LANGUAGE), loaded, |text| {
                format::read(text).map(|lesson| Studying::Loaded(Rc::new(lesson)))
            });
        }
    });
}

fn fetch(file: String, dispatch: Dispatch, read: fn(&str) -> Option<Studying>) {
    spawn_local(async move {
        let text = text_of(&file).await.ok().flatten();
        let studying = text.as_deref().and_then(read).unwrap_or(Studying::Missed);
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
        link.set_attribute("href", &format!("data:text/plain,{}", escaped(progress)))
            .ok()?;
        link.set_attribute("download", "ikelab-progress.txt").ok()?;
        link.dyn_into::<HtmlElement>().ok()?.click();
        Some(())
    };
    // Where files cannot be saved, as in a frame without downloads, nothing is lost.
    saved();
}

/// The text as it may stand in an address: its blanks and line breaks are all that may not.
fn escaped(text: &str) -> String {
    text.replace(' ', "%20").replace('\n', "%0A")
}
