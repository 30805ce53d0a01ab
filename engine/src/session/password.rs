//! Passwords: what they must be, and their slow hash, which never runs on the runtime's threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::duration::Span;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::ids::random;

/// In characters.
const SHORTEST: usize = 10;
/// In characters.
const LONGEST: usize = 256;

/// How many hashes are computed at once: each takes 19 MiB and a core for some 20 ms.
const AT_ONCE: usize = 2;
/// How many may wait when people known from before are among them.
const QUEUE: usize = 64;
/// How many strangers may wait, so that a flood of them leaves room for the people known from before.
const QUEUE_OF_STRANGERS: usize = 32;

/// A hash of no password, with the same cost: a name that does not exist takes as long as one that does.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bHVsbC1ub2JvZHktc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Says what is wrong with a new password.
///
/// # Errors
/// [`Error::Invalid`] at `field`.
pub(crate) fn check(field: &str, username: &str, password: &str) -> Result<()> {
    let length = password.chars().count();
    let message = if length < SHORTEST {
        "should have at least 10 characters"
    } else if length > LONGEST {
        "should have at most 256 characters"
    } else if password.eq_ignore_ascii_case(username) {
        "should not be the user name"
    } else {
        return Ok(());
    };
    Err(Error::field(field, format!("The password {message}.")))
}

/// Makes a password that can be read out and typed: four groups of five letters and digits, 100 bits.
#[must_use]
pub(crate) fn make() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = [0_u8; 20];
    random(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Computes hashes, a few at once, with a bounded queue.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    slots: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default() }
    }
}

/// One of those who wait; leaving the queue in whatever way.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Passwords {
    /// Hashes a new password: Argon2id, 19 MiB, two passes, one lane (OWASP).
    ///
    /// # Errors
    /// [`Error::TooMany`] when the queue is full.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        let password = SecretString::from(password);
        self.slowly(true, move || {
            let mut salt = [0_u8; 16];
            random(&mut salt);
            let hash: std::result::Result<argon2::PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
                .map_err(|error| Error::Internal(format!("a password could not be hashed: {error}")))
        })
        .await?
    }

    /// Whether a password is the one that was hashed; false, after as long, when there is no hash.
    ///
    /// # Errors
    /// [`Error::TooMany`] when the queue is full: for strangers sooner than for those who are `known`.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>, known: bool) -> Result<bool> {
        // Longer ones are never set, and hashing a megabyte would be somebody's lever.
        let fits = password.chars().nth(LONGEST).is_none();
        let hash = hash.filter(|_| fits).unwrap_or(NOBODY).to_owned();
        let password = SecretString::from(if fits { password } else { "" });
        self.slowly(known, move || {
            let hash = PasswordHash::new(&hash).map_err(|error| Error::unreadable("password hash", error))?;
            Ok(Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
        })
        .await?
    }

    async fn slowly<T: Send + 'static>(
        &self,
        known: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let most = if known { QUEUE } else { QUEUE_OF_STRANGERS };
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Place(&self.waiting);
        if before >= most {
            return Err(Error::TooMany { retry_after: Span::from_secs(1) });
        }
        let gone =
            |error: &dyn std::fmt::Display| Error::Internal(format!("a password was not looked at: {error}"));
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|error| gone(&error))?;
        drop(place);
        // The slot goes along: when the browser leaves, the hash is still computed to its end.
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(slot);
            done
        });
        task.await.map_err(|error| gone(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_by_its_hash_and_no_other_is() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse battery", Some(&hash), false).await.unwrap());
        assert!(!passwords.verify("correct horse batterY", Some(&hash), false).await.unwrap());
        assert_ne!(
            hash,
            passwords.hash("correct horse battery").await.unwrap(),
            "each has a salt of its own"
        );
    }

    #[tokio::test]
    async fn a_name_that_does_not_exist_costs_a_hash_as_well() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let somebody = Passwords::default().hash("correct horse battery").await.unwrap();
        let somebody = PasswordHash::new(&somebody).unwrap();
        assert_eq!((nobody.algorithm, nobody.version), (somebody.algorithm, somebody.version));
        assert_eq!(nobody.params, somebody.params);
        assert_eq!(nobody.hash.map(|hash| hash.len()), somebody.hash.map(|hash| hash.len()));
        assert!(!Passwords::default().verify("correct horse battery", None, false).await.unwrap());
    }

    #[tokio::test]
    async fn a_flood_of_strangers_is_turned_away_and_people_known_before_are_not() {
        let passwords = Passwords::default();
        let slots = Arc::clone(&passwords.slots).acquire_many_owned(2).await.unwrap();
        let mut flood: Vec<_> =
            (0..QUEUE_OF_STRANGERS).map(|_| Box::pin(passwords.verify("x", None, false))).collect();
        for one in &mut flood {
            assert!(futures::poll!(one).is_pending());
        }
        assert!(matches!(passwords.verify("x", None, false).await, Err(Error::TooMany { .. })));
        let mut known = Box::pin(passwords.verify("x", None, true));
        assert!(futures::poll!(&mut known).is_pending(), "waits for its turn");
        drop(flood);
        drop(slots);
        assert!(!known.await.unwrap());
        assert_eq!(passwords.waiting.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_bad_password_is_named_with_what_it_lacks() {
        for (password, words) in [("short", "at least 10"), ("Administrator", "not be the user name")] {
            let error = check("password", "administrator", password).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
        check("password", "ada", &"é".repeat(257)).unwrap_err();
        check("password", "ada", &"é".repeat(256)).unwrap();
        check("password", "ada", &make()).unwrap();
        assert_ne!(make(), make());
    }
}
