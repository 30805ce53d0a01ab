//! A private PostgreSQL for the tests: its own folder, port and password, gone with them.

pub(crate) mod keeper;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::apt;
use crate::needs::{self, Wants};
use crate::place::Place;
use crate::run::Run;
use crate::trouble::{Done, Trouble, While};

/// A cluster that runs until this is dropped, or until xtask ends in any way.
#[derive(Debug)]
pub(crate) struct Cluster {
    keeper: Child,
    /// Its superuser's URL to the database `postgres`.
    pub(crate) url: String,
}

/// Whom the server runs as: it refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Cluster {
    /// Makes a cluster in a fresh folder and starts it; fsync is on, as with people's own.
    pub(crate) fn start() -> Done<Self> {
        let programs =
            needs::server_programs().ok_or_else(|| Trouble::new("PostgreSQL's programs are not here"))?;
        let owner = if apt::is_root() { Some(owner()?) } else { None };
        let folder = fresh_folder(owner)?;
        let made = make(&programs, &folder, owner).and_then(|password| {
            // Another process may take the free port first: then with another one.
            let start = |_| free_port().and_then(|port| keep(&programs, &folder, owner, port, &password));
            (0..3).map(start).find(Result::is_ok).unwrap_or_else(|| start(3))
        });
        made.inspect_err(|_| {
            let _ = std::fs::remove_dir_all(&folder);
        })
    }
}

/// Runs a command with a cluster of its own: `cargo xtask with-postgres -- COMMAND`.
pub(crate) fn with(place: &Place, words: &[String]) -> Done {
    let Some((program, rest)) = words.split_first() else {
        return Err(Trouble::new("there is no command to run")
            .cure("cargo xtask with-postgres -- cargo test -p engine"));
    };
    needs::meet(place, Wants::Database)?;
    let cluster = Cluster::start()?;
    Run::new(program)
        .args(rest)
        .env("LULL_TEST_POSTGRES", &cluster.url)
        .env("LULL_ORACLE_PYTHON", needs::oracle(place))
        .aloud()
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its input is the keeper's sign to stop the server.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// A folder that the server's user reaches: never below root's home, and short enough for a socket.
fn fresh_folder(owner: Option<Owner>) -> Done<PathBuf> {
    let wished = std::env::temp_dir();
    let short = wished.as_os_str().len() < 60;
    let base = if owner.is_none() && short { wished } else { PathBuf::from("/tmp") };
    let folder = base.join(format!("lull-pg-{}-{}", std::process::id(), &random()?[..8]));
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .while_doing(format!("make {}", folder.display()))?;
    if let Some(owner) = owner {
        let chown = std::os::unix::fs::chown(&folder, Some(owner.uid), Some(owner.gid));
        chown.while_doing(format!("give {} to PostgreSQL's user", folder.display()))?;
    }
    Ok(folder)
}

fn owner() -> Done<Owner> {
    let users = std::fs::read_to_string("/etc/passwd").while_doing("read /etc/passwd")?;
    ["postgres", "nobody"].into_iter().find_map(|name| find_user(&users, name)).ok_or_else(|| {
        Trouble::new("there is no user `postgres` to run PostgreSQL as")
            .cure("run the tests as another user than root")
    })
}

fn find_user(users: &str, name: &str) -> Option<Owner> {
    let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
    Some(Owner { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

/// Makes the cluster's files and answers the superuser's password.
fn make(programs: &Path, folder: &Path, owner: Option<Owner>) -> Done<String> {
    let password = random()?;
    let file = folder.join("password");
    std::fs::write(&file, &password).while_doing(format!("write {}", file.display()))?;
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&file, mode).while_doing("hide the password")?;
    if let Some(owner) = owner {
        std::os::unix::fs::chown(&file, Some(owner.uid), Some(owner.gid))
            .while_doing("hand over the password")?;
    }
    let initdb = Run::new(programs.join("initdb"))
        .args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ])
        .arg(format!("--pwfile={}", file.display()))
        .arg(format!("--pgdata={}", folder.join("data").display()))
        .within(folder);
    let mut command = initdb.into_command();
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    let output = command.stdin(Stdio::null()).output().while_doing("start initdb")?;
    if output.status.success() {
        return Ok(password);
    }
    Err(Trouble::new(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// Starts the keeper, and waits until it says that the server takes connections.
fn keep(programs: &Path, folder: &Path, owner: Option<Owner>, port: u16, password: &str) -> Done<Cluster> {
    let own = std::env::current_exe().while_doing("find xtask itself")?;
    let mut keeper = Run::new(own);
    keeper = keeper.arg("keep-postgres").arg(programs.join("postgres")).arg(folder).arg(port.to_string());
    if let Some(owner) = owner {
        keeper = keeper.args([owner.uid.to_string(), owner.gid.to_string()]);
    }
    let mut command = keeper.into_command();
    // A group of its own: Ctrl-C shall reach the tests and not this one, which tidies up.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut keeper = command.spawn().while_doing("start the keeper of PostgreSQL")?;
    let mut said = String::new();
    if let Some(pipe) = keeper.stdout.take() {
        let mut pipe = BufReader::new(pipe);
        let _ = pipe.read_line(&mut said);
        if said.trim() != keeper::READY {
            let _ = pipe.read_to_string(&mut said);
        }
    }
    let cluster =
        Cluster { keeper, url: format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres") };
    if said.trim() == keeper::READY {
        return Ok(cluster);
    }
    Err(Trouble::new(format!("PostgreSQL did not start: {}", said.trim())))
}

fn free_port() -> Done<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").while_doing("find a free port")?;
    Ok(listener.local_addr().while_doing("find a free port")?.port())
}

/// Sixteen random bytes in hexadecimal digits.
fn random() -> Done<String> {
    let mut bytes = [0_u8; 16];
    let mut source = std::fs::File::open("/dev/urandom").while_doing("open /dev/urandom")?;
    source.read_exact(&mut bytes).while_doing("read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\npostgresql:x:5:5::/:/bin/sh\npostgres:x:105:112:,,,:/var/lib:/bin/bash\n";
        assert_eq!(find_user(users, "postgres"), Some(Owner { uid: 105, gid: 112 }));
        assert_eq!(find_user(users, "nobody"), None);
    }
}
