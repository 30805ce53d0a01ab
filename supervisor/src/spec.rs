//! What a step is to do: handed to the supervisor through a pipe, never by disk or argument.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What a step runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// A program and its arguments. `/proc/self/exe` is Lull itself, even after an upgrade.
    Argv(Vec<String>),
    /// A script for `/bin/sh -e`: a line that fails ends the step. The text is an
    /// argument (at most 128 KiB), so values belong in the environment, never in it.
    Shell(String),
}

impl Run {
    /// Gives the argument vector that is executed.
    pub fn argv(&self) -> Vec<&str> {
        match self {
            Run::Argv(argv) => argv.iter().map(String::as_str).collect(),
            // `--`, so that a script that opens with a dash stays a script;
            // `step` is what the shell calls itself in its messages.
            Run::Shell(script) => vec!["/bin/sh", "-e", "-c", "--", script, "step"],
        }
    }
}

/// Everything a supervisor is told about its step.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The program or script.
    pub run: Run,
    /// The whole environment of the step; only `LULL_OUTPUT` and `LULL_ATTEMPT` are
    /// added. Put `PATH` and `HOME` in it.
    pub env: BTreeMap<String, String>,
    /// Values masked in log, outputs and notes, with their usual encodings. Shorter ones
    /// than 3 bytes are not masked: that would garble the log and give them away by its gaps.
    pub secrets: Vec<String>,
    /// The working folder; it must exist.
    pub cwd: PathBuf,
    /// The time the step has, on the monotonic clock; none: as long as it takes.
    pub timeout: Option<Duration>,
    /// The most bytes of output kept in the log; notices come on top.
    pub log_cap: u64,
    /// The time between TERM and KILL at a cancel or time-out (rule 25).
    pub term_grace: Duration,
    /// The time between TERM and KILL for what a finished step left running.
    pub leftover_grace: Duration,
}

impl Spec {
    /// Makes a spec with an empty environment, no time-out, a cap of 64 MiB and
    /// graces of 30 s (cancel, time-out) and 2 s (left-overs).
    pub fn new(run: Run, cwd: impl Into<PathBuf>) -> Self {
        Spec {
            run,
            env: BTreeMap::new(),
            secrets: Vec::new(),
            cwd: cwd.into(),
            timeout: None,
            log_cap: 64 << 20,
            term_grace: Duration::from_secs(30),
            leftover_grace: Duration::from_secs(2),
        }
    }
}

/// Shows names only: values may be secrets.
impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spec")
            .field("env", &self.env.keys())
            .field("secrets", &self.secrets.len())
            .field("cwd", &self.cwd)
            .field("timeout", &self.timeout)
            .field("log_cap", &self.log_cap)
            .finish_non_exhaustive()
    }
}
