//! Messages between the embedded page and the page around it. Version 1, documented in `docs/embedding.md`: each of ours is
//! an object with `ikelab: 1` and `type`.

use gloo::events::EventListener;
use gloo::utils::{document, window};
use ikelab_core::locator::Locator;
use ikelab_share::step_named;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Object, Reflect};
use web_sys::{MessageEvent, ResizeObserver, Window};
use yew::prelude::*;

use crate::state::{Action, Answered, Dispatch, Settings, State, Theme};

/// The version of the messages.
const VERSION: u32 = 1;

/// Something that the embedded page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// It listens.
    Ready {
        /// The last step.
        last: usize,
    },
    /// It would be so many CSS pixels high.
    Height(i32),
    /// It shows this step.
    Step {
        /// Its number.
        step: usize,
        /// The last step.
        last: usize,
        /// The step as a fact.
        fact: String,
    },
    /// A question of a lesson was answered.
    Answer {
        /// The lesson.
        lesson: String,
        /// The question.
        question: String,
        /// Whether the answer is right.
        right: bool,
    },
    /// All goals of a lesson are met.
    Completed {
        /// The lesson.
        lesson: String,
    },
}

impl Message {
    fn name(&self) -> &'static str {
        match self {
            Message::Ready { .. } => "ready",
            Message::Height(_) => "height",
            Message::Step { .. } => "step",
            Message::Answer { .. } => "answer",
            Message::Completed { .. } => "completed",
        }
    }

    /// The members besides `ikelab` and `type`.
    fn members(&self) -> Vec<(&'static str, JsValue)> {
        let number = |number: usize| JsValue::from(number as u32);
        match self {
            Message::Ready { last } => vec![("last", number(*last))],
            Message::Height(height) => vec![("height", (*height).into())],
            Message::Step { step, last, fact } => {
                vec![("step", number(*step)), ("last", number(*last)), ("fact", fact.into())]
            }
            Message::Answer {
                lesson,
                question,
                right,
            } => vec![
                ("lesson", lesson.into()),
                ("question", question.into()),
                ("right", (*right).into()),
            ],
            Message::Completed { lesson } => vec![("lesson", lesson.into())],
        }
    }
}

/// The page around this one, if there is one.
fn parent() -> Option<Window> {
    window().parent().ok().flatten().filter(|parent| *parent != window())
}

fn post(members: &[(&str, JsValue)]) {
    let message = Object::new();
    for (name, value) in members {
        // A new object takes every member.
        drop(Reflect::set(&message, &(*name).into(), value));
    }
    if let Some(parent) = parent() {
        // To whomever frames the page: nothing in a message is secret.
        drop(parent.post_message(&message, "*"));
    }
}

/// Tells the page around this one something; nobody, if there is none.
pub fn tell(message: &Message) {
    let head = [("ikelab", VERSION.into()), ("type", message.name().into())];
    post(&[&head[..], &message.members()].concat());
    if let Message::Height(height) = message {
        // Learning platforms know this one (LTI, `lti.frameResize`).
        post(&[("subject", "lti.frameResize".into()), ("height", (*height).into())]);
    }
}

/// The action that the page around this one asks for; `None` if it asks for nothing that is known.
fn asked(event: &MessageEvent, state: &State) -> Option<Action> {
    let is_parent = parent().is_some_and(|parent| event.source().is_some_and(|source| *source == ***parent));
    let message = event.data();
    let member = |name: &str| {
        Reflect::get(&message, &name.into())
            .ok()
            .filter(|_| message.is_object())
    };
    if !is_parent || member("ikelab")?.as_f64() != Some(f64::from(VERSION)) {
        return None;
    }
    match member("type")?.as_string()?.as_str() {
        "go" => {
            let step = member("step")?;
            let name = step
                .as_string()
                .or_else(|| step.as_f64().map(|step| (step as u32).to_string()))?;
            step_named(&state.lab.run().trace, &name).ok().map(Action::Go)
        }
        "theme" => {
            let theme = Theme::named(&member("theme")?.as_string()?)?;
            Some(Action::Choose(Settings {
                theme,
                ..state.settings
            }))
        }
        _ => None,
    }
}

/// Tells the page around this one what happens, and does what it asks for.
#[hook]
pub fn use_messages(state: &UseReducerHandle<State>, dispatch: &Dispatch) {
    let is_embedded = state.embedded.is_some();
    let current = use_mut_ref(|| state.clone());
    *current.borrow_mut() = state.clone();
    let dispatch = dispatch.clone();
    let last = state.lab.run().trace.last_step();
    use_effect_with((), move |()| {
        let listening = is_embedded.then(|| {
            let listener = EventListener::new(&window(), "message", move |event| {
                let action = event
                    .dyn_ref::<MessageEvent>()
                    .and_then(|event| asked(event, &current.borrow()));
                action.into_iter().for_each(|action| dispatch.emit(action));
            });
            tell(&Message::Ready { last });
            (listener, Heights::observe())
        });
        move || drop(listening)
    });
    use_results(state);
    let place = (state.lab.run().clone(), state.place.step);
    use_effect_with(place, move |(run, step)| {
        if is_embedded {
            tell(&Message::Step {
                step: *step,
                last,
                fact: Locator::of_step(&run.trace, *step).to_string(),
            });
        }
    });
}

/// Tells the page around this one which questions of a lesson are answered, and when its goals are met.
#[hook]
fn use_results(state: &State) {
    let is_embedded = state.embedded.is_some();
    use_effect_with(state.study.answered.clone(), move |answered| {
        if let Some(Answered {
            lesson,
            prediction,
            right,
        }) = answered.clone().filter(|_| is_embedded)
        {
            let question = prediction;
            tell(&Message::Answer {
                lesson,
                question,
                right,
            });
        }
    });
    let completed = state.study.wanted.clone().filter(|_| state.study.is_complete());
    use_effect_with(completed, move |completed| {
        if let Some(lesson) = completed.clone().filter(|_| is_embedded) {
            tell(&Message::Completed { lesson });
        }
    });
}

/// Tells the height of the page whenever it changes.
struct Heights {
    observer: ResizeObserver,
    _changed: Closure<dyn FnMut()>,
}

impl Heights {
    fn observe() -> Option<Heights> {
        let mut told = 0;
        let changed = Closure::<dyn FnMut()>::new(move || {
            // Not the height of what is in it: where it fits into its frame, that can be more by a fraction, and a frame
            // that follows would grow for ever.
            let height = document().body().map_or(0, |body| body.offset_height());
            if height != told {
                told = height;
                tell(&Message::Height(height));
            }
        });
        let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let body = document().body()?;
        observer.observe(&body);
        Some(Heights {
            observer,
            _changed: changed,
        })
    }
}

impl Drop for Heights {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
