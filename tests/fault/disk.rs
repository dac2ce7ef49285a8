//! A disk of its own: an ext4 image on a loop device, which can lose its power.
//!
//! The image holds what the file system gave to the device, and nothing of what is still in memory: a copy of it is
//! what a machine finds after a power cut. Copied is only while nothing is being written, so that the copy is the disk
//! as it was at one moment.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Sparse: it takes no more room than what is written to it.
const SIZE: &str = "256M";

/// How often a copy is tried while the kernel writes on its own, and how long it is waited in between.
const COPIES_MAX: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// A mounted image. The loop device goes with the mount.
pub struct Disk {
    image: PathBuf,
    mount: Mount,
}

/// A mounted file system. Unmounted when it is dropped.
pub struct Mount(tempfile::TempDir);

impl Disk {
    /// Makes a fresh disk, whose image is the file `image`.
    ///
    /// Answers why not where the machine does not allow it.
    pub fn make(image: &Path) -> Result<Self, String> {
        let path = text(image);
        run("truncate", &["-s", SIZE, path])?;
        run("mkfs.ext4", &["-q", "-F", path])?;
        Self::mount(image)
    }

    /// Mounts an image that is there; what its journal holds is replayed, as after a power cut.
    pub fn mount(image: &Path) -> Result<Self, String> {
        Ok(Self { image: image.to_owned(), mount: Mount::make(&["-o", "loop", text(image)])? })
    }

    pub fn path(&self) -> &Path {
        self.mount.path()
    }

    /// Copies the image as the device has it at one moment.
    pub fn copy_to(&self, target: &Path) {
        let written = self.written();
        for _ in 0..COPIES_MAX {
            let before = fs::read_to_string(&written).expect("what the device has written");
            run("cp", &["--sparse=always", text(&self.image), text(target)]).expect("a copy");
            let is_still = before.split_whitespace().nth(IN_FLIGHT) == Some("0");
            if is_still && fs::read_to_string(&written).is_ok_and(|after| after == before) {
                return;
            }
            std::thread::sleep(PAUSE);
        }
        panic!("the device does not come to rest");
    }

    /// The file in which the kernel counts what the device reads and writes.
    fn written(&self) -> PathBuf {
        let mounts = fs::read_to_string("/proc/mounts").expect("the mounts");
        let ours = mounts.lines().find(|line| line.split(' ').nth(1) == Some(text(self.path()))).expect("our mount");
        let device = ours.split(' ').next().and_then(|device| device.strip_prefix("/dev/")).expect("a device");
        Path::new("/sys/block").join(device).join("stat")
    }
}

/// The place of the number of requests in flight in a device's `stat`
/// (<https://docs.kernel.org/block/stat.html>).
const IN_FLIGHT: usize = 8;

impl Mount {
    /// A disk of this many MiB in memory. Answers why not where the machine does not allow it.
    pub fn in_memory(mib: u64) -> Result<Self, String> {
        Self::make(&["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"])
    }

    fn make(arguments: &[&str]) -> Result<Self, String> {
        let place = tempfile::tempdir().map_err(|error| error.to_string())?;
        run("mount", &[arguments, &[text(place.path())]].concat())?;
        Ok(Self(place))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let place = text(self.path());
        // Somebody who still has a file open keeps a plain unmount from working; a lazy one ends with them.
        if run("umount", &[place]).is_err() {
            let _ = run("umount", &["-l", place]);
        }
    }
}

/// Runs a program; answers what it said when it refused or is not there.
fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
