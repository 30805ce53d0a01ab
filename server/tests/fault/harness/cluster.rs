//! A PostgreSQL of one test's own, which can be stopped in the middle of anything without disturbing others.

use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;
use sqlx::{Connection, PgConnection};

use super::{children, kill, until};

/// A cluster that runs until this is dropped.
pub struct Cluster {
    server: Child,
    folder: PathBuf,
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

/// Debian keeps the programs where the search path does not reach.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin").join(name)).collect();
    found.retain(|path| path.is_file());
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

impl Cluster {
    pub async fn starts() -> Self {
        let mut random = [0; 4];
        getrandom::fill(&mut random).unwrap();
        let folder = PathBuf::from(format!("/tmp/lull-fault-{:08x}", u32::from_le_bytes(random)));
        std::fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
        let owner = owner();
        let as_owner = |mut command: Command| {
            if let Some((uid, gid)) = owner {
                command.uid(uid).gid(gid);
            }
            command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null());
            command
        };
        if let Some((uid, gid)) = owner {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let mut initdb = as_owner(Command::new(program("initdb")));
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
        let mut server = as_owner(Command::new(program("postgres")));
        server.arg("-D").arg(folder.join("data")).args(["-c", "listen_addresses=127.0.0.1"]);
        server.arg("-c").arg(format!("port={port}")).arg("-c");
        server.arg(format!("unix_socket_directories={}", folder.display()));
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let server = server.stderr(log).spawn().unwrap();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let cluster = Self { server, folder, url };
        until("PostgreSQL takes connections", async || PgConnection::connect(&cluster.url).await.is_ok())
            .await;
        cluster
    }

    /// The server and every one of its processes.
    fn everything(&self) -> Vec<i32> {
        let server = i32::try_from(self.server.id()).unwrap();
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
        kill(i32::try_from(self.server.id()).unwrap(), Signal::QUIT);
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
