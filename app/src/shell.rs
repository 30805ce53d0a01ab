//! The document around the app, and its content security policy.

use axum::http::{HeaderName, HeaderValue};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use crate::App;
use crate::context::{Context, SiteFiles};

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
    let Some(SiteFiles { js, wasm, css, icon }) =
        use_context::<Context>().map(|context| context.site.files.as_ref().clone())
    else {
        return ().into_any();
    };
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

/// Nothing from elsewhere, no inline script without the nonce, no inline style at all.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
