//! What is read.

use std::collections::BTreeMap;

use domain::duration::Span;
use domain::permission::Role;
use domain::process::{Comment, Method, Outcome, Wait, Work};

use super::super::{check_inputs, parse_json, parse_yaml};
use super::{reads, told, with_steps};

/// The example of the contract, word for word.
const EXAMPLE: &str = r#"name: nightly-report
kind: global                     # global | component | application
inputs:
  - { name: day, required: true }
  - { name: api_token, secret: true }    # encrypted at rest, masked in logs and pages
steps:
  - id: build
    shell: |
      make report DAY="$DAY"
    env: { DAY: "{{ inputs.day }}" }   # values reach the script here, never spliced into it
    agent: local                       # an agent, a tag, or an input; default: the embedded agent
    timeout: 10m
    retry: { attempts: 2, on: [failed, interrupted] }
  - id: sign-off
    needs: [build]
    manual: { prompt: "Is the report right?", responders: { role: operator }, comment: required }
  - id: publish
    needs: [sign-off]
    run_process: { process: publish, inputs: { day: "{{ inputs.day }}" } }
  - id: ping
    needs: [publish]
    when: "{{ steps.publish.outcome == 'succeeded' }}"
    http: { method: POST, url: "https://example.org/hook", headers: {}, body: "", expect: 2xx, timeout: 30s }
  - id: pause
    needs: [ping]
    wait: { for: 10m }                 # or { until: "{{ inputs.at }}" }
  - id: done
    needs: [pause]
    finish: { outcome: succeeded, message: "published {{ steps.build.output.file }}" }
"#;

#[test]
fn the_contracts_example_is_read_whole() {
    let definition = reads(EXAMPLE).definition;
    assert_eq!(definition.name, "nightly-report");
    assert!(definition.inputs[0].required && definition.inputs[1].secret);
    let [build, sign_off, publish, ping, pause, done] = definition.steps.as_slice() else {
        panic!("six steps")
    };
    assert_eq!(build.work, Work::Shell("make report DAY=\"$DAY\"\n".to_owned()));
    assert_eq!(build.timeout, Some(Span::from_secs(600)));
    let retry = build.retry.as_ref().unwrap();
    assert_eq!(
        (retry.attempts, retry.on.as_slice()),
        (2, [Outcome::Failed, Outcome::Interrupted].as_slice())
    );
    let Work::Manual(manual) = &sign_off.work else { panic!("manual") };
    assert_eq!(manual.responders.as_ref().unwrap().role, Role::Operator);
    assert_eq!(manual.comment, Comment::Required);
    let Work::RunProcess(run) = &publish.work else { panic!("run_process") };
    assert_eq!(run.inputs["day"], "{{ inputs.day }}");
    assert_eq!(ping.reads_outcomes(), ["publish"]);
    let Work::Http(http) = &ping.work else { panic!("http") };
    assert_eq!((http.method, http.timeout), (Method::Post, Span::from_secs(30)));
    assert!(http.expect.accepts(204) && !http.expect.accepts(302));
    assert_eq!(pause.work, Work::Wait(Wait::For(Span::from_secs(600))));
    let Work::Finish(finish) = &done.work else { panic!("finish") };
    assert_eq!(finish.outcome, Outcome::Succeeded);
}

#[test]
fn what_was_read_from_yaml_reads_back_from_its_own_json_and_from_serde() {
    let definition = reads(EXAMPLE).definition;
    let json = serde_json::to_value(&definition).unwrap();
    assert_eq!(parse_json(&json).unwrap().definition, definition);
    assert_eq!(serde_json::from_value::<domain::process::Definition>(json.clone()).unwrap(), definition);
    // JSON is YAML, too.
    assert_eq!(parse_yaml(&json.to_string()).unwrap().definition, definition);
}

#[test]
fn a_value_without_quotes_stays_as_it_was_written() {
    let text = with_steps(
        "  - id: a\n    shell: env\n    env: { V: 1.10, P: 007, N: 1_000, H: 0x1F, B: true, Y: yes, D: 2026-12-05, E: 1e3, I: 8080 }\n",
    );
    let env = &reads(&text).definition.steps[0].env;
    let read: Vec<&str> =
        ["V", "P", "N", "H", "B", "Y", "D", "E", "I"].iter().map(|name| env[*name].as_str()).collect();
    assert_eq!(read[..2], ["1.10", "007"]);
    assert_eq!(read[4..], ["true", "yes", "2026-12-05", "1e3", "8080"]);
    assert_eq!(read[2], "1_000");
}

#[test]
fn an_alias_is_read_as_what_it_names() {
    let text = with_steps(
        "  - id: a\n    shell: env\n    env: &e { A: one }\n  - id: b\n    shell: env\n    env: *e\n",
    );
    assert_eq!(reads(&text).definition.steps[1].env["A"], "one");
}

#[test]
fn a_fault_that_only_the_store_can_find_still_gets_its_line() {
    let fault =
        reads(EXAMPLE).places.fault("steps[2].run_process.process", "there is no process called publish");
    assert_eq!((fault.line, fault.column), (Some(19), Some(29)));
    // A path without a place of its own gets that of what it is in.
    assert_eq!(reads(EXAMPLE).places.fault("steps[2].run_process.inputs.other", "x").line, Some(19));
}

#[test]
fn inputs_of_a_request_are_checked_all_at_once() {
    let definition = reads(
        "name: p\nkind: global\ninputs:\n  - { name: day, required: true }\n  - { name: size, choices: [s, m], default: m }\n  - { name: pin, secret: true }\nsteps:\n  - { id: a, finish: {} }\n",
    )
    .definition;
    let given = |pairs: &[(&str, &str)]| {
        let given: BTreeMap<String, String> =
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        check_inputs(&definition, &given)
    };
    let values = given(&[("day", "today")]).unwrap();
    assert_eq!((values["day"].as_str(), values["size"].as_str(), values["pin"].as_str()), ("today", "m", ""));
    let long = "x".repeat(70_000);
    let faults = given(&[("size", "xl"), ("color", "red"), ("pin", long.as_str())]).unwrap_err();
    insta::assert_snapshot!(told(&faults), @r"
    -:- inputs.color: unknown input color: this process has day, size, pin
    -:- inputs.day: day is required
    -:- inputs.size: size must be one of: s, m
    -:- inputs.pin: pin is longer than 64 KiB
    ");
    for short in ["7", "42", " 42\n", "  ", "é"] {
        assert_eq!(
            told(&given(&[("day", "today"), ("pin", short)]).unwrap_err()),
            "-:- inputs.pin: pin is secret and shorter than 3 characters, which is too short to be masked in logs: \
             use a longer one, or make the input one that is not secret"
        );
    }
    assert_eq!(
        given(&[("day", "today"), ("pin", "")]).unwrap()["pin"],
        "",
        "an optional one may be left empty"
    );
    assert_eq!(given(&[("day", "today"), ("pin", "421")]).unwrap()["pin"], "421");
    assert_eq!(
        told(&given(&[("day", "a\0b")]).unwrap_err()),
        "-:- inputs.day: day contains a NUL character, which no script can be given"
    );
}
