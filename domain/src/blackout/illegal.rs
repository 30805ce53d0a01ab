//! Why a move of an occurrence is refused, and what to do instead.

use super::LONGEST;
use crate::time::Timestamp;

/// A move that the stage does not allow; it says what does.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IllegalMove {
    /// It is over.
    #[error("this blackout is over since {at}: plan another one")]
    Over {
        /// Since when.
        at: Timestamp,
    },
    /// Its hold is not placed yet.
    #[error("this blackout has not begun (its hold is placed at {holds_at}): change or cancel it instead")]
    NotBegun {
        /// When the hold is placed.
        holds_at: Timestamp,
    },
    /// Its hold is placed, so that the plan stands.
    #[error("the hold of this blackout is in force: extend it, end it early, or cancel it before its start")]
    HoldInForce,
    /// Its start has come.
    #[error("this blackout began at {start} and cannot be cancelled any more: end it early instead")]
    Begun {
        /// Its start.
        start: Timestamp,
    },
    /// The database is just being closed.
    #[error("the database is being closed, which takes at most 10 s: try again then")]
    Closing,
    /// It is to reopen already.
    #[error(
        "this blackout is ended already and waits until no other keeps the database offline: end that one"
    )]
    Leaving,
    /// The database is being opened again.
    #[error(
        "Lull is reopening already, and opens when every check is green; to keep new work out after that, \
         enable maintenance mode, whose hold stays"
    )]
    Reopening,
    /// Only a confirmation is missing.
    #[error("this blackout has ended and waits for a confirmation: confirm it")]
    AwaitsConfirmation,
    /// It reopens by itself.
    #[error(
        "this blackout reopens by itself and needs no confirmation; to reopen before its end, end it early"
    )]
    NothingToConfirm,
    /// There is nothing to confirm yet.
    #[error("this blackout lasts until {end} and has nothing to confirm yet: to end it now, end it early")]
    NotYet {
        /// Its planned end.
        end: Timestamp,
    },
    /// No confirmation is waited for any more.
    #[error("this blackout is confirmed already, and opens when every check is green")]
    ConfirmedAlready,
    /// The database is not closed.
    #[error("the database is not offline, so there is nothing to reopen: end the blackout early instead")]
    NotOffline,
    /// An extension must be one.
    #[error("the new end is not later than the present one ({end}): choose a later one, or end it early")]
    NotLater {
        /// The present end.
        end: Timestamp,
    },
    /// The new end has passed.
    #[error("the new end has passed: choose one after {now}")]
    Passed {
        /// Now.
        now: Timestamp,
    },
    /// The window would be too long.
    #[error("it would last longer than {LONGEST}: choose an earlier end, or plan another blackout after it")]
    TooLong,
    /// A transition that does not follow from the stage; somebody else was faster.
    #[error("this blackout is {stage} meanwhile: look again")]
    OutOfOrder {
        /// The stage's word.
        stage: &'static str,
    },
}
