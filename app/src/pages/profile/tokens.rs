//! API tokens: make one, see its secret once, revoke it.

use domain::page::Page;
use domain::user::Token;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::tokens::{MakeToken, RevokeToken, list_tokens};
use crate::boot::me;
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::empty::Empty;
use crate::components::field::TextField;
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::pager::Pager;
use crate::components::time::{Clock, Time};
use crate::form::made_once;
use crate::live::live;
use crate::loaded::load;

/// The panel.
#[component]
pub(super) fn TokensPanel() -> impl IntoView {
    let make = ServerAction::<MakeToken>::new();
    let revoked = RwSignal::new(0_u32);
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").unwrap_or_default()));
    let tokens = load(
        move || (make.version().get(), revoked.get(), cursor.get()),
        |(_, _, cursor)| list_tokens(cursor),
    );
    let first = made_once();
    let made = move || match make.value().get() {
        Some(Ok(made)) => Some(made.secret),
        _ => first.clone(),
    };
    view! {
        <section class="panel" id="made">
            <h2>"API tokens"</h2>
            <p class="soft">
                "For scripts and the command line: "<code>"Authorization: Bearer …"</code>" or "<code>"LULL_TOKEN"</code>
                ". A token acts with your rights at the moment of use."
            </p>
            {move || made().map(|secret| view! {
                <Notice tone=Tone::Good>
                    <p role="status">"Your new token. It is shown this once: copy it now."</p>
                    <code class="secret">{secret}</code>
                </Notice>
            })}
            <Load what=tokens let:tokens><TokenTable tokens revoked/></Load>
            <PostForm action=make id="make-token" resets=true>
                <TextField name="name" label="What it is for" hint="Such as: nightly backup"/>
                <TextField name="days" label="Days it lasts" hint="May stay empty: then until it is revoked." width="short"/>
                <Submit>"Make a token"</Submit>
            </PostForm>
        </section>
    }
}

#[component]
fn TokenTable(tokens: Page<Token>, revoked: RwSignal<u32>) -> impl IntoView {
    if tokens.items.is_empty() {
        return view! {
            <Empty title="There is no token yet." text="Scripts and the command line log in with one.">
                <a class="button" href="#make-token-name" rel="external">"Make one below"</a>
            </Empty>
        }
        .into_any();
    }
    let own = me().map(|me| me.username).unwrap_or_default();
    let now = live().now.get_untracked();
    let rows = tokens.items.into_iter().map(|token| {
        let ended = token.revoked.is_some() || token.expires.is_some_and(|at| at <= now);
        let owner = (token.owner != own).then(|| format!("of {}", token.owner));
        let used = token.last_used.map_or_else(|| "never".into_any(), |at| view! { <Time at/> }.into_any());
        let until = match (token.revoked, token.expires) {
            (Some(_), _) => view! { <Badge tone=Tone::Bad text="Revoked"/> }.into_any(),
            (None, Some(at)) => view! { <Clock at/> }.into_any(),
            (None, None) => "revoked".into_any(),
        };
        view! {
            <tr>
                <td><span class="row-title">{token.name.clone()}</span><span class="under">{owner}</span></td>
                <td class="when" data-label="Made"><Time at=token.created/></td>
                <td class="when" data-label="Last used">{used}</td>
                <td class="when" data-label="Lasts until">{until}</td>
                <td class="acts">{(!ended).then(|| view! { <Revoke token revoked/> })}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Token"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"Lasts until"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager next=tokens.next/>
    }
    .into_any()
}

#[component]
fn Revoke(
    token: Token,
    /// Counts what was revoked, for the list.
    revoked: RwSignal<u32>,
) -> impl IntoView {
    let revoke = ServerAction::<RevokeToken>::new();
    Effect::new(move || {
        if revoke.value().with(|value| matches!(value, Some(Ok(())))) {
            revoked.update(|revoked| *revoked += 1);
        }
    });
    view! {
        <Confirm id=format!("revoke-{}", token.id) button="Revoke…" title=format!("Revoke {}?", token.name)>
            <p>"Whatever uses it is refused from the next call on. It cannot be undone."</p>
            <PostForm action=revoke id=format!("asked-revoke-{}", token.id)>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <Submit danger=true>"Revoke the token"</Submit>
            </PostForm>
        </Confirm>
    }
}
