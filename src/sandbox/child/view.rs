//! What can be seen in here: the programs of the system, made-up users, a few devices, and the three folders of the place.
//! Nothing else has a name.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{StatVfsMountFlags, statvfs},
    mount::{
        MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_bind_recursive, mount_change,
        mount_remount, unmount,
    },
    process::{chdir, getgid, getuid, pivot_root},
};

use crate::sandbox::{READABLE, place};

/// Where the command begins; where its programs keep what they like to keep; where they put what passes.
pub(in crate::sandbox) const TREE: &str = "/work";
pub(in crate::sandbox) const HOME: &str = "/home";
pub(in crate::sandbox) const TMP: &str = "/tmp";

/// Devices, of which none leads anywhere.
pub(in crate::sandbox) const DEVICES: [&str; 5] =
    ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

const LINKS: [(&str, &str); 5] = [
    ("/proc/self/fd", "dev/fd"),
    ("/proc/self/fd/0", "dev/stdin"),
    ("/proc/self/fd/1", "dev/stdout"),
    ("/proc/self/fd/2", "dev/stderr"),
    (TMP, "dev/shm"),
];

/// Makes it and goes into it. The present folder is the place.
pub(super) fn enter(readable: &[String]) -> io::Result<()> {
    let root = Path::new(place::ROOT);
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    let quiet = MountFlags::NOSUID | MountFlags::NODEV;
    mount("tmpfs", root, "tmpfs", quiet, c"mode=0755,size=1m")?;
    for path in READABLE {
        show(root, Path::new(path))?;
    }
    people(root)?;
    devices(root)?;
    for (folder, at) in [(place::TREE, TREE), (place::HOME, HOME), (place::TMP, TMP)] {
        let at = within(root, Path::new(at));
        fs::create_dir(&at)?;
        mount_bind(folder, &at)?;
        remount(&at, MountFlags::empty())?;
    }
    // Also where they stand in what people share, such as homes: the way to them is made in the place.
    for path in readable {
        show(root, Path::new(path))?;
    }
    let processes = root.join("proc");
    fs::create_dir(&processes)?;
    mount("proc", &processes, "proc", quiet | MountFlags::NOEXEC | MountFlags::RDONLY, None)?;
    // The old root is put over the new one and taken off, so that it needs no name of its own.
    chdir(root)?;
    pivot_root(".", ".")?;
    unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    Ok(mount_remount("/", quiet | MountFlags::BIND | MountFlags::RDONLY, c"")?)
}

/// Shows a file or folder of the system where it stands, for reading. What is not there is left out.
fn show(root: &Path, path: &Path) -> io::Result<()> {
    let at = within(root, path);
    let Ok(found) = path.symlink_metadata() else { return Ok(()) };
    fs::create_dir_all(at.parent().unwrap_or(root))?;
    if found.is_symlink() {
        return symlink(fs::read_link(path)?, &at);
    }
    if found.is_dir() {
        fs::create_dir_all(&at)?;
    } else {
        fs::write(&at, "")?;
    }
    mount_bind_recursive(path, &at)?;
    remount(&at, MountFlags::RDONLY)
}

/// Programs look up who they are; they find nobody else.
fn people(root: &Path) -> io::Result<()> {
    let (uid, gid) = (getuid().as_raw(), getgid().as_raw());
    let etc = root.join("etc");
    fs::create_dir_all(&etc)?;
    fs::write(etc.join("passwd"), format!("agent:x:{uid}:{gid}::{HOME}:/bin/sh\n"))?;
    fs::write(etc.join("group"), format!("agent:x:{gid}:\n"))?;
    fs::write(etc.join("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n")?;
    fs::write(etc.join("hosts"), "127.0.0.1 localhost\n")
}

fn devices(root: &Path) -> io::Result<()> {
    fs::create_dir(root.join("dev"))?;
    for device in DEVICES.iter().filter(|device| Path::new(device).exists()) {
        let at = within(root, Path::new(device));
        fs::write(&at, "")?;
        mount_bind(*device, &at)?;
    }
    for (to, at) in LINKS {
        symlink(to, root.join(at))?;
    }
    Ok(())
}

/// Adds to what a mount forbids; what it forbids already stays so, or the system would refuse.
fn remount(at: &Path, more: MountFlags) -> io::Result<()> {
    let has = statvfs(at)?.f_flag;
    let mut flags = MountFlags::BIND | MountFlags::NOSUID | MountFlags::NODEV | more;
    for (there, kept) in [
        (StatVfsMountFlags::RDONLY, MountFlags::RDONLY),
        (StatVfsMountFlags::NOEXEC, MountFlags::NOEXEC),
        (StatVfsMountFlags::NOATIME, MountFlags::NOATIME),
        (StatVfsMountFlags::NODIRATIME, MountFlags::NODIRATIME),
        (StatVfsMountFlags::RELATIME, MountFlags::RELATIME),
    ] {
        if has.contains(there) {
            flags |= kept;
        }
    }
    Ok(mount_remount(at, flags, c"")?)
}

fn within(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}
