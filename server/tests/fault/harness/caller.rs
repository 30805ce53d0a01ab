//! One caller; an answer that did not come is told apart from one that did.

use http::Method;
use serde_json::{Value, json};

use super::{PASSWORD, PATIENCE};

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller {
    base: String,
    client: reqwest::Client,
    token: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub text: String,
}

impl Caller {
    pub async fn logs_in(base: &str, username: &str) -> Self {
        // A second call finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            .build()
            .unwrap();
        let credentials = json!({"username": username, "password": PASSWORD});
        let call = client.post(format!("{base}/api/v1/sessions")).header("origin", base).json(&credentials);
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        let token = answer["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        Self { base: base.to_owned(), client, token }
    }

    /// The same person at another address: the server was started again.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// Calls; none when the connection broke before the whole answer was here.
    pub async fn tries(&self, method: Method, path: &str, body: Option<Value>) -> Option<Answer> {
        let mut call = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            call = call.json(&body);
        }
        told(call).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.tries(Method::GET, path, None).await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.tries(Method::POST, path, Some(body)).await.expect("an answer")
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.tries(Method::PUT, path, Some(body)).await.expect("an answer")
    }

    /// Follows a stream of events to its end.
    pub async fn streams(&self, path: &str) -> Answer {
        let call = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        told(call.header("accept", "text/event-stream")).await.expect("a stream that ends")
    }

    /// Reads a page, as a browser does.
    pub async fn page(&self, path: &str) -> Answer {
        let call = self.client.get(format!("{}{path}", self.base));
        told(call.header("cookie", self.cookie()).header("accept", "text/html")).await.expect("an answer")
    }

    /// Sends a page's form, as a browser without script does.
    pub async fn form(&self, path: &str, fields: &str) -> Answer {
        let call = self.client.post(format!("{}{path}", self.base)).body(fields.to_owned());
        let call =
            call.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
        told(call.header("cookie", self.cookie()).header("origin", &self.base)).await.expect("an answer")
    }

    /// The head lines by which a raw call is theirs.
    pub fn bearer(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token)
    }

    pub fn cookie(&self) -> String {
        format!("lull_session={}", self.token)
    }

    pub async fn has_process(&self, source: &str) -> String {
        let saved = self.post("/api/v1/processes", json!({"definition": source})).await.is(201).json();
        saved["id"].as_str().unwrap().to_owned()
    }

    pub async fn starts(&self, process: &str) -> Answer {
        self.post("/api/v1/requests", json!({"process": process})).await
    }

    pub async fn maintenance(&self, enabled: bool) -> Answer {
        self.put("/api/v1/maintenance", json!({"enabled": enabled})).await
    }

    /// Every request on record with its steps, newest first.
    pub async fn requests(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/api/v1/requests?limit=200{cursor}")).await.is(200).json();
            for item in page["items"].as_array().unwrap() {
                let path = format!("/api/v1/requests/{}", item["id"].as_str().unwrap());
                all.push(self.get(&path).await.is(200).json());
            }
            match page["next"].as_str() {
                None => return all,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
    }

    /// Waits until nothing runs; a hold must be in force.
    pub async fn quiet(&self) {
        let drain = self.get("/api/v1/maintenance/drain?wait=50s").await.is(200).json();
        assert_eq!(drain["quiet"], true, "{drain}");
    }
}

async fn told(call: reqwest::RequestBuilder) -> Option<Answer> {
    let answer = call.send().await.ok()?;
    let location =
        answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    Some(Answer { status: answer.status().as_u16(), location, text: answer.text().await.ok()? })
}

impl Answer {
    /// Insists on a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The problem's type.
    #[track_caller]
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }

    /// The id of the request that was started, or refused.
    #[track_caller]
    pub fn id(&self) -> String {
        let json = self.json();
        let id = if self.status == 409 { &json["request"]["id"] } else { &json["id"] };
        id.as_str().unwrap_or_else(|| panic!("{json}")).to_owned()
    }
}
