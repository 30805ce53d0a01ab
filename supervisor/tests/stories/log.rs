//! What reaches the log: masked, capped, and never more memory than a piece.

use crate::harness::{self, Stage, ended, started};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::fs;
use supervisor::{Outcome, State};

const CANARY: &str = "c4nary-Xq7/with+signs";

#[test]
fn a_secret_is_nowhere_on_the_disk_however_it_is_written() {
    let stage = Stage::new();
    let (here, door) = (stage.door("here"), stage.door("door"));
    let script = r#"
        printf 'split: c4nary-'; sleep 0.05; printf 'Xq7/with+si'; sleep 0.05; echo gns.
        printf %s "$TOKEN" | base64
        printf 'user:%s' "$TOKEN" | base64
        echo "{\"token\":\"$TOKEN\"}" >&2
        echo 'c4nary-Xq7%2Fwith%2Bsigns'
        echo "token=$TOKEN" >> "$LULL_OUTPUT"
        echo "$TOKEN is no pair" >> "$LULL_OUTPUT"
        echo up > $STAGE/here; read x < $STAGE/door
        rm -f "$TOKEN"
        cat "/nowhere/$TOKEN"
    "#;
    let mut spec = stage.spec(script);
    spec.env.insert("TOKEN".into(), CANARY.into());
    spec.secrets.push(CANARY.into());
    let attempt = stage.attempt();
    let supervisor = started(&attempt, &spec);
    here.hears();
    for kind in ["cmdline", "environ"] {
        // The environment of one that is not dumpable is for root's eyes only.
        let seen = fs::read(format!("/proc/{}/{kind}", supervisor.pid())).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&seen).contains(CANARY), "{kind}");
    }
    door.opens();
    let exit = ended(&attempt);
    assert_eq!(exit.outcome, Outcome::Failed);
    assert_eq!(exit.output.get("token").map(String::as_str), Some("***"));
    let log = stage.log();
    assert!(log.starts_with("split: ***.\n"), "{log}");
    assert!(log.matches("***").count() >= 6, "{log}");
    for file in fs::read_dir(attempt.dir()).unwrap() {
        let content = fs::read(file.as_ref().unwrap().path()).unwrap();
        let content = String::from_utf8_lossy(&content);
        for shape in [CANARY, "c4nary", "YzRuYXJ5", "RuYXJ5LVhxNy93aXRoK3NpZ"] {
            assert!(!content.contains(shape), "{file:?}: {content}");
        }
    }
}

#[test]
fn a_secret_in_the_name_of_a_missing_program_is_masked() {
    let stage = Stage::new();
    let mut spec = stage.spec("");
    spec.cwd = stage.path(&CANARY.replace('/', "-"));
    spec.secrets.push(CANARY.replace('/', "-"));
    let exit = stage.runs(&spec);
    assert!(exit.note.unwrap().contains("***"));
    assert!(stage.log().contains("***") && !stage.log().contains("c4nary"));
}

#[test]
fn a_flood_of_one_line_is_cut_with_a_notice_and_in_bounded_memory() {
    let stage = Stage::new();
    let (here, door) = (stage.door("here"), stage.door("door"));
    let mut spec = stage.spec("head -c 1G /dev/zero; echo up > $STAGE/here; read x < $STAGE/door");
    spec.secrets.push(CANARY.into());
    spec.log_cap = 1 << 20;
    let attempt = stage.attempt();
    let supervisor = started(&attempt, &spec);
    here.hears();
    let peak = peak_kib(supervisor.pid());
    door.opens();
    let exit = ended(&attempt);
    assert!(peak < 16 << 10, "the supervisor took {peak} KiB");
    assert_eq!((exit.outcome, exit.log_cut), (Outcome::Succeeded, true));
    assert!(exit.log_bytes < (1 << 20) + 400, "{}", exit.log_bytes);
    let log = fs::read(attempt.log_path()).unwrap();
    assert_eq!(log.len() as u64, exit.log_bytes);
    let notices = String::from_utf8_lossy(&log[1 << 20..]).into_owned();
    assert_eq!(
        notices,
        "\n[lull] the log is cut here: its cap of 1048576 bytes is reached; the step goes on\n\
         [lull] 1072693248 bytes of output after the cut were not kept\n"
    );
}

/// Reads the most memory a process ever had resident, in KiB.
fn peak_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn invalid_utf8_is_kept_in_the_file_and_shown_as_replacements() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    started(&attempt, &stage.spec(r"printf 'a\377b\303'"));
    ended(&attempt);
    assert_eq!(fs::read(attempt.log_path()).unwrap(), b"a\xffb\xc3");
    let chunk = attempt.read_log(0, 100).unwrap();
    assert_eq!((chunk.text.as_str(), chunk.ended), ("a\u{fffd}b\u{fffd}", true));
}

#[test]
fn a_disk_that_refuses_does_not_end_the_step_and_the_result_is_written_when_it_can_be() {
    let stage = Stage::new();
    let (here, door, full) = (stage.door("here"), stage.door("door"), stage.door("full"));
    let attempt = stage.attempt();
    // More than the pipe holds, so that the supervisor has met the full disk
    // before the step goes on.
    let script = "echo before; echo up > $STAGE/here; read x < $STAGE/door; \
        head -c 300000 /dev/zero; echo still here > $STAGE/full";
    let supervisor = started(&attempt, &stage.spec(script));
    here.hears();
    harness::logs(&attempt, "before\n");
    let pid = Pid::from_raw(supervisor.pid().cast_signed());
    let before = prlimit(pid, Resource::Fsize, Rlimit { current: Some(0), maximum: None }).unwrap();
    door.opens();
    assert_eq!(full.hears(), "still here\n");
    harness::appears(attempt.dir(), "exit.tmp");
    assert_eq!(attempt.state().unwrap(), State::Alive, "it waits for room");
    prlimit(pid, Resource::Fsize, before).unwrap();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.log_cut), (Outcome::Succeeded, true));
    assert!(stage.log().starts_with("before\n"), "{}", stage.log());
}

#[test]
fn what_a_full_disk_refused_is_told_when_there_is_room_again() {
    let stage = Stage::new();
    let (here, door, full) = (stage.door("here"), stage.door("door"), stage.door("full"));
    let attempt = stage.attempt();
    // It writes again only after the pause between tries.
    let script = "echo before; echo up > $STAGE/here; read x < $STAGE/door; \
        head -c 300000 /dev/zero; echo still here > $STAGE/full; read x < $STAGE/door; \
        sleep 0.6; echo after";
    let supervisor = started(&attempt, &stage.spec(script));
    here.hears();
    harness::logs(&attempt, "before\n");
    let pid = Pid::from_raw(supervisor.pid().cast_signed());
    let before = prlimit(pid, Resource::Fsize, Rlimit { current: Some(0), maximum: None }).unwrap();
    door.opens();
    full.hears();
    prlimit(pid, Resource::Fsize, before).unwrap();
    door.opens();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.log_cut), (Outcome::Succeeded, true));
    let log = stage.log();
    // A part may still be in the pipe when there is room again.
    let text = log.trim_start_matches("before\n").trim_start_matches('\0');
    assert!(text.trim_start().starts_with("[lull] "), "{log:?}");
    assert!(text.contains(" bytes are missing here: File too large"), "{log:?}");
    assert!(text.ends_with("after\n"), "{log:?}");
}
