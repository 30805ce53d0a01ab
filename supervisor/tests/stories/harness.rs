//! A folder for one story: attempts in it, and doors at which a step waits for the test.

use rustix::fs::inotify;
use std::fs;
use std::io::Read;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::time::Duration;
use supervisor::{Attempt, Created, Exit, Launched, Run, Spec, Start, State, Supervisor};

pub struct Stage {
    folder: tempfile::TempDir,
}

pub fn stand_in() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_supervisor-stand-in"))
}

impl Stage {
    pub fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        Stage { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn attempt_dir(&self) -> PathBuf {
        self.path("steps/req/build/1")
    }

    /// Makes the attempt's folder.
    pub fn attempt(&self) -> Attempt {
        match Attempt::create(self.attempt_dir()).unwrap() {
            Created::New(attempt) => attempt,
            Created::Exists(_) => panic!("the folder is there already"),
        }
    }

    /// Makes a spec for a script that may use `$STAGE`, and `open DOOR` and `pass DOOR`.
    pub fn spec(&self, script: &str) -> Spec {
        let mut spec = Spec::new(Run::Shell(script.to_owned()), self.path("work"));
        spec.env.insert("STAGE".into(), self.path("").display().to_string());
        spec.env.insert("PATH".into(), "/usr/bin:/bin".into());
        spec.term_grace = Duration::from_millis(200);
        spec.leftover_grace = Duration::from_millis(200);
        spec
    }

    /// Makes a named pipe at which step and test meet.
    pub fn door(&self, name: &str) -> Door {
        let path = self.path(name);
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        Door { path }
    }

    /// Runs a spec to its end, and sees the supervisor off.
    pub fn runs(&self, spec: &Spec) -> Exit {
        let attempt = self.attempt();
        let supervisor = started(&attempt, spec);
        let exit = ended(&attempt);
        supervisor.reaped();
        exit
    }

    pub fn log(&self) -> String {
        let bytes = fs::read(self.attempt_dir().join("log")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn start(&self) -> Start {
        let bytes = fs::read(self.attempt_dir().join("start")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Lists every living process that carries the attempt's token.
    pub fn processes(&self) -> Vec<i32> {
        let entry = format!("LULL_ATTEMPT={}", self.start().token);
        let carries = |pid: i32| {
            fs::read(format!("/proc/{pid}/environ"))
                .is_ok_and(|e| e.split(|&b| b == 0).any(|one| one == entry.as_bytes()))
        };
        pids().into_iter().filter(|&pid| carries(pid)).collect()
    }
}

/// A named pipe: opening either end waits for the other.
pub struct Door {
    path: PathBuf,
}

impl Door {
    /// Waits until the step writes to it, and gives what it wrote.
    pub fn hears(&self) -> String {
        let mut text = String::new();
        fs::File::open(&self.path).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Lets a step go on that waits with `read x < door`.
    pub fn opens(&self) {
        fs::write(&self.path, "go\n").unwrap();
    }
}

pub fn pids() -> Vec<i32> {
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .collect()
}

pub fn started(attempt: &Attempt, spec: &Spec) -> Supervisor {
    match attempt.spawn_from(stand_in(), spec).unwrap() {
        Launched::Started(supervisor) => supervisor,
        other => panic!("{other:?}"),
    }
}

pub fn ended(attempt: &Attempt) -> Exit {
    match attempt.wait().unwrap() {
        State::Ended(exit) => exit,
        other => panic!("{other:?}"),
    }
}

pub fn kill_9(pid: u32) {
    let pid = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

/// Waits until a file of that name is in the folder.
pub fn appears(dir: &Path, name: &str) {
    let events = inotify::init(inotify::CreateFlags::CLOEXEC).unwrap();
    let flags = inotify::WatchFlags::CREATE | inotify::WatchFlags::MOVED_TO;
    inotify::add_watch(&events, dir, flags).unwrap();
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = inotify::Reader::new(&events, &mut buffer);
    while !dir.join(name).exists() {
        reader.next().unwrap();
    }
}

/// Waits until the log contains the text.
pub fn logs(attempt: &Attempt, text: &str) {
    let events = inotify::init(inotify::CreateFlags::CLOEXEC).unwrap();
    inotify::add_watch(&events, attempt.log_path(), inotify::WatchFlags::MODIFY).unwrap();
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = inotify::Reader::new(&events, &mut buffer);
    while !fs::read_to_string(attempt.log_path()).unwrap().contains(text) {
        reader.next().unwrap();
    }
}
