//! Where a request or a step stands: an icon and a word, coloured alike everywhere.

use domain::process::Outcome;
use domain::request::{Status, Step, StepStatus};
use leptos::prelude::*;

use crate::components::badge::Tone;

/// How a state looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Its colour.
    pub tone: Tone,
    /// Its icon.
    pub mark: Mark,
    /// Its word.
    pub word: &'static str,
}

/// The icons of states.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Not begun.
    Ring,
    /// Waits for a time, or ran out of it.
    Clock,
    /// Under way.
    Dot,
    /// Coming again.
    Turn,
    /// Ended well.
    Tick,
    /// Ended badly.
    Cross,
    /// Cut off.
    Bolt,
    /// Ended by somebody.
    Slash,
    /// Never begun, nor will it.
    Skip,
    /// Held back.
    Pause,
}

impl Mark {
    /// What SVG draws in a square of 16.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Ring => "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
            Self::Clock => "M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8zM8 5.4V8l1.8 1.3",
            Self::Dot => "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
            Self::Turn => "M12.4 6.2A4.8 4.8 0 1 0 12.8 9M13 3v3.4H9.6",
            Self::Tick => "M3.5 8.6l3 2.9 6-6.8",
            Self::Cross => "M4.5 4.5l7 7M11.5 4.5l-7 7",
            Self::Bolt => "M9 2.5L5 8.6h6L7 13.5",
            Self::Slash => "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM4.6 4.6l6.8 6.8",
            Self::Skip => "M4 4.5L7.5 8 4 11.5M8.5 4.5L12 8l-3.5 3.5",
            Self::Pause => "M6 4.5v7M10 4.5v7",
        }
    }
}

impl Look {
    const fn new(tone: Tone, mark: Mark, word: &'static str) -> Self {
        Self { tone, mark, word }
    }

    /// How a request's status looks.
    #[must_use]
    pub const fn of(status: Status) -> Self {
        let mark = match status {
            Status::Scheduled | Status::WaitingForOpen | Status::AwaitingApproval => Mark::Clock,
            Status::Running => Mark::Dot,
            Status::Suspended | Status::CouldNotStart => Mark::Pause,
            Status::Succeeded => Mark::Tick,
            Status::Failed | Status::Rejected => Mark::Cross,
            Status::Cancelled => Mark::Slash,
        };
        Self::new(Tone::of(status), mark, status.label())
    }

    /// How a step looks.
    #[must_use]
    pub const fn of_step(status: StepStatus, outcome: Option<Outcome>) -> Self {
        match (status, outcome) {
            (StepStatus::Waiting, _) => Self::new(Tone::Plain, Mark::Ring, "Waiting"),
            (StepStatus::Queued, _) => Self::new(Tone::Plain, Mark::Clock, "Queued"),
            (StepStatus::Running, _) => Self::new(Tone::Active, Mark::Dot, "Running"),
            (StepStatus::Retrying, _) => Self::new(Tone::Held, Mark::Turn, "Trying again"),
            (StepStatus::Ended, None) => Self::new(Tone::Plain, Mark::Ring, "Ended"),
            (StepStatus::Ended, Some(outcome)) => match outcome {
                Outcome::Succeeded => Self::new(Tone::Good, Mark::Tick, "Succeeded"),
                Outcome::Failed => Self::new(Tone::Bad, Mark::Cross, "Failed"),
                Outcome::TimedOut => Self::new(Tone::Bad, Mark::Clock, "Timed out"),
                Outcome::Interrupted => Self::new(Tone::Bad, Mark::Bolt, "Interrupted"),
                Outcome::Cancelled => Self::new(Tone::Plain, Mark::Slash, "Cancelled"),
                Outcome::Skipped => Self::new(Tone::Plain, Mark::Skip, "Skipped"),
            },
        }
    }

    /// How this step looks. One that waits for a person says so.
    #[must_use]
    pub fn of_this(step: &Step) -> Self {
        if step.status == StepStatus::Running && step.task.is_some() {
            return Self::new(Tone::Held, Mark::Clock, "Waits for a person");
        }
        Self::of_step(step.status, step.outcome)
    }

    /// Whether something goes on there: it runs, is tried again, or waits for a person.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self.tone, Tone::Active | Tone::Held)
    }

    /// The word that names its colour in the sheets.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self.tone {
            Tone::Plain => "plain",
            Tone::Active => "active",
            Tone::Good => "good",
            Tone::Held => "held",
            Tone::Bad => "bad",
        }
    }
}

/// A state: icon and word.
#[component]
pub fn Pill(#[prop(into)] look: Signal<Look>) -> impl IntoView {
    view! {
        <span class=move || format!("pill pill-{}", look.get().colour())>
            <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="2"
                stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
                <path d=move || look.get().mark.path()/>
            </svg>
            {move || look.get().word}
        </span>
    }
}

/// Where a request stands.
#[component]
pub fn StatusPill(#[prop(into)] status: Signal<Status>) -> impl IntoView {
    view! { <Pill look=Signal::derive(move || Look::of(status.get()))/> }
}
