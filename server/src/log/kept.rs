//! The log's lines in the data folder, for whoever looks when the terminal is gone: `logs/lull.log`, and `lull.log.1`
//! before it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many bytes a file holds, 8 MiB; then it takes the place of the one before.
const MOST: u64 = 8 << 20;
/// How many bytes wait for the data folder to be this process's, 64 KiB.
const EARLY: usize = 64 << 10;

static KEPT: Mutex<Kept> = Mutex::new(Kept::Early(Vec::new()));

enum Kept {
    /// In memory: the data folder is not this process's yet.
    Early(Vec<u8>),
    /// On the disk.
    Here(Book),
}

fn kept() -> MutexGuard<'static, Kept> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps lines in a data folder that is this process's, those that were written so far too.
///
/// # Errors
/// As the host says; then none are kept.
pub fn keep(data_dir: &Path) -> io::Result<()> {
    let folder = data_dir.join("logs");
    engine::data_dir::private_dir(&folder)?;
    let mut book = Book::open(folder.join("lull.log"), MOST)?;
    let mut kept = kept();
    if let Kept::Early(lines) = &*kept {
        book.add(lines)?;
    }
    *kept = Kept::Here(book);
    Ok(())
}

/// Takes a whole line. What the disk does not take is on standard error all the same.
pub(super) struct Line;

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match &mut *kept() {
            Kept::Early(lines) if lines.len() + line.len() <= EARLY => lines.extend_from_slice(line),
            Kept::Early(_) => {}
            Kept::Here(book) => {
                let _ = book.add(line);
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Book {
    path: PathBuf,
    file: File,
    size: u64,
    most: u64,
}

impl Book {
    fn open(path: PathBuf, most: u64) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, most })
    }

    fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        let length = lines.len() as u64;
        if self.size > 0 && self.size + length > self.most {
            std::fs::rename(&self.path, self.path.with_extension("log.1"))?;
            *self = Self::open(self.path.clone(), self.most)?;
        }
        self.file.write_all(lines)?;
        self.size += length;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_takes_the_place_of_the_one_before_and_a_new_process_goes_on_in_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lull.log");
        let mut book = Book::open(path.clone(), 10).unwrap();
        for line in ["first\n", "second\n", "third\n"] {
            book.add(line.as_bytes()).unwrap();
        }
        let mut book = Book::open(path.clone(), 10).unwrap();
        book.add(b"4\n").unwrap();
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!((read("lull.log.1"), read("lull.log")), ("second\n".to_owned(), "third\n4\n".to_owned()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}
