//! Days and times as iCalendar writes them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use domain::blackout::Zone;
use domain::time::Timestamp;

use super::fault::short;
use super::lines::Line;
use super::zones::Zones;
use crate::zone::Iana;

/// A day or a time, and whose clock it is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    /// A whole day, wherever one is.
    Day(NaiveDate),
    /// A local time, wherever one is.
    Floating(NaiveDateTime),
    /// A local time in a zone.
    In(Iana, NaiveDateTime),
}

impl When {
    /// Reads one value: `20271231`, `20271231T220000` or `20271231T220000Z`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let local = text.strip_suffix(['Z', 'z']);
        let found = match local.unwrap_or(text).split_once(['T', 't']) {
            None if local.is_none() => date(text).map(Self::Day),
            None => None,
            Some((day, hand)) => date(day).zip(time(hand)).map(|(day, hand)| {
                let at = day.and_time(hand);
                if local.is_some() { Self::In(Iana::utc(), at) } else { Self::Floating(at) }
            }),
        };
        found.ok_or_else(|| {
            format!("\"{}\", which is no day and no time of the years 1970 to 2199: write it like 20271231T220000", short(text))
        })
    }

    /// Reads the values of a property, which may have a zone.
    ///
    /// # Errors
    /// Words that follow the event's name.
    pub(super) fn all(line: &Line, zones: &Zones) -> Result<Vec<Self>, String> {
        let zone = line.param("TZID").map(|tzid| zones.named(tzid)).transpose()?;
        let values = line.value.split(',').map(|text| {
            let when = Self::parse(text).map(|when| match (when, zone) {
                (Self::Floating(at), Some(zone)) => Self::In(zone, at),
                (_, _) => when,
            });
            when.map_err(|told| format!("has a {} of {told}", line.name))
        });
        values.collect()
    }

    /// Reads the one value of a property.
    ///
    /// # Errors
    /// Words that follow the event's name.
    pub(super) fn one(line: &Line, zones: &Zones) -> Result<Self, String> {
        match Self::all(line, zones)?.as_slice() {
            [one] => Ok(*one),
            _ => Err(format!("has several values in its {}: give it one", line.name)),
        }
    }

    /// The zone that it is in; days and floating times are in that of the calendar's reader.
    ///
    /// # Errors
    /// Words that follow the event's name.
    pub(super) fn zone(self, zones: &Zones) -> Result<Iana, String> {
        let what = match self {
            Self::In(zone, _) => return Ok(zone),
            Self::Day(_) => "takes whole days",
            Self::Floating(_) => "has times without a zone",
        };
        zones.floating.ok_or_else(|| format!("{what}: say which zone they are in"))
    }

    /// What it shows on its own clock.
    pub(super) fn hands(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Floating(at) | Self::In(_, at) => at,
        }
    }

    /// The instant that it is; days and floating times are in `zone`.
    pub(super) fn instant(self, zone: Iana) -> Timestamp {
        let zone = if let Self::In(own, _) = self { own } else { zone };
        zone.local(self.hands()).instant()
    }

    /// What the clock of a zone shows then.
    pub(super) fn on_the_wall_of(self, zone: Iana) -> NaiveDateTime {
        match self {
            Self::In(own, _) if own != zone => zone.wall(self.instant(zone)),
            Self::Day(_) | Self::Floating(_) | Self::In(_, _) => self.hands(),
        }
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !has_digits_only(text) {
        return None;
    }
    let date =
        NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    date.filter(|date| (1970..2200).contains(&date.year()))
}

/// A leap second is the one before it.
fn time(text: &str) -> Option<NaiveTime> {
    if text.len() != 6 || !has_digits_only(text) {
        return None;
    }
    let second: u32 = text[4..].parse().ok()?;
    let second = if second == 60 { 59 } else { second };
    NaiveTime::from_hms_opt(text[..2].parse().ok()?, text[2..4].parse().ok()?, second)
}

fn has_digits_only(text: &str) -> bool {
    text.bytes().all(|one| one.is_ascii_digit())
}
