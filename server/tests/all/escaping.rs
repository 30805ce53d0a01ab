//! Fault 39: script in whatever people and steps can write stays text on every page that shows it.

use serde_json::{Value, json};

use crate::harness::{Caller, World};

/// What breaks out of an element, an attribute, a script and a comment, with a number to find it by.
fn evil(number: u32) -> String {
    format!(
        "--><!--\"'></textarea></title></script><img src=x onerror=alert({number})><script>alert({number})</script>\u{2028}&lt;b&gt;"
    )
}

const DESCRIPTION: u32 = 101;
const INPUT_DESCRIPTION: u32 = 102;
const CHOICE: u32 = 103;
const INPUT: u32 = 104;
const LOG: u32 = 105;
const PROMPT: u32 = 106;
const COMMENT: u32 = 107;
const BYPASS: u32 = 108;
const FINISH: u32 = 109;
const REASON: u32 = 110;
const DEFAULT: u32 = 111;
const DRAFT: u32 = 112;

fn process() -> Value {
    json!({
        "name": "hostile",
        "kind": "global",
        "description": evil(DESCRIPTION),
        "inputs": [
            {"name": "text", "description": evil(INPUT_DESCRIPTION)},
            {"name": "lines", "default": format!("first\n{}", evil(DEFAULT))},
            {"name": "choice", "choices": [evil(CHOICE), "other"], "default": "other"},
        ],
        "steps": [
            {"id": "say", "shell": "printf '%s\\n' \"$TEXT\" \"$LINE\"; printf 'said=%s\\n' \"$LINE\" >> \"$LULL_OUTPUT\"",
             "env": {"TEXT": "{{ inputs.text }}", "LINE": evil(LOG)}},
            {"id": "ask", "needs": ["say"], "manual": {"prompt": evil(PROMPT), "comment": "required"}},
            {"id": "end", "needs": ["ask"], "finish": {"outcome": "succeeded", "message": evil(FINISH)}},
        ],
    })
}

/// Reads pages and insists that nothing in them came to life; keeps them for a look at what they show.
struct Pages {
    browser: Caller,
    read: String,
}

impl Pages {
    async fn reads(&mut self, path: &str) -> String {
        let text = self.browser.get(path).await.is(200).text;
        for alive in ["<img", "<script>alert", "<b>", "<!--\"'>", "\"'></"] {
            assert!(!text.contains(alive), "{path} has {alive} in it:\n{text}");
        }
        // A script of the page's own is never ended by data within it.
        for script in text.split("<script").skip(1) {
            let script = script.split("</script").next().unwrap();
            assert!(!script.contains("<!--"), "{path}: {script}");
        }
        self.read.push_str(&text);
        text
    }

    #[track_caller]
    fn show(&self, what: u32) {
        assert!(self.read.contains(&format!("onerror=alert({what})")), "{what} is shown nowhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_39_script_in_whatever_people_and_steps_write_stays_text_on_every_page() {
    let world = World::start().await;
    let admin = world.admin().await;
    let saved = admin.post("/api/v1/processes", json!({"definition": process()})).await.is(201).json();
    let hold = json!({"enabled": true, "reason": evil(REASON), "message": evil(REASON)});
    admin.put("/api/v1/maintenance", hold).await.is(200);
    let ask = json!({
        "process": "hostile",
        "inputs": {"text": evil(INPUT), "choice": evil(CHOICE)},
        "bypass": {"reason": evil(BYPASS)},
    });
    let refused = json!({"process": "hostile", "inputs": {"text": evil(INPUT)}});
    let refused = admin.post("/api/v1/requests", refused).await.is(409).json();
    let id = admin.post("/api/v1/requests", ask).await.is(201).json()["id"].as_str().unwrap().to_owned();
    let task = loop {
        let tasks = admin.get("/api/v1/tasks").await.is(200).json();
        if let Some(task) = tasks["items"].as_array().unwrap().first() {
            break task["id"].as_str().unwrap().to_owned();
        }
    };
    let browser = admin.as_page().with("accept", "text/html,application/xhtml+xml");
    let mut pages = Pages { browser, read: String::new() };
    let (process, refused) = (saved["id"].as_str().unwrap(), refused["request"]["id"].as_str().unwrap());
    pages.reads(&format!("/tasks/{task}")).await;
    pages.reads("/tasks").await;
    pages.reads(&format!("/requests/{id}?step=say")).await;
    // What was typed into a form that was refused comes back in it.
    let form = format!(
        "id={task}&outcome=nonsense&comment={}&_form=respond&_back=%2Ftasks%2F{task}",
        percent(&evil(DRAFT))
    );
    let sent = pages.browser.with("content-type", "application/x-www-form-urlencoded");
    let back = sent.sends(http::Method::POST, "/app/tasks/respond", Some(form)).await.is(303);
    let back = back.header("location").split('#').next().unwrap().to_owned();
    pages.reads(&back).await;
    let answer = json!({"outcome": "succeeded", "comment": evil(COMMENT), "properties": {"why": "so"}});
    admin.post(&format!("/api/v1/tasks/{task}/respond"), answer).await.is(200);
    let mut log = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while log.next().await.is_some() {}
    for path in [
        &format!("/requests/{id}"),
        &format!("/requests/{id}?step=say"),
        &format!("/requests/{id}?step=ask"),
        &format!("/requests/{refused}"),
        &format!("/tasks/{task}"),
        &format!("/processes/{process}"),
        &format!("/processes/{process}/edit"),
        &format!("/processes/{process}/versions"),
        &format!("/processes/{process}/run"),
        "/requests",
        "/requests/new",
        "/tasks?answered=true",
        "/processes",
        "/maintenance",
        "/settings/audit",
    ] {
        pages.reads(path).await;
    }
    for what in
        [DESCRIPTION, INPUT_DESCRIPTION, CHOICE, INPUT, LOG, PROMPT, COMMENT, BYPASS, FINISH, REASON, DRAFT]
    {
        pages.show(what);
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
