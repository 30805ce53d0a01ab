//! Pages: whole, guarded, escaped; and the files they name.

use std::io::Read;

use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::{Caller, World};

fn browser(caller: &Caller) -> Caller {
    caller.with("accept", "text/html,application/xhtml+xml")
}

/// The nonce that a page's policy names.
fn nonce(policy: &str) -> String {
    let rest = policy.split("'nonce-").nth(1).expect("the policy names a nonce");
    rest.split('\'').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_runs_no_script_but_its_own() {
    let world = World::start().await;
    let page = browser(&world.stranger()).get("/login").await.is(200);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains(" 'unsafe-eval'"), "{policy}");
    let nonce = nonce(&policy);
    for script in page.text.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "a script without the nonce: <script{tag}>");
    }
    let again = browser(&world.stranger()).get("/login").await.is(200);
    assert!(!again.header("content-security-policy").contains(&nonce), "each page has a nonce of its own");
    assert_eq!(page.header("referrer-policy"), "same-origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_a_message_and_a_name_stays_text_in_pages() {
    let world = World::start().await;
    let admin = world.admin().await;
    let evil = "</script><img src=x onerror=alert(1)><script>alert(2)</script>";
    admin.put("/api/v1/maintenance", json!({"enabled": true, "message": evil, "reason": evil})).await.is(200);
    admin.post("/api/v1/tokens", json!({"name": evil})).await.is(201);
    let (stranger, page) = (browser(&world.stranger()), browser(&admin.as_page()));
    for text in [
        stranger.get("/login").await.is(200).text,
        page.get("/requests").await.is(200).text,
        page.get("/maintenance").await.is(200).text,
        page.get("/settings/system").await.is(200).text,
        page.get("/profile").await.is(200).text,
        page.get("/settings/audit").await.is(200).text,
    ] {
        assert!(text.contains("onerror=alert(1)"), "the page does not show the message at all");
        assert!(!text.contains("<img src=x") && !text.contains("<script>alert"), "unescaped: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_users_versions_and_tokens_begin_where_the_address_says() {
    let world = World::start().await;
    let admin = world.admin().await;
    let zoe = json!({"username": "zoe", "password": crate::harness::PASSWORD, "role": "viewer"});
    let zoe = admin.post("/api/v1/users", zoe).await.is(201).json();
    world.has_process("name: hello\nkind: global\nsteps: [{ id: end, finish: {} }]\n").await;
    let hello = admin.get("/api/v1/processes/hello").await.is(200).json();
    let page = browser(&admin.as_page());
    let users = page.get("/settings/users?cursor=admin").await.is(200).text;
    let me = admin.get("/api/v1/me").await.is(200).json();
    let row = |user: &serde_json::Value| format!("/settings/users/{}\"", user["id"].as_str().unwrap());
    assert!(users.contains(&row(&zoe)) && !users.contains(&row(&me)), "{users}");
    let path = format!("/processes/{}/versions", hello["id"].as_str().unwrap());
    let versions = page.get(&format!("{path}?cursor=2")).await.is(200).text;
    assert!(versions.contains("Version 1") && versions.contains("First page"), "{versions}");
    admin.post("/api/v1/tokens", json!({"name": "older"})).await.is(201);
    let newer = admin.post("/api/v1/tokens", json!({"name": "newer"})).await.is(201).json();
    let cursor = newer["token"]["id"].as_str().unwrap();
    let tokens = page.get(&format!("/profile?cursor={cursor}")).await.is(200).text;
    assert!(tokens.contains("older") && !tokens.contains("newer"), "{tokens}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_is_404_and_a_stranger_is_sent_to_log_in() {
    let world = World::start().await;
    let page = browser(&world.admin().await.as_page());
    assert!(page.get("/nothing/here").await.is(404).text.contains("</html>"));
    let sent = browser(&world.stranger()).get("/requests?status=failed").await;
    assert!(sent.status.is_redirection(), "{}", sent.status);
    assert!(sent.header("location").starts_with("/login?next="), "{}", sent.header("location"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_sent_compressed_to_those_who_take_it() {
    let world = World::start().await;
    let stranger = browser(&world.stranger());
    let plain = stranger.get("/login").await.is(200);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    for encoding in ["br", "gzip"] {
        let (headers, bytes) = stranger.with("accept-encoding", encoding).gets_bytes("/login").await;
        assert_eq!(headers["content-encoding"], encoding);
        let mut text = String::new();
        let unpacked = match encoding {
            "br" => brotli::Decompressor::new(&*bytes, 4_096).read_to_string(&mut text),
            _ => flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text),
        };
        unpacked.unwrap();
        assert!(
            text.contains("</html>") && bytes.len() * 3 < text.len() * 2,
            "{encoding}: {} bytes",
            bytes.len()
        );
    }
}

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    pages * 4096
}

async fn thousand(page: &Caller) {
    let mut calls = JoinSet::new();
    for n in 0..1_000 {
        let page = page.clone();
        let path = ["/requests", "/maintenance", "/processes", "/settings/system"][n % 4];
        calls.spawn(async move {
            // The data for the browser stands behind the page itself, and is the last to come.
            let text = page.get(path).await.is(200).text;
            text.contains("</html>") && text.ends_with("</script>")
        });
    }
    assert!(calls.join_all().await.into_iter().all(|whole| whole), "a page broke off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_pages_at_once_all_end_and_memory_stays_flat() {
    let world = World::start().await;
    let page = browser(&world.admin().await.as_page());
    thousand(&page).await;
    let before = resident();
    for _ in 0..3 {
        thousand(&page).await;
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 48 << 20, "3,000 more pages took {} MiB more", grown >> 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_site_are_sent_compressed_and_cached_for_ever() {
    let world = World::start_with(|settings| {
        let site = settings.site.as_ref().unwrap();
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        let file = |name: &str, text: &str| std::fs::write(site.join(name), text).unwrap();
        let js = "pkg/lull.0a1b2c3d4e5f6071.js";
        let manifest = json!({"js": js, "wasm": "pkg/x.wasm", "css": "pkg/x.css", "files": {"favicon.svg": "pkg/favicon.0a1b2c3d4e5f6071.svg"}});
        file("manifest.json", &manifest.to_string());
        file(js, "plain");
        file(&format!("{js}.br"), "brotli");
        file(&format!("{js}.gz"), "gzip");
        file("pkg/favicon.0a1b2c3d4e5f6071.svg", "<svg/>");
        std::fs::write(site.parent().unwrap().join("secret.txt"), "kept from everybody").unwrap();
    })
    .await;
    let path = "/pkg/lull.0a1b2c3d4e5f6071.js";
    for (accepted, encoding, text) in
        [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("br;q=0", "", "plain")]
    {
        let file = world.stranger().with("accept-encoding", accepted).get(path).await.is(200);
        assert_eq!((file.header("content-encoding"), file.text.as_str()), (encoding, text));
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(
            (file.header("content-type"), file.header("vary")),
            ("text/javascript; charset=utf-8", "accept-encoding")
        );
    }
    assert_eq!(world.stranger().get("/favicon.svg").await.is(200).text, "<svg/>");
    for path in [
        "/pkg/../secret.txt",
        "/pkg/%2e%2e/%2e%2e/secret.txt",
        "/pkg/..%2f..%2fsecret.txt",
        "/pkg/manifest.json",
    ] {
        let answer = world.stranger().get(path).await;
        assert!(
            !answer.status.is_success() && !answer.text.contains("kept from everybody"),
            "{path}: {}",
            answer.text
        );
    }
    assert!(
        browser(&world.stranger()).get("/login").await.is(200).text.contains(path),
        "pages name the files of the manifest"
    );
}
