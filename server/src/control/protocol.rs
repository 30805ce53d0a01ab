//! What is said over the control socket.

use domain::drain::RestartAnswers;
use domain::duration::Span;
use domain::status::SystemStatus;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A command: one line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// How things stand.
    Status,
    /// Take the database offline now.
    Offline {
        /// For how long.
        length: Span,
        /// For people who may log in.
        #[serde(default)]
        reason: Option<String>,
        /// For everybody.
        #[serde(default)]
        message: Option<String>,
    },
    /// Move the end of the window that keeps the database offline.
    Extend {
        /// The new end.
        end: Timestamp,
    },
    /// Confirm that it may open.
    Confirm,
    /// Bring the database back now.
    Reopen,
    /// A new password for a user.
    ResetPassword {
        /// Their name.
        username: String,
        /// The password; made when absent.
        #[serde(default)]
        password: Option<String>,
    },
}

/// An answer: one line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// How things stand.
    Status {
        /// All of it.
        status: Box<HostStatus>,
    },
    /// It is done.
    Done,
    /// The password that is in force now.
    Password {
        /// Told this once.
        password: String,
    },
    /// It was not done.
    Failed {
        /// Why.
        error: String,
    },
}

/// How things stand, for somebody on the host.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct HostStatus {
    /// The server's version.
    pub version: String,
    /// Its process id.
    pub pid: u32,
    /// The address it listens at.
    pub url: String,
    /// Since when it runs.
    pub since: Timestamp,
    /// Steps under way.
    pub steps_running: u64,
    /// The full status.
    pub status: SystemStatus,
    /// What the operator should know of the database, a line each; most of it while it is offline.
    #[serde(default)]
    pub offline: Vec<String>,
    /// May it be restarted? (rule 23)
    pub restart: RestartAnswers,
}
