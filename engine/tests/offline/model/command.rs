//! What may happen in a history. Times are seconds, told from the present, so that a history means something still when
//! a part of it is left out.

use crate::chance::Chance;

/// Windows begin on such marks, so that many of them touch to the second.
const MARK: i64 = 300;
pub const DAY: i64 = 86_400;

/// A window as it is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Its start, so many marks after the last one that has passed.
    pub marks: i64,
    pub length: i64,
    pub drain_lead: i64,
    pub announce_lead: i64,
    /// Whether the database is closed. Nothing runs at a start, so that the policy for it is always *suspend*.
    pub offline: bool,
    /// Whether the hold stays at the end until somebody confirms.
    pub confirm: bool,
    pub hard_maximum: Option<i64>,
    /// On how many days it comes, one after the other.
    pub days: i64,
}

impl Plan {
    pub const fn start(&self, now: i64) -> i64 {
        (now.div_euclid(MARK) + self.marks) * MARK
    }
}

/// One thing that happens. Blackouts are counted from the newest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    Plans(Plan),
    Changes(usize, Plan),
    Cancels(usize),
    /// To an end so long from now.
    Extends(usize, i64),
    Ends(usize),
    Confirms(usize),
    HostExtends(i64),
    HostConfirms,
    HostReopens,
    Asks,
    /// Asks for a start when so much time has passed and no tick has come.
    AsksLate(i64),
    Passes(i64),
    /// Time passes to so many seconds after the next instant of any window.
    PassesToInstant(i64),
    StepsBack(i64),
    /// Time passes, and the process dies after so many ticks; another one starts.
    Crashes {
        after: i64,
        ticks: usize,
    },
    /// Time passes until no window has anything to come.
    PassesToRest,
}

/// A history. In the end everything comes to rest, and the system is open.
pub fn history(chance: &mut Chance, length: usize) -> Vec<Command> {
    let mut history = vec![Command::Plans(plan(chance))];
    history.extend((0..length).map(|_| command(chance)));
    history.extend([Command::PassesToRest, Command::Asks]);
    history
}

fn command(chance: &mut Chance) -> Command {
    let which = chance.index(3);
    match chance.below(100) {
        0..16 => Command::Plans(plan(chance)),
        16..22 => Command::Changes(which, plan(chance)),
        22..26 => Command::Cancels(which),
        26..31 => Command::Extends(which, extension(chance)),
        31..35 => Command::Ends(which),
        35..41 => Command::Confirms(which),
        41..44 => Command::HostExtends(extension(chance)),
        44..47 => Command::HostConfirms,
        47..50 => Command::HostReopens,
        50..59 => Command::Asks,
        59..64 => Command::AsksLate(chance.between(1, 8 * MARK)),
        64..70 => Command::Passes(chance.between(1, 12 * MARK)),
        70..88 => Command::PassesToInstant(chance.one_of(&[-1, 0, 0, 0, 1])),
        88..92 => Command::StepsBack(chance.between(1, 4 * MARK)),
        _ => Command::Crashes {
            after: chance.one_of(&[0, 1, MARK, 3 * MARK, 9 * MARK, DAY, 3 * DAY]),
            ticks: chance.index(4),
        },
    }
}

/// Now and then over the next day's window.
fn extension(chance: &mut Chance) -> i64 {
    chance.one_of(&[0, 0, 0, DAY, 2 * DAY]) + chance.between(-2, 14) * MARK
}

fn plan(chance: &mut Chance) -> Plan {
    let length = chance.between(1, 8) * MARK;
    Plan {
        marks: chance.between(0, 16),
        length,
        drain_lead: chance.one_of(&[0, 1, 2, 4, 24]) * MARK,
        announce_lead: chance.one_of(&[0, 3, 9, 288]) * MARK,
        offline: chance.between(0, 4) > 0,
        confirm: chance.between(0, 3) == 0,
        hard_maximum: chance.one_of(&[None, Some(0), Some(2)]).map(|marks| length + marks * MARK),
        days: chance.one_of(&[1, 1, 2, 3, 5]),
    }
}
