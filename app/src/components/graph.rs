//! A process as a picture: its steps from left to right, with what becomes of them.

pub mod layout;

use domain::process::StepKind;
use leptos::html;
use leptos::prelude::*;

use crate::components::pill::Look;
use layout::{HEIGHT, MOST, Shape, WIDTH, lay_out};

/// Most letters of a step's id that fit into its box.
const LETTERS: usize = 18;
/// Most letters of its state that fit.
const STATE_LETTERS: usize = 25;

/// Draws the steps. Each leads to its row of the list below, which says the same in words.
#[component]
pub fn StepGraph(
    /// The steps, in the definition's order.
    shapes: Vec<Shape>,
    /// How the step at a position looks now; none where nothing runs.
    #[prop(into)]
    look: Callback<usize, Option<Look>>,
) -> impl IntoView {
    if shapes.len() > MOST {
        let words = format!("{} steps are too many to draw: see the list.", shapes.len());
        return view! { <p class="soft">{words}</p> }.into_any();
    }
    let drawn = lay_out(&shapes);
    let lines = drawn
        .lines
        .iter()
        .map(|line| {
            let from = line.from;
            let class = move || {
                let done = look.run(from).is_some_and(|look| look.colour() == "good");
                if done { "graph-line graph-line-done" } else { "graph-line" }
            };
            view! { <path class=class d=line.path.clone()/> }
        })
        .collect_view();
    let xs: Vec<f64> = drawn.places.iter().map(|(x, _)| *x).collect();
    let steps = shapes
        .into_iter()
        .zip(drawn.places)
        .enumerate()
        .map(|(index, (shape, place))| {
            let look = Signal::derive(move || look.run(index));
            view! { <GraphStep shape place look/> }
        })
        .collect_view();
    let the_box = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let active = (0..xs.len()).find(|index| look.run(*index).is_some_and(Look::is_under_way));
        if let (Some(it), Some(x)) = (the_box.get(), active.and_then(|index| xs.get(index))) {
            let middle = x + WIDTH / 2.0 - f64::from(it.client_width()) / 2.0;
            #[expect(clippy::cast_possible_truncation, reason = "a drawing is a few thousand units wide")]
            it.set_scroll_left(middle.max(0.0) as i32);
        }
    });
    let view_box = format!("0 0 {} {}", drawn.width, drawn.height);
    view! {
        <div class="graph" tabindex="0" role="region" aria-label="Steps as a graph" node_ref=the_box>
            <svg viewBox=view_box width=drawn.width.to_string() height=drawn.height.to_string() role="list" aria-label="Steps, each after those at its left">
                <defs>
                    <marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                        <path class="graph-arrow" d="M0 0.5L7.5 4L0 7.5z"/>
                    </marker>
                </defs>
                <g aria-hidden="true">{lines}</g>
                {steps}
            </svg>
        </div>
    }
    .into_any()
}

#[component]
fn GraphStep(shape: Shape, place: (f64, f64), look: Signal<Option<Look>>) -> impl IntoView {
    let (x, y) = place;
    let short: String = if shape.id.chars().count() > LETTERS {
        shape.id.chars().take(LETTERS - 1).chain(['…']).collect()
    } else {
        shape.id.clone()
    };
    let kind = kind_words(shape.kind);
    let state = move || look.get().map_or_else(|| kind.to_owned(), |look| state_words(kind, look));
    let id = shape.id.clone();
    let label = move || format!("{id}: {}", state());
    let class = move || {
        let colour = look.get().map_or("none", Look::colour);
        format!("graph-step graph-step-{colour}")
    };
    let mark = move || look.get().map(|look| look.mark.path()).unwrap_or_default();
    let to = format!("#step-{}", shape.id);
    let (text_x, mark_place) = (x + 36.0, format!("translate({} {})", x + 12.0, y + 9.0));
    view! {
        <g class=class role="listitem">
            <a href=to aria-label=label>
                <title>{shape.id}</title>
                <rect x=x.to_string() y=y.to_string() width=WIDTH.to_string() height=HEIGHT.to_string() rx="8"/>
                <path class="graph-mark" d=mark transform=mark_place/>
                <text class="graph-id" x=text_x.to_string() y=(y + 21.0).to_string()>{short}</text>
                <text class="graph-state" x=text_x.to_string() y=(y + 38.0).to_string()>{state}</text>
            </a>
        </g>
    }
}

/// A kind of step in words.
#[must_use]
pub const fn kind_words(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Shell => "shell",
        StepKind::Http => "HTTP call",
        StepKind::Manual => "manual task",
        StepKind::RunProcess => "process",
        StepKind::Wait => "wait",
        StepKind::Finish => "finish",
    }
}

/// Kind and state; the state alone where both are too long for the box.
fn state_words(kind: &str, look: Look) -> String {
    let state = look.word.to_lowercase();
    let both = format!("{kind} · {state}");
    if both.chars().count() > STATE_LETTERS { state } else { both }
}

#[cfg(test)]
mod tests {
    use domain::process::Outcome;
    use domain::request::StepStatus;

    use super::*;

    #[test]
    fn a_state_is_said_with_the_kind_where_there_is_room() {
        let look = Look::of_step(StepStatus::Ended, Some(Outcome::Succeeded));
        assert_eq!(state_words("shell", look), "shell · succeeded");
        let retrying = Look::of_step(StepStatus::Retrying, None);
        assert_eq!(state_words("a very long kind", retrying), "trying again");
    }
}
