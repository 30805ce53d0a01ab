//! Days by the keyboard: with script the arrows move from day to day, and Tab stops at one of them only.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::address;
use crate::api::calendar::{Calendar, Day};
use crate::live::live;

/// How many days lie beside each other.
const ACROSS: usize = 7;

/// The days, and the one that Tab stops at.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    dates: StoredValue<Vec<String>>,
    active: RwSignal<usize>,
}

impl Keys {
    pub(super) fn of(calendar: &Calendar) -> Self {
        let dates = calendar.days.iter().map(|day| day.date.clone()).collect();
        Self { dates: StoredValue::new(dates), active: RwSignal::new(calendar.chosen) }
    }

    fn press(self, event: &KeyboardEvent, at: usize) {
        if event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let key = event.key();
        let date = self.dates.with_value(|dates| {
            let to = moved(at, &key, dates.len())?;
            Some((to, dates.get(to)?.clone()))
        });
        let Some((to, date)) = date else { return };
        event.prevent_default();
        self.active.set(to);
        let there = document().get_element_by_id(&id(&date)).and_then(|it| it.dyn_into::<HtmlElement>().ok());
        if let Some(there) = there {
            drop(there.focus());
        }
    }
}

fn id(date: &str) -> String {
    format!("day-{date}")
}

/// Where a key leads from a day; nowhere beyond those that are shown.
fn moved(at: usize, key: &str, count: usize) -> Option<usize> {
    let first = at - at % ACROSS;
    let to = match key {
        "ArrowLeft" => at.checked_sub(1)?,
        "ArrowRight" => at + 1,
        "ArrowUp" => at.checked_sub(ACROSS)?,
        "ArrowDown" => at + ACROSS,
        "Home" => first,
        "End" => first + ACROSS - 1,
        _ => return None,
    };
    (to < count).then_some(to)
}

/// The link that chooses a day; `seen` is what stands there for those who see the page.
pub(super) fn link(calendar: &Calendar, index: usize, day: &Day, keys: Keys, seen: String) -> AnyView {
    let hydrated = live().hydrated;
    let passed = move || (hydrated.get() && keys.active.get() != index).then_some("-1");
    let current = (calendar.chosen == index).then_some("date");
    let class = if day.date == calendar.today { "calendar-day calendar-today" } else { "calendar-day" };
    view! {
        <a id=id(&day.date) class=class href=address(calendar.view, &day.date) aria-current=current tabindex=passed
            data-noscroll="true" on:focus=move |_| keys.active.set(index)
            on:keydown=move |event| keys.press(&event, index)>
            <span aria-hidden="true">{seen}</span>
            <span class="visually-hidden">{label(day, day.date == calendar.today)}</span>
        </a>
    }
    .into_any()
}

/// A day and what it has, for those who do not see it: `Wednesday 25 November 2026, today: 1 blackout, 2 scheduled`.
fn label(day: &Day, today: bool) -> String {
    let blackouts = day.pieces.len();
    let of = |count: u64, words: &str| (count > 0).then(|| format!("{count} {words}"));
    let has = [
        of(blackouts as u64, if blackouts == 1 { "blackout" } else { "blackouts" }),
        of(day.scheduled.count, "scheduled"),
        of(day.refused.count, "could not start"),
    ];
    let has: Vec<String> = has.into_iter().flatten().collect();
    let today = if today { ", today" } else { "" };
    let has = if has.is_empty() { String::new() } else { format!(": {}", has.join(", ")) };
    format!("{}{today}{has}", day.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_days_that_are_shown() {
        let to = |key| moved(8, key, 35);
        let keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
        assert_eq!(keys.map(to), [7, 9, 1, 15, 7, 13].map(Some));
        assert_eq!(to("Enter"), None);
        assert_eq!((moved(0, "ArrowLeft", 35), moved(3, "ArrowUp", 35)), (None, None));
        assert_eq!((moved(34, "ArrowRight", 35), moved(3, "ArrowDown", 7)), (None, None));
    }
}
