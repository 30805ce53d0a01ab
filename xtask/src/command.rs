//! What was asked for, read from the command line.

use crate::trouble::Trouble;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Sets Lull up, builds it, tests it and packs it.

  cargo xtask serve [-- ARGS]   build, then serve http://127.0.0.1:3000; ARGS go to `lull serve`
  cargo xtask test              run every test: Rust on SQLite and PostgreSQL, browser tests
  cargo xtask build             build the executable and the site, as serve and the tests use them
  cargo xtask ci                format, lints, licences, then everything `test` does
  cargo xtask bench [-- ARGS]   measure; ARGS go to the benchmark
  cargo xtask faults            run the longer fault tests
  cargo xtask dist              make the one self-contained executable, target/dist/lull
  cargo xtask with-postgres -- COMMAND
                                run a command with a private PostgreSQL in LULL_TEST_POSTGRES and
                                the oracle's Python in LULL_ORACLE_PYTHON, such as:
                                cargo xtask with-postgres -- cargo test -p engine

Each first lists what is missing on this machine and what it will install.

Settings
  LULL_CACHE      where tools, logs and `ci`'s builds are kept (default: ~/.cache/lull)
  LULL_RUST_SRC   a folder or tar file with the compiler's library source, where
                  neither rustup nor Debian's archive has the wasm32 standard library
  CHROMIUM        the browser for the browser tests, where it is not in the PATH";

/// One of the commands of [`HELP`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve(Vec<String>),
    Build,
    Test,
    Ci,
    Bench(Vec<String>),
    Faults,
    Dist,
    WithPostgres(Vec<String>),
    /// Not for people: the process that stops the tests' PostgreSQL when xtask is gone.
    KeepPostgres(Vec<String>),
}

impl Command {
    /// Reads the words after `cargo xtask`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, Trouble> {
        let Some((first, rest)) = words.split_first() else {
            return Ok(Self::Help);
        };
        if rest.iter().take_while(|word| *word != "--").any(|word| is_help(word)) {
            return Ok(Self::Help);
        }
        match first.as_str() {
            word if is_help(word) => Ok(Self::Help),
            "serve" => Ok(Self::Serve(passed_on(rest))),
            "bench" => Ok(Self::Bench(passed_on(rest))),
            "with-postgres" => Ok(Self::WithPostgres(passed_on(rest))),
            "keep-postgres" => Ok(Self::KeepPostgres(rest.to_vec())),
            "build" => Self::Build.without(rest),
            "test" => Self::Test.without(rest),
            "ci" => Self::Ci.without(rest),
            "faults" => Self::Faults.without(rest),
            "dist" => Self::Dist.without(rest),
            other => {
                Err(Trouble::new(format!("there is no command `{other}`")).cure("see `cargo xtask --help`"))
            }
        }
    }

    fn without(self, rest: &[String]) -> Result<Self, Trouble> {
        match rest.first() {
            None => Ok(self),
            Some(word) => {
                Err(Trouble::new(format!("`{word}` is not understood here")).cure("see `cargo xtask --help`"))
            }
        }
    }
}

fn is_help(word: &str) -> bool {
    matches!(word, "--help" | "-h" | "help")
}

fn passed_on(rest: &[String]) -> Vec<String> {
    rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, Trouble> {
        Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn no_words_ask_for_help() {
        assert_eq!(parse("").unwrap(), Command::Help);
        assert_eq!(parse("serve --help").unwrap(), Command::Help);
    }

    #[test]
    fn words_after_the_dashes_go_to_the_server_even_help() {
        let words = vec!["--addr".to_owned(), "127.0.0.1:4000".to_owned(), "--help".to_owned()];
        assert_eq!(parse("serve -- --addr 127.0.0.1:4000 --help").unwrap(), Command::Serve(words));
    }

    #[test]
    fn an_unknown_command_names_itself_and_the_help() {
        let text = parse("sevre").unwrap_err().to_string();
        assert!(text.contains("`sevre`") && text.contains("--help"), "{text}");
    }

    #[test]
    fn a_stray_word_is_refused_rather_than_dropped() {
        assert!(parse("test --release").is_err());
    }
}
