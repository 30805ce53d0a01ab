//! `lull completions`: what a shell needs to complete commands and flags.

use std::process::ExitCode;

use clap::{Args, CommandFactory, ValueEnum};

use super::out::Out;
use crate::args::Cli;
use crate::host::Output;
use crate::trouble;

pub const EXAMPLES: &str = "\
Examples:
  lull completions bash > ~/.local/share/bash-completion/completions/lull
  lull completions zsh  > \"${fpath[1]}/_lull\"
  lull completions fish > ~/.config/fish/completions/lull.fish";

/// `lull completions`.
#[derive(Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Prints the script.
pub fn run(args: &CompletionsArgs) -> ExitCode {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    clap_complete::generate(shell, &mut command, "lull", &mut script);
    match Out::new(Output::Human).bytes(&script) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => trouble::failed(&failure),
    }
}
