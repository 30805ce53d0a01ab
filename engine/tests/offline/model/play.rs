//! Plays a history to an engine and to the rules, and says where they differ.

use std::panic::AssertUnwindSafe;

use domain::id::{BlackoutId, RequestId};
use domain::permission::{Grant, ManageMaintenance, Permit};
use engine::Error;
use engine::blackout::Act;
use engine::offline::HostAct;
use futures::FutureExt;

use super::asked::{draft, edit, instant};
use super::command::Command;
use super::rules::{Answer, Model};
use crate::harness::{DONE, Db, World};

/// Where an engine differs from the rules.
pub struct Difference {
    /// After so many commands.
    pub after: usize,
    pub words: String,
}

/// Plays a history on a database of its own.
pub async fn play(db: Db, history: &[Command]) -> Option<Difference> {
    let mut player = Player::begins(db).await;
    for (at, command) in history.iter().enumerate() {
        let done = AssertUnwindSafe(player.does(command)).catch_unwind().await;
        match done.unwrap_or_else(|_| Err("it panicked: what with is told above".to_owned())) {
            Ok(next) => player = next,
            Err(words) => return Some(Difference { after: at + 1, words }),
        }
    }
    None
}

/// An engine, and what may stand by the rules.
pub struct Player {
    pub world: World,
    /// What was seen so far fits each of these.
    possible: Vec<Model>,
    /// The blackouts of the models, in their order.
    pub blackouts: Vec<BlackoutId>,
    /// Every start that was asked for.
    pub asked: Vec<(RequestId, Answer)>,
    pub epoch: Option<u64>,
}

impl Player {
    async fn begins(db: Db) -> Self {
        let world = World::on(db).await;
        world.process(DONE).await;
        let possible = vec![Model::default()];
        Self { world, possible, blackouts: Vec::new(), asked: Vec::new(), epoch: None }
    }

    async fn does(mut self, command: &Command) -> Result<Self, String> {
        let now = self.possible[0].clock_at(command);
        self.world.clock.set(instant(now));
        let answer = if let Command::Crashes { ticks, .. } = command {
            for _ in 0..*ticks {
                self.world.ticks().await;
            }
            self.world = self.world.restarts().await;
            Answer::Done
        } else {
            self.tries(command, now).await?
        };
        self.comes_to_rest().await?;
        self.agrees(command, now, answer).await?;
        Ok(self)
    }

    async fn tries(&mut self, command: &Command, now: i64) -> Result<Answer, String> {
        match command {
            Command::Plans(plan) => {
                let planned = self.world.engine.plan_blackout(&self.may(), draft(plan, now)).await;
                self.blackouts.extend(planned.as_ref().ok().map(|blackout| blackout.id));
                told(planned)
            }
            Command::Changes(which, plan) => {
                let Some(id) = self.target(*which) else { return Ok(Answer::Done) };
                told(self.world.engine.edit_blackout(&self.may(), id, edit(plan, now), None).await)
            }
            Command::Cancels(which) => self.acts(*which, Act::Cancel).await,
            Command::Extends(which, by) => self.acts(*which, Act::Extend { end: instant(now + by) }).await,
            Command::Ends(which) => self.acts(*which, Act::End).await,
            Command::Confirms(which) => self.acts(*which, Act::Confirm).await,
            Command::HostExtends(by) => self.host(HostAct::Extend { end: instant(now + by) }).await,
            Command::HostConfirms => self.host(HostAct::Confirm).await,
            Command::HostReopens => self.host(HostAct::Reopen).await,
            Command::Asks | Command::AsksLate(_) => self.asks().await,
            Command::Passes(_)
            | Command::PassesToInstant(_)
            | Command::StepsBack(_)
            | Command::Crashes { .. }
            | Command::PassesToRest => Ok(Answer::Done),
        }
    }

    async fn acts(&self, which: usize, act: Act) -> Result<Answer, String> {
        let Some(id) = self.target(which) else { return Ok(Answer::Done) };
        told(self.world.engine.act_on_blackout(&self.may(), id, act).await)
    }

    async fn host(&self, act: HostAct) -> Result<Answer, String> {
        told(self.world.engine.act_from_host(act).await)
    }

    async fn asks(&mut self) -> Result<Answer, String> {
        let asked = self.world.admin().runs("done").await;
        let (id, answer) = match asked {
            Ok(request) => (request.id, Answer::Started),
            Err(Error::CouldNotStart(request)) => (request.id, Answer::CouldNotStart),
            Err(Error::Offline(told)) => {
                let id = told.request.ok_or("a start asked for while offline was not journalled")?;
                (id, Answer::Journalled)
            }
            Err(error) => return Err(format!("a start neither began nor was refused: {error}")),
        };
        self.asked.push((id, answer));
        Ok(answer)
    }

    /// Ticks until the clock alone brings the next thing.
    async fn comes_to_rest(&self) -> Result<(), String> {
        for _ in 0..100 {
            if self.world.ticks().await.is_none_or(|next| next > self.world.clock.now()) {
                return Ok(());
            }
        }
        Err("its ticks never come to rest".to_owned())
    }

    /// Goes on with what the rules allow and what was seen.
    async fn agrees(&mut self, command: &Command, now: i64, answer: Answer) -> Result<(), String> {
        self.keeps_its_word().await?;
        let seen = self.sees().await?;
        let mut ways = Vec::new();
        for way in self.possible.iter().flat_map(|model| model.after(command, now)) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        let fits = |way: &&(Answer, Model)| way.0 == answer && way.1.shows() == seen;
        self.possible = ways.iter().filter(fits).map(|(_, model)| model.clone()).collect();
        if !self.possible.is_empty() {
            return Ok(());
        }
        let rules: Vec<_> = ways.iter().map(|(answer, model)| (answer, model.shows(), model)).collect();
        Err(format!("at {now} s it answered {answer:?} and shows {seen:#?}\nby the rules: {rules:#?}"))
    }

    fn target(&self, which: usize) -> Option<BlackoutId> {
        self.possible[0].target(which).map(|at| self.blackouts[at])
    }

    pub fn permit<P: Grant>(&self) -> Permit<P> {
        self.world.admin().caller.permit().unwrap()
    }

    fn may(&self) -> Permit<ManageMaintenance> {
        self.permit()
    }
}

fn told<T>(result: Result<T, Error>) -> Result<Answer, String> {
    match result {
        Ok(_) => Ok(Answer::Done),
        Err(Error::Invalid(_)) => Ok(Answer::NotAllowed),
        Err(error) if error.is_passing() => Ok(Answer::Away),
        Err(error) => Err(words(error)),
    }
}

pub fn words(error: Error) -> String {
    format!("it answered: {error}")
}
