//! The pages in the browser: takes over what the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the page; the script in it calls this once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
