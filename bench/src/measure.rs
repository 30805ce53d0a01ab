//! Medians with least and most, and the table they go into.

use std::fmt;
use std::time::{Duration, Instant};

use domain::time::Timestamp;
use engine::Clock;
use futures::future::join_all;

/// How long one round of something repeated takes.
pub const ROUND: Duration = Duration::from_secs(3);

/// The monotonic clock.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// The wall clock, which the processes of a host share.
pub fn wall() -> Timestamp {
    Clock::system().now()
}

/// As many as so many clients can do in a round; how many a second, and how long each took in milliseconds.
pub async fn round<F, Fut>(clients: usize, act: F) -> (f64, Sample)
where
    F: Fn() -> Fut,
    Fut: Future<Output = bool> + Send,
{
    let began = now();
    let each = join_all((0..clients).map(|_| async {
        let mut times = Sample::default();
        let mut done = 0_u32;
        while began.elapsed() < ROUND {
            let one = now();
            if act().await {
                done += 1;
                times.add_time(one.elapsed());
            }
        }
        (done, times)
    }))
    .await;
    let took = began.elapsed().as_secs_f64();
    let mut times = Sample::default();
    let mut done = 0_u32;
    for (count, sample) in each {
        done += count;
        times.extend(&sample);
    }
    (f64::from(done) / took, times)
}

/// Many measurements of one thing.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub fn add_time(&mut self, time: Duration) {
        self.add(time.as_secs_f64() * 1_000.0);
    }

    pub fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// The nearest-rank quantile, in percent; 0 of nothing.
    pub fn quantile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or_default()
    }

    pub fn median(&self) -> f64 {
        self.quantile(50)
    }

    pub fn most(&self) -> f64 {
        self.quantile(100)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ({:.1} – {:.1})", self.median(), self.quantile(0), self.most())
    }
}

struct Row {
    what: String,
    measured: String,
    aim: String,
    met: Option<bool>,
}

/// What was measured, and what was aimed at.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// A figure with an aim.
    pub fn row(
        &mut self,
        what: impl Into<String>,
        measured: impl Into<String>,
        aim: impl Into<String>,
        met: bool,
    ) {
        self.push(what.into(), measured.into(), aim.into(), Some(met));
    }

    /// A figure without one: a baseline.
    pub fn note(&mut self, what: impl Into<String>, measured: impl Into<String>) {
        self.push(what.into(), measured.into(), String::new(), None);
    }

    fn push(&mut self, what: String, measured: String, aim: String, met: Option<bool>) {
        eprintln!("bench: {what}: {measured}");
        self.0.push(Row { what, measured, aim, met });
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | measured: median (least – most) | aim | met |\n|---|---|---|---|")?;
        for row in &self.0 {
            let met = match row.met {
                None => "",
                Some(true) => "yes",
                Some(false) => "**no**",
            };
            writeln!(f, "| {} | {} | {} | {met} |", row.what, row.measured, row.aim)?;
        }
        Ok(())
    }
}
