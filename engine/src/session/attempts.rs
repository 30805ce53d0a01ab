//! What this process remembers about log-ins: tries, failures, friends. A restart forgets it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use domain::duration::Span;
use domain::id::{TokenId, UserId};
use domain::time::Timestamp;

use super::failures::Failures;
use super::limits::{Key, Limits};
use super::mark::Mark;
use super::password::Passwords;
use crate::engine::lock;
use crate::error::{Error, Result};

/// For how long an address is a friend of a name after it logged in with it.
const FRIENDSHIP: Span = Span::from_secs(30 * 86_400);
/// The most friends that are remembered.
const MOST_FRIENDS: usize = 20_000;

/// What this process remembers about log-ins.
#[derive(Debug, Default)]
pub struct Attempts {
    limits: Mutex<Limits>,
    friends: Mutex<HashMap<(String, Option<IpAddr>), Timestamp>>,
    failures: Mutex<Failures>,
    uses: Mutex<HashMap<TokenId, Timestamp>>,
    pub(super) passwords: Passwords,
    pub(super) mark: Mark,
}

/// A try that was let through to the password.
#[derive(Debug)]
pub(super) struct Try {
    keys: Vec<Key>,
    /// The browser or the address has logged in with this name before.
    pub(super) known: bool,
}

impl Attempts {
    /// Lets a try through, or says how long to wait (fault 41). `device` is a proof already found true.
    ///
    /// Who guesses at a name slows strangers down; a browser or an address that has logged in with that name
    /// before has tries of its own, which nobody else can use up.
    pub(super) fn admit(
        &self,
        name: &str,
        address: Option<IpAddr>,
        device: Option<&str>,
        now: Timestamp,
    ) -> Result<Try> {
        let name: String = name.chars().take(64).collect();
        let (keys, known) = if let Some(device) = device {
            (vec![Key::Device(device.to_owned())], true)
        } else if self.is_friend(&name, address, now) {
            (vec![Key::Friend(name, address)], true)
        } else {
            (vec![Key::Guess(name.clone(), address), Key::Address(address), Key::Name(name)], false)
        };
        self.take(keys, known, now)
    }

    /// Lets a person who is logged in try the password once more.
    pub(super) fn admit_user(&self, user: UserId, now: Timestamp) -> Result<Try> {
        self.take(vec![Key::User(user)], true, now)
    }

    fn take(&self, keys: Vec<Key>, known: bool, now: Timestamp) -> Result<Try> {
        lock(&self.limits).take(&keys, now).map_err(|retry_after| Error::TooMany { retry_after })?;
        Ok(Try { keys, known })
    }

    /// The try was right: it costs nothing.
    pub(super) fn was_right(&self, one: &Try) {
        lock(&self.limits).give_back(&one.keys);
    }

    /// The try was right, and the address is a friend of the name from now on.
    pub(super) fn befriend(&self, one: &Try, name: &str, address: Option<IpAddr>, now: Timestamp) {
        self.was_right(one);
        let mut friends = lock(&self.friends);
        friends.insert((name.to_owned(), address), now);
        if friends.len() > MOST_FRIENDS {
            friends.retain(|_, since| now.since(*since) < FRIENDSHIP);
            let mut ages: Vec<Timestamp> = friends.values().copied().collect();
            if ages.len() > MOST_FRIENDS {
                let (_, median, _) = ages.select_nth_unstable(MOST_FRIENDS / 2);
                let median = *median;
                friends.retain(|_, since| *since > median);
            }
        }
    }

    fn is_friend(&self, name: &str, address: Option<IpAddr>, now: Timestamp) -> bool {
        let friends = lock(&self.friends);
        friends.get(&(name.to_owned(), address)).is_some_and(|since| now.since(*since) < FRIENDSHIP)
    }

    /// Forgets what stands against a name: its password was set anew on the host.
    pub(super) fn forgive(&self, name: &str) {
        lock(&self.limits).clear(|key| match key {
            Key::Name(one) | Key::Guess(one, _) | Key::Friend(one, _) => one != name,
            Key::Address(_) | Key::Device(_) | Key::User(_) => true,
        });
    }

    /// Counts a failure; answers how many the audit entry that is due now stands for.
    pub(super) fn failed(&self, name: Option<&str>, now: Timestamp) -> Option<u64> {
        lock(&self.failures).count(name, now)
    }

    /// Whether this use of a token is the first in `every`, so that a thousand calls at once write it down once.
    pub(super) fn first_use(&self, token: TokenId, now: Timestamp, every: Span) -> bool {
        let mut uses = lock(&self.uses);
        if uses.len() > MOST_FRIENDS {
            uses.retain(|_, at| now.since(*at) < every);
        }
        match uses.get(&token) {
            Some(at) if now >= *at && now.since(*at) < every => false,
            _ => {
                uses.insert(token, now);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000)
    }

    fn address(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4(number.into()))
    }

    #[test]
    fn one_attacker_does_not_lock_a_person_out_who_comes_from_elsewhere() {
        let attempts = Attempts::default();
        let passed = (0..10_000).filter(|_| attempts.admit("ada", address(1), None, now()).is_ok()).count();
        assert_eq!(passed, 5);
        attempts.admit("ada", address(2), None, now()).unwrap();
    }

    #[test]
    fn many_attackers_together_slow_strangers_down_but_not_friends_and_known_browsers() {
        let attempts = Attempts::default();
        let right = attempts.admit("ada", address(1), None, now()).unwrap();
        attempts.befriend(&right, "ada", address(1), now());
        let passed =
            (100..10_100).filter(|host| attempts.admit("ada", address(*host), None, now()).is_ok()).count();
        assert_eq!(passed, 50);
        assert!(attempts.admit("ada", address(2), None, now()).is_err());
        assert!(attempts.admit("ada", address(1), None, now()).unwrap().known);
        assert!(attempts.admit("ada", address(2), Some("a browser"), now()).unwrap().known);
    }

    #[test]
    fn one_address_that_tries_every_name_is_slowed_down() {
        let attempts = Attempts::default();
        let tries =
            (0..1_000).filter(|n| attempts.admit(&format!("user{n}"), address(1), None, now()).is_ok());
        assert_eq!(tries.count(), 20);
    }
}
