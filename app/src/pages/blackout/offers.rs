//! What a blackout's stage allows now.

use domain::blackout::Occurrence;
use domain::duration::Span;
use domain::permission::{Permission, Person};
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::api::blackouts::Shown;
use crate::boot::may;

/// What can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Offers {
    pub edit: bool,
    pub cancel: bool,
    pub extend: bool,
    pub end: bool,
    pub confirm: bool,
}

impl Offers {
    /// What this person can do now; nothing without the permission. A series as a whole can be changed and called off while a
    /// date of it can, whatever is in force.
    pub(super) fn now(shown: &Shown, now: Timestamp) -> Self {
        if !may(Permission::ManageMaintenance) {
            return Self::default();
        }
        let offers = Self::of(&shown.blackout.occurrence, now);
        match &shown.dates {
            Some(dates) if !shown.is_date => {
                Self { edit: dates.next.is_some(), cancel: dates.next.is_some(), ..offers }
            }
            Some(_) | None => offers,
        }
    }

    /// Tries each move: the stage itself says what it allows.
    fn of(occurrence: &Occurrence, now: Timestamp) -> Self {
        let one = || occurrence.clone();
        let by = || Person::system("viewer");
        let later = occurrence.window.end.max(now).plus(Span::from_secs(1));
        Self {
            edit: one().replan(occurrence.window).is_ok(),
            cancel: one().cancel(by(), now).is_ok(),
            extend: one().extend(later, now).is_ok(),
            end: one().end_early(by(), now).is_ok(),
            confirm: one().confirm(by(), now).is_ok(),
        }
    }
}

/// Whether one of the acts is offered; told only when that changes.
pub(super) fn offered(offers: Memo<Offers>, one: fn(&Offers) -> bool) -> Memo<bool> {
    Memo::new(move |_| offers.with(one))
}

#[cfg(test)]
mod tests {
    use domain::blackout::{AtEnd, How, Reach, Stage, Window};

    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_764_900_000_000_000);

    fn offered(stage: Stage, at_end: AtEnd, now: Timestamp) -> String {
        let hour = Span::from_secs(3_600);
        let window = Window {
            announce_at: START.minus(hour),
            drain_at: START.minus(Span::from_secs(1_800)),
            start: START,
            end: START.plus(hour),
            hard_maximum: hour,
            reach: Reach::MaintenanceOnly,
            at_end,
        };
        let occurrence = Occurrence { key: "2026-12-05T02:00".parse().unwrap(), window, stage };
        let Offers { edit, cancel, extend, end, confirm } = Offers::of(&occurrence, now);
        let named =
            [(edit, "edit"), (cancel, "cancel"), (extend, "extend"), (end, "end"), (confirm, "confirm")];
        named.iter().filter(|(offered, _)| *offered).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_stage_offers_what_it_allows_and_nothing_else() {
        let (before, during) = (START.minus(Span::from_secs(60)), START.plus(Span::from_secs(60)));
        let since = before;
        let ended = Stage::Ended { at: during, how: How::PlannedEnd };
        for (stage, at_end, now, offers) in [
            (Stage::Planned, AtEnd::Reopen, before, "edit cancel"),
            (Stage::Announced { since }, AtEnd::Confirm, before, "edit cancel"),
            (Stage::Draining { since }, AtEnd::Reopen, before, "cancel extend end"),
            (Stage::Draining { since }, AtEnd::Reopen, during, "extend end"),
            (Stage::AwaitingConfirmation { since }, AtEnd::Confirm, during, "extend confirm"),
            (ended, AtEnd::Confirm, during, ""),
        ] {
            assert_eq!(offered(stage.clone(), at_end, now), offers, "{stage:?}");
        }
    }
}
