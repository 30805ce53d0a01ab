//! The status stream, as those who read it get it.

use std::time::Duration;

use domain::maintenance::Phase;
use domain::status::SystemStatus;
use domain::time::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::measure::wall;
use crate::server::client;

/// Where it is.
pub const STREAM: &str = "/api/v1/status/events";
/// How long a phase may take to come before a measurement is given up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Cuts what is read into events.
#[derive(Default)]
pub struct Events(String);

impl Events {
    pub fn push(&mut self, read: &[u8]) {
        self.0.push_str(&String::from_utf8_lossy(read));
    }

    /// The data of the next status that is here whole; other events are passed over.
    pub fn status(&mut self) -> Option<String> {
        const BEGIN: &str = "event: status\ndata: ";
        let begin = self.0.find(BEGIN)? + BEGIN.len();
        let end = begin + self.0[begin..].find("\n\n")?;
        let data = self.0[begin..end].to_owned();
        self.0.drain(..end + 2);
        Some(data)
    }
}

/// The phase that a status tells. The rest is not read: thousands do this at once, on the cores that are measured.
pub fn phase(status: &str) -> Option<&str> {
    let (_, rest) = status.split_once("\"phase\":\"")?;
    rest.split('"').next()
}

/// A status, and when it arrived.
pub struct Told {
    pub status: SystemStatus,
    pub arrived: Timestamp,
}

/// A reader in a task of its own, which notes when each status arrived, whatever is waited for meanwhile.
pub struct Watch(UnboundedReceiver<Told>);

impl Watch {
    pub async fn on(url: &str) -> Result<Self, String> {
        let answer = client()?.get(format!("{url}{STREAM}")).send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status);
        let mut answer = answer.map_err(|error| error.to_string())?;
        let (tell, told) = unbounded_channel();
        tokio::spawn(async move {
            let mut events = Events::default();
            while let Ok(Some(read)) = answer.chunk().await {
                let arrived = wall();
                events.push(&read);
                while let Some(event) = events.status() {
                    let Ok(status) = serde_json::from_str(&event) else { return };
                    if tell.send(Told { status, arrived }).is_err() {
                        return;
                    }
                }
            }
        });
        Ok(Self(told))
    }

    /// Waits until a phase is told; what was told before it is passed over.
    pub async fn until(&mut self, phase: Phase) -> Result<Told, String> {
        let found = async {
            loop {
                match self.0.recv().await {
                    Some(told) if told.status.phase == phase => return Ok(told),
                    Some(_) => {}
                    None => return Err("the status stream ended".to_owned()),
                }
            }
        };
        let late = |_| format!("the phase was not {} within {PATIENCE:?}", phase.as_str());
        tokio::time::timeout(PATIENCE, found).await.map_err(late)?
    }
}
