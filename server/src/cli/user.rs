//! `lull user`: who may log in.

use clap::builder::TypedValueParser;
use clap::{Args, Subcommand};
use domain::page::Page;
use domain::permission::Role;
use domain::user::{NewUser, User, UserEdit};
use http::Method;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::failure::Failure;
use super::look::{Look, Tint};
use super::moment::told;
use super::paging::{Paging, every, more};
use super::prompt;
use super::table::{Table, tinted};

/// What `lull user` can do over the API; the host's own commands are beside it.
#[derive(Subcommand)]
pub enum UserCommand {
    /// List users
    List(Call<Paging>),
    /// Add a user; asks for the password at the terminal
    Add(Call<AddArgs>),
    /// Change a user's role or password, or whether they may log in
    Edit(Call<EditArgs>),
}

/// `lull user add`.
#[derive(Args)]
pub struct AddArgs {
    /// The name to log in with: letters, digits and . _ - @
    username: String,
    /// What they may do
    #[arg(long, value_name = "ROLE", value_parser = a_role())]
    role: Role,
    /// Read the password from standard input instead of the terminal
    #[arg(long)]
    password_stdin: bool,
}

/// `lull user edit`.
#[derive(Args)]
pub struct EditArgs {
    /// The user, by name or id
    user: String,
    /// The new role
    #[arg(long, value_name = "ROLE", value_parser = a_role())]
    role: Option<Role>,
    /// They may not log in any more; their sessions end
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// They may log in again
    #[arg(long)]
    enable: bool,
    /// Give them a new password, asked for at the terminal
    #[arg(long)]
    password: bool,
    /// Give them a new password, read from standard input
    #[arg(long, conflicts_with = "password")]
    password_stdin: bool,
}

fn a_role() -> impl TypedValueParser<Value = Role> {
    clap::builder::PossibleValuesParser::new(Role::ALL.map(Role::as_str)).try_map(|word| word.parse::<Role>())
}

impl UserCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
            Self::Add(call) => call.run(add),
            Self::Edit(call) => call.run(edit),
        }
    }
}

async fn list(client: &Client, args: &Paging) -> Told {
    let answer = args.of(client.api.get(&["users"])).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<User>>()?);
    }
    Ok(End::Done)
}

async fn add(client: &Client, args: &AddArgs) -> Told {
    let password = if args.password_stdin {
        prompt::standard_input("the password")?
    } else {
        prompt::new_password(&args.username)?
    };
    let new = NewUser { username: args.username.clone(), password, role: args.role };
    let answer = client.api.ask(Method::POST, &["users"]).body(&new).send().await?;
    client.out.answer(&answer, client.now(), in_a_line)?;
    Ok(End::Done)
}

async fn edit(client: &Client, args: &EditArgs) -> Told {
    let mut edit = UserEdit { role: args.role, ..UserEdit::default() };
    edit.disabled = (args.disable || args.enable).then_some(args.disable);
    if args.password_stdin {
        edit.password = Some(prompt::standard_input("the password")?);
    } else if args.password {
        edit.password = Some(prompt::new_password(&args.user)?);
    }
    if edit == UserEdit::default() {
        return Err(Failure::Usage(
            "nothing to change: add --role, --disable, --enable, --password or --password-stdin".to_owned(),
        ));
    }
    let users: Vec<User> = every(client, &["users"]).await?;
    let is_meant = |user: &&User| user.username == args.user || user.id.to_string() == args.user;
    let Some(user) = users.iter().find(is_meant) else {
        return Err(Failure::Failed(format!("there is no user {}; see  lull user list", args.user)));
    };
    let answer = client.api.ask(Method::PATCH, &["users", &user.id.to_string()]).body(&edit).send().await?;
    client.out.answer(&answer, client.now(), in_a_line)?;
    Ok(End::Done)
}

fn in_a_line(user: &User, _: &Look) -> String {
    let may = if user.disabled { ", who may not log in" } else { "" };
    format!("{} ({}): {}{may}\n", user.username, user.id, user.role.as_str())
}

fn tell(page: &Page<User>, look: &Look) -> String {
    let mut table = Table::new(look, ["NAME", "ROLE", "LOG IN", "ZONE", "SINCE", "ID"]);
    for user in &page.items {
        let may = if user.disabled { tinted(Tint::Bad, "may not") } else { "may".into() };
        table.row([
            (&user.username).into(),
            user.role.as_str().into(),
            may,
            user.zone.as_deref().unwrap_or_default().into(),
            told(user.created, look.now).into(),
            user.id.to_string().into(),
        ]);
    }
    table.text()
}
