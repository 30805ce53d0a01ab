//! Proxies that are believed, and the client's address behind them.

use std::net::IpAddr;
use std::str::FromStr;

/// `LULL_TRUSTED_PROXIES`: addresses and networks, separated by commas.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies(Vec<Network>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Network {
    base: u128,
    /// Of the 128 bits of the address written as IPv6.
    prefix: u32,
}

/// IPv4 and IPv6 in one: an IPv4 address as IPv6 writes it.
fn bits(addr: IpAddr) -> u128 {
    match addr {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl Network {
    fn holds(self, addr: IpAddr) -> bool {
        let shift = 128 - self.prefix;
        shift == 128 || bits(addr) >> shift == self.base >> shift
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is not an address or network: write it like 10.0.0.7 or 10.0.0.0/8");
        let (addr, prefix) = text.split_once('/').map_or((text, None), |(addr, prefix)| (addr, Some(prefix)));
        let addr: IpAddr = addr.parse().map_err(|_| wrong())?;
        let longest = if addr.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(prefix) => prefix.parse::<u32>().ok().filter(|n| *n <= longest).ok_or_else(wrong)?,
        };
        Ok(Self { base: bits(addr), prefix: prefix + (128 - longest) })
    }
}

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    /// Whether none is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `addr` is one of them.
    #[must_use]
    pub fn trusts(&self, addr: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(addr))
    }

    /// The client behind `peer`: the rightmost entry of `X-Forwarded-For` that is no trusted proxy.
    ///
    /// Entries further left were written by the client itself, and say what it likes. `forwarded` are the
    /// header's values in order.
    #[must_use]
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let peer = peer.to_canonical();
        let mut client = peer;
        if !self.trusts(peer) {
            return peer;
        }
        for entry in forwarded.flat_map(|value| value.split(',')).rev() {
            let Some(addr) = address(entry.trim()) else {
                return client;
            };
            client = addr;
            if !self.trusts(addr) {
                return addr;
            }
        }
        client
    }
}

/// An entry of `X-Forwarded-For`; some proxies add the port.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.trim_start_matches('[').split(']').next().unwrap_or(entry);
    entry
        .parse()
        .or_else(|_| bare.parse())
        .or_else(|_| entry.parse::<std::net::SocketAddr>().map(|addr| addr.ip()))
        .ok()
        .map(|addr: IpAddr| addr.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_entry_written_by_the_client_is_never_believed() {
        let proxies: Proxies = "10.0.0.0/8, 2001:db8::1".parse().unwrap();
        let client =
            |peer: &str, header: &[&str]| proxies.client(ip(peer), header.iter().copied()).to_string();
        assert_eq!(client("192.0.2.9", &["1.2.3.4"]), "192.0.2.9", "an untrusted peer speaks for itself");
        assert_eq!(client("10.0.0.7", &["1.2.3.4, 198.51.100.5"]), "198.51.100.5");
        assert_eq!(client("10.0.0.7", &["1.2.3.4, 198.51.100.5, 10.9.9.9"]), "198.51.100.5");
        assert_eq!(client("10.0.0.7", &["1.2.3.4", "198.51.100.5"]), "198.51.100.5");
        assert_eq!(client("10.0.0.7", &["198.51.100.5, nonsense"]), "10.0.0.7");
        assert_eq!(client("10.0.0.7", &[]), "10.0.0.7");
        assert_eq!(client("2001:db8::1", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(client("::ffff:10.0.0.7", &["198.51.100.5:80"]), "198.51.100.5");
    }

    #[test]
    fn a_network_that_is_none_is_refused_with_words() {
        for text in ["10.0.0.0/33", "example.org", "10.0.0", "::/129"] {
            assert!(text.parse::<Proxies>().unwrap_err().contains("not an address"), "{text} was accepted");
        }
        assert!("0.0.0.0/0".parse::<Proxies>().unwrap().trusts(ip("203.0.113.1")));
    }
}
