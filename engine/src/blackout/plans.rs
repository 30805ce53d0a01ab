//! Blackouts as they were last read: a look through thousands of them parses the plan of each once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::blackout::Series;
use domain::id::BlackoutId;

use crate::engine::lock;
use crate::error::Result;
use crate::store::blackout::SeriesRow;
use crate::zone::Iana;

/// A blackout with its zone.
#[derive(Debug)]
pub(super) struct ReadSeries {
    pub(super) series: Series,
    /// None when it is not known any more.
    pub(super) zone: Option<Iana>,
    /// The plan as it was stored.
    text: String,
}

/// What is remembered, by id. It counts as long as it was saved at the same instant with the same plan.
#[derive(Debug, Default)]
pub(crate) struct Plans(Mutex<HashMap<BlackoutId, Arc<ReadSeries>>>);

/// More than this are forgotten together.
const MOST: usize = 20_000;

impl Plans {
    /// A blackout as it is stored, read unless it is remembered.
    pub(super) fn read(&self, row: SeriesRow) -> Result<Arc<ReadSeries>> {
        let id = row.id()?;
        let known = lock(&self.0).get(&id).cloned();
        if let Some(known) = known.filter(|known| row.says(known.series.saved, &known.text)) {
            return Ok(known);
        }
        let text = row.plan().to_owned();
        let series = row.into_series()?;
        let zone = Iana::named(&series.plan.zone);
        if zone.is_none() {
            tracing::error!(blackout = %id, zone = series.plan.zone, "a blackout comes in a zone that is not known");
        }
        let read = Arc::new(ReadSeries { series, zone, text });
        let mut all = lock(&self.0);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(id, Arc::clone(&read));
        Ok(read)
    }
}
