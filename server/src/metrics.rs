//! Numbers for `/metrics`, in Prometheus's text format.

pub mod engine;

use std::time::Duration;

use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of the answer times, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// What HTTP itself counts.
pub struct Metrics {
    calls: Family<Call, Counter>,
    seconds: Family<Route, Histogram>,
    /// Event streams that are open.
    pub streams: Gauge,
    /// Calls that wait for the drain.
    pub waits: Gauge,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Call {
    method: String,
    route: String,
    status: u32,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Route {
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            streams: Gauge::default(),
            waits: Gauge::default(),
        }
    }
}

impl Metrics {
    /// Counts one call; streams count when their answer begins.
    pub fn served(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        // Only methods that somebody serves become labels: the others are the caller's to invent.
        let method = if status == StatusCode::METHOD_NOT_ALLOWED { "other" } else { method.as_str() };
        let call =
            Call { method: method.to_owned(), route: route.to_owned(), status: status.as_u16().into() };
        self.calls.get_or_create(&call).inc();
        self.seconds.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// Registers the counters of HTTP.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("lull_http_calls", "HTTP calls served", self.calls.clone());
        registry.register_with_unit(
            "lull_http",
            "Time to the head of the answer",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register("lull_streams", "Event streams open", self.streams.clone());
        registry.register("lull_waits", "Calls that wait for the drain", self.waits.clone());
    }
}

/// Keeps the count of open streams, or waits, true, however one ends.
pub struct Open(Gauge);

impl Open {
    /// Counts one more.
    #[must_use]
    pub fn one(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
