//! Brings the caret to a place in the text.

use domain::problem::FieldError;
use leptos::html;
use leptos::prelude::*;

use crate::form::{FormState, field_of};

/// Puts the caret at a line and column, both from 1, and the focus with it.
pub(super) fn place(area: NodeRef<html::Textarea>, line: u32, column: u32) {
    let Some(area) = area.get_untracked() else { return };
    let at = offset(&area.value(), line, column);
    drop(area.focus());
    drop(area.set_selection_range(at, at));
}

/// The offset of a place, in the units that browsers count in (UTF-16); the line's end when it is shorter.
fn offset(text: &str, line: u32, column: u32) -> u32 {
    let units = |text: &str| text.encode_utf16().count();
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let along = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    let lines: usize = text.split('\n').take(before).map(|line| units(line) + 1).sum();
    let here = text.split('\n').nth(before).unwrap_or_default();
    let here: String = here.chars().take(along).collect();
    u32::try_from((lines + units(&here)).min(units(text))).unwrap_or(u32::MAX)
}

/// Follows the links of a form's summary: they name faults, and the caret goes to where those are.
pub(super) fn follow_address(faults: Signal<Vec<FieldError>>, go: Callback<(u32, u32)>) {
    let Some(state) = use_context::<FormState>() else { return };
    Effect::new(move || {
        let handle = window_event_listener_untyped("hashchange", move |_| {
            let Some(hash) = location_hash() else { return };
            let named = faults.with_untracked(|faults| {
                let fault = faults.iter().find(|fault| state.field_id(&field_of(fault)) == hash)?;
                Some((fault.line?, fault.column.unwrap_or(1)))
            });
            if let Some(place) = named {
                go.run(place);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn a_place_is_counted_as_browsers_count() {
        let text = "name: x\nsteps:\n  - id: 😀a\n";
        assert_eq!(offset(text, 1, 1), 0);
        assert_eq!(offset(text, 2, 3), 10);
        assert_eq!(offset(text, 3, 10), 15 + 10);
        assert_eq!(offset(text, 2, 99), 14);
        assert_eq!(offset(text, 99, 1), 27);
    }
}
