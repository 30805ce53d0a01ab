//! Log lines: for people on a terminal, JSON otherwise, to standard error; and JSON in the data folder.

mod kept;

use std::io::IsTerminal;

use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

pub use self::kept::keep;

use crate::settings::{LogFormat, Settings};

/// Begins to log. A second call does nothing.
pub fn begin(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let usual = if std::io::stderr().is_terminal() { LogFormat::Human } else { LogFormat::Json };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let shown = match settings.log_format.unwrap_or(usual) {
        LogFormat::Human => lines.with_target(false).boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
    };
    let kept = fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false);
    let kept = kept.with_writer(|| kept::Line);
    // An error means that a test began first.
    let _ = tracing_subscriber::registry().with(filter).with(shown).with(kept).try_init();
}
