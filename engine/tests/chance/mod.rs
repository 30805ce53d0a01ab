//! Chance that can be repeated: the seed is printed, and `LULL_SEED` sets it. The server's tests use it too.

use std::time::Duration;

/// A stream of numbers.
pub struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    /// A new stream; its seed is on the test's output.
    pub fn seeded() -> Self {
        let set = std::env::var("LULL_SEED").ok().map(|text| text.parse().expect("LULL_SEED is a number"));
        let seed = set.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).unwrap();
            u64::from_le_bytes(bytes)
        });
        println!("LULL_SEED={seed}");
        Self::begun_with(seed)
    }

    const fn begun_with(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// What it was begun with.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// A number below `end` (SplitMix64).
    pub fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// A place in a list so long.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// A number from `from` on and below `end`.
    pub fn between(&mut self, from: i64, end: i64) -> i64 {
        from.saturating_add_unsigned(self.below(end.abs_diff(from)))
    }

    /// A span between two numbers of milliseconds.
    pub fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_micros(from * 1_000 + self.below((to - from) * 1_000))
    }

    /// A stream of its own for somebody else.
    pub fn split(&mut self) -> Self {
        Self::begun_with(self.below(u64::MAX))
    }
}

/// How many rounds: a few, or with `LULL_FAULTS=long` as many as the list of faults asks for.
pub fn rounds(few: usize, long: usize) -> usize {
    if std::env::var("LULL_FAULTS").is_ok_and(|word| word == "long") { long } else { few }
}
