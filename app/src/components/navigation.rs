//! The way around: a column on wide windows, behind a button on narrow ones (a popover, which needs no script).

use domain::permission::Permission;
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use crate::boot::{may, me};
use crate::components::icon::{Glyph, Icon};
use crate::live::live;

/// Opens the navigation on narrow windows.
#[component]
pub fn MenuButton() -> impl IntoView {
    view! {
        <button class="menu-button" type="button" popovertarget="navigation" aria-label="Menu">
            <Icon glyph=Glyph::Menu/>
        </button>
    }
}

/// Links to what exists, with how much is there; who is logged in, and the way out.
#[component]
pub fn Navigation() -> impl IntoView {
    let live = live();
    let location = use_location();
    let menu = NodeRef::<html::Nav>::new();
    // A move to another page closes the popover; the browser does so only for a click elsewhere.
    Effect::new(move || {
        location.pathname.track();
        if let Some(menu) = menu.get_untracked() {
            let open = menu.matches(":popover-open").unwrap_or(false);
            if open {
                drop(menu.hide_popover());
            }
        }
    });
    let running = move || {
        live.status.with(|status| status.as_ref().and_then(|status| status.running)).filter(|n| *n > 0)
    };
    let waiting =
        move || live.status.with(|status| status.as_ref().and_then(|status| status.tasks)).filter(|n| *n > 0);
    let name = me().map(|me| me.username).unwrap_or_default();
    let settings = if may(Permission::ManageSettings) || may(Permission::ManageMaintenance) {
        "/settings/system"
    } else {
        "/settings"
    };
    view! {
        <nav id="navigation" class="navigation" popover="auto" aria-label="Main" node_ref=menu>
            <a class="wordmark" href="/">"Lull"</a>
            <ul>
                <li><A href="/requests">"Requests"<Count number=Signal::derive(running) what="running"/></A></li>
                <li><A href="/tasks">"Work items"<Count number=Signal::derive(waiting) what="waiting"/></A></li>
                <li><A href="/processes">"Processes"</A></li>
                <li><A href="/calendar">"Calendar"</A></li>
            </ul>
            <ul>
                <li><A href="/maintenance">"Maintenance"</A></li>
                <li><A href=settings>"Settings"</A></li>
            </ul>
            <div class="whoami">
                <A href="/profile">{name}</A>
                <form method="post" action="/app/session/out">
                    <button type="submit" class="link">"Log out"</button>
                </form>
            </div>
        </nav>
    }
}

/// How many, beside a link; nothing for none.
#[component]
fn Count(number: Signal<Option<u64>>, what: &'static str) -> impl IntoView {
    move || {
        number.get().map(|number| {
            view! {
                <span class="count">{number}<span class="visually-hidden">" "{what}</span></span>
            }
        })
    }
}
