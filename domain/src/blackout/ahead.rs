//! Which dates of a series are to have a row: those that were led to, and the next.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{LocalTime, Occurrence, Series, Zone};
use crate::time::Timestamp;

/// What is known of the rows of a series: enough to go on from them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Led {
    /// The last one that nobody has touched: up to it every date from when the series was saved on has a row.
    pub to: Option<LocalTime>,
    /// When that one is announced; none when somebody was told of it, or it is over.
    pub announced_at: Option<Timestamp>,
    /// Those after it, which were changed for themselves or called off, some long before they are led to.
    pub touched: Vec<LocalTime>,
}

impl Series {
    /// The dates that have no row and are to have one, in order and as they begin: up to and with the first that is
    /// announced after `now`, so that there is a row before anybody is told of it. None when nobody is to be told of any
    /// more, or when the last row is such a one.
    ///
    /// A date has the row whose key lies on it, whatever the times (rule 29).
    pub fn ahead<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        led: &Led,
        now: Timestamp,
    ) -> impl Iterator<Item = Occurrence> {
        let is_ahead = move |one: &Occurrence| one.window.announce_at > now;
        let goes_on = self.plan.recurrence.is_some() && led.announced_at.is_none_or(|at| at <= now);
        // A date has at most one row, so that the day after is the first that may come.
        let from = led.to.map(|key| key.naive().date() + Days::new(1));
        let dates = self.without_row(zone, from, &led.touched).take_while(move |_| goes_on);
        let mut is_last = false;
        dates.take_while(move |one| !std::mem::replace(&mut is_last, is_ahead(one)))
    }

    /// The dates up to a key that have none of these rows, as they begin: what a change of the rule puts between rows that
    /// stay.
    pub fn between_rows<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        rows: &[LocalTime],
        up_to: LocalTime,
    ) -> impl Iterator<Item = Occurrence> {
        self.without_row(zone, None, rows)
            .take_while(move |one| one.key.naive().date() <= up_to.naive().date())
    }

    fn without_row<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        from: Option<NaiveDate>,
        rows: &[LocalTime],
    ) -> impl Iterator<Item = Occurrence> {
        let from = from.unwrap_or_default().and_time(NaiveTime::MIN).into();
        let has_row = move |key: &LocalTime| rows.iter().any(|row| row.naive().date() == key.naive().date());
        let dates = self.dates_from(zone, from).filter(move |key| !has_row(key));
        let planned = dates.map(move |key| self.planned(zone, key));
        planned.filter(move |one| self.saved <= one.window.start)
    }
}
