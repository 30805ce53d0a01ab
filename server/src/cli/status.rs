//! `lull status`: the banner's words, and the holds.

use app::words;
use domain::maintenance::Phase;
use domain::status::{StatusHold, SystemStatus};
use domain::time::Timestamp;

use super::call::{Client, Nothing};
use super::end::{End, Told};
use super::facts::Facts;
use super::look::{Look, Tint};
use super::moment::{exact, told};
use super::table::{Table, tinted};

/// Tells the phase, the holds, and when it is expected to open.
pub async fn status(client: &Client, _: &Nothing) -> Told {
    let answer = client.api.get(&["status"]).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

fn tell(status: &SystemStatus, look: &Look) -> String {
    let maintenance = &status.maintenance;
    let mut text = look.tint(Tint::of_phase(status.phase), &lead(status));
    text.push('\n');
    let mut facts = Facts::new(look);
    if maintenance.enabled {
        facts
            .maybe("since", maintenance.since.map(|since| exact(since, look.now)))
            .add("expected to end", end(maintenance.estimated_end, maintenance.overdue, look.now))
            .maybe("message", maintenance.message.as_ref())
            .maybe("reason", maintenance.reason.as_ref());
    }
    if let Some(next) = &status.next_blackout {
        facts.add(
            "next blackout",
            format!("{} to {}", exact(next.start, look.now), exact(next.end, look.now)),
        );
    }
    if let (Some(version), Some(epoch)) = (&status.version, status.epoch) {
        facts.add("server", format!("Lull {version}, epoch {epoch}"));
    }
    text.push_str(&facts.text());
    if !maintenance.holds.is_empty() {
        text.push_str(&format!("\n{}", holds(&maintenance.holds, look)));
    }
    text
}

fn lead(status: &SystemStatus) -> String {
    let still = match status.running {
        None | Some(0) => String::new(),
        Some(n) => format!(
            " {} still {}.",
            words::capital(&words::count(n, "request", "requests")),
            if n == 1 { "runs" } else { "run" }
        ),
    };
    match status.phase {
        Phase::Open => match status.running {
            None => "Open: everything may start.".to_owned(),
            Some(n) => format!(
                "Open: everything may start. {} under way.",
                words::capital(&words::count(n, "request", "requests"))
            ),
        },
        Phase::Announced => "Open, and a blackout is announced.".to_owned(),
        Phase::Draining => format!("Draining: nothing new starts.{still}"),
        Phase::Quiet => "Quiet: nothing new starts, and nothing runs.".to_owned(),
        Phase::Offline => "Offline for maintenance.".to_owned(),
        Phase::Reopening => "Maintenance is ending: Lull is coming back.".to_owned(),
    }
}

/// When a hold is expected to end, in words.
pub(super) fn end(estimated: Option<Timestamp>, overdue: bool, now: Timestamp) -> String {
    match (estimated, overdue) {
        (None, _) => "not known".to_owned(),
        (Some(at), false) => format!("about {}", exact(at, now)),
        (Some(at), true) => format!("{}; taking longer than planned", exact(at, now)),
    }
}

fn holds(holds: &[StatusHold], look: &Look) -> String {
    let mut table = Table::new(look, ["HOLD", "KIND", "OWNER", "SINCE", "EXPECTED END", "REASON"]);
    for hold in holds {
        table.row([
            tinted(Tint::Soft, hold.id.to_string()),
            hold.kind.as_str().into(),
            (&hold.owner).into(),
            told(hold.since, look.now).into(),
            hold.estimated_end.map_or_else(|| "not known".to_owned(), |at| told(at, look.now)).into(),
            hold.reason.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look() -> Look {
        Look { now: "2026-12-05T02:12:00Z".parse().unwrap(), colour: false, width: None }
    }

    #[test]
    fn a_draining_server_tells_who_why_and_until_when() {
        let status: SystemStatus = serde_json::from_str(
            r#"{"version": "0.1.0", "phase": "draining", "maintenance": {"enabled": true, "since": "2026-12-05T02:00:00Z",
                "estimated_end": "2026-12-05T04:00:00Z", "message": "Back at four", "reason": "index rebuild",
                "holds": [{"id": "hold_00000000000000000000000000000007", "kind": "manual", "owner": "admin",
                "since": "2026-12-05T02:00:00Z", "reason": "index rebuild", "estimated_end": "2026-12-05T04:00:00Z"}]},
                "next_blackout": null, "epoch": 17, "running": 2, "at": "2026-12-05T02:12:00Z"}"#,
        )
        .unwrap();
        insta::assert_snapshot!(tell(&status, &look()));
    }

    #[test]
    fn a_stranger_is_told_what_is_public() {
        let status: SystemStatus = serde_json::from_str(
            r#"{"phase": "quiet", "maintenance": {"enabled": true, "since": "2026-12-05T02:00:00Z", "estimated_end": "2026-12-05T02:10:00Z",
                "overdue": true, "message": "Back soon"}, "next_blackout": null, "at": "2026-12-05T02:12:00Z"}"#,
        )
        .unwrap();
        insta::assert_snapshot!(tell(&status, &look()));
    }
}
