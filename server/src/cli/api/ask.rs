//! A call, being put together.

use std::time::Duration;

use http::Method;
use reqwest::Url;
use serde::Serialize;

use super::super::failure::Failure;
use super::{Answer, Api, PATIENCE, Stream};

/// A call, being put together.
pub struct Ask<'a> {
    api: &'a Api,
    method: Method,
    url: Url,
    body: Option<serde_json::Value>,
    headers: Vec<(&'static str, String)>,
    patience: Duration,
}

impl<'a> Ask<'a> {
    pub(super) const fn new(api: &'a Api, method: Method, url: Url) -> Self {
        Self { api, method, url, body: None, headers: Vec::new(), patience: PATIENCE }
    }
}

impl Ask<'_> {
    /// The same with a parameter, if there is a value.
    #[must_use]
    pub fn query(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// The same with a body.
    #[must_use]
    pub fn body(mut self, body: &impl Serialize) -> Self {
        // Bodies are texts and numbers, which JSON can always say.
        self.body = serde_json::to_value(body).ok();
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, for an answer that may come so much later.
    #[must_use]
    pub fn waits(mut self, longer: Duration) -> Self {
        self.patience += longer;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// [`Failure`]: unreachable, refused, or not Lull.
    pub async fn send(self) -> Result<Answer, Failure> {
        let (api, patience) = (self.api, self.patience);
        let answer = api.answered(self.request().timeout(patience)).await?;
        let text = answer.text().await.map_err(|error| api.unreachable(&error))?;
        Ok(Answer { text })
    }

    /// Sends it for an answer that comes bit by bit, for as long as it comes.
    ///
    /// # Errors
    /// As [`Ask::send`].
    pub async fn stream(self) -> Result<Stream, Failure> {
        let api = self.api;
        let answer = api.answered(self.request()).await?;
        Ok(Stream { answer, url: api.url().to_owned() })
    }

    fn request(self) -> reqwest::RequestBuilder {
        let mut request = self.api.http.request(self.method, self.url);
        if let Some(token) = &self.api.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        match self.body {
            Some(body) => request.json(&body),
            None => request,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_path_or_query_stays_a_name() {
        let api = Api::new("http://127.0.0.1:3000/", None).unwrap_or_else(|failure| panic!("{failure}"));
        let ask =
            api.get(&["processes", "a b/c?d"]).query("search", Some("x&y=z")).query("limit", None::<u32>);
        assert_eq!(ask.url.as_str(), "http://127.0.0.1:3000/api/v1/processes/a%20b%2Fc%3Fd?search=x%26y%3Dz");
        assert_eq!(api.url(), "http://127.0.0.1:3000");
    }
}
