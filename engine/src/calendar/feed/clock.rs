//! A zone's clock as a VTIMEZONE.
//!
//! Most clients know a zone by its IANA name and look no further; this is for the others, and no two of those take the
//! same: some want a rule, Google's cannot bear a few hundred lines before the first event, and a rule that is extended
//! to where there is none puts the hour wrong for good. So a change that comes at the same place of every year is an
//! RRULE from the first year on that it does, which also holds beyond the years described; any other is one
//! observance with its dates in RDATE. The clock's setting at the beginning comes first, as STANDARD, because
//! dateutil looks for one.

use chrono::NaiveDateTime;
use domain::blackout::Zone;

use super::new_year;
use super::sheet::Sheet;
use super::stamp::basic;
use super::yearly::{Yearly, yearly};
use crate::zone::{Change, Iana, Setting};

/// What a zone's clock does in some years.
pub(super) struct Clock {
    zone: Iana,
    first_year: i32,
    last_year: i32,
    changes: Vec<Change>,
}

/// A change that comes again: what the clock is ahead of UTC before it, and what it is set to.
type Kind<'a> = (i32, &'a Setting);

impl Clock {
    /// The clock of a zone in these years, the last one included.
    pub(super) fn of(zone: Iana, first_year: i32, last_year: i32) -> Self {
        let changes = zone.changes(new_year(first_year), new_year(last_year + 1));
        Self { zone, first_year, last_year, changes }
    }

    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    pub(super) fn write(&self, out: &mut Sheet) {
        out.line("BEGIN:VTIMEZONE");
        out.line(&format!("TZID:{}", self.zone.name()));
        let from = new_year(self.first_year);
        let setting = Setting { daylight: false, ..self.zone.setting(from) };
        observance((setting.ahead, &setting), &[self.zone.wall(from)], None, out);
        for (kind, onsets) in self.kinds() {
            let rule = yearly(&onsets, self.last_year);
            let (dates, ruled) = onsets.split_at(rule.as_ref().map_or(onsets.len(), |rule| rule.first));
            observance(kind, dates, None, out);
            observance(kind, ruled, rule.as_ref(), out);
        }
        out.line("END:VTIMEZONE");
    }

    /// The changes by kind, each with its onsets as the clock on the wall shows them before it is set.
    fn kinds(&self) -> Vec<(Kind<'_>, Vec<NaiveDateTime>)> {
        let mut kinds: Vec<(Kind<'_>, Vec<NaiveDateTime>)> = Vec::new();
        for change in &self.changes {
            let kind = (change.before.ahead, &change.after);
            let onset = change.shown_before();
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, onsets)) => onsets.push(onset),
                None => kinds.push((kind, vec![onset])),
            }
        }
        kinds
    }
}

/// A change at each of these onsets, or from the first on by a rule; nothing when there is none.
fn observance((from, to): Kind<'_>, onsets: &[NaiveDateTime], rule: Option<&Yearly>, out: &mut Sheet) {
    let Some((first, more)) = onsets.split_first() else { return };
    let component = if to.daylight { "DAYLIGHT" } else { "STANDARD" };
    out.line(&format!("BEGIN:{component}"));
    out.line(&format!("DTSTART:{}", basic(*first)));
    if let Some(Yearly { rule, .. }) = rule {
        out.line(&format!("RRULE:{rule}"));
    } else if !more.is_empty() {
        let dates: Vec<String> = more.iter().map(|at| basic(*at)).collect();
        out.line(&format!("RDATE:{}", dates.join(",")));
    }
    out.line(&format!("TZOFFSETFROM:{}", offset(from)));
    out.line(&format!("TZOFFSETTO:{}", offset(to.ahead)));
    if let Some(name) = &to.name {
        out.text("TZNAME", name);
    }
    out.line(&format!("END:{component}"));
}

fn offset(ahead: i32) -> String {
    let sign = if ahead < 0 { '-' } else { '+' };
    let (hours, minutes, seconds) = (ahead.abs() / 3_600, ahead.abs() / 60 % 60, ahead.abs() % 60);
    let seconds = if seconds == 0 { String::new() } else { format!("{seconds:02}") };
    format!("{sign}{hours:02}{minutes:02}{seconds}")
}
