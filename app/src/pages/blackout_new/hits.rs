//! The blast radius: what a window would hit, with numbers and names.

use domain::blackout::{BlastRadius, HitRequest};
use domain::drain::Blocker;
use leptos::prelude::*;

use crate::components::time::Clock;
use crate::words::{capital, count};

/// The most that are named.
const NAMED: usize = 8;

/// What it would hit.
#[component]
pub(super) fn Hits(hits: BlastRadius) -> AnyView {
    let clear = hits.scheduled_count == 0 && hits.outlives.is_empty() && hits.outlives_more == 0;
    let class = if clear { "panel" } else { "panel panel-held" };
    let (starts, runs, asks) =
        (scheduled(hits.scheduled_count), outlives(&hits), waiting(hits.waiting_tasks));
    let whose = (!hits.owners.is_empty()).then(|| format!("Whose work it is: {}.", hits.owners.join(", ")));
    let requests = hits.scheduled.into_iter().take(NAMED).map(planned).collect_view();
    let blockers = hits.outlives.into_iter().take(NAMED).map(blocker).collect_view();
    view! {
        <section class=class aria-labelledby="hits">
            <h3 id="hits">"What it hits"</h3>
            <div class="stack-small">
                <p>{starts}</p>
                <ul class="words">{requests}</ul>
                <p>{runs}</p>
                <ul class="words">{blockers}</ul>
                {asks.map(|words| view! { <p>{words}</p> })}
                {whose.map(|words| view! { <p>{words}</p> })}
            </div>
        </section>
    }
    .into_any()
}

fn scheduled(number: u64) -> String {
    match number {
        0 => "No request is scheduled in it.".to_owned(),
        1 => "1 request scheduled in it will not start.".to_owned(),
        n => format!("{n} requests scheduled in it will not start."),
    }
}

fn outlives(hits: &BlastRadius) -> String {
    let known = match hits.outlives.len() {
        0 => "By forecast nothing that runs now outlives its start.".to_owned(),
        1 => "1 running request may outlive its start, by forecast.".to_owned(),
        n => format!("{n} running requests may outlive its start, by forecast."),
    };
    match hits.outlives_more {
        0 => known,
        n => format!("{known} {} beside them, not looked at.", capital(&count(n, "more runs", "more run"))),
    }
}

fn waiting(tasks: u64) -> Option<String> {
    (tasks > 0).then(|| {
        let items = count(tasks, "work item waits", "work items wait");
        format!("{} for a person now.", capital(&items))
    })
}

fn planned(hit: HitRequest) -> impl IntoView {
    let to = format!("/requests/{}", hit.id);
    view! { <li><a href=to>{hit.process}</a>" at "<Clock at=hit.planned/>", by "{hit.owner.name}</li> }
}

fn blocker(one: Blocker) -> impl IntoView {
    let to = format!("/requests/{}", one.id);
    let end = one.expected_end.map(|end| view! { ", expected to end by "<Clock at=end.p90/> });
    view! { <li><a href=to>{one.title}</a>", by "{one.owner.name}{end}</li> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_hits_is_told_in_numbers() {
        assert_eq!(scheduled(3), "3 requests scheduled in it will not start.");
        let more = BlastRadius { outlives_more: 2, ..BlastRadius::default() };
        assert_eq!(
            outlives(&more),
            "By forecast nothing that runs now outlives its start. 2 more run beside them, not looked at."
        );
        assert_eq!(waiting(1).as_deref(), Some("1 work item waits for a person now."));
        assert_eq!(waiting(0), None);
    }
}
