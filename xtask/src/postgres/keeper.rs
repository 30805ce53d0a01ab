//! The process beside xtask that runs PostgreSQL and stops it, however xtask ends.
//!
//! It reads its input, on which nothing ever comes: the end of it means that
//! xtask is done, was ended by Ctrl-C, or was killed.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::Owner;
use crate::trouble::{Done, Trouble, While};

/// What the keeper says when the server takes connections.
pub(super) const READY: &str = "ready";

/// What the keeper waits for.
enum Sign {
    Ready,
    ServerEnded,
    Stop,
}

/// Runs the server until the input ends. Words: program, folder, port, and when root uid and gid.
pub(crate) fn keep(words: &[String]) -> Done {
    let [program, folder, port, owner @ ..] = words else {
        return Err(Trouble::new("keep-postgres is for xtask itself"));
    };
    let folder = PathBuf::from(folder);
    let mut server = start(program, &folder, port, read_owner(owner)?)?;
    let (signs, seen) = mpsc::channel();
    listen(&mut server, &folder, signs.clone())?;
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        signs.send(Sign::Stop)
    });
    let ended = follow(&seen);
    stop(&mut server);
    if ended {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        println!("{}", log.trim());
    } else {
        let _ = std::fs::remove_dir_all(&folder);
    }
    Ok(())
}

/// Passes on that the server is ready; answers whether it ended by itself.
fn follow(seen: &mpsc::Receiver<Sign>) -> bool {
    loop {
        match seen.recv() {
            Ok(Sign::Ready) => {
                println!("{READY}");
                let _ = std::io::stdout().flush();
            }
            Ok(Sign::ServerEnded) => return true,
            Ok(Sign::Stop) | Err(mpsc::RecvError) => return false,
        }
    }
}

fn start(program: &str, folder: &Path, port: &str, owner: Option<Owner>) -> Done<Child> {
    let mut command = Command::new(program);
    command.arg("-D").arg(folder.join("data")).current_dir(folder);
    for setting in [
        &format!("port={port}"),
        "listen_addresses=127.0.0.1",
        &format!("unix_socket_directories={}", folder.display()),
        // Thirty-two starters in each of several tests that run side by side.
        "max_connections=400",
        "logging_collector=off",
        "lc_messages=C",
    ] {
        command.arg("-c").arg(setting);
    }
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().while_doing("start PostgreSQL")
}

/// Writes the server's words to its log, and watches for the ones that say it is ready.
fn listen(server: &mut Child, folder: &Path, signs: mpsc::Sender<Sign>) -> Done {
    let mut log = File::create(folder.join("log")).while_doing("write PostgreSQL's log")?;
    let words = server.stderr.take().ok_or_else(|| Trouble::new("PostgreSQL has no output"))?;
    std::thread::spawn(move || {
        for line in BufReader::new(words).lines().map_while(Result::ok) {
            let _ = writeln!(log, "{line}");
            if line.contains("ready to accept connections") {
                let _ = signs.send(Sign::Ready);
            }
        }
        signs.send(Sign::ServerEnded)
    });
    Ok(())
}

/// Asks for a fast shutdown, and ends the server when it does not follow.
fn stop(server: &mut Child) {
    let _ = Command::new("sh").args(["-c", "kill -INT \"$0\""]).arg(server.id().to_string()).status();
    for _ in 0..200 {
        if matches!(server.try_wait(), Ok(Some(_))) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let _ = server.kill();
    let _ = server.wait();
}

fn read_owner(words: &[String]) -> Done<Option<Owner>> {
    let number =
        |word: &String| word.parse::<u32>().map_err(|e| Trouble::new(format!("bad user `{word}`: {e}")));
    match words {
        [] => Ok(None),
        [uid, gid, ..] => Ok(Some(Owner { uid: number(uid)?, gid: number(gid)? })),
        [_] => Err(Trouble::new("a user without a group")),
    }
}
