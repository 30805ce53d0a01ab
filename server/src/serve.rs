//! `lull serve`: starts everything in order, and stops it within a second.

mod banner;
mod leave;
mod limits;
mod private;
mod replace;

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use axum_server::Handle;
use engine::{Clock, Engine, OpenError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use limits::streams as most_streams;
pub(crate) use private::files as private_files;

use self::replace::Inherited;
use crate::control::{self, About};
use crate::settings::{BadSetting, Flags, Settings};
use crate::site::Site;
use crate::web::Web;
use crate::{listen, log, router, trouble};

/// How long calls under way may take once the server is told to stop (rule 22).
const GRACE: Duration = Duration::from_millis(400);
/// How long writes under way may take then, and the database to be let go.
const LAST_WRITES: Duration = Duration::from_millis(150);
/// When the process leaves, whatever still hangs: within a second, its own end included.
const LEAVES: Duration = Duration::from_millis(900);

/// Why the server did not start, in one line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting.
    #[error(transparent)]
    Setting(#[from] BadSetting),
    /// The address.
    #[error("LULL_ADDR: {0}")]
    Listen(String),
    /// The data folder or the database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The control socket.
    #[error("the control socket in {0} cannot be made: {1}")]
    Control(String, std::io::Error),
    /// The runtime.
    #[error("the host refuses threads: {0}")]
    Runtime(std::io::Error),
}

/// A server that serves.
pub struct Running {
    /// Where.
    pub addr: SocketAddr,
    /// Where, as a URL.
    pub url: String,
    /// The password made for the first administrator.
    pub made_password: Option<String>,
    /// The use cases.
    pub engine: Engine,
    /// For a process that comes in this one's place.
    listener: Option<TcpListener>,
    stop: CancellationToken,
    handle: Handle<SocketAddr>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the server in this runtime.
///
/// # Errors
/// [`StartError`]; nothing is left running then.
pub async fn start(settings: &Settings) -> Result<Running, StartError> {
    let inherited = Inherited::read();
    let listener = match inherited {
        None => listen::bind(settings.addr),
        Some(left) => left.listener(),
    };
    let listener = listener.map_err(|error| StartError::Listen(not_ours(settings.addr, &error)))?;
    let addr = listener.local_addr().unwrap_or(settings.addr);
    let kept = listener.try_clone().map_err(|error| StartError::Listen(error.to_string()))?;
    let clock = Clock::system();
    let config = engine::Config { inherited_lock: inherited.map(|left| left.lock), ..settings.engine() };
    let (engine, opened) = Engine::open(config, clock.clone()).await?;
    let url = banner::url(settings, addr);
    let socket = control::bind(engine.data_dir())
        .map_err(|error| StartError::Control(engine.data_dir().display().to_string(), error))?;
    let stop = CancellationToken::new();
    let web = Web::new(settings, engine.clone(), Site::load(settings.site.as_deref()), stop.clone());
    let about = About { url: url.clone(), since: clock.now() };
    let handle = Handle::new();
    let served = listen::serve(listener, settings.tls.clone(), router::build(web.clone()), handle.clone());
    let tasks = vec![
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "the listener failed");
            }
        }),
        tokio::spawn(control::serve(socket, engine.clone(), about, stop.clone())),
        tokio::spawn(web.live.clone().run(engine.clone(), stop.clone())),
        tokio::spawn({
            let (engine, stop) = (engine.clone(), stop.clone());
            async move { engine.run(stop).await }
        }),
    ];
    Ok(Running {
        addr,
        url,
        made_password: opened.made_password,
        engine,
        listener: Some(kept),
        stop,
        handle,
        tasks,
    })
}

impl Running {
    /// Stops taking work, tells streams to come back, and waits for what ends by itself, within a second.
    pub async fn stop(mut self) {
        self.end_calls().await;
        self.engine.close(LAST_WRITES).await;
    }

    async fn end_calls(&mut self) {
        self.stop.cancel();
        self.listener = None;
        self.handle.graceful_shutdown(Some(GRACE));
        let all = futures::future::join_all(self.tasks.drain(..));
        if tokio::time::timeout(GRACE + Duration::from_millis(100), all).await.is_err() {
            tracing::warn!("not everything ended in time");
        }
    }
}

/// Runs `lull serve` to its end.
pub fn run(flags: &Flags) -> ExitCode {
    let settings = match Settings::load(flags) {
        Ok(settings) => settings,
        Err(error) => return trouble::usage(&error),
    };
    log::begin(&settings);
    limits::raise();
    private::files();
    supervisor::reap_inherited();
    // Tests let a debug build die at a chosen write, by FAILPOINTS; a release never looks.
    let _armed = cfg!(debug_assertions).then(fail::FailScenario::setup);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return trouble::failed(&StartError::Runtime(error)),
    };
    let ended = runtime.block_on(until_told(&settings));
    // Blocking work that is still under way must not keep the process (rule 22).
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => trouble::failed(&error),
    }
}

async fn until_told(settings: &Settings) -> Result<(), StartError> {
    let signals = leave::Signals::new().map_err(StartError::Runtime)?;
    let mut running = start(settings).await?;
    if let Err(error) = log::keep(running.engine.data_dir()) {
        tracing::warn!(%error, "the log is not kept in the data folder");
    }
    banner::show(settings, &running);
    let signal = tokio::select! {
        signal = signals.wait() => signal,
        never = replaced_when_stuck(&running) => match never {},
    };
    let engine = running.engine.clone();
    let leaves = async {
        // At once, not one after the other: a database that hangs is not to use up the time of the streams.
        tokio::join!(leave::tell(&engine, signal), running.end_calls());
        engine.close(LAST_WRITES).await;
    };
    if tokio::time::timeout(LEAVES, leaves).await.is_err() {
        tracing::warn!("not everything let go in time; leaving all the same");
    }
    Ok(())
}

/// Replaces this process when it cannot let go of the database; when the host refuses that, it goes on as it is, and
/// says so wherever it says "by force".
async fn replaced_when_stuck(running: &Running) -> Infallible {
    running.engine.until_stuck().await;
    tracing::warn!("a new process takes the place of this one, as it cannot let go of the database");
    if let Some(listener) = &running.listener {
        let error = replace::replace(listener, running.engine.data_lock());
        tracing::error!(%error, "the host refuses that: stop lull before you touch the database");
    }
    std::future::pending().await
}

fn not_ours(addr: SocketAddr, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "{addr} is taken by another program, perhaps another Lull: stop that one, or choose another address with --addr {}:{}",
            addr.ip(),
            addr.port().wrapping_add(1)
        ),
        std::io::ErrorKind::PermissionDenied => {
            format!("{addr} may not be used by this user: choose a port from 1024 on")
        }
        std::io::ErrorKind::AddrNotAvailable => format!("{addr} is no address of this host"),
        _ => format!("cannot listen at {addr}: {error}"),
    }
}
