//! `lull login`: a session's token, or an API token, for LULL_TOKEN.

use clap::Args;
use domain::time::Timestamp;
use domain::user::{MadeToken, NewToken};
use http::Method;
use serde::{Deserialize, Serialize};

use super::call::Client;
use super::end::{End, Told};
use super::moment::{Moment, exact};
use super::prompt;

pub const EXAMPLES: &str = "\
Examples:
  export LULL_TOKEN=$(lull login)
  lull login --username ada --token-name ci --expires 90d     # for a script; told this once
  lull login --username ada --password-stdin < password.txt";

/// `lull login`.
#[derive(Args)]
pub struct LoginArgs {
    /// Who; asked for when left out
    #[arg(long, short, value_name = "NAME")]
    username: Option<String>,
    /// Read the password from standard input instead of the terminal
    #[arg(long)]
    password_stdin: bool,
    /// Make an API token of this name and print it, instead of the session's
    #[arg(long, value_name = "NAME")]
    token_name: Option<String>,
    /// When that token ends: an instant or from now (90d); without it, never
    #[arg(long, requires = "token_name", value_name = "WHEN")]
    expires: Option<Moment>,
}

#[derive(Serialize)]
struct Credentials<'a> {
    username: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Session {
    token: String,
    username: String,
    expires: Timestamp,
}

/// Logs in.
pub async fn login(client: &Client, args: &LoginArgs) -> Told {
    let username = match &args.username {
        Some(username) => username.clone(),
        None => prompt::word("User: ")?,
    };
    let password = if args.password_stdin {
        prompt::standard_input("the password")?
    } else {
        prompt::secret(&format!("Password of {username} at {}: ", client.api.url()))?
    };
    let call = client
        .api
        .ask(Method::POST, &["sessions"])
        .body(&Credentials { username: &username, password: &password });
    // No page sends this: the server wants to be told so (rule 46).
    let answer = call.header("sec-fetch-site", "same-origin").send().await?;
    let session: Session = answer.read()?;
    if let Some(name) = &args.token_name {
        return token(client, &session, name, args.expires).await;
    }
    let now = client.now();
    if client.out.is_json() {
        client.out.json(&answer)?;
    } else {
        client.out.text(&session.token)?;
        client.out.note(&format!(
            "Logged in as {} until {}. This is the session's token, for LULL_TOKEN.",
            session.username,
            exact(session.expires, now)
        ));
    }
    Ok(End::Done)
}

/// Makes the token, and ends the session that was only for this.
async fn token(client: &Client, session: &Session, name: &str, expires: Option<Moment>) -> Told {
    let api = client.api.with_token(&session.token);
    let new = NewToken { name: name.to_owned(), expires: expires.map(|moment| moment.from(client.now())) };
    let made = api.ask(Method::POST, &["tokens"]).body(&new).send().await;
    let ended = api.ask(Method::DELETE, &["sessions", "current"]).send().await;
    let made = made?;
    if client.out.is_json() {
        client.out.json(&made)?;
    } else {
        let made: MadeToken = made.read()?;
        client.out.text(&made.secret)?;
        client.out.note(&super::token::told_once(&made, client.now()));
    }
    if let Err(failure) = ended {
        client.out.note(&format!("lull: the session could not be ended, and ends by itself: {failure}"));
    }
    Ok(End::Done)
}
