//! How much of a series is meant: asked before a change and before a cancel.

use domain::blackout::{LocalTime, Scope, SeriesDates, Tally};
use leptos::prelude::*;

use crate::components::field::Control;
use crate::words::count;

/// This date alone, this one and later ones, or all; each with how many that are.
#[component]
pub(crate) fn ScopeField(
    /// The date that it begins with.
    date: LocalTime,
    dates: SeriesDates,
    /// The one that is chosen at first.
    #[prop(optional)]
    chosen: Scope,
) -> AnyView {
    let control = Control::of("scope", "");
    let described = control.described_by();
    let (fault, id, fault_id) = (control.fault, control.id.clone(), format!("{}-fault", control.id));
    let chosen = control.typed.as_deref().and_then(|typed| typed.parse().ok()).unwrap_or(chosen);
    let options = Scope::ALL.into_iter().enumerate().map(move |(number, scope)| {
        let id = if number == 0 { id.clone() } else { format!("{id}-{number}") };
        let label_for = id.clone();
        view! {
            <div class="choice">
                <input type="radio" id=id name="scope" value=scope.as_str() checked=scope == chosen/>
                <label for=label_for>{words(scope, date, &dates)}</label>
            </div>
        }
    });
    view! {
        <fieldset class="field" class:field-bad=move || fault.with(Option::is_some) aria-describedby=described>
            <legend>"Which dates"</legend>
            {move || fault.get().map(|words| view! {
                <p class="fault" id=fault_id.clone()><span class="visually-hidden">"Error: "</span>{words}</p>
            })}
            {options.collect_view()}
        </fieldset>
        <input type="hidden" name="date" value=date.to_string()/>
    }
    .into_any()
}

/// A scope, and what it comes to.
fn words(scope: Scope, date: LocalTime, dates: &SeriesDates) -> String {
    match scope {
        Scope::One => format!("This date alone: {}", date.words()),
        Scope::Later => {
            format!("This one and those after it: {}", told(dates.later.as_ref().unwrap_or(&dates.all)))
        }
        Scope::All => format!("All that are to come: {}", told(&dates.all)),
    }
}

/// How many dates, and until when.
fn told(tally: &Tally) -> String {
    match (tally.dates, tally.last) {
        (None, _) => "without end".to_owned(),
        (Some(dates), Some(last)) => {
            let last = last.words();
            let day = last.split(' ').next().unwrap_or_default();
            format!("{}, until {day}", count(dates, "date", "dates"))
        }
        (Some(dates), None) => count(dates, "date", "dates"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scope_says_how_many_dates_and_until_when() {
        let date: LocalTime = "2027-03-28T02:30".parse().unwrap();
        let tally = |dates| Tally { dates, last: dates.map(|_| "2027-06-13T02:30".parse().unwrap()) };
        let dates = |all, later| SeriesDates {
            next: Some(date),
            rule: String::new(),
            dates: Vec::new(),
            all: tally(all),
            later: Some(tally(later)),
        };
        let ends = dates(Some(15), Some(1));
        assert_eq!(words(Scope::One, date, &ends), "This date alone: 2027-03-28 02:30");
        assert_eq!(words(Scope::Later, date, &ends), "This one and those after it: 1 date, until 2027-06-13");
        assert_eq!(words(Scope::All, date, &ends), "All that are to come: 15 dates, until 2027-06-13");
        assert_eq!(words(Scope::All, date, &dates(None, None)), "All that are to come: without end");
    }
}
