//! The files `start` and `exit` of an attempt's folder.
//!
//! Both carry the folder format's version, so that an upgraded Lull adopts
//! older folders and refuses newer ones with words.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The version of the folder format that this Lull writes.
pub const FORMAT: u32 = 1;

pub(crate) const START: &str = "start";
pub(crate) const EXIT: &str = "exit";
pub(crate) const CANCEL: &str = "cancel";
pub(crate) const LOG: &str = "log";
pub(crate) const OUTPUT: &str = "output";

/// Who a step is, written just before it is executed: from then on it may have run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Start {
    pub version: u32,
    /// The boot in which the step ran; another boot's step is gone.
    pub boot_id: String,
    pub supervisor_pid: i32,
    /// In clock ticks since boot, as in `/proc/PID/stat`; with the pid it names one process.
    pub supervisor_started: u64,
    /// The step's main process and the id of its session.
    pub pid: i32,
    /// In clock ticks since boot.
    pub pid_started: u64,
    /// UTC microseconds.
    pub began: i64,
    /// The value of `LULL_ATTEMPT` in the step's environment; unique to this attempt.
    pub token: String,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Succeeded,
    Failed,
    TimedOut,
    Cancelled,
}

/// A step's result, written when its last process was gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    pub version: u32,
    pub outcome: Outcome,
    /// The main process's exit code; 126 or 127 when it could not be executed. None
    /// when it was killed by a signal or never begun.
    pub exit_code: Option<i32>,
    /// The signal that killed the main process.
    pub signal: Option<i32>,
    /// UTC microseconds; None when it was cancelled before it began.
    pub began: Option<i64>,
    /// UTC microseconds.
    pub ended: i64,
    /// What the step wrote to `$LULL_OUTPUT`, secrets masked.
    #[serde(default)]
    pub output: BTreeMap<String, String>,
    /// The log's size in bytes, notices included.
    pub log_bytes: u64,
    /// True when output is missing from the log: over the cap, or the disk was full.
    pub log_cut: bool,
    /// What people should know besides, such as why it could not be executed; masked.
    #[serde(default)]
    pub note: Option<String>,
}

/// Writes a record by temporary file, fsync, rename and fsync of the folder: after a power
/// loss it is whole or absent.
pub(crate) fn write_durably(dir: &Path, name: &str, record: &impl Serialize) -> io::Result<()> {
    let (file, temporary) = write_beside(dir, name, record)?;
    file.sync_all()?;
    fs::rename(&temporary, dir.join(name))?;
    File::open(dir)?.sync_all()
}

/// Writes a record whose presence alone matters after a power loss, with half the waiting:
/// the rename and the content reach the disk in one go.
pub(crate) fn write_quickly(dir: &Path, name: &str, record: &impl Serialize) -> io::Result<()> {
    let (file, temporary) = write_beside(dir, name, record)?;
    fs::rename(&temporary, dir.join(name))?;
    file.sync_all()?;
    File::open(dir)?.sync_all()
}

fn write_beside(dir: &Path, name: &str, record: &impl Serialize) -> io::Result<(File, PathBuf)> {
    let temporary = dir.join(format!("{name}.tmp"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    file.write_all(&serde_json::to_vec(record)?)?;
    Ok((file, temporary))
}

/// Reads a record; None when there is none.
pub(crate) fn read<R: DeserializeOwned>(dir: &Path, name: &str) -> io::Result<Option<R>> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let bytes = match fs::read(dir.join(name)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let Versioned { version } = serde_json::from_slice(&bytes)?;
    if version > FORMAT {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            format!(
                "{}: folder format {version} is newer than this Lull's {FORMAT}",
                dir.join(name).display()
            ),
        ));
    }
    Ok(Some(serde_json::from_slice(&bytes)?))
}
