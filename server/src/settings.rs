//! Settings: flags over environment over `lull.toml` (contract.md, "Settings").
//!
//! Everything is checked before anything starts; a fault names its setting in one line.

mod external;
mod parse;
mod proxies;
mod source;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use external::ExternalUrl;
pub use proxies::Proxies;
pub use source::{Flags, KEYS};
pub use tls::Tls;

/// A setting that cannot be used, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}{place}: {words}")]
pub struct BadSetting {
    /// The setting, by its environment name.
    pub name: String,
    /// Where it was set, in parentheses; empty when it is plain.
    pub place: String,
    /// What is wrong and what to write instead.
    pub words: String,
}

/// Who may read `/metrics`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetricsAccess {
    /// Callers on this host.
    Loopback,
    /// Everybody.
    Open,
    /// Holders of an API token.
    Token,
}

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// Everything that `lull serve` is told. No `Debug`: it holds a password.
#[derive(Clone)]
pub struct Settings {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The data folder.
    pub data_dir: PathBuf,
    /// `sqlite:…` or `postgres://…`; absent: SQLite in the data folder.
    pub database_url: Option<String>,
    /// The first administrator's password.
    pub admin_password: Option<String>,
    /// Place the manual hold at start (rule 20).
    pub start_in_maintenance: bool,
    /// The address that people type.
    pub external_url: Option<ExternalUrl>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Proxies,
    /// The log filter, as tracing's directives.
    pub log: String,
    /// How log lines look; absent: human on a terminal, JSON otherwise.
    pub log_format: Option<LogFormat>,
    /// The mail server; kept for notifications.
    pub smtp_url: Option<String>,
    /// Certificate and key, read and matched.
    pub tls: Option<Tls>,
    /// The key for secrets, when it is not `key` in the data folder.
    pub key_file: Option<PathBuf>,
    /// Steps that run at once (rule 26).
    pub parallel_steps: usize,
    /// How long a session lives, in hours.
    pub session_hours: u32,
    /// Most bytes of one step's log.
    pub log_cap: u64,
    /// For how many days ended requests are kept; absent: as the system settings say.
    pub keep_days: Option<u32>,
    /// Who may read `/metrics`.
    pub metrics: MetricsAccess,
    /// Private hosts that imports may call (rule 47).
    pub private_targets: engine::http_step::PrivateTargets,
    /// The folder of the built web site; absent: inside the executable, else `target/site`.
    pub site: Option<PathBuf>,
    /// The executable that supervises steps; tests name another one.
    pub supervisor: PathBuf,
}

impl Settings {
    /// Reads and checks every setting.
    ///
    /// # Errors
    /// [`BadSetting`] for the first one that cannot be used.
    pub fn load(flags: &Flags) -> Result<Self, BadSetting> {
        let source = source::Source::read(flags)?;
        Ok(Self {
            addr: source.parsed("addr", "127.0.0.1:3000", parse::address)?,
            data_dir: source.parsed("data_dir", "./data", parse::path)?,
            database_url: source.maybe("database_url", parse::database)?,
            admin_password: source.maybe("admin_password", parse::password)?,
            start_in_maintenance: source.parsed("start_in_maintenance", "false", parse::yes_or_no)?,
            external_url: source.maybe("external_url", |text| text.parse())?,
            trusted_proxies: source.parsed("trusted_proxies", "", |text| text.parse())?,
            log: source.parsed("log", "info", parse::log_filter)?,
            log_format: source.maybe("log_format", parse::log_format)?,
            smtp_url: source.maybe("smtp_url", parse::smtp)?,
            tls: tls::load(&source)?,
            key_file: source.maybe("key_file", parse::path)?,
            parallel_steps: source
                .maybe("parallel_steps", |text| parse::number(text, 1, 1024))?
                .map_or_else(twice_the_cores, |n| usize::try_from(n).unwrap_or(1)),
            session_hours: source.parsed("session_hours", "12", |text| parse::small(text, 1, 8_760))?,
            log_cap: source.parsed("log_cap", "64 MiB", parse::size)?,
            keep_days: source.maybe("keep_days", |text| parse::small(text, 1, 3_650))?,
            metrics: source.parsed("metrics", "loopback", parse::metrics)?,
            private_targets: source.parsed("private_targets", "", |text| text.parse())?,
            site: source.maybe("site", parse::path)?,
            supervisor: PathBuf::from("/proc/self/exe"),
        })
    }

    /// Whether people reach it by https: the cookie is Secure then.
    #[must_use]
    pub fn https(&self) -> bool {
        self.tls.is_some() || self.external_url.as_ref().is_some_and(ExternalUrl::is_https)
    }

    /// What the engine is told of it.
    #[must_use]
    pub fn engine(&self) -> engine::Config {
        engine::Config {
            data_dir: self.data_dir.clone(),
            database_url: self.database_url.clone(),
            admin_password: self.admin_password.clone(),
            start_in_maintenance: self.start_in_maintenance,
            key_file: self.key_file.clone(),
            parallel_steps: self.parallel_steps,
            session_hours: self.session_hours,
            log_cap: self.log_cap,
            check_limit: engine::config::CHECK_LIMIT,
            keep_days: self.keep_days,
            private_targets: self.private_targets.clone(),
            supervisor: self.supervisor.clone(),
            version: crate::VERSION.to_owned(),
            node: node_name(),
            inherited_lock: None,
        }
    }
}

fn twice_the_cores() -> usize {
    std::thread::available_parallelism().map_or(2, |n| n.get() * 2)
}

/// The host's name, as other nodes and the database's administrator see it.
fn node_name() -> String {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy();
    if name.is_empty() { "lull".to_owned() } else { name.into_owned() }
}

#[cfg(test)]
mod tests;
