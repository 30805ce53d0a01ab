//! Ends streams whose session or token ended, or changed its rights, within a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::permission::Role;
use engine::{Caller, Engine};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often every credential with an open stream is looked up again.
const EVERY: Duration = Duration::from_millis(400);

/// What a caller proved who they are with. No `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Credential(pub Arc<str>);

/// Everybody who has a stream open; many streams of one credential are one entry.
#[derive(Default)]
pub struct Live {
    seats: Mutex<HashMap<Credential, Seat>>,
}

struct Seat {
    role: Role,
    gone: watch::Sender<bool>,
}

/// Tells when a stream has to end. A stranger's never does.
pub struct Guard(Option<watch::Receiver<bool>>);

impl Guard {
    /// Waits until the rights are gone; for ever when there is nothing to lose.
    pub async fn gone(&mut self) {
        match &mut self.0 {
            // An error means that the seat was given up, which happens only after it was told.
            Some(gone) => drop(gone.wait_for(|gone| *gone).await),
            None => std::future::pending().await,
        }
    }
}

impl Live {
    /// Watches over a caller's stream.
    pub fn guard(&self, caller: Option<&Caller>, credential: Option<&Credential>) -> Guard {
        let (Some(caller), Some(credential)) = (caller, credential) else {
            return Guard(None);
        };
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let seat = seats
            .entry(credential.clone())
            .or_insert_with(|| Seat { role: caller.me.role, gone: watch::channel(false).0 });
        if seat.role != caller.me.role {
            seat.gone.send_replace(true);
            *seat = Seat { role: caller.me.role, gone: watch::channel(false).0 };
        }
        Guard(Some(seat.gone.subscribe()))
    }

    /// Looks every credential up again, until `stop`.
    pub async fn run(self: Arc<Self>, engine: Engine, stop: CancellationToken) {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => self.look(&engine).await,
            }
        }
    }

    async fn look(&self, engine: &Engine) {
        for (credential, role) in self.seated() {
            let gone = match engine.authenticate(&credential.0).await {
                Ok(Some(caller)) => caller.me.role != role,
                Ok(None) => true,
                // The database does not answer: nobody's rights are known to have changed.
                Err(_) => false,
            };
            if gone {
                self.end(&credential, role);
            }
        }
    }

    /// Those with a stream open; seats whose last stream ended are cleared away.
    fn seated(&self) -> Vec<(Credential, Role)> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|_, seat| seat.gone.receiver_count() > 0);
        seats.iter().map(|(credential, seat)| (credential.clone(), seat.role)).collect()
    }

    fn end(&self, credential: &Credential, role: Role) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if seats.get(credential).is_some_and(|seat| seat.role == role)
            && let Some(seat) = seats.remove(credential)
        {
            seat.gone.send_replace(true);
        }
    }
}
