//! What every handler shares.

use std::ops::Deref;
use std::sync::Arc;

use engine::Engine;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::cross_site::Home;
use super::limits::Limits;
use super::live::Live;
use crate::metrics::Metrics;
use crate::settings::{MetricsAccess, Proxies, Settings};
use crate::site::Site;

/// Renders at once: more would only wait for the same cores, each with its page in memory.
const RENDERS: usize = 64;

/// The shared part; cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// See [`Web`].
pub struct Shared {
    /// The use cases.
    pub engine: Engine,
    /// Ends streams and long waits when the server stops.
    pub stop: CancellationToken,
    /// Ends streams of those whose rights are gone.
    pub live: Arc<Live>,
    /// The limiter of anonymous calls.
    pub limits: Limits,
    /// Numbers of `/metrics`.
    pub metrics: Metrics,
    /// Who may read them.
    pub metrics_access: MetricsAccess,
    /// Proxies that are believed.
    pub proxies: Proxies,
    /// What the check for foreign pages knows of this server.
    pub home: Home,
    /// Whether people come by https.
    pub https: bool,
    /// The built web site.
    pub site: Site,
    /// What all renders share.
    pub app: app::context::Site,
    /// Turns for rendering: each render holds its page in memory.
    pub renders: Semaphore,
    /// How many event streams may be open at once.
    pub most_streams: i64,
}

impl Web {
    /// Puts it together.
    #[must_use]
    pub fn new(settings: &Settings, engine: Engine, site: Site, stop: CancellationToken) -> Self {
        let files = site.files().unwrap_or_default();
        Self(Arc::new(Shared {
            engine,
            stop,
            live: Arc::new(Live::default()),
            limits: Limits::default(),
            metrics: Metrics::default(),
            metrics_access: settings.metrics,
            proxies: settings.trusted_proxies.clone(),
            home: Home { external: settings.external_url.clone(), tls: settings.tls.is_some() },
            https: settings.https(),
            app: app::context::Site::new(files, settings.https())
                .at(settings.external_url.as_ref().map(crate::settings::ExternalUrl::origin)),
            renders: Semaphore::new(RENDERS),
            most_streams: crate::serve::most_streams(),
            site,
        }))
    }
}

impl Deref for Web {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
