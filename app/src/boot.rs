//! What every page knows from the first HTML on, without loading: who looks, the status, the zone, the time.

use domain::permission::Permission;
use domain::status::SystemStatus;
use domain::time::Timestamp;
use domain::user::Me;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::draft::Draft;
use crate::zone::Zone;

/// Sent with the first HTML; both sides build the same page of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Boot {
    /// Who is logged in.
    pub me: Option<Me>,
    /// The status as this person may see it (rule 19).
    pub status: Option<SystemStatus>,
    /// The viewer's zone (rule 45).
    pub zone: Zone,
    /// Whether the zone is known; else it is UTC and the browser may know better.
    pub zone_known: bool,
    /// The server's time when it rendered.
    pub now: Timestamp,
    /// What was typed into a form that failed.
    pub draft: Option<Draft>,
}

impl Boot {
    fn empty() -> Self {
        Self {
            me: None,
            status: None,
            zone: Zone::utc(),
            zone_known: false,
            now: Timestamp::from_micros(0),
            draft: None,
        }
    }

    /// Gathers it on the server; the browser reads what the server gathered.
    #[must_use]
    pub fn gather() -> Self {
        #[cfg(feature = "ssr")]
        if let Some(context) = use_context::<crate::context::Context>() {
            return context.boot();
        }
        Self::empty()
    }
}

/// Who looks at the page, in every component's reach.
#[derive(Clone, Debug)]
pub struct Viewer(pub Option<Me>);

/// Who is logged in; none on the log-in page.
#[must_use]
pub fn me() -> Option<Me> {
    use_context::<Viewer>().and_then(|viewer| viewer.0)
}

/// Whether the viewer's role grants it. Pages ask, to offer only what works; the use case decides.
#[must_use]
pub fn may(permission: Permission) -> bool {
    me().is_some_and(|me| me.may(permission))
}
