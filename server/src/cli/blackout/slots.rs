//! `lull blackout slots`: where a blackout would hit the least.

use std::str::FromStr;

use app::words;
use clap::Args;
use domain::blackout::LocalTime;
use domain::duration::Span;
use domain::slots::{QuietSlots, Reason, Slot};
use domain::time::Timestamp;

use crate::cli::call::Client;
use crate::cli::end::{End, Told};
use crate::cli::look::{Look, Tint};
use crate::cli::moment::{Moment, clock};
use crate::cli::table::{Shown, Table, tinted};

/// What its `--help` says at its end.
pub const EXAMPLES: &str = "\
Examples:
  lull blackout slots --duration 2h
  lull blackout slots --duration 90m --from 2026-12-05 --to 2026-12-18 --zone Europe/Berlin --limit 3";

/// `lull blackout slots`.
#[derive(Args)]
pub struct SlotsArgs {
    /// How long the blackout takes: 45m, 2h
    #[arg(long, value_name = "SPAN")]
    duration: Span,
    /// Where to begin: a date of the zone, an instant, or from now; now when absent
    #[arg(long, value_name = "WHEN")]
    from: Option<Edge>,
    /// Where to end; the whole day of a date counts. Two weeks on when absent, 92 days at most
    #[arg(long, value_name = "WHEN")]
    to: Option<Edge>,
    /// The zone, such as Europe/Berlin; your own when absent
    #[arg(long)]
    zone: Option<String>,
    /// How many slots, 1 to 50; 10 when absent
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// An end of the range.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Edge {
    /// A date, as it was written.
    Day(String),
    /// An instant, or how far it is from now.
    Moment(Moment),
}

impl FromStr for Edge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if format!("{text}T00:00").parse::<LocalTime>().is_ok() {
            return Ok(Self::Day(text.to_owned()));
        }
        let moment = text.parse().map(Self::Moment);
        moment.map_err(|told: String| format!("{told}, nor a date such as 2026-12-05"))
    }
}

impl Edge {
    /// As the server reads it.
    fn told(&self, now: Timestamp) -> String {
        match self {
            Self::Day(date) => date.clone(),
            Self::Moment(moment) => moment.from(now).to_string(),
        }
    }
}

/// Finds them.
pub async fn slots(client: &Client, args: &SlotsArgs) -> Told {
    let at = |edge: &Option<Edge>| edge.as_ref().map(|edge| edge.told(client.now()));
    let ask = client.api.get(&["blackouts", "slots"]).query("duration", Some(args.duration));
    let ask = ask.query("from", at(&args.from)).query("to", at(&args.to));
    let ask = ask.query("zone", args.zone.as_ref()).query("limit", args.limit);
    client.out.answer(&ask.send().await?, client.now(), tell)?;
    Ok(End::Done)
}

fn tell(found: &QuietSlots, look: &Look) -> String {
    let (zone, length) = (&found.zone, found.duration);
    let Some(first) = found.items.first() else {
        return format!(
            "No slot of {length} is free in that range: search a longer range, or for a shorter slot.\n"
        );
    };
    let mut table = Table::new(look, ["START", "END", "BEGINS", "IN UTC", "HITS", "WHY"]);
    for slot in &found.items {
        let why: Vec<String> = slot.reasons.iter().map(Reason::words).collect();
        table.row([
            slot.local_start.words().into(),
            slot.local_end.words().into(),
            words::relative(slot.start, look.now).into(),
            clock(slot.start, look.now).into(),
            hits(slot),
            why.join(" ").into(),
        ]);
    }
    let start = first.local_start;
    table.text()
        + &format!(
            "\nStart and end are local times of {zone}; hits are runs, as expected. Plan the first with:\n  \
             lull blackout create NAME --start {start} --zone {zone} --duration {length}\n"
        )
}

fn hits(slot: &Slot) -> Shown {
    let tint = if slot.hits == 0.0 {
        Some(Tint::Good)
    } else if slot.hits >= 1.0 {
        Some(Tint::Warn)
    } else {
        None
    };
    tinted(tint, slot.hits.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_of_the_range_is_a_date_an_instant_or_from_now() {
        let now: Timestamp = "2026-12-07T00:00:00Z".parse().unwrap();
        let told = |text: &str| text.parse::<Edge>().unwrap().told(now);
        assert_eq!(told("2026-12-08"), "2026-12-08");
        assert_eq!(told("2026-12-08T01:00:00+01:00"), "2026-12-08T00:00:00Z");
        assert_eq!(told("3d"), "2026-12-10T00:00:00Z");
        assert!("soon".parse::<Edge>().unwrap_err().ends_with("nor a date such as 2026-12-05"));
    }

    #[test]
    fn slots_are_told_in_local_time_with_their_reasons_and_how_to_plan_the_first() {
        let found = r#"{"zone": "Europe/Berlin", "from": "2026-12-07T00:00:00Z", "to": "2026-12-09T00:00:00Z",
            "duration": "2h", "weeks": 8, "next": null, "items": [
            {"start": "2026-12-08T02:00:00Z", "end": "2026-12-08T04:00:00Z", "local_start": "2026-12-08T03:00",
             "local_end": "2026-12-08T05:00", "hits": 0.0,
             "reasons": [{"reason": "nothing_planned"}, {"reason": "quiet_last", "weeks": 8}]},
            {"start": "2026-12-07T12:00:00Z", "end": "2026-12-07T14:00:00Z", "local_start": "2026-12-07T13:00",
             "local_end": "2026-12-07T15:00", "hits": 1.42,
             "reasons": [{"reason": "planned", "count": 1, "first": ["import"]},
                         {"reason": "usually_runs", "process": "report", "per_week": 0.42}]}]}"#;
        let found: QuietSlots = serde_json::from_str(found).unwrap();
        let look = Look { now: "2026-12-07T00:00:00Z".parse().unwrap(), colour: false, width: None };
        insta::assert_snapshot!(tell(&found, &look), @r"
        START             END               BEGINS      IN UTC                   HITS  WHY
        2026-12-08 03:00  2026-12-08 05:00  in 1 d 2 h  2026-12-08 02:00:00 UTC  0     It hits nothing that is planned. It would have hit nothing at this time in the last 8 weeks.
        2026-12-07 13:00  2026-12-07 15:00  in 12 h     12:00:00 UTC             1.42  It hits 1 planned request: import. report ran at this time now and then, about 0.42 times a week.

        Start and end are local times of Europe/Berlin; hits are runs, as expected. Plan the first with:
          lull blackout create NAME --start 2026-12-08T03:00 --zone Europe/Berlin --duration 2h
        ");
        let none = tell(&QuietSlots { items: Vec::new(), ..found }, &look);
        assert!(none.starts_with("No slot of 2h is free in that range"), "{none}");
    }
}
