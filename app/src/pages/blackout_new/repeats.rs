//! By which rule it comes again. What has no meaning for the choices made is not seen; see `when.css`.

use domain::recurrence::Weekday;
use leptos::prelude::*;

use crate::api::blackouts::{BlackoutForm, weekday_box, weekday_word};
use crate::components::field::{Control, DateField, SelectField, TextField};

/// The questions of a rule.
#[component]
pub(super) fn RepeatsFields(form: BlackoutForm) -> AnyView {
    view! {
        <fieldset class="repeats only-series">
            <legend class="visually-hidden">"Whether it comes again"</legend>
            <Often repeats=form.repeats.clone() every=form.every.clone()/>
            <div class="only-weeks"><Weekdays form=form.clone()/></div>
            <div class="only-months"><InTheMonth form=form.clone()/></div>
            <div class="only-repeating"><Ends ends=form.ends until=form.until count=form.count/></div>
        </fieldset>
    }
    .into_any()
}

// The groups are boxed: as one type they would take more stack than a thread has.

#[component]
fn Often(repeats: String, every: String) -> AnyView {
    let options = options(&[
        ("never", "Never: it comes once"),
        ("days", "Every so many days"),
        ("weeks", "Every so many weeks"),
        ("months", "Every so many months"),
    ]);
    view! {
        <div class="pair">
            <SelectField name="repeats" label="Repeats" value=repeats options/>
            <div class="only-repeating">
                <TextField name="every" label="Every how many" value=every width="short"/>
            </div>
        </div>
    }
    .into_any()
}

/// One check box for each day of the week.
#[component]
fn Weekdays(form: BlackoutForm) -> AnyView {
    let control = Control::of("weekdays", "hinted");
    let (fault, id, described) = (control.fault, control.id.clone(), control.described_by());
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let boxes = Weekday::ALL.into_iter().enumerate().map(move |(number, day)| {
        let name = weekday_box(day);
        // A box that is not ticked is not sent: a draft may lack it, or hold it empty.
        let ticked = Control::of(&name, "").typed.unwrap_or_else(|| form.on(day).to_owned()) == "yes";
        // The first has the group's own id, so that the summary leads to it.
        let id = if number == 0 { id.clone() } else { format!("{id}-{number}") };
        let label_for = id.clone();
        view! {
            <div class="choice">
                <input type="checkbox" id=id name=name value="yes" checked=ticked aria-label=day.words()/>
                <label for=label_for>{day.words().get(..3).unwrap_or_default()}</label>
            </div>
        }
    });
    view! {
        <fieldset class="field" class:field-bad=move || fault.with(Option::is_some) aria-describedby=described>
            <legend>"Weekly on"</legend>
            <p class="hint" id=hint_id>"None ticked: the day of the start."</p>
            {move || fault.get().map(|words| view! {
                <p class="fault" id=fault_id.clone()><span class="visually-hidden">"Error: "</span>{words}</p>
            })}
            <div class="weekdays">{boxes.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn InTheMonth(form: BlackoutForm) -> AnyView {
    let by = options(&[("day", "A day"), ("last", "The last day"), ("nth", "A weekday")]);
    let places =
        options(&[("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("last", "Last")]);
    let days = Weekday::ALL.map(|day| (weekday_word(day), day.words()));
    view! {
        <div class="pair pair-short">
            <SelectField name="month_by" label="Monthly on" value=form.month_by options=by/>
            <div class="only-day">
                <TextField name="month_day" label="Day of the month" value=form.month_day
                    hint="Empty: that of the start."/>
            </div>
            <div class="only-nth">
                <SelectField name="nth" label="Which one" value=form.nth options=places/>
            </div>
            <div class="only-nth">
                <SelectField name="nth_weekday" label="Weekday" value=form.nth_weekday options=options(&days)/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Ends(ends: String, until: String, count: String) -> AnyView {
    let options =
        options(&[("never", "Never"), ("until", "With a date"), ("count", "After a number of dates")]);
    view! {
        <div class="pair">
            <SelectField name="ends" label="Ends" value=ends options/>
            <div class="only-until"><DateField name="until" label="Last possible date" value=until/></div>
            <div class="only-count">
                <TextField name="count" label="How many dates" value=count width="short"/>
            </div>
        </div>
    }
    .into_any()
}

fn options(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
}
