//! Profile: password, time zone, API tokens, the calendar feed.

mod feed;
mod password;
mod tokens;
mod zone;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::boot::me;
use crate::components::badge::Tone;
use crate::components::notice::Notice;
use crate::components::page::Page;
use feed::FeedPanel;
use password::PasswordPanel;
use tokens::TokensPanel;
use zone::ZonePanel;

/// What people change about themselves.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let query = use_query_map();
    let done = move || match query.read().get("done").as_deref() {
        Some("zone") => Some("Times are written in your new time zone."),
        Some("password") => Some("Your password is changed. Your other sessions have ended."),
        Some("revoked") => Some("The token is revoked."),
        Some("feed-revoked") => Some("The feed address is revoked."),
        _ => None,
    };
    let (name, role) = me().map(|me| (me.username, me.role.as_str())).unwrap_or_default();
    view! {
        <Page title="Profile" lead=move || view! { "You are "<strong>{name.clone()}</strong>", "{role}"." }>
            {move || done().map(|words| view! { <Notice tone=Tone::Good><p role="status">{words}</p></Notice> })}
            <div class="columns">
                <ZonePanel/>
                <PasswordPanel/>
            </div>
            <TokensPanel/>
            <FeedPanel/>
        </Page>
    }
}
