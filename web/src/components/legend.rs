//! How the page is read; shown while there is no packet yet.

use ikelab_core::event::RouterId;
use yew::prelude::*;

use super::words::{modelled, who};
use crate::state::{Action, Dispatch, LessonAction};

/// What stands where the packet will be, before anything happens.
pub fn legend(dispatch: &Dispatch) -> Html {
    let lessons = dispatch.reform(|_: MouseEvent| Action::Study(LessonAction::Show(true)));
    html! {
        <section class="packet" aria-label="Selected packet">
            <div class="nothing">
                <h2>{ "How to read this page" }</h2>
                <p>{ "Press Next. Each message appears here, field by field and byte by byte. Select a field to see its bytes and its meaning." }</p>
                <dl>
                    <dt>{ who(RouterId::R2) }{ " " }{ who(RouterId::R1) }</dt>
                    <dd>{ "Colours show whose bytes these are. R2 is always on the left, R1 on the right." }</dd>
                    <dt><span class="sample solid"></span></dt><dd>{ "A message in the clear." }</dd>
                    <dt><span class="sample double"></span></dt><dd>{ "An encrypted message." }</dd>
                    <dt><span class="sample dotted"></span></dt><dd>{ "What has not happened yet." }</dd>
                    <dt>{ modelled() }</dt><dd>{ "What Cisco never published, and we had to guess." }</dd>
                </dl>
                <p class="begin">{ "Not sure where to start? " }
                    <button type="button" class="button outlined" onclick={lessons}>{ "Take a lesson" }</button></p>
            </div>
        </section>
    }
}
