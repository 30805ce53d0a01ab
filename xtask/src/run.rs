//! Runs other programs: aloud, quietly with signs of life, or for their words.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::place::Place;
use crate::say::{self, Stopwatch, Took};
use crate::surroundings;
use crate::tally::Tally;
use crate::trouble::{Done, Trouble, While};
use crate::words;

/// One program to run.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    name: String,
    limit: Option<Duration>,
}

impl Run {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        surroundings::clear(&mut command);
        let name = Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned();
        Self { command, name, limit: None }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Ends the program when it takes longer; only [`Run::quiet`] looks at it.
    pub(crate) fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The command itself, for those who start it their own way.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs with this terminal, and fails when the program does.
    pub(crate) fn aloud(mut self) -> Done {
        let status = self.command.status().map_err(|e| cannot_start(&self.name, &e))?;
        check(&self.name, status)
    }

    /// Runs without a word and says whether it went well.
    pub(crate) fn works(mut self) -> bool {
        let silent = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        silent.status().is_ok_and(|status| status.success())
    }

    /// Runs for what it writes to its standard output.
    pub(crate) fn text(mut self) -> Done<String> {
        let output = self.command.stdin(Stdio::null()).output().map_err(|e| cannot_start(&self.name, &e))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(Trouble::new(format!("{} failed: {}", self.name, words.trim())));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs with its words in a log in the cache, a line now and then, and the log's end on failure.
    pub(crate) fn quiet(mut self, place: &Place) -> Done {
        let path = place.cached("logs")?.join(format!("{}-{}.log", self.name, std::process::id()));
        let log = File::create(&path).while_doing(format!("write {}", path.display()))?;
        let both = log.try_clone().while_doing("share the log")?;
        self.command.stdin(Stdio::null()).stdout(log).stderr(both);
        let mut child = self.command.spawn().map_err(|e| cannot_start(&self.name, &e))?;
        let status = watch(&mut child, &path, self.limit)?;
        let words = std::fs::read(&path).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        match status {
            Some(status) if status.success() => {
                // Only failures are worth reading later.
                let _ = std::fs::remove_file(&path);
                Ok(())
            }
            Some(status) => {
                Err(Trouble::new(format!("{} {}:\n{}", self.name, ended(status), words::tail(&words, 20)))
                    .cure(format!("all of it: {}", path.display())))
            }
            None => Err(Trouble::new(format!("{} took too long and was ended", self.name))),
        }
    }

    /// Runs a test runner: passes its words on and counts what it reports.
    pub(crate) fn counted(mut self, count: fn(&str, &mut Tally)) -> Done<Tally> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().map_err(|e| cannot_start(&self.name, &e))?;
        let errors = child.stderr.take();
        let other = std::thread::spawn(move || errors.map(|pipe| pass_on(pipe, count)).unwrap_or_default());
        let mut tally = child.stdout.take().map(|pipe| pass_on(pipe, count)).unwrap_or_default();
        tally += other.join().unwrap_or_default();
        let status = child.wait().while_doing(format!("wait for {}", self.name))?;
        if status.success() && tally.is_empty() {
            return Err(Trouble::new(format!("{} reported no count of tests", self.name)));
        }
        if !status.success() && tally.failed == 0 {
            // It did not get as far as counting: a build that broke, a crash.
            tally.failed = 1;
        }
        Ok(tally)
    }
}

fn pass_on(pipe: impl Read, count: fn(&str, &mut Tally)) -> Tally {
    let mut tally = Tally::default();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let mut out = std::io::stdout().lock();
        // Nobody reads on: the count matters still.
        let _ = out.write_all(&line).and_then(|()| out.flush());
        count(&words::without_colour(&String::from_utf8_lossy(&line)), &mut tally);
        line.clear();
    }
    tally
}

/// Waits for the child, with a sign of life every quarter of a minute. `None`: over the limit.
fn watch(child: &mut Child, log: &Path, limit: Option<Duration>) -> Done<Option<ExitStatus>> {
    let watch = Stopwatch::start();
    let mut next_sign = Duration::from_secs(15);
    loop {
        if let Some(status) = child.try_wait().while_doing("wait for a program")? {
            return Ok(Some(status));
        }
        let Took(so_far) = watch.read();
        if limit.is_some_and(|limit| so_far > limit) {
            let _ = child.kill();
            let _ = child.wait();
            return Ok(None);
        }
        if so_far > next_sign {
            next_sign += Duration::from_secs(15);
            let words = std::fs::read(log).unwrap_or_default();
            say::line(format_args!(
                "      … {}: {}",
                watch.read(),
                words::tail(&String::from_utf8_lossy(&words), 1).trim()
            ));
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

fn cannot_start(name: &str, e: &std::io::Error) -> Trouble {
    Trouble::new(format!("cannot start {name}: {e}"))
}

fn check(name: &str, status: ExitStatus) -> Done {
    if status.success() { Ok(()) } else { Err(Trouble::new(format!("{name} {}", ended(status)))) }
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit code {code}"),
        None => format!("was ended ({status})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_that_breaks_before_counting_counts_as_one_failure() {
        let tally =
            Run::new("sh").args(["-c", "echo broken; exit 3"]).counted(crate::tally::libtest).unwrap();
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }

    #[test]
    fn a_runner_that_ends_well_without_a_count_is_not_believed() {
        let words = Run::new("sh").args(["-c", "echo all is well"]).counted(crate::tally::libtest);
        assert!(words.unwrap_err().to_string().contains("no count"));
    }
}
