//! What serves the whole page: the address bar, the page around an embedded one, the files of the lessons, what
//! is remembered, and the dialogs.

use yew::prelude::*;

use crate::components::glossary::Glossary;
use crate::components::problem::{keys_note, problem_dialog};
use crate::components::settings::Settings;
use crate::components::share::Share;
use crate::embed::messages::use_messages;
use crate::lessons::use_lessons;
use crate::settings;
use crate::share::use_address;
use crate::state::{Dispatch, State};

/// See [`Services`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The state.
    pub state: UseReducerHandle<State>,
    /// The term that the glossary is asked for.
    pub term: Option<String>,
    /// The reader has closed the glossary.
    pub forget: Callback<()>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// All of it.
#[component]
pub fn Services(props: &Props) -> Html {
    let Props {
        state,
        term,
        forget,
        dispatch,
    } = props;
    use_address(state, dispatch);
    use_messages(state, dispatch);
    use_lessons(state.study.shown || state.sharing.open, &state.study, dispatch);
    use_effect_with(state.study.progress.clone(), settings::store_progress);
    let (scenario, view) = state.shared();
    html! {
        <>
            <Share open={state.sharing.open} {scenario} {view} index={state.study.index.clone()} dispatch={dispatch.clone()} />
            { problem_dialog(state.sharing.problem.as_ref(), dispatch) }
            <Settings open={state.settings_open} settings={state.settings} {dispatch} />
            <Glossary term={term.clone()} onclose={forget} />
        </>
    }
}

/// What stands above the view when a link was opened.
pub fn notes(state: &State, dispatch: &Dispatch) -> Html {
    if state.sharing.keys_left_out == 0 {
        return Html::default();
    }
    keys_note(dispatch)
}
