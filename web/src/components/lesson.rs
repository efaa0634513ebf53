//! Lessons beside the lab: the list of all, or the one that is open.

use std::rc::Rc;

use ikelab_lessons::format::Entry;
use ikelab_lessons::lesson::{Block, Lesson as Open, Prediction, Span};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::prediction::Predict;
use super::words::{modelled, text};
use crate::keys::{focus_by_id, show_from_the_top};
use crate::lessons::save;
use crate::settings;
use crate::state::{Action, Dispatch, LessonAction, Study};
use crate::view_model::prose::names;

/// The name by which the pane is found.
const PANE: &str = "lesson";
/// Characters of a language's tag that are shown.
const LONGEST_TAG: usize = 20;

/// See [`Lessons`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Lessons, and how far the reader is.
    pub study: Study,
    /// Whether the run can only be looked at.
    pub fixed: bool,
    /// Opens the glossary.
    pub explain: Callback<String>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// What the prose of a lesson needs: a term asks for its entry, a fact is looked at.
#[derive(Clone, PartialEq)]
pub struct Ways {
    /// Whether the run can only be looked at.
    pub fixed: bool,
    /// Opens the glossary.
    pub explain: Callback<String>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The list of all lessons, or the one that is open. What comes anew is shown from its beginning.
#[component]
pub fn Lessons(props: &Props) -> Html {
    let Props {
        study,
        fixed,
        explain,
        dispatch,
    } = props;
    let pane = use_node_ref();
    use_effect_with((study.wanted.clone(), study.lesson.is_some(), study.beat), {
        let pane = pane.clone();
        move |_| show_from_the_top(&pane)
    });
    let ways = Ways {
        fixed: *fixed,
        explain: explain.clone(),
        dispatch: dispatch.clone(),
    };
    let (label, lang, content) = match (&study.wanted, &study.lesson) {
        (None, _) => ("Contents", None, contents(study, dispatch)),
        (Some(_), Some(lesson)) => ("Lesson", Some(lesson.language.clone()), open(study, lesson, &ways)),
        (Some(_), None) => (
            "Lesson",
            None,
            html! { <>{ waiting(study) }{ to_contents(dispatch) }</> },
        ),
    };
    html! { <section class="lesson" id={PANE} tabindex="-1" {lang} aria-label={label} ref={pane}>{ content }</section> }
}

/// Does something with lessons. Where all that stands here goes, and the pressed button with it, the focus stays in the pane.
fn turn(dispatch: &Dispatch, studying: LessonAction) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        dispatch.emit(Action::Study(studying.clone()));
        if matches!(studying, LessonAction::Contents | LessonAction::Open(_)) {
            focus_by_id(PANE);
        }
    })
}

/// A button that does something with lessons.
pub fn act(dispatch: &Dispatch, name: &'static str, studying: LessonAction, enabled: bool) -> Html {
    let onclick = if enabled {
        turn(dispatch, studying)
    } else {
        Callback::noop()
    };
    html! {
        <button type="button" class="button outlined" lang="en" aria-disabled={(!enabled).then_some("true")} {onclick}>{ name }</button>
    }
}

/// The choice of a language, where there is one, and a line where what is asked for is not to be had.
fn languages(study: &Study, shown: &str, dispatch: &Dispatch) -> Html {
    let Some(index) = &study.index else {
        return Html::default();
    };
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let tag = event.target_unchecked_into::<HtmlSelectElement>().value();
            settings::store_language(&tag);
            dispatch.emit(Action::Study(LessonAction::Speak(tag)));
        })
    };
    let option = |(tag, name): &(String, String)| {
        html! { <option value={tag.clone()} lang={tag.clone()} selected={tag == shown}>{ name }</option> }
    };
    html! {
        <>
            if index.languages.len() > 1 {
                <span class="picker" lang="en">
                    <select aria-label="Language" {onchange}>{ for index.languages.iter().map(option) }</select>
                </span>
            }
            if let Some(asked) = study.unserved(shown) {
                <p class="quiet" lang="en" role="note">{ unserved(asked) }</p>
            }
        </>
    }
}

/// A link may name any language, and more than a tag.
fn unserved(asked: &str) -> String {
    let tag: String = asked.chars().take(LONGEST_TAG).collect();
    format!("This lesson is not available in “{tag}”. This is the English version.")
}

fn to_contents(dispatch: &Dispatch) -> Html {
    act(dispatch, "All lessons", LessonAction::Contents, true)
}

fn waiting(study: &Study) -> Html {
    let words = if study.missed {
        "The lessons cannot be loaded: they are files beside this page, and the server does not send them."
    } else if study.index.is_some() && study.entry().is_none() {
        "There is no lesson with that name. The list shows all lessons."
    } else {
        "Loading the lesson."
    };
    html! { <p role="status">{ words }</p> }
}

fn contents(study: &Study, dispatch: &Dispatch) -> Html {
    let progress = study.progress.words();
    let is_begun = !progress.is_empty();
    let text = progress.clone();
    let onclick = if is_begun {
        Callback::from(move |_: MouseEvent| save(&progress))
    } else {
        Callback::noop()
    };
    let shown = study.contents_language();
    let kept = if settings::keeps() {
        "Your progress is kept in this browser and nowhere else."
    } else {
        "Your progress is kept for this visit only, because this page may not store anything."
    };
    html! {
        <>
            <header><h2>{ "Lessons" }</h2>{ languages(study, shown, dispatch) }</header>
            if let Some(index) = &study.index {
                <ol class="contents" aria-label="Lessons">
                    { for index.all(study.language.as_deref()).map(|entry| listed(study, entry, dispatch)) }
                </ol>
                <p class="quiet">{ kept }</p>
                <div class="acts">
                    <button type="button" class="button outlined" aria-disabled={(!is_begun).then_some("true")}
                        {onclick}>{ "Export progress" }</button>
                    { act(dispatch, "Clear progress", LessonAction::Forget, is_begun) }
                </div>
                if is_begun && !settings::keeps() {
                    // A frame that may store nothing may often save no file either.
                    <details class="quiet">
                        <summary>{ "Progress as text" }</summary>
                        <textarea readonly=true rows="7" aria-label="Progress" value={text} />
                    </details>
                }
            } else {
                { waiting(study) }
            }
        </>
    }
}

fn listed(study: &Study, entry: &Entry, dispatch: &Dispatch) -> Html {
    let state = match study.progress.0.get(&entry.id) {
        Some(record) if record.done => "done",
        Some(_) => "begun",
        None => "",
    };
    let onclick = turn(dispatch, LessonAction::Open(entry.id.clone()));
    html! {
        <li class={state} lang={entry.language.clone()}>
            <button type="button" {onclick}>
                <b>{ &entry.title }</b>
                <small lang="en">
                    { format!("{} min", entry.minutes) }
                    if !state.is_empty() { { " · " }<span class="mark">{ state }</span> }
                </small>
            </button>
            <p>{ &entry.summary }</p>
        </li>
    }
}

fn open(study: &Study, lesson: &Rc<Open>, ways: &Ways) -> Html {
    let Some(beat) = study.current() else {
        return Html::default();
    };
    let (place, count) = (study.beat, lesson.beats.len());
    let dispatch = &ways.dispatch;
    let answers = study.record().map(|record| record.answers.clone()).unwrap_or_default();
    let predict = |prediction: &Prediction| {
        let key = prediction.id.clone();
        let chosen = answers.get(&prediction.id).copied();
        html! { <Predict {key} prediction={Rc::new(prediction.clone())} {chosen} ways={ways.clone()} /> }
    };
    let look = beat
        .fact
        .as_ref()
        .is_some_and(|fact| !fact.is_moment())
        .then(|| act(dispatch, "Look at it", LessonAction::Beat(place), true));
    html! {
        <>
            <header><h2>{ &lesson.title }</h2>{ to_contents(dispatch) }{ languages(study, &lesson.language, dispatch) }</header>
            <p class="quiet" aria-live="polite"><span lang="en">{ format!("{} of {count}: ", place + 1) }</span><b>{ &beat.title }</b></p>
            { blocks(&beat.text, ways) }
            { for beat.predictions.iter().map(predict) }
            <div class="acts">
                { act(dispatch, "Back", LessonAction::Beat(place.saturating_sub(1)), place > 0) }
                { act(dispatch, "Continue", LessonAction::Beat(place + 1), place + 1 < count) }
                { look }
            </div>
            { goals(study, lesson, ways) }
        </>
    }
}

fn goals(study: &Study, lesson: &Open, ways: &Ways) -> Html {
    let dispatch = &ways.dispatch;
    let goal = |(index, goal): (usize, &ikelab_lessons::lesson::Goal)| {
        let reached = study.reached.get(index).copied().unwrap_or_default();
        let state = if reached { "reached: " } else { "not yet: " };
        html! {
            <li class={reached.then_some("reached")}><span class="visually-hidden" lang="en">{ state }</span>{ &goal.title }</li>
        }
    };
    let wrong = study
        .wrong
        .and_then(|place| lesson.wrong.get(place))
        .filter(|_| !study.is_complete());
    html! {
        <div class="task">
            <h3 lang="en">{ "To reach" }</h3>
            <ul class="goals" aria-label="Goals">{ for lesson.goals.iter().enumerate().map(goal) }</ul>
            <div role="status" aria-label="Feedback">
                if study.is_complete() {
                    <div class="told">{ blocks(&lesson.end, ways) }</div>
                } else if let Some(wrong) = wrong {
                    <div class="told"><p><b>{ &wrong.title }{ "." }</b></p>{ blocks(&wrong.text, ways) }</div>
                }
            </div>
            if study.hints > 0 {
                <ol class="hints" aria-label="Hints">
                    { for lesson.hints.iter().take(study.hints).map(|hint| html! { <li>{ spans(hint, ways) }</li> }) }
                </ol>
            }
            <div class="acts">
                { act(dispatch, "Hint", LessonAction::Hint, study.hints < lesson.hints.len()) }
                { act(dispatch, "Show me", LessonAction::ShowMe, !ways.fixed) }
                { act(dispatch, "Start over", LessonAction::StartOver, true) }
                if let Some(next) = study.following().filter(|_| study.is_complete()) {
                    { act(dispatch, "Next lesson", LessonAction::Open(next.id.clone()), true) }
                }
            </div>
        </div>
    }
}

/// The paragraphs, lists and code of a lesson.
pub fn blocks(blocks: &[Block], ways: &Ways) -> Html {
    let item = |item: &Vec<Span>| html! { <li>{ spans(item, ways) }</li> };
    let block = |block: &Block| match block {
        Block::Paragraph(words) => html! { <p>{ spans(words, ways) }</p> },
        Block::List { ordered: true, items } => html! { <ol>{ for items.iter().map(item) }</ol> },
        Block::List { ordered: false, items } => html! { <ul>{ for items.iter().map(item) }</ul> },
        Block::Code(lines) => html! { <pre tabindex="0"><code>{ lines.join("\n") }</code></pre> },
    };
    html! { <div class="prose">{ for blocks.iter().map(block) }</div> }
}

/// Running text.
pub fn spans(spans: &[Span], ways: &Ways) -> Html {
    spans.iter().map(|piece| span(piece, ways)).collect()
}

fn span(span: &Span, ways: &Ways) -> Html {
    match span {
        Span::Text(words) => text(&names(words), &ways.explain),
        Span::Code(words) => html! { <code>{ words.clone() }</code> },
        Span::Emphasis(words) if words == "Modelled" => modelled(),
        Span::Emphasis(words) => html! { <em>{ words.clone() }</em> },
        Span::Strong(words) => html! { <strong>{ words.clone() }</strong> },
        Span::Term { entry, words } => {
            let entry = entry.clone();
            let onclick = ways.explain.reform(move |_: MouseEvent| entry.clone());
            html! { <button type="button" class="term" aria-haspopup="dialog" {onclick}>{ words.clone() }</button> }
        }
        Span::Fact { fact, words } | Span::Value { fact, words } => {
            let (fact, is_value) = (fact.clone(), matches!(span, Span::Value { .. }));
            let title = fact.to_string();
            let onclick = ways.dispatch.reform(move |_: MouseEvent| Action::Look(fact.clone()));
            let class = classes!("fact", is_value.then_some("value"));
            html! { <button type="button" {class} {title} {onclick}>{ words.clone() }</button> }
        }
    }
}
