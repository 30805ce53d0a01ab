//! Settings > Users > one of them.

use domain::user::User;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::users::{EditUser, SetPassword, read_user};
use crate::boot::me;
use crate::components::badge::Tone;
use crate::components::field::{SecretField, SelectField, TickField};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::pages::users::roles;

/// Changes somebody's role, whether they may log in, and their password.
#[component]
pub fn UserPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let user = load(id, read_user);
    view! {
        <Page title="User">
            <SettingsTabs/>
            <Load what=user let:user><UserForms user/></Load>
        </Page>
    }
}

#[component]
fn UserForms(user: User) -> impl IntoView {
    let edit = ServerAction::<EditUser>::new();
    let password = ServerAction::<SetPassword>::new();
    let own = me().is_some_and(|me| me.id == user.id);
    let (id, again) = (user.id.to_string(), user.id.to_string());
    view! {
        <h2 class="name">{user.username.clone()}</h2>
        {own.then(|| view! { <Notice tone=Tone::Plain><p>"This is you. Your own password is changed in your "<a href="/profile">"profile"</a>"."</p></Notice> })}
        <div class="columns">
            <section class="panel">
                <h2>"Role and log-in"</h2>
                <PostForm action=edit id="edit-user">
                    <input type="hidden" name="id" value=id/>
                    <SelectField name="role" label="Role" value=user.role.as_str() options=roles()
                        hint="In force with their next click; their tokens follow it too."/>
                    <TickField name="disabled" label="May not log in" checked=user.disabled
                        hint="Ends their sessions and tokens at once. What they started runs on."/>
                    <Submit primary=true>"Save"</Submit>
                </PostForm>
            </section>
            <section class="panel">
                <h2>"New password"</h2>
                <PostForm action=password id="set-password">
                    <input type="hidden" name="id" value=again/>
                    <SecretField name="password" label="New password" hint="At least 10 characters." autocomplete="new-password"/>
                    <Submit>"Set the password"</Submit>
                </PostForm>
            </section>
        </div>
    }
}
