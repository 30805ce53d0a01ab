//! TLS of Lull's own: by setting, with cookies for https alone.

use std::path::Path;

use serde_json::json;
use server::settings::{Flags, Settings};

use crate::harness::{Caller, PASSWORD, World, settings};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/tls").join(name).display().to_string()
}

/// What `serve` reads of these two settings.
fn read(cert: &str, key: &str) -> Result<Settings, String> {
    let flags: Flags = [("tls_cert", cert.to_owned()), ("tls_key", key.to_owned())].into();
    Settings::load(&flags).map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_the_cookie_is_bound_to_https_and_browsers_are_told_to_stay() {
    let tls = read(&fixture("cert.pem"), &fixture("key.pem")).map(|settings| settings.tls).unwrap();
    let world = World::start_with(|settings| settings.tls = tls).await;
    assert_eq!(world.running.url, format!("https://{}", world.running.addr));
    let certificate = reqwest::Certificate::from_pem(&std::fs::read(fixture("cert.pem")).unwrap()).unwrap();
    let stranger = Caller::trusting(world.running.url.clone(), certificate);
    let answer = stranger.get("/healthz").await.is(200);
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    let page = stranger.with("origin", stranger.base());
    let answer =
        page.post("/api/v1/sessions", json!({"username": "admin", "password": PASSWORD})).await.is(201);
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    page.with("cookie", pair).put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    // The same page over plain http is a foreign one.
    let plain = stranger.base().replace("https", "http");
    let foreign = page.with("origin", &plain).with("cookie", pair);
    foreign
        .put("/api/v1/maintenance", json!({"enabled": false}))
        .await
        .is_problem(403, "/problems/cross-site");
}

#[test]
fn a_certificate_without_its_key_is_refused_with_words() {
    let said = |result: Result<Settings, String>| result.map(|_| ()).unwrap_err();
    assert!(said(read(&fixture("key.pem"), &fixture("key.pem"))).starts_with("LULL_TLS_CERT"));
    assert!(said(read(&fixture("cert.pem"), "/nonexistent")).starts_with("LULL_TLS_KEY"));
    assert!(said(read(&fixture("cert.pem"), &fixture("cert.pem"))).starts_with("LULL_TLS_KEY"));
    let folder = tempfile::tempdir().unwrap();
    assert!(settings(&folder).tls.is_none());
}
