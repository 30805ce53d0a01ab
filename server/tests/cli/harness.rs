//! A server of the test's own, and people who call `lull`.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use rustix::net::{AddressFamily, SocketAddrAny, SocketFlags, SocketType};
use serde_json::Value;

const LULL: &str = env!("CARGO_BIN_EXE_lull");
/// The first administrator's.
pub const PASSWORD: &str = "correct horse battery";

/// A port of this host that nobody else is given while this lives, and where nobody listens but whom we start.
pub struct Port {
    _held: OwnedFd,
    /// With the loopback address.
    pub addr: SocketAddrV4,
}

/// A server on a port of its own with a data folder of its own; it ends with this.
pub struct Server {
    child: Child,
    port: Port,
    url: String,
    folder: tempfile::TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Somebody at a shell.
pub struct Person {
    url: String,
    token: Option<String>,
    folder: PathBuf,
}

/// `lull` with nothing of this host's own surroundings.
pub fn lull() -> Command {
    let mut command = Command::new(LULL);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LULL_")) {
        command.env_remove(name);
    }
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

impl Port {
    /// Takes one. It is bound and not listened at, so that a server may listen there, also after a restart.
    pub fn take() -> Self {
        let held =
            rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None);
        let held = held.unwrap();
        rustix::net::sockopt::set_socket_reuseaddr(&held, true).unwrap();
        rustix::net::bind(&held, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
        let addr: SocketAddrAny = rustix::net::getsockname(&held).unwrap();
        Self { _held: held, addr: addr.try_into().unwrap() }
    }
}

impl Server {
    /// Starts it and waits until it says where it serves.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = Port::take();
        let (child, url) = serve(&folder, &port);
        Self { child, port, url, folder }
    }

    /// Ends it as an administrator would; its folder stays for [`Server::starts_again`].
    pub fn stops(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    /// Starts it again at the same address.
    pub fn starts_again(mut self) -> Self {
        (self.child, _) = serve(&self.folder, &self.port);
        self
    }

    /// Nobody in particular.
    pub fn stranger(&self) -> Person {
        Person { url: self.url.clone(), token: None, folder: self.folder.path().to_owned() }
    }

    /// The administrator, logged in.
    pub fn admin(&self) -> Person {
        self.stranger().logs_in("admin", PASSWORD)
    }
}

fn serve(folder: &tempfile::TempDir, port: &Port) -> (Child, String) {
    let mut command = lull();
    command.args([
        "serve",
        "--addr",
        &port.addr.to_string(),
        "--log",
        "error",
        "--log-format",
        "human",
        "--data-dir",
    ]);
    command.arg(folder.path().join("data")).current_dir(folder.path());
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let url = line.split_whitespace().find(|word| word.starts_with("http://"));
    let url = url.unwrap_or_else(|| panic!("the server said {line:?} and not where it serves")).to_owned();
    (child, url)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Person {
    /// The same person with a token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { url: self.url.clone(), token: Some(token.to_owned()), folder: self.folder.clone() }
    }

    /// The same person, logged in.
    pub fn logs_in(&self, username: &str, password: &str) -> Self {
        let ran = self.types(&["login", "--username", username, "--password-stdin"], password);
        assert_eq!(ran.code, 0, "{ran:?}");
        self.with_token(ran.out.trim())
    }

    /// The command, ready to run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = lull();
        command.args(args).env("LULL_URL", &self.url).current_dir(&self.folder);
        if let Some(token) = &self.token {
            command.env("LULL_TOKEN", token);
        }
        command
    }

    /// Runs `lull`.
    pub fn runs(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Runs `lull` with a line on its standard input.
    pub fn types(&self, args: &[&str], line: &str) -> Ran {
        let mut child = self.begins_with(self.command(args).stdin(Stdio::piped()));
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{line}").unwrap();
        drop(stdin);
        Ran::of(&child.wait_with_output().unwrap())
    }

    /// Posts JSON to the API, for what no command says.
    pub fn posts(&self, path: &str, body: &Value) -> Value {
        let (body, token) = (body.to_string(), self.token.clone().unwrap_or_default());
        let addr = self.url.trim_start_matches("http://");
        let mut stream = std::net::TcpStream::connect(addr).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {addr}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let answer = std::io::read_to_string(stream).unwrap();
        let (_, answer) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(answer).unwrap()
    }

    /// Begins a command whose end is waited for later.
    pub fn begins(&self, args: &[&str]) -> Child {
        self.begins_with(&mut self.command(args))
    }

    fn begins_with(&self, command: &mut Command) -> Child {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs `lull … --output json`, which must do it, and reads its answer.
    pub fn asks(&self, args: &[&str]) -> Value {
        let ran = self.runs(&[args, &["--output", "json"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        ran.json()
    }

    /// Runs `lull`, which must do it.
    pub fn does(&self, args: &[&str]) -> String {
        let ran = self.runs(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        ran.out
    }

    /// Writes a file into the folder that commands run in.
    pub fn writes(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).unwrap();
    }

    /// Saves a process.
    pub fn defines(&self, definition: &str) {
        self.writes("definition.yaml", definition);
        self.does(&["process", "create", "-f", "definition.yaml"]);
    }

    /// Starts a process and gives the request's id.
    pub fn starts(&self, process: &str) -> String {
        text(&self.asks(&["request", "run", process])["id"])
    }

    /// The one open manual task; waits for it by the request's log stream ending or its step's news.
    pub fn finds_the_task_of(&self, request: &str) -> String {
        let mut child = self.begins(&["request", "show", request, "--wait"]);
        let news = BufReader::new(child.stderr.take().unwrap());
        let task = news.lines().map_while(Result::ok).find_map(|line| {
            line.split_whitespace().find(|word| word.starts_with("task_")).map(str::to_owned)
        });
        child.kill().unwrap();
        child.wait().unwrap();
        task.unwrap_or_else(|| panic!("no task of {request} was told"))
    }
}

impl Ran {
    /// What an ended command came to.
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output, which is JSON and nothing else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A text in an answer.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// A process that says hello.
pub const HELLO: &str = r#"name: hello
kind: global
inputs:
  - { name: who, default: world }
steps:
  - id: greet
    shell: echo "hello $WHO"
    env: { WHO: "{{ inputs.who }}" }
"#;

/// A process that waits for a person.
pub const SIGN_OFF: &str = r#"name: sign-off
kind: global
steps:
  - id: ask
    manual: { prompt: "Is the report right?" }
  - id: tell
    needs: [ask]
    shell: echo signed
"#;
