//! Speaks to the server on this host, from a command.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::protocol::{Answer, Ask};

/// Why a command got no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody listens: no server runs on this data folder.
    #[error("no server runs on the data folder {0}")]
    NobodyThere(String),
    /// Something else.
    #[error("the control socket in {0}: {1}")]
    Broken(String, io::Error),
}

/// Sends one command and waits for its answer, at most 40 s.
///
/// # Errors
/// [`AskError`]; a command that failed is an answer.
pub fn ask(data_dir: &Path, ask: &Ask) -> Result<Answer, AskError> {
    let folder = || data_dir.display().to_string();
    let stream =
        super::place::at(data_dir, |path| UnixStream::connect(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => AskError::NobodyThere(folder()),
            _ => AskError::Broken(folder(), error),
        })?;
    talk(&stream, ask).map_err(|error| AskError::Broken(folder(), error))
}

fn talk(mut stream: &UnixStream, ask: &Ask) -> io::Result<Answer> {
    stream.set_read_timeout(Some(Duration::from_secs(40)))?;
    let mut line = serde_json::to_vec(ask)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream.take(1 << 20)).read_line(&mut answer)?;
    serde_json::from_str(&answer).map_err(|_| io::Error::other("the server's answer broke off"))
}
