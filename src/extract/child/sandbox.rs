//! What the child may still do once it has limited itself. None of it can be taken back.

use std::{collections::BTreeMap, io};

use rustix::{
    io::Errno,
    process::{Resource, Rlimit, Signal, nice, set_parent_process_death_signal, setrlimit},
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use super::Bounds;

/// Files that the child may have open: its three standard ones, and copies of them.
const FILES_MAX: u64 = 8;
/// The OCR program opens its library's files and the data of its languages.
const PROGRAM_FILES_MAX: u64 = 64;
/// Others go first: what people wait for is answered by the server itself.
const NICER_BY: i32 = 10;

/// How alone the child is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// It reads what it was handed, writes what it finds, and uses memory.
    Alone,
    /// It may open files and become another program, and still reaches no network and writes no file.
    WithPrograms,
}

/// Limits this process for good.
pub(super) fn enter(bounds: Bounds, room: Room) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // A machine may forbid even this.
    let _ = nice(NICER_BY);
    let files = if room == Room::Alone { FILES_MAX } else { PROGRAM_FILES_MAX };
    for (resource, most) in [
        (Resource::Core, 0),
        // Pipes have no size; a file could not grow by a byte.
        (Resource::Fsize, 0),
        (Resource::Nofile, files),
        (Resource::As, bounds.memory_bytes),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    // The first limit says why it ends the process, the second one ends it.
    setrlimit(Resource::Cpu, Rlimit { current: Some(bounds.cpu_s), maximum: Some(bounds.cpu_s + 1) })?;
    let filter = match room {
        Room::Alone => filter(allowed(), SeccompAction::Errno(code(Errno::PERM)), SeccompAction::Allow),
        Room::WithPrograms => filter(network(), SeccompAction::Allow, SeccompAction::Errno(code(Errno::PERM))),
    }?;
    seccompiler::apply_filter(&filter).map_err(io::Error::other)
}

fn code(errno: Errno) -> u32 {
    errno.raw_os_error().unsigned_abs()
}

fn filter(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    otherwise: SeccompAction,
    on_match: SeccompAction,
) -> io::Result<BpfProgram> {
    let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let filter = SeccompFilter::new(rules, otherwise, on_match, arch).map_err(io::Error::other)?;
    filter.try_into().map_err(|error: seccompiler::BackendError| io::Error::other(error))
}

/// What a parser needs of the system, and nothing else: everything that is not named is refused.
fn allowed() -> BTreeMap<i64, Vec<SeccompRule>> {
    let plain = [
        libc::SYS_brk,
        libc::SYS_clock_gettime,
        libc::SYS_close,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_fcntl,
        libc::SYS_fstat,
        libc::SYS_futex,
        libc::SYS_getpid,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_lseek,
        libc::SYS_madvise,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_pread64,
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_restart_syscall,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
        libc::SYS_sigaltstack,
        // Only itself can be meant: ending by a signal is how a process gives up.
        libc::SYS_tgkill,
        libc::SYS_write,
        libc::SYS_writev,
    ];
    plain.into_iter().map(|call| (call, Vec::new())).collect()
}

/// The ways to a network: everything but sockets inside this machine, and they lead nowhere without files.
fn network() -> BTreeMap<i64, Vec<SeccompRule>> {
    let family = |number: i32| {
        let number = u64::from(number.unsigned_abs());
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, number).map(|other| vec![other])
    };
    let rules = family(libc::AF_UNIX).and_then(SeccompRule::new).map(|rule| vec![rule]);
    // A rule that can't be made is none: then no socket at all.
    let mut calls = BTreeMap::from([(libc::SYS_socket, rules.unwrap_or_default())]);
    calls.insert(libc::SYS_io_uring_setup, Vec::new());
    calls.insert(libc::SYS_ptrace, Vec::new());
    calls
}
