//! What stands beside the text: the lines' numbers at its left, what is wrong with them at its right.

use domain::problem::FieldError;
use leptos::prelude::*;

use crate::form::{FormState, field_of};

/// The numbers, those of faulty lines marked. Assistive technology is told the places with the faults.
#[component]
pub(super) fn Numbers(lines: Memo<usize>, faults: Signal<Vec<FieldError>>) -> impl IntoView {
    let faulty = Memo::new(move |_| {
        faults.with(|faults| {
            faults.iter().filter_map(|fault| fault.line).collect::<std::collections::BTreeSet<u32>>()
        })
    });
    let number = move |line: usize| {
        let marked = u32::try_from(line).is_ok_and(|line| faulty.with(|faulty| faulty.contains(&line)));
        let class = if marked { "editor-number editor-number-bad" } else { "editor-number" };
        view! { <span class=class>{line}</span> }
    };
    view! {
        <div class="editor-numbers" aria-hidden="true">
            {move || (1..=lines.get()).map(number).collect_view()}
        </div>
    }
}

/// A row for each line down to the last faulty one; each fault can be reached by keyboard and by a link.
#[component]
pub(super) fn Faults(
    faults: Signal<Vec<FieldError>>,
    /// Brings the caret to a line and column.
    go: Callback<(u32, u32)>,
) -> impl IntoView {
    let state = use_context::<FormState>();
    let anchors = move |fault: &FieldError| state.map(|state| state.field_id(&field_of(fault)));
    move || {
        let faults = faults.get();
        let last = faults.iter().map(line_of).max().unwrap_or(0);
        let mut taken = std::collections::BTreeSet::new();
        let rows = (1..=last)
            .map(|line| {
                let here: Vec<_> = faults
                    .iter()
                    .filter(|fault| line_of(fault) == line)
                    .map(|fault| {
                        // Two faults of one path share a link; the first one has it.
                        let id = anchors(fault).filter(|id| taken.insert(id.clone()));
                        view! { <Fault fault=fault.clone() id go/> }
                    })
                    .collect();
                view! { <li class="editor-line">{here}</li> }
            })
            .collect_view();
        (last > 0).then(|| view! { <ol class="editor-faults" aria-label="Faults by line">{rows}</ol> })
    }
}

/// One without a place stands beside the first line.
fn line_of(fault: &FieldError) -> u32 {
    fault.line.unwrap_or(1).max(1)
}

#[component]
fn Fault(fault: FieldError, id: Option<String>, go: Callback<(u32, u32)>) -> impl IntoView {
    let (line, column) = (line_of(&fault), fault.column.unwrap_or(1));
    let place = fault.line.map(|_| format!("{line}:{column} "));
    let said = fault.line.map(|_| format!("Line {line}, column {column}: "));
    view! {
        <button type="button" class="editor-fault" id=id on:click=move |_| go.run((line, column))>
            <span class="visually-hidden">{said}</span>
            <span class="editor-place" aria-hidden="true">{place}</span>
            <span class="editor-words">{fault.message}</span>
        </button>
    }
}
