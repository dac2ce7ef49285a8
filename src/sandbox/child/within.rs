//! The first process within the namespaces.

use std::{
    fs,
    io::{self, BufRead},
    os::fd::{AsFd, RawFd},
    process::{Child, Command, ExitCode, Stdio},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{
        DumpableBehavior, Pid, PidfdFlags, Signal, WaitOptions, WaitStatus, pidfd_open, set_dumpable_behavior,
        set_parent_process_death_signal, waitpid,
    },
};

use super::{calls, limits, memory::Memory, say, view};
use crate::sandbox::{Order, Report, Step, Unable, Work, trial};

/// How often it is looked how much memory there is in use.
const LOOK: Duration = Duration::from_millis(100);

/// Bytes of the line with the order.
const ORDER_BYTES_MAX: u64 = 256 << 10;

/// What a command finds in its surroundings, and nothing else.
const SURROUNDINGS: [(&str, &str); 7] = [
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("HOME", view::HOME),
    ("TMPDIR", view::TMP),
    ("LANG", "C.UTF-8"),
    ("USER", "agent"),
    ("TERM", "dumb"),
    ("CI", "true"),
];

/// Shuts itself in and does what the first line of its input orders.
#[must_use]
pub fn run() -> ExitCode {
    match shut_in() {
        Ok(report) => {
            say(&report);
            ExitCode::SUCCESS
        }
        Err(unable) => {
            say(&Report::Unable(unable));
            ExitCode::FAILURE
        }
    }
}

fn shut_in() -> Result<Report, Unable> {
    let start = |error: io::Error| Step::Start.failed(error);
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|error| start(error.into()))?;
    close_inherited().map_err(start)?;
    let order = read_order().map_err(start)?;
    view::enter(&order.readable).map_err(|error| Step::View.failed(error))?;
    limits::set(order.bounds).map_err(|error| Step::Limits.failed(error))?;
    limits::give_up_rights().map_err(|error| Step::Limits.failed(error))?;
    limits::landlock(&order.readable).map_err(|error| Step::Landlock.failed(error))?;
    calls::filter().map_err(|error| Step::Calls.failed(error))?;
    // What runs here looks into no process that is not its own.
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|error| Step::Limits.failed(error))?;
    match order.work {
        Work::Trial(trial) => Ok(Report::Tried(trial::holes(&trial))),
        Work::Command(command) => {
            let shell = begin(&command).map_err(start)?;
            say(&Report::Ready);
            watch(shell, Memory::new(order.bounds.memory_bytes)).map_err(start)
        }
    }
}

/// Whatever was open when the server was started, beside the three that it gave, is closed.
fn close_inherited() -> io::Result<()> {
    let open: Vec<RawFd> = fs::read_dir("/proc/self/fd")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|number| *number > 2)
        .collect();
    for number in open {
        // The one that was used for looking is closed already.
        let _ = nix::unistd::close(number);
    }
    Ok(())
}

fn read_order() -> io::Result<Order> {
    let mut line = String::new();
    io::Read::take(io::stdin().lock(), ORDER_BYTES_MAX).read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}

fn begin(command: &str) -> io::Result<Child> {
    let said = io::stdout().as_fd().try_clone_to_owned()?;
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]).env_clear().envs(SURROUNDINGS).current_dir(view::TREE);
    shell.stdin(Stdio::null()).stderr(Stdio::from(said)).spawn()
}

/// Waits until the shell has ended, the server is gone, or there is too much memory in use; takes in whoever lost its
/// parent meanwhile. Everything else ends with this process.
fn watch(shell: Child, memory: Memory) -> io::Result<Report> {
    let id = Pid::from_child(&shell);
    let end = pidfd_open(id, PidfdFlags::empty())?;
    let input = io::stdin();
    let pause = Timespec { tv_sec: 0, tv_nsec: LOOK.subsec_nanos().into() };
    loop {
        let mut news = [PollFd::new(&end, PollFlags::IN), PollFd::new(&input, PollFlags::IN)];
        match poll(&mut news, Some(&pause)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_server_gone = !news[1].revents().is_empty();
        while let Ok(Some((pid, status))) = waitpid(None, WaitOptions::NOHANG) {
            if pid == id {
                return Ok(ended(status));
            }
        }
        if is_server_gone {
            return Ok(Report::Killed(Signal::KILL.as_raw()));
        }
        if memory.is_up() {
            return Ok(Report::OutOfMemory);
        }
    }
}

fn ended(status: WaitStatus) -> Report {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => Report::Exited(code),
        (None, signal) => Report::Killed(signal.unwrap_or_default()),
    }
}
