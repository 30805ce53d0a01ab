//! A test executable can be the supervisor of its own tests, and how fast that is.

use supervisor::{Attempt, Created, Launched, Outcome, Run, Spec, State};

#[test]
fn a_test_executable_supervises() {
    let folder = tempfile::tempdir().unwrap();
    let Created::New(attempt) = Attempt::create(folder.path().join("1")).unwrap() else {
        panic!("it is new");
    };
    let spec = Spec::new(Run::Shell("echo fine".into()), folder.path());
    assert!(matches!(attempt.spawn(&spec).unwrap(), Launched::Started(_)));
    assert!(matches!(attempt.wait().unwrap(), State::Ended(exit) if exit.outcome == Outcome::Succeeded));
    assert_eq!(attempt.read_log(0, 100).unwrap().text, "fine\n");
}
