//! The way into the wizard from a day.

use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::blackouts::slots::TakeSlot;
use crate::api::calendar::{Calendar, Day};
use crate::boot::may;
use crate::components::form::{PostForm, Submit};

/// Plans a blackout on the chosen day: for those who may, and while the day is not over.
pub(super) fn plan(calendar: &Calendar, day: &Day) -> AnyView {
    let Some(slot) = calendar.plan.clone().filter(|_| may(Permission::ManageMaintenance)) else {
        return ().into_any();
    };
    let action = ServerAction::<TakeSlot>::new();
    let (zone, words) = (calendar.zone.clone(), format!("Plan a blackout on {}", day.words));
    view! {
        <PostForm action id="plan" class="calendar-plan">
            <input type="hidden" name="slot" value=slot/>
            <input type="hidden" name="zone" value=zone/>
            <input type="hidden" name="answers" value=""/>
            <Submit>{words}</Submit>
        </PostForm>
    }
    .into_any()
}
