//! One hop of a call: its URL, checked, and what goes with it.

use reqwest::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method, StatusCode, Url};

use super::Order;
use super::address::Whom;

/// A request about to be sent.
#[derive(Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<String>,
    whom: Whom,
}

impl Hop {
    /// The first one, as ordered.
    pub(super) fn first(order: &Order, whom: Whom) -> Result<Self, String> {
        let method = Method::from_bytes(order.method.as_bytes())
            .map_err(|_| "this is not a method of HTTP".to_owned())?;
        let Self { url, mut headers, whom, .. } = Self::get(&order.url, whom)?;
        for (name, value) in &order.headers {
            let wrong =
                |what: &str| format!("the {what} of the header \"{}\" cannot be sent", name.escape_default());
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("name"))?;
            // Its words only: the value may be a secret.
            let mut value = HeaderValue::from_str(value).map_err(|_| wrong("value"))?;
            value.set_sensitive(true);
            headers.append(key, value);
        }
        Ok(Self { method, url, headers, body: order.body.clone(), whom })
    }

    /// One that reads, and says nothing beside.
    pub(super) fn get(url: &str, whom: Whom) -> Result<Self, String> {
        // Not shown: a part of what may be a secret would not be masked.
        let url = Url::parse(url.trim()).map_err(|error| {
            format!("this is not a URL ({error}): it has to begin with http:// or https:// and name a host")
        })?;
        check(&url, &whom)?;
        Ok(Self { method: Method::GET, url, headers: HeaderMap::new(), body: None, whom })
    }

    /// The one that a redirect asks for; none when the answer is no redirect.
    ///
    /// To another origin nothing goes along that was meant for the first: no header, no credentials, and a body
    /// only where the status says so (307, 308) and the origin is the same.
    pub(super) fn redirected(
        self,
        status: StatusCode,
        location: Option<&HeaderValue>,
    ) -> Result<Option<Self>, String> {
        if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        let Some(location) = location else { return Ok(None) };
        let text = location.to_str().map_err(|_| "the redirect's location cannot be read".to_owned())?;
        let mut url =
            self.url.join(text).map_err(|error| format!("the redirect's location is not a URL ({error})"))?;
        check(&url, &self.whom).map_err(|words| format!("redirected to {}: {words}", shown(&url)))?;
        let same = url.origin() == self.url.origin();
        let keeps_body = matches!(status.as_u16(), 307 | 308);
        if !same && keeps_body && self.body.is_some() {
            return Err(format!(
                "redirected to {}: the body was meant for another host and is not sent there",
                shown(&url)
            ));
        }
        let mut next = self;
        if !keeps_body && next.method != Method::GET && next.method != Method::HEAD {
            next.method = Method::GET;
            next.body = None;
            for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
                next.headers.remove(name);
            }
        }
        next.headers.remove(HOST);
        if !same {
            next.headers.clear();
        } else if url.username().is_empty() && !next.headers.contains_key(AUTHORIZATION) {
            // Both only fail for URLs without a host.
            let _ = url.set_username(next.url.username());
            let _ = url.set_password(next.url.password());
        }
        next.url = url;
        Ok(Some(next))
    }
}

/// Checks the scheme, and a host that is an address; names are checked where they are looked up.
fn check(url: &Url, whom: &Whom) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{} call http and https, not {}", whom.words(), url.scheme()));
    }
    let host = url.host_str().ok_or("the URL names no host")?;
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    match address.ok().and_then(|address| Some((address, whom.refused(host, address)?))) {
        Some((address, what)) => Err(whom.forbidden(host, address, what)),
        None => Ok(()),
    }
}

/// A URL as it may be read: credentials masked.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    if !url.username().is_empty() || url.password().is_some() {
        // Both only fail for URLs without a host, which hold no credentials.
        let _ = url.set_username("***");
        let _ = url.set_password(None);
    }
    url.into()
}
