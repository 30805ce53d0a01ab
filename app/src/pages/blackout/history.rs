//! What happened to a blackout, from its plan on.

use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::blackouts::{Happening, History, Shown};
use crate::boot::may;
use crate::components::time::Clock;
use crate::words::count;

/// The history; nothing while there is none.
#[component]
pub(super) fn WhatHappened(shown: RwSignal<Shown>) -> AnyView {
    let history = Memo::new(move |_| shown.with(|shown| shown.history.clone()));
    view! {
        {move || {
            let History { happenings, earlier, without_a_record } = history.get();
            (!happenings.is_empty()).then(|| view! {
                <section class="panel" aria-labelledby="happened">
                    <h2 id="happened">"What happened"</h2>
                    {earlier.then(|| told_elsewhere("Earlier entries are told in ".to_owned(), "blackout."))}
                    <Rows happenings/>
                    {refused_words(without_a_record).map(|words| told_elsewhere(words, "request.refused"))}
                </section>
            }.into_any())
        }}
    }
    .into_any()
}

#[component]
fn Rows(happenings: Vec<Happening>) -> AnyView {
    let rows = happenings.into_iter().map(|Happening { at, words, to, by }| {
        view! {
            <tr>
                <td class="when"><Clock at/></td>
                <td>{words}{to.map(|to| view! { " "<Clock at=to/>"." })}</td>
                <td data-label="By">{by}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr><th scope="col">"When"</th><th scope="col">"What"</th><th scope="col">"By"</th></tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is not told here, and the part of the audit trail that tells it, a link for those who may read that.
fn told_elsewhere(words: String, action: &str) -> AnyView {
    let trail = "the audit trail";
    let to = format!("/settings/audit?action={action}");
    let place = if may(Permission::ViewAudit) {
        view! { <a href=to>{trail}</a> }.into_any()
    } else {
        trail.into_any()
    };
    view! { <p>{words}{place}"."</p> }.into_any()
}

/// Starts of which there is no record (rule 42).
fn refused_words(number: u64) -> Option<String> {
    (number > 0).then(|| {
        let starts = count(number, "start that was", "starts that were");
        let fits = if number == 1 { "fits" } else { "fit" };
        format!("{starts} refused meanwhile {fits} no process of the database that came back: told in ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_without_a_record_are_told_in_numbers() {
        assert_eq!(refused_words(0), None);
        assert_eq!(
            refused_words(1).as_deref(),
            Some(
                "1 start that was refused meanwhile fits no process of the database that came back: told in "
            )
        );
        let many = refused_words(2).unwrap_or_default();
        assert!(many.starts_with("2 starts that were refused meanwhile fit no process"), "{many}");
    }
}
