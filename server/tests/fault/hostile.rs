//! Faults 42 and 43: what people type reaches real steps as data, and what is secret is shown nowhere.

use std::path::Path;

use serde_json::{Value, json};
use wiremock::matchers::path_regex;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{Caller, Db, Lull};

/// Starts a process with inputs and waits for its end.
async fn runs(admin: &Caller, process: &str, inputs: &Value) -> Value {
    let id = admin.post("/api/v1/requests", json!({"process": process, "inputs": inputs})).await.is(201).id();
    // The log's stream ends with the request.
    let log = format!("/api/v1/requests/{id}/log");
    admin.streams(&log).await;
    admin.get(&format!("/api/v1/requests/{id}")).await.is(200).json()
}

async fn log_of(admin: &Caller, request: &Value, step: &str) -> String {
    let id = request["id"].as_str().unwrap();
    admin.get(&format!("/api/v1/requests/{id}/log?step={step}")).await.is(200).text
}

/// One script by way of the environment, one by way of a process that runs it, and a call that carries the value.
const CARRIED: &str = r#"
name: carried
kind: global
inputs: [{ name: value }]
steps:
  - id: show
    shell: printf '[%s]' "$VALUE"
    env: { VALUE: "{{ inputs.value }}" }
  - id: hand-on
    run_process: { process: inner, inputs: { value: "{{ inputs.value }}" } }
"#;

const INNER: &str = r#"
name: inner
kind: global
inputs: [{ name: value }]
steps:
  - id: show
    shell: printf '[%s]' "$VALUE"
    env: { VALUE: "{{ inputs.value }}" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn fault_42_whatever_is_typed_into_an_input_reaches_the_shell_as_data() {
    let lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(INNER).await;
    admin.has_process(CARRIED).await;
    let trap = lull.path("trap").display().to_string();
    let values = [
        "$(id)".to_owned(),
        "`id`".to_owned(),
        format!("$(touch {trap})"),
        format!("`touch {trap}`"),
        format!("; touch {trap}"),
        format!("\"; touch {trap}; \""),
        format!("'; touch {trap}; '"),
        format!("\ntouch {trap}\n"),
        format!("x\r\n\ttouch {trap} #"),
        format!("&& touch {trap} || touch {trap} | touch {trap} & touch {trap}"),
        format!("> {trap}"),
        "-n".to_owned(),
        "-rf --no-preserve-root /".to_owned(),
        "--".to_owned(),
        "* ? ~ [a-z]".to_owned(),
        "$VALUE ${PATH} $$ $0".to_owned(),
        "{{ inputs.value }} {{ 7 * 7 }} {% raw %}".to_owned(),
        "\\\" \\' \\n \\".to_owned(),
        "%s %n \u{1b}[2J é 🦀".to_owned(),
        "=a LULL_OUTPUT=/dev/null".to_owned(),
    ];
    for value in &values {
        let request = runs(&admin, "carried", &json!({"value": value})).await;
        assert_eq!(request["status"], "succeeded", "{value:?}: {request}");
        assert_eq!(request["inputs"]["value"], **value);
        assert_eq!(log_of(&admin, &request, "show").await, format!("[{value}]"));
    }
    let shown = format!("[{}]", values[2]);
    let inner = admin.requests().await.into_iter().filter(|request| request["process"]["name"] == "inner");
    let mut logs = Vec::new();
    for request in inner {
        logs.push(log_of(&admin, &request, "show").await);
    }
    assert!(logs.len() == values.len() && logs.contains(&shown), "{logs:?}");
    assert!(!Path::new(&trap).exists(), "a value was executed");
}

/// Upper case, signs that URLs escape and signs that they do not, spaces, letters beyond ASCII.
const TOKEN: &str = "C4nary&7731 =+{x}'";
const WORD: &str = "Zür1ch <Vög3l>@Süd";

/// Forms in which a part of them would be recognised.
const LEAKS: [&str; 6] = ["C4nary", "c4nary", "QzRuYXJ5", "r1ch", "g3l>", "3l%3E"];

const CALLS: &str = r#"
name: calls
kind: global
inputs: [{ name: token, secret: true, required: true }, { name: word, secret: true }]
steps:
  - id: call
    http:
      method: POST
      url: "http://ADDRESS/echo/{{ inputs.token }}/{{ inputs.word }}?key={{ inputs.token }}&word={{ inputs.word }}#{{ inputs.word }}"
      headers: { X-Token: "{{ inputs.token }}", Authorization: "Bearer {{ inputs.token }}" }
      body: "token={{ inputs.token }}&word={{ inputs.word }}"
      timeout: 20s
  - id: sent-on
    http: { url: "http://ADDRESS/elsewhere/{{ inputs.word }}", timeout: 20s }
  - id: unreachable
    http: { url: "http://user:{{ inputs.token }}@127.0.0.1:1/{{ inputs.token }}?{{ inputs.token }}", timeout: 20s }
  - id: no-url
    http: { url: "{{ inputs.word }}", timeout: 20s }
  - id: no-host
    http: { url: "http://{{ inputs.token }}", timeout: 20s }
  - id: shell
    shell: |
      printf '%s\n' "$TOKEN"
      printf 'part-one:%.5s' "$TOKEN"; printf '%s\n' "${TOKEN#?????}"
      printf '%s' "$TOKEN" | base64; printf '%s' "$WORD" | base64; echo "$WORD"
      echo "seen=$TOKEN" >> "$LULL_OUTPUT"
      ls "/nowhere/$TOKEN"
    env: { TOKEN: "{{ inputs.token }}", WORD: "{{ inputs.word }}" }
"#;

/// Every file below a folder in which one of the forms stands.
fn holding_a_leak(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.extend(holding_a_leak(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let holds = |leak: &&&str| bytes.windows(leak.len()).any(|window| window == leak.as_bytes());
            found.extend(LEAKS.iter().find(holds).map(|leak| format!("{leak} in {}", path.display())));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_43_a_secret_of_a_call_and_of_a_script_is_shown_nowhere() {
    let server = MockServer::start().await;
    let echo = ResponseTemplate::new(200)
        .insert_header("etag", format!("\"{TOKEN}\""))
        .set_body_string(format!("you sent {TOKEN}, {WORD} and {}\n", json!([TOKEN, WORD])));
    Mock::given(path_regex("^/echo/")).respond_with(echo).mount(&server).await;
    let elsewhere =
        ResponseTemplate::new(302).insert_header("location", "/echo/?to=C4nary%267731%20%3D%2B%7Bx%7D%27");
    Mock::given(path_regex("^/elsewhere/")).respond_with(elsewhere).mount(&server).await;
    let lull = Lull::with(Db::Sqlite, &[("LULL_LOG", "debug")]).await;
    let admin = lull.admin().await;
    let calls = CALLS.replace("ADDRESS", &server.address().to_string());
    admin.has_process(&calls).await;
    let request = runs(&admin, "calls", &json!({"token": TOKEN, "word": WORD})).await;

    // It arrived where it was meant for, whole.
    let received = server.received_requests().await.unwrap();
    let call = received
        .iter()
        .find(|call| call.url.path().starts_with("/echo/") && call.method == http::Method::POST);
    let call = call.unwrap_or_else(|| panic!("{request}"));
    assert_eq!(call.headers["x-token"].as_bytes(), TOKEN.as_bytes());
    assert_eq!(call.body, format!("token={TOKEN}&word={WORD}").as_bytes());

    let id = request["id"].as_str().unwrap().to_owned();
    let outcome = |step: &str| {
        let steps = request["steps"].as_array().unwrap();
        steps.iter().find(|one| one["id"] == step).unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!((outcome("call").as_str(), outcome("unreachable").as_str()), ("succeeded", "failed"));
    let mut shown = vec![("the request".to_owned(), request.to_string())];
    for step in ["call", "sent-on", "unreachable", "no-url", "no-host", "shell"] {
        let log = log_of(&admin, &request, step).await;
        // What is no URL at all is not shown.
        let is_shown = !matches!(step, "no-url" | "no-host");
        assert!(log.contains("***") == is_shown, "the log of {step}: {log}");
        shown.push((format!("the log of {step}"), log));
        shown.push((
            format!("the page of {step}"),
            admin.page(&format!("/requests/{id}?step={step}")).await.is(200).text,
        ));
    }
    for path in ["/api/v1/requests", "/api/v1/audit", "/metrics"] {
        shown.push((path.to_owned(), admin.get(path).await.is(200).text));
    }
    for path in ["/requests", "/settings/audit", "/maintenance"] {
        shown.push((path.to_owned(), admin.page(path).await.is(200).text));
    }
    shown.push(("the server's own log".to_owned(), lull.log()));
    assert!(lull.log().contains("DEBUG"), "the server does not log at that level");
    let mut leaks: Vec<String> = Vec::new();
    for (place, text) in &shown {
        for leak in LEAKS.iter().filter(|leak| text.contains(**leak)) {
            let at = text.find(leak).unwrap();
            leaks.push(format!("{leak} in {place}: …{}", text[at..].chars().take(60).collect::<String>()));
        }
    }
    leaks.extend(holding_a_leak(&lull.data()));
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
