//! Which addresses an HTTP step may call (rule 47): private ones too, and an import only those of a list; never those that hand out the host's own
//! credentials to whoever asks from it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::PrivateTargets;

/// For whom a call is made.
#[derive(Clone, Debug)]
pub(super) enum Whom {
    /// For a step: private addresses too.
    Step,
    /// For whoever asks the server itself to fetch something: private addresses only when they are listed.
    Import(Arc<PrivateTargets>),
}

impl Whom {
    /// Says why an address is not called under a name; none when it may be.
    pub(super) fn refused(&self, host: &str, address: IpAddr) -> Option<&'static str> {
        refused(address).or_else(|| match self {
            Self::Step => None,
            Self::Import(targets) => private(address).filter(|_| !targets.admits(host, address)),
        })
    }

    /// What makes the call, in words.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::Step => "HTTP steps",
            Self::Import(_) => "imports",
        }
    }

    /// Says that an address is not called.
    pub(super) fn forbidden(&self, host: &str, address: IpAddr, what: &str) -> String {
        let cure = if what == PRIVATE { "; LULL_PRIVATE_TARGETS may name it" } else { "" };
        let who = self.words();
        format!("{host} is {what} ({address}), which {who} do not call (rule 47){cure}")
    }
}

/// Says why an address is not called; none when it may be.
fn refused(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => refused_v4(v4),
        IpAddr::V6(v6) => refused_v6(v6),
    }
}

const METADATA: &str = "a cloud's metadata service";
const LINK_LOCAL: &str = "a link-local address";
const NO_HOST: &str = "not the address of a host";

const PRIVATE: &str = "a private address";

/// Says that an address is of a private network, or of this host.
fn private(address: IpAddr) -> Option<&'static str> {
    let is_private = match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => v4_within(v6).map_or_else(|| is_private_v6(v6), is_private_v4),
    };
    is_private.then_some(PRIVATE)
}

const fn is_private_v4(v4: Ipv4Addr) -> bool {
    matches!(
        v4.octets(),
        [10 | 127, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [100, 64..=127, ..]
            | [192, 0, 0, _]
            | [198, 18..=19, ..]
    )
}

/// With networks that hide an IPv4 address where it cannot be looked at: Teredo, and a network's own translator.
const fn is_private_v6(v6: Ipv6Addr) -> bool {
    matches!(
        v6.segments(),
        [0, 0, 0, 0, 0, 0, 0, 1]
            | [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..]
            | [0x0064, 0xff9b, 1, ..]
            | [0x2001, 0, ..]
    )
}

fn refused_v4(v4: Ipv4Addr) -> Option<&'static str> {
    match v4.octets() {
        // AWS, Google, Azure, DigitalOcean and most others: 169.254.169.254 and its neighbours.
        [169, 254, ..] => Some(LINK_LOCAL),
        // Alibaba; Oracle's classic; Azure's wire server.
        [100, 100, 100, 200] | [192, 0, 0, 192] | [168, 63, 129, 16] => Some(METADATA),
        // 0.0.0.0 reaches the host itself by another name; 224 to 255 are groups and nobody.
        [0 | 224..=255, ..] => Some(NO_HOST),
        _ => None,
    }
}

fn refused_v6(v6: Ipv6Addr) -> Option<&'static str> {
    if let Some(v4) = v4_within(v6) {
        return refused_v4(v4);
    }
    match v6.segments() {
        [0x0064, 0xff9b, 1, ..] => refused_local_nat64(v6),
        [0xfe80..=0xfebf, ..] => Some(LINK_LOCAL),
        // AWS keeps all its services there: metadata, time, names. Google has the one address.
        [0xfd00, 0x0ec2, ..] | [0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254] => Some(METADATA),
        [0, 0, 0, 0, 0, 0, 0, 0] | [0xff00..=0xffff, ..] => Some(NO_HOST),
        _ => None,
    }
}

/// The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 or 6to4. Not `::1` and `::`.
fn v4_within(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let pair = |high: u16, low: u16| Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low));
    match v6.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0..=1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x0064, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(pair(high, low)),
        _ => None,
    }
}

/// Judges `64:ff9b:1::/48`, of which a network gives its own translator a part as it likes (RFC 8215): where the IPv4
/// address stands follows from that part's length (RFC 6052), which only the network knows, so every place is looked at.
fn refused_local_nat64(v6: Ipv6Addr) -> Option<&'static str> {
    let o = v6.octets();
    let places = [
        [o[6], o[7], o[9], o[10]],
        [o[7], o[9], o[10], o[11]],
        [o[9], o[10], o[11], o[12]],
        [o[12], o[13], o[14], o[15]],
    ];
    // The zeros behind or before the address, read as one, are no reason.
    places.into_iter().filter_map(|octets| refused_v4(octets.into())).find(|why| *why != NO_HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_and_link_local_addresses_are_refused_in_every_form() {
        for text in [
            "169.254.169.254",
            "169.254.0.1",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "::ffff:0:169.254.169.254",
            "fe80::1",
            "febf::1",
            "64:ff9b:1::169.254.169.254",
            "64:ff9b:1:a9fe:a9:fe00::",
            "64:ff9b:1:a9:fe:a9fe::",
            "64:ff9b:1:0:a9:fea9:fe00:0",
            "64:ff9b:1:abcd::100.100.100.200",
            "fd00:ec2::254",
            "fd00:ec2::253",
            "fd00:ec2:1::23",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "::ffff:0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "ff02::1",
        ] {
            assert!(refused(text.parse().unwrap()).is_some(), "{text} was let through");
        }
    }

    #[test]
    fn an_import_calls_private_addresses_only_when_they_are_listed() {
        let whom = |targets: &str| Whom::Import(Arc::new(targets.parse().unwrap()));
        let refused = |whom: &Whom, address: &str| whom.refused("calendar.lan", address.parse().unwrap());
        let private = [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "100.64.0.1",
            "::1",
            "fd12::1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1.1.1.1",
        ];
        for address in private {
            assert_eq!(refused(&whom(""), address), Some(PRIVATE), "{address}");
            assert_eq!(refused(&whom("calendar.lan"), address), None, "{address}");
            assert_eq!(refused(&Whom::Step, address), None, "{address}");
        }
        assert_eq!(refused(&whom("10.0.0.0/8"), "192.168.1.1"), Some(PRIVATE));
        for address in ["1.1.1.1", "2606:4700::1", "172.32.0.1"] {
            assert_eq!(refused(&whom(""), address), None, "{address}");
        }
        assert!(refused(&whom("calendar.lan, 169.254.0.0/16"), "169.254.169.254").is_some());
    }

    #[test]
    fn private_and_public_addresses_are_called() {
        for text in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "::1",
            "fd12::1",
            "fd00:ec3::254",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::10.0.0.1",
            "64:ff9b:1:a00:0:100::",
            "::ffff:10.0.0.1",
            "1.1.1.1",
            "2606:4700::1",
        ] {
            assert_eq!(refused(text.parse().unwrap()), None, "{text}");
        }
    }
}
