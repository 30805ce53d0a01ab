//! Blackouts in words.

use app::words::{capital, count};
use domain::blackout::{Blackout, Preview, Stage};
use domain::page::Page;
use domain::recurrence::Recurrence;

use crate::cli::facts::Facts;
use crate::cli::look::{Look, Tint};
use crate::cli::moment::{exact, told};
use crate::cli::table::{Table, tinted};

/// One blackout, whole.
pub fn one(blackout: &Blackout, look: &Look) -> String {
    let (window, stage) = (&blackout.occurrence.window, &blackout.occurrence.stage);
    let mut facts = Facts::new(look);
    facts
        .add("id", blackout.id.to_string())
        .add("stage", words(stage))
        .add("announced from", exact(window.announce_at, look.now))
        .add("nothing starts from", exact(window.drain_at, look.now))
        .add("start", exact(window.start, look.now))
        .add("end", exact(window.end, look.now))
        .add("planned as", format!("{} in {}", blackout.plan.start.words(), blackout.plan.zone))
        .maybe("comes again", rule(blackout).as_deref())
        .add("planned by", &blackout.owner.name)
        .maybe("reason", blackout.plan.reason.as_deref())
        .maybe("message", blackout.plan.message.as_deref());
    let online = if blackout.plan.database_offline { "" } else { "; the database stays online" };
    format!("{}: {}{online}\n{}", blackout.plan.name, words(stage), facts.text())
}

/// Blackouts in a table.
pub fn list(page: &Page<Blackout>, look: &Look) -> String {
    if page.items.is_empty() {
        return "No blackouts. Plan one with:  lull blackout create NAME --start … --zone … --duration …\n"
            .to_owned();
    }
    let mut table = Table::new(look, ["BLACKOUT", "NAME", "STAGE", "START", "LASTS", "PLANNED BY"]);
    for blackout in &page.items {
        let (window, stage) = (&blackout.occurrence.window, &blackout.occurrence.stage);
        let tint = if stage.is_over() {
            Tint::Soft
        } else if stage.holds() {
            Tint::Warn
        } else {
            Tint::Busy
        };
        table.row([
            blackout.id.to_string().into(),
            (&blackout.plan.name).into(),
            tinted(tint, words(stage)),
            told(window.start, look.now).into(),
            window.length().to_string().into(),
            (&blackout.owner.name).into(),
        ]);
    }
    table.text()
}

/// What a draft would bring.
pub fn preview(preview: &Preview, look: &Look) -> String {
    let mut text: String = preview.course.iter().map(|sentence| format!("{sentence}\n")).collect();
    if let Some(rule) = &preview.rule {
        let stop = if rule.ends_with('.') { "" } else { "." };
        text.push_str(&format!("\n{}{stop} Its next dates:\n", capital(rule)));
        for date in &preview.dates {
            let notes: String = date.notes.iter().map(|note| format!("  {}", note.words())).collect();
            let start = exact(date.window.start, look.now);
            text.push_str(&format!("  {}  {start}{notes}\n", date.key.words()));
        }
    }
    for overlap in &preview.overlaps {
        let more = match overlap.more {
            0 => String::new(),
            more => format!(" And {}.", count(more, "more date", "more dates")),
        };
        text.push_str(&format!("{}{more}\n", overlap.words));
    }
    let hits = &preview.hits;
    text.push_str(&format!(
        "\n{} planned {} not start, {} running may outlive the start, {} manual {} for a person.\n",
        hits.scheduled_count,
        if hits.scheduled_count == 1 { "request would" } else { "requests would" },
        hits.outlives.len(),
        hits.waiting_tasks,
        if hits.waiting_tasks == 1 { "task waits" } else { "tasks wait" },
    ));
    for hit in &hits.scheduled {
        let (process, owner) = (&hit.process, &hit.owner.name);
        text.push_str(&format!("  {} {process} by {owner}, {}\n", hit.id, told(hit.planned, look.now)));
    }
    for blocker in &hits.outlives {
        let end = blocker.expected_end.map_or_else(
            || "no forecast yet".to_owned(),
            |end| format!("nine of ten end {}", told(end.p90, look.now)),
        );
        let asks = if blocker.answers_to_come.is_empty() { "" } else { ", plus a person's answer to come" };
        let (title, owner) = (&blocker.title, &blocker.owner.name);
        text.push_str(&format!("  {} {title} by {owner}, {end}{asks}\n", blocker.id));
    }
    if hits.outlives_more > 0 {
        text.push_str(&format!("  and {} more that run, which were not looked at\n", hits.outlives_more));
    }
    if !hits.owners.is_empty() {
        text.push_str(&format!("Concerns {}.\n", hits.owners.join(", ")));
    }
    text + "Nothing is saved.\n"
}

/// By which rule it comes again, in words; none for what comes once.
fn rule(blackout: &Blackout) -> Option<String> {
    let rule = Recurrence::try_from(blackout.plan.recurrence.clone()?).ok()?;
    Some(rule.words(blackout.plan.start))
}

fn words(stage: &Stage) -> String {
    stage.as_str().replace('_', " ")
}
