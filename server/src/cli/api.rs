//! Calls to the server.

mod address;
mod ask;

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode, header};
use reqwest::Url;
use serde::de::DeserializeOwned;

use self::address::{base, is_this_host};
pub use self::ask::Ask;
use super::failure::Failure;
use super::problem::Problem;

/// Longest time for an answer; a wait brings its own beside it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest time to reach the server at all.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest silence: streams say every 20 s that they are alive, and a long poll takes 60 s.
const SILENCE: Duration = Duration::from_secs(90);

/// The server, as the client sees it. No `Debug`: it holds a token.
pub struct Api {
    http: reqwest::Client,
    base: Url,
    token: Option<String>,
}

/// An answer that is no refusal.
#[derive(Debug)]
pub struct Answer {
    /// Exactly what was sent; empty when there was nothing to say.
    pub text: String,
}

impl Api {
    /// A server by its URL.
    ///
    /// # Errors
    /// [`Failure::Usage`] for what is no URL of a server or no token.
    pub fn new(url: &str, token: Option<&str>) -> Result<Self, Failure> {
        let base = base(url)?;
        // An error means that another part of this process chose the same before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = reqwest::Client::builder()
            .user_agent(concat!("lull/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none());
        if base.scheme() == "http" {
            // The host's certificates are not read for nothing.
            client = client.tls_certs_only([]);
        }
        if is_this_host(&base) {
            client = client.no_proxy();
        }
        let http = client
            .build()
            .map_err(|error| Failure::Failed(format!("TLS cannot be set up: {}", cause(&error))))?;
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        if token.is_some_and(|token| !token.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(Failure::Usage("LULL_TOKEN holds characters that no token has".to_owned()));
        }
        Ok(Self { http, base, token: token.map(str::to_owned) })
    }

    /// The same server, as somebody else.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { http: self.http.clone(), base: self.base.clone(), token: Some(token.to_owned()) }
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Begins a call of a path below `/api/v1`; its segments are escaped.
    #[must_use]
    pub fn ask(&self, method: Method, path: &[&str]) -> Ask<'_> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(["api", "v1"]).extend(path);
        }
        Ask::new(self, method, url)
    }

    /// Begins to read.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    /// Sends it, and takes only an answer that Lull gave and that is no refusal.
    async fn answered(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, Failure> {
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or("nothing").to_owned();
        let ours =
            ["application/json", "text/plain", "text/event-stream"].iter().any(|ours| kind.starts_with(ours));
        if status.is_success() && (ours || status == StatusCode::NO_CONTENT) {
            return Ok(answer);
        }
        if let Some(to) = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()) {
            let to = to.to_owned();
            return Err(Failure::Failed(format!(
                "{} sends on to {to}: set LULL_URL to where Lull is",
                self.url()
            )));
        }
        if kind.starts_with("application/problem+json") {
            let text = answer.text().await.map_err(|error| self.unreachable(&error))?;
            if let Some(problem) = Problem::read(&text) {
                return Err(Failure::Problem(Box::new(problem)));
            }
        }
        let words =
            format!("{} does not answer as Lull does ({status}, {kind}): is LULL_URL right?", self.url());
        // A proxy's own words while Lull behind it restarts.
        Err(match status {
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                Failure::Unreachable(words)
            }
            _ => Failure::Failed(words),
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let why = if error.is_timeout() { "no answer in time".to_owned() } else { cause(error) };
        Failure::Unreachable(format!(
            "cannot reach Lull at {} ({why}): is it running, and is LULL_URL right?",
            self.url()
        ))
    }
}

impl Answer {
    /// What it says.
    ///
    /// # Errors
    /// [`Failure::Failed`] when this client does not understand it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(&self.text).map_err(|error| {
            Failure::Failed(format!(
                "the answer is not understood ({error}): is the server another version than this lull {}?",
                crate::VERSION
            ))
        })
    }
}

/// An answer that comes bit by bit.
pub struct Stream {
    answer: reqwest::Response,
    url: String,
}

impl Stream {
    /// The next bit; none at the end.
    ///
    /// # Errors
    /// [`Failure::Unreachable`] when it breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let next = self.answer.chunk().await;
        next.map_err(|error| {
            Failure::Unreachable(format!("the answer of {} broke off ({})", self.url, cause(&error)))
        })
    }
}

/// The innermost reason; the outer ones repeat the address.
fn cause(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let words = innermost.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
