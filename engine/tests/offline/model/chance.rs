//! Chance that can be repeated: the seed is printed, and `LULL_SEED` sets it.

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
        Self { seed, state: seed }
    }

    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// A number from `from` on and below `end` (SplitMix64).
    pub fn between(&mut self, from: i64, end: i64) -> i64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let below = (mixed ^ (mixed >> 31)) % end.abs_diff(from);
        from.saturating_add_unsigned(below)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.between(0, i64::try_from(end).unwrap())).unwrap()
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// How many rounds: a few, or with `LULL_FAULTS=long` as many as the list of faults asks for.
pub fn rounds(few: usize, long: usize) -> usize {
    if std::env::var("LULL_FAULTS").is_ok_and(|word| word == "long") { long } else { few }
}
