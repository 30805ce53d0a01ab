//! The log of the step that matters now, or of the one that was chosen.

use domain::request::Request;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::requests::log::{LogPart, LogPlace, read_log};
use crate::components::load::Load;
use crate::components::log_view::{LogView, shows};
use crate::error::ApiError;
use crate::live::live;
use crate::loaded::{Loaded, load};
use crate::telling;

/// The log on its way.
pub(super) type LogResource = Loaded<Result<Option<LogPart>, ApiError>>;

/// Loads the part of the log that the address names; a line that is in view already needs no other part.
pub(super) fn resource(id: Memo<String>, place: Memo<LogPlace>) -> LogResource {
    let hydrated = live().hydrated;
    let wanted = Memo::new(move |before: Option<&(String, LogPlace)>| {
        let (id, place) = (id.get(), place.get());
        match before {
            Some(before) if before.0 == id && hydrated.get_untracked() && shows(&place) => before.clone(),
            _ => (id, place),
        }
    });
    load(move || wanted.get(), |(id, place)| read_log(id, place))
}

/// The log, with the ways to other attempts. Unless somebody chose a step, it goes on with the next one.
#[component]
pub(super) fn Logs(request: RwSignal<Request>, place: Memo<LogPlace>, log: LogResource) -> impl IntoView {
    let id = request.with_untracked(|request| request.id);
    let matters = Memo::new(move |_| {
        let wanted = place.with(|place| place.step.clone());
        request.with(|request| {
            let step = if wanted.is_empty() {
                telling::telling_step(&request.steps)
            } else {
                request.steps.iter().find(|step| step.id == wanted)
            };
            step.map(|step| (step.id.clone(), step.attempt))
        })
    });
    Effect::new(move |before: Option<Option<(String, u32)>>| {
        let now = matters.get();
        // Another place loads by itself; here the same place means another step or attempt.
        let chosen = place.with_untracked(|place| !place.attempt.is_empty() || !place.from.is_empty());
        if before.is_some_and(|before| before != now) && !chosen {
            log.refetch();
        }
        now
    });
    let navigate = use_navigate();
    Effect::new(move || {
        let steps = request.with_untracked(|request| {
            let ids = request.steps.iter().map(|step| step.id.clone());
            ids.collect::<Vec<String>>()
        });
        let shown = log.get_untracked().and_then(Result::ok).flatten().map(|part| part.step);
        if let Some(step) = named_elsewhere(location_hash().as_deref(), &steps, shown.as_deref()) {
            let hash = location_hash().unwrap_or_default();
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&format!("/requests/{id}?step={step}#{hash}"), options);
        }
    });
    view! {
        <section id="log" aria-labelledby="log-title">
            <Load what=log let:part><Shown id part/></Load>
        </section>
    }
}

/// The log that was loaded, under its heading.
#[component]
fn Shown(id: domain::id::RequestId, part: Option<LogPart>) -> impl IntoView {
    let Some(part) = part else {
        return view! {
            <h2 id="log-title">"Log"</h2>
            <p class="soft">"There is none yet: only shell steps and HTTP calls write one."</p>
        }
        .into_any();
    };
    let title = format!("Log of {}", part.step);
    let attempts = attempts(id, &part);
    view! {
        <div class="log-head"><h2 id="log-title">{title}</h2>{attempts}</div>
        <LogView request=id part/>
    }
    .into_any()
}

/// Links to each attempt, when there were several.
fn attempts(id: domain::id::RequestId, part: &LogPart) -> Option<AnyView> {
    if part.attempts < 2 {
        return None;
    }
    let (step, shown) = (part.step.clone(), part.attempt);
    let links = (1..=part.attempts).map(move |attempt| {
        let to = format!("/requests/{id}?step={step}&attempt={attempt}#log");
        let current = (attempt == shown).then_some("true");
        view! { <a href=to aria-current=current>{format!("Attempt {attempt}")}</a> }
    });
    Some(view! { <nav class="attempts" aria-label="Attempts">{links.collect_view()}</nav> }.into_any())
}

/// The step whose line the address names (`#build-L12`), when another one is shown.
fn named_elsewhere(hash: Option<&str>, steps: &[String], shown: Option<&str>) -> Option<String> {
    let (step, line) = hash?.rsplit_once("-L")?;
    let is_line = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    let known = steps.iter().find(|known| *known == step)?;
    (is_line && shown != Some(step)).then(|| known.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_names_a_line_of_another_step_leads_to_it() {
        let steps = ["build".to_owned(), "pre-Load".to_owned()];
        let named = |hash| named_elsewhere(Some(hash), &steps, Some("test"));
        assert_eq!(named("build-L12").as_deref(), Some("build"));
        assert_eq!(named("pre-Load-L1").as_deref(), Some("pre-Load"));
        assert_eq!(named("other-L12"), None);
        assert_eq!(named("pre-Load"), None);
        assert_eq!(named_elsewhere(Some("build-L12"), &steps, Some("build")), None);
    }
}
