//! The last step: what the blackout would bring, before anything is saved.

use domain::blackout::{BlackoutDraft, Note, Preview};
use leptos::prelude::*;

use super::dates::DateList;
use super::hits::Hits;
use super::others;
use crate::api::blackouts::next::NextDates;
use crate::api::blackouts::wizard::{PlanBlackout, Review, StepBlackout};
use crate::api::blackouts::{BlackoutForm, Step};
use crate::components::badge::Tone;
use crate::components::form::{PostForm, Submit};
use crate::components::notice::Notice;
use crate::form::draft::Draft;
use crate::pages::blackout::Course;
use crate::pages::blackout::plan::PlanFacts;
use crate::telling::blackouts::course;
use crate::words::count;

/// The form that a button outside of it sends.
const BACK: &str = "blackout-back";

/// Everything once more, and the button that plans it.
#[component]
pub(super) fn ReviewStep(form: BlackoutForm, review: Review, draft: Draft) -> impl IntoView {
    let plan = ServerAction::<PlanBlackout>::new();
    let Review { plan: planned, preview, zone, next } = review;
    let sentences = course(&preview);
    let minds = !(preview.notes.is_empty() && preview.overlaps.is_empty());
    let (window, hits, answers) = (preview.window, preview.hits.clone(), others(&form, None));
    view! {
        <div class="stack review">
            {minds.then(|| view! { <Mind preview/> })}
            <div class="columns">
                <div class="stack">
                    <Part id="window" title=planned.name.clone()><Course window zone/></Part>
                    {next.rule.is_some().then(|| view! { <Comes next/> })}
                    <Part id="happens" title="What will happen">
                        <ul class="words">
                            {sentences.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
                        </ul>
                    </Part>
                </div>
                <div class="stack">
                    <Hits hits/>
                    <Answers plan=planned/>
                </div>
            </div>
        </div>
        <div class="actions wizard-end">
            <PostForm action=plan id="blackout" class="form-inline" brought=draft>
                {answers}
                <Submit primary=true>"Create Maintenance Blackout"</Submit>
            </PostForm>
            <Back form/>
            <a href="/settings/blackouts">"Do not plan it"</a>
        </div>
    }
}

/// What was asked for, and the ways back to it.
#[component]
fn Answers(plan: BlackoutDraft) -> impl IntoView {
    view! {
        <Part id="answers" title="Your answers">
            <PlanFacts plan/>
            <div class="actions">
                <Change to=Step::What>"Change what and why"</Change>
                <Change to=Step::When>"Change when"</Change>
                <Change to=Step::How>"Change how"</Change>
            </div>
        </Part>
    }
}

/// A panel of the review. Boxed: as one type all of them would take more stack than a thread has.
#[component]
fn Part(id: &'static str, #[prop(into)] title: String, children: Children) -> AnyView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h3 id=id>{title}</h3>
            {children()}
        </section>
    }
    .into_any()
}

/// What deserves a second look: daylight saving, and other blackouts close by.
#[component]
fn Mind(preview: Preview) -> AnyView {
    let others = preview.overlaps.into_iter().map(|other| {
        let to = format!("/settings/blackouts/{}", other.id);
        view! { <p>{other.words}{more(other.more)}" "<a href=to>"Look at it"</a></p> }
    });
    view! {
        <div class="minds">
            {preview.notes.iter().map(Note::words).map(|words| view! {
                <Notice tone=Tone::Held><p>{words}</p></Notice>
            }).collect_view()}
            {others.map(|words| view! { <Notice tone=Tone::Held>{words}</Notice> }).collect_view()}
        </div>
    }
    .into_any()
}

/// How many more dates of another blackout come as close, after what is said of the first.
fn more(dates: u64) -> String {
    match dates {
        0 => String::new(),
        dates => format!(" And {}.", count(dates, "more date", "more dates")),
    }
}

/// The rule in words, and its first dates.
#[component]
fn Comes(next: NextDates) -> impl IntoView {
    view! {
        <Part id="comes" title="When it comes">
            {next.rule.map(|rule| view! { <p>{rule}</p> })}
            <DateList dates=next.dates/>
        </Part>
    }
}

/// Leads back to a step, with all answers.
#[component]
fn Back(form: BlackoutForm) -> AnyView {
    let action = ServerAction::<StepBlackout>::new();
    view! {
        <PostForm action id=BACK class="form-inline">
            <input type="hidden" name="step" value=Step::Review.as_str()/>
            {others(&form, None)}
            <Submit sends=("go", Step::How.as_str())>"Back"</Submit>
        </PostForm>
    }
    .into_any()
}

/// A button that leads back to one of the steps.
#[component]
fn Change(to: Step, children: Children) -> impl IntoView {
    view! { <button type="submit" class="link" form=BACK name="go" value=to.as_str()>{children()}</button> }
}
