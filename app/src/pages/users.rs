//! Settings > Users: who may log in, and as what.

use domain::permission::{Permission, Role};
use domain::user::User;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::users::{AddUser, list_users};
use crate::boot::may;
use crate::components::badge::{Badge, Tone};
use crate::components::field::{SecretField, SelectField, TextField};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::time::Time;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;

/// Everybody, and the form that adds somebody.
#[component]
pub fn UsersPage() -> impl IntoView {
    let add = ServerAction::<AddUser>::new();
    let query = use_query_map();
    let done = move || match query.read().get("done").as_deref() {
        Some("added") => Some("The user is added, and may log in."),
        Some("changed") => Some("The change is in force."),
        Some("password") => Some("The new password is in force."),
        _ => None,
    };
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").unwrap_or_default()));
    let users = load(move || (add.version().get(), cursor.get()), |(_, cursor)| list_users(cursor));
    view! {
        <Page title="Users">
            <SettingsTabs/>
            {move || done().map(|words| view! { <Notice tone=Tone::Good><p role="status">{words}</p></Notice> })}
            <Load what=users let:users><UserTable users/></Load>
            {may(Permission::ManageUsers).then(|| view! { <Add action=add/> })}
        </Page>
    }
}

/// The form that adds somebody.
#[component]
fn Add(action: ServerAction<AddUser>) -> impl IntoView {
    view! {
            <section class="panel">
                <h2>"Add a user"</h2>
                <PostForm action id="add-user" resets=true>
                    <TextField name="username" label="User name" hint="Letters, digits, and . _ - @"/>
                    <SecretField name="password" label="First password" autocomplete="new-password"
                        hint="At least 10 characters. They can change it in their profile."/>
                    <SelectField name="role" label="Role" value=Role::Viewer.as_str() options=roles()/>
                    <Submit primary=true>"Add the user"</Submit>
                </PostForm>
            </section>
    }
}

/// The roles as a choice, with what each may do.
pub(super) fn roles() -> Vec<(String, String)> {
    let words = |role| match role {
        Role::Administrator => "Administrator: everything",
        Role::Operator => "Operator: runs and edits processes",
        Role::Viewer => "Viewer: reads",
    };
    Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), words(role).to_owned())).collect()
}

#[component]
fn UserTable(users: domain::page::Page<User>) -> impl IntoView {
    let rows = users.items.into_iter().map(|user| {
        let to = format!("/settings/users/{}", user.id);
        let (tone, state) = if user.disabled { (Tone::Bad, "Disabled") } else { (Tone::Good, "May log in") };
        view! {
            <tr>
                <td><a class="row-title" href=to.clone()>{user.username.clone()}</a></td>
                <td data-label="Role">{crate::words::capital(user.role.as_str())}</td>
                <td><Badge tone text=state/></td>
                <td class="when" data-label="Added"><Time at=user.created/></td>
                <td class="acts"><a class="button" href=to>"Change"<span class="visually-hidden">" "{user.username}</span></a></td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"User"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Added"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager next=users.next/>
    }
}
