//! Sharing: a dialog with the link, the file, and the element that embeds the lab in another page.

mod embed;
mod files;
mod link;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use ikelab_core::sim::Scenario;
use ikelab_lessons::format::Index;
use ikelab_share::View;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::state::{Action, Dispatch};
use embed::Embed;
use files::files;
use link::Link;

/// See [`Share`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether the dialog is open.
    pub open: bool,
    /// What is shared.
    pub scenario: Rc<Scenario>,
    /// How it is looked at.
    pub view: View,
    /// The lessons that there are, once they are known.
    pub index: Option<Rc<Index>>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The dialog.
#[component]
pub fn Share(props: &Props) -> Html {
    let Props {
        open,
        scenario,
        view,
        index,
        dispatch,
    } = props;
    let onclose = dispatch.reform(|()| Action::OpenSharing(false));
    html! {
        <Dialog name="Share" open={*open} {onclose}>
            <Link scenario={scenario.clone()} view={view.clone()} />
            { files(scenario, view, dispatch) }
            <Embed scenario={scenario.clone()} view={view.clone()} index={index.clone()} />
        </Dialog>
    }
}

/// See [`Copied`].
#[derive(Properties, PartialEq)]
pub struct CopiedProps {
    /// What the text is.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// What is said about it.
    pub about: String,
    /// Rows that it takes.
    pub rows: u32,
    /// Whether it is copied at once.
    #[prop_or_default]
    pub at_once: bool,
}

/// A text to be copied, with its button.
#[component]
pub fn Copied(props: &CopiedProps) -> Html {
    let area = use_node_ref();
    let copied = use_state(|| None::<bool>);
    let copy = {
        let (area, copied) = (area.clone(), copied.clone());
        Callback::from(move |()| {
            if let Some(area) = area.cast::<web_sys::HtmlTextAreaElement>() {
                area.select();
                copied.set(Some(crate::share::copy_selection()));
            }
        })
    };
    use_effect_with(props.text.clone(), {
        let copied = copied.clone();
        move |_| copied.set(None)
    });
    use_effect_with(props.at_once, {
        let copy = copy.clone();
        move |at_once| {
            // The dialog around it is shown after this; what is not shown cannot be selected.
            let timeout = at_once.then(|| Timeout::new(0, move || copy.emit(())));
            move || drop(timeout)
        }
    });
    let said = match *copied {
        None => props.about.clone(),
        Some(true) => format!("Copied. {}", props.about),
        Some(false) => format!("Selected: press Ctrl+C to copy. {}", props.about),
    };
    html! {
        <div class="copied">
            <textarea ref={area} readonly=true rows={props.rows.to_string()} aria-label={props.name} spellcheck="false"
                value={props.text.clone()} />
            <button type="button" class="button outlined" onclick={copy.reform(|_: MouseEvent| ())}>
                { format!("Copy {}", props.name.to_lowercase()) }
            </button>
            <p role="status">{ said }</p>
        </div>
    }
}
