//! A PostgreSQL of the benchmark's own, which can be stopped in the middle of anything without disturbing others.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::Connection;
use tempfile::TempDir;

/// A cluster that runs until this is dropped.
pub struct Cluster {
    server: Child,
    /// Removed when this is dropped.
    _folder: TempDir,
    pub url: String,
}

/// The user and the group that a cluster runs as.
type Owner = Option<(u32, u32)>;

impl Cluster {
    pub async fn start() -> Result<Self, String> {
        let words = |error: std::io::Error| error.to_string();
        // Its user does not reach what is below root's home.
        let folder = tempfile::Builder::new().prefix("lull-bench-").tempdir_in("/tmp").map_err(words)?;
        let owner = owner()?;
        if let Some((uid, gid)) = owner {
            chown(folder.path(), Some(uid), Some(gid)).map_err(words)?;
        }
        make(folder.path(), owner)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(words)?.port();
        let log = File::create(folder.path().join("log")).map_err(words)?;
        let mut server = program("postgres", folder.path(), owner);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}"), "-c"]);
        server.arg(format!("unix_socket_directories={}", folder.path().display()));
        let server = server.stderr(log).spawn().map_err(|error| format!("postgres: {error}"))?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let mut cluster = Self { server, _folder: folder, url };
        while sqlx::PgConnection::connect(&cluster.url).await.is_err() {
            if let Some(status) = cluster.server.try_wait().map_err(words)? {
                return Err(format!("postgres ended: {status}"));
            }
            tokio::task::yield_now().await;
        }
        Ok(cluster)
    }

    /// Stops it in the middle of whatever it does: connections stay, and nothing answers.
    pub fn hangs(&self) {
        self.signals(Signal::STOP);
    }

    /// Lets it go on.
    pub fn goes_on(&self) {
        self.signals(Signal::CONT);
    }

    /// Signals the server and every one of its processes; the server first, so that it makes no more of them.
    fn signals(&self, signal: Signal) {
        // Those that are gone are left in peace.
        let _ = kill_process(Pid::from_child(&self.server), signal);
        for child in children(self.server.id()) {
            let _ = kill_process(child, signal);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.goes_on();
        // It may have ended by itself.
        let _ = kill_process(Pid::from_child(&self.server), Signal::QUIT);
        let _ = self.server.wait();
    }
}

/// Whom it runs as, when the benchmark is root: PostgreSQL refuses to be.
fn owner() -> Result<Owner, String> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let line = users.lines().find(|line| line.starts_with("postgres:"));
    let number = |place: usize| -> Option<u32> { line?.split(':').nth(place)?.parse().ok() };
    let owner = number(2).zip(number(3));
    owner.map(Some).ok_or_else(|| "there is no user postgres to run PostgreSQL as".to_owned())
}

fn make(folder: &Path, owner: Owner) -> Result<(), String> {
    let mut initdb = program("initdb", folder, owner);
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
    let made = initdb.status().map_err(|error| format!("initdb: {error}"))?;
    if made.success() { Ok(()) } else { Err(format!("initdb: {made}")) }
}

/// One of PostgreSQL's programs on the cluster of a folder. Debian keeps them where the search path does not reach.
fn program(name: &str, folder: &Path, owner: Owner) -> Command {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin").join(name)).collect();
    found.retain(|path| path.is_file());
    let mut command = Command::new(found.pop().unwrap_or_else(|| PathBuf::from(name)));
    if let Some((uid, gid)) = owner {
        command.uid(uid).gid(gid);
    }
    command.arg("-D").arg(folder.join("data")).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn children(parent: u32) -> Vec<Pid> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let all = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    all.filter(|pid| parent_of(*pid) == Some(parent)).filter_map(Pid::from_raw).collect()
}

fn parent_of(pid: i32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The state and the parent follow the name, which may hold anything.
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}
