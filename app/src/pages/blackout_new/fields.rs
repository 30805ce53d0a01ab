//! The questions, for a new blackout and for one that is changed.

use leptos::prelude::*;

use super::dates::{Following, NextOnes};
use super::repeats::RepeatsFields;
use crate::api::blackouts::BlackoutForm;
use crate::api::blackouts::next::NextDates;
use crate::components::field::{AreaField, ChoiceField, SelectField, TextField, WallField};
use crate::live::live;

/// What it is and why.
#[component]
pub(crate) fn WhatFields(form: BlackoutForm) -> AnyView {
    view! {
        <TextField name="name" label="Name" value=form.name hint="What people know it by, such as: index rebuild."/>
        <AreaField name="reason" label="Reason" value=form.reason rows=2
            hint="For people who may log in: on the banner and with every start that is refused."/>
        <AreaField name="message" label="Public message" value=form.message rows=2
            hint="For everybody, on the log-in page too, from the announcement on."/>
    }
    .into_any()
}

/// When it is, once or by a rule, with the next dates beside it.
#[component]
pub(crate) fn WhenFields(
    form: BlackoutForm,
    zones: Vec<String>,
    next: Option<NextDates>,
    /// The start of the plan that is changed; it may have passed.
    #[prop(optional)]
    begun: String,
) -> AnyView {
    let yours = live().zone.with_untracked(|zone| zone.name.clone());
    let options = zones
        .into_iter()
        .map(|zone| {
            let own = if zone == yours { " (yours)" } else { "" };
            let words = format!("{}{own}", zone.replace('_', " "));
            (zone, words)
        })
        .collect();
    let following = Following::from(next, begun);
    let repeats = form.clone();
    view! {
        <div class="when" on:input=move |event| following.take(&event)>
            <div class="form">
                <div class="pair">
                    <WallField name="start" label="Start" value=form.start/>
                    <SelectField name="zone" label="Time zone" value=form.zone options
                        hint="Local time, summer and winter."/>
                </div>
                <div class="pair">
                    <WallField name="end" label="Planned end" value=form.end hint="What the clock shows then."/>
                    <TextField name="duration" label="Or how long it takes" value=form.duration
                        hint="Such as 45m, 2h or 1h30m."/>
                </div>
                <RepeatsFields form=repeats/>
            </div>
            <NextOnes following/>
        </div>
    }
    .into_any()
}

/// How it goes on. What has no meaning for the choices made is not seen; see `wizard.css`.
#[component]
pub(crate) fn HowFields(form: BlackoutForm) -> impl IntoView {
    view! {
        <Leads announce=form.announce_lead drain=form.drain_lead/>
        <Reach offline=form.database_offline at_end=form.at_end/>
        <Limits stragglers=form.stragglers wait=form.wait hard_maximum=form.hard_maximum/>
    }
}

// The groups are boxed: as one type they would take more stack than a thread has.

#[component]
fn Leads(announce: String, drain: String) -> AnyView {
    view! {
        <div class="pair pair-short">
            <TextField name="announce_lead" label="Announced before" value=announce hint="Such as 24h, or 0s."/>
            <TextField name="drain_lead" label="Nothing new starts before" value=drain hint="What runs goes on."/>
        </div>
    }
    .into_any()
}

#[component]
fn Reach(offline: String, at_end: String) -> AnyView {
    let reach =
        vec![("yes", "Full system: the database goes offline"), ("no", "Maintenance only: it stays online")];
    let ends = vec![("reopen", "Open by itself"), ("confirm", "Stay closed until somebody confirms")];
    view! {
        <div class="pair">
            <ChoiceField name="database_offline" label="Reach" value=offline options=reach/>
            <ChoiceField name="at_end" label="At the end" value=at_end options=ends/>
        </div>
    }
    .into_any()
}

#[component]
fn Limits(stragglers: String, wait: String, hard_maximum: String) -> AnyView {
    let policies = vec![
        ("suspend", "Suspend it at its next step"),
        ("wait", "Wait for it, then suspend it"),
        ("cancel", "Cancel it"),
    ];
    view! {
        <div class="pair">
            <div class="only-offline">
                <ChoiceField name="stragglers" label="What still runs at the start" value=stragglers options=policies/>
                <div class="only-wait">
                    <TextField name="wait" label="Wait at most" value=wait width="short"/>
                </div>
            </div>
            <TextField name="hard_maximum" label="Closed at most" value=hard_maximum
                hint="After the planned end. Empty: twice its length."/>
        </div>
    }
    .into_any()
}
