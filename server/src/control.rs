//! The control socket: `ctl.sock` in the data folder, for commands on the host (rule 24).
//!
//! One JSON object a line in, one a line out. Whoever can open it is this user or root: the folder is 0700,
//! the socket 0600, and the peer is asked who it is.

mod client;
mod place;
mod protocol;

use std::path::Path;
use std::time::Duration;

use domain::drain::RestartAnswers;
use domain::permission::{Authority, Person, Read, Role};
use engine::Engine;
use engine::offline::HostAct;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

pub use client::{AskError, ask};
pub use protocol::{Answer, Ask, HostStatus};

/// Longest line that is read.
const LONGEST: u64 = 64 << 10;
/// Longest time that one command may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the control socket tells of the server, beside what the engine knows.
#[derive(Clone, Debug)]
pub struct About {
    /// The address it listens at, as a URL.
    pub url: String,
    /// Since when it runs.
    pub since: domain::time::Timestamp,
}

/// Makes the socket. The data folder's lock is held, so one that is there is a dead server's.
///
/// # Errors
/// When the host refuses.
pub fn bind(data_dir: &Path) -> std::io::Result<UnixListener> {
    place::at(data_dir, |path| {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        Ok(listener)
    })
}

/// Answers commands until `stop`.
pub async fn serve(listener: UnixListener, engine: Engine, about: About, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely: the next tick may find one.
            tokio::task::yield_now().await;
            continue;
        };
        let (engine, about, stop) = (engine.clone(), about.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                talked = tokio::time::timeout(PATIENCE, talk(stream, &engine, &about)) => {
                    if let Ok(Err(error)) = talked {
                        tracing::warn!(%error, "a command on the control socket broke off");
                    }
                }
            }
        });
    }
}

async fn talk(stream: UnixStream, engine: &Engine, about: &About) -> std::io::Result<()> {
    let peer = stream.peer_cred()?.uid();
    if peer != 0 && peer != rustix::process::geteuid().as_raw() {
        tracing::warn!(peer, "the control socket was opened by somebody else");
        return Ok(());
    }
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(LONGEST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(ask) => obey(ask, engine, about).await,
        Err(error) => Answer::Failed { error: format!("this is no command: {error}") },
    };
    let mut text = serde_json::to_vec(&answer).map_err(std::io::Error::other)?;
    text.push(b'\n');
    write.write_all(&text).await?;
    write.shutdown().await
}

async fn obey(ask: Ask, engine: &Engine, about: &About) -> Answer {
    let done = match ask {
        Ask::Status => status(engine, about).await.map(|status| Answer::Status { status: Box::new(status) }),
        Ask::Offline { length, reason, message } => {
            engine.go_offline_from_host(length, reason, message).await.map(|()| Answer::Done)
        }
        Ask::Extend { end } => engine.act_from_host(HostAct::Extend { end }).await.map(|()| Answer::Done),
        Ask::Confirm => engine.act_from_host(HostAct::Confirm).await.map(|()| Answer::Done),
        Ask::Reopen => engine.act_from_host(HostAct::Reopen).await.map(|()| Answer::Done),
        Ask::ResetPassword { username, password } => {
            tracing::warn!(username, "a password is reset from the host");
            engine.reset_password(&username, password).await.map(|password| Answer::Password { password })
        }
    };
    done.unwrap_or_else(|error| Answer::Failed { error: error.to_string() })
}

async fn status(engine: &Engine, about: &About) -> engine::Result<HostStatus> {
    let status = engine.watch_status().borrow().full.clone();
    let host = Authority::vouched(Person::system("host"), Role::Viewer);
    let (steps_running, restart) = match engine.drain(&host.permit::<Read>()?).await {
        Ok(drain) if engine.is_away() => (drain.steps_running, drain.restart),
        Ok(drain) => (engine.running_steps(), drain.restart),
        Err(error) if error.is_passing() => (engine.running_steps(), while_unanswered(&error)),
        Err(error) => return Err(error),
    };
    Ok(HostStatus {
        version: crate::VERSION.to_owned(),
        pid: std::process::id(),
        url: about.url.clone(),
        since: about.since,
        steps_running,
        status,
        offline: engine.offline_facts(),
        restart,
    })
}

/// What may be restarted while the database does not answer: the status is told as it was last known.
fn while_unanswered(error: &engine::Error) -> RestartAnswers {
    let no = |why: String| domain::drain::Answer { safe: false, why };
    RestartAnswers {
        lull: no(format!(
            "no, because a start needs the database ({error}): lull ctl offline lets go of it first"
        )),
        host: no(format!(
            "no, because what runs is not known ({error}): lull ctl offline lets go of it first"
        )),
    }
}
