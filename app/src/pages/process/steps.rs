//! The steps of a definition as a table.

use domain::process::{StepDef, Wait, Work};
use leptos::prelude::*;

use crate::components::graph::kind_words;

/// One row a step.
#[component]
pub(super) fn StepTable(steps: Vec<StepDef>) -> impl IntoView {
    let rows = steps.into_iter().map(|step| {
        let after = if step.needs.is_empty() {
            "at once".to_owned()
        } else {
            format!("after {}", step.needs.join(", "))
        };
        let when =
            step.when.clone().map(|when| view! { <span class="under">"when "<code>{when}</code></span> });
        let row = format!("step-{}", step.id);
        let (kind, what, limits) = (kind_words(step.kind()), what(&step.work), limits(&step));
        view! {
            <tr id=row>
                <td>
                    <span class="row-title">{step.id}</span>
                    <span class="under">{kind}</span>
                </td>
                <td data-label="Begins">{after}{when}</td>
                <td data-label="Does"><code class="does">{what}</code></td>
                <td data-label="Limits">{limits}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards step-table">
                <thead>
                    <tr>
                        <th scope="col">"Step"</th>
                        <th scope="col">"Begins"</th>
                        <th scope="col">"Does"</th>
                        <th scope="col">"Limits"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What it does, in one line; the source has the rest.
fn what(work: &Work) -> String {
    match work {
        Work::Shell(script) => first_line(script),
        Work::Http(http) => format!("{} {}", http.method.as_str(), http.url),
        Work::Manual(manual) => {
            let who = manual.responders.as_ref().map_or("anybody who may respond", |by| by.role.as_str());
            format!("asks {who}: {}", first_line(&manual.prompt))
        }
        Work::RunProcess(run) => format!("runs {}", run.process),
        Work::Wait(Wait::For(span)) => format!("waits {span}"),
        Work::Wait(Wait::Until(template)) => format!("waits until {template}"),
        Work::Finish(finish) => {
            let message = finish.message.as_deref().map(|message| format!(": {message}")).unwrap_or_default();
            format!("ends the request as {}{message}", finish.outcome)
        }
    }
}

fn first_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default().to_owned();
    match lines.count() {
        0 => first,
        more => format!("{first} … and {}", crate::words::count(more as u64, "more line", "more lines")),
    }
}

fn limits(step: &StepDef) -> String {
    let mut words = Vec::new();
    if let Some(limit) = step.timeout {
        words.push(format!("at most {limit}"));
    }
    if let Some(retry) = &step.retry {
        let on: Vec<&str> = retry.on.iter().map(|outcome| outcome.as_str()).collect();
        words.push(format!("{} attempts, again on {}", retry.attempts, on.join(" or ")));
    }
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_told_by_its_first_line() {
        assert_eq!(first_line("\n  make\n"), "make");
        assert_eq!(first_line("make\nmake test\n\nmake ship"), "make … and 2 more lines");
        assert_eq!(first_line(""), "");
    }

    #[test]
    fn limits_are_told_in_words() {
        let step = serde_json::json!({
            "id": "a", "shell": "x", "timeout": "10m", "retry": { "attempts": 3, "on": ["failed", "interrupted"] }
        });
        let step: StepDef = serde_json::from_value(step).unwrap();
        assert_eq!(limits(&step), "at most 10m · 3 attempts, again on failed or interrupted");
    }
}
