//! Servers and supervisors that die: adopted, never begun, or lost and cleared up.

use crate::harness::{self, Stage, ended, kill_9, stand_in, started};
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use supervisor::{Attempt, Created, Launched, Outcome, Spec, State};

/// Lets a server of its own start the attempt, and kills that server with -9.
fn started_by_a_server_that_was_killed(dir: &Path, spec: &Spec) {
    let mut server = Command::new(stand_in())
        .args(["serve".as_ref(), dir.as_os_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = server.stdin.take().unwrap();
    stdin.write_all(&serde_json::to_vec(spec).unwrap()).unwrap();
    drop(stdin);
    let mut said = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "started\n");
    kill_9(server.id());
    server.wait().unwrap();
}

#[test]
fn a_step_goes_on_when_its_server_is_killed_and_the_next_one_adopts_it() {
    let stage = Stage::new();
    let door = stage.door("door");
    let spec = stage.spec(
        "(echo from a child; sh -c 'echo from a grandchild') ; read x < $STAGE/door; echo \"k=v\" > $LULL_OUTPUT; exit 5",
    );
    started_by_a_server_that_was_killed(&stage.attempt_dir(), &spec);

    let Created::Exists(attempt) = Attempt::create(stage.attempt_dir()).unwrap() else {
        panic!("the folder says whose it is");
    };
    assert_eq!(attempt.state().unwrap(), State::Alive);
    assert!(matches!(attempt.spawn_from(stand_in(), &spec).unwrap(), Launched::AlreadyAlive));
    door.opens();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.exit_code), (Outcome::Failed, Some(5)));
    assert_eq!(exit.output.get("k").map(String::as_str), Some("v"));
    assert_eq!(stage.log(), "from a child\nfrom a grandchild\n");
}

#[test]
fn an_adopted_step_can_be_cancelled() {
    let stage = Stage::new();
    let door = stage.door("door");
    let spec = stage.spec("echo up > $STAGE/door; sleep 1000");
    started_by_a_server_that_was_killed(&stage.attempt_dir(), &spec);
    door.hears();
    let attempt = Attempt::open(stage.attempt_dir()).unwrap();
    attempt.cancel().unwrap();
    assert_eq!(ended(&attempt).outcome, Outcome::Cancelled);
    assert_eq!(stage.processes(), [0i32; 0]);
}

#[test]
fn a_step_whose_supervisor_was_killed_is_lost_and_cleared_up() {
    let stage = Stage::new();
    let (here, deep) = (stage.door("here"), stage.door("deep"));
    let attempt = stage.attempt();
    // One in another session, one without the token in its environment.
    let script = r#"
        echo secret=1 > $LULL_OUTPUT
        setsid sh -c 'trap "" TERM; echo up > $STAGE/deep; while :; do sleep 1000; done' &
        env -i sleep 1000 &
        echo up > $STAGE/here
        while :; do sleep 1000; done
    "#;
    let supervisor = started(&attempt, &stage.spec(script));
    here.hears();
    deep.hears();
    kill_9(supervisor.pid());
    let State::Lost(start) = attempt.wait().unwrap() else {
        panic!("it has begun and has no result");
    };
    let session: Vec<i32> = in_session(start.pid);
    assert!(session.len() >= 2, "the step goes on without it: {session:?}");

    // Another boot's processes are not this one's: nothing may be touched.
    let mut elsewhere = start.clone();
    elsewhere.boot_id = "another".into();
    assert_eq!(attempt.clear_up(&elsewhere).unwrap(), 0);
    assert!(!stage.processes().is_empty());

    let killed = attempt.clear_up(&start).unwrap();
    assert!(killed >= 4, "{killed}");
    assert_eq!(stage.processes(), [0i32; 0]);
    assert_eq!(in_session(start.pid), [0i32; 0]);
    assert!(!stage.attempt_dir().join("output").exists());
    assert_eq!(attempt.clear_up(&start).unwrap(), 0);
    assert!(matches!(attempt.state().unwrap(), State::Lost(_)));
    let again = attempt.spawn_from(stand_in(), &stage.spec("true")).unwrap();
    assert!(matches!(again, Launched::AlreadyBegan), "it is never run twice: {again:?}");
}

/// Lists the living members of a session.
fn in_session(session: i32) -> Vec<i32> {
    let member = |pid: &i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields.get(3) == Some(&session.to_string().as_str()) && fields[0] != "Z"
    };
    harness::pids().into_iter().filter(member).collect()
}

#[test]
fn a_spec_cut_short_begins_nothing_and_the_attempt_can_be_spawned_again() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    let spec = stage.spec("echo ran");
    let whole = serde_json::to_vec(&spec).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        let alive = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(attempt.dir().join("alive"))
            .unwrap();
        let mut supervisor = Command::new(stand_in())
            .args(["supervise".as_ref(), attempt.dir().as_os_str()])
            .stdin(Stdio::piped())
            .stdout(alive)
            .spawn()
            .unwrap();
        supervisor.stdin.take().unwrap().write_all(&whole[..length]).unwrap();
        assert_eq!(supervisor.wait().unwrap().code(), Some(1));
        assert_eq!(attempt.wait().unwrap(), State::NeverBegan, "after {length} bytes");
    }
    started(&attempt, &spec);
    assert_eq!(ended(&attempt).outcome, Outcome::Succeeded);
    assert_eq!(stage.log(), "ran\n");
}

#[test]
fn a_supervisor_that_cannot_be_started_begins_nothing() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    assert_eq!(attempt.state().unwrap(), State::NeverBegan);
    attempt.spawn_from(Path::new("/no/such/lull"), &stage.spec("true")).unwrap_err();
    assert_eq!(attempt.wait().unwrap(), State::NeverBegan);
    // One that takes no spec: it leaves at once.
    let gone = attempt.spawn_from(Path::new("/bin/true"), &stage.spec(&"#".repeat(200_000)));
    gone.unwrap_err();
    assert_eq!(attempt.wait().unwrap(), State::NeverBegan);
}

#[test]
fn of_many_that_spawn_at_once_one_does_and_the_step_runs_once() {
    for _ in 0..10 {
        let stage = Stage::new();
        let attempt = stage.attempt();
        let spec = stage.spec("echo ran >> $STAGE/ran");
        let started = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    if let Launched::Started(_) = attempt.spawn_from(stand_in(), &spec).unwrap() {
                        started.fetch_add(1, Ordering::SeqCst);
                    }
                    assert!(matches!(attempt.state().unwrap(), State::Alive | State::Ended(_)));
                    assert_eq!(ended(&attempt).outcome, Outcome::Succeeded);
                });
            }
        });
        assert_eq!(started.into_inner(), 1);
        assert_eq!(fs::read_to_string(stage.path("ran")).unwrap(), "ran\n");
    }
}

#[test]
fn a_started_attempt_never_looks_as_if_it_had_not_begun() {
    for _ in 0..30 {
        let stage = Stage::new();
        let attempt = stage.attempt();
        started(&attempt, &stage.spec("true"));
        loop {
            match attempt.state().unwrap() {
                State::Alive => {}
                State::Ended(_) => break,
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn waiting_on_a_thread_hands_the_state_on() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    started(&attempt, &stage.spec("exit 4"));
    let (sender, receiver) = std::sync::mpsc::channel();
    attempt.wait_then(move |state| sender.send(state.unwrap()).unwrap()).unwrap();
    assert!(matches!(receiver.recv().unwrap(), State::Ended(exit) if exit.exit_code == Some(4)));
}

#[test]
fn a_folder_of_a_newer_lull_is_refused_with_words_and_a_damaged_one_is_lost() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    fs::write(attempt.dir().join("start"), "{\"version\":1,\"boo").unwrap();
    assert!(matches!(attempt.state().unwrap(), State::Lost(_)));
    fs::write(attempt.dir().join("exit"), "").unwrap();
    assert!(matches!(attempt.state().unwrap(), State::Lost(_)));
    fs::write(attempt.dir().join("exit"), "{\"version\":99,\"new\":true}").unwrap();
    let error = attempt.state().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
    assert!(error.to_string().contains("format 99"), "{error}");
    assert_eq!(Attempt::open(stage.path("none")).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn supervise_by_hand_does_nothing() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    let by_hand = Command::new(stand_in())
        .args(["supervise".as_ref(), attempt.dir().as_os_str()])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(by_hand.status.code(), Some(1));
    assert_eq!(fs::read_dir(attempt.dir()).unwrap().count(), 0);
}
