//! What has to be on this machine: finds what is missing, says so, and gets it.

mod browser;
mod database;
mod listing;
mod python;
mod tools;

pub(crate) use browser::{chromium, npm_packages};
pub(crate) use database::server_programs;
pub(crate) use python::oracle;
pub(crate) use tools::cargo_deny;

use crate::apt::{self, Rights};
use crate::compiler::Compiler;
use crate::place::Place;
use crate::say::{self, Stopwatch};
use crate::trouble::{Done, Trouble};
use crate::wasm_target;

/// Something that is not here yet, and how it comes.
#[derive(Debug, Clone)]
pub(crate) struct Missing {
    pub(crate) name: &'static str,
    /// What it is for, in a few words.
    pub(crate) purpose: &'static str,
    /// Debian packages that bring it, if any do.
    pub(crate) packages: &'static [&'static str],
    /// What xtask does beside installing packages.
    pub(crate) step: Option<Step>,
}

/// Work of xtask's own that gets something.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// What will be done, for the list.
    pub(crate) what: String,
    /// What a person would type instead.
    pub(crate) by_hand: String,
    pub(crate) perform: fn(&Place) -> Done,
}

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    /// To build and to serve.
    Build,
    /// To run tests on PostgreSQL and against the oracle.
    Database,
    /// To run every test.
    Tests,
    /// To check lints and licences as well.
    Checks,
    /// To build, shrink and try the one executable.
    Dist,
}

/// Sees to it that everything wanted is here, and every crate fetched; quick when it is.
pub(crate) fn meet(place: &Place, wants: Wants) -> Done {
    let compiler = Compiler::find()?;
    let missing = find(place, &compiler, wants);
    if !missing.is_empty() {
        get(place, &missing, Rights::find())?;
    }
    crate::registry::fetch(place, &compiler)
}

fn find(place: &Place, compiler: &Compiler, wants: Wants) -> Vec<Missing> {
    let mut missing = Vec::new();
    missing.extend(tools::linker());
    missing.extend(wasm_target::missing(compiler));
    if wants == Wants::Checks {
        missing.extend(tools::components());
        missing.extend(tools::deny(place));
    }
    if matches!(wants, Wants::Database | Wants::Tests | Wants::Checks) {
        missing.extend(database::postgres());
        missing.extend(python::python(place));
    }
    if matches!(wants, Wants::Tests | Wants::Checks | Wants::Dist) {
        missing.extend(browser::browser());
        missing.extend(browser::fonts());
        missing.extend(browser::node(place));
        missing.extend(browser::packages(place));
    }
    if wants == Wants::Dist {
        missing.extend(browser::optimiser(place));
    }
    missing
}

fn get(place: &Place, missing: &[Missing], rights: Rights) -> Done {
    say::line(listing::list(missing, rights));
    let packages = listing::packages(missing);
    if !packages.is_empty() {
        if !rights.may_install() {
            return Err(listing::ask_for_packages(&packages, rights));
        }
        progress(&format!("installing {}", packages.join(", ")), || apt::install(place, rights, &packages))?;
    }
    for (need, step) in missing.iter().filter_map(|need| Some((need, need.step.as_ref()?))) {
        progress(need.name, || (step.perform)(place)).map_err(|trouble| {
            say::line(&trouble);
            Trouble::new(format!("{} could not be got", need.name)).cure(format!("by hand: {}", step.by_hand))
        })?;
    }
    Ok(())
}

fn progress(what: &str, work: impl FnOnce() -> Done) -> Done {
    say::line(format_args!("  … {what}"));
    let watch = Stopwatch::start();
    work()?;
    say::line(format_args!("  ✓ {what} ({})", watch.read()));
    Ok(())
}
