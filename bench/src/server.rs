//! A real `lull serve`: start to ready, idle memory, and the first load of the requests page.
//!
//! `LULL_BIN` names the executable; `target/dist/lull` when it does not.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::first_load;
use crate::measure::{Sample, Table, now};

const STARTS: usize = 10;
const PASSWORD: &str = "bench password";
/// The data folder, in the folder of a server's own.
const DATA: &str = "data";

pub async fn measure(table: &mut Table) {
    if let Err(error) = all(table).await {
        table.note("server", format!("could not be measured: {error}"));
    }
}

async fn all(table: &mut Table) -> Result<(), String> {
    let (mut ready, mut idle) = (Sample::default(), Sample::default());
    for _ in 0..STARTS {
        let lull = Lull::start().await?;
        ready.add_time(lull.ready_after);
        idle.add(resident_kb(lull.pid())? / 1024.0);
    }
    table.row("start to ready, ms", ready.to_string(), "≤ 300", ready.median() <= 300.0);
    table.row("memory when ready and idle, MB", idle.to_string(), "≤ 40", idle.median() <= 40.0);
    let lull = Lull::start().await?;
    let bytes = first_load::bytes(&lull.log_in().await?, "/requests").await?;
    let measured = format!("{:.0} kB", bytes as f64 / 1_000.0);
    table.row(
        "first load of the requests page, all transfers, brotli",
        measured,
        "≤ 350 kB",
        bytes <= 350_000,
    );
    Ok(())
}

/// A client for servers of this host: no proxy stands between, and the host's certificates are not read for nothing.
pub fn client() -> Result<reqwest::Client, String> {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build();
    client.map_err(|error| error.to_string())
}

/// A running server on a folder of its own.
pub struct Lull {
    bin: String,
    child: Child,
    pub url: String,
    pub ready_after: Duration,
    dir: TempDir,
}

impl Lull {
    pub async fn start() -> Result<Self, String> {
        Self::on(None).await
    }

    /// Starts one on a database that is there; none is the file in its data folder.
    pub async fn on(database: Option<&str>) -> Result<Self, String> {
        let words = |error: std::io::Error| error.to_string();
        let dir = tempfile::tempdir().map_err(words)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(words)?.port();
        let bin = std::env::var("LULL_BIN").unwrap_or_else(|_| "target/dist/lull".to_owned());
        let began = now();
        let mut serve = Command::new(&bin);
        match database {
            Some(url) => serve.env("LULL_DATABASE_URL", url),
            None => serve.env_remove("LULL_DATABASE_URL"),
        };
        let child = serve
            .arg("serve")
            .env("LULL_ADDR", format!("127.0.0.1:{port}"))
            .env("LULL_DATA_DIR", dir.path().join(DATA))
            .env("LULL_ADMIN_PASSWORD", PASSWORD)
            .env("LULL_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{bin}: {error}"))?;
        let url = format!("http://127.0.0.1:{port}");
        let mut lull = Self { bin, child, url, ready_after: Duration::ZERO, dir };
        let client = client()?;
        loop {
            if client
                .get(format!("{}/readyz", lull.url))
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                lull.ready_after = began.elapsed();
                return Ok(lull);
            }
            if let Some(status) = lull.child.try_wait().map_err(words)? {
                return Err(format!("{} ended: {status}", lull.bin));
            }
            tokio::task::yield_now().await;
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Runs `lull ctl`, as somebody on the host does; answers what it said.
    pub fn ctl(&self, words: &[&str]) -> Result<String, String> {
        let mut command = Command::new(&self.bin);
        command.arg("ctl").args(words).arg("--data-dir").arg(self.dir.path().join(DATA));
        let said = command.output().map_err(|error| format!("{}: {error}", self.bin))?;
        if said.status.success() {
            return Ok(String::from_utf8_lossy(&said.stdout).into_owned());
        }
        Err(format!("lull ctl {}: {}", words.join(" "), String::from_utf8_lossy(&said.stderr).trim()))
    }

    /// Logs in; what it answers can switch maintenance mode.
    pub async fn log_in(&self) -> Result<Session, String> {
        let client = client()?;
        let body = serde_json::json!({ "username": "admin", "password": PASSWORD });
        let answer = client
            .post(format!("{}/api/v1/sessions", self.url))
            .header("origin", &self.url)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let text = answer.text().await.map_err(|error| error.to_string())?;
        let body: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let token = body["token"].as_str().ok_or_else(|| format!("no session: {text}"))?.to_owned();
        Ok(Session { client, url: self.url.clone(), token })
    }
}

impl Drop for Lull {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone)]
pub struct Session {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Session {
    pub async fn maintenance(&self, enabled: bool) -> Result<(), String> {
        self.client
            .put(format!("{}/api/v1/maintenance", self.url))
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(serde_json::json!({ "enabled": enabled }).to_string())
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map(drop)
            .map_err(|error| error.to_string())
    }

    /// Asks for the newest requests.
    pub async fn requests(&self) -> Result<(), String> {
        let call = self.client.get(format!("{}/api/v1/requests", self.url)).bearer_auth(&self.token);
        let answer = call.send().await.and_then(reqwest::Response::error_for_status);
        answer.map_err(|error| error.to_string())?.bytes().await.map(drop).map_err(|error| error.to_string())
    }

    /// What a path costs, headers included, and its text.
    pub async fn transfer(&self, path: &str) -> Result<(usize, String), String> {
        let answer = self
            .client
            .get(format!("{}{path}", self.url))
            .header("cookie", format!("lull_session={}", self.token))
            .header("accept-encoding", "br")
            .header("accept", "text/html,*/*")
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| error.to_string())?;
        let head: usize =
            answer.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let packed = answer.headers().get("content-encoding").is_some_and(|encoding| encoding == "br");
        let body = answer.bytes().await.map_err(|error| error.to_string())?;
        let mut text = Vec::new();
        if packed {
            let mut unpacked = brotli::Decompressor::new(body.as_ref(), 4_096);
            unpacked.read_to_end(&mut text).map_err(|error| format!("{path}: {error}"))?;
        } else {
            text.extend_from_slice(&body);
        }
        Ok((head + body.len(), String::from_utf8_lossy(&text).into_owned()))
    }
}

/// Resident memory of a process in KiB.
pub fn resident_kb(pid: u32) -> Result<f64, String> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    line.trim().trim_end_matches(" kB").parse().map_err(|_| "VmRSS is no number".to_owned())
}
