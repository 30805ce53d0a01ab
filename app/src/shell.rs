//! The document around the app, and its content security policy.

use std::future::Future;
use std::pin::pin;
use std::task::{self, Waker};

use axum::http::{HeaderName, HeaderValue, request};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use crate::App;
use crate::context::{Context, SiteFiles};
use crate::parts::Prepared;
use crate::routes;

/// Tells the server the browser's zone for the next page (rule 45).
const ZONE_COOKIE: &str = "document.cookie='lull_zone='+encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)+'; Path=/; Max-Age=31536000; SameSite=Lax'+(location.protocol==='https:'?'; Secure':'')";

/// Renders the whole document.
#[must_use]
pub fn shell() -> AnyView {
    let nonce = use_nonce();
    if let (Some(nonce), Some(response)) = (&nonce, use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&policy(nonce))
    {
        response.insert_header(HeaderName::from_static("content-security-policy"), policy);
    }
    let Some(files) = use_context::<Context>().map(|context| context.site.files) else {
        return ().into_any();
    };
    let SiteFiles { js, wasm, css, icon, modules, parts } = files.as_ref().clone();
    let modules: Vec<_> = modules
        .into_iter()
        .map(|module| view! { <link rel="modulepreload" href=module nonce=nonce.clone()/> })
        .collect();
    let parts: Vec<_> = parts_of_this_page()
        .into_iter()
        .filter_map(|part| parts.get(part))
        .flatten()
        .map(|file| view! { <link rel="preload" href=file.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> })
        .collect();
    let start =
        format!("import init,{{hydrate}} from {js:?};await init({{module_or_path:{wasm:?}}});hydrate();");
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href=icon/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js nonce=nonce.clone()/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                {modules}
                {parts}
                <script nonce=nonce.clone()>{ZONE_COOKIE}</script>
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// The parts of the pages' code that this page is going to ask for.
fn parts_of_this_page() -> Vec<&'static str> {
    let Some(request) = use_context::<request::Parts>() else {
        return Vec::new();
    };
    let prepared = Prepared::default();
    provide_context(prepared.clone());
    // Nothing has to be brought here: it is done at the first poll.
    let _ = pin!(routes::prepare(request.uri.path())).poll(&mut task::Context::from_waker(Waker::noop()));
    prepared.0.get_value()
}

/// Nothing from elsewhere, no inline script without the nonce, no inline style at all.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
