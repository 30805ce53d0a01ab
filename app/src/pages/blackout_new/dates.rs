//! The next dates beside the questions: what the server said of the form as it stands, a moment after it was typed.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, FormData, HtmlFormElement};

use crate::api::blackouts::BlackoutForm;
use crate::api::blackouts::next::{NextDate, NextDates, tell_next_dates};
use crate::form::draft::Draft;

/// How long nobody must have typed before the dates are asked for.
const REST: Duration = Duration::from_millis(400);

/// What is typed, and the dates that follow from it.
#[derive(Clone, Copy)]
pub(super) struct Following {
    typed: RwSignal<Option<BlackoutForm>>,
    found: RwSignal<Option<NextDates>>,
}

impl Following {
    /// Begins with the dates that the page came with. `begun` is the start of the plan that is changed, or empty.
    pub(super) fn from(next: Option<NextDates>, begun: String) -> Self {
        let following = Self { typed: RwSignal::new(None), found: RwSignal::new(next) };
        following.follow(begun);
        following
    }

    /// Takes what the form holds after something was typed into it.
    pub(super) fn take(self, event: &Event) {
        if let Some(form) = form_around(event) {
            self.typed.set(Some(form));
        }
    }

    /// Asks once nobody types any more. Only the answer to what stands there now counts.
    fn follow(self, begun: String) {
        let Self { typed, found } = self;
        let rest = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move || {
            let Some(form) = typed.get() else { return };
            if let Some(earlier) = rest.get_value() {
                earlier.clear();
            }
            let begun = begun.clone();
            let ask = move || {
                leptos::task::spawn_local(async move {
                    // Not reached, or not allowed any more: going on will say so.
                    let Ok(next) = tell_next_dates(begun, form.clone()).await else { return };
                    if typed.try_with_untracked(|now| now.as_ref() == Some(&form)) == Some(true) {
                        found.try_set(next);
                    }
                });
            };
            rest.set_value(set_timeout_with_handle(ask, REST).ok());
        });
    }
}

/// The form around the field of an event, as it would be sent.
fn form_around(event: &Event) -> Option<BlackoutForm> {
    let field = event.target()?.dyn_into::<Element>().ok()?;
    let form = field.closest("form").ok()??.dyn_into::<HtmlFormElement>().ok()?;
    let sent = FormData::new_with_form(&form).ok()?;
    let names = BlackoutForm::default().fields().into_iter().map(|(name, _)| name);
    let fields = names.map(|name| {
        let value = sent.get(&name).as_string().unwrap_or_default();
        (name, value)
    });
    Some(BlackoutForm::of(&Draft { form: String::new(), fields: fields.collect(), error: None }))
}

/// The rule in words and its next dates.
#[component]
pub(super) fn NextOnes(following: Following) -> AnyView {
    let found = following.found;
    let rule = Memo::new(move |_| found.with(|found| told(found.as_ref())));
    let first = Memo::new(move |_| found.with(|found| first(found.as_ref())));
    view! {
        <section class="next-dates only-series" aria-labelledby="next-dates">
            <h3 id="next-dates">"Next dates"</h3>
            // What changes is told in one sentence; ten dates would be read out at every pause.
            <p aria-live="polite">{rule}<span class="visually-hidden">{first}</span></p>
            {move || found.get().map(|next| view! { <DateList dates=next.dates/> })}
        </section>
    }
    .into_any()
}

fn told(next: Option<&NextDates>) -> String {
    match next.map(|next| &next.rule) {
        Some(Some(rule)) => rule.clone(),
        Some(None) => "It comes once.".to_owned(),
        None => "Not complete yet.".to_owned(),
    }
}

/// For those who hear the page: the first of the dates, which others see below.
fn first(next: Option<&NextDates>) -> String {
    let first = next.and_then(|next| next.dates.first());
    first.map(|first| format!(" First on {}.", first.own)).unwrap_or_default()
}

/// Dates, each in every zone that matters, with what daylight saving does to it.
#[component]
pub(super) fn DateList(dates: Vec<NextDate>) -> AnyView {
    let dates = dates.into_iter().map(|date| {
        let yours = date.yours.map(|yours| format!("{yours} (yours)"));
        let elsewhere: Vec<String> = yours.into_iter().chain(date.utc).collect();
        let elsewhere = (!elsewhere.is_empty()).then(|| elsewhere.join(" · "));
        let notes = date.notes.into_iter().map(|words| view! { <p class="next-note">{words}</p> });
        view! {
            <li>
                {date.own}
                {elsewhere.map(|words| view! { <span class="hint">" · "{words}</span> })}
                {notes.collect_view()}
            </li>
        }
    });
    view! { <ol class="next-list">{dates.collect_view()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_told_and_its_first_date_read_out() {
        let date = NextDate {
            own: "Sat 5 Dec 2026, 02:00 to 03:30 CET".to_owned(),
            yours: None,
            utc: None,
            notes: Vec::new(),
        };
        let mut next = NextDates { rule: Some("Every Saturday at 02:00.".to_owned()), dates: vec![date] };
        assert_eq!(told(Some(&next)), "Every Saturday at 02:00.");
        assert_eq!(first(Some(&next)), " First on Sat 5 Dec 2026, 02:00 to 03:30 CET.");
        next.rule = None;
        assert_eq!((told(Some(&next)), told(None)), ("It comes once.".into(), "Not complete yet.".into()));
        assert_eq!(first(None), "");
    }
}
