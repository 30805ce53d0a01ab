//! The wizard: each step posts all answers, which are kept as a draft for the page that follows.

#[cfg(feature = "ssr")]
use domain::blackout::Dates;
use domain::blackout::{BlackoutDraft, Preview};
#[cfg(feature = "ssr")]
use domain::permission::{ManageMaintenance, Permit};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::next::NextDates;
use super::{BlackoutForm, Step};
use crate::error::ApiError;
use crate::form::draft::Draft;
use crate::zone::Zone;

/// One step, with all answers so far.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Wizard {
    /// Which.
    pub step: Step,
    /// The answers, and what is wrong with them.
    pub draft: Draft,
    /// Every zone that there is, by name, where one is chosen.
    pub zones: Vec<String>,
    /// The next dates of the answers, where they are asked for and can be said.
    pub next: Option<NextDates>,
    /// What it would bring, where it is reviewed.
    pub review: Option<Review>,
}

/// What a blackout would bring.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Review {
    /// What is planned.
    pub plan: BlackoutDraft,
    /// What follows from it.
    pub preview: Preview,
    /// Its zone for the years around it.
    pub zone: Zone,
    /// Its rule and its next dates.
    pub next: NextDates,
}

/// A step with the answers kept under that id; without one the first, with the defaults of rule 27.
#[server(prefix = "/app", endpoint = "blackouts/wizard")]
pub async fn read_wizard(
    #[server(default)] step: String,
    #[server(default)] draft: String,
) -> Result<Wizard, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    if draft.is_empty() {
        let draft = kept(&BlackoutForm::fresh(), None);
        return Ok(Wizard { step: Step::What, draft, zones: Vec::new(), next: None, review: None });
    }
    let draft = context.find(&draft).ok_or_else(|| {
        let words = "What was typed is over ten minutes old, or somebody else's. Begin again.";
        ApiError::NotFound(words.to_owned())
    })?;
    let step = Step::named(&step).unwrap_or(Step::What);
    let form = BlackoutForm::of(&draft);
    if step != Step::Review {
        return asking(&context, &permit, step, &form, draft);
    }
    // Time has passed since it was checked.
    let faults = form.faults(&context.engine, Step::How);
    if let Some(step) = first(&faults) {
        let draft = kept(&form, Some(ApiError::Invalid(faults)));
        return asking(&context, &permit, step, &form, draft);
    }
    let (plan, _) = form.draft();
    let preview = context.engine.preview_blackout(&permit, plan.clone()).await?;
    let zone = super::zone_of(&plan.zone, preview.window.start);
    let dates = Dates { rule: preview.rule.clone(), dates: preview.dates.clone() };
    let next = super::next::written(dates, &plan.zone, &context.zone_name());
    let review = Some(Review { plan, preview, zone, next });
    Ok(Wizard { step, draft, zones: Vec::new(), next: None, review })
}

/// A step that asks, with what it shows beside its questions.
#[cfg(feature = "ssr")]
fn asking(
    context: &crate::context::Context,
    permit: &Permit<ManageMaintenance>,
    step: Step,
    form: &BlackoutForm,
    draft: Draft,
) -> Result<Wizard, ApiError> {
    let (zones, next) = match step {
        Step::When => (super::zones(), super::next::next(context, permit, "", form.clone())?),
        Step::What | Step::How | Step::Review => (Vec::new(), None),
    };
    Ok(Wizard { step, draft, zones, next, review: None })
}

/// Goes on, or to the step that `go` names. On the way forward the answers so far are checked; a fault leads to the
/// step of its field.
#[server(prefix = "/app", endpoint = "blackouts/step")]
pub async fn step_blackout(
    step: String,
    #[server(default)] go: String,
    #[server(flatten)] form: BlackoutForm,
) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    caller.permit::<domain::permission::ManageMaintenance>()?;
    let here = Step::named(&step).unwrap_or(Step::What);
    let to = Step::named(&go).unwrap_or_else(|| here.next());
    if to <= here {
        return lead(&context, &form, to, None);
    }
    let faults = form.faults(&context.engine, here);
    match first(&faults) {
        None => lead(&context, &form, to, None),
        // The form is there to say so itself.
        Some(step) if step == here => Err(ApiError::Invalid(faults)),
        Some(step) => lead(&context, &form, step, Some(ApiError::Invalid(faults))),
    }
}

/// Plans it; a fault leads back to the step of its field.
#[server(prefix = "/app", endpoint = "blackouts/plan")]
pub async fn plan_blackout(#[server(flatten)] form: BlackoutForm) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    let (draft, mut faults) = form.draft();
    if faults.is_empty() {
        match context.engine.plan_blackout(&permit, draft).await.map_err(super::form::told) {
            Ok(planned) => {
                context.go(&format!("/settings/blackouts/{}?done=planned", planned.id));
                return Ok(());
            }
            Err(ApiError::Invalid(found)) => faults = found,
            Err(other) => return Err(other),
        }
    }
    faults.sort_by_key(|fault| Step::of_field(&fault.path));
    let step = first(&faults).unwrap_or(Step::What);
    lead(&context, &form, step, Some(ApiError::Invalid(faults)))
}

/// The step of the first fault.
#[cfg(feature = "ssr")]
fn first(faults: &[domain::problem::FieldError]) -> Option<Step> {
    faults.first().map(|fault| Step::of_field(&fault.path))
}

#[cfg(feature = "ssr")]
fn kept(form: &BlackoutForm, error: Option<ApiError>) -> Draft {
    Draft { form: "blackout".to_owned(), fields: form.fields(), error }
}

/// Keeps the answers and leads to a step.
#[cfg(feature = "ssr")]
pub(super) fn lead(
    context: &crate::context::Context,
    form: &BlackoutForm,
    to: Step,
    error: Option<ApiError>,
) -> Result<(), ApiError> {
    let place = if error.is_some() { "#problems" } else { "" };
    let id = context.keep(kept(form, error)).ok_or(ApiError::Internal)?;
    context.go(&format!("/settings/blackouts/new?step={}&draft={id}{place}", to.as_str()));
    Ok(())
}
