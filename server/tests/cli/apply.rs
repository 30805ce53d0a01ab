//! `lull apply`: processes as a file says them, all or none.

use serde_json::{Value, json};

use crate::harness::{HELLO, Person, SIGN_OFF, Server};

fn changes(answer: &Value) -> Vec<(String, u64, String)> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let word = |item: &Value, key: &str| crate::harness::text(&item[key]);
    items
        .iter()
        .map(|item| (word(item, "name"), item["version"].as_u64().unwrap(), word(item, "change")))
        .collect()
}

fn told(name: &str, version: u64, change: &str) -> (String, u64, String) {
    (name.to_owned(), version, change.to_owned())
}

fn names(person: &Person) -> Vec<Value> {
    let list = person.asks(&["process", "list"]);
    list["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
}

#[test]
fn a_file_of_processes_is_created_then_updated_and_what_did_not_change_is_said_to() {
    let server = Server::start();
    let admin = server.admin();
    // The one that runs the other comes first; both are new.
    let both = "name: both\nkind: global\nsteps:\n  - id: greet\n    run_process: { process: hello }\n";
    admin.writes("all.yaml", &format!("# Ours\n---\n{both}---\n{HELLO}"));
    let first = admin.asks(&["apply", "-f", "all.yaml"]);
    assert_eq!(changes(&first), [told("hello", 1, "created"), told("both", 1, "created")]);
    assert!(first["next"].is_null() && first["items"][0]["id"].as_str().unwrap().starts_with("proc_"));
    let again = admin.asks(&["apply", "-f", "all.yaml"]);
    assert_eq!(changes(&again), [told("both", 1, "unchanged"), told("hello", 1, "unchanged")]);

    let hello = HELLO.replace("hello $WHO", "good morning $WHO");
    admin.writes("all.yaml", &format!("{both}---\n{hello}---\n{SIGN_OFF}"));
    let table = admin.does(&["apply", "-f", "all.yaml"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        rows,
        [
            ["PROCESS", "VERSION", "CHANGE"],
            ["both", "1", "unchanged"],
            ["hello", "2", "updated"],
            ["sign-off", "1", "created"]
        ]
    );
    assert_eq!(admin.does(&["process", "show", "hello", "--source"]), hello);
    assert_eq!(admin.types(&["apply", "-f", "-"], SIGN_OFF.trim_end()).code, 0, "from standard input");
    assert_eq!(admin.asks(&["process", "show", "sign-off"])["version"], 1);
}

#[test]
fn with_a_fault_in_any_document_nothing_is_applied_and_each_is_told_where_it_stands_in_the_file() {
    let server = Server::start();
    let admin = server.admin();
    let broken = "name: broken\nkind: global\nsteps:\n  - id: a\n    shell: make\n    timeout: soon\n";
    let lost = "name: lost\nkind: global\nsteps:\n  - id: a\n    run_process: { process: nowhere }\n";
    // HELLO has 8 lines.
    admin.writes("all.yaml", &format!("{HELLO}---\n{broken}---\n{lost}---\n{HELLO}"));
    let refused = admin.runs(&["apply", "-f", "all.yaml"]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
    for fault in [
        "all.yaml:15:14: steps[0].timeout: ",
        "all.yaml:21:29: steps[0].run_process.process: ",
        "all.yaml:23:7: name: hello stands in this file twice",
    ] {
        assert!(refused.err.contains(fault), "no {fault:?} in\n{}", refused.err);
    }
    assert_eq!(names(&admin), Vec::<Value>::new());
    let refused = admin.runs(&["apply", "-f", "all.yaml", "--output", "json"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    let problem = refused.json();
    assert_eq!(
        (&problem["type"], &problem["errors"][0]["line"], &problem["errors"][0]["column"]),
        (&json!("/problems/validation"), &json!(15), &json!(14))
    );
}

#[test]
fn new_processes_that_run_each_other_are_refused_with_what_to_do() {
    let server = Server::start();
    let admin = server.admin();
    let runs = |name: &str, other: &str| {
        format!("name: {name}\nkind: global\nsteps:\n  - id: a\n    run_process: {{ process: {other} }}\n")
    };
    admin.writes("all.yaml", &format!("{}---\n{}", runs("chicken", "egg"), runs("egg", "chicken")));
    let refused = admin.runs(&["apply", "-f", "all.yaml"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.err.contains("all.yaml:5:29: ") && refused.err.contains("all.yaml:11:29: "),
        "{refused:?}"
    );
    assert_eq!(names(&admin), Vec::<Value>::new());
}

#[test]
fn a_file_that_is_not_there_or_says_nothing_is_exit_2_and_a_viewer_applies_nothing() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("empty.yaml", "# nothing yet\n---\n");
    for file in ["empty.yaml", "missing.yaml"] {
        let refused = admin.runs(&["apply", "-f", file]);
        assert!(refused.code == 2 && refused.err.contains(file), "{refused:?}");
    }
    admin.types(&["user", "add", "vic", "--role", "viewer", "--password-stdin"], "battery staple");
    admin.writes("hello.yaml", HELLO);
    let refused = server.stranger().logs_in("vic", "battery staple").runs(&["apply", "-f", "hello.yaml"]);
    assert!(refused.code == 1 && refused.err.contains("Edit Processes"), "{refused:?}");
    assert_eq!(names(&admin), Vec::<Value>::new());
}
