//! What every client command shares: which server, whose token, for whom the answer is.

use std::process::ExitCode;

use clap::Args;
use domain::time::Timestamp;
use engine::Clock;

use super::api::Api;
use super::end::{End, Told};
use super::failure::Failure;
use super::out::Out;
use crate::host::Output;

/// A command's own arguments, and those that all share.
#[derive(Args)]
pub struct Call<A: Args> {
    #[command(flatten)]
    ask: A,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Args)]
#[command(next_help_heading = "Server and output")]
struct ServerArgs {
    /// Where Lull is
    #[arg(long, env = "LULL_URL", hide_env_values = true, value_name = "URL", default_value = DEFAULT_URL)]
    url: String,
    /// Whose rights to use; better given as LULL_TOKEN, since other users of this host can read command lines
    #[arg(long, env = "LULL_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
    /// Words for people, or exactly the API's JSON for scripts
    #[arg(long, value_enum, value_name = "FORM", default_value = "human")]
    output: Output,
}

/// Where `lull serve` listens unless it is told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:3000";

/// A command without arguments of its own.
#[derive(Args)]
pub struct Nothing {}

/// What a command works with.
pub struct Client {
    /// The server.
    pub api: Api,
    /// Where its words go.
    pub out: Out,
    /// The time, for relative times and waits.
    pub clock: Clock,
}

impl Client {
    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl<A: Args> Call<A> {
    /// Runs a command to its end, and tells how it failed if it did.
    pub fn run(&self, act: impl AsyncFn(&Client, &A) -> Told) -> ExitCode {
        let out = Out::new(self.server.output);
        let ended = self.ended(out, act);
        ended
            .unwrap_or_else(|(out, failure)| {
                out.failure(&failure);
                failure.end()
            })
            .into()
    }

    fn ended(&self, out: Out, act: impl AsyncFn(&Client, &A) -> Told) -> Result<End, (Out, Failure)> {
        let url = if self.server.url.trim().is_empty() { DEFAULT_URL } else { &self.server.url };
        let api = match Api::new(url, self.server.token.as_deref()) {
            Ok(api) => api,
            Err(failure) => return Err((out, failure)),
        };
        let client = Client { api, out, clock: Clock::system() };
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                return Err((client.out, Failure::Failed(format!("the host refuses threads: {error}"))));
            }
        };
        let told = runtime.block_on(act(&client, &self.ask));
        // A prompt that was broken off still reads.
        runtime.shutdown_background();
        told.map_err(|failure| (client.out, failure))
    }
}
