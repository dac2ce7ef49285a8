//! The child's side: shuts itself in, then begins the command and watches over it.
//!
//! There are two of it. The first one makes the namespaces and waits; the second one is the first process within them: it
//! makes its view of the files, limits itself, and stays beside the command, so that all ends when it ends. The server holds
//! the other end of its input: when that is gone, so is whatever runs here.

mod calls;
mod limits;
mod memory;
mod view;
mod within;

use std::{
    fs, io,
    io::Write,
    os::unix::process::ExitStatusExt,
    process::{Command, ExitCode},
};

use nix::sched::CloneFlags;
use rustix::{
    process::{
        DumpableBehavior, Gid, Signal, Uid, geteuid, getgid, getuid, set_dumpable_behavior,
        set_parent_process_death_signal,
    },
    thread::{
        CapabilitySet, CapabilitySets, capabilities, configure_capability_in_ambient_set, set_capabilities,
        set_thread_groups, set_thread_res_gid, set_thread_res_uid,
    },
};

use super::{Report, Step, Unable};

pub(super) use view::{DEVICES, HOME, TMP, TREE};
pub use within::run as run_within;

/// Who a server that runs as root becomes in here: nobody, who owns nothing and whose processes are counted.
pub(super) const NOBODY: u32 = 65_534;

/// The program that is running, wherever it lies.
const ITSELF: &str = "/proc/self/exe";

/// What the second child is started with; the first one with the first word alone.
pub(super) const WITHIN: [&str; 2] = ["sandbox", "--within"];

/// What the second child needs to make its view and to give up the rest.
const NEEDED: [CapabilitySet; 2] = [CapabilitySet::SYS_ADMIN, CapabilitySet::SETPCAP];

/// Makes the namespaces, starts the second child in them, and waits for it.
#[must_use]
pub fn run() -> ExitCode {
    match begin() {
        Ok(code) => code,
        Err(unable) => {
            say(&Report::Unable(unable));
            ExitCode::FAILURE
        }
    }
}

fn begin() -> Result<ExitCode, Unable> {
    let failed = |error: io::Error| Step::Namespaces.failed(error);
    become_nobody().map_err(failed)?;
    let (uid, gid) = (getuid(), getgid());
    let new = CloneFlags::CLONE_NEWUSER
        | CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS
        | CloneFlags::CLONE_NEWCGROUP;
    nix::sched::unshare(new).map_err(|error| failed(error.into()))?;
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|error| failed(error.into()))?;
    map(uid, gid).map_err(failed)?;
    hand_on_rights().map_err(failed)?;
    let status = Command::new(ITSELF).args(WITHIN).env_clear().status();
    let status = status.map_err(|error| Step::Start.failed(error))?;
    let is_well = status.code() == Some(0) || status.signal().is_some();
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Root's own files are everybody's concern, and root's processes are counted by nobody.
fn become_nobody() -> io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)?;
    // Without this it could not even say whom its own user stands for.
    Ok(set_dumpable_behavior(DumpableBehavior::Dumpable)?)
}

/// The user within is the user without.
fn map(uid: Uid, gid: Gid) -> io::Result<()> {
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{0} {0} 1", uid.as_raw()))?;
    fs::write("/proc/self/gid_map", format!("{0} {0} 1", gid.as_raw()))
}

/// What is needed within outlives the start of the second child.
fn hand_on_rights() -> io::Result<()> {
    let needed = NEEDED.into_iter().collect::<CapabilitySet>();
    let own = capabilities(None)?;
    set_capabilities(None, CapabilitySets { inheritable: needed, ..own })?;
    for right in NEEDED {
        configure_capability_in_ambient_set(right, true)?;
    }
    Ok(())
}

/// Tells the server something. When it has gone, the end is near anyway.
fn say(report: &Report) {
    if let Ok(mut line) = serde_json::to_vec(report) {
        line.push(b'\n');
        let _ = io::stderr().write_all(&line);
    }
}
