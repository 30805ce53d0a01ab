//! The socket's path, when it is too long for the kernel too.

use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

/// Its name in the data folder.
const NAME: &str = "ctl.sock";
/// Longest path that `sun_path` holds, less its end.
const LONGEST: usize = 107;

/// Does something with the socket's path; a long one goes through the folder's descriptor.
pub(super) fn at<T>(data_dir: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    let plain = data_dir.join(NAME);
    if plain.as_os_str().len() <= LONGEST {
        return act(&plain);
    }
    let folder =
        rustix::fs::open(data_dir, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let short = format!("/proc/self/fd/{}/{NAME}", std::os::fd::AsRawFd::as_raw_fd(&folder));
    act(&PathBuf::from(short))
}
