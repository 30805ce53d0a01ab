//! An HTTP step: Lull itself, run once as a client, below a supervisor like any other step (rule 21).
//!
//! What is called may be private, never link-local or a cloud's metadata (rule 47); see [`address`].

mod address;
mod answer;
mod call;
mod fetch;
mod hop;
mod resolve;
mod targets;

use std::io::Write;
use std::process::ExitCode;

use domain::process::Expect;
use serde::{Deserialize, Serialize};

use call::Client;
pub use fetch::fetch;
pub use targets::PrivateTargets;

/// The variable that carries the order; a long one goes on in `LULL_HTTP_1`, `LULL_HTTP_2`, …
const VARIABLE: &str = "LULL_HTTP";
/// Linux takes 128 KiB for one string of the environment, its name included.
const PIECE: usize = 120 << 10;
/// All of them together; the environment shares its limit (often 2 MiB) with everything else in it.
const LONGEST: usize = 512 << 10;

/// What is to be called, every template rendered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The method: `GET`.
    pub method: String,
    /// Where: http or https.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Option<String>,
    /// The statuses that are a success.
    pub expect: Expect,
    /// Longest time for the whole call, redirects and all of the answer included, in milliseconds.
    pub timeout_ms: u64,
}

/// Shows the method alone: the rest may hold secrets.
impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The variables that hand an order to the step's process, each below the host's limit.
///
/// # Errors
/// Words, when the order is too long: half a megabyte.
pub fn env_of(order: &Order) -> Result<Vec<(String, String)>, String> {
    let text =
        serde_json::to_string(order).map_err(|error| format!("the call cannot be written down: {error}"))?;
    if text.len() > LONGEST {
        let (is, most) = (text.len() >> 10, LONGEST >> 10);
        return Err(format!(
            "the call is too long to be handed over: its URL, headers and body take {is} KiB of at most {most} KiB; \
             send large bodies from a shell step"
        ));
    }
    let mut variables = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() || variables.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        variables.push((name_of(variables.len()), piece.to_owned()));
        rest = more;
    }
    Ok(variables)
}

fn name_of(piece: usize) -> String {
    if piece == 0 { VARIABLE.to_owned() } else { format!("{VARIABLE}_{piece}") }
}

fn order(variable: impl Fn(&str) -> Option<String>) -> Result<Order, String> {
    let mut text = variable(VARIABLE).ok_or("this is an HTTP step's process and is started by Lull alone")?;
    for piece in (1..).map_while(|number| variable(&name_of(number))) {
        text.push_str(&piece);
    }
    serde_json::from_str(&text).map_err(|_| "the call that was handed over cannot be read".to_owned())
}

/// Performs the step: reads its order from the environment, prints the answer, and writes `status` and, when it
/// is one short line, `body` to `$LULL_OUTPUT`. Succeeds when `expect` accepts the status.
///
/// Called before any runtime is up; it makes one of its own.
#[must_use]
pub fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let done =
        order(|name| std::env::var(name).ok()).and_then(|order| perform(&order, Client::new(), &mut out));
    match done {
        Ok(done) => match hand_on(&done) {
            Ok(()) if done.accepted => ExitCode::SUCCESS,
            Ok(()) => ExitCode::FAILURE,
            Err(words) => fail(&words),
        },
        Err(words) => fail(&words),
    }
}

#[expect(clippy::print_stderr, reason = "the step's log is its standard output and error")]
fn fail(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::FAILURE
}

/// What the step hands on.
struct Done {
    accepted: bool,
    output: Vec<(&'static str, String)>,
}

fn perform(order: &Order, client: Client, out: &mut dyn Write) -> Result<Done, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the call could not be made: {error}"))?;
    let done = runtime.block_on(client.call(order, out));
    // A name that is still being looked up must not keep the step from ending.
    runtime.shutdown_background();
    done
}

fn hand_on(done: &Done) -> Result<(), String> {
    let Some(path) = std::env::var_os("LULL_OUTPUT") else { return Ok(()) };
    let lines: String = done.output.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| format!("$LULL_OUTPUT could not be written: {error}"))
}

#[cfg(test)]
mod tests;
