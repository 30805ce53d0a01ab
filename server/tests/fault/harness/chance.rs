//! Chance that can be repeated: the seed is printed, and `LULL_SEED` sets it.

use std::time::Duration;

/// A stream of numbers.
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    /// A new stream; its seed is on the test's output.
    pub fn new() -> Self {
        let set = std::env::var("LULL_SEED").ok().map(|text| text.parse().expect("LULL_SEED is a number"));
        let seed = set.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).unwrap();
            u64::from_le_bytes(bytes)
        });
        println!("LULL_SEED={seed}");
        Self(seed)
    }

    /// A number below `end` (SplitMix64).
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// A span between two numbers of milliseconds.
    pub fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_micros(from * 1_000 + self.below((to - from) * 1_000))
    }

    /// A stream of its own for somebody else.
    pub fn split(&mut self) -> Self {
        Self(self.below(u64::MAX))
    }
}

/// How many rounds: a few, or with `LULL_FAULTS=long` as many as the list of faults asks for.
pub fn rounds(few: usize, long: usize) -> usize {
    if std::env::var("LULL_FAULTS").is_ok_and(|word| word == "long") { long } else { few }
}
