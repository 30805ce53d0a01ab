//! The small process a step runs under, and how the server starts and adopts it.
//!
//! A step outlives the server that started it (rule 21). The server makes an
//! attempt's folder ([`Attempt::create`]), starts a supervisor in it
//! ([`Attempt::spawn`]) and waits ([`Attempt::wait`]); a server that restarts
//! opens the folder again and waits alike. Everything both sides know of each
//! other is in the folder:
//!
//! | file | what it is |
//! |---|---|
//! | `alive` | locked while a supervisor lives: the only sign of life |
//! | `start` | [`Start`], written and synced just before the step is executed |
//! | `log` | the step's output as it comes, secrets masked, capped |
//! | `output` | what `$LULL_OUTPUT` names; read and removed at the end |
//! | `cancel` | its presence asks the supervisor to end the step |
//! | `exit` | [`Exit`], written and synced when the last process is gone |
//!
//! # What is left of a killed supervisor
//! The step does *not* ask the kernel to be killed with its supervisor
//! (`PR_SET_PDEATHSIG`): that reaches the main process only and would leave a
//! half-dead tree that nobody can trace. The server sees the lock fall at once
//! and [`Attempt::clear_up`] ends the whole of it before it says *interrupted*.
//!
//! # Reaping
//! A supervisor is a plain child of the server, and a thread with a small
//! stack waits for exactly that pid. A double fork would hand it to pid 1, and
//! in a container the server may be pid 1.

mod attempt;
mod clear_up;
mod clock;
mod launch;
mod lock;
mod log;
mod log_reader;
mod mask;
mod output;
mod process_table;
mod record;
mod spec;
mod supervise;

pub use attempt::{Attempt, Created, State};
pub use launch::{Launched, Supervisor, reap_inherited};
pub use log_reader::{LogChunk, read_log};
pub use mask::Masker;
pub use record::{Exit, FORMAT, Outcome, Start};
pub use spec::{Run, Spec};
pub use supervise::main_if_asked;

/// Lets a test executable be the supervisor of its own tests.
///
/// `/proc/self/exe` is then the test executable, whose `main` belongs to the
/// test harness; this runs [`main_if_asked`] before it. Put it once, at the top
/// level of the test file.
#[macro_export]
macro_rules! supervise_before_main {
    () => {
        const _: () = {
            extern "C" fn before_main() {
                $crate::main_if_asked();
            }
            // SAFETY: the loader calls every entry of this section once, before main.
            #[used]
            #[unsafe(link_section = ".init_array")]
            static BEFORE_MAIN: extern "C" fn() = before_main;
        };
    };
}
