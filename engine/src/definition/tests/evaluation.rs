//! What expressions give.

use std::collections::BTreeMap;

use domain::process::{FILTERS, Outcome, TESTS};

use super::super::{Expressions, StepValue, Values};

fn values() -> Values {
    let step = |outcome, exit_code, output: &[(&str, &str)]| StepValue {
        outcome,
        exit_code,
        output: output.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    };
    Values {
        inputs: [
            ("day", "2026-12-05"),
            ("token", "s3cret"),
            ("none", ""),
            ("odd", "a\"b'$(id)\n{{ inputs.token }}"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into(),
        steps: BTreeMap::from([
            ("build".to_owned(), step(Outcome::Succeeded, Some(0), &[("file", "out.pdf")])),
            ("sign-off".to_owned(), step(Outcome::TimedOut, None, &[])),
        ]),
    }
}

fn render(template: &str) -> String {
    Expressions::new().render(template, &values()).unwrap_or_else(|error| format!("error: {error}"))
}

fn when(condition: &str) -> Result<bool, String> {
    Expressions::new().when(condition, &values()).map_err(|error| error.to_string())
}

#[test]
fn a_template_gives_its_text_with_the_values_in_it() {
    assert_eq!(render("plain { } text\n"), "plain { } text\n");
    assert_eq!(
        render("{{ inputs.day }}/{{ steps.build.output.file }} {{ steps.build.exit_code }}"),
        "2026-12-05/out.pdf 0"
    );
    assert_eq!(render("{{ steps['sign-off'].outcome }}"), "timed_out");
    assert_eq!(render("a  {{- inputs.day -}}  b"), "a2026-12-05b");
    assert_eq!(render("{{ '{{' }} {{ '}}' }}"), "{{ }}");
    assert_eq!(render("{{ 'late' if steps['sign-off'].outcome == 'timed_out' else 'fine' }}"), "late");
}

#[test]
fn a_value_is_data_and_is_never_evaluated_again() {
    assert_eq!(render("{{ inputs.odd }}"), "a\"b'$(id)\n{{ inputs.token }}");
    assert_eq!(render("{\"x\": {{ inputs.odd | tojson }}}"), r#"{"x": "a\"b'$(id)\n{{ inputs.token }}"}"#);
    assert_eq!(
        render("?q={{ inputs.odd | urlencode }}"),
        "?q=a%22b%27%24%28id%29%0A%7B%7B%20inputs.token%20%7D%7D"
    );
}

#[test]
fn every_filter_and_test_that_the_check_admits_is_there() {
    let arguments = |name: &str| match name {
        "replace" => "('1', '2')",
        "default" => "('x')",
        _ => "",
    };
    for filter in FILTERS {
        let value = if matches!(filter, "int" | "float") { "'12'" } else { "'1b'" };
        let given = render(&format!("{{{{ {value} | {filter}{} }}}}", arguments(filter)));
        assert!(!given.starts_with("error"), "{filter}: {given}");
    }
    for test in TESTS {
        let argument = match test {
            "startingwith" | "endingwith" | "eq" | "ne" => "('a')",
            "in" => "(['a'])",
            _ => "",
        };
        let given = when(&format!("'a' is {test}{argument}"));
        assert!(given.is_ok(), "{test}: {given:?}");
    }
}

#[test]
fn a_missing_value_is_an_error_and_a_default_mends_it() {
    insta::assert_snapshot!(render("{{ steps.build.output.other }}"), @"error: steps.build.output.other has no value");
    insta::assert_snapshot!(render("{{ inputs.unknown }}"), @"error: inputs.unknown has no value");
    insta::assert_snapshot!(render("{{ steps.build.output.other ~ 'x' }}"), @"error: steps.build.output.other ~ 'x' has no value");
    assert_eq!(render("{{ steps.build.output.other | default('none') }}"), "none");
    assert_eq!(render("{{ inputs.none | default('empty') }}"), "empty");
}

#[test]
fn to_when_a_step_that_timed_out_or_was_interrupted_is_failed() {
    assert_eq!(when("{{ steps['sign-off'].outcome == 'failed' }}"), Ok(true));
    assert_eq!(when("steps.build.outcome == 'succeeded' and inputs.day is startingwith('2026')"), Ok(true));
    assert_eq!(when("{{ steps.build.outcome in ['failed', 'skipped'] }}"), Ok(false));
    assert_eq!(when("{{ steps.build.exit_code > 0 }}"), Ok(false));
    let mut values = values();
    values.steps.get_mut("build").unwrap().outcome = Outcome::Interrupted;
    assert_eq!(Expressions::new().when("{{ steps.build.outcome == 'failed' }}", &values), Ok(true));
    assert_eq!(Expressions::new().render("{{ steps.build.outcome }}", &values), Ok("interrupted".to_owned()));
}

#[test]
fn a_text_is_no_condition() {
    insta::assert_snapshot!(when("{{ inputs.day }}").unwrap_err(), @"inputs.day is neither true nor false but a string: compare it with something, as == 'yes'");
}

#[test]
fn an_error_never_repeats_a_value() {
    for template in [
        "{{ inputs.token | int }}",
        "{{ inputs.token | float }}",
        "{{ inputs.token + 1 }}",
        "{{ -inputs.token }}",
        "{{ inputs.token // 2 }}",
        "{{ inputs.token < 1 }}",
        "{{ inputs.token[inputs.token] }}",
    ] {
        let told = render(template);
        assert!(!told.contains("s3cret"), "{template}: {told}");
    }
}

#[test]
fn a_text_that_grows_without_end_is_cut_off() {
    let mut values = values();
    values.inputs.insert("long".to_owned(), "x".repeat(60_000));
    let told = |template: &str| Expressions::new().render(template, &values).unwrap_err().to_string();
    insta::assert_snapshot!(told("{{ inputs.long }}{{ inputs.long }}{{ inputs.long }}"), @"the text became longer than 120 KiB");
    insta::assert_snapshot!(told("{{ inputs.long | replace('', inputs.long) }}"), @"inputs.long | replace('', inputs.long): the text became too long");
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(1_000), ")".repeat(1_000));
    insta::assert_snapshot!(told(&deep), @"{{ ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((… }} is not an expression: template exceeds maximum recursion limits");
}
