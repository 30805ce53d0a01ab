//! Where settings come from, and which of them wins.

use std::collections::BTreeMap;

use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map};
use figment::{Figment, Metadata, Profile, Provider};
use serde::Deserialize;

use super::BadSetting;

/// Every setting of the server, as `lull.toml` spells it; the environment says `LULL_` and capitals.
pub const KEYS: [&str; 21] = [
    "addr",
    "admin_password",
    "data_dir",
    "database_url",
    "external_url",
    "keep_days",
    "key_file",
    "log",
    "log_cap",
    "log_format",
    "metrics",
    "parallel_steps",
    "private_targets",
    "session_hours",
    "site",
    "smtp_url",
    "start_in_maintenance",
    "tls_cert",
    "tls_key",
    "trusted_proxies",
    "config",
];

/// What the command line said, by key.
pub type Flags = BTreeMap<&'static str, String>;

/// The settings as texts, each with the place it came from.
pub struct Source {
    figment: Figment,
    values: BTreeMap<String, Text>,
}

/// A value of `lull.toml`, whatever its type: every setting is checked from its text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text, a number, or true or false")]
        enum Any {
            Bool(bool),
            Int(i64),
            Text(String),
        }
        Ok(Self(match Any::deserialize(from)? {
            Any::Bool(value) => value.to_string(),
            Any::Int(value) => value.to_string(),
            Any::Text(value) => value,
        }))
    }
}

/// The environment as it is. Figment's own provider would read a password of digits as a number.
struct Environment;

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut dict = Dict::new();
        for key in KEYS {
            let name = env_name(key);
            match std::env::var(&name) {
                Ok(value) if !value.is_empty() => {
                    dict.insert(key.to_owned(), value.into());
                }
                Ok(_) | Err(std::env::VarError::NotPresent) => {}
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(figment::Error::from(format!("{name} is not UTF-8")));
                }
            }
        }
        Ok(Profile::Default.collect(dict))
    }
}

/// The environment's name of a key.
pub(super) fn env_name(key: &str) -> String {
    format!("LULL_{}", key.to_ascii_uppercase())
}

impl Source {
    /// Reads the three places.
    ///
    /// # Errors
    /// [`BadSetting`] for a file that cannot be read or holds an unknown key.
    pub fn read(flags: &Flags) -> Result<Self, BadSetting> {
        let over = Figment::new().merge(Environment).merge(Serialized::defaults(flags));
        let named: Option<String> = over.find_value("config").ok().and_then(|value| value.into_string());
        let path = named.clone().unwrap_or_else(|| "lull.toml".to_owned());
        if named.is_some() && !std::path::Path::new(&path).is_file() {
            return Err(bad("LULL_CONFIG", "", format!("there is no file {path}")));
        }
        let mut file = Figment::new();
        if std::path::Path::new(&path).exists() {
            file = file.merge(Toml::file_exact(&path));
        }
        let in_file: BTreeMap<String, figment::value::Value> =
            file.extract().map_err(|error| bad(&path, "", one_line(&error)))?;
        if let Some(key) =
            in_file.keys().find(|key| !KEYS.contains(&key.as_str()) || key.as_str() == "config")
        {
            return Err(bad(
                &path,
                "",
                format!("\"{key}\" is not a setting; known are {}", KEYS[..20].join(", ")),
            ));
        }
        let figment = file.merge(Environment).merge(Serialized::defaults(flags));
        let values = figment.extract().map_err(|error: figment::Error| {
            let key = error.path.first().cloned().unwrap_or_default();
            bad(&env_name(&key), &place(&figment, &key), one_line(&error))
        })?;
        Ok(Self { figment, values })
    }

    /// The text of a setting, if it is set.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|text| text.0.as_str())
    }

    /// A setting that may be absent.
    pub fn maybe<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, BadSetting> {
        self.text(key).map(|text| parse(text).map_err(|words| self.bad(key, words))).transpose()
    }

    /// A setting with a default.
    pub fn parsed<T>(
        &self,
        key: &str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, BadSetting> {
        parse(self.text(key).unwrap_or(default)).map_err(|words| self.bad(key, words))
    }

    /// A fault of a setting, with the place it came from.
    pub fn bad(&self, key: &str, words: impl Into<String>) -> BadSetting {
        bad(&env_name(key), &place(&self.figment, key), words.into())
    }
}

fn bad(name: &str, place: &str, words: String) -> BadSetting {
    BadSetting { name: name.to_owned(), place: place.to_owned(), words }
}

/// Where a value came from, unless it is the environment, which its name says already.
fn place(figment: &Figment, key: &str) -> String {
    let Some(metadata) = figment.find_metadata(key) else {
        return String::new();
    };
    match &metadata.source {
        Some(figment::Source::File(path)) => format!(" ({key} in {})", path.display()),
        _ if metadata.name == "environment" => String::new(),
        _ => format!(" (--{})", key.replace('_', "-")),
    }
}

/// TOML's errors draw a picture of several lines; a setting's fault is one line.
fn one_line(error: &figment::Error) -> String {
    let text = error.kind.to_string();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
