//! What the server itself fetches for somebody.

use std::time::Duration;

use super::super::PrivateTargets;
use super::super::fetch::fetch_by;
use super::{LookUp, Server, host_look_up, names, ok, redirect};

const LONG: Duration = Duration::from_secs(20);

fn fetch_with(look_up: LookUp, url: &str, targets: &str, most: usize) -> Result<String, String> {
    let targets: PrivateTargets = targets.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let came = runtime.block_on(fetch_by(look_up, url, "text/calendar", &targets, most, LONG));
    runtime.shutdown_background();
    came.map(|bytes| String::from_utf8(bytes).unwrap())
}

fn fetch(url: &str, targets: &str) -> Result<String, String> {
    fetch_with(host_look_up(), url, targets, 1 << 20)
}

#[test]
fn a_private_address_is_fetched_from_only_when_it_is_listed() {
    let server = Server::answering(vec![ok("here")]);
    let refused = fetch(&server.url("/a.ics"), "").unwrap_err();
    assert!(refused.contains("a private address (127.0.0.1), which imports do not call"), "{refused}");
    assert!(refused.contains("LULL_PRIVATE_TARGETS"), "{refused}");
    assert_eq!(fetch(&server.url("/a.ics"), "127.0.0.0/8").as_deref(), Ok("here"));
    let asked = server.asked.recv().unwrap();
    assert!(asked.starts_with("get /a.ics ") && asked.contains("accept: text/calendar"), "{asked}");
}

#[test]
fn a_name_is_judged_by_the_address_that_it_leads_to() {
    let server = Server::answering(vec![ok("here")]);
    let url = format!("http://calendar.test:{}/", server.address.port());
    let refused = fetch_with(names(&["127.0.0.1"]), &url, "10.0.0.0/8", 100).unwrap_err();
    assert!(refused.starts_with("calendar.test is a private address"), "{refused}");
    assert_eq!(fetch_with(names(&["127.0.0.1"]), &url, "calendar.test", 100).as_deref(), Ok("here"));
    let metadata = fetch_with(names(&["169.254.169.254"]), &url, "calendar.test", 100).unwrap_err();
    assert!(metadata.contains("a link-local address"), "{metadata}");
}

#[test]
fn every_hop_of_a_redirect_is_judged() {
    let server = Server::answering(vec![redirect(302, "http://10.0.0.1/")]);
    let refused = fetch(&server.url("/"), "127.0.0.1").unwrap_err();
    assert!(refused.starts_with("redirected to http://10.0.0.1/: "), "{refused}");
    let server = Server::answering(vec![redirect(301, "/there"), ok("there")]);
    assert_eq!(fetch(&server.url("/"), "127.0.0.1").as_deref(), Ok("there"));
    let server = Server::answering((0..7).map(|_| redirect(302, "/")).collect());
    assert!(fetch(&server.url("/"), "127.0.0.1").unwrap_err().contains("more than 5 redirects"));
}

#[test]
fn what_is_too_long_or_no_success_is_nothing() {
    let server = Server::answering(vec![ok(&"x".repeat(3_000))]);
    let refused = fetch_with(host_look_up(), &server.url("/"), "127.0.0.1", 2_048).unwrap_err();
    assert!(refused.contains("more than 2 KiB"), "{refused}");
    let gone = "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n".to_owned();
    let server = Server::answering(vec![gone]);
    assert!(fetch(&server.url("/"), "127.0.0.1").unwrap_err().contains("answers with 404"));
    assert!(fetch("calendar.ics", "").unwrap_err().starts_with("this is not a URL"));
    assert!(fetch("ftp://127.0.0.1/", "127.0.0.1").unwrap_err().contains("imports call http and https"));
}
