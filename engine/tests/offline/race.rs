//! Fault 23: edits that race the boundary. The clock reaches an instant of a window while two ticks and somebody's edit
//! are under way: whatever wins, there is one outcome, each transition comes at most once, and all that is told agrees.

use domain::blackout::{Blackout, BlackoutDraft, BlackoutEdit, How, LocalTime, Stage};
use domain::duration::Span;
use domain::maintenance::{Edit, Phase};
use domain::permission::{ManageMaintenance, Read};
use domain::time::Timestamp;
use engine::Error;
use engine::blackout::Act;
use engine::offline::HostAct;
use engine::worker::Rounds;
use serde_json::{Value, json};

use super::verbs::{draft_at, passes, settles};
use crate::alone_on_both;
use crate::chance::{Chance, rounds};
use crate::harness::{DONE, World, refused, ticked};

const MINUTE: Span = Span::from_secs(60);
const HALF_AN_HOUR: Span = Span::from_secs(1_800);
const HOUR: Span = Span::from_secs(3_600);

const TWICE: &str = "SELECT COUNT(*) FROM (SELECT subject FROM audit WHERE action IN ('blackout.hold', 'blackout.close', \
                     'blackout.offline', 'blackout.reopen', 'blackout.over', 'blackout.cancel', 'blackout.end', \
                     'blackout.reopen_by_hand') GROUP BY subject, action HAVING COUNT(*) > 1) AS twice";
const SEVERAL: &str = "SELECT COUNT(*) FROM (SELECT blackout FROM occurrence WHERE NOT is_over GROUP BY blackout \
                       HAVING COUNT(*) > 1) AS several";
const HELD: &str = "SELECT COUNT(*) FROM hold WHERE lifted IS NULL";
const UNDER_WAY: &str = "SELECT COUNT(*) FROM occurrence WHERE NOT is_over";

/// Which instant is raced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Hold,
    Start,
    End,
}

/// What somebody does meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Does {
    Update,
    Cancel,
    Extend,
    End,
    /// Plans another window that overlaps it.
    Second,
    /// Ticks the box of the manual hold.
    Box,
}

#[derive(Clone, Copy, Debug)]
struct Race {
    at: At,
    does: Does,
    offline: bool,
}

const INSTANTS: [At; 3] = [At::Hold, At::Start, At::End];
const EDITS: [Does; 6] = [Does::Update, Does::Cancel, Does::Extend, Does::End, Does::Second, Does::Box];

impl Race {
    fn any(chance: &mut Chance) -> Self {
        Self { at: chance.one_of(&INSTANTS), does: chance.one_of(&EDITS), offline: chance.below(3) > 0 }
    }

    fn draft(self, name: &str, start: Timestamp) -> BlackoutDraft {
        let stragglers = if self.offline { json!("suspend") } else { Value::Null };
        draft_at(start, json!({ "name": name, "stragglers": stragglers, "database_offline": self.offline }))
    }

    fn instant(self, blackout: &Blackout) -> Timestamp {
        let window = &blackout.occurrence.window;
        match self.at {
            At::Hold => window.drain_at,
            At::Start => window.start,
            At::End => window.end,
        }
    }
}

async fn yields(times: u64) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

/// Tries it; answers whether it was done. As on a server, the calls of people are not even looked at while it is offline.
async fn tries(world: &World, race: Race, blackout: &Blackout) -> bool {
    (!world.engine.is_away() && as_administrator(world, race, blackout).await)
        || from_host(world, race, blackout).await
}

async fn as_administrator(world: &World, race: Race, blackout: &Blackout) -> bool {
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    let window = blackout.occurrence.window;
    let acts = async |act| world.engine.act_on_blackout(&permit, blackout.id, act).await.is_ok();
    match race.does {
        Does::Update => {
            let start = LocalTime::from(window.start.plus(HOUR.times(3.0)).to_chrono().naive_utc());
            let edit = BlackoutEdit { start: Edit::Set(start), ..BlackoutEdit::default() };
            world.engine.edit_blackout(&permit, blackout.id, edit, None).await.is_ok()
        }
        Does::Cancel => acts(Act::Cancel).await,
        Does::Extend => acts(Act::Extend { end: window.end.plus(HALF_AN_HOUR) }).await,
        Does::End => acts(Act::End).await,
        Does::Second => {
            let start = race.instant(blackout).plus(MINUTE.times(10.0));
            world.engine.plan_blackout(&permit, race.draft("second", start)).await.is_ok()
        }
        Does::Box => world.admin().edits(ticked(true)).await.is_ok(),
    }
}

/// What `lull ctl` can do of it.
async fn from_host(world: &World, race: Race, blackout: &Blackout) -> bool {
    let act = match race.does {
        Does::Extend => HostAct::Extend { end: blackout.occurrence.window.end.plus(HALF_AN_HOUR) },
        Does::End => HostAct::Reopen,
        Does::Update | Does::Cancel | Does::Second | Does::Box => return false,
    };
    world.engine.act_from_host(act).await.is_ok()
}

/// The clock, two ticks and the edit, each after a pause by chance.
async fn races(world: &World, chance: &mut Chance, race: Race, blackout: &Blackout) -> bool {
    let at = race.instant(blackout);
    world.clock.set(at.minus(Span::from_secs(1)));
    settles(world).await;
    let [moved, one, two, edit] = [(); 4].map(|()| chance.below(60));
    // A tick that finds the database closed under it is cut short, and the next one goes on.
    let ticks = async |pause| {
        yields(pause).await;
        drop(world.engine.tick(&mut Rounds::default()).await);
    };
    let moves = async {
        yields(moved).await;
        world.clock.set(at);
    };
    let edits = async {
        yields(edit).await;
        tries(world, race, blackout).await
    };
    let ((), (), (), done) = tokio::join!(moves, ticks(one), ticks(two), edits);
    settles(world).await;
    done
}

/// Status, gate, rows and the answer to a start say the same.
async fn everything_agrees(world: &World, race: Race) {
    let told = world.engine.status_now();
    let phase = told.full.phase;
    let started = world.admin().runs("done").await;
    if world.engine.is_away() {
        assert!(matches!(phase, Phase::Offline | Phase::Reopening), "{race:?}: {phase:?}");
        assert!(matches!(started, Err(Error::Offline(_))), "{race:?}: {started:?}");
        return;
    }
    let closed = told.gate.closed_by(world.clock.now()).is_some();
    assert_eq!(closed, !matches!(phase, Phase::Open | Phase::Announced), "{race:?}: {phase:?}");
    if closed {
        refused(started);
    } else {
        started.unwrap();
    }
    assert_eq!(world.counts(HELD).await, i64::try_from(told.gate.holds.len()).unwrap(), "{race:?}");
    assert_eq!(world.counts(SEVERAL).await, 0, "{race:?}");
}

/// What was answered is what happened.
async fn the_answer_stands(world: &World, race: Race, before: &Blackout, done: bool) {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let after = world.engine.blackout(&permit, before.id).await.unwrap().occurrence;
    let was = before.occurrence.window;
    let moved = |yes: bool, by: Span| if yes { by } else { Span::ZERO };
    let updated = moved(done && race.does == Does::Update, HOUR.times(3.0));
    let extended = moved(done && race.does == Does::Extend, HALF_AN_HOUR);
    assert_eq!(after.window.start, was.start.plus(updated), "{race:?}: {after:?}");
    assert_eq!(after.window.end, was.end.plus(updated).plus(extended), "{race:?}: {after:?}");
    let cancelled = matches!(after.stage, Stage::Cancelled { .. });
    let early = matches!(after.stage, Stage::Ended { how: How::EndedEarly(_) | How::ByHand(_), .. });
    assert_eq!(cancelled, done && race.does == Does::Cancel, "{race:?}: {after:?}");
    assert_eq!(early, done && race.does == Does::End, "{race:?}: {after:?}");
    let boxed = world.engine.status_now().gate.manual().is_some();
    assert_eq!(boxed, done && race.does == Does::Box, "{race:?}");
}

async fn one_race(world: &World, chance: &mut Chance, planned: &mut i64) {
    let race = Race::any(chance);
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    let draft = race.draft("first", world.clock.now().plus(HOUR));
    let blackout = world.engine.plan_blackout(&permit, draft).await.unwrap();
    let done = races(world, chance, race, &blackout).await;
    everything_agrees(world, race).await;
    for _ in 0..14 {
        passes(world, "30m").await;
        everything_agrees(world, race).await;
    }
    the_answer_stands(world, race, &blackout, done).await;
    assert_eq!(world.counts(TWICE).await, 0, "{race:?}");
    *planned += 1 + i64::from(done && race.does == Does::Second);
    assert_eq!(world.counts("SELECT COUNT(*) FROM blackout").await, *planned, "{race:?}");
    world.admin().disables_maintenance().await;
    assert_eq!((world.counts(UNDER_WAY).await, world.counts(HELD).await), (0, 0), "{race:?}");
    assert_eq!(world.engine.status_now().full.phase, Phase::Open, "{race:?}");
}

alone_on_both! {
    async fn fault_23_an_edit_that_races_an_instant_has_one_outcome(world: World) {
        world.process(DONE).await;
        let mut chance = Chance::seeded();
        let mut planned = 0;
        for _ in 0..rounds(16, 300) {
            one_race(&world, &mut chance, &mut planned).await;
        }
    }
}
