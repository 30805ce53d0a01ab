//! One xtask at a time in a folder that several share.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::Path;
use std::time::Duration;

use crate::say;
use crate::trouble::{Done, Trouble, While};

/// Held until it is dropped, and let go by the kernel however this process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _name: UnixListener,
}

impl Lock {
    /// Waits until no other xtask holds this folder.
    pub(crate) fn take(folder: &Path) -> Done<Self> {
        let address = address(folder)?;
        let mut told = false;
        loop {
            match UnixListener::bind_addr(&address) {
                Ok(name) => return Ok(Self { _name: name }),
                Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {
                    if !told {
                        say::line(format_args!(
                            "waiting for another xtask that works in {}",
                            folder.display()
                        ));
                        told = true;
                    }
                    std::thread::park_timeout(Duration::from_millis(200));
                }
                Err(e) => {
                    return Err(Trouble::new(format!("cannot lock {}: {e}", folder.display())));
                }
            }
        }
    }
}

/// A name in the abstract socket space: it needs no file and leaves none. Such a
/// name holds 107 bytes, so a long path is cut to its end and told apart by a hash.
fn address(folder: &Path) -> Done<SocketAddr> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let name = format!("lull-xtask-{:016x}", hasher.finish());
    SocketAddr::from_abstract_name(name).while_doing("name the lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_excludes_others_until_it_is_dropped() {
        let folder = Path::new("/nowhere/a-lock-excludes-others");
        let lock = Lock::take(folder).unwrap();
        assert!(UnixListener::bind_addr(&address(folder).unwrap()).is_err());
        drop(lock);
        assert!(UnixListener::bind_addr(&address(folder).unwrap()).is_ok());
    }
}
