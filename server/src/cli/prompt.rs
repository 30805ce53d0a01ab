//! Questions at the terminal, secret ones without echo.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use super::failure::Failure;

/// Asks for a word, shown as it is typed.
///
/// # Errors
/// [`Failure::Usage`] without a terminal, [`Failure::Interrupted`] at its end.
pub fn word(question: &str) -> Result<String, Failure> {
    let terminal = terminal(question)?;
    let mut line = String::new();
    match BufReader::new(&terminal).read_line(&mut line) {
        Ok(0) | Err(_) => Err(Failure::Interrupted),
        Ok(_) => Ok(bare(&line).to_owned()),
    }
}

/// Asks for a secret, not shown.
///
/// # Errors
/// [`Failure::Usage`] without a terminal, [`Failure::Interrupted`] by Ctrl-C.
pub fn secret(question: &str) -> Result<String, Failure> {
    let mut terminal = terminal(question)?;
    let hidden = Hidden::begin(terminal.try_clone().map_err(|_| Failure::Interrupted)?);
    let hidden = hidden
        .map_err(|error| Failure::Usage(format!("the terminal cannot be told not to echo: {error}")))?;
    let typed = typed(BufReader::new(&terminal).bytes().map_while(Result::ok));
    drop(hidden);
    // The line's end was not echoed either.
    let _ = terminal.write_all(b"\n");
    typed.ok_or(Failure::Interrupted)
}

/// Asks for a new password twice.
///
/// # Errors
/// As [`secret`]; and when the two are not the same.
pub fn new_password(whose: &str) -> Result<String, Failure> {
    let first = secret(&format!("New password of {whose}: "))?;
    if secret("The same again: ")? == first {
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

/// The terminal itself, with the question on it: standard output may be a file, and standard input something else.
fn terminal(question: &str) -> Result<File, Failure> {
    let terminal = File::options().read(true).write(true).open("/dev/tty");
    let asked = terminal.and_then(|mut terminal| terminal.write_all(question.as_bytes()).map(|()| terminal));
    asked.map_err(|_| {
        let what = question.trim_end_matches([':', ' ']);
        Failure::Usage(format!(
            "{what} is asked for at a terminal, and there is none: see --help for other ways to give it"
        ))
    })
}

/// What was typed up to Enter; none when it was broken off. The terminal sends each key as it is.
fn typed(keys: impl Iterator<Item = u8>) -> Option<String> {
    let mut line: Vec<u8> = Vec::new();
    for key in keys {
        match key {
            b'\r' | b'\n' => return Some(String::from_utf8_lossy(&line).into_owned()),
            // Ctrl-C, Ctrl-D, Ctrl-\.
            3 | 4 | 28 => return None,
            // Ctrl-U.
            21 => line.clear(),
            8 | 127 => while line.pop().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {},
            key => line.push(key),
        }
    }
    None
}

/// A terminal that neither echoes nor ends us at Ctrl-C, which would leave it so; until this is dropped.
struct Hidden {
    terminal: File,
    before: Termios,
}

impl Hidden {
    fn begin(terminal: File) -> rustix::io::Result<Self> {
        let before = tcgetattr(terminal.as_fd())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal.as_fd(), OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // The terminal may be gone, and then there is nothing to restore.
        let _ = tcsetattr(self.terminal.as_fd(), OptionalActions::Drain, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_as_a_person_means_them() {
        let line = |keys: &str| typed(keys.bytes());
        assert_eq!(line("secret\r"), Some("secret".to_owned()));
        assert_eq!(line("sekü\u{7f}\u{7f}cret\n more"), Some("secret".to_owned()));
        assert_eq!(line("wrong\u{15}right\n"), Some("right".to_owned()));
        assert_eq!(line("\u{7f}\n"), Some(String::new()));
        assert_eq!(line("secret\u{3}\n"), None);
        assert_eq!(line("never ended"), None);
    }
}
