//! Links, files and the clipboard: what sharing needs of the browser.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use ikelab_core::sim::{self, Scenario};
use ikelab_share::{self as share, Keys, LinkError, Opened, View, file, step_named};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Date;
use web_sys::{Blob, ClipboardEvent, DragEvent, Element, FileReader, HtmlDocument};
use yew::prelude::*;

use crate::embed;
use crate::settings;
use crate::state::{Action, Dispatch, LessonAction, Problem, Source, State, Study};
use crate::welcome::{self, Door};

/// Milliseconds without a change after which the address follows: browsers allow only so many changes of it.
const PAUSE: u32 = 300;

/// Places in the page that a fragment may name instead of being a link.
const ANCHORS: [&str; 1] = ["narration"];

/// The page's address without its fragment.
pub fn address() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// The address of another page of the site.
pub fn sibling(file: &str) -> String {
    let address = address();
    let path = address.split('?').next().unwrap_or_default();
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    format!("{folder}{file}")
}

/// What the address's link holds, or the preset that it names; `None` if it is no link and is not meant to be one.
fn linked() -> Option<Result<Opened, LinkError>> {
    let fragment = welcome::fragment();
    if let Some(preset) = sim::preset(&fragment) {
        return Some(Ok(opened((preset.scenario)())));
    }
    let is_place = fragment.is_empty() || ANCHORS.contains(&&*fragment) || Door::of(&fragment).is_some();
    (!is_place).then(|| share::decode(&fragment))
}

/// The action for what a link holds.
fn follow(opened: Result<Opened, LinkError>) -> Action {
    match opened {
        Ok(opened) => Action::Follow(Source::Link, Rc::new(opened)),
        Err(error) => Action::Refuse(Problem::with_link(&error)),
    }
}

/// What another address asks of a lab that is there already.
fn follow_address() -> Option<Action> {
    if let Some(opened) = linked() {
        return Some(follow(opened));
    }
    match Door::at_address() {
        Some(Door::Watch) => Some(follow(Ok(start()))),
        Some(door) => door.action(),
        // The lab is left, and waits.
        None if welcome::is_shown() => Some(Action::Pause),
        None if welcome::fragment().is_empty() => Some(follow(Ok(start()))),
        None => None,
    }
}

/// The state as the address says when the page opens.
pub fn first_state() -> State {
    let embedded = embed::asked();
    let mut settings = settings::stored();
    let step = embedded.as_ref().and_then(|options| options.step.clone());
    let lesson = embedded.as_ref().and_then(|options| options.lesson.clone());
    let language = embedded.as_ref().and_then(|options| options.language.clone());
    if let Some(options) = &embedded {
        settings.theme = options.theme;
    }
    let mut state = State {
        settings,
        study: Study {
            progress: settings::stored_progress(),
            language: settings::stored_language(),
            ..Study::default()
        },
        embedded: embedded.map(Rc::new),
        ..State::default()
    };
    let linked = linked().map(follow);
    let asked = linked.or_else(|| Door::at_address().and_then(Door::action));
    if let Some(action) = asked {
        state = state.after(action);
    }
    if let Some(language) = language {
        state = state.after(Action::Study(LessonAction::Speak(language)));
    }
    if let Some(lesson) = lesson {
        state = state.after(Action::Study(LessonAction::Open(lesson)));
    }
    let step = step.and_then(|step| step_named(&state.lab.run().trace, &step).ok());
    match step {
        Some(step) => state.after(Action::Go(step)),
        None => state,
    }
}

/// Keeps the state and the address together. Where the page is not alone, the address is only read: the history is the
/// other page's.
///
/// A scenario that was opened, another view, and what a link in the page leads to are entries of the browser's history; a step
/// or a change changes the entry. Going back within a scenario leaves its changes as they are. In an opaque origin the history
/// cannot be written: then the address stays as it is.
#[hook]
pub fn use_address(state: &UseReducerHandle<State>, dispatch: &Dispatch) {
    let current = use_mut_ref(|| state.clone());
    *current.borrow_mut() = state.clone();
    let written = use_mut_ref(|| {
        // Where there is no link, the page began with the preset, whatever was done with it since.
        let begun = || share::encode(&start().scenario, &start().view, Keys::LeaveOut).ok();
        let fragment = if linked().is_some() {
            current_fragment(state)
        } else {
            begun()
        };
        Written {
            loaded: Date::now(),
            visits: state.sharing.visits,
            fragment,
        }
    });
    let dispatch = dispatch.clone();
    let last = written.clone();
    use_effect_with((), move |()| {
        let left = Cell::new(welcome::is_shown());
        let listener = EventListener::new(&window(), "hashchange", move |_| {
            let fragment = welcome::fragment();
            let comes_back = left.replace(welcome::is_shown());
            if current_fragment(&current.borrow()).is_some_and(|current| current == fragment) {
                return;
            }
            if comes_back && last.borrow().fragment.as_ref() == Some(&fragment) {
                // The lab is as it was left, maybe before its address had followed.
                return write_address(&current.borrow(), &mut last.borrow_mut());
            }
            let action = match linked() {
                // The entry is of the scenario that is open, in which much may have been changed since.
                Some(Ok(opened)) if last.borrow().is_of(&current.borrow()) => Some(Action::Return(Rc::new(opened))),
                _ => follow_address(),
            };
            action.into_iter().for_each(|action| dispatch.emit(action));
            Door::at_address().into_iter().for_each(Door::enter);
        });
        Door::at_address().into_iter().for_each(Door::enter);
        move || drop(listener)
    });
    let state = state.clone();
    let is_alone = state.embedded.is_none();
    use_effect_with(state.clone(), move |_| {
        let timeout = is_alone.then(|| Timeout::new(PAUSE, move || write_address(&state, &mut written.borrow_mut())));
        move || drop(timeout)
    });
}

/// The preset that the page begins with.
fn start() -> Opened {
    opened(sim::doc_50880())
}

/// A scenario looked at from its beginning.
fn opened(scenario: Scenario) -> Opened {
    Opened {
        scenario,
        view: View::default(),
        keys_left_out: 0,
    }
}

/// The fragment for a state; `None` if it is too much for a link.
fn current_fragment(state: &State) -> Option<String> {
    let (scenario, view) = state.shared();
    share::encode(&scenario, &view, Keys::LeaveOut).ok()
}

/// What was written to the address last.
struct Written {
    /// When the page was loaded, in milliseconds.
    loaded: f64,
    /// As in the state.
    visits: u32,
    fragment: Option<String>,
}

impl Written {
    /// What an entry of the browser's history holds that is of the scenario which is open: another number for each.
    fn mark(&self, state: &State) -> f64 {
        self.loaded + f64::from(state.sharing.opened)
    }

    /// Whether the entry of the history at which the browser is is of the scenario that is open.
    fn is_of(&self, state: &State) -> bool {
        let entry = window().history().and_then(|history| history.state());
        entry.ok().and_then(|entry| entry.as_f64()) == Some(self.mark(state))
    }
}

/// Writes the address, unless the state is as it was last written; the first state is in the address already. What is too
/// much for a link can be saved as a file, and the address stays.
fn write_address(state: &State, written: &mut Written) {
    let Some(fragment) = current_fragment(state).filter(|_| !welcome::is_shown()) else {
        return;
    };
    let is_written = written.fragment.as_ref() == Some(&fragment);
    let stays = is_written || written.visits == state.sharing.visits;
    written.visits = state.sharing.visits;
    let Ok(history) = window().history() else { return };
    if is_written && written.is_of(state) {
        return;
    }
    let mark = JsValue::from(written.mark(state));
    let address = (!is_written).then(|| format!("#{fragment}"));
    written.fragment = Some(fragment);
    drop(if stays {
        history.replace_state_with_url(&mark, "", address.as_deref())
    } else {
        history.push_state_with_url(&mark, "", address.as_deref())
    });
}

/// Opens what somebody gives: the text of a file, or a link.
fn open_text(text: &str, dispatch: &Dispatch) {
    let text = text.trim();
    let is_link = !text.contains(['\n', '{']) && text.contains("#1");
    dispatch.emit(if is_link {
        follow(share::decode(text))
    } else {
        match file::read(text) {
            Ok((scenario, view)) => Action::Follow(
                Source::File,
                Rc::new(Opened {
                    scenario,
                    view,
                    keys_left_out: 0,
                }),
            ),
            Err(error) => Action::Refuse(Problem::with_file(&error.to_string())),
        }
    });
}

/// Opens a file.
pub fn open_file(chosen: &Blob, dispatch: Dispatch) {
    read_file(chosen, move |text| match text {
        Some(text) => open_text(&text, &dispatch),
        None => dispatch.emit(Action::Refuse(Problem::with_file("the browser cannot read it"))),
    });
}

/// Reads a file as text, and calls `then` with it; with nothing if it cannot be read.
pub fn read_file(chosen: &Blob, then: impl FnOnce(Option<String>) + 'static) {
    let Ok(reader) = FileReader::new() else { return };
    let text = reader.clone();
    EventListener::once(&reader, "loadend", move |_| {
        then(text.result().ok().and_then(|text| text.as_string()));
    })
    .forget();
    // If it fails, the event says so.
    drop(reader.read_as_text(chosen));
}

/// Opens what is dropped on the page, or pasted where nothing else takes it.
#[hook]
pub fn use_opening(enabled: bool, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(enabled, move |enabled| {
        let listeners = enabled.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            let listen = |name, heard: fn(&Event, &Dispatch)| {
                let dispatch = dispatch.clone();
                EventListener::new_with_options(&window(), name, options, move |event| {
                    if !welcome::is_shown() {
                        heard(event, &dispatch);
                    }
                })
            };
            [
                listen("dragover", dragged),
                listen("drop", dropped),
                listen("paste", pasted),
            ]
        });
        move || drop(listeners)
    });
}

/// A browser lets only that be dropped whose default is prevented while it is dragged.
fn dragged(event: &Event, _: &Dispatch) {
    if !is_in_field(event) {
        event.prevent_default();
    }
}

fn dropped(event: &Event, dispatch: &Dispatch) {
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    let Some(data) = data.filter(|_| !is_in_field(event)) else {
        return;
    };
    event.prevent_default();
    match data.files().and_then(|files| files.get(0)) {
        Some(file) => open_file(&file, dispatch.clone()),
        None => open_text(&data.get_data("text/plain").unwrap_or_default(), dispatch),
    }
}

fn pasted(event: &Event, dispatch: &Dispatch) {
    let data = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data);
    let Some(data) = data.filter(|_| !is_in_field(event)) else {
        return;
    };
    let text = data.get_data("text/plain").unwrap_or_default();
    match data.files().and_then(|files| files.get(0)) {
        Some(file) => open_file(&file, dispatch.clone()),
        None if text.trim_start().starts_with('{') || text.contains("#1") => open_text(&text, dispatch),
        None => {}
    }
}

/// Whether what has the focus takes text itself.
fn is_in_field(event: &Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = element.and_then(|element| element.closest("input, textarea, select").ok().flatten());
    field.is_some()
}

/// Puts the selected text on the clipboard, if the browser lets the page. This way works without a secure context and
/// without a permission, as the newer one does not.
pub fn copy_selection() -> bool {
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|document| document.exec_command("copy").unwrap_or(false))
}
