//! Waits that outlast a restart of the server: what runs goes on meanwhile (rule 21).

use domain::duration::Span;
use domain::time::Timestamp;

use super::call::Client;
use super::failure::Failure;

/// How long the server may be away in the midst of a wait.
const AWAY: Span = Span::from_secs(120);
/// How often it is asked meanwhile.
const AGAIN: Span = Span::from_secs(1);

/// How long the server has been away already.
#[derive(Default)]
pub struct Patience {
    since: Option<Timestamp>,
}

impl Patience {
    /// Takes an answer; one that may pass by itself is none yet, after a moment's wait.
    ///
    /// # Errors
    /// The failure, when it cannot pass or has lasted too long.
    pub async fn take<T>(
        &mut self,
        client: &Client,
        asked: Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        match asked {
            Ok(answer) => {
                self.back(client);
                Ok(Some(answer))
            }
            Err(failure) if failure.may_pass() => {
                let now = client.now();
                if self.since.is_none() {
                    client.out.note(&format!("lull: {failure}; waiting for it to come back, at most {AWAY}"));
                }
                if now.since(*self.since.get_or_insert(now)) >= AWAY {
                    return Err(failure);
                }
                client.clock.sleep(AGAIN).await;
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Notes that the server answers.
    pub fn back(&mut self, client: &Client) {
        if self.since.take().is_some() {
            client.out.note("lull: the server answers again");
        }
    }
}

/// Bounds a wait by the time that its `--timeout` gives; none without one.
pub async fn within<T>(limit: Option<Span>, wait: impl Future<Output = T>) -> Option<T> {
    match limit {
        None => Some(wait.await),
        Some(limit) => tokio::time::timeout(limit.to_std(), wait).await.ok(),
    }
}
