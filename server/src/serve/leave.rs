//! SIGTERM: what still runs, and what may be restarted (rules 22 and 23).

use std::time::Duration;

use domain::permission::{Authority, Person, Read, Role};
use engine::Engine;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Longest time that the last look at the database may take.
const LAST_LOOK: Duration = Duration::from_millis(200);

/// The signals that mean: stop.
pub(super) struct Signals {
    term: Signal,
    int: Signal,
}

impl Signals {
    /// Begins to listen for them.
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, int: signal(SignalKind::interrupt())? })
    }

    /// Waits for the first; answers its name.
    pub(super) async fn wait(mut self) -> &'static str {
        tokio::select! {
            _ = self.term.recv() => "SIGTERM",
            _ = self.int.recv() => "SIGINT",
        }
    }
}

/// Logs what still runs, with both answers.
pub(super) async fn tell(engine: &Engine, signal: &'static str) {
    let steps = engine.running_steps();
    let look = async {
        let host = Authority::vouched(Person::system("host"), Role::Viewer);
        engine.drain(&host.permit::<Read>()?).await
    };
    match tokio::time::timeout(LAST_LOOK, look).await {
        Ok(Ok(drain)) => {
            let mut requests: Vec<String> =
                drain.blockers.iter().map(|blocker| blocker.title.clone()).collect();
            if drain.blockers_more > 0 {
                requests.push(format!("{} more", drain.blockers_more));
            }
            tracing::info!(
                signal,
                steps,
                running = %requests.join(", "),
                restart_lull = %drain.restart.lull.why,
                restart_host = %drain.restart.host.why,
                "stopping; steps go on under their supervisors"
            );
        }
        _ => tracing::info!(
            signal,
            steps,
            "stopping; steps go on under their supervisors; the database did not say which"
        ),
    }
}
