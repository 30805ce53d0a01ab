//! One process: what it asks for, its steps, its source, and what ran of it lately.

mod recent;
mod source;
mod steps;
mod versions;

use domain::catalog::Process;
use domain::permission::Permission;
use domain::process::Input;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::processes::{ProcessShown, read_process};
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::graph::StepGraph;
use crate::components::graph::layout::Shape;
use crate::components::load_page::LoadPage;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::time::Time;
use crate::loaded::load;
use recent::Recent;
use source::Source;
use steps::StepTable;
pub use versions::ProcessVersionsPage;

/// A process in its newest version, or in the one that the address names.
#[component]
pub fn ProcessPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        (id, query.with(|query| query.get("version").unwrap_or_default()))
    });
    let shown = load(move || asked.get(), |(id, version)| read_process(id, version));
    view! { <LoadPage what=shown title="Process" let:shown><Detail shown/></LoadPage> }
}

#[component]
fn Detail(shown: ProcessShown) -> impl IntoView {
    let ProcessShown { process, recent } = shown;
    let Process { id, name, version, newest, source, definition, created, author } = process;
    let old = (version < newest).then(|| {
        view! {
            <Notice tone=Tone::Plain>
                <p>
                    {format!("This is version {version}. What runs is the newest, ")}
                    <a href=format!("/processes/{id}")>{format!("version {newest}")}</a>
                    ". "
                    <a href=format!("/processes/{id}/versions?from={version}&to={newest}")>"See what changed"</a>
                </p>
            </Notice>
        }
    });
    let description = definition.description.clone();
    let lead = move || {
        view! {
            {description.clone().map(|text| view! { {text}<br/> })}
            {format!("Version {version}, saved by {} ", author.name)}<Time at=created/>
        }
    };
    let actions = move || {
        let edit = if version < newest {
            (format!("/processes/{id}/edit?version={version}"), "Edit from this version")
        } else {
            (format!("/processes/{id}/edit"), "Edit")
        };
        view! {
            <a class="button" href=format!("/processes/{id}/versions")>"Versions"</a>
            {may(Permission::EditProcesses).then(|| view! { <a class="button" href=edit.0>{edit.1}</a> })}
            {may(Permission::RunProcesses).then(|| view! {
                <a class="button button-primary" href=format!("/processes/{id}/run")>"Run…"</a>
            })}
        }
    };
    let shapes = Shape::all(&definition);
    let title = name.clone();
    view! {
        <Page title lead actions>
            {old}
            <section aria-labelledby="steps">
                <h2 id="steps">"Steps"</h2>
                <StepGraph shapes look=Callback::new(|_| None)/>
                <StepTable steps=definition.steps/>
            </section>
            <section aria-labelledby="inputs">
                <h2 id="inputs">"Inputs"</h2>
                <Inputs inputs=definition.inputs/>
            </section>
            <Recent id requests=recent/>
            <Source source/>
        </Page>
    }
}

/// What a request is asked for.
#[component]
fn Inputs(inputs: Vec<Input>) -> impl IntoView {
    if inputs.is_empty() {
        return view! { <p class="soft">"It asks for none."</p> }.into_any();
    }
    let rows = inputs.into_iter().map(|input| {
        let mut marks: Vec<String> = Vec::new();
        marks.push(if input.required { "required" } else { "optional" }.to_owned());
        if input.secret {
            marks.push("secret".to_owned());
        }
        if !input.choices.is_empty() {
            marks.push(format!("one of {}", input.choices.join(", ")));
        }
        if let Some(default) = input.default.filter(|_| !input.secret) {
            marks.push(format!("usually {default}"));
        }
        view! {
            <dt><code>{input.name}</code></dt>
            <dd>{marks.join(" · ")}{input.description.map(|text| view! { <span class="under">{text}</span> })}</dd>
        }
    });
    view! { <div class="panel"><dl class="facts">{rows.collect_view()}</dl></div> }.into_any()
}
