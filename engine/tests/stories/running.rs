//! Running requests: steps, sub-processes, manual tasks, retries, cancels; also under a hold.

mod nested;
mod secrets;
mod steps;
mod tasks;

use domain::task::{Response, Verdict};

fn yes() -> Response {
    Response {
        outcome: Verdict::Succeeded,
        comment: Some("looks right".to_owned()),
        properties: Default::default(),
    }
}
