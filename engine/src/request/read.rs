//! Reads requests.

use domain::id::RequestId;
use domain::page::Page;
use domain::permission::{Permit, Read};
use domain::request::{Request, RequestFilter};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::request::{self, Record};
use crate::store::step;

impl Engine {
    /// One page of requests, newest first; without their steps.
    ///
    /// # Errors
    /// When a cursor is none, or the database does not answer.
    pub async fn requests(&self, _permit: &Permit<Read>, filter: RequestFilter) -> Result<Page<Request>> {
        let mut tx = self.store.read().await?;
        Ok(request::list(&mut tx, &filter).await?.map(|record: Record| record.tell(Vec::new())))
    }

    /// One request with its steps.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; else when the database does not answer.
    pub async fn request(&self, _permit: &Permit<Read>, id: RequestId) -> Result<Request> {
        let mut tx = self.store.read().await?;
        let record = request::get(&mut tx, id).await?;
        let steps = step::of(&mut tx, id).await?;
        Ok(record.tell(steps))
    }
}
