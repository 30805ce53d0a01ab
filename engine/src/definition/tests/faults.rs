//! Faulty definitions, and the words and places they are refused with.

use super::{faults, with_steps};

macro_rules! refused {
    ($($(#[$meta:meta])* $name:ident: $text:expr, @$told:literal;)*) => {$(
        $(#[$meta])*
        #[test]
        fn $name() {
            insta::assert_snapshot!(faults(&$text), @$told);
        }
    )*};
}

fn step(rest: &str) -> String {
    with_steps(&format!("  - id: a\n    {rest}\n"))
}

refused! {
    an_unknown_key_gets_a_hint: step("shell: make\n    tiemout: 5m"), @"9:5 steps[0].tiemout: unknown key tiemout; did you mean timeout?";
    an_unknown_key_without_a_likeness_gets_the_list: step("finish: {}\n    colour: red"), @"9:5 steps[0].colour: unknown key colour; known here: id, needs, when, timeout, retry, agent, env, shell, http, manual, run_process, wait, finish, set_property, acquire_lock, release_lock, download_artifacts, install_component";
    a_key_written_twice_names_the_first: step("shell: make\n    env: {}\n    shell: make again"), @"10:5 steps[0].shell: the key shell is there already in line 8";
    two_kinds_in_a_step: step("shell: make\n    http: { url: \"https://example.org\" }"), @"9:5 steps[0].http: the step a does one thing only: it has shell and http";
    no_kind_in_a_step: step("needs: []"), @"7:5 steps[0]: the step a does nothing: it wants one of shell, http, manual, run_process, wait, finish";
    a_kind_of_a_later_version: step("acquire_lock: { name: db }"), @"8:5 steps[0].acquire_lock: acquire_lock comes later: it is not in this version; shell, http, manual, run_process, wait, finish are";
    a_step_without_an_id: with_steps("  - shell: make\n"), @"7:5 steps[0].id: id is missing";
    two_steps_of_one_id: with_steps("  - { id: a, shell: make }\n  - { id: a, shell: make }\n"), @"8:11 steps[1].id: there are two steps called a";
    an_odd_id: with_steps("  - { id: \"../etc\", shell: make }\n"), @r#"7:11 steps[0].id: "../etc": an id begins with a letter from a to z"#;
    a_need_that_is_no_step: step("needs: [b, c]\n    shell: make"), @r#"
    8:13 steps[0].needs[0]: there is no step called "b"
    8:16 steps[0].needs[1]: there is no step called "c"
    "#;
    a_circle_of_needs: with_steps("  - { id: a, needs: [c], shell: make }\n  - { id: b, needs: [a], shell: make }\n  - { id: c, needs: [b], shell: make }\n"), @"7:21 steps[0].needs: the steps need each other in a circle: a needs c needs b needs a";
    a_bad_duration: step("shell: make\n    timeout: 10 minutes"), @r#"9:14 steps[0].timeout: "10 minutes" is not a duration: write it like 500ms, 30s, 10m, 2h or 3d"#;
    a_duration_without_a_unit: step("wait: { for: 10 }"), @r#"8:18 steps[0].wait.for: "10" is not a duration: write it like 500ms, 30s, 10m, 2h or 3d"#;
    retry_out_of_bounds: step("shell: make\n    retry: { attempts: 99, on: [succeeded], backoff: 0.5, delay: 2d }"), @r"
    9:24 steps[0].retry.attempts: attempts counts them all, the first too: 1 to 20
    9:33 steps[0].retry.on[0]: succeeded is never tried again: failed, timed_out and interrupted can be
    9:54 steps[0].retry.backoff: the backoff is a number from 1 to 10
    9:66 steps[0].retry.delay: the delay is at most 1d
    ";
    retry_of_a_kind_that_cannot: step("manual: { prompt: ok? }\n    retry: { attempts: 2 }"), @"9:12 steps[0].retry: a step of kind manual cannot be tried again";
    an_unknown_outcome: step("shell: make\n    retry: { attempts: 2, on: [broken] }"), @r#"9:32 steps[0].retry.on[0]: "broken" is not an outcome: succeeded, failed, timed_out, interrupted, cancelled or skipped"#;
    a_name_of_an_environment_variable: step("shell: make\n    env: { 1ST: a, LULL_OUTPUT: b }"), @r#"
    9:17 steps[0].env.1ST: "1ST" cannot name an environment variable: letters, digits and _ can, a digit not first
    9:33 steps[0].env.LULL_OUTPUT: "LULL_OUTPUT": names that begin with LULL_ are set by Lull itself
    "#;
    env_of_a_step_without_a_script: step("finish: {}\n    env: { A: b }"), @"9:10 steps[0].env: env goes with shell; a step of kind finish has no environment";
    an_unknown_agent: step("shell: make\n    agent: web-1"), @r#"9:12 steps[0].agent: there is no agent "web-1": this version has the embedded one, local"#;
    an_unknown_input: step("shell: make\n    env: { A: \"{{ inputs.dya }}\" }"), @r#"9:15 steps[0].env.A: there is no input called "dya"; there are day, token"#;
    a_step_that_is_not_upstream: with_steps("  - { id: a, shell: make }\n  - { id: b, shell: make, when: \"{{ steps.a.outcome == 'failed' }}\" }\n"), @"8:33 steps[1].when: a may not have ended when b begins: name it in needs";
    a_secret_where_it_would_show: step("manual: { prompt: \"token {{ inputs.token }}\" }"), @"8:23 steps[0].manual.prompt: token is secret and would show here; env, http and the inputs of run_process may read it";
    a_secret_in_a_condition: step("shell: make\n    when: \"{{ inputs.token == 'a' }}\""), @"9:11 steps[0].when: token is secret and would show here; env, http and the inputs of run_process may read it";
    a_timed_out_step_is_failed_to_when: with_steps("  - { id: a, shell: make }\n  - { id: b, needs: [a], shell: make, when: \"{{ steps.a.outcome == 'timed_out' }}\" }\n"), @"8:45 steps[1].when: a step that ended timed_out is 'failed' to when: compare with 'failed'";
    a_step_id_with_a_dash_wants_quotes: with_steps("  - { id: sign-off, shell: make }\n  - { id: b, needs: [sign-off], shell: make, when: \"{{ steps.sign-off.outcome == 'failed' }}\" }\n"), @"8:52 steps[1].when: an id with a dash is written steps['sign-off']: without the quotes it is a subtraction";
    an_expression_that_is_not_closed: step("shell: make\n    env: { A: \"{{ inputs.day\" }"), @"9:15 steps[0].env.A: an expression is not closed: }} is missing";
    an_expression_with_a_fault_in_it: step("shell: make\n    env: { A: \"{{ inputs.day == }}\" }"), @"9:15 steps[0].env.A: {{ inputs.day == }} is not an expression: unexpected end of input, expected expression";
    an_expression_without_quotes: step("shell: make\n    when: {{ inputs.day == 'x' }}"), @r#"9:11 steps[0].when: put the expression in quotes: "{{ … }}"; without them YAML reads a mapping"#;
    an_expression_alone_without_quotes: step("shell: make\n    when: {{ inputs.day }}"), @r#"9:11 steps[0].when: put the expression in quotes: "{{ … }}"; without them YAML reads a mapping"#;
    a_statement: step("finish: { message: \"{% for i in range(9) %}x{% endfor %}\" }"), @"8:24 steps[0].finish.message: statements {% … %} are not available, only {{ … }}; for the two characters themselves write {{ '{%' }}";
    an_unknown_filter: step("finish: { message: \"{{ inputs.day | shout }}\" }"), @"8:24 steps[0].finish.message: there is no filter shout; there are default, upper, lower, trim, replace, length, int, float, first, urlencode, tojson";
    a_function: step("finish: { message: \"{{ range(99999) }}\" }"), @"8:24 steps[0].finish.message: there is no function range";
    a_method: step("finish: { message: \"{{ inputs.day.upper() }}\" }"), @"8:24 steps[0].finish.message: inputs.day is text: it has no parts and no methods";
    all_inputs_at_once: step("finish: { message: \"{{ inputs }}\" }"), @"8:24 steps[0].finish.message: write inputs.NAME: an expression reads one input at a time";
    an_unknown_name: step("finish: { message: \"{{ day }}\" }"), @"8:24 steps[0].finish.message: unknown name day: expressions read inputs.NAME and steps.ID.outcome, .exit_code or .output.NAME; text goes in quotes";
    a_multiplication: step("finish: { message: \"{{ 'x' * 99999999 }}\" }"), @"8:24 steps[0].finish.message: multiplication is not available in expressions";
    faults_of_an_http_step: step("http: { method: FETCH, url: \"ftp://example.org\", expect: ok, headers: { Host: a } }"), @r#"
    8:21 steps[0].http.method: "FETCH" is not a method: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
    8:62 steps[0].http.expect: "ok" names no status: write it like 2xx, 204 or "200, 404"
    "#;
    faults_of_a_manual_step: step("manual: { prompt: \" \", responders: { role: boss }, comment: always }"), @r#"
    8:48 steps[0].manual.responders.role: "boss" is not a role: administrator, operator or viewer
    8:65 steps[0].manual.comment: "always": a comment is required or optional
    "#;
    a_manual_step_without_a_prompt: step("manual: { comment: required }"), @"8:13 steps[0].manual.prompt: prompt is missing";
    a_wait_for_both: step("wait: { for: 1m, until: \"2026-12-05T00:00:00Z\" }"), @"8:11 steps[0].wait: a wait is for a time or until an instant, not both";
    a_wait_until_no_instant: step("wait: { until: tomorrow }"), @r#"8:20 steps[0].wait.until: "tomorrow" is not an instant: write it like 2026-12-05T01:00:00Z"#;
    a_finish_that_is_no_end: step("finish: { outcome: skipped }"), @"8:24 steps[0].finish.outcome: a request finishes succeeded or failed";
    an_empty_value: step("shell: make\n    when:"), @"9:5 steps[0].when: when has no value: give it one, or leave the key out";
    an_empty_script: step("shell: \"\""), @"8:12 steps[0].shell: the script is empty";
    a_list_where_a_text_is_wanted: step("shell: [make, it]"), @"8:12 steps[0].shell: a text is wanted here; this is a list";
    a_text_where_a_list_is_wanted: step("needs: b\n    shell: make"), @"8:12 steps[0].needs: a list is wanted here; this is a text";
    several_faults_at_once: "name: \" x\"\nkind: globl\ninputs: []\nsteps:\n  - { id: a, shell: make, need: [b] }\n  - { id: b, shell: make, timeout: soon }\n", @r#"
    1:7 name: the name begins or ends with a space
    2:7 kind: "globl" is not a kind of process: global, component or application
    5:27 steps[0].need: unknown key need; did you mean needs?
    6:36 steps[1].timeout: "soon" is not a duration: write it like 500ms, 30s, 10m, 2h or 3d
    "#;
    a_kind_of_process_of_a_later_version: "name: x\nkind: component\nsteps:\n  - { id: a, finish: {} }\n", @"2:7 kind: processes of kind component are not in this version yet: only global ones are";
    no_steps: "name: x\nkind: global\nsteps: []\n", @"3:8 steps: a process has at least one step";
    missing_keys: "description: nothing else\n", @r"
    1:1 name: name is missing
    1:1 kind: kind is missing
    1:1 steps: steps is missing
    ";
    faults_of_inputs: "name: x\nkind: global\ninputs:\n  - { name: a-b }\n  - { name: c, secret: true, default: hidden }\n  - { name: c, choices: [x, x, \"\"], default: y }\n  - { name: d, required: yes }\nsteps:\n  - { id: a, finish: {} }\n", @r#"
    4:13 inputs[0].name: "a-b": '-' cannot be in a name: letters, digits and _ can
    5:39 inputs[1].default: a secret input cannot have a default: it would stand in the definition for all to read
    6:13 inputs[2].name: there are two inputs called c
    6:29 inputs[2].choices[1]: the choice "x" is there twice
    6:32 inputs[2].choices[2]: a choice cannot be empty
    6:46 inputs[2].default: the default: c must be one of: x, x, 
    7:26 inputs[3].required: true or false is wanted here; this is a text
    "#;
    not_yaml: "name: x\nsteps:\n  - id: a\n   shell: make\n", @"4:4 : this is not YAML: while parsing a block collection, did not find expected '-' indicator";
    a_tab: "name: x\nsteps:\n\t- id: a\n", @"3:2 : this is not YAML: tabs disallowed within this context (block indentation)";
    not_a_mapping: "- a\n- b\n", @"1:1 : a mapping is wanted here; this is a list";
    nothing_at_all: "\n\n", @"1:1 : the definition is empty";
    two_documents: "name: a\n---\nname: b\n", @"2:1 : a second document begins here; a definition is one";
}
