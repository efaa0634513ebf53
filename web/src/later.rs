//! The page's second part: what nobody needs before the page is touched for the first time. The browser fetches it then,
//! and what the reader does waits for it.
//!
//! ```text
//! first part     the run, and the way through it: timeline, ladder, states
//! second part    all that explains, looks closer, or changes something
//! ```
//!
//! Code and data that are reached through [`LATER`] alone are the second part: `cargo xtask finish` finds them by what
//! refers to what, and puts them into a module of their own. So the first part calls them through [`here`] and never by
//! name. Without the feature `split`, as in tests, the program is one, and the second part is always here.

use std::rc::Rc;

use gloo::events::EventListener;
use ikelab_core::event::RouterId;
use ikelab_core::ios::Console;
use ikelab_core::ios::grammar::Candidate;
use ikelab_core::sim::{Place, Trace};
use yew::prelude::*;

use crate::state::{Action, Dispatch, Lab, State};
use crate::view_model::narration::{Narration, narrate};
use crate::view_model::scene::Scene;
use crate::{share, surroundings, views};

/// What the second part offers to the first.
#[derive(Debug)]
pub struct Later {
    /// The state as the address says when the page opens.
    pub opened: fn(State) -> State,
    /// What the page owes to the time before the second part was here.
    pub owed: fn() -> Vec<Action>,
    /// Does an action that is not stepping.
    pub act: fn(&mut State, Action),
    /// The address bar, the page around this one, dialogs: what belongs to no place of the page.
    pub surroundings: fn(surroundings::Props) -> Html,
    /// What stands above the view.
    pub notes: fn(&State, &Dispatch) -> Html,
    /// The link to the whole page, for an embedded one.
    pub in_full: fn(&State, &Dispatch) -> Html,
    /// The packet of the step.
    pub packet: fn(&State, &Rc<Scene>, &Dispatch) -> Html,
    /// What a router's console shows.
    pub log: fn(&State, &Rc<Scene>, RouterId, &Dispatch) -> Html,
    /// What the wire does to the packet.
    pub wire: fn(&State, &Dispatch) -> Html,
    /// The view of the configurations.
    pub configurations: fn(&State, &Rc<Scene>, &Callback<String>, &Dispatch) -> Html,
    /// The view of the keys.
    pub keys: fn(&State, &Rc<Scene>, &Callback<String>, &Dispatch) -> Html,
    /// The lessons, before the view's parts or behind them.
    pub lessons: fn(&State, &Callback<String>, &Dispatch) -> [Html; 2],
    /// Whether both routers take the configurations that the reader edits.
    pub is_sound: fn(&Lab) -> bool,
    /// A line that a console completes.
    pub complete: fn(&Console, &str) -> Option<String>,
    /// What can stand at the end of a line.
    pub help: fn(&Console, &str) -> Vec<Candidate>,
    /// What is said of a place of a run.
    pub narrate: fn(&Trace, Place) -> Narration,
    /// Opens the text of a file, or a link.
    pub open_text: fn(&str, &Dispatch),
}

/// The second part.
pub static LATER: Later = Later {
    opened: share::first_state,
    owed: surroundings::owed,
    act: State::act,
    surroundings: surroundings::surroundings,
    notes: surroundings::notes,
    in_full: views::in_full,
    packet: views::packet,
    log: views::log,
    wire: views::wire,
    configurations: views::configurations,
    keys: views::keys,
    lessons: views::lessons,
    is_sound: Lab::is_sound,
    complete: Console::complete,
    help: Console::help,
    narrate,
    open_text: share::open_text,
};

/// What the second part draws, or nothing in its place.
pub fn part(draw: impl FnOnce(&Later) -> Html) -> Html {
    here().map_or_else(Html::default, draw)
}

/// How the first part stands to the second.
#[derive(Clone, PartialEq)]
pub struct Second {
    /// Whether something that the reader did waits for it.
    pub awaited: bool,
    /// Whether it could not be fetched.
    pub missed: bool,
    /// Fetches it, if that is not under way.
    pub fetch: Callback<()>,
}

/// Signs that somebody is there.
const SIGNS: [&str; 6] = [
    "pointermove",
    "pointerdown",
    "keydown",
    "focusin",
    "dragover",
    "hashchange",
];

/// Fetches the second part at the first sign of a reader. What the reader does waits for it, so that all of the page
/// changes at once; where it cannot be had, stepping goes on without it.
#[hook]
pub fn use_second_part(state: &UseReducerHandle<State>) -> (Second, Dispatch) {
    let (awaited, missed) = (use_state(|| false), use_state(|| false));
    let dispatcher = state.dispatcher();
    let want = {
        let (awaited, missed, dispatcher) = (awaited.clone(), missed.clone(), dispatcher.clone());
        use_callback((), move |(), ()| {
            if here().is_some() {
                return;
            }
            let (awaited, missed, dispatcher) = (awaited.clone(), missed.clone(), dispatcher.clone());
            fetch(move |is_here| {
                let owed = here().map(|later| (later.owed)()).into_iter().flatten();
                owed.for_each(|action| dispatcher.dispatch(action));
                awaited.set(false);
                missed.set(!is_here);
            });
        })
    };
    let dispatch = {
        let (awaited, want) = (awaited.clone(), want.clone());
        use_callback((), move |action: Action, ()| {
            if here().is_none() {
                awaited.set(true);
                want.emit(());
            }
            let dispatcher = dispatcher.clone();
            fetch(move |_| dispatcher.dispatch(action));
        })
    };
    let signalled = want.clone();
    use_effect_with((), move |()| {
        let listen = |sign| {
            let want = signalled.clone();
            EventListener::once(&gloo::utils::window(), sign, move |_| want.emit(()))
        };
        let listeners = here().is_none().then(|| SIGNS.map(listen));
        move || drop(listeners)
    });
    let second = Second {
        awaited: *awaited,
        missed: *missed,
        fetch: want,
    };
    (second, dispatch)
}

#[cfg(not(feature = "split"))]
mod whole {
    use super::{LATER, Later};

    /// The second part, if it has come.
    pub fn here() -> Option<&'static Later> {
        Some(&LATER)
    }

    /// Calls `then` when the second part is here, or with `false` if it cannot be had.
    pub fn fetch(then: impl FnOnce(bool) + 'static) {
        then(true);
    }
}

#[cfg(feature = "split")]
mod parts {
    use std::cell::{Cell, RefCell};
    use std::pin::Pin;

    use super::Later;

    /// A second part on its way; nothing if it cannot be had.
    pub type Fetching = Pin<Box<dyn Future<Output = Option<&'static Later>>>>;

    type Waiting = Box<dyn FnOnce(bool)>;

    thread_local! {
        static HERE: Cell<Option<&'static Later>> = const { Cell::new(None) };
        static SOURCE: Cell<Option<fn() -> Fetching>> = const { Cell::new(None) };
        static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
    }

    /// Says how the second part is fetched.
    pub fn fetch_by(source: fn() -> Fetching) {
        SOURCE.set(Some(source));
    }

    /// The second part, if it has come.
    pub fn here() -> Option<&'static Later> {
        HERE.get()
    }

    /// Calls `then` when the second part is here, or with `false` if it cannot be had. It is fetched once; if that fails,
    /// the next call tries again.
    pub fn fetch(then: impl FnOnce(bool) + 'static) {
        if here().is_some() {
            return then(true);
        }
        let first = WAITING.with_borrow_mut(|waiting| {
            waiting.push(Box::new(then));
            waiting.len() == 1
        });
        if let Some(source) = SOURCE.get().filter(|_| first) {
            wasm_bindgen_futures::spawn_local(async move {
                HERE.set(source().await);
                for then in WAITING.take() {
                    then(here().is_some());
                }
            });
        }
    }
}

#[cfg(feature = "split")]
pub use parts::{Fetching, fetch, fetch_by, here};
#[cfg(not(feature = "split"))]
pub use whole::{fetch, here};
