//! A server of the test's own, and callers who speak to it.

mod caller;
mod events;

use std::time::Duration;

use domain::permission::Role;
use server::serve::{self, Running};
use server::settings::{Flags, Settings};

pub use caller::Caller;
pub use events::Events;

/// The administrator's password in every test.
pub const PASSWORD: &str = "correct horse battery";

/// How long anything may take before a test gives up; nothing waits this long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A server, and the folder that it lives in.
pub struct World {
    pub running: Running,
    pub folder: tempfile::TempDir,
}

/// Settings of a server on a free loopback port.
pub fn settings(folder: &tempfile::TempDir) -> Settings {
    let flags: Flags = [
        ("addr", "127.0.0.1:0".to_owned()),
        ("data_dir", folder.path().join("data").display().to_string()),
        ("admin_password", PASSWORD.to_owned()),
        ("site", folder.path().join("site").display().to_string()),
    ]
    .into();
    Settings::load(&flags).unwrap_or_else(|error| panic!("{error}"))
}

impl World {
    /// Starts one with the usual settings.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts one with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        // A second call finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(&folder);
        change(&mut settings);
        let running = serve::start(&settings).await.unwrap_or_else(|error| panic!("{error}"));
        Self { running, folder }
    }

    /// Somebody who is not logged in.
    pub fn stranger(&self) -> Caller {
        Caller::new(format!("http://{}", self.running.addr))
    }

    /// The administrator, by a session's token.
    pub async fn admin(&self) -> Caller {
        self.stranger().logs_in("admin", PASSWORD).await
    }

    /// A new user of that role, by a session's token.
    pub async fn somebody(&self, role: Role) -> Caller {
        let name = role.as_str();
        let user = serde_json::json!({"username": name, "password": PASSWORD, "role": role});
        self.admin().await.post("/api/v1/users", user).await.is(201);
        self.stranger().logs_in(name, PASSWORD).await
    }

    /// Saves a process and gives its name.
    pub async fn has_process(&self, source: &str) {
        let draft = serde_json::json!({"definition": source});
        self.admin().await.post("/api/v1/processes", draft).await.is(201);
    }
}
