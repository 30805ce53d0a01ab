//! The two answers of rule 23: may Lull be restarted, may the host?

use domain::drain::{Answer, Drain};
use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};

/// Both answers, side by side.
#[component]
pub(super) fn Answers(drain: RwSignal<Drain>) -> impl IntoView {
    let answers = Memo::new(move |_| drain.with(|drain| drain.restart.clone()));
    view! {
        <section aria-label="May it be restarted?">
            <div class="answers">
                <One question="Restart Lull?" answer=Signal::derive(move || answers.with(|answers| answers.lull.clone()))/>
                <One question="Restart the host, or stop the database?" answer=Signal::derive(move || answers.with(|answers| answers.host.clone()))/>
            </div>
        </section>
    }
}

#[component]
fn One(question: &'static str, answer: Signal<Answer>) -> impl IntoView {
    let safe = Memo::new(move |_| answer.with(|answer| answer.safe));
    view! {
        <div class=move || if safe.get() { "answer answer-yes" } else { "answer answer-no" }>
            <Icon glyph=Signal::derive(move || if safe.get() { Glyph::Tick } else { Glyph::Mind })/>
            <div>
                <h2>{question}</h2>
                <p>{move || answer.with(|answer| answer.why.clone())}</p>
            </div>
        </div>
    }
}
