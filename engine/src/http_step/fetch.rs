//! What the server itself fetches for somebody: with the care that steps have, and private addresses only when they are
//! on a list (rule 47).

use std::sync::Arc;
use std::time::Duration;

use domain::duration::Span;
use reqwest::header::{ACCEPT, HeaderValue, LOCATION};

use super::PrivateTargets;
use super::address::Whom;
use super::call::Client;
use super::hop::{Hop, shown};
use super::resolve::{LookUp, host_look_up};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// Reads what is at a URL, all of it or nothing: at most so many bytes, within a time.
///
/// # Errors
/// Words: what is wrong with the URL, with a host on the way, or with the answer.
pub async fn fetch(
    url: &str,
    accept: &'static str,
    targets: &PrivateTargets,
    most: usize,
    limit: Duration,
) -> Result<Vec<u8>, String> {
    fetch_by(host_look_up(), url, accept, targets, most, limit).await
}

/// As [`fetch`], with other names.
pub(super) async fn fetch_by(
    look_up: LookUp,
    url: &str,
    accept: &'static str,
    targets: &PrivateTargets,
    most: usize,
    limit: Duration,
) -> Result<Vec<u8>, String> {
    let whom = Whom::Import(Arc::new(targets.clone()));
    let client = Client::to(whom.clone(), look_up);
    let late = |_| format!("no whole answer within {}", Span::from(limit));
    let followed = async {
        let mut hop = Hop::get(url, whom)?;
        hop.headers.insert(ACCEPT, HeaderValue::from_static(accept));
        follow(&client, hop, accept, most).await
    };
    tokio::time::timeout(limit, followed).await.map_err(late)?
}

async fn follow(client: &Client, mut hop: Hop, accept: &'static str, most: usize) -> Result<Vec<u8>, String> {
    for _ in 0..=REDIRECTS {
        let response = client.send(&hop).await?;
        let (status, here) = (response.status(), shown(&hop.url));
        if status.is_success() {
            return body(response, most).await;
        }
        hop = hop
            .redirected(status, response.headers().get(LOCATION))?
            .ok_or_else(|| format!("{here} answers with {status}, and not with what was asked for"))?;
        // It goes along everywhere: it tells nothing.
        hop.headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    Err(format!("more than {REDIRECTS} redirects: they may go round in circles"))
}

async fn body(mut response: reqwest::Response, most: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let broken = |error: reqwest::Error| format!("the answer broke off: {}", error.without_url());
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > most {
            return Err(format!("the answer has more than {} KiB", most >> 10));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
