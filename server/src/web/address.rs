//! The client's address: the peer's, or what a believed proxy says.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

use crate::settings::Proxies;

/// Who calls, by address. Limits and the log go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Finds it; a call without a peer (a test's) counts as loopback.
    #[must_use]
    pub fn of(extensions: &Extensions, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V6(Ipv6Addr::LOCALHOST), |ConnectInfo(addr)| addr.ip());
        let forwarded: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        Self(proxies.client(peer, forwarded.into_iter()))
    }

    /// What limits count by: one IPv4 address, or the /64 that one subscriber gets.
    #[must_use]
    pub fn bucket(self) -> IpAddr {
        match self.0 {
            IpAddr::V6(v6) if !v6.is_loopback() => {
                IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 64)))
            }
            addr => addr,
        }
    }
}

/// Whether a proxy nobody vouched for stands between: the peer's address says nothing of the client's then.
#[must_use]
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key("x-forwarded-for") || headers.contains_key(http::header::FORWARDED)
}
