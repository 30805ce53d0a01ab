//! The journal's file, for one thread at a time.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::Appended;
use super::head::{self, FORMAT, HEAD};
use super::line;
use super::scan::scan;
use crate::offline::error::{Error, Result};
use crate::offline::files::{Step, replacing};

const NAME: &str = "journal";

/// The file, and what is in it. It is made by the first append.
#[derive(Debug)]
pub(super) struct Log {
    folder: PathBuf,
    pub(super) path: PathBuf,
    cap: u64,
    pub(super) file: Option<File>,
    /// Where the next record belongs.
    pub(super) end: u64,
    /// The last number that is taken.
    pub(super) last: u64,
    /// How many appends found no room.
    pub(super) counted: u64,
    /// Which page of the head takes the next count.
    pub(super) page: u8,
    /// Whether a write broke off, so that bytes behind `end` must go first.
    broken: bool,
    /// What was cut off at opening.
    pub(super) dropped: u64,
    /// What was put aside at opening, in words.
    pub(super) aside: Option<String>,
    /// How many journals were retired: marks of an earlier one are not this one's.
    pub(super) life: u64,
    /// How many groups were seen to the disk.
    #[cfg(test)]
    pub(super) groups: usize,
}

impl Log {
    pub(super) fn open(folder: &Path, cap: u64) -> Result<Self> {
        let path = folder.join(NAME);
        let mut log = Self {
            folder: folder.to_path_buf(),
            path,
            cap,
            file: None,
            end: HEAD as u64,
            last: 0,
            counted: 0,
            page: 0,
            broken: false,
            dropped: 0,
            aside: None,
            life: 0,
            #[cfg(test)]
            groups: 0,
        };
        let Some(bytes) = log.bytes()? else { return Ok(log) };
        if bytes.len() < HEAD {
            // A journal is given its name with the head in it: this one was cut by something else.
            let kept = log.put_aside()?;
            Step::Sync(log.folder.clone()).take()?;
            log.aside =
                Some(format!("it was cut to {} bytes, and is kept as {}", bytes.len(), kept.display()));
            return Ok(log);
        }
        let head = head::read(&bytes).map_err(|format| log.newer(format))?;
        let scan = scan(&bytes);
        (log.counted, log.page, log.last) = (head.counted, head.next, scan.last);
        (log.end, log.dropped) = (scan.end as u64, (bytes.len() - scan.end) as u64);
        log.broken = log.dropped > 0;
        log.ready()?;
        Ok(log)
    }

    /// All that the file holds; None when there is none.
    pub(super) fn bytes(&self) -> Result<Option<Vec<u8>>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&self.path)(error)),
        }
    }

    pub(super) fn newer(&self, format: u32) -> Error {
        Error::Newer { path: self.path.clone(), format, known: FORMAT }
    }

    /// Writes a group of bodies, or counts those that find no room, and sees all to the disk once. After an error
    /// none of them is kept, unless the process dies before the next append.
    pub(super) fn append(&mut self, bodies: &[Vec<u8>]) -> Result<Vec<Appended>> {
        self.ready()?;
        let (mut batch, mut last, mut counted) = (Vec::new(), self.last, self.counted);
        let mut fates = Vec::with_capacity(bodies.len());
        for body in bodies {
            let line = line::encode(last + 1, body);
            if self.end + (batch.len() + line.len()) as u64 > self.cap {
                counted += 1;
                fates.push(Appended::Full);
            } else {
                batch.extend(line);
                last += 1;
                fates.push(Appended::Kept);
            }
        }
        self.broken = true;
        self.write(&batch, counted).map_err(Error::io(&self.path))?;
        self.broken = false;
        if counted > self.counted {
            self.page = 1 - self.page;
        }
        (self.end, self.last, self.counted) = (self.end + batch.len() as u64, last, counted);
        Ok(fates)
    }

    fn write(&mut self, batch: &[u8], counted: u64) -> std::io::Result<()> {
        let file = self.file.as_ref().ok_or(ErrorKind::NotFound)?;
        file.write_all_at(batch, self.end)?;
        if counted > self.counted {
            let (at, page) = head::write(self.page, counted);
            file.write_all_at(&page, at)?;
        }
        file.sync_data()?;
        #[cfg(test)]
        {
            self.groups += 1;
        }
        Ok(())
    }

    /// Makes the file, opens it, and cuts off what a write that broke off has left.
    fn ready(&mut self) -> Result<()> {
        if self.file.is_none() {
            if !self.path.try_exists().map_err(Error::io(&self.path))? {
                replacing(&self.folder, NAME, head::fresh()).iter().try_for_each(Step::take)?;
                self.forget();
            }
            let file = OpenOptions::new().read(true).write(true).open(&self.path);
            self.file = Some(file.map_err(Error::io(&self.path))?);
        }
        if let Some(file) = self.file.as_ref().filter(|_| self.broken) {
            file.set_len(self.end).and_then(|()| file.sync_all()).map_err(Error::io(&self.path))?;
            self.broken = false;
        }
        Ok(())
    }

    /// Ends this journal, so that the next append begins a new one. A damaged one is kept under another name.
    pub(super) fn retire(&mut self, damaged: bool) -> Result<()> {
        self.file = None;
        if damaged && self.path.try_exists().map_err(Error::io(&self.path))? {
            self.put_aside()?;
        } else {
            Step::Remove(self.path.clone()).take()?;
        }
        self.forget();
        (self.dropped, self.aside) = (0, None);
        self.life += 1;
        Step::Sync(self.folder.clone()).take()
    }

    /// Is as for a new file.
    fn forget(&mut self) {
        (self.end, self.last, self.counted, self.page, self.broken) = (HEAD as u64, 0, 0, 0, false);
    }

    fn put_aside(&self) -> Result<PathBuf> {
        let mut free = (1_u32..).map(|n| self.folder.join(format!("{NAME}.damaged-{n}")));
        let to = loop {
            match free.next() {
                Some(path) if path.try_exists().map_err(Error::io(&path))? => {}
                Some(path) => break path,
                None => return Err(Error::io(&self.path)(ErrorKind::AlreadyExists.into())),
            }
        };
        Step::Rename(self.path.clone(), to.clone()).take()?;
        Ok(to)
    }
}
