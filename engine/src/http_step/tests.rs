//! HTTP steps against a real server of this test's own, and names that resolve as it says.

mod fetches;
mod redirects;

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::call::Client;
use super::resolve::{LookUp, host_look_up};
use super::{Done, LONGEST, Order, env_of, order, perform};

/// A server that answers each connection with the next of its answers, and tells what it was asked.
struct Server {
    address: SocketAddr,
    asked: Receiver<String>,
}

impl Server {
    fn answering(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, asked) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                    request.push(byte[0]);
                }
                let head = String::from_utf8(request).unwrap().to_ascii_lowercase();
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
                let mut body = vec![0; length.parse().unwrap()];
                stream.read_exact(&mut body).unwrap();
                tell.send(head + &String::from_utf8(body).unwrap()).unwrap();
                // The client may hang up in the middle of a long one.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: canary=1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn redirect(status: u16, to: &str) -> String {
    format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

fn get(url: impl Into<String>) -> Order {
    Order {
        method: "GET".into(),
        url: url.into(),
        headers: Vec::new(),
        body: None,
        expect: "2xx".parse().unwrap(),
        timeout_ms: 20_000,
    }
}

fn call_with(order: &Order, look_up: LookUp) -> (Result<Done, String>, String) {
    let mut out = Vec::new();
    let done = perform(order, Client::with(look_up), &mut out);
    (done, String::from_utf8(out).unwrap())
}

fn call(order: &Order) -> (Result<Done, String>, String) {
    call_with(order, host_look_up())
}

fn refusal(order: &Order) -> String {
    call(order).0.err().unwrap()
}

/// Names that resolve to each of these in turn, the last one for good.
fn names(answers: &[&str]) -> LookUp {
    let answers: VecDeque<IpAddr> = answers.iter().map(|text| text.parse().unwrap()).collect();
    let answers = Arc::new(Mutex::new(answers));
    Arc::new(move |_| {
        let mut answers = answers.lock().unwrap();
        let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().copied() };
        Box::pin(async move { Ok(vec![next.unwrap()]) })
    })
}

#[test]
fn an_answer_that_is_expected_succeeds_and_is_told_and_handed_on() {
    let server = Server::answering(vec![ok("{\"done\":true}\n")]);
    let order = Order {
        method: "POST".into(),
        headers: vec![("X-Token".into(), "canary".into())],
        body: Some("day=1".into()),
        ..get(server.url("/hook"))
    };
    let (done, out) = call(&order);
    let done = done.unwrap();
    assert!(done.accepted);
    assert_eq!(done.output, [("status", "200".to_owned()), ("body", "{\"done\":true}".to_owned())]);
    let asked = server.asked.recv().unwrap();
    assert!(
        asked.starts_with("post /hook http/1.1")
            && asked.contains("x-token: canary")
            && asked.ends_with("day=1")
    );
    assert!(out.contains("HTTP/1.1 200 OK\ncontent-type: text/plain\n"), "{out}");
    assert!(out.contains("{\"done\":true}"));
    assert!(!out.contains("canary"), "a header that was sent, or a cookie, was told: {out}");
}

#[test]
fn a_status_that_is_not_expected_fails_in_words() {
    let server = Server::answering(vec!["HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy".into()]);
    let (done, out) = call(&get(server.url("/")));
    assert!(!done.unwrap().accepted);
    assert!(out.ends_with("busy\n\nstatus 503 is not what was expected: 2xx\n"), "{out}");
}

#[test]
fn credentials_in_a_url_are_used_and_not_shown() {
    let server = Server::answering(vec![ok("x")]);
    let url = server.url("/").replace("http://", "http://ada:canary@");
    let (done, out) = call(&get(url));
    assert!(done.unwrap().accepted);
    assert!(server.asked.recv().unwrap().contains("authorization: basic"));
    assert!(out.contains("GET http://***@127.0.0.1") && !out.contains("canary"), "{out}");
    let words = refusal(&get("http://ada:canary@127.0.0.1:1/"));
    assert!(
        words.starts_with("could not connect to http://***@127.0.0.1:1/") && !words.contains("canary"),
        "{words}"
    );
    assert!(!refusal(&get("http://ada:canary@[/")).contains("canary"));
}

#[test]
fn metadata_addresses_and_other_schemes_are_refused_as_they_are_written() {
    for url in [
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xa9.254.0xa9fe/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://0/",
    ] {
        assert!(refusal(&get(url)).contains("rule 47"), "{url}");
    }
    for url in ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/"] {
        assert!(refusal(&get(url)).contains("call http and https"), "{url}");
    }
}

#[test]
fn a_name_that_resolves_to_metadata_is_refused_on_its_address() {
    let (done, _) = call_with(&get("http://metadata.test/"), names(&["169.254.169.254"]));
    insta::assert_snapshot!(done.err().unwrap(), @"metadata.test is a link-local address (169.254.169.254), which HTTP steps do not call (rule 47)");
}

#[test]
fn a_name_that_answers_differently_the_second_time_gains_nothing() {
    let server = Server::answering(vec![redirect(302, "/again")]);
    let url = format!("http://rebound.test:{}/", server.address.port());
    let (done, out) = call_with(&get(url), names(&["127.0.0.1", "169.254.169.254"]));
    assert!(out.contains("302"), "the first call went through: {out}");
    assert!(done.err().unwrap().contains("rule 47"));
}

#[test]
fn a_long_answer_is_cut_and_a_slow_one_is_given_up() {
    let server = Server::answering(vec![ok(&"x".repeat(3 << 20))]);
    let (done, out) = call(&get(server.url("/")));
    assert_eq!(done.unwrap().output, [("status", "200".to_owned())]);
    assert!(out.len() < (1 << 20) + 1_000 && out.contains("the rest of the answer was left out"));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let order = Order { timeout_ms: 50, ..get(format!("http://{}/", silent.local_addr().unwrap())) };
    assert_eq!(refusal(&order), "no whole answer within 50ms");
}

#[test]
fn https_to_a_server_that_does_not_speak_it_fails_in_words() {
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", plain.local_addr().unwrap());
    let server = thread::spawn(move || plain.accept().unwrap().0.write_all(ok("plain").as_bytes()));
    let words = refusal(&get(url));
    // A host without any certificates says that instead, and connects to nobody.
    let no_certificates = words.contains("CA certificates");
    assert!(no_certificates || words.starts_with("could not connect to https://"), "{words}");
    if !no_certificates {
        server.join().unwrap().unwrap();
    }
}

#[test]
fn no_proxy_of_the_hosts_is_used() {
    // Read by clients when they are made; a proxy would refuse the connection.
    let server = Server::answering(vec![ok("direct")]);
    let order = get(server.url("/"));
    let exe = std::env::current_exe().unwrap();
    let mut child = std::process::Command::new(exe);
    child.args(["--exact", "http_step::tests::a_call_as_the_steps_process_makes_it", "--nocapture"]);
    child.env("http_proxy", "http://127.0.0.1:1").env("ALL_PROXY", "http://127.0.0.1:1");
    let dir = tempfile::tempdir().unwrap();
    child.env("LULL_OUTPUT", dir.path().join("output"));
    child.envs(env_of(&order).unwrap());
    let done = child.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(std::fs::read_to_string(dir.path().join("output")).unwrap(), "status=200\nbody=direct\n");
}

/// Not a story of its own: the body of the one above, in a process with the variables that it set.
#[test]
fn a_call_as_the_steps_process_makes_it() {
    if std::env::var_os("LULL_OUTPUT").is_some() {
        assert_eq!(format!("{:?}", super::main()), format!("{:?}", std::process::ExitCode::SUCCESS));
    }
}

#[test]
fn an_order_is_handed_over_in_pieces_that_the_host_takes_and_too_long_a_one_is_refused() {
    let long = Order { body: Some("é\"".repeat(100 << 10)), ..get("http://127.0.0.1/") };
    let variables = env_of(&long).unwrap();
    assert!(variables.len() > 1);
    assert!(variables.iter().all(|(name, value)| name.len() + value.len() + 2 <= 128 << 10));
    let read = order(|name| Some(variables.iter().find(|(key, _)| key == name)?.1.clone())).unwrap();
    assert!(read == long);
    let huge = Order { body: Some("x".repeat(LONGEST)), ..long };
    assert!(env_of(&huge).unwrap_err().contains("too long to be handed over"));
}
