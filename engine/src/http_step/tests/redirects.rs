//! Where a redirect may lead, and what goes with it.

use super::super::Order;
use super::{Server, call, get, ok, redirect, refusal};

#[test]
fn a_redirect_to_metadata_or_to_another_scheme_is_refused() {
    for to in [
        "http://169.254.169.254/",
        "//[::ffff:169.254.169.254]/",
        "file:///etc/passwd",
        "http://0.0.0.0:3000/",
    ] {
        let server = Server::answering(vec![redirect(302, to)]);
        let words = refusal(&get(server.url("/")));
        assert!(words.starts_with("redirected to "), "{to}: {words}");
    }
}

#[test]
fn redirects_are_followed_five_times_and_no_further() {
    let answers =
        |count| -> Vec<String> { (0..count).map(|_| redirect(302, "/")).chain([ok("there")]).collect() };
    let server = Server::answering(answers(5));
    assert!(call(&get(server.url("/"))).0.unwrap().accepted);
    let server = Server::answering(answers(6));
    assert!(refusal(&get(server.url("/"))).contains("more than 5 redirects"));
}

#[test]
fn headers_and_bodies_do_not_follow_a_redirect_to_another_host() {
    let other = Server::answering(vec![ok("there")]);
    let server = Server::answering(vec![redirect(302, &other.url("/")), redirect(307, &other.url("/"))]);
    let order = Order {
        method: "POST".into(),
        headers: vec![("X-Api-Key".into(), "canary".into())],
        body: Some("canary".into()),
        ..get(server.url("/").replace("http://", "http://ada:canary@"))
    };
    assert!(call(&order).0.unwrap().accepted);
    let asked = other.asked.recv().unwrap();
    assert!(asked.starts_with("get / "), "{asked}");
    assert!(!asked.contains("canary") && !asked.contains("authorization"), "{asked}");
    assert!(refusal(&order).contains("meant for another host"));
}

#[test]
fn headers_and_credentials_follow_a_redirect_on_the_same_host() {
    let server = Server::answering(vec![redirect(307, "/there"), ok("there")]);
    let order = Order {
        method: "PUT".into(),
        headers: vec![("X-Api-Key".into(), "key".into())],
        body: Some("all of it".into()),
        ..get(server.url("/").replace("http://", "http://ada:word@"))
    };
    assert!(call(&order).0.unwrap().accepted);
    server.asked.recv().unwrap();
    let asked = server.asked.recv().unwrap();
    assert!(asked.starts_with("put /there ") && asked.contains("x-api-key: key"), "{asked}");
    assert!(asked.contains("authorization: basic") && asked.ends_with("all of it"), "{asked}");
}

#[test]
fn a_redirect_that_is_expected_is_the_answer() {
    let server = Server::answering(vec![redirect(302, "http://169.254.169.254/")]);
    let order = Order { expect: "302".parse().unwrap(), ..get(server.url("/")) };
    assert_eq!(call(&order).0.unwrap().output[0].1, "302");
}
