//! One work item: what is asked, the answer, and what happens after.

use domain::id::TaskId;
use domain::permission::{Permission, Role};
use domain::process::Comment;
use domain::task::{Answered, Task};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::tasks::{Respond, read_task};
use crate::boot::{may, me};
use crate::components::badge::Tone;
use crate::components::field::{AreaField, ChoiceField};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::time::{Clock, Time};
use crate::error::ApiError;
use crate::loaded::load;
use crate::pages::tasks::who_answers;

/// A task and the form that answers it.
#[component]
pub fn TaskPage() -> impl IntoView {
    let params = use_params_map();
    let respond = ServerAction::<Respond>::new();
    let id = move || params.read().get("id").unwrap_or_default();
    let task = load(
        move || (id(), respond.version().get()),
        |(id, _)| async move {
            let id: TaskId =
                id.parse().map_err(|_| ApiError::NotFound("There is no such work item.".to_owned()))?;
            read_task(id).await
        },
    );
    view! {
        <Page title="Work item">
            <Load what=task let:task><TaskView task respond/></Load>
        </Page>
    }
}

#[component]
fn TaskView(task: Task, respond: ServerAction<Respond>) -> impl IntoView {
    let request = format!("/requests/{}", task.request);
    let form = match task.answer.clone() {
        Some(answer) => view! { <Given answer/> }.into_any(),
        None if may_answer(task.role) => view! { <Form task=task.clone() respond/> }.into_any(),
        None => {
            let who = who_answers(task.role);
            view! { <Notice tone=Tone::Plain><p>"This is answered by "{who}"; your role does not allow it."</p></Notice> }.into_any()
        }
    };
    view! {
        <section class="panel">
            <h2>{task.prompt}</h2>
            <dl class="facts">
                <dt>"Request"</dt>
                <dd><a href=request>{task.process}</a>", step "{task.step}</dd>
                <dt>"Asked"</dt>
                <dd><Time at=task.opened/></dd>
                <dt>"Until"</dt>
                <dd>
                    {task.deadline.map_or_else(
                        || "no deadline".into_any(),
                        |at| view! { <Clock at/>", then the step times out" }.into_any(),
                    )}
                </dd>
                <dt>"Answered by"</dt>
                <dd>{who_answers(task.role)}</dd>
            </dl>
        </section>
        <section>{form}</section>
    }
}

/// The answer on record.
#[component]
fn Given(answer: Answered) -> impl IntoView {
    let tone = if answer.outcome == "succeeded" { Tone::Good } else { Tone::Bad };
    view! {
        <Notice tone>
            <p>
                <strong>{crate::words::capital(&answer.outcome.replace('_', " "))}</strong>
                ", by "{answer.by.name}", "<Time at=answer.at/>"."
            </p>
            {answer.comment.map(|comment| view! { <p>"“"{comment}"”"</p> })}
        </Notice>
    }
}

#[component]
fn Form(task: Task, respond: ServerAction<Respond>) -> impl IntoView {
    let hint = match task.comment {
        Comment::Required => "Required. Kept with the answer, for everybody to read.",
        Comment::Optional => "Kept with the answer, for everybody to read.",
    };
    view! {
        <PostForm action=respond id="respond">
            <input type="hidden" name="id" value=task.id.to_string()/>
            <ChoiceField name="outcome" label="How did it end?"
                options=vec![("succeeded", "Succeeded: the request goes on"), ("failed", "Failed: this step has failed")]/>
            <AreaField name="comment" label="Comment" hint/>
            <AreaField name="properties" label="Properties" code=true
                hint="Lines of name=value, handed on to later steps as this step's output. May stay empty."/>
            <p class="hint">
                "Succeeded: the steps that need "<strong>{task.step.clone()}</strong>" begin at once, during maintenance too. "
                "Failed: they are skipped, and the request fails, unless one of them looks at the outcome."
            </p>
            <Submit primary=true>"Send the answer"</Submit>
        </PostForm>
    }
}

/// Whether the viewer may answer a task that names this role. Administrators answer for everybody.
fn may_answer(role: Option<Role>) -> bool {
    let mine = me().map(|me| me.role);
    match role {
        None => may(Permission::RespondToTasks),
        Some(_) => mine == role || mine == Some(Role::Administrator),
    }
}
