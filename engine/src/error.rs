//! What a use case answers when it does not do what was asked.

use domain::duration::Span;
use domain::id::RequestId;
use domain::permission::{Forbidden, Role};
use domain::problem::FieldError;
use domain::request::Request;
use domain::time::Timestamp;

/// Why a use case did not do what was asked. Each says what to do about it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is logged in, or the session ended.
    #[error("log in first: there is no session, or it has ended")]
    Unauthenticated,
    /// The role does not grant it.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The task asks for an answer by another role.
    #[error("{who} may not answer this task: it asks for {} (your role is {})", .asked.as_str(), .role.as_str())]
    NotResponder {
        /// The person's name.
        who: String,
        /// The role that the step names.
        asked: Role,
        /// Theirs.
        role: Role,
    },
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// The input is at fault.
    #[error("{}", .0.first().map_or("the input is at fault", |first| first.message.as_str()))]
    Invalid(Vec<FieldError>),
    /// The gate refused; this record was made.
    #[error("could not start: {}", .0.refusal.as_ref().map_or_else(|| "maintenance".to_owned(), refusal_words))]
    CouldNotStart(Box<Request>),
    /// Somebody else changed it first (rule 18).
    #[error("{changed}")]
    Stale {
        /// The epoch, or version, as it is now.
        epoch: u64,
        /// What changed, in words.
        changed: String,
    },
    /// The hold could not be placed in time (rule 16).
    #[error("maintenance mode was not changed: {0}")]
    NotEnabled(String),
    /// The database may or may not have taken the change (rule 16).
    #[error("the outcome is unknown: the database did not answer the commit; look before you try again")]
    OutcomeUnknown,
    /// Too many tries.
    #[error("too many tries: wait {retry_after} and try again")]
    TooMany {
        /// How long to wait.
        retry_after: Span,
    },
    /// The database is offline for a blackout (rule 36).
    #[error("{}", offline_words(.0))]
    Offline(Box<Offline>),
    /// The database does not answer, or the disk is full.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of Lull's own.
    #[error("a fault of Lull's own: {0}")]
    Internal(String),
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What became of a start that was asked for while the database is offline (rule 38).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offline {
    /// The record it will have once the database is back.
    pub request: Option<RequestId>,
    /// It was counted, and nothing more: there is no room for more.
    pub counted: bool,
    /// When Lull is expected to open.
    pub opens_at: Option<Timestamp>,
}

fn offline_words(told: &Offline) -> String {
    let until = told.opens_at.map(|at| format!(", until about {at}")).unwrap_or_default();
    let record = match (told.request, told.counted) {
        (Some(id), _) => format!("; the start was refused and will be on record as {id}"),
        (None, true) => "; the start was refused and counted".to_owned(),
        (None, false) => String::new(),
    };
    format!("Lull is offline for maintenance{until}{record}")
}

/// A refusal in one line.
#[must_use]
pub fn refusal_words(refusal: &domain::admission::Refusal) -> String {
    let reason = refusal.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let opens = match (refusal.opens_at, refusal.overdue) {
        (Some(at), _) => format!("; expected to open about {at}"),
        (None, true) => "; longer than planned".to_owned(),
        (None, false) => String::new(),
    };
    format!("maintenance since {} by {}{reason}{opens}", refusal.since, refusal.owner)
}

impl Error {
    /// Whether it concerns everything and passes, such as a database that does not answer.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::OutcomeUnknown | Self::NotEnabled(_) | Self::Offline(_))
    }

    /// One fault of one field.
    #[must_use]
    pub fn field(path: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::at(path, message)])
    }

    /// The database holds something that this version cannot read.
    #[must_use]
    pub fn unreadable(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("the database holds an unreadable {what}: {error}"))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable("the database is busy or does not answer: try again in a moment".to_owned())
            }
            sqlx::Error::PoolClosed => Self::Unavailable("the database is closed".to_owned()),
            sqlx::Error::Io(io) => Self::Unavailable(format!("the database does not answer: {io}")),
            sqlx::Error::Database(db) => {
                let (code, text) = (db.code().unwrap_or_default(), db.message().to_owned());
                match code.as_ref() {
                    // SQLITE_FULL, SQLITE_IOERR and PostgreSQL's disk_full, out of memory, too many connections.
                    "13" | "53100" | "53200" | "53300" => {
                        Self::Unavailable(format!("the database has no room ({text}): free some disk space"))
                    }
                    // SQLITE_BUSY and LOCKED; PostgreSQL's lock and statement time-outs, and shutdowns.
                    "5" | "6" | "261" | "517" | "55P03" | "57014" | "25P03" | "57P01" | "57P02" | "57P03"
                    | "08000" | "08001" | "08003" | "08004" | "08006" | "40001" | "40P01" => {
                        Self::Unavailable(format!("the database is busy ({text}): try again in a moment"))
                    }
                    // SQLITE_CANTOPEN.
                    "14" => {
                        Self::Unavailable(format!("the database cannot be opened ({text}): look at its disk"))
                    }
                    code if code == "10" || code.parse::<u32>().is_ok_and(|n| n & 0xff == 10) => {
                        Self::Unavailable(format!(
                            "the database cannot be read or written ({text}): look at its disk"
                        ))
                    }
                    _ => Self::Internal(format!("the database refused a statement: {text}")),
                }
            }
            _ => Self::Internal(format!("the database: {error}")),
        }
    }
}
