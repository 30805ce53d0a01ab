//! The listener, and how connections are held.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};

use crate::settings::Tls;

/// Connections that may wait to be taken: ten thousand tabs come back at once.
const BACKLOG: u32 = 4_096;
/// Longest time for the head of a call, and for a connection without one.
const HEAD: Duration = Duration::from_secs(30);
/// Most bytes of a head, and of what one slow reader keeps in memory.
const BUFFER: usize = 64 << 10;
/// Most headers of one call.
const HEADERS: usize = 100;

/// Takes the address.
///
/// # Errors
/// When the host refuses; mostly because it is taken.
pub fn bind(addr: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket =
        if addr.is_ipv4() { tokio::net::TcpSocket::new_v4()? } else { tokio::net::TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)?.into_std()
}

/// Serves until the handle says otherwise.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    listener: std::net::TcpListener,
    tls: Option<Tls>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => bounded(axum_server::from_tcp(listener)?).handle(handle).serve(service).await,
        Some(Tls(config)) => {
            let config = RustlsConfig::from_config(config);
            bounded(axum_server::from_tcp_rustls(listener, config)?).handle(handle).serve(service).await
        }
    }
}

fn bounded<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    server.http_builder().http1().header_read_timeout(HEAD).max_buf_size(BUFFER).max_headers(HEADERS);
    server.http_builder().http2().max_header_list_size(64 << 10).keep_alive_interval(HEAD);
    server.first_request_timeout(HEAD).accept_error_handler(|_, error| {
        tracing::warn!(%error, "a connection was not taken");
    })
}
