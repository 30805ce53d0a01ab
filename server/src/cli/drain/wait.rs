//! Waits for quiet, one long poll after the other.

use std::time::Duration;

use domain::drain::Drain;
use domain::duration::Span;

use super::super::api::Answer;
use super::super::call::Client;
use super::super::failure::Failure;
use super::super::wait::Patience;
use super::tell;

/// How long one poll waits at the server.
const POLL: Duration = Duration::from_secs(60);
/// Between two polls, so that a server that answers at once is not asked without a pause.
const PAUSE: Span = Span::from_micros(200_000);

/// Waits until it is quiet or no hold is in force any more; says on the way what still runs.
pub(super) async fn until_settled(client: &Client) -> Result<(Answer, Drain), Failure> {
    let mut patience = Patience::default();
    let mut said = String::new();
    // The first answer comes at once, so that a person sees what is waited for.
    let mut wait = None;
    loop {
        let ask = client.api.get(&["maintenance", "drain"]).query("wait", wait).waits(POLL);
        let Some(answer) = patience.take(client, ask.send().await).await? else { continue };
        let drain: Drain = answer.read()?;
        if drain.quiet || !drain.held {
            return Ok((answer, drain));
        }
        let words = tell::progress(&drain);
        if words != said {
            client.out.note(&format!("{words}{}", tell::expected(&drain, client.now())));
            said = words;
        }
        if wait.replace("60s").is_some() {
            client.clock.sleep(PAUSE).await;
        }
    }
}
