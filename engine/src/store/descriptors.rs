//! This process's own descriptors: which of them lead to the database (rule 34).

use std::net::SocketAddr;
use std::os::fd::{BorrowedFd, RawFd};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use rustix::net::SocketAddrAny;
use sqlx::postgres::PgConnectOptions;

use super::Place;
use super::close::Closed;

/// Looks what leads to the database still: open files and what is left beside them, or sockets.
pub(super) async fn look(place: &Place) -> Closed {
    match place {
        Place::Sqlite(path) => sqlite(path),
        Place::Postgres(url) => postgres(url).await,
    }
}

/// The file's companions while it is open.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

fn sqlite(path: &Path) -> Closed {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let companions: Vec<PathBuf> = COMPANIONS.iter().map(|end| with_end(&path, end)).collect();
    let is_ours = |target: &Path| {
        // A file that was replaced while it was open reads `… (deleted)`.
        let text = target.to_string_lossy();
        let target = Path::new(text.strip_suffix(" (deleted)").unwrap_or(&text));
        target == path || companions.iter().any(|one| one == target)
    };
    let mut left: Vec<String> = targets()
        .into_iter()
        .filter(|(_, target)| is_ours(target))
        .map(|(fd, target)| format!("descriptor {fd} is {}", target.display()))
        .collect();
    let held = !left.is_empty();
    left.extend(companions.iter().filter(|one| one.exists()).map(|one| format!("{} is left", one.display())));
    Closed { left, held }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Each descriptor of this process and what it leads to; those that are closed meanwhile are left out.
fn targets() -> Vec<(RawFd, PathBuf)> {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| {
            let fd = entry.file_name().to_str()?.parse().ok()?;
            Some((fd, std::fs::read_link(entry.path()).ok()?))
        })
        .collect()
}

async fn postgres(url: &str) -> Closed {
    let sockets = sockets(url).await.into_iter();
    let left: Vec<String> = sockets.map(|fd| format!("socket {fd} leads to the server")).collect();
    Closed { held: !left.is_empty(), left }
}

/// How long its name may take to be looked up.
const LOOK_UP: Duration = Duration::from_secs(1);

/// Where the server is.
#[derive(Debug)]
enum Server {
    /// A socket of this host's.
    Socket(PathBuf),
    /// At these addresses.
    At(Vec<SocketAddr>),
    /// Its name is not known at present: whatever leads to its port is taken to lead there.
    Port(u16),
}

/// A name that cannot be looked up is often the very fault for which the database does not answer.
async fn found(host: &str, port: u16) -> Server {
    match tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(found)) => Server::At(found.collect()),
        Ok(Err(_)) | Err(_) => Server::Port(port),
    }
}

/// This process's sockets to the server.
async fn sockets(url: &str) -> Vec<RawFd> {
    let Ok(options) = PgConnectOptions::from_str(url) else { return Vec::new() };
    let port = options.get_port();
    let socket = options.get_socket().map(|folder| folder.join(format!(".s.PGSQL.{port}")));
    let server = match socket {
        Some(path) => Server::Socket(path),
        None => found(options.get_host(), port).await,
    };
    targets()
        .into_iter()
        .filter(|(_, target)| target.to_string_lossy().starts_with("socket:"))
        .filter(|(fd, _)| peer(*fd).is_some_and(|peer| leads_there(&peer, &server)))
        .map(|(fd, _)| fd)
        .collect()
}

/// Shuts every socket to the database down: whatever waits at one gets an error, and lets go of it.
pub(super) async fn cut(place: &Place) {
    let Place::Postgres(url) = place else { return };
    for fd in sockets(url).await {
        // SAFETY: the number led to the database a moment ago; one that was closed meanwhile is an error.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        // One that is gone already is what was wanted.
        let _ = rustix::net::shutdown(fd, rustix::net::Shutdown::Both);
    }
}

fn peer(fd: RawFd) -> Option<SocketAddrAny> {
    // SAFETY: only the kernel is asked about the number; one that was closed meanwhile is an error, and one that
    // was given away again is at worst told as what it is now.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    rustix::net::getpeername(fd).ok().flatten()
}

fn leads_there(peer: &SocketAddrAny, server: &Server) -> bool {
    match (SocketAddr::try_from(peer.clone()), server) {
        (Ok(peer), Server::At(addresses)) => addresses.contains(&peer),
        (Ok(peer), Server::Port(port)) => peer.port() == *port,
        (Err(_), Server::Socket(socket)) => {
            let peer = rustix::net::SocketAddrUnix::try_from(peer.clone());
            let path = peer.ok().and_then(|peer| Some(peer.path()?.to_string_lossy().into_owned()));
            path.is_some_and(|path| Path::new(&path) == socket)
        }
        (Ok(_), Server::Socket(_)) | (Err(_), Server::At(_) | Server::Port(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_to_a_server_whose_name_is_not_known_any_more_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let open = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        let place = Place::Postgres(format!("postgres://lull@gone.invalid:{port}/lull"));
        assert!(look(&place).await.held);
        drop(open);
        assert!(!look(&place).await.held);
    }
}
