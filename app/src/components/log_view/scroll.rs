//! Keeps the end of a log in view, unless somebody looks elsewhere.

use leptos::html;
use leptos::prelude::*;

/// How near the end counts as at the end, in pixels.
const NEAR: i32 = 32;

/// Whether the end is in view.
pub(super) fn is_at_end(the_box: NodeRef<html::Div>) -> bool {
    the_box
        .try_get_untracked()
        .flatten()
        .is_none_or(|it| it.scroll_height() - it.scroll_top() - it.client_height() <= NEAR)
}

/// Brings the end into view once what was added is there.
pub(super) fn to_end_soon(the_box: NodeRef<html::Div>) {
    request_animation_frame(move || {
        if let Some(it) = the_box.try_get_untracked().flatten() {
            it.set_scroll_top(it.scroll_height());
        }
    });
}

/// Where a page that was just opened begins: at the line that its address names, else at the end.
pub(super) fn begin(the_box: NodeRef<html::Div>) {
    let named = location_hash().filter(|hash| hash.contains("-L"));
    match named.and_then(|hash| document().get_element_by_id(&hash)) {
        Some(line) => line.scroll_into_view(),
        None => to_end_soon(the_box),
    }
}
