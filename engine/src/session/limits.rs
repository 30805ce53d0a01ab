//! How often something may be tried: a burst, then one more each interval. By the engine's clock.
//!
//! Not the crate governor: a try that turns out right is given back, and tests move the clock.

use std::collections::HashMap;
use std::net::IpAddr;

use domain::duration::Span;
use domain::id::UserId;
use domain::time::Timestamp;

/// What is counted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key {
    /// Strangers from one address, whatever name they give.
    Address(Option<IpAddr>),
    /// Strangers who give one name, from one address.
    Guess(String, Option<IpAddr>),
    /// Strangers who give one name, from everywhere.
    Name(String),
    /// An address that has logged in with this name before.
    Friend(String, Option<IpAddr>),
    /// A browser that has logged in with this name before, by its proof.
    Device(String),
    /// A person who is logged in and is asked for the password again.
    User(UserId),
}

impl Key {
    /// The burst, and after how long one more is allowed.
    const fn rate(&self) -> (i64, Span) {
        match self {
            Self::Address(_) => (20, Span::from_secs(3)),
            Self::Guess(..) => (5, Span::from_secs(60)),
            // Far more than one address's share: only guessing from many addresses makes strangers wait.
            Self::Name(_) => (50, Span::from_secs(10)),
            Self::Friend(..) | Self::Device(_) | Self::User(_) => (10, Span::from_secs(30)),
        }
    }

    /// How long an empty one takes to have its whole burst again.
    const fn longest(&self) -> Span {
        let (burst, interval) = self.rate();
        Span::from_micros(interval.micros() * burst)
    }
}

/// The most keys that are remembered; beyond it those with the least against them are forgotten.
const MOST: usize = 50_000;

/// For each key the instant at which it has its whole burst again.
#[derive(Debug, Default)]
pub(super) struct Limits(HashMap<Key, Timestamp>);

impl Limits {
    /// Takes one try of each key, or of none, saying how long to wait.
    pub(super) fn take(&mut self, keys: &[Key], now: Timestamp) -> Result<(), Span> {
        // A clock that stepped back must not lock anybody out for longer than the burst is long.
        for key in keys {
            if let Some(full) = self.0.get_mut(key) {
                *full = (*full).min(now.plus(key.longest()));
            }
        }
        let wait = keys.iter().filter_map(|key| self.wait(key, now)).max();
        if let Some(wait) = wait {
            return Err(wait);
        }
        for key in keys {
            let full = self.full_again(key, now);
            self.0.insert(key.clone(), full.plus(key.rate().1));
        }
        if self.0.len() > MOST {
            self.forget(now);
        }
        Ok(())
    }

    /// Gives one try of each key back.
    pub(super) fn give_back(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(full) = self.0.get_mut(key) {
                *full = full.minus(key.rate().1);
            }
        }
    }

    /// Forgets what stands against a key.
    pub(super) fn clear(&mut self, keep: impl Fn(&Key) -> bool) {
        self.0.retain(|key, _| keep(key));
    }

    fn full_again(&self, key: &Key, now: Timestamp) -> Timestamp {
        self.0.get(key).map_or(now, |full| (*full).max(now))
    }

    fn wait(&self, key: &Key, now: Timestamp) -> Option<Span> {
        // There is room for one when all but one would be there again by now.
        let room = now.plus(key.longest()).minus(key.rate().1);
        let wait = self.full_again(key, now).since(room);
        (wait > Span::ZERO).then_some(wait)
    }

    fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, full| *full > now);
        if self.0.len() > MOST {
            let mut ends: Vec<Timestamp> = self.0.values().copied().collect();
            let middle = ends.len() / 2;
            let (_, median, _) = ends.select_nth_unstable(middle);
            let median = *median;
            self.0.retain(|_, full| *full > median);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000).plus(Span::from_secs(secs))
    }

    #[test]
    fn a_burst_passes_then_one_more_each_interval() {
        let (mut limits, key) = (Limits::default(), [Key::Guess("ada".into(), None)]);
        for _ in 0..5 {
            limits.take(&key, at(0)).unwrap();
        }
        assert_eq!(limits.take(&key, at(0)), Err(Span::from_secs(60)));
        assert_eq!(limits.take(&key, at(59)), Err(Span::from_secs(1)));
        limits.take(&key, at(60)).unwrap();
        assert_eq!(limits.take(&key, at(60)), Err(Span::from_secs(60)));
    }

    #[test]
    fn a_try_that_was_right_is_given_back_and_a_refused_one_costs_nothing() {
        let mut limits = Limits::default();
        let (guess, address) = (Key::Guess("ada".into(), None), Key::Address(None));
        for _ in 0..100 {
            limits.take(std::slice::from_ref(&guess), at(0)).unwrap();
            limits.give_back(std::slice::from_ref(&guess));
        }
        for _ in 0..5 {
            limits.take(&[guess.clone(), address.clone()], at(0)).unwrap();
        }
        for _ in 0..100 {
            limits.take(&[guess.clone(), address.clone()], at(0)).unwrap_err();
        }
        limits.take(&[address], at(0)).unwrap();
    }

    #[test]
    fn a_clock_that_steps_back_locks_nobody_out_for_longer_than_the_burst() {
        let (mut limits, key) = (Limits::default(), [Key::Guess("ada".into(), None)]);
        limits.take(&key, at(1_000_000)).unwrap();
        assert_eq!(limits.take(&key, at(0)), Err(Span::from_secs(60)));
        limits.take(&key, at(60)).unwrap();
    }

    #[test]
    fn a_flood_of_names_and_addresses_takes_bounded_memory() {
        let mut limits = Limits::default();
        let worst = [Key::Name("ada".into())];
        for _ in 0..50 {
            limits.take(&worst, at(0)).unwrap();
        }
        for number in 0..200_000_u32 {
            limits.take(&[Key::Address(Some(IpAddr::V4(number.into())))], at(0)).unwrap();
        }
        assert!(limits.0.len() <= MOST);
        assert!(limits.take(&worst, at(0)).is_err(), "who has the most against them is remembered");
    }
}
