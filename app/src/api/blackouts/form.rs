//! The form of a blackout: text as it was typed, the same in the wizard and when one is changed.

#[cfg(feature = "ssr")]
mod meant;

#[cfg(feature = "ssr")]
pub(super) use meant::plain_span;

use domain::blackout::{
    AtEnd, BlackoutDraft, DEFAULT_ANNOUNCE_LEAD, DEFAULT_DRAIN_LEAD, LocalTime, Stragglers,
};
use domain::duration::Span;
use serde::{Deserialize, Serialize};

use crate::form::draft::Draft;

/// The steps of the wizard, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Step {
    /// Name, reason, public message.
    What,
    /// Start, end or duration, zone.
    When,
    /// Leads, reach, stragglers, the end.
    How,
    /// What it would bring.
    Review,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::What, Self::When, Self::How, Self::Review];

    /// The word in the address and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::When => "when",
            Self::How => "how",
            Self::Review => "review",
        }
    }

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::What => "What and why",
            Self::When => "When",
            Self::How => "How",
            Self::Review => "Review",
        }
    }

    /// The step of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::What => Self::When,
            Self::When => Self::How,
            Self::How | Self::Review => Self::Review,
        }
    }

    /// The one before it; none before the first.
    #[must_use]
    pub const fn before(self) -> Option<Self> {
        match self {
            Self::What => None,
            Self::When => Some(Self::What),
            Self::How => Some(Self::When),
            Self::Review => Some(Self::How),
        }
    }

    /// The step that a field stands on.
    #[must_use]
    pub fn of_field(name: &str) -> Self {
        match name {
            "name" | "reason" | "message" => Self::What,
            "start" | "end" | "duration" | "zone" => Self::When,
            _ => Self::How,
        }
    }
}

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
        }
    }
}
