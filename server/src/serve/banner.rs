//! What is said at start: where it serves, the first password, and a warning where it is due (rule 48).

use std::net::SocketAddr;

use super::Running;
use crate::settings::{ExternalUrl, Settings};

/// Where people find it: the external address, else the one it listens at.
pub(super) fn url(settings: &Settings, addr: SocketAddr) -> String {
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    settings
        .external_url
        .as_ref()
        .map(ExternalUrl::origin)
        .map_or_else(|| format!("{scheme}://{addr}"), str::to_owned)
}

/// Says it.
pub(super) fn show(settings: &Settings, running: &Running) {
    println!("Lull {} serves {}", crate::VERSION, running.url);
    if let Some(password) = &running.made_password {
        println!(
            "First administrator: user admin, password {password} (shown this once; change it after logging in)"
        );
    }
    tracing::info!(url = %running.url, addr = %running.addr, data = %settings.data_dir.display(), version = crate::VERSION, "serving");
    if is_bare(settings, running.addr) {
        // Loud is meant: as an error, so that no quieter filter of the log swallows it.
        tracing::error!(
            addr = %running.addr,
            "UNENCRYPTED: this address can be reached from other hosts, and passwords and sessions cross the network \
             readable by anyone on the way. Set LULL_TLS_CERT and LULL_TLS_KEY, or put a TLS proxy before it and name \
             it in LULL_TRUSTED_PROXIES."
        );
    }
}

/// Outside loopback, without TLS of its own and without a proxy that may have it.
fn is_bare(settings: &Settings, addr: SocketAddr) -> bool {
    !addr.ip().to_canonical().is_loopback() && settings.tls.is_none() && settings.trusted_proxies.is_empty()
}
