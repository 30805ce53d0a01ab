//! Says what is missing and what will be done about it, before it is done.

use std::fmt::Write;

use super::Missing;
use crate::apt::{self, Rights};
use crate::trouble::Trouble;

/// All Debian packages wanted, each once.
pub(super) fn packages(missing: &[Missing]) -> Vec<&'static str> {
    let mut packages: Vec<_> = missing.iter().flat_map(|need| need.packages).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// The list that is printed first.
pub(super) fn list(missing: &[Missing], rights: Rights) -> String {
    let packages = packages(missing);
    let may = packages.is_empty() || rights.may_install();
    let end = if may { "missing here and will be set up first" } else { "missing here" };
    let mut text = match missing.len() {
        1 => format!("1 thing is {end}:\n"),
        count => format!("{count} things are {end}:\n"),
    };
    let width = missing.iter().map(|need| need.name.len()).max().unwrap_or(0);
    for need in missing {
        let mut ways = Vec::new();
        if !need.packages.is_empty() {
            ways.push(format!("Debian package {}", need.packages.join(" ")));
        }
        ways.extend(need.step.as_ref().map(|step| step.what.clone()));
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {:width$}  {}: {}", need.name, need.purpose, ways.join(", then "));
    }
    let mut hands: Vec<String> =
        missing.iter().filter_map(|need| Some(need.step.as_ref()?.by_hand.clone())).collect();
    if !packages.is_empty() {
        let sudo = if rights == Rights::Root { "" } else { "as root: " };
        hands.insert(0, format!("{sudo}{}", apt::by_hand(&packages)));
    }
    text.push_str("By hand instead:\n");
    for hand in hands {
        let _ = writeln!(text, "  {hand}");
    }
    text
}

/// Why the packages are not installed, and what to run.
pub(super) fn ask_for_packages(packages: &[&str], rights: Rights) -> Trouble {
    match rights {
        Rights::NoApt => Trouble::new("there is no apt-get here").cure(format!(
            "install what these Debian packages bring, then run this again: {}",
            packages.join(" ")
        )),
        _ => Trouble::new(
            "this user may not install packages (not root, and sudo asks for a password or is not here)",
        )
        .cure(format!("run as root, then this again: {}", apt::by_hand(packages))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;

    fn missing() -> Vec<Missing> {
        let step = Step {
            what: "rustup target add".to_owned(),
            by_hand: "rustup target add wasm32-unknown-unknown".to_owned(),
            perform: |_| Ok(()),
        };
        vec![
            Missing { name: "wasm target", purpose: "the pages", packages: &[], step: Some(step) },
            Missing {
                name: "Chromium",
                purpose: "browser tests",
                packages: &["chromium", "fonts"],
                step: None,
            },
            Missing { name: "fonts", purpose: "browser tests", packages: &["fonts"], step: None },
        ]
    }

    #[test]
    fn the_list_names_each_thing_its_way_and_the_commands_by_hand() {
        assert_eq!(
            list(&missing(), Rights::Sudo),
            "3 things are missing here and will be set up first:\n\
             \x20 wasm target  the pages: rustup target add\n\
             \x20 Chromium     browser tests: Debian package chromium fonts\n\
             \x20 fonts        browser tests: Debian package fonts\n\
             By hand instead:\n\
             \x20 as root: apt-get update && apt-get install -y --no-install-recommends chromium fonts\n\
             \x20 rustup target add wasm32-unknown-unknown\n"
        );
    }

    #[test]
    fn a_package_wanted_twice_is_installed_once() {
        assert_eq!(packages(&missing()), ["chromium", "fonts"]);
    }

    #[test]
    fn without_rights_the_refusal_carries_the_command() {
        let text = ask_for_packages(&["chromium"], Rights::None).to_string();
        assert!(text.contains("apt-get install") && text.contains("chromium"), "{text}");
        assert!(!ask_for_packages(&["chromium"], Rights::NoApt).to_string().contains("apt-get install"));
    }
}
