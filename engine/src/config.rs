//! What the engine is told when it is opened.

use std::os::fd::RawFd;
use std::path::PathBuf;
use std::time::Duration;

use crate::http_step::PrivateTargets;

/// How long the look at a whole SQLite file takes at most, unless a test says otherwise.
pub const CHECK_LIMIT: Duration = Duration::from_secs(20);

/// The engine's settings; the server reads them from flags, environment and `lull.toml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder; made when it is missing.
    pub data_dir: PathBuf,
    /// `LULL_DATABASE_URL`; none is SQLite in the data folder.
    pub database_url: Option<String>,
    /// The first administrator's password; made when absent.
    pub admin_password: Option<String>,
    /// Places the manual hold at every start (rule 20).
    pub start_in_maintenance: bool,
    /// The key for secret inputs; `key` in the data folder when absent.
    pub key_file: Option<PathBuf>,
    /// How many steps run at once (rule 26).
    pub parallel_steps: usize,
    /// How long a session lasts.
    pub session_hours: u32,
    /// How many bytes of a step's log are kept.
    pub log_cap: u64,
    /// How long the look at a whole SQLite file may take before it is opened (rule 40).
    pub check_limit: Duration,
    /// How many days ended requests are kept, over the setting.
    pub keep_days: Option<u32>,
    /// Private hosts that imports may call (rule 47).
    pub private_targets: PrivateTargets,
    /// The executable that supervisors start from.
    pub supervisor: PathBuf,
    /// The version that is told.
    pub version: String,
    /// This process's name to PostgreSQL.
    pub node: String,
    /// The data folder's lock, as a descriptor that the process before this one in its place left open.
    pub inherited_lock: Option<RawFd>,
}

impl Config {
    /// The usual settings for a data folder.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            data_dir: data_dir.into(),
            database_url: None,
            admin_password: None,
            start_in_maintenance: false,
            key_file: None,
            parallel_steps: cores * 2,
            session_hours: 12,
            log_cap: 64 << 20,
            check_limit: CHECK_LIMIT,
            keep_days: None,
            private_targets: PrivateTargets::default(),
            supervisor: PathBuf::from("/proc/self/exe"),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            node: "lull".to_owned(),
            inherited_lock: None,
        }
    }
}
