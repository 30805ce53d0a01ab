//! `lull token`: API tokens.

use clap::{Args, Subcommand};
use domain::page::Page;
use domain::time::Timestamp;
use domain::user::{MadeToken, NewToken, Token};
use http::Method;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::failure::Failure;
use super::look::{Look, Tint};
use super::moment::{Moment, exact, told};
use super::paging::{Paging, every, more};
use super::table::{Table, tinted};

/// What `lull token` can do.
#[derive(Subcommand)]
pub enum TokenCommand {
    /// List tokens: your own, or all with Manage Users
    List(Call<Paging>),
    /// Make a token; its secret is printed this once
    ///
    /// It acts with your rights at the moment of use.
    Make(Call<MakeArgs>),
    /// Revoke a token, from now on
    Revoke(Call<RevokeArgs>),
}

/// `lull token make`.
#[derive(Args)]
pub struct MakeArgs {
    /// What it is for, such as nightly-ci
    name: String,
    /// When it ends: an instant (2026-12-31T00:00:00Z) or from now (90d); without it, never
    #[arg(long, value_name = "WHEN")]
    expires: Option<Moment>,
}

/// `lull token revoke`.
#[derive(Args)]
pub struct RevokeArgs {
    /// Its id, or its name where only one has it
    #[arg(value_name = "TOKEN")]
    which: String,
}

impl TokenCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
            Self::Make(call) => call.run(make),
            Self::Revoke(call) => call.run(revoke),
        }
    }
}

async fn list(client: &Client, args: &Paging) -> Told {
    let answer = args.of(client.api.get(&["tokens"])).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<Token>>()?);
    }
    Ok(End::Done)
}

async fn make(client: &Client, args: &MakeArgs) -> Told {
    let new =
        NewToken { name: args.name.clone(), expires: args.expires.map(|moment| moment.from(client.now())) };
    let answer = client.api.ask(Method::POST, &["tokens"]).body(&new).send().await?;
    if client.out.is_json() {
        client.out.json(&answer)?;
    } else {
        let made: MadeToken = answer.read()?;
        client.out.text(&made.secret)?;
        client.out.note(&told_once(&made, client.now()));
    }
    Ok(End::Done)
}

async fn revoke(client: &Client, args: &RevokeArgs) -> Told {
    let tokens: Vec<Token> = every(client, &["tokens"]).await?;
    let token = find(&tokens, &args.which)?;
    client.api.ask(Method::DELETE, &["tokens", &token.id.to_string()]).send().await?;
    if !client.out.is_json() {
        client.out.text(&format!("{} ({}) is revoked", token.name, token.id))?;
    }
    Ok(End::Done)
}

fn find<'a>(tokens: &'a [Token], wanted: &str) -> Result<&'a Token, Failure> {
    if let Some(token) = tokens.iter().find(|token| token.id.to_string() == wanted) {
        return Ok(token);
    }
    let named: Vec<&Token> =
        tokens.iter().filter(|token| token.name == wanted && token.revoked.is_none()).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::Failed(format!("there is no token {wanted}; see  lull token list"))),
        several => {
            let ids: Vec<String> =
                several.iter().map(|token| format!("{} of {}", token.id, token.owner)).collect();
            Err(Failure::Failed(format!(
                "several tokens are named {wanted}; say which by id: {}",
                ids.join(", ")
            )))
        }
    }
}

/// What is said beside a new token's secret.
pub(super) fn told_once(made: &MadeToken, now: Timestamp) -> String {
    let ends =
        made.token.expires.map_or_else(|| "never ends".to_owned(), |at| format!("ends {}", exact(at, now)));
    format!(
        "Made the token {} of {}, which {ends}. Keep it for LULL_TOKEN: it is shown this once.",
        made.token.name, made.token.owner
    )
}

fn tell(page: &Page<Token>, look: &Look) -> String {
    if page.items.is_empty() {
        return "No tokens. Make one with:  lull token make NAME\n".to_owned();
    }
    let mut table = Table::new(look, ["TOKEN", "NAME", "OWNER", "MADE", "LAST USED", "ENDS"]);
    for token in &page.items {
        let ends = match (token.revoked, token.expires) {
            (Some(at), _) => tinted(Tint::Soft, format!("revoked {}", told(at, look.now))),
            (None, Some(at)) if at <= look.now => {
                tinted(Tint::Soft, format!("expired {}", told(at, look.now)))
            }
            (None, Some(at)) => told(at, look.now).into(),
            (None, None) => "never".into(),
        };
        table.row([
            token.id.to_string().into(),
            (&token.name).into(),
            (&token.owner).into(),
            told(token.created, look.now).into(),
            token.last_used.map_or_else(|| "never".to_owned(), |at| told(at, look.now)).into(),
            ends,
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(n: u32, name: &str, revoked: bool) -> Token {
        let at = Timestamp::from_micros(0);
        let id = format!("tok_{n:032}").parse().unwrap();
        let (name, owner) = (name.to_owned(), "ada".to_owned());
        Token { id, name, owner, created: at, expires: None, last_used: None, revoked: revoked.then_some(at) }
    }

    #[test]
    fn a_name_means_a_token_only_where_one_has_it() {
        let tokens =
            [token(1, "ci", true), token(2, "ci", false), token(3, "two", false), token(4, "two", false)];
        let found = |wanted: &str| {
            find(&tokens, wanted).map(|token| token.id.to_string()).map_err(|failure| failure.to_string())
        };
        assert_eq!(found("ci").unwrap(), tokens[1].id.to_string());
        assert_eq!(found(&tokens[3].id.to_string()).unwrap(), tokens[3].id.to_string());
        assert!(found("two").unwrap_err().contains(&tokens[2].id.to_string()));
        assert!(found("none").unwrap_err().contains("there is no token none"));
    }
}
