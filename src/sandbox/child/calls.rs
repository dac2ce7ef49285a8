//! System calls that nothing in here needs and that lead deep into the system. A command is any program, so that what is
//! dangerous is named, not what is harmless.

use std::{collections::BTreeMap, io};

use rustix::io::Errno;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition, SeccompFilter,
    SeccompRule,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Refused always.
const REFUSED: [i64; 54] = [
    // Namespaces and mounts.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    // Keys, programs of the kernel, its counters, its rings, its faults.
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_userfaultfd,
    libc::SYS_fanotify_init,
    // Files by number instead of by name.
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    // Memory that no process is seen to have.
    libc::SYS_shmget,
    libc::SYS_shmat,
    // The machine itself.
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
    libc::SYS_lookup_dcookie,
    libc::SYS_personality,
    libc::SYS_nfsservctl,
];

/// As if this system were older: programs then do without.
const UNKNOWN: [i64; 3] = [libc::SYS_clone3, libc::SYS_memfd_create, libc::SYS_memfd_secret];

/// Namespaces that `clone` would make.
const NAMESPACES: [i32; 8] = [
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWNS,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWCGROUP,
    // As a flag of `clone`: time.
    0x80,
];

/// Orders with which characters come into a terminal's input: `TIOCSTI` and `TIOCLINUX`.
const TERMINAL: [u64; 2] = [0x5412, 0x541c];

/// On x86-64 the same calls have further numbers, of a kind of programs that nobody makes any more (x32).
const OTHER_KIND: i64 = 0x4000_0000;
/// Of these, the ones whose numbers are others altogether: `ptrace`, `kexec_load`, `process_vm_readv`, `process_vm_writev`.
const OTHER_NUMBERS: [i64; 4] = [521, 528, 539, 540];

/// Refuses them, in this process and in all that it begins.
pub(super) fn filter() -> io::Result<()> {
    apply(UNKNOWN.iter().map(|call| (*call, Vec::new())).collect(), Errno::NOSYS)?;
    let mut rules: Rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_socket, vec![unless(0, libc::AF_UNIX)?]);
    rules.insert(libc::SYS_socketpair, vec![unless(0, libc::AF_UNIX)?]);
    rules.insert(libc::SYS_clone, NAMESPACES.iter().map(|flag| with_flag(0, *flag)).collect::<io::Result<_>>()?);
    rules.insert(libc::SYS_ioctl, TERMINAL.iter().map(|order| rule(1, Op::Eq, *order)).collect::<io::Result<_>>()?);
    apply(rules, Errno::PERM)
}

fn apply(mut rules: Rules, answer: Errno) -> io::Result<()> {
    if cfg!(target_arch = "x86_64") {
        let others: Vec<i64> = rules.keys().map(|call| call | OTHER_KIND).collect();
        rules.extend(others.into_iter().map(|call| (call, Vec::new())));
        rules.extend(OTHER_NUMBERS.map(|call| (call | OTHER_KIND, Vec::new())));
    }
    let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let answer = SeccompAction::Errno(answer.raw_os_error().unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, answer, arch).map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter(&program).map_err(io::Error::other)
}

fn unless(argument: u8, value: i32) -> io::Result<SeccompRule> {
    rule(argument, Op::Ne, u64::from(value.unsigned_abs()))
}

fn with_flag(argument: u8, flag: i32) -> io::Result<SeccompRule> {
    let flag = u64::from(flag.unsigned_abs());
    rule(argument, Op::MaskedEq(flag), flag)
}

fn rule(argument: u8, op: Op, value: u64) -> io::Result<SeccompRule> {
    let condition = SeccompCondition::new(argument, Len::Dword, op, value).map_err(io::Error::other)?;
    SeccompRule::new(vec![condition]).map_err(io::Error::other)
}
