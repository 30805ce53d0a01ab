//! Ends streams whose session or token ended, or changed its rights, within a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::{SessionId, TokenId};
use engine::{Caller, Engine, Via};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often everybody with an open stream is looked at again.
const EVERY: Duration = Duration::from_millis(400);

/// Everybody who has a stream open; many streams of one session or token are one seat.
#[derive(Default)]
pub struct Live {
    seats: Mutex<HashMap<Key, Seat>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Session(SessionId),
    Token(TokenId),
}

struct Seat {
    caller: Caller,
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

const fn key(caller: &Caller) -> Key {
    match caller.via() {
        Via::Session(id) => Key::Session(id),
        Via::Token(id) => Key::Token(id),
    }
}

impl Live {
    /// Watches over a caller's stream.
    pub fn guard(&self, caller: Option<&Caller>) -> Guard {
        let Some(caller) = caller else {
            return Guard(None);
        };
        let fresh = || Seat { caller: caller.clone(), gone: watch::channel(false).0 };
        let mut seats = self.seats();
        let seat = seats.entry(key(caller)).or_insert_with(fresh);
        if seat.caller.authority() != caller.authority() {
            seat.gone.send_replace(true);
            *seat = fresh();
        }
        Guard(Some(seat.gone.subscribe()))
    }

    /// Looks at everybody again and again, until `stop`.
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
        for caller in self.seated() {
            match engine.still_valid(&caller).await {
                Ok(Some(now)) if now.authority() == caller.authority() => self.keep(now),
                Ok(_) => self.end(&caller),
                // The database does not answer: nobody's rights are known to have changed.
                Err(_) => {}
            }
        }
    }

    /// Those with a stream open; seats whose last stream ended are cleared away.
    fn seated(&self) -> Vec<Caller> {
        let mut seats = self.seats();
        seats.retain(|_, seat| seat.gone.receiver_count() > 0);
        seats.values().map(|seat| seat.caller.clone()).collect()
    }

    /// Keeps what the look-up learned, so that the next one is cheap.
    fn keep(&self, now: Caller) {
        if let Some(seat) = self.seats().get_mut(&key(&now))
            && seat.caller.authority() == now.authority()
        {
            seat.caller = now;
        }
    }

    fn end(&self, caller: &Caller) {
        let mut seats = self.seats();
        if seats.get(&key(caller)).is_some_and(|seat| seat.caller.authority() == caller.authority())
            && let Some(seat) = seats.remove(&key(caller))
        {
            seat.gone.send_replace(true);
        }
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<Key, Seat>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
