//! The form of a blackout: text as it was typed, the same in the wizard and when one is changed.

#[cfg(feature = "ssr")]
mod meant;
#[cfg(feature = "ssr")]
mod recurrence;
mod repeats;
mod step;

#[cfg(feature = "ssr")]
pub(super) use meant::plain_span;
#[cfg(feature = "ssr")]
pub(super) use recurrence::told;
pub use repeats::{weekday_box, weekday_word};
pub use step::Step;

use domain::blackout::{
    AtEnd, BlackoutDraft, DEFAULT_ANNOUNCE_LEAD, DEFAULT_DRAIN_LEAD, LocalTime, Stragglers,
};
use domain::duration::Span;
use serde::{Deserialize, Serialize};

use crate::form::draft::Draft;

macro_rules! form {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What the form carries. All of it text, so that a slip of the pen is told in words.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct BlackoutForm { $($(#[$doc])* pub $name: String,)* }

        impl BlackoutForm {
            /// The fields by name, as the form sends them.
            #[must_use]
            pub fn fields(&self) -> Vec<(String, String)> {
                vec![$((stringify!($name).to_owned(), self.$name.clone())),*]
            }

            /// The form of a draft.
            #[must_use]
            pub fn of(draft: &Draft) -> Self {
                Self { $($name: draft.value(stringify!($name)).unwrap_or_default().to_owned()),* }
            }
        }
    };
}

form! {
    /// What people call it.
    name,
    /// For people who may log in.
    reason,
    /// For everybody.
    message,
    /// Local date-time in `zone`.
    start,
    /// Local date-time in `zone`, or empty.
    end,
    /// How long it takes, or empty.
    duration,
    /// The zone's IANA name; empty until somebody chooses.
    zone,
    /// How long before the start it is announced.
    announce_lead,
    /// How long before the start the hold is placed.
    drain_lead,
    /// `yes` or `no`.
    database_offline,
    /// `wait`, `suspend` or `cancel`; means nothing while the database stays online.
    stragglers,
    /// How long to wait, where `wait` is chosen.
    wait,
    /// `reopen` or `confirm`.
    at_end,
    /// How long it stays closed at most after its end, or empty.
    hard_maximum,
    /// `never`, `days`, `weeks` or `months`; empty is never.
    repeats,
    /// So many of them from one date to the next.
    every,
    /// `yes` when it comes on Mondays; means nothing but with `weeks`, as the other days.
    on_mon,
    /// On Tuesdays.
    on_tue,
    /// On Wednesdays.
    on_wed,
    /// On Thursdays.
    on_thu,
    /// On Fridays.
    on_fri,
    /// On Saturdays.
    on_sat,
    /// On Sundays.
    on_sun,
    /// `day`, `last` or `nth`; means nothing but with `months`, as the next three.
    month_by,
    /// The day of the month, or empty for the start's own.
    month_day,
    /// `1` to `4`, or `last`.
    nth,
    /// The weekday of the month: `mon`.
    nth_weekday,
    /// `never`, `until` or `count`.
    ends,
    /// The last date that it may fall on.
    until,
    /// How many times it comes.
    count,
}

impl BlackoutForm {
    /// The form before anything is typed: the defaults of rule 27.
    #[must_use]
    pub fn fresh() -> Self {
        Self {
            // A day in hours is how people say it.
            announce_lead: format!("{}h", DEFAULT_ANNOUNCE_LEAD.secs() / 3_600),
            drain_lead: DEFAULT_DRAIN_LEAD.to_string(),
            database_offline: "yes".to_owned(),
            stragglers: "suspend".to_owned(),
            at_end: "reopen".to_owned(),
            ..Self::default()
        }
        .repeating(None)
    }

    /// The form of a plan, to be changed.
    #[must_use]
    pub fn of_plan(plan: &BlackoutDraft) -> Self {
        let local = |at: Option<LocalTime>| at.map(|at| at.to_string()).unwrap_or_default();
        let span = |span: Option<Span>| span.map(|span| span.to_string()).unwrap_or_default();
        let (stragglers, wait) = match plan.stragglers.unwrap_or_default() {
            Stragglers::Wait(limit) => ("wait", limit.to_string()),
            Stragglers::Suspend => ("suspend", String::new()),
            Stragglers::Cancel => ("cancel", String::new()),
        };
        let at_end = match plan.at_end {
            AtEnd::Reopen => "reopen",
            AtEnd::Confirm => "confirm",
        };
        Self {
            name: plan.name.clone(),
            reason: plan.reason.clone().unwrap_or_default(),
            message: plan.message.clone().unwrap_or_default(),
            start: plan.start.to_string(),
            end: local(plan.end),
            duration: span(plan.duration),
            zone: plan.zone.clone(),
            announce_lead: plan.announce_lead.to_string(),
            drain_lead: plan.drain_lead.to_string(),
            database_offline: if plan.database_offline { "yes" } else { "no" }.to_owned(),
            stragglers: stragglers.to_owned(),
            wait,
            at_end: at_end.to_owned(),
            hard_maximum: span(plan.hard_maximum),
            ..Self::default()
        }
        .repeating(plan.recurrence.as_ref())
    }
}
