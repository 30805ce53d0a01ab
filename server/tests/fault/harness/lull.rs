//! `lull serve` in a process of its own, which can be killed and started again on the same data folder.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{Caller, Db, Look, PASSWORD, database, kill};

/// A server and the folder that it lives in.
pub struct Lull {
    folder: tempfile::TempDir,
    database: Option<String>,
    env: Vec<(&'static str, String)>,
    program: PathBuf,
    running: Option<(Child, BufReader<ChildStdout>)>,
    url: String,
}

/// A site that only names its files: pages are put together as ever, and nobody loads them.
const MANIFEST: &str = r#"{"js":"pkg/lull.js","wasm":"pkg/lull.wasm","css":"pkg/lull.css","files":{}}"#;

impl Lull {
    /// Starts one on a fresh database.
    pub async fn on(db: Db) -> Self {
        Self::with(db, &[]).await
    }

    /// Starts one on a fresh database, with more in its environment.
    pub async fn with(db: Db, env: &[(&'static str, &str)]) -> Self {
        Self::at(database::make(db).await, env)
    }

    /// Starts one on a database that is there.
    pub fn at(database: Option<String>, env: &[(&'static str, &str)]) -> Self {
        let mut lull = Self::prepared(database, env);
        lull.starts();
        lull
    }

    /// Prepares one on a fresh database, which has never been started.
    pub async fn still(db: Db) -> Self {
        Self::prepared(database::make(db).await, &[])
    }

    fn prepared(database: Option<String>, env: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("site")).unwrap();
        std::fs::write(folder.path().join("site/manifest.json"), MANIFEST).unwrap();
        let env = env.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_lull"));
        Self { folder, database, env, program, running: None, url: String::new() }
    }

    /// The command line of this executable, as a client of this server.
    pub fn command(&self, words: &[&str], token: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lull"));
        command.args(words).env("LULL_URL", &self.url).env("LULL_TOKEN", token);
        command
    }

    /// Starts it; returns when it serves.
    pub fn starts(&mut self) {
        assert!(self.tries_to_start(&[]), "it did not start:\n{}", self.log());
    }

    /// Starts it with more in its environment; false when it died before it served.
    pub fn tries_to_start(&mut self, env: &[(&str, &str)]) -> bool {
        assert!(self.running.is_none(), "it runs already");
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LULL_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--addr", "127.0.0.1:0", "--data-dir"]).arg(self.data());
        command.arg("--site").arg(self.path("site")).env("LULL_ADMIN_PASSWORD", PASSWORD);
        command.env("LULL_PARALLEL_STEPS", "4").current_dir(self.folder.path());
        if let Some(url) = &self.database {
            command.env("LULL_DATABASE_URL", url);
        }
        command.envs(self.env.iter().map(|(name, value)| (*name, value.as_str())));
        command.envs(env.iter().copied());
        let log: File = OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains(" serves http") {
            line.clear();
            if said.read_line(&mut line).unwrap() == 0 {
                child.wait().unwrap();
                return false;
            }
        }
        self.url = line.split_whitespace().last().unwrap().to_owned();
        self.running = Some((child, said));
        true
    }

    /// From the next start on it runs another executable, as after an upgrade.
    pub fn is_upgraded_to(&mut self, program: PathBuf) {
        self.program = program;
    }

    /// Whether it has died by itself.
    pub fn has_died(&mut self) -> bool {
        let (child, _) = self.running.as_mut().expect("it was started");
        child.try_wait().unwrap().is_some()
    }

    /// Kills it with -9, and its supervisors with it when that is wanted.
    pub fn dies(&mut self) {
        let (mut child, _) = self.running.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Sends it SIGTERM; answers how long it took to be gone.
    pub fn is_told_to_leave(&mut self) -> Duration {
        let (mut child, _said) = self.running.take().expect("it runs");
        let began = Instant::now();
        kill(i32::try_from(child.id()).unwrap(), Signal::TERM);
        let ended = child.wait().unwrap();
        let took = began.elapsed();
        assert!(ended.success(), "{ended}:\n{}", self.log());
        took
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.running.as_ref().expect("it runs").0.id()).unwrap()
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// A path beside its data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub fn look(&self) -> Look {
        Look::at(self.database.as_deref(), &self.data())
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// The administrator, by a session's token, which outlives restarts.
    pub async fn admin(&self) -> Caller {
        Caller::logs_in(&self.url, "admin").await
    }

    /// How much memory it holds, in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Lull {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- what the server logged ---\n{}", self.log());
        }
        if let Some((mut child, _)) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
