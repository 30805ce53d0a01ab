//! The root: what every page stands in.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

use crate::boot::{Boot, Viewer, me};
use crate::components::banner::Banner;
use crate::components::navigation::Navigation;
use crate::form::Drafted;
use crate::live::Live;
use crate::loaded::Json;
use crate::next;
use crate::routes::Pages;

/// The whole app, below `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let boot = SharedValue::<Boot, Json>::new_with_encoding(Boot::gather).into_inner();
    let live = Live::new(&boot);
    provide_context(live);
    provide_context(Viewer(boot.me.clone()));
    provide_context(Drafted(StoredValue::new(boot.draft.clone())));
    Effect::new(move || live.start(boot.now));
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Lull".to_owned() } else { format!("{title} · Lull") }/>
        <Router>
            <Frame/>
        </Router>
    }
}

/// Waits until the code of the page that the server rendered is there; without it the page stays as it is.
#[cfg(feature = "hydrate")]
pub async fn arrive() {
    crate::routes::prepare(&location().pathname().unwrap_or_default()).await;
}

/// The strip, the navigation and the page. Whoever is not logged in gets to the log-in page.
#[component]
fn Frame() -> impl IntoView {
    let known = me().is_some();
    let location = use_location();
    let here = location.pathname.get_untracked();
    if !known && here != "/login" {
        let wanted = next::address(&here, &location.search.get_untracked());
        return ask_to_log_in(&wanted).into_any();
    }
    view! {
        <a class="skip" href="#main" rel="external">"Skip to content"</a>
        <Banner/>
        <div class="frame" class:frame-alone=!known>
            {known.then(|| view! { <Navigation/> })}
            <main id="main" tabindex="-1">
                <Pages/>
            </main>
        </div>
    }
    .into_any()
}

/// Redirects on the server; the link is for whatever does not follow redirects.
fn ask_to_log_in(wanted: &str) -> impl IntoView + use<> {
    let to = match next::local(wanted) {
        Some("/") | None => "/login".to_owned(),
        Some(path) => format!("/login?next={}", next::escape(path)),
    };
    #[cfg(feature = "ssr")]
    crate::components::page::redirect(&to);
    view! { <main id="main"><p><a href=to rel="external">"Log in"</a></p></main> }
}
