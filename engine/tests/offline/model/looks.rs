//! What is looked at after every command.

use std::collections::BTreeMap;

use domain::audit::AuditFilter;
use domain::id::RequestId;
use domain::page::MOST;
use domain::permission::{Read, ViewAudit};
use domain::request::{RequestFilter, Status};
use domain::time::Timestamp;

use super::asked::{day, seconds};
use super::play::{Player, words};
use super::rules::{Answer, Books, Seen, Shown};
use crate::verbs::{leads_there, phase};

impl Player {
    /// What holds at every moment, whatever the windows are.
    pub async fn keeps_its_word(&mut self) -> Result<(), String> {
        let epoch = self.world.engine.status_now().full.epoch;
        if epoch < self.epoch {
            return Err(format!("the epoch fell from {:?} to {epoch:?}", self.epoch));
        }
        self.epoch = epoch;
        if self.world.engine.is_away() { self.has_let_go().await } else { self.has_all_on_record().await }
    }

    /// Nothing of Lull leads to the database. A server's processes may take a moment to leave its list.
    async fn has_let_go(&self) -> Result<(), String> {
        let mut left = Vec::new();
        for _ in 0..500 {
            left = leads_there(&self.world).await;
            if left.is_empty() {
                return Ok(());
            }
        }
        Err(format!("it is offline, and left to the database are {left:?}"))
    }

    /// Every start is on record once, as it was answered.
    async fn has_all_on_record(&self) -> Result<(), String> {
        let filter = RequestFilter { limit: Some(MOST), ..RequestFilter::default() };
        let page = self.world.engine.requests(&self.permit::<Read>(), filter).await.map_err(words)?;
        let found: BTreeMap<RequestId, Status> = page.items.iter().map(|one| (one.id, one.status)).collect();
        let told = |(id, answer): &(RequestId, Answer)| (*id, status(*answer));
        let wanted: BTreeMap<RequestId, Status> = self.asked.iter().map(told).collect();
        if found == wanted {
            return Ok(());
        }
        Err(format!("on record are {found:?}, and answered was {:?}", self.asked))
    }

    pub async fn sees(&self) -> Result<Seen, String> {
        let away = self.world.engine.is_away();
        let books = if away { None } else { Some(self.reads().await?) };
        Ok(Seen { phase: phase(&self.world), away, books })
    }

    async fn reads(&self) -> Result<Books, String> {
        let (from, to) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
        let found =
            self.world.engine.blackouts_on_record(&self.permit::<Read>(), from, to).await.map_err(words)?;
        let mut audited = self.audited().await?;
        let mut blackouts = Vec::new();
        for id in &self.blackouts {
            let windows = found.iter().filter(|one| one.id == *id).map(|one| {
                let (stage, end) = (one.occurrence.stage.as_str().to_owned(), one.occurrence.window.end);
                (day(one.occurrence.key), (stage, seconds(end)))
            });
            blackouts.push(Shown {
                windows: windows.collect(),
                audited: audited.remove(&id.to_string()).unwrap_or_default(),
            });
        }
        if !audited.is_empty() {
            return Err(format!("what has no window was audited: {audited:?}"));
        }
        Ok(Books { holds: self.world.engine.status_now().full.maintenance.holds.len(), blackouts })
    }

    /// What was audited of blackouts: of which, what, how often.
    async fn audited(&self) -> Result<BTreeMap<String, BTreeMap<String, usize>>, String> {
        let mut audited: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let (action, limit) = (Some("blackout.".to_owned()), Some(MOST));
        let mut filter = AuditFilter { action, limit, ..AuditFilter::default() };
        loop {
            let page = self.world.engine.audit(&self.permit::<ViewAudit>(), filter.clone()).await;
            let page = page.map_err(words)?;
            for entry in page.items {
                *audited.entry(entry.subject).or_default().entry(entry.action).or_default() += 1;
            }
            if page.next.is_none() {
                return Ok(audited);
            }
            filter.cursor = page.next;
        }
    }
}

/// How a start is on record that was answered so.
const fn status(answer: Answer) -> Status {
    if matches!(answer, Answer::Started) { Status::Succeeded } else { Status::CouldNotStart }
}
