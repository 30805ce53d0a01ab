//! How steps end, and what they are given.

use crate::harness::{self, Stage, ended, started};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use supervisor::{Outcome, Run};

#[test]
fn a_step_that_exits_with_zero_succeeded() {
    let stage = Stage::new();
    let exit = stage.runs(&stage.spec("echo hello; echo there >&2"));
    assert_eq!((exit.outcome, exit.exit_code, exit.signal), (Outcome::Succeeded, Some(0), None));
    assert_eq!(stage.log(), "hello\nthere\n");
    assert_eq!((exit.log_bytes, exit.log_cut), (12, false));
    assert!(exit.began.unwrap() <= exit.ended);
}

#[test]
fn a_step_fails_with_its_exit_code_or_its_signal() {
    let stage = Stage::new();
    let exit = stage.runs(&stage.spec("exit 7"));
    assert_eq!((exit.outcome, exit.exit_code, exit.signal), (Outcome::Failed, Some(7), None));
    let stage = Stage::new();
    let exit = stage.runs(&stage.spec("kill -SEGV $$"));
    assert_eq!((exit.outcome, exit.exit_code, exit.signal), (Outcome::Failed, None, Some(11)));
}

#[test]
fn a_line_that_fails_ends_the_script() {
    let stage = Stage::new();
    let exit = stage.runs(&stage.spec("false\necho reached"));
    assert_eq!((exit.outcome, stage.log().as_str()), (Outcome::Failed, ""));
}

#[test]
fn a_program_that_is_not_there_fails_the_step_with_words() {
    let stage = Stage::new();
    let mut spec = stage.spec("");
    spec.run = Run::Argv(vec!["/no/such/program".into()]);
    let exit = stage.runs(&spec);
    assert_eq!((exit.outcome, exit.exit_code), (Outcome::Failed, Some(127)));
    assert!(stage.log().contains("could not be executed: No such file"), "{}", stage.log());
}

#[test]
fn a_working_folder_that_is_not_there_fails_the_step_with_words() {
    let stage = Stage::new();
    let mut spec = stage.spec("echo ran");
    spec.cwd = stage.path("nowhere");
    let exit = stage.runs(&spec);
    assert_eq!((exit.outcome, exit.began), (Outcome::Failed, None));
    assert!(exit.note.unwrap().contains("nowhere"));
    assert!(!stage.log().contains("ran\n"));
}

#[test]
fn values_reach_a_script_as_data() {
    let stage = Stage::new();
    let value = "$(touch pwned); `touch pwned`\n-n 'a' \"b\" \\ ;& é";
    let mut spec = stage.spec(r#"printf '%s' "$VALUE""#);
    spec.env.insert("VALUE".into(), value.into());
    assert_eq!(stage.runs(&spec).outcome, Outcome::Succeeded);
    assert_eq!(stage.log(), value);
    assert_eq!(std::fs::read_dir(stage.path("work")).unwrap().count(), 0);
}

#[test]
fn a_script_that_opens_with_a_dash_is_a_script() {
    let stage = Stage::new();
    let program = stage.path("-greet");
    std::fs::write(&program, "#!/bin/sh\necho hello $1\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut spec = stage.spec("-greet -world");
    spec.env.insert("PATH".into(), format!("{}:/usr/bin:/bin", stage.path("").display()));
    stage.runs(&spec);
    assert_eq!(stage.log(), "hello -world\n");
}

#[test]
fn arguments_stay_apart_and_lull_can_be_a_step() {
    let stage = Stage::new();
    let mut spec = stage.spec("");
    spec.run = Run::Argv(vec!["/bin/echo".into(), "a  b".into(), "$(id)".into(), "--x".into()]);
    stage.runs(&spec);
    assert_eq!(stage.log(), "a  b $(id) --x\n");
    let stage = Stage::new();
    spec.run = Run::Argv(vec!["/proc/self/exe".into(), "tell-time".into()]);
    spec.cwd = stage.path("work");
    assert_eq!(stage.runs(&spec).outcome, Outcome::Succeeded);
}

#[test]
fn the_environment_is_what_the_spec_says() {
    let stage = Stage::new();
    let mut spec = stage.spec("");
    spec.run = Run::Argv(vec!["/usr/bin/env".into()]);
    spec.env.clear();
    spec.env.insert("ONLY".into(), "this".into());
    stage.runs(&spec);
    let mut names: Vec<_> = stage.log().lines().map(|l| l.split('=').next().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["LULL_ATTEMPT", "LULL_OUTPUT", "ONLY"]);
}

#[test]
fn a_step_starts_clean() {
    let stage = Stage::new();
    let script = "umask; ls -l /proc/self/fd | wc -l; cat; grep -E 'Sig(Blk|Ign)' /proc/self/status; \
        ps -o sid= -p $$ | tr -d ' '; echo $$";
    stage.runs(&stage.spec(script));
    let log = stage.log();
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines[0], "0077");
    // `total`, 0, 1, 2 and the folder that ls has open.
    assert_eq!(lines[1], "5");
    assert_eq!(lines[2], "SigBlk:\t0000000000000000");
    // 32 and 33 are the C library's own: it lets nobody change them.
    let ignored = u64::from_str_radix(lines[3].trim_start_matches("SigIgn:\t"), 16).unwrap();
    assert_eq!(ignored & !(0b11 << 31), 0, "{}", lines[3]);
    assert_eq!(lines[4], lines[5], "it leads a session of its own");
}

#[test]
fn folders_and_files_are_the_owners_only() {
    let stage = Stage::new();
    stage.runs(&stage.spec("echo x"));
    for folder in ["steps", "steps/req", "steps/req/build", "steps/req/build/1"] {
        let mode = std::fs::metadata(stage.path(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
    let files: Vec<_> = std::fs::read_dir(stage.attempt_dir()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn outputs_are_handed_on_and_bad_lines_told() {
    let stage = Stage::new();
    let exit = stage.runs(&stage.spec(
        r#"echo file=report.pdf >> "$LULL_OUTPUT"; echo nonsense >> "$LULL_OUTPUT"; echo n=1 >> "$LULL_OUTPUT""#,
    ));
    let output: Vec<_> = exit.output.into_iter().collect();
    assert_eq!(output, [("file".into(), "report.pdf".into()), ("n".into(), "1".into())]);
    assert_eq!(stage.log(), "[lull] $LULL_OUTPUT line 2 is not name=value; ignored\n");
}

#[test]
fn a_step_that_takes_too_long_timed_out() {
    let stage = Stage::new();
    let mut spec = stage.spec("echo begun; exec sleep 1000");
    spec.timeout = Some(Duration::from_millis(100));
    let exit = stage.runs(&spec);
    assert_eq!((exit.outcome, exit.signal), (Outcome::TimedOut, Some(15)));
    assert!(stage.log().starts_with("begun\n[lull] timed out after 100ms"), "{}", stage.log());
}

#[test]
fn the_log_can_be_followed_while_the_step_runs() {
    let stage = Stage::new();
    let door = stage.door("door");
    let attempt = stage.attempt();
    started(&attempt, &stage.spec("echo first; read x < $STAGE/door; echo second"));
    harness::appears(&stage.attempt_dir(), "log");
    harness::logs(&attempt, "first\n");
    let first = attempt.read_log(0, 4096).unwrap();
    assert_eq!((first.text.as_str(), first.ended), ("first\n", false));
    door.opens();
    ended(&attempt);
    let second = attempt.read_log(first.next_offset, 4096).unwrap();
    assert_eq!((second.text.as_str(), second.ended), ("second\n", true));
}
