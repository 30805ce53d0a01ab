//! Builds and serves: `cargo xtask serve`.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;

use crate::build;
use crate::needs::{self, Wants};
use crate::place::Place;
use crate::run::Run;
use crate::trouble::{Done, Trouble};

const ADDRESS: &str = "127.0.0.1:3000";

/// Sets up, builds, and becomes the server.
pub(crate) fn serve(place: &Place, words: &[String]) -> Done {
    let address = address(words, std::env::var("LULL_ADDR").ok());
    // Before the long build, not after it.
    check_free(&address)?;
    needs::meet(place, Wants::Build)?;
    build::all(place)?;
    let lull = Run::new(place.lull()).arg("serve").args(words).env("LULL_SITE", place.site());
    // The server takes this process's place, so that signals reach it and its exit code is ours.
    let e = lull.into_command().exec();
    Err(Trouble::new(format!("cannot start {}: {e}", place.lull().display())))
}

/// The address that the server will take; a `lull.toml` is the server's own to read.
fn address(words: &[String], set: Option<String>) -> String {
    let words = words.iter().enumerate();
    let flag = words.clone().find_map(|(at, word)| match word.strip_prefix("--addr") {
        Some("") => words.clone().nth(at + 1).map(|(_, value)| value.clone()),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    flag.or(set.filter(|value| !value.is_empty())).unwrap_or_else(|| ADDRESS.to_owned())
}

fn check_free(address: &str) -> Done {
    // What cannot be read as an address is for the server to refuse, which names the setting.
    let Ok(parsed) = address.parse::<SocketAddr>() else {
        return Ok(());
    };
    match TcpListener::bind(parsed) {
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {
            Err(Trouble::new(format!("{address} is taken by another program"))
                .cure("stop that one, or serve elsewhere: LULL_ADDR=127.0.0.1:3001 cargo xtask serve"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_address_goes_by_flag_then_setting_then_default() {
        let set = Some("127.0.0.1:4000".to_owned());
        assert_eq!(address(&words("--addr 0.0.0.0:80 -v"), set.clone()), "0.0.0.0:80");
        assert_eq!(address(&words("-v --addr=[::1]:80"), set.clone()), "[::1]:80");
        assert_eq!(address(&words("-v"), set), "127.0.0.1:4000");
        assert_eq!(address(&[], Some(String::new())), ADDRESS);
    }

    #[test]
    fn a_taken_port_is_said_with_its_number_and_the_cure() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = other.local_addr().unwrap().to_string();
        let text = check_free(&address).unwrap_err().to_string();
        assert!(text.contains(&address) && text.contains("LULL_ADDR="), "{text}");
        drop(other);
        assert!(check_free(&address).is_ok());
    }
}
