//! Which private hosts the server itself may call for somebody (rule 47).

use std::net::IpAddr;
use std::str::FromStr;

/// `LULL_PRIVATE_TARGETS`: host names, addresses and networks, separated by commas. Link-local addresses and metadata
/// services are called by nobody, whatever it names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PrivateTargets {
    hosts: Vec<String>,
    networks: Vec<Network>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Network {
    base: u128,
    /// Of the 128 bits of the address written as IPv6.
    prefix: u32,
}

/// IPv4 and IPv6 in one: an IPv4 address as IPv6 writes it.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        let shift = 128 - self.prefix;
        shift == 128 || bits(address) >> shift == self.base >> shift
    }

    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(prefix) => prefix.parse::<u32>().ok().filter(|bits| *bits <= longest)?,
        };
        Some(Self { base: bits(address), prefix: prefix + (128 - longest) })
    }
}

/// A name that no number could be meant by.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        plain && (1..=63).contains(&label.len())
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253 && text.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

impl FromStr for PrivateTargets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut targets = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(network) = Network::parse(part) {
                targets.networks.push(network);
            } else if is_host(part) {
                targets.hosts.push(part.to_ascii_lowercase());
            } else {
                return Err(format!(
                    "\"{part}\" is not a host, an address or a network: write it like calendar.lan, 10.0.0.7 or \
                     10.0.0.0/8"
                ));
            }
        }
        Ok(targets)
    }
}

impl PrivateTargets {
    /// Whether a private address may be called, under the name that leads to it.
    #[must_use]
    pub fn admits(&self, host: &str, address: IpAddr) -> bool {
        let host = host.trim_end_matches('.');
        self.hosts.iter().any(|one| one.eq_ignore_ascii_case(host))
            || self.networks.iter().any(|network| network.holds(address.to_canonical()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_addresses_and_networks_are_admitted_and_nothing_else() {
        let targets: PrivateTargets = "calendar.lan, 10.1.0.0/16,127.0.0.1 , fd12::/16".parse().unwrap();
        let admits = |host: &str, address: &str| targets.admits(host, address.parse().unwrap());
        assert!(admits("Calendar.LAN.", "192.168.0.1"));
        assert!(admits("other.lan", "10.1.2.3") && admits("other.lan", "::ffff:10.1.2.3"));
        assert!(admits("127.0.0.1", "127.0.0.1") && admits("x", "fd12::1"));
        assert!(!admits("other.lan", "10.2.0.1") && !admits("x", "127.0.0.2") && !admits("x", "fd13::1"));
        assert!(!PrivateTargets::default().admits("localhost", "127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_neither_is_refused_with_words() {
        for text in ["10.0.0", "10.0.0.0/33", "http://calendar.lan", "a..b", "*.lan", "::/129"] {
            let told = text.parse::<PrivateTargets>().unwrap_err();
            assert!(told.contains("is not a host"), "{text}: {told}");
        }
        assert_eq!("".parse(), Ok(PrivateTargets::default()));
    }
}
