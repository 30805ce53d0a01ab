//! `lull settings`: the system settings.

use clap::{Args, Subcommand};
use domain::settings::SystemSettings;
use http::Method;
use serde_json::{Map, Value};

use super::call::{Call, Client};
use super::end::{End, Told};
use super::facts::Facts;
use super::failure::Failure;
use super::look::Look;

/// What `lull settings` can do.
#[derive(Subcommand)]
pub enum SettingsCommand {
    /// Show the system settings, or the bare value of one
    Get(Call<GetArgs>),
    /// Change system settings; the others are kept
    #[command(
        after_help = "Examples:\n  lull settings set keep_days=30 opening_pace=10\n  lull settings set enable_maintenance_mode=true"
    )]
    Set(Call<SetArgs>),
}

/// `lull settings get`.
#[derive(Args)]
pub struct GetArgs {
    /// Only this one, such as keep_days
    name: Option<String>,
}

/// `lull settings set`.
#[derive(Args)]
pub struct SetArgs {
    /// Each as name=value
    #[arg(required = true, value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

impl SettingsCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::Get(call) => call.run(get),
            Self::Set(call) => call.run(set),
        }
    }
}

async fn get(client: &Client, args: &GetArgs) -> Told {
    let answer = client.api.get(&["settings", "system"]).send().await?;
    let Some(name) = &args.name else {
        client.out.answer(&answer, client.now(), tell)?;
        return Ok(End::Done);
    };
    let settings: Map<String, Value> = answer.read()?;
    let Some(value) = settings.get(name) else {
        let known: Vec<&str> = settings.keys().map(String::as_str).collect();
        return Err(Failure::Usage(format!("there is no setting {name}: there are {}", known.join(", "))));
    };
    client.out.text(&value.to_string())?;
    Ok(End::Done)
}

async fn set(client: &Client, args: &SetArgs) -> Told {
    let edit = edit(&args.settings)?;
    let answer = client.api.ask(Method::PUT, &["settings", "system"]).body(&edit).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

/// As the API takes it; which settings there are is the server's to say.
fn edit(settings: &[String]) -> Result<Map<String, Value>, Failure> {
    let mut edit = Map::new();
    for setting in settings {
        let Some((name, value)) = setting.split_once('=') else {
            return Err(Failure::Usage(format!("{setting}: write it like name=value")));
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        if edit.insert(name.to_owned(), value).is_some() {
            return Err(Failure::Usage(format!("the setting {name} is given twice")));
        }
    }
    Ok(edit)
}

fn tell(settings: &SystemSettings, look: &Look) -> String {
    let mut facts = Facts::new(look);
    facts
        .add("enable_maintenance_mode", settings.enable_maintenance_mode.to_string())
        .add(
            "opening_pace",
            format!(
                "{}  (waiting requests that start in a minute once the gate opens)",
                settings.opening_pace
            ),
        )
        .add(
            "keep_days",
            format!("{}  (days that ended requests and their logs are kept)", settings.keep_days),
        )
        .add(
            "remind_after_hours",
            format!(
                "{}  (hours until a hold without an end asks whether it is wanted; 0 is never)",
                settings.remind_after_hours
            ),
        );
    facts.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbers_and_truths_where_they_read_so() {
        let sent = edit(&[
            "keep_days=30".to_owned(),
            "enable_maintenance_mode=true".to_owned(),
            "name=a=b".to_owned(),
        ]);
        let sent = sent.map(Value::Object).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(
            sent,
            serde_json::json!({"keep_days": 30, "enable_maintenance_mode": true, "name": "a=b"})
        );
        assert!(edit(&["keep_days".to_owned()]).is_err());
        assert!(edit(&["keep_days=1".to_owned(), "keep_days=2".to_owned()]).is_err());
    }
}
