//! What each day has of the blackouts that touch it.

use domain::blackout::Blackout;
use domain::calendar::{self, lanes, shown, touched};

use super::super::Piece;
use super::Frame;

impl Frame {
    /// Of each day the pieces of blackouts, in lanes that hold for a week.
    pub(super) fn pieces(&self, blackouts: &[Blackout]) -> Vec<Vec<Piece>> {
        let mut all = Vec::with_capacity(self.days.len());
        for week in self.days.chunks(7) {
            let touching: Vec<(usize, (usize, usize))> = blackouts
                .iter()
                .enumerate()
                .filter_map(|(entry, one)| {
                    let (start, end) = shown(&one.occurrence, self.now);
                    Some((entry, touched(week, start, end)?))
                })
                .collect();
            let spans: Vec<(usize, usize)> = touching.iter().map(|(_, span)| *span).collect();
            let lanes = lanes(&spans);
            for (index, day) in week.iter().enumerate() {
                let of_day = touching
                    .iter()
                    .zip(&lanes)
                    .filter(|((_, (first, last)), _)| (*first..=*last).contains(&index));
                let pieces = of_day.filter_map(|((entry, _), lane)| {
                    blackouts.get(*entry).map(|one| self.piece(day, *entry, *lane, one))
                });
                all.push(pieces.collect());
            }
        }
        all
    }

    fn piece(&self, day: &calendar::Day, entry: usize, lane: usize, blackout: &Blackout) -> Piece {
        let (start, end) = shown(&blackout.occurrence, self.now);
        let (begins, ends) = (day.from <= start, end <= day.to);
        let (from, to) = (self.clock.mark(start), self.clock.mark(end));
        Piece {
            entry,
            lane,
            begins,
            ends,
            held: day.part(blackout.occurrence.window.drain_at.min(start)),
            from: day.part(start),
            to: day.part(end),
            when: match (begins, ends) {
                (true, true) => format!("{from} to {to}"),
                (true, false) => format!("from {from}"),
                (false, true) => format!("until {to}"),
                (false, false) => "all day".to_owned(),
            },
        }
    }
}
