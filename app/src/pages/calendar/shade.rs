//! How far blackouts have come, as shades that are alike everywhere on the page.

use domain::blackout::Stage;
use leptos::prelude::*;

/// The class of a stage.
pub(super) const fn shade(stage: &Stage) -> &'static str {
    match stage {
        Stage::Planned => "shade-planned",
        Stage::Announced { .. } => "shade-announced",
        Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::Closing { .. }
        | Stage::Reopening { .. } => "shade-draining",
        Stage::Offline { .. } => "shade-offline",
        Stage::AwaitingConfirmation { .. } => "shade-confirm",
        Stage::Ended { .. } => "shade-over",
        Stage::Cancelled { .. } => "shade-off",
    }
}

const ALL: [(&str, &str); 9] = [
    ("shade-planned", "Planned"),
    ("shade-announced", "Announced"),
    ("shade-draining", "Nothing new starts"),
    ("shade-offline", "Offline"),
    ("shade-confirm", "Waits for a confirmation"),
    ("shade-over", "Over"),
    ("shade-off", "Called off"),
    ("shade-scheduled", "Scheduled request"),
    ("shade-refused", "Could not start"),
];

/// What the shades mean; everything that has one says the same in words.
pub(super) fn legend() -> AnyView {
    let shades = ALL.map(|(class, words)| {
        view! { <span><span class=format!("calendar-dot {class}")></span>" "{words}</span> }
    });
    view! { <p class="legend" aria-hidden="true">{shades.into_iter().collect_view()}</p> }.into_any()
}
