//! The steps of a request as a list: where each stands, and what can be seen and done.

use domain::id::RequestId;
use domain::permission::Permission;
use domain::process::StepKind;
use domain::request::{Request, Step, StepStatus};
use leptos::prelude::*;

use crate::boot::may;
use crate::components::graph::kind_words;
use crate::components::pill::{Look, Pill};
use crate::components::time::{Clock, Time, Took};
use crate::telling;

/// The steps, in the definition's order; each row follows its step.
#[component]
pub fn StepList(request: RwSignal<Request>) -> impl IntoView {
    let id = request.with_untracked(|request| request.id);
    let ids = Memo::new(move |_| {
        request.with(|request| request.steps.iter().map(|step| step.id.clone()).collect::<Vec<String>>())
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards requests">
                <thead>
                    <tr>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Step"</th>
                        <th scope="col">"Began"</th>
                        <th scope="col">"Took"</th>
                        <th scope="col"><span class="visually-hidden">"See and do"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=String::clone let(step)>
                        <StepRow request=id name=step.clone() step=one(request, step)/>
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// One step of the request, as it stands; the last known one when it is gone.
fn one(request: RwSignal<Request>, id: String) -> Memo<Option<Step>> {
    Memo::new(move |before: Option<&Option<Step>>| {
        request
            .with(|request| request.steps.iter().find(|step| step.id == id).cloned())
            .or_else(|| before.cloned().flatten())
    })
}

#[component]
fn StepRow(request: RequestId, name: String, step: Memo<Option<Step>>) -> impl IntoView {
    let part = move |f: fn(&Step) -> Option<AnyView>| move || step.with(|step| step.as_ref().and_then(f));
    let look = Signal::derive(move || {
        step.with(|step| step.as_ref().map_or(Look::of_step(StepStatus::Waiting, None), Look::of_this))
    });
    let under = Memo::new(move |_| step.with(|step| step.as_ref().map(under_words)));
    let output = Memo::new(move |_| {
        step.with(|step| step.as_ref().map(|step| step.output.clone()).unwrap_or_default())
    });
    let times = Memo::new(move |_| step.with(|step| step.as_ref().map(|step| (step.began, step.ended))));
    let row = format!("step-{name}");
    view! {
        <tr id=row>
            <td><Pill look/></td>
            <td>
                <span class="row-title">{name}</span>
                <span class="under">{move || under.get()}{part(goes_on)}</span>
                {move || output.with(|output| (!output.is_empty()).then(|| {
                    let lines = output.iter().map(|(name, value)| view! {
                        <dt><code>{name.clone()}</code></dt>
                        <dd>{value.clone()}</dd>
                    });
                    let count = crate::words::count(output.len() as u64, "value", "values");
                    view! {
                        <details class="output">
                            <summary>{format!("Handed on {count}")}</summary>
                            <dl class="facts">{lines.collect_view()}</dl>
                        </details>
                    }
                }))}
            </td>
            <td data-label="Began">
                {move || times.get().and_then(|(began, _)| began).map(|at| view! { <Time at/> })}
            </td>
            <td data-label="Took">
                {move || times.get().and_then(|(began, ended)| Some((began?, ended))).map(|(from, to)| view! { <Took from to/> })}
            </td>
            <td class="acts">{move || step.with(|step| step.as_ref().map(|step| acts(request, step)))}</td>
        </tr>
    }
}

/// Kind, attempt and what there is to say, in one line.
fn under_words(step: &Step) -> String {
    let kind =
        step.kind.parse().map_or_else(|_| step.kind.clone(), |kind: StepKind| kind_words(kind).to_owned());
    let mut words = vec![kind];
    if step.attempt > 1 {
        words.push(format!("attempt {}", step.attempt));
    }
    match (&step.detail, step.exit_code) {
        (Some(detail), _) => words.push(detail.clone()),
        (None, Some(code)) if step.kind == StepKind::Http.as_str() => {
            words.push(format!("answered {code}"));
        }
        (None, Some(code)) if code != 0 => words.push(format!("exit {code}")),
        (None, _) => {}
    }
    words.join(" · ")
}

/// When it goes on by itself.
fn goes_on(step: &Step) -> Option<AnyView> {
    let at = step.wakes.filter(|_| step.status != StepStatus::Ended)?;
    let lead = match (step.status, step.kind.parse()) {
        (StepStatus::Retrying, _) => " · again at ",
        (_, Ok(StepKind::Wait)) => " · until ",
        _ => " · at most until ",
    };
    Some(view! { {lead}<Clock at/> }.into_any())
}

fn acts(request: RequestId, step: &Step) -> AnyView {
    let log = (telling::has_log(step) && step.attempt > 0).then(|| {
        let to = format!("/requests/{request}?step={}#log", step.id);
        let label = format!("Log of {}", step.id);
        view! { <a class="button button-small" href=to aria-label=label>"Log"</a> }
    });
    let child = step.child.map(|child| {
        view! { <a class="button button-small" href=format!("/requests/{child}")>"Sub-process"</a> }
    });
    let waits = step.status == StepStatus::Running;
    let task = step.task.map(|task| {
        let words = if waits && may(Permission::RespondToTasks) { "Respond" } else { "Task" };
        view! { <a class="button button-small" href=format!("/tasks/{task}")>{words}</a> }
    });
    view! { <div class="row-acts">{log}{child}{task}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::process::Outcome;

    use super::*;

    #[test]
    fn a_line_under_a_step_says_what_it_is_and_how_it_failed() {
        let mut step = Step {
            id: "check".to_owned(),
            kind: "shell".to_owned(),
            status: StepStatus::Ended,
            outcome: Some(Outcome::Failed),
            began: None,
            ended: None,
            attempt: 2,
            agent: None,
            exit_code: Some(3),
            detail: None,
            output: std::collections::BTreeMap::new(),
            child: None,
            task: None,
            wakes: None,
        };
        assert_eq!(under_words(&step), "shell · attempt 2 · exit 3");
        step.detail = Some("exit 3: connection refused".to_owned());
        assert_eq!(under_words(&step), "shell · attempt 2 · exit 3: connection refused");
        (step.kind, step.detail, step.attempt) = ("http".to_owned(), None, 1);
        assert_eq!(under_words(&step), "HTTP call · answered 3");
    }
}
