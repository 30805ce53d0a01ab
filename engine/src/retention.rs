//! Retention: ended requests, their logs and ended sessions are forgotten after a while. The audit trail is kept.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use domain::duration::Span;
use domain::id::RequestId;
use domain::permission::Person;
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{bearer, retention};

/// How many root requests one transaction forgets: SQLite's only writer is held that long.
const BATCH: u32 = 20;
/// How many batches one round takes at most; the next hour goes on.
const BATCHES: u32 = 500;
impl Engine {
    /// Forgets requests that ended more than the kept days ago, whole trees at a time: rows, steps, tasks, missed
    /// work, and folders with logs and working files. Also sessions whose time is over, and folders that belong to
    /// no request. Audit entries are kept for good: they are what an auditor asks for years later.
    ///
    /// # Errors
    /// When the database refuses or does not answer; what was not forgotten is, in the next round.
    pub(crate) async fn forget_old(&self) -> Result<()> {
        let days = self.settings_now().await?.keep_days;
        let now = self.clock.now();
        let before = now.minus(Span::from_secs(i64::from(days) * 86_400));
        let mut forgotten = 0;
        for _ in 0..BATCHES {
            let trees = self.writing(move |engine| async move { engine.forget_batch(before).await }).await?;
            if trees.is_empty() {
                break;
            }
            forgotten += trees.len();
            self.remove_folders(trees).await?;
        }
        let sessions = self
            .writing(move |engine| async move {
                let mut tx = engine.store.write().await?;
                retention::forget_missed(&mut tx, before).await?;
                let sessions = bearer::forget_sessions(&mut tx, now).await?;
                tx.commit().await?;
                Ok(sessions)
            })
            .await?;
        let strays = self.strays(before).await?;
        let folders = strays.len();
        self.remove_folders(strays).await?;
        if forgotten + folders > 0 || sessions > 0 {
            tracing::info!(requests = forgotten, sessions, folders, days, "old ones forgotten");
        }
        Ok(())
    }

    async fn forget_batch(&self, before: Timestamp) -> Result<Vec<RequestId>> {
        let roots = {
            let mut tx = self.store.read().await?;
            retention::old_roots(&mut tx, before, BATCH).await?
        };
        if roots.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.write().await?;
        let mut trees = Vec::new();
        for root in roots {
            let tree = retention::forget_tree(&mut tx, root).await?;
            let detail = serde_json::json!({ "requests": tree.len(), "ended_before": before });
            let by = Person::system("retention");
            self.note(&mut tx, &by, "request.forget", root.to_string(), detail).await?;
            trees.extend(tree);
        }
        tx.commit().await?;
        Ok(trees)
    }

    /// Folders whose requests are not on record, made before the kept days: the server was killed between commit
    /// and removal. Younger ones stay: the database may be another one than yesterday's, by a mistyped setting or
    /// a restored backup, and their logs are all that is left of what ran.
    async fn strays(&self, before: Timestamp) -> Result<Vec<RequestId>> {
        let path = self.data.path().join("steps");
        let found = blocking(move || requests_in(&path)).await?;
        let mut tx = self.store.read().await?;
        let mut strays = Vec::new();
        for id in found.into_iter().filter(|id| made(*id) < before) {
            if !retention::is_known(&mut tx, id).await? {
                strays.push(id);
            }
        }
        Ok(strays)
    }

    async fn remove_folders(&self, requests: Vec<RequestId>) -> Result<()> {
        let folders: Vec<PathBuf> = requests.into_iter().map(|id| self.data.request(id)).collect();
        blocking(move || {
            for folder in folders {
                if let Err(error) = remove(&folder) {
                    tracing::warn!(folder = %folder.display(), %error, "an old folder could not be removed");
                }
            }
            Ok(())
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => {
            done.map_err(|error| Error::Unavailable(format!("the data folder cannot be read: {error}")))
        }
        Err(error) => Err(Error::Internal(format!("a task ended early: {error}"))),
    }
}

/// When an id was made: a UUIDv7 says so.
fn made(id: RequestId) -> Timestamp {
    let made = id.uuid().get_timestamp().map_or((0, 0), |at| at.to_unix());
    Timestamp::from_micros(i64::try_from(made.0).unwrap_or_default().saturating_mul(1_000_000))
}

fn requests_in(path: &Path) -> io::Result<Vec<RequestId>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        // What has another name is not Lull's to remove.
        found.extend(entry?.file_name().to_str().and_then(|name| name.parse::<RequestId>().ok()));
    }
    Ok(found)
}

/// Removes a folder and all below it, links themselves and not what they point to. Steps may have left folders
/// that even their owner may not write (a module cache does): those are opened first.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_up(folder)?;
            fs::remove_dir_all(folder)
        }
        done => done,
    }
}

fn open_up(folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_parts_that_its_owner_may_not_write_is_removed_and_what_links_point_to_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (kept, old) = (dir.path().join("kept"), dir.path().join("old"));
        fs::write(&kept, "kept").unwrap();
        let deep = old.join("a/b");
        fs::create_dir_all(&deep).unwrap();
        std::os::unix::fs::symlink(dir.path(), deep.join("link")).unwrap();
        fs::write(deep.join("file"), "old").unwrap();
        for folder in [deep, old.join("a")] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o500)).unwrap();
        }
        // Root may write everywhere, so the opening is tried by itself as well.
        open_up(&old).unwrap();
        remove(&old).unwrap();
        remove(&old).unwrap();
        assert!(!old.exists() && kept.exists());
    }
}
