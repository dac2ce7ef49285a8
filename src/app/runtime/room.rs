//! Room for what apps nest.
//!
//! A list may hold thousands of items, those within its items included: an app can nest lists as deep as that, and
//! whoever measures, copies or drops such a value goes down as deep. The stack of an ordinary thread is too small for
//! that, and one that overflows ends the whole server. So apps are evaluated on threads with enough of it.

use std::{cell::Cell, io, panic::resume_unwind, thread};

use super::{Failure, meter};

/// Lists and maps in turn may nest 20,000 deep, and a level takes less than 3 KiB without optimisation. Only what is used
/// of it is ever touched.
const STACK_BYTES: usize = 64 << 20;

thread_local! {
    static HAS_ROOM: Cell<bool> = const { Cell::new(false) };
}

/// Starts a thread on which there is room, for whoever has many to evaluate.
///
/// # Errors
/// That the machine gives no thread.
pub fn start_roomy(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let roomy = || {
        HAS_ROOM.set(true);
        work();
    };
    thread::Builder::new().name("app".to_owned()).stack_size(STACK_BYTES).spawn(roomy).map(drop)
}

/// Does `work` where there is room: here, or on a thread for it alone.
///
/// # Errors
/// Those of `work`; that the machine gives no thread.
pub fn with_room<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    if HAS_ROOM.get() {
        return work();
    }
    let roomy = || {
        HAS_ROOM.set(true);
        (work(), meter::spent())
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("app".to_owned()).stack_size(STACK_BYTES).spawn_scoped(scope, roomy);
        let Ok(thread) = thread else { return Err(Failure::new("the server can run no more apps at present", "")) };
        match thread.join() {
            Ok((made, spent)) => {
                meter::spent_elsewhere(spent);
                made
            }
            Err(panic) => resume_unwind(panic),
        }
    })
}
