//! The command line as people and scripts use it: the real `lull` against a real server, each test with its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "where a test cannot go on, it fails")]

#[path = "cli/harness.rs"]
mod harness;

#[path = "cli/answers.rs"]
mod answers;
#[path = "cli/apply.rs"]
mod apply;
#[path = "cli/blackouts.rs"]
mod blackouts;
#[path = "cli/blackouts_as_code.rs"]
mod blackouts_as_code;
#[path = "cli/feed.rs"]
mod feed;
#[path = "cli/people.rs"]
mod people;
#[path = "cli/recurrence.rs"]
mod recurrence;
#[path = "cli/shell.rs"]
mod shell;
#[path = "cli/story.rs"]
mod story;
#[path = "cli/trouble.rs"]
mod trouble;
#[path = "cli/waits.rs"]
mod waits;
