//! Windows that overlap, and what stays offline over them (rule 30: closed wins).

use super::{Reach, Stragglers, Window};
use crate::duration::Span;
use crate::time::Timestamp;

/// How another window meets the one under review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OverlapKind {
    /// Both last for this long together.
    Together(Span),
    /// The gap between them is shorter than the later one's drain lead, so that its hold comes in the earlier one.
    Gap(Span),
}

/// Another window that meets the one under review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overlap {
    /// Where it stands among the others.
    pub index: usize,
    /// How they meet.
    pub kind: OverlapKind,
}

/// The windows that overlap `one`, or leave a gap that is shorter than a drain lead, in the order given.
#[must_use]
pub fn overlaps(one: &Window, others: &[Window]) -> Vec<Overlap> {
    let meets = |(index, other): (usize, &Window)| {
        let (first, then) = if one.start <= other.start { (one, other) } else { (other, one) };
        let kind = if then.start < first.end {
            OverlapKind::Together(first.end.min(then.end).since(then.start))
        } else if then.drain_at < first.end {
            OverlapKind::Gap(then.start.since(first.end))
        } else {
            return None;
        };
        Some(Overlap { index, kind })
    };
    others.iter().enumerate().filter_map(meets).collect()
}

/// A stretch over which the database stays offline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfflineSpan {
    /// From here on.
    pub from: Timestamp,
    /// Until the planned end of its last window.
    pub until: Timestamp,
    /// The strictest of its windows' policies.
    pub stragglers: Stragglers,
}

/// The union of the offline parts, in order and disjoint. Windows that leave the database online have none;
/// a gap shorter than the drain lead of a window after it stays offline, as that hold is in force already.
#[must_use]
pub fn closed_spans(windows: &[Window]) -> Vec<OfflineSpan> {
    let mut sorted: Vec<(&Window, Stragglers)> = windows
        .iter()
        .filter_map(|window| match window.reach {
            Reach::FullSystem(stragglers) => Some((window, stragglers)),
            Reach::MaintenanceOnly => None,
        })
        .collect();
    // From the drain instant on, as two windows join exactly when the stretches from there overlap.
    sorted.sort_by_key(|(window, _)| (window.drain_at, window.start));
    let mut spans: Vec<OfflineSpan> = Vec::new();
    for (window, stragglers) in sorted {
        match spans.last_mut() {
            Some(last) if window.drain_at < last.until || window.start <= last.until => {
                last.from = last.from.min(window.start);
                last.until = last.until.max(window.end);
                last.stragglers = last.stragglers.stricter(stragglers);
            }
            Some(_) | None => {
                spans.push(OfflineSpan { from: window.start, until: window.end, stragglers });
            }
        }
    }
    spans
}
