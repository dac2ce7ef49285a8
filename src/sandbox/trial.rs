//! Trying the walls from within: everything here must be refused before any command may run.

use std::{
    fs::{self, OpenOptions},
    io::ErrorKind,
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
    time::Duration,
};

use nix::sched::{CloneFlags, unshare};
use rustix::{
    mount::{MountFlags, mount},
    process::{Pid, test_kill_process},
    thread::{capabilities, no_new_privs},
};
use serde::{Deserialize, Serialize};

use super::{
    End, Output, Place, Report, Sandbox, Unable, Watch, Work,
    child::{DEVICES, HOME, TMP, TREE},
};

/// How long a trial may take.
const TIME_MAX: Duration = Duration::from_secs(20);

/// How long a connection that must not come about is waited for.
const CONNECT_WITHIN: Duration = Duration::from_millis(300);

/// An address that belongs to nobody (RFC 5737).
const NOWHERE: ([u8; 4], u16) = ([192, 0, 2, 1], 80);

/// What is written by the command that must work.
const WORD: &str = "it works";

/// What must be out of reach.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Trial {
    /// Files and folders that nobody in here may see.
    hidden: Vec<String>,
    addresses: Vec<SocketAddr>,
    server: i32,
}

/// Something that was not refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum Hole {
    #[error("{0} can be seen")]
    Seen(String),
    #[error("{0} can be written")]
    Written(String),
    #[error("{0} can be reached")]
    Reached(String),
    #[error("processes outside can be seen")]
    Processes,
    #[error("further namespaces can be made")]
    Namespaces,
    #[error("something can be mounted")]
    Mounts,
    #[error("rights are left")]
    Rights,
    #[error("a place can't be written")]
    Shut,
}

/// What a sandbox is tested against.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tested {
    /// Files and folders that nobody may see.
    pub hidden: Vec<String>,
    pub addresses: Vec<SocketAddr>,
}

/// Why a sandbox may not be used.
#[derive(Debug, thiserror::Error)]
pub enum Untested {
    #[error("{0}")]
    Unable(Unable),
    #[error("the sandbox is not tight: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Holes(Vec<Hole>),
    #[error("a command that should work did not: {0}")]
    Broken(String),
    #[error("the sandbox could not be tried: {0}")]
    System(#[from] std::io::Error),
}

impl Sandbox {
    /// Tries everything that must be refused, and a command that must work.
    ///
    /// # Errors
    /// [`Untested`], and then nothing may be run.
    pub async fn test(&self, place: Place, against: Tested) -> Result<(), Untested> {
        let place = Arc::new(place);
        let server = rustix::process::getpid().as_raw_nonzero().get();
        let Tested { hidden, addresses } = against;
        let mut running = self.start(&place, Work::Trial(Trial { hidden, addresses, server })).await?;
        let report = running.report(TIME_MAX).await;
        running.end(&mut Output::default()).await?;
        match report? {
            Report::Tried(holes) if holes.is_empty() => {}
            Report::Tried(holes) => return Err(Untested::Holes(holes)),
            Report::Unable(unable) => return Err(Untested::Unable(unable)),
            other => return Err(Untested::Broken(format!("{other:?}"))),
        }
        let watch = Watch { time: TIME_MAX, disk_bytes: 1 << 20, files: 100, free_bytes_min: 0 };
        let command = format!("echo '{WORD}' > trial.txt && cat trial.txt");
        let outcome = self.run(&place, &command, watch, std::future::pending()).await?;
        let written = place.tree()?.read(b"trial.txt", 100)?;
        let said = outcome.output.text();
        match outcome.end {
            End::Exited(0) if said.trim() == WORD && written.as_deref() == Some(format!("{WORD}\n").as_bytes()) => {
                Ok(())
            }
            End::Unable(unable) => Err(Untested::Unable(unable)),
            end => Err(Untested::Broken(format!("{end:?} {said}"))),
        }
    }
}

/// Tries everything; answers what was not refused. Runs within.
pub(super) fn holes(trial: &Trial) -> Vec<Hole> {
    let mut holes = Vec::new();
    for hidden in &trial.hidden {
        let ways =
            [hidden.clone(), format!("/proc/1/root{hidden}"), format!("/proc/self/cwd/../../../../../..{hidden}")];
        holes.extend(ways.into_iter().filter(|way| can_see(Path::new(way))).map(Hole::Seen));
    }
    for folder in ["/", "/usr", "/usr/bin", "/etc", "/dev", "/proc"] {
        let file = Path::new(folder).join("trial");
        if OpenOptions::new().write(true).create_new(true).open(&file).is_ok() {
            holes.push(Hole::Written(folder.to_owned()));
        }
    }
    for file in ["/bin/sh", "/etc/passwd", "/proc/sys/kernel/hostname", "/proc/sys/kernel/core_pattern"] {
        if OpenOptions::new().write(true).open(file).is_ok() {
            holes.push(Hole::Written(file.to_owned()));
        }
    }
    for address in trial.addresses.iter().copied().chain([SocketAddr::from(NOWHERE)]) {
        // A network where nobody answers would be one all the same.
        let tried = TcpStream::connect_timeout(&address, CONNECT_WITHIN).map_err(|error| error.kind());
        if !matches!(tried, Err(ErrorKind::PermissionDenied)) {
            holes.push(Hole::Reached(address.to_string()));
        }
    }
    if sees_processes(trial.server) {
        holes.push(Hole::Processes);
    }
    if unshare(CloneFlags::CLONE_NEWUSER).is_ok() || unshare(CloneFlags::CLONE_NEWNET).is_ok() {
        holes.push(Hole::Namespaces);
    }
    if mount("tmpfs", TMP, "tmpfs", MountFlags::empty(), None).is_ok() {
        holes.push(Hole::Mounts);
    }
    let has_rights =
        capabilities(None).map_or(true, |sets| !(sets.permitted | sets.effective | sets.inheritable).is_empty());
    if has_rights || !no_new_privs().unwrap_or(false) {
        holes.push(Hole::Rights);
    }
    let can_write = |at: &str| OpenOptions::new().write(true).open(at).is_ok();
    let makes = |folder: &str| {
        let file = Path::new(folder).join("trial");
        fs::write(&file, WORD).and_then(|()| fs::remove_file(&file)).is_ok()
    };
    if ![TREE, HOME, TMP].into_iter().all(makes) || !can_write(DEVICES[0]) {
        holes.push(Hole::Shut);
    }
    holes
}

fn can_see(path: &Path) -> bool {
    path.symlink_metadata().is_ok() || fs::File::open(path).is_ok() || fs::read_dir(path).is_ok()
}

/// Whether there is any process but the few in here, or one that could be told to end.
fn sees_processes(server: i32) -> bool {
    let Ok(all) = fs::read_dir("/proc") else { return true };
    let numbers = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let is_other = |number: i32| number != 1;
    let can_signal = |number: i32| Pid::from_raw(number).is_some_and(|pid| test_kill_process(pid).is_ok());
    numbers.into_iter().any(is_other) || (server != 1 && can_signal(server))
}
