//! Logging in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::session::LogIn;
use crate::boot::me;
use crate::components::badge::Tone;
use crate::components::field::{SecretField, TextField};
use crate::components::form::{PostForm, Submit};
use crate::components::notice::Notice;
use crate::live::live;
use crate::next;

/// Asks who it is. What is going on stands in the strip above, for strangers too.
#[component]
pub fn LoginPage() -> impl IntoView {
    let wanted = use_query_map().read_untracked().get("next").unwrap_or_default();
    let wanted = next::local(&wanted).unwrap_or("/").to_owned();
    #[cfg(feature = "ssr")]
    if me().is_some() {
        crate::components::page::redirect(&wanted);
    }
    let action = ServerAction::<LogIn>::new();
    // Everything on the page depends on who looks: a whole new page, not a part of one.
    Effect::new(move || {
        if let Some(Ok(to)) = action.value().get() {
            drop(window().location().assign(&to));
        }
    });
    view! {
        <Title text="Log in"/>
        <div class="login">
            <h1>"Log in to Lull"</h1>
            {me().map(|me| view! { <p class="soft">"You are logged in as " {me.username} ". Log in again to be somebody else."</p> })}
            <PostForm action id="login">
                <input type="hidden" name="next" value=wanted/>
                <TextField name="username" label="User name" autocomplete="username"/>
                <SecretField name="password" label="Password" autocomplete="current-password"/>
                <Submit primary=true>"Log in"</Submit>
            </PostForm>
            <Message/>
        </div>
    }
}

/// What everybody is told, whole: the strip above shows as much as fits. Below the form, which stays in its place
/// when this comes.
#[component]
fn Message() -> impl IntoView {
    let status = live().status;
    let message = Memo::new(move |_| {
        status.with(|status| {
            let maintenance = status.as_ref().map(|status| &status.maintenance)?;
            maintenance.message.clone().filter(|_| maintenance.enabled)
        })
    });
    move || {
        message.get().map(|message| {
            view! { <Notice tone=Tone::Held><p class="value">{message}</p></Notice> }
        })
    }
}
