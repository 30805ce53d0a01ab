//! Makes the call, follows redirects, and tells the answer while it comes.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::{Response, redirect};

use super::address::Whom;
use super::answer::Answer;
use super::hop::{Hop, shown};
use super::resolve::{Fault, Guarded, LookUp, host_look_up};
use super::{Done, Order};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// A client that keeps nothing from one call to the next.
pub(super) struct Client {
    look_up: LookUp,
    whom: Whom,
}

impl Client {
    /// A client that looks names up as the host does.
    pub(super) fn new() -> Self {
        Self::to(Whom::Step, host_look_up())
    }

    /// A client with other names.
    #[cfg(test)]
    pub(super) fn with(look_up: LookUp) -> Self {
        Self::to(Whom::Step, look_up)
    }

    /// A client for somebody, with other names.
    pub(super) const fn to(whom: Whom, look_up: LookUp) -> Self {
        Self { look_up, whom }
    }

    /// Performs an order within its time.
    pub(super) async fn call(&self, order: &Order, out: &mut dyn Write) -> Result<Done, String> {
        let limit = Duration::from_millis(order.timeout_ms);
        let late = |_| format!("no whole answer within {}", domain::duration::Span::from(limit));
        tokio::time::timeout(limit, self.follow(order, out)).await.map_err(late)?
    }

    async fn follow(&self, order: &Order, out: &mut dyn Write) -> Result<Done, String> {
        let mut hop = Hop::first(order, self.whom.clone())?;
        let mut redirects = 0;
        loop {
            tell(out, &format!("{} {}\n", hop.method, shown(&hop.url)))?;
            let response = self.send(&hop).await?;
            let status = response.status();
            let accepted = order.expect.accepts(status.as_u16());
            let answer = Answer::begin(&response, out)?;
            // A redirect that is expected is the answer itself.
            let next =
                if accepted { None } else { hop.redirected(status, response.headers().get(LOCATION))? };
            match next {
                None => {
                    let output = answer.finish(response, out).await?;
                    if !accepted {
                        tell(
                            out,
                            &format!(
                                "\nstatus {} is not what was expected: {}\n",
                                status.as_u16(),
                                order.expect
                            ),
                        )?;
                    }
                    return Ok(Done { accepted, output });
                }
                Some(_) if redirects == REDIRECTS => {
                    return Err(format!("more than {REDIRECTS} redirects: they may go round in circles"));
                }
                Some(next) => {
                    redirects += 1;
                    hop = next;
                }
            }
        }
    }

    /// Sends one hop.
    pub(super) async fn send(&self, hop: &Hop) -> Result<Response, String> {
        let client = self.client(hop.url.scheme() == "https")?;
        let mut request = client.request(hop.method.clone(), hop.url.clone()).headers(hop.headers.clone());
        if let Some(body) = &hop.body {
            request = request.body(body.clone());
        }
        request.send().await.map_err(|error| why(error, &shown(&hop.url)))
    }

    /// One client for one hop: the host's certificates are read for https only, so that a host without any can
    /// still call plain http.
    fn client(&self, secure: bool) -> Result<reqwest::Client, String> {
        // Another one may be installed already, in tests: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .dns_resolver(Guarded(self.look_up.clone(), self.whom.clone()))
            .user_agent(concat!("lull/", env!("CARGO_PKG_VERSION")));
        let builder = if secure { builder } else { builder.tls_certs_only([]) };
        builder.build().map_err(|error| {
            let words = deepest(&error);
            format!("https cannot be called from this host: {words}; install its CA certificates (ca-certificates)")
        })
    }
}

/// Why a call failed, in words, without the URL's credentials.
fn why(error: reqwest::Error, url: &str) -> String {
    let error = error.without_url();
    let mut source: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(inner) = source {
        if let Some(fault) = inner.downcast_ref::<Fault>() {
            return fault.to_string();
        }
        source = inner.source();
    }
    let step = if error.is_connect() { "could not connect to" } else { "no answer from" };
    format!("{step} {url}: {}", deepest(&error))
}

fn deepest(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

pub(super) fn tell(out: &mut dyn Write, text: &str) -> Result<(), String> {
    tell_bytes(out, text.as_bytes())
}

pub(super) fn tell_bytes(out: &mut dyn Write, bytes: &[u8]) -> Result<(), String> {
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|error| format!("the answer could not be written: {error}"))
}
