//! `lull feed`: keys of the calendar feed.

use clap::{Args, Subcommand};
use domain::feed::{FeedKey, MadeFeedKey, NewFeedKey};
use domain::page::Page;
use http::Method;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::failure::Failure;
use super::look::{Look, Tint};
use super::moment::told;
use super::paging::{Paging, every, more};
use super::table::{Table, tinted};

/// What `lull feed` can do.
#[derive(Subcommand)]
pub enum FeedCommand {
    /// Make a key; the feed's address with it is printed this once
    ///
    /// It reads the feed and does nothing else, for as long as you may log in.
    Add(Call<AddArgs>),
    /// List keys: your own, or all with Manage Users
    List(Call<Paging>),
    /// Revoke a key, from now on
    Revoke(Call<RevokeArgs>),
}

/// `lull feed add`.
#[derive(Args)]
pub struct AddArgs {
    /// Which calendar it is for, such as phone
    name: String,
}

/// `lull feed revoke`.
#[derive(Args)]
pub struct RevokeArgs {
    /// Its id, or its name where only one has it
    #[arg(value_name = "KEY")]
    which: String,
}

/// Where the keys are, below `/api/v1`.
const KEYS: [&str; 2] = ["calendar", "keys"];

impl FeedCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::Add(call) => call.run(add),
            Self::List(call) => call.run(list),
            Self::Revoke(call) => call.run(revoke),
        }
    }
}

async fn add(client: &Client, args: &AddArgs) -> Told {
    let new = NewFeedKey { name: args.name.clone() };
    let answer = client.api.ask(Method::POST, &KEYS).body(&new).send().await?;
    if client.out.is_json() {
        client.out.json(&answer)?;
    } else {
        let made: MadeFeedKey = answer.read()?;
        client.out.text(&made.address)?;
        client.out.note(&format!(
            "Made the key {} of {}. Let a calendar subscribe to this address: it is shown this once.",
            made.key.name, made.key.owner
        ));
    }
    Ok(End::Done)
}

async fn list(client: &Client, args: &Paging) -> Told {
    let answer = args.of(client.api.get(&KEYS)).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<FeedKey>>()?);
    }
    Ok(End::Done)
}

async fn revoke(client: &Client, args: &RevokeArgs) -> Told {
    let keys: Vec<FeedKey> = every(client, &KEYS).await?;
    let key = find(&keys, &args.which)?;
    let [calendar, plural] = KEYS;
    client.api.ask(Method::DELETE, &[calendar, plural, &key.id.to_string()]).send().await?;
    if !client.out.is_json() {
        client.out.text(&format!("{} ({}) is revoked", key.name, key.id))?;
    }
    Ok(End::Done)
}

fn find<'a>(keys: &'a [FeedKey], wanted: &str) -> Result<&'a FeedKey, Failure> {
    if let Some(key) = keys.iter().find(|key| key.id.to_string() == wanted) {
        return Ok(key);
    }
    let named: Vec<&FeedKey> =
        keys.iter().filter(|key| key.name == wanted && key.revoked.is_none()).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::Failed(format!("there is no feed key {wanted}; see  lull feed list"))),
        several => {
            let ids: Vec<String> = several.iter().map(|key| format!("{} of {}", key.id, key.owner)).collect();
            let ids = ids.join(", ");
            Err(Failure::Failed(format!("several feed keys are named {wanted}; say which by id: {ids}")))
        }
    }
}

fn tell(page: &Page<FeedKey>, look: &Look) -> String {
    if page.items.is_empty() {
        return "No feed keys. Make one with:  lull feed add NAME\n".to_owned();
    }
    let mut table = Table::new(look, ["KEY", "NAME", "OWNER", "MADE", "LAST READ", "COUNTS"]);
    for key in &page.items {
        let counts = match key.revoked {
            Some(at) => tinted(Tint::Soft, format!("revoked {}", told(at, look.now))),
            None => "until revoked".into(),
        };
        table.row([
            key.id.to_string().into(),
            (&key.name).into(),
            (&key.owner).into(),
            told(key.created, look.now).into(),
            key.last_used.map_or_else(|| "never".to_owned(), |at| told(at, look.now)).into(),
            counts,
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn key(n: u32, name: &str, revoked: bool) -> FeedKey {
        let created = Timestamp::from_micros(0);
        let id = format!("feed_{n:032}").parse().unwrap();
        let (name, owner) = (name.to_owned(), "ada".to_owned());
        FeedKey { id, name, owner, created, last_used: None, revoked: revoked.then_some(created) }
    }

    #[test]
    fn a_name_means_a_key_only_where_one_has_it() {
        let keys =
            [key(1, "phone", true), key(2, "phone", false), key(3, "two", false), key(4, "two", false)];
        let found = |wanted: &str| {
            find(&keys, wanted).map(|key| key.id.to_string()).map_err(|failure| failure.to_string())
        };
        assert_eq!(found("phone").unwrap(), keys[1].id.to_string());
        assert_eq!(found(&keys[3].id.to_string()).unwrap(), keys[3].id.to_string());
        assert!(found("two").unwrap_err().contains(&keys[2].id.to_string()));
        assert!(found("none").unwrap_err().contains("there is no feed key none"));
    }
}
