//! How much of the year is closed: a strip of days for each month.

use leptos::prelude::*;

use super::address;
use crate::api::calendar::{Calendar, LEVELS, Month};

pub(super) fn year(calendar: &Calendar) -> AnyView {
    let months = calendar.year.months.iter().map(|one| month(calendar, one)).collect_view();
    view! {
        <section aria-labelledby="the-year">
            <h2 id="the-year">{calendar.year.number.to_string()}</h2>
            <ol class="calendar-year">{months}</ol>
            <p class="soft small">"The darker a day, the longer blackouts close it: up to 1, 4 and 12 hours, and longer."</p>
        </section>
    }
    .into_any()
}

fn month(calendar: &Calendar, month: &Month) -> AnyView {
    let levels = (0..=LEVELS).map(|level| {
        view! { <path class=format!("calendar-level-{level}") d=path(&month.levels, level)/> }
    });
    let levels = levels.collect_view();
    let current = month.chosen.then_some("true");
    let words = format!(": {}", month.words);
    view! {
        <li>
            <a href=address(calendar.view, &month.day) aria-current=current data-noscroll="true" title=month.words.clone()>
                {month.name.clone()}<span class="visually-hidden">{words}</span>
                <svg viewBox="0 0 31 10" height="12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                    {levels}
                </svg>
            </a>
        </li>
    }
    .into_any()
}

/// The days of one level, a box each.
fn path(levels: &[usize], wanted: usize) -> String {
    let days = levels.iter().enumerate().filter(|(_, level)| **level == wanted);
    days.map(|(day, _)| format!("M{day} 0h.8v10h-.8z")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_is_a_box_of_its_level() {
        assert_eq!(path(&[0, 2, 0, 2], 2), "M1 0h.8v10h-.8zM3 0h.8v10h-.8z");
        assert_eq!(path(&[0, 2], 1), "");
    }
}
