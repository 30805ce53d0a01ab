//! The calendar feed: make a key, see the feed's address once, revoke it.

use domain::feed::FeedKey;
use domain::page::Page;
use leptos::prelude::*;

use crate::api::feed::{MakeFeedKey, RevokeFeedKey, list_feed_keys};
use crate::boot::me;
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::empty::Empty;
use crate::components::field::TextField;
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::time::Time;
use crate::form::feed_made_once;
use crate::loaded::load;

/// The panel.
#[component]
pub(super) fn FeedPanel() -> impl IntoView {
    let make = ServerAction::<MakeFeedKey>::new();
    let revoked = RwSignal::new(0_u32);
    let keys = load(move || (make.version().get(), revoked.get()), |_| list_feed_keys(String::new()));
    let first = feed_made_once();
    let made = move || match make.value().get() {
        Some(Ok(made)) => Some(made.address),
        _ => first.clone(),
    };
    view! {
        <section class="panel" id="feed">
            <h2>"Calendar feed"</h2>
            <p class="soft">
                "Subscribe to the maintenance blackouts in your calendar. Whoever has the address can read them, and "
                "nothing else; it counts until you revoke its key, or may not log in any more."
            </p>
            {move || made().map(|address| view! {
                <Notice tone=Tone::Good>
                    <p role="status">"The address of your feed. It is shown this once: copy it now."</p>
                    <code class="secret">{address}</code>
                </Notice>
            })}
            <Load what=keys let:keys><KeyTable keys revoked/></Load>
            <PostForm action=make id="make-feed-key" resets=true>
                <TextField name="name" label="Which calendar it is for" hint="Such as: my phone"/>
                <Submit>"Make an address"</Submit>
            </PostForm>
        </section>
    }
}

#[component]
fn KeyTable(keys: Page<FeedKey>, revoked: RwSignal<u32>) -> impl IntoView {
    if keys.items.is_empty() {
        return view! {
            <Empty title="There is no feed address yet." text="Each calendar gets one of its own.">
                <a class="button" href="#make-feed-key-name" rel="external">"Make one below"</a>
            </Empty>
        }
        .into_any();
    }
    let own = me().map(|me| me.username).unwrap_or_default();
    let rows = keys.items.into_iter().map(|key| {
        let owner = (key.owner != own).then(|| format!("of {}", key.owner));
        let used = key.last_used.map_or_else(|| "never".into_any(), |at| view! { <Time at/> }.into_any());
        let acts = match key.revoked {
            Some(_) => view! { <Badge tone=Tone::Bad text="Revoked"/> }.into_any(),
            None => view! { <Revoke key=key.clone() revoked/> }.into_any(),
        };
        view! {
            <tr>
                <td><span class="row-title">{key.name.clone()}</span><span class="under">{owner}</span></td>
                <td class="when" data-label="Made"><Time at=key.created/></td>
                <td class="when" data-label="Last read">{used}</td>
                <td class="acts">{acts}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Calendar"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Last read"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Revoke(
    key: FeedKey,
    /// Counts what was revoked, for the list.
    revoked: RwSignal<u32>,
) -> impl IntoView {
    let revoke = ServerAction::<RevokeFeedKey>::new();
    Effect::new(move || {
        if revoke.value().with(|value| matches!(value, Some(Ok(())))) {
            revoked.update(|revoked| *revoked += 1);
        }
    });
    view! {
        <Confirm id=format!("revoke-{}", key.id) button="Revoke…" title=format!("Revoke {}?", key.name)>
            <p>"The calendar that uses it shows no blackouts any more. It cannot be undone."</p>
            <PostForm action=revoke id=format!("asked-revoke-{}", key.id)>
                <input type="hidden" name="id" value=key.id.to_string()/>
                <Submit danger=true>"Revoke the address"</Submit>
            </PostForm>
        </Confirm>
    }
}
