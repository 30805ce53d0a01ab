//! A PostgreSQL of one test's own, which can be stopped in the middle of anything without disturbing others.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use sqlx::{Connection, PgConnection};

use super::{PATIENCE, children, kill, until};

/// A cluster that runs until this is dropped, or its server is stopped.
pub struct Cluster {
    server: Option<Child>,
    /// A server in another data folder, which is no child of this process, and the file that is there while it lives.
    other: Option<(i32, PathBuf)>,
    folder: PathBuf,
    port: u16,
    pub url: String,
}

/// Whom it runs as, when the test is root: PostgreSQL refuses to be.
fn owner() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:")).expect("a user postgres");
    let fields: Vec<&str> = line.split(':').collect();
    Some((fields[2].parse().unwrap(), fields[3].parse().unwrap()))
}

/// One of PostgreSQL's programs. Debian keeps them where the search path does not reach.
pub fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin").join(name)).collect();
    found.retain(|path| path.is_file());
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

/// A command that is run by the owner of a cluster's folder.
fn as_owner(program_name: &str, folder: &Path) -> Command {
    let mut command = Command::new(program(program_name));
    if let Some((uid, gid)) = owner() {
        command.uid(uid).gid(gid);
    }
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

impl Cluster {
    pub async fn starts() -> Self {
        let mut random = [0; 4];
        getrandom::fill(&mut random).unwrap();
        let folder = PathBuf::from(format!("/tmp/lull-fault-{:08x}", u32::from_le_bytes(random)));
        std::fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
        if let Some((uid, gid)) = owner() {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let mut initdb = as_owner("initdb", &folder);
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        let made = initdb.arg("-D").arg(folder.join("data")).stderr(Stdio::inherit()).status().unwrap();
        assert!(made.success(), "initdb failed");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let mut cluster = Self { server: None, other: None, folder, port, url };
        cluster.starts_again().await;
        cluster
    }

    /// Starts its server, on the data and at the address that it had.
    pub async fn starts_again(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let mut server = as_owner("postgres", &self.folder);
        server.arg("-D").arg(self.folder.join("data")).args(["-c", "listen_addresses=127.0.0.1"]);
        server.arg("-c").arg(format!("port={}", self.port)).arg("-c");
        server.arg(format!("unix_socket_directories={}", self.folder.display()));
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("log")).unwrap();
        self.server = Some(server.stderr(log).spawn().unwrap());
        let url = &self.url;
        until("PostgreSQL takes connections", async || PgConnection::connect(url).await.is_ok()).await;
    }

    /// Shuts its server down the patient way, which waits until everybody who is connected has left.
    pub async fn stops(&mut self) {
        let mut server = self.server.take().expect("it runs");
        kill(i32::try_from(server.id()).unwrap(), Signal::TERM);
        until("PostgreSQL is gone", async || server.try_wait().unwrap().is_some()).await;
    }

    /// Waits until its server is gone, whoever stopped it.
    pub async fn has_stopped(&mut self) {
        let mut server = self.server.take().expect("it runs");
        until("PostgreSQL is gone", async || server.try_wait().unwrap().is_some()).await;
    }

    /// A folder of its own, beside its data.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// One of PostgreSQL's programs, run as whom it runs as, in its folder.
    pub fn program(&self, name: &str) -> Command {
        let mut command = as_owner(name, &self.folder);
        command.stdout(Stdio::piped());
        command
    }

    /// Gives another data folder the settings of its own.
    pub fn settings_for(&self, name: &str) {
        let mut file =
            OpenOptions::new().append(true).open(self.folder.join(name).join("postgresql.conf")).unwrap();
        let (port, folder) = (self.port, self.folder.display());
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n"
        );
        file.write_all(settings.as_bytes()).unwrap();
    }

    /// From now on its server is the one that was started in another data folder: that one ends with it.
    pub fn goes_on_in(&mut self, name: &str) {
        let file = self.folder.join(name).join("postmaster.pid");
        let pid = std::fs::read_to_string(&file).unwrap().lines().next().unwrap().parse().unwrap();
        self.other = Some((pid, file));
    }

    /// The URL of one of its databases.
    pub fn database(&self, name: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').expect("a database's name");
        format!("{server}/{name}")
    }

    /// The server and every one of its processes.
    fn everything(&self) -> Vec<i32> {
        let Some(server) = &self.server else { return Vec::new() };
        let server = i32::try_from(server.id()).unwrap();
        let mut all = vec![server];
        all.extend(children(server));
        all
    }

    /// Stops it in the middle of whatever it does: connections stay, and nothing answers.
    pub fn hangs(&self) {
        for pid in self.everything() {
            kill(pid, Signal::STOP);
        }
    }

    /// Lets it go on.
    pub fn goes_on(&self) {
        for pid in self.everything() {
            kill(pid, Signal::CONT);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.goes_on();
        if let Some(mut server) = self.server.take() {
            kill(i32::try_from(server.id()).unwrap(), Signal::QUIT);
            let _ = server.wait();
        }
        if let Some((pid, file)) = self.other.take() {
            kill(pid, Signal::INT);
            let began = Instant::now();
            while file.exists() && began.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
