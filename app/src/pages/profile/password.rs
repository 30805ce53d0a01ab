//! One's own password.

use leptos::prelude::*;

use crate::api::profile::ChangePassword;
use crate::components::field::SecretField;
use crate::components::form::{PostForm, Submit};

/// The panel.
#[component]
pub(super) fn PasswordPanel() -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    Effect::new(move || {
        if let Some(Ok(())) = change.value().get() {
            drop(window().location().assign("/profile?done=password"));
        }
    });
    view! {
        <section class="panel">
            <h2>"Password"</h2>
            <PostForm action=change id="password">
                <SecretField name="old_password" label="Present password" autocomplete="current-password"/>
                <SecretField name="new_password" label="New password" hint="At least 10 characters." autocomplete="new-password"/>
                <SecretField name="again_password" label="New password, again" autocomplete="new-password"/>
                <Submit>"Change the password"</Submit>
            </PostForm>
        </section>
    }
}
