//! A window's instants, in every zone that matters: its own, the viewer's, UTC.

use domain::blackout::{AtEnd, Window};
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::api::blackouts::Shown;
use crate::components::time::Clock;
use crate::live::live;
use crate::telling::blackouts::happened;
use crate::zone::Zone;

/// What happened last.
#[component]
pub(super) fn Happened(shown: RwSignal<Shown>) -> impl IntoView {
    let told = Memo::new(move |_| {
        shown.with(|shown| {
            let occurrence = &shown.blackout.occurrence;
            (occurrence.stage.since(), happened(occurrence))
        })
    });
    view! {
        <p>
            {move || {
                let (since, words) = told.get();
                match since {
                    Some(at) => view! { "Since "<Clock at/>": "{words} }.into_any(),
                    None => crate::words::capital(&words).into_any(),
                }
            }}
        </p>
    }
}

/// The instants as a table; a zone that says the same as another is left out.
#[component]
pub(crate) fn Course(window: Window, zone: Zone) -> impl IntoView {
    let live = live();
    move || {
        let zones = live.zone.with(|yours| columns(&zone, yours));
        let head =
            zones.iter().map(|(title, _)| view! { <th scope="col">{title.clone()}</th> }).collect_view();
        let rows = instants(&window).into_iter().map(|(words, at)| {
            let cells = zones.iter().map(|(title, zone)| {
                view! { <td data-label=title.clone()><time datetime=at.to_string()>{zone.dated(at)}</time></td> }
            });
            view! { <tr><th scope="row">{words}</th>{cells.collect_view()}</tr> }
        });
        view! {
            <div class="table-wrap">
                <table class="table table-cards course">
                    <thead><tr><th scope="col">"What"</th>{head}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn instants(window: &Window) -> Vec<(&'static str, Timestamp)> {
    let mut told = vec![
        ("Announced", window.announce_at),
        ("Nothing new starts", window.drain_at),
        ("Start", window.start),
        ("Planned end", window.end),
    ];
    if window.at_end == AtEnd::Confirm {
        told.push(("Opens unconfirmed", window.hard_end()));
    }
    told
}

/// Its own zone first, then the viewer's, then UTC; each once.
fn columns(own: &Zone, yours: &Zone) -> Vec<(String, Zone)> {
    let mut columns = vec![(own.name.clone(), own.clone())];
    if yours.name == own.name {
        columns = vec![(format!("{} (yours)", own.name), own.clone())];
    } else if yours.name != "UTC" {
        columns.push((format!("{} (yours)", yours.name), yours.clone()));
    }
    if own.name != "UTC" {
        let title = if yours.name == "UTC" { "UTC (yours)" } else { "UTC" };
        columns.push((title.to_owned(), Zone::utc()));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_zone_is_told_twice() {
        let zone = |name: &str| Zone { name: name.to_owned(), ..Zone::utc() };
        let told = |own: &str, yours: &str| {
            columns(&zone(own), &zone(yours))
                .into_iter()
                .map(|(title, _)| title)
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(told("Europe/Berlin", "Asia/Tokyo"), "Europe/Berlin, Asia/Tokyo (yours), UTC");
        assert_eq!(told("Europe/Berlin", "Europe/Berlin"), "Europe/Berlin (yours), UTC");
        assert_eq!(told("Europe/Berlin", "UTC"), "Europe/Berlin, UTC (yours)");
        assert_eq!(told("UTC", "Asia/Tokyo"), "UTC, Asia/Tokyo (yours)");
        assert_eq!(told("UTC", "UTC"), "UTC (yours)");
    }
}
