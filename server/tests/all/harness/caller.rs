//! One caller: what they send with every call, and what they get.

use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::{Events, PATIENCE};

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller {
    base: String,
    client: reqwest::Client,
    headers: Vec<(String, String)>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Caller {
    pub fn new(base: String) -> Self {
        Self::over(base, reqwest::Client::builder())
    }

    /// Somebody who trusts one certificate.
    pub fn trusting(base: String, certificate: reqwest::Certificate) -> Self {
        Self::over(base, reqwest::Client::builder().tls_certs_only([certificate]))
    }

    fn over(base: String, client: reqwest::ClientBuilder) -> Self {
        // A second call finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = client.redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build().unwrap();
        Self { base, client, headers: Vec::new() }
    }

    /// The same, sending one more header.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(known, _)| known != name);
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same as a browser's page would: a cookie and an origin of ours.
    pub fn as_page(&self) -> Self {
        let token = self.token();
        let mut page = self.with("cookie", &format!("lull_session={token}")).with("origin", &self.base);
        page.headers.retain(|(name, _)| name != "authorization");
        page
    }

    /// The secret that they send as a token.
    pub fn token(&self) -> String {
        let found = self.headers.iter().find(|(name, _)| name == "authorization");
        found.and_then(|(_, value)| value.strip_prefix("Bearer ")).expect("is logged in").to_owned()
    }

    /// The address of the server.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Logs in, and sends the token from now on.
    pub async fn logs_in(&self, username: &str, password: &str) -> Self {
        let credentials = json!({"username": username, "password": password});
        let answer =
            self.with("origin", &self.base.clone()).post("/api/v1/sessions", credentials).await.is(201);
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.sends(Method::POST, path, Some(body.to_string())).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.sends(Method::PUT, path, Some(body.to_string())).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.sends(Method::PATCH, path, Some(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.sends(Method::DELETE, path, None).await
    }

    /// Sends a call; a body is JSON unless a header says otherwise.
    pub async fn sends(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let mut call = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        if let Some(body) = body {
            if !self.headers.iter().any(|(name, _)| name == "content-type") {
                call = call.header("content-type", "application/json");
            }
            call = call.body(body);
        }
        let answer = call.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Answer { status, headers, text: answer.text().await.unwrap() }
    }

    /// Reads bytes as they came, compressed or not.
    pub async fn gets_bytes(&self, path: &str) -> (HeaderMap, Vec<u8>) {
        let mut call = self.client.get(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        let answer = call.send().await.unwrap();
        let headers = answer.headers().clone();
        (headers, answer.bytes().await.unwrap().to_vec())
    }

    /// Opens a stream of events.
    pub async fn listens(&self, path: &str) -> Events {
        let client = reqwest::Client::new();
        let mut call = client.get(format!("{}{path}", self.base)).header("accept", "text/event-stream");
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 200, "a stream answers 200");
        Events::new(answer)
    }
}

impl Answer {
    /// Insists on a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Insists on a problem of a type.
    #[track_caller]
    pub fn is_problem(self, status: u16, kind: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["type"], kind, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|words| !words.is_empty()), "{problem}");
        answer
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header's value; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
