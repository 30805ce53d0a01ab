//! The pages in the browser: takes over what the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the page once all of its code is there; the script in it calls this when the main module is.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    app::arrive().await;
    leptos::mount::hydrate_body(app::App);
}
