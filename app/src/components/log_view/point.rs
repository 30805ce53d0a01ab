//! Points at a line: its address has all that is needed to find it again.

use leptos::prelude::*;
use leptos::web_sys::MouseEvent;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::api::requests::log::LogPlace;

/// Follows a line's link in place: the line is in view, and the log goes on.
pub(super) fn at(event: MouseEvent) {
    let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
    let link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("a.n").ok().flatten())
        .and_then(|link| link.get_attribute("href"));
    let Some((search, line)) = link.as_deref().and_then(|link| link.split_once('#')) else { return };
    if elsewhere {
        return;
    }
    let history = window().history();
    let moved = history.and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(search)));
    if moved.is_err() {
        return;
    }
    event.prevent_default();
    // By itself the browser marks the line that an address names only when its fragment changes.
    drop(window().location().set_hash(line));
}

/// Whether the line that an address names is in the log that is shown.
#[must_use]
pub fn shows(place: &LogPlace) -> bool {
    if place.at.is_empty() {
        return false;
    }
    let line = document().get_element_by_id(&format!("{}-L{}", place.step, place.at));
    let log = line.and_then(|line| line.closest("[data-attempt]").ok().flatten());
    log.and_then(|log| log.get_attribute("data-attempt")).is_some_and(|attempt| attempt == place.attempt)
}
