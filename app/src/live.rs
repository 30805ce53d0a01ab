//! What changes by itself on every page: the status, the time, the zone.

mod stream;

use domain::status::SystemStatus;
use domain::time::Timestamp;
use leptos::prelude::*;
use std::time::Duration;

use crate::boot::{Boot, me};
use crate::zone::Zone;

/// Signals in every component's reach. On the server they hold what the first HTML says.
#[derive(Clone, Copy)]
pub struct Live {
    /// What everybody is told.
    pub status: RwSignal<Option<SystemStatus>>,
    /// Now; ticks every second once the page is live.
    pub now: RwSignal<Timestamp>,
    /// The viewer's zone.
    pub zone: RwSignal<Zone>,
    /// Whether script runs this page; relative times appear only then (rule 45).
    pub hydrated: RwSignal<bool>,
    /// Whether the status stream has been cut for more than five seconds.
    pub cut: RwSignal<bool>,
    /// Whether a question of the page was refused because the session has ended.
    pub ended: RwSignal<bool>,
}

/// The live signals.
#[must_use]
pub fn live() -> Live {
    expect_context::<Live>()
}

impl Live {
    pub(crate) fn new(boot: &Boot) -> Self {
        Self {
            status: RwSignal::new(boot.status.clone()),
            now: RwSignal::new(boot.now),
            zone: RwSignal::new(boot.zone.clone()),
            hydrated: RwSignal::new(false),
            cut: RwSignal::new(false),
            ended: RwSignal::new(false),
        }
    }

    /// Runs in the browser only, after hydration.
    pub(crate) fn start(self, boot_now: Timestamp) {
        self.hydrated.set(true);
        let skew = skew(boot_now.micros() / 1_000, browser_now());
        let tick = move || self.now.set(Timestamp::from_micros((browser_now() + skew) * 1_000));
        tick();
        set_interval(tick, Duration::from_secs(1));
        stream::follow(self);
        self.find_zone();
    }

    /// The browser's own zone, when the profile names none and the first HTML did not know it yet.
    fn find_zone(self) {
        let Some(name) = browser_zone() else { return };
        let chosen = me().and_then(|me| me.zone).is_some();
        if chosen || self.zone.with_untracked(|zone| zone.name == name) {
            return;
        }
        leptos::task::spawn_local(async move {
            if let Ok(zone) = crate::api::zone::find_zone(name).await {
                self.zone.set(zone);
            }
        });
    }
}

/// How far the browser's clock is behind the server's, in milliseconds; small differences are the way's, not the clock's.
const fn skew(server: i64, browser: i64) -> i64 {
    let skew = server - browser;
    if skew.abs() < 30_000 { 0 } else { skew }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below the limit")]
fn browser_now() -> i64 {
    js_sys::Date::now() as i64
}

fn browser_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_page_is_not_taken_for_a_wrong_clock() {
        assert_eq!(skew(1_000_000, 1_004_000), 0);
        assert_eq!(skew(1_000_000, 4_600_000), -3_600_000);
    }
}
