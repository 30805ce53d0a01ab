//! A command while no server runs: it opens the data folder itself, which takes its lock (rule 24).

use std::time::Duration;

use engine::{Clock, Config, Engine};

use crate::settings::Settings;

/// How long the database may take to be let go.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the data folder, acts, and lets it go. `first` is told the password of a first administrator, if one was made.
pub(super) fn act<T>(
    settings: &Settings,
    first: impl FnOnce(&str),
    act: impl AsyncFnOnce(&Engine) -> engine::Result<T>,
) -> Result<T, String> {
    crate::serve::private_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        // Nothing but what was asked for is to change: no hold of rule 20.
        let config = Config { start_in_maintenance: false, ..settings.engine() };
        let opened = Engine::open(config, Clock::system()).await;
        let (engine, opened) = opened.map_err(|error| error.to_string())?;
        if let Some(password) = opened.made_password {
            first(&password);
        }
        let done = act(&engine).await.map_err(|error| error.to_string());
        engine.close(PATIENCE).await;
        done
    })
}
