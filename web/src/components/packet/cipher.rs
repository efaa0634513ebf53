//! How the packet of the step was encrypted, byte under byte.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::keystream::{self, keystream};
use crate::components::two_time_pad::TwoTimePad;
use crate::state::{Dispatch, Inspection, Run};
use crate::view_model::keystream::encryption;
use crate::view_model::scene::{Flight, Scene};
use crate::view_model::two_time_pad::pair;

/// See [`Cipher`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// What is looked at.
    pub inspection: Inspection,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The cipher of the packet, if it is encrypted.
#[component]
pub fn Cipher(props: &Props) -> Html {
    let Props {
        run,
        scene,
        inspection,
        dispatch,
    } = props;
    let id = scene.packet.filter(|_| scene.flight != Flight::Unsent);
    let found = use_memo((run.clone(), id), |(run, id)| {
        let packet = id.and_then(|id| run.trace.packet(id))?;
        Some((packet.id, encryption(run, packet)?))
    });
    let Some((id, encryption)) = found.as_ref() else {
        return html! { <p class="nothing">{ "Nothing is encrypted in this step." }</p> };
    };
    let Some(packet) = run.trace.packet(*id) else {
        return Html::default();
    };
    let tree = run.tree(packet, inspection.decrypted);
    let selected = tree.selected(inspection.field.as_deref());
    let shown = keystream::Props {
        from: packet.from,
        encryption: encryption.clone(),
        tree: tree.clone(),
        selected,
        inspection: inspection.clone(),
        dispatch: dispatch.clone(),
    };
    html! {
        <>
            if let Some(pair) = pair(&run.trace, packet.id) {
                <TwoTimePad {pair} dispatch={dispatch.clone()} />
            }
            { keystream(&shown) }
        </>
    }
}
