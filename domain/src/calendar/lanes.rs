//! Spans of days drawn beside each other.

/// The lane of each span of days, from its first day to its last, given by where they begin: the first lane that is
/// free from that day on, so that no two of one lane share a day.
#[must_use]
pub fn lanes(spans: &[(usize, usize)]) -> Vec<usize> {
    let mut lasts: Vec<usize> = Vec::new();
    let lane = |(first, last): &(usize, usize)| {
        let free = lasts.iter_mut().enumerate().find(|(_, busy)| **busy < *first);
        if let Some((lane, busy)) = free {
            *busy = *last;
            return lane;
        }
        lasts.push(*last);
        lasts.len() - 1
    };
    spans.iter().map(lane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_share_a_day_lie_in_lanes_of_their_own() {
        assert_eq!(lanes(&[(0, 2), (1, 1), (2, 3), (3, 6)]), [0, 1, 1, 0]);
        assert_eq!(lanes(&[(0, 6), (0, 6), (0, 6)]), [0, 1, 2]);
        assert!(lanes(&[]).is_empty());
    }
}
