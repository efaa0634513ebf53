//! The page in a real browser, without a server: it is put into the test's own document.
#![cfg(target_arch = "wasm32")]

use gloo::timers::future::sleep;
use gloo::utils::document;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Waits until `find` finds something; the page draws between two tasks. A minute is for a machine that has much to do.
async fn eventually<T>(find: impl Fn() -> Option<T>) -> T {
    for _ in 0..3000 {
        if let Some(found) = find() {
            return found;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "nothing came: {}",
        document().body().map(|body| body.inner_text()).unwrap_or_default()
    );
}

fn query(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

fn click(root: &Element, selector: &str) {
    query(root, selector)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .expect(selector)
        .click();
}

/// A fresh page in an element of its own.
fn mount() -> Element {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    yew::Renderer::<ikelab_web::app::App>::with_root(root.clone()).render();
    root
}

#[wasm_bindgen_test]
async fn stepping_shows_the_message_its_fields_and_its_bytes() {
    let root = mount();
    eventually(|| query(&root, "[aria-label='Next step']")).await;
    assert!(query(&root, "[role=tree]").is_none(), "no packet before the first step");
    click(&root, "[aria-label='Next step']");
    let tree = eventually(|| query(&root, "[role=tree][aria-label=Packet]")).await;
    // Long lists are drawn around what is selected: in MM1, the cipher.
    assert!(tree.text_content().unwrap().contains("Encryption Algorithm"));
    let cells = "[role=grid][aria-label=Bytes] [role=gridcell]";
    let bytes = || Some(root.query_selector_all(cells).ok()?.length()).filter(|count| *count == 156);
    eventually(bytes).await;
    click(&root, "[aria-label='Previous step']");
    eventually(|| query(&root, "[role=tree]").is_none().then_some(())).await;
    root.remove();
}

#[wasm_bindgen_test]
async fn the_tunnel_comes_up_in_this_browser_too() {
    let root = mount();
    eventually(|| query(&root, "[aria-label='Last step']")).await;
    click(&root, "[aria-label='Last step']");
    for router in ["R1", "R2"] {
        let complete = || {
            let state = query(&root, &format!("[aria-label='{router} state']"))?.text_content()?;
            state.contains("IKE_QM_PHASE2_COMPLETE").then_some(())
        };
        eventually(complete).await;
    }
    root.remove();
}
