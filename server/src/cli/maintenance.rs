//! `lull maintenance`: the manual hold.

use app::words;
use clap::{Args, Subcommand};
use domain::maintenance::{Edit, Hold, Impact, Maintenance, MaintenanceEdit};
use http::Method;

use super::api::Answer;
use super::call::{Call, Client, Nothing};
use super::change::Change;
use super::drain::{WaitArgs, until_quiet};
use super::end::{End, Told};
use super::facts::Facts;
use super::failure::Failure;
use super::look::{Look, Tint, one_line};
use super::moment::{Moment, exact};
use super::status;

/// What `lull maintenance` can do.
#[derive(Subcommand)]
pub enum MaintenanceCommand {
    /// Let nothing new start; what runs goes on to its end
    ///
    /// The mode is in force when this returns. If it is on already, its texts and times are changed.
    #[command(after_help = ON_HELP)]
    On(Call<OnArgs>),
    /// Lift the hold, so that everything may start again
    ///
    /// Other holds, such as a blackout's, stay in force; this says so.
    Off(Call<OffArgs>),
    /// Say that the hold is still wanted: without an end it asks again after a while
    Keep(Call<Nothing>),
    /// Show whether the mode is on, by whom, why and until when
    Status(Call<Nothing>),
}

const ON_HELP: &str = "\
Examples:
  lull maintenance on --reason 'index rebuild' --until 2h
  lull maintenance on --message 'Back at four' --expires 2026-12-05T04:00:00Z
  lull maintenance on --wait --timeout 30m && systemctl stop postgresql";

/// `lull maintenance on`.
#[derive(Args)]
pub struct OnArgs {
    /// Why, for people who may log in; `none` clears it
    #[arg(long, value_name = "TEXT")]
    reason: Option<Change<String>>,
    /// What everybody is told; `none` clears it
    #[arg(long, value_name = "TEXT")]
    message: Option<Change<String>>,
    /// When it is expected to end: an instant (2026-12-05T04:00:00Z) or from now (2h); a promise of nothing
    #[arg(long, value_name = "WHEN")]
    until: Option<Change<Moment>>,
    /// When it ends by itself: an instant or from now
    #[arg(long, value_name = "WHEN")]
    expires: Option<Change<Moment>>,
    #[command(flatten)]
    condition: Condition,
    #[command(flatten)]
    wait: WaitArgs,
}

/// `lull maintenance off`.
#[derive(Args)]
pub struct OffArgs {
    #[command(flatten)]
    condition: Condition,
}

#[derive(Args)]
struct Condition {
    /// Only if nobody changed anything since: the epoch that `lull maintenance status` told
    #[arg(long, value_name = "EPOCH")]
    if_match: Option<u64>,
}

impl MaintenanceCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::On(call) => call.run(on),
            Self::Off(call) => call.run(off),
            Self::Keep(call) => call.run(keep),
            Self::Status(call) => call.run(show),
        }
    }
}

async fn on(client: &Client, args: &OnArgs) -> Told {
    let now = client.now();
    let edit = MaintenanceEdit {
        enabled: true,
        reason: Change::edit(args.reason.as_ref(), |text| text),
        message: Change::edit(args.message.as_ref(), |text| text),
        estimated_end: Change::edit(args.until.as_ref(), |moment| moment.from(now)),
        expires_at: Change::edit(args.expires.as_ref(), |moment| moment.from(now)),
    };
    let answer = put(client, &edit, &args.condition).await?;
    if args.wait.wait {
        // With --wait the drain is the answer; that the mode is on is said beside it.
        client.out.note("Maintenance mode is on.");
        return until_quiet(client, args.wait.timeout).await;
    }
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        went_on(client).await;
    }
    Ok(End::Done)
}

async fn off(client: &Client, args: &OffArgs) -> Told {
    let edit = MaintenanceEdit {
        enabled: false,
        reason: Edit::Keep,
        message: Edit::Keep,
        estimated_end: Edit::Keep,
        expires_at: Edit::Keep,
    };
    let answer = put(client, &edit, &args.condition).await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

async fn keep(client: &Client, _: &Nothing) -> Told {
    let answer = client.api.ask(Method::POST, &["maintenance", "keep"]).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

async fn show(client: &Client, _: &Nothing) -> Told {
    let answer = client.api.get(&["maintenance"]).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

async fn put(client: &Client, edit: &MaintenanceEdit, condition: &Condition) -> Result<Answer, Failure> {
    let mut ask = client.api.ask(Method::PUT, &["maintenance"]).body(edit);
    if let Some(epoch) = condition.if_match {
        ask = ask.header("if-match", format!("\"{epoch}\""));
    }
    ask.send().await
}

/// Says in numbers what the hold did; that they cannot be had changes nothing.
async fn went_on(client: &Client) {
    let Ok(answer) = client.api.get(&["maintenance", "impact"]).send().await else { return };
    let Ok(impact) = answer.read::<Impact>() else { return };
    client.out.note(&match impact.running {
        0 => "Nothing runs: it is quiet.".to_owned(),
        n => format!(
            "{} {} on to the end; wait for it with:  lull drain --wait",
            words::capital(&words::count(n, "running request", "running requests")),
            if n == 1 { "goes" } else { "go" }
        ),
    });
}

fn tell(maintenance: &Maintenance, look: &Look) -> String {
    let mut facts = Facts::new(look);
    let lead = match (&maintenance.hold, &maintenance.still_closed) {
        (Some(hold), closed) => {
            about(&mut facts, hold, look);
            facts.maybe("beside it", closed.as_deref().map(one_line));
            look.tint(Tint::Warn, "Maintenance mode is on: nothing new starts.")
        }
        (None, Some(closed)) => {
            look.tint(Tint::Warn, &format!("The manual hold is lifted; {}", one_line(closed)))
        }
        (None, None) => "Maintenance mode is off: everything may start.".to_owned(),
    };
    facts.add("epoch", maintenance.epoch.to_string());
    format!("{lead}\n{}", facts.text())
}

fn about(facts: &mut Facts, hold: &Hold, look: &Look) {
    let overdue = hold.estimated_end.is_some_and(|end| end <= look.now);
    facts
        .add("since", format!("{} by {}", exact(hold.since, look.now), one_line(&hold.owner)))
        .maybe("reason", hold.reason.as_ref())
        .maybe("message", hold.message.as_ref())
        .add("expected to end", status::end(hold.estimated_end, overdue, look.now))
        .maybe("ends by itself", hold.expires_at.map(|at| exact(at, look.now)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> String {
        let look = Look { now: "2026-12-05T02:12:00Z".parse().unwrap(), colour: false, width: None };
        tell(&serde_json::from_str(json).unwrap(), &look)
    }

    #[test]
    fn the_hold_is_told_with_its_owner_and_its_end() {
        insta::assert_snapshot!(told(
            r#"{"enabled": true, "epoch": 17, "still_closed": null, "hold": {"id": "hold_00000000000000000000000000000007",
                "kind": "manual", "owner": "admin", "since": "2026-12-05T02:00:00Z", "reason": "index rebuild",
                "message": null, "estimated_end": "2026-12-05T04:00:00Z", "expires_at": "2026-12-05T05:00:00Z"}}"#
        ));
    }

    #[test]
    fn lifting_it_says_what_still_keeps_the_gate_closed() {
        let text = told(
            r#"{"enabled": false, "epoch": 18, "hold": null, "still_closed": "still closed by the blackout Patch day"}"#,
        );
        assert!(
            text.starts_with("The manual hold is lifted; still closed by the blackout Patch day\n"),
            "{text}"
        );
        assert!(
            told(r#"{"enabled": false, "epoch": 18, "hold": null, "still_closed": null}"#)
                .starts_with("Maintenance mode is off")
        );
    }
}
