//! Questions at the terminal, secret ones without echo.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsFd;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::failure::Failure;

/// Asks for a word, shown as it is typed.
///
/// # Errors
/// [`Failure::Usage`] without a terminal, [`Failure::Interrupted`] on Ctrl-C.
pub async fn word(question: &str) -> Result<String, Failure> {
    ask(question, false).await
}

/// Asks for a secret, not shown.
///
/// # Errors
/// As [`word`].
pub async fn secret(question: &str) -> Result<String, Failure> {
    ask(question, true).await
}

/// Asks for a new password twice.
///
/// # Errors
/// As [`word`]; and when the two are not the same.
pub async fn new_password(whose: &str) -> Result<String, Failure> {
    let first = secret(&format!("New password of {whose}: ")).await?;
    if secret("The same again: ").await? == first {
        Ok(first)
    } else {
        Err(Failure::Usage("the two passwords are not the same".to_owned()))
    }
}

/// The first line of standard input.
///
/// # Errors
/// [`Failure::Usage`] when there is none.
pub fn standard_input(what: &str) -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    let bad = |words: String| Failure::Usage(format!("{what} cannot be read from standard input: {words}"));
    match read {
        Err(error) => Err(bad(error.to_string())),
        Ok(0) => Err(bad("it is empty".to_owned())),
        Ok(_) => Ok(bare(&line).to_owned()),
    }
}

fn bare(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

/// The terminal itself: standard output may be a file, and standard input the definition.
async fn ask(question: &str, secret: bool) -> Result<String, Failure> {
    let lost = |_| {
        let what = question.trim_end_matches([':', ' ']);
        Failure::Usage(format!(
            "{what} is asked for at a terminal, and there is none: see --help for other ways to give it"
        ))
    };
    let terminal = File::options().read(true).write(true).open("/dev/tty").map_err(lost)?;
    let reader = terminal.try_clone().map_err(lost)?;
    let hidden = secret.then(|| Hidden::begin(&terminal)).transpose().map_err(|error| lost(error.into()))?;
    (&terminal).write_all(question.as_bytes()).map_err(lost)?;
    let read = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        BufReader::new(reader).read_line(&mut line).map(|length| (length, line))
    });
    let answered = tokio::select! {
        read = read => read.map_err(|_| Failure::Interrupted)?,
        _ = tokio::signal::ctrl_c() => Err(std::io::Error::from(std::io::ErrorKind::Interrupted)),
    };
    if hidden.is_some() {
        // The line's end was not echoed either.
        let _ = (&terminal).write_all(b"\n");
    }
    drop(hidden);
    match answered {
        Ok((0, _)) | Err(_) => Err(Failure::Interrupted),
        Ok((_, line)) => Ok(bare(&line).to_owned()),
    }
}

/// A terminal that does not echo, until this is dropped.
struct Hidden<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Hidden<'a> {
    fn begin(terminal: &'a File) -> rustix::io::Result<Self> {
        let before = tcgetattr(terminal.as_fd())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal.as_fd(), OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        // The terminal may be gone, and then there is nothing to restore.
        let _ = tcsetattr(self.terminal.as_fd(), OptionalActions::Flush, &self.before);
    }
}
