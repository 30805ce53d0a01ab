//! A date and a time in the viewer's zone, which is named beside it and sent along.

use domain::time::Timestamp;
use leptos::prelude::*;

use super::frame::{Control, FieldFrame};
use crate::live::live;

/// A date and time; the form around it needs one [`ZoneField`].
#[component]
pub fn MomentField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Its value when nothing was typed before.
    value: Option<Timestamp>,
) -> impl IntoView {
    let zone = live().zone;
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let typed = control.typed.clone();
    let shown = move || {
        typed.clone().unwrap_or_else(|| value.map(|at| zone.with(|zone| zone.input(at))).unwrap_or_default())
    };
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <span class="beside">
                <input class="input medium" type="datetime-local" id=control.id name=name value=shown
                    aria-describedby=described aria-invalid=invalid/>
                <span class="zone">{move || zone.with(|zone| zone.name.clone())}</span>
            </span>
        </FieldFrame>
    }
}

/// Sends the zone in which the form's times were shown, so that they are read as they were written.
#[component]
pub fn ZoneField() -> impl IntoView {
    let zone = live().zone;
    view! { <input type="hidden" name="zone" value=move || zone.with(|zone| zone.name.clone())/> }
}

/// A date and time on the wall of a zone that another field of the form names.
#[component]
pub fn WallField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Its value when nothing was typed before, as `2026-12-05T02:00`.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let value = control.typed.clone().unwrap_or(value);
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <input class="input" type="datetime-local" id=control.id name=name value=value
                aria-describedby=described aria-invalid=invalid/>
        </FieldFrame>
    }
}

/// A date of the zone that another field of the form names.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Its value when nothing was typed before, as `2026-12-05`.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let value = control.typed.clone().unwrap_or(value);
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <input class="input" type="date" id=control.id name=name value=value
                aria-describedby=described aria-invalid=invalid/>
        </FieldFrame>
    }
}
