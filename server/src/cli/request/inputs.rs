//! Inputs of a run: from flags, files, the environment, the terminal.

use std::collections::BTreeMap;
use std::io::Read;
use std::str::FromStr;

use clap::Args;

use super::super::failure::Failure;
use super::super::prompt;

/// Longest value that is read; the server takes 64 KiB.
const MOST: u64 = 1 << 20;

/// What a process is given.
#[derive(Args)]
pub struct InputArgs {
    /// An input; may be given several times
    #[arg(short, long, value_name = "NAME=VALUE")]
    input: Vec<Pair>,
    /// An input whose value is a file's text; NAME=@- reads standard input
    #[arg(long, value_name = "NAME=@PATH")]
    input_file: Vec<Pair>,
    /// A secret input: asked for without echo, or with NAME=VARIABLE taken from that environment variable
    #[arg(long, value_name = "NAME[=VARIABLE]")]
    secret: Vec<String>,
}

/// `name=value`.
#[derive(Clone, Debug)]
struct Pair {
    name: String,
    value: String,
}

impl FromStr for Pair {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            // The text is not repeated: it may be a secret.
            _ => Err("write it like name=value"),
        }
    }
}

/// Collects every input.
///
/// # Errors
/// [`Failure::Usage`] for one given twice, a file that cannot be read, a variable that is not set.
pub fn collect(args: &InputArgs) -> Result<BTreeMap<String, String>, Failure> {
    let mut inputs = BTreeMap::new();
    let mut put = |name: &str, value: String| match inputs.insert(name.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(Failure::Usage(format!("the input {name} is given twice"))),
    };
    for pair in &args.input {
        put(&pair.name, pair.value.clone())?;
    }
    for pair in &args.input_file {
        put(&pair.name, file(&pair.name, pair.value.strip_prefix('@').unwrap_or(&pair.value))?)?;
    }
    for secret in &args.secret {
        match secret.split_once('=') {
            Some((name, variable)) => put(name, environment(name, variable)?)?,
            None => put(secret, prompt::secret(&format!("{secret}: "))?)?,
        }
    }
    Ok(inputs)
}

fn file(name: &str, path: &str) -> Result<String, Failure> {
    let bad = |words: String| Failure::Usage(format!("the input {name}: {words}"));
    let mut text = String::new();
    let read = match path {
        "-" => std::io::stdin().lock().take(MOST).read_to_string(&mut text),
        path => std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text)),
    };
    read.map_err(|error| bad(format!("{path} cannot be read: {error}")))?;
    if text.len() as u64 >= MOST {
        Err(bad(format!("{path} is longer than {} KiB", MOST / 1024)))
    } else {
        Ok(text)
    }
}

fn environment(name: &str, variable: &str) -> Result<String, Failure> {
    std::env::var(variable).map_err(|_| {
        Failure::Usage(format!(
            "the input {name}: the environment variable {variable} is not set, or no UTF-8"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(text: &str) -> Pair {
        text.parse().unwrap()
    }

    fn collected(args: &InputArgs) -> Result<BTreeMap<String, String>, String> {
        collect(args).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_value_may_hold_anything_and_a_file_gives_its_whole_text() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "a\nb\n").unwrap();
        let args = InputArgs {
            input: vec![pair("day=a=b $(id)"), pair("empty=")],
            input_file: vec![pair(&format!("notes=@{}", file.path().display()))],
            secret: vec!["path=PATH".to_owned()],
        };
        let inputs = collected(&args).unwrap();
        assert_eq!(inputs["day"], "a=b $(id)");
        assert_eq!(inputs["empty"], "");
        assert_eq!(inputs["notes"], "a\nb\n");
        assert_eq!(inputs["path"], std::env::var("PATH").unwrap());
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_the_inputs_name() {
        let twice =
            InputArgs { input: vec![pair("day=1"), pair("day=2")], input_file: vec![], secret: vec![] };
        assert_eq!(collected(&twice).unwrap_err(), "the input day is given twice");
        let unset = InputArgs {
            input: vec![],
            input_file: vec![],
            secret: vec!["key=LULL_NO_SUCH_VARIABLE".to_owned()],
        };
        assert!(
            collected(&unset)
                .unwrap_err()
                .contains("the input key: the environment variable LULL_NO_SUCH_VARIABLE")
        );
        let lost = InputArgs { input: vec![], input_file: vec![pair("a=@/no/such/file")], secret: vec![] };
        assert!(collected(&lost).unwrap_err().starts_with("the input a: /no/such/file cannot be read"));
        assert!("novalue".parse::<Pair>().is_err());
    }
}
