//! What the window is like.

use gloo::events::EventListener;
use yew::prelude::*;

/// Whether a media query holds, now and whenever that changes.
#[hook]
pub fn use_media_query(query: &'static str) -> bool {
    let list = use_memo((), move |()| gloo::utils::window().match_media(query).ok().flatten());
    let holds = use_state(|| list.as_ref().as_ref().is_some_and(|list| list.matches()));
    let current = *holds;
    use_effect_with((), move |()| {
        let listener = (*list).clone().map(|list| {
            let watched = list.clone();
            EventListener::new(&list, "change", move |_| holds.set(watched.matches()))
        });
        move || drop(listener)
    });
    current
}
