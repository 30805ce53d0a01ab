//! The command line's root: every command plugs in here.

use clap::{Args, Parser, Subcommand};

use crate::cli;
use crate::host;
use crate::settings::Flags;

/// A deployment server that knows how to hold still.
#[derive(Parser)]
#[command(name = "lull", version = crate::VERSION, max_term_width = 100, arg_required_else_help = true, after_help = cli::HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Every command.
#[derive(Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Box<ServeArgs>),
    /// Ask the server on this host, without a login.
    Ctl(host::CtlArgs),
    /// Users of this server.
    User(host::UserArgs),
    #[command(flatten)]
    Client(Box<cli::ClientCommand>),
}

/// Settings as flags; each wins over its LULL_ variable, and that over lull.toml.
#[derive(Args, Default)]
pub struct ServeArgs {
    /// Address and port to listen at [default: 127.0.0.1:3000]
    #[arg(long)]
    addr: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    /// The first administrator's password; better given as LULL_ADMIN_PASSWORD
    #[arg(long, hide = true)]
    admin_password: Option<String>,
    /// Enable maintenance mode at start
    #[arg(long)]
    start_in_maintenance: bool,
    /// The address that people type, such as https://lull.example.org
    #[arg(long)]
    external_url: Option<String>,
    /// Proxies whose X-Forwarded-For is believed: addresses and networks, separated by commas
    #[arg(long)]
    trusted_proxies: Option<String>,
    /// Certificate chain in PEM
    #[arg(long)]
    tls_cert: Option<String>,
    /// Its key in PEM
    #[arg(long)]
    tls_key: Option<String>,
    /// Private hosts that imports may call: names, addresses and networks, separated by commas
    #[arg(long)]
    private_targets: Option<String>,
    /// Steps that run at once [default: twice the cores]
    #[arg(long)]
    parallel_steps: Option<String>,
    /// How long a session lives, in hours [default: 12]
    #[arg(long)]
    session_hours: Option<String>,
    /// Most that one step may log [default: 64 MiB]
    #[arg(long)]
    log_cap: Option<String>,
    /// For how many days ended requests are kept
    #[arg(long)]
    keep_days: Option<String>,
    /// Who may read /metrics: loopback, open or token [default: loopback]
    #[arg(long)]
    metrics: Option<String>,
    /// Mail server, such as smtp://mail.example.org
    #[arg(long)]
    smtp_url: Option<String>,
    /// Log filter, such as info or lull=debug,info [default: info]
    #[arg(long)]
    log: Option<String>,
    /// human or json [default: human on a terminal, json otherwise]
    #[arg(long)]
    log_format: Option<String>,
    /// Folder of the built web site [default: target/site]
    #[arg(long)]
    site: Option<String>,
}

/// Where the data is; the server and the commands on its host need to agree.
#[derive(Args, Default)]
pub struct DataArgs {
    /// Settings file [default: lull.toml, if it is there]
    #[arg(long, global = true)]
    config: Option<String>,
    /// Data folder [default: ./data]
    #[arg(long, global = true)]
    data_dir: Option<String>,
    /// postgres://… instead of SQLite in the data folder; better given as LULL_DATABASE_URL
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// The key for secrets [default: key in the data folder]
    #[arg(long, global = true)]
    key_file: Option<String>,
}

impl DataArgs {
    /// As settings.
    #[must_use]
    pub fn flags(&self) -> Flags {
        set([
            ("config", &self.config),
            ("data_dir", &self.data_dir),
            ("database_url", &self.database_url),
            ("key_file", &self.key_file),
        ])
    }
}

impl ServeArgs {
    /// As settings.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let mut flags = set([
            ("addr", &self.addr),
            ("admin_password", &self.admin_password),
            ("external_url", &self.external_url),
            ("trusted_proxies", &self.trusted_proxies),
            ("tls_cert", &self.tls_cert),
            ("tls_key", &self.tls_key),
            ("private_targets", &self.private_targets),
            ("parallel_steps", &self.parallel_steps),
            ("session_hours", &self.session_hours),
            ("log_cap", &self.log_cap),
            ("keep_days", &self.keep_days),
            ("metrics", &self.metrics),
            ("smtp_url", &self.smtp_url),
            ("log", &self.log),
            ("log_format", &self.log_format),
            ("site", &self.site),
        ]);
        if self.start_in_maintenance {
            flags.insert("start_in_maintenance", "true".to_owned());
        }
        flags.extend(self.data.flags());
        flags
    }
}

fn set<const N: usize>(pairs: [(&'static str, &Option<String>); N]) -> Flags {
    pairs.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
}
