//! The address that people type, when it is not the one Lull listens at.

use std::str::FromStr;

/// `LULL_EXTERNAL_URL`: scheme and authority, as a browser writes an origin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExternalUrl {
    origin: String,
    https: bool,
}

impl ExternalUrl {
    /// The origin, as browsers send it: no default port, no slash at the end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is https.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.https
    }
}

impl FromStr for ExternalUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not an address: write it like https://lull.example.org");
        let uri: http::Uri = text.parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(wrong());
        };
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        if uri.path() != "/" || uri.query().is_some() {
            return Err(format!("\"{text}\" has a path: Lull is served at the root of its own host name"));
        }
        let usual = if https { 443 } else { 80 };
        let port =
            uri.port_u16().filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self { origin: format!("{scheme}://{}{port}", host.to_ascii_lowercase()), https })
    }
}
