//! Whether a write may come from a foreign page (rule 46).

use http::{HeaderMap, header};

use crate::settings::ExternalUrl;

/// What the check knows of this server.
#[derive(Clone, Debug)]
pub struct Home {
    /// The address that people type, when it was set.
    pub external: Option<ExternalUrl>,
    /// Whether this server speaks TLS itself.
    pub tls: bool,
}

impl Home {
    /// Where this server is for whoever called it by a `Host`: scheme and authority, without a slash at the end.
    #[must_use]
    pub fn origin(&self, host: Option<&str>) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let called = || format!("{scheme}://{}", host.unwrap_or("localhost"));
        self.external.as_ref().map_or_else(called, |external| external.origin().to_owned())
    }
}

/// Whether one of our own pages, or a program that says so on purpose, sent these headers.
///
/// `Sec-Fetch-Site` is the browser's own word and settles it; an `Origin` must be ours, and never `null`.
/// Neither of the two: refused, since no browser of today leaves both out.
#[must_use]
pub fn is_same_origin(home: &Home, headers: &HeaderMap, authority: Option<&str>) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let origin = match (origins.next().map(|value| value.to_str()), origins.next()) {
        (None, _) => None,
        (Some(Ok(origin)), None) if origin != "null" => Some(origin),
        _ => return false,
    };
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    origin.is_some_and(|origin| is_ours(home, origin, authority))
}

fn is_ours(home: &Home, origin: &str, authority: Option<&str>) -> bool {
    if let Some(external) = &home.external {
        return origin.eq_ignore_ascii_case(external.origin());
    }
    let Some((scheme, host)) = origin.split_once("://") else {
        return false;
    };
    let ours = if home.tls { scheme == "https" } else { scheme == "http" };
    ours && authority.is_some_and(|authority| same_authority(scheme, host, authority))
}

/// Compares `host[:port]` with the `Host` header, which may spell out the scheme's usual port.
fn same_authority(scheme: &str, host: &str, authority: &str) -> bool {
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let bare = |text: &str| text.strip_suffix(usual).unwrap_or(text).to_ascii_lowercase();
    bare(host) == bare(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(external: Option<&str>, tls: bool, pairs: &[(&'static str, &'static str)]) -> bool {
        let home = Home { external: external.map(|url| url.parse().unwrap()), tls };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        is_same_origin(&home, &headers, Some("lull.lan:3000"))
    }

    #[test]
    fn our_own_pages_may_write() {
        assert!(allowed(
            None,
            false,
            &[("sec-fetch-site", "same-origin"), ("origin", "http://lull.lan:3000")]
        ));
        assert!(
            allowed(None, false, &[("origin", "http://lull.lan:3000")]),
            "plain http sends no Sec-Fetch-Site"
        );
        assert!(allowed(None, true, &[("origin", "https://LULL.lan:3000")]));
        let behind = Some("https://lull.example.org");
        assert!(allowed(behind, false, &[("origin", "https://lull.example.org")]));
    }

    #[test]
    fn foreign_pages_and_those_that_hide_may_not() {
        assert!(!allowed(None, false, &[]), "neither header");
        assert!(!allowed(None, false, &[("origin", "null")]));
        assert!(!allowed(None, false, &[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(
                !allowed(None, false, &[("sec-fetch-site", site), ("origin", "http://lull.lan:3000")]),
                "{site}"
            );
        }
        for origin in [
            "http://evil.example",
            "http://lull.lan",
            "https://lull.lan:3000",
            "http://lull.lan:3000.evil.example",
            "lull.lan:3000",
            "",
        ] {
            assert!(!allowed(None, false, &[("origin", origin)]), "{origin}");
        }
        let two = [("origin", "http://lull.lan:3000"), ("origin", "http://evil.example")];
        assert!(!allowed(None, false, &two));
        let behind = Some("https://lull.example.org");
        assert!(
            !allowed(behind, false, &[("origin", "http://lull.lan:3000")]),
            "the host name is not the address people type"
        );
    }
}
