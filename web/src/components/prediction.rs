//! A prediction: the reader chooses, and then the answer is revealed and stays.

use std::rc::Rc;

use ikelab_lessons::lesson::Prediction;
use yew::prelude::*;

use super::lesson::{Ways, blocks, spans};
use crate::keys::focus_by_id;
use crate::state::{Action, LessonAction};

/// See [`Predict`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The prediction.
    pub prediction: Rc<Prediction>,
    /// The option that was chosen, once it is revealed.
    pub chosen: Option<usize>,
    /// Where terms, facts and actions go.
    pub ways: Ways,
}

/// The question, what can be chosen, and the reason once it is revealed. A choice that is not revealed yet matters to
/// nobody else, so it is not in the page's state.
#[component]
pub fn Predict(props: &Props) -> Html {
    let Props {
        prediction,
        chosen,
        ways,
    } = props;
    let choice = use_state(|| None::<usize>);
    let reason = format!("reason-{}", prediction.id);
    let onclick = {
        let (choice, dispatch, id, reason) = (
            choice.clone(),
            ways.dispatch.clone(),
            prediction.id.clone(),
            reason.clone(),
        );
        Callback::from(move |_: MouseEvent| {
            if let Some(option) = *choice {
                dispatch.emit(Action::Study(LessonAction::Answer(id.clone(), option)));
                // The button goes, and the focus with it: the answer gets it.
                focus_by_id(&reason);
            }
        })
    };
    let picked = chosen.or(*choice);
    let is_ready = picked.is_some();
    let option = |(index, words): (usize, &Vec<ikelab_lessons::lesson::Span>)| {
        let onchange = {
            let choice = choice.clone();
            Callback::from(move |_: Event| choice.set(Some(index)))
        };
        let mark = match chosen {
            Some(_) if index == prediction.answer => Some("correct"),
            Some(chosen) if index == *chosen => Some("your prediction"),
            _ => None,
        };
        html! {
            <label class={classes!("option", mark.is_some_and(|_| index == prediction.answer).then_some("right"))}>
                <input type="radio" name={prediction.id.clone()} checked={picked == Some(index)}
                    disabled={chosen.is_some()} {onchange} />
                <span>{ spans(words, ways) }if let Some(mark) = mark { { " " }<i class="mark" lang="en">{ mark }</i> }</span>
            </label>
        }
    };
    html! {
        <div class="predict">
            <fieldset>
                <legend><small lang="en">{ "Predict" }</small>{ blocks(&prediction.question, ways) }</legend>
                { for prediction.options.iter().enumerate().map(option) }
            </fieldset>
            <div class="reason" id={reason} tabindex="-1" role="group" aria-label="Answer">
                if let Some(chosen) = chosen {
                    <p lang="en"><b>{ if *chosen == prediction.answer { "Correct." } else { "Not quite." } }</b></p>
                    { blocks(&prediction.reason, ways) }
                }
            </div>
            if chosen.is_none() {
                <button type="button" class="button outlined" lang="en" aria-disabled={(!is_ready).then_some("true")}
                    {onclick}>{ "Reveal" }</button>
            }
        </div>
    }
}
