//! Words that say where something stands, coloured alike everywhere.

use domain::request::Status;
use leptos::prelude::*;

/// How a badge is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Under way.
    Active,
    /// Ended well.
    Good,
    /// Held back.
    Held,
    /// Ended badly.
    Bad,
}

impl Tone {
    /// The class that colours it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "badge badge-plain",
            Self::Active => "badge badge-active",
            Self::Good => "badge badge-good",
            Self::Held => "badge badge-held",
            Self::Bad => "badge badge-bad",
        }
    }

    /// The tone of a request's status.
    #[must_use]
    pub const fn of(status: Status) -> Self {
        match status {
            Status::Running => Self::Active,
            Status::Succeeded => Self::Good,
            Status::CouldNotStart | Status::WaitingForOpen | Status::AwaitingApproval | Status::Suspended => {
                Self::Held
            }
            Status::Failed | Status::Rejected => Self::Bad,
            Status::Scheduled | Status::Cancelled => Self::Plain,
        }
    }
}

/// A coloured word.
#[component]
pub fn Badge(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}
