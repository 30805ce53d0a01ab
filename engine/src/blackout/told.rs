//! What the status tells of blackouts to come.

use domain::blackout::{announced, next_blackout};
use domain::status::NextBlackout;

use super::occurrences;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::{Tx, blackout};

/// What is coming.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Coming {
    /// Everybody has been told of it.
    pub(crate) announced: bool,
    /// The next one, once announced.
    pub(crate) next: Option<NextBlackout>,
}

impl Engine {
    /// Reads what is coming.
    pub(crate) async fn coming(&self, tx: &mut Tx) -> Result<Coming> {
        let all = occurrences(&blackout::to_come(tx).await?);
        Ok(Coming { announced: announced(&all), next: next_blackout(&all, self.clock.now()) })
    }
}
