//! Folders whose names were chosen by a stranger. Whatever is done in one is done beneath its descriptor, name by name, and
//! no link is ever followed.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::{AsRawFd, OwnedFd},
    path::Path,
};

use rustix::{
    fs::{
        AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, Stat, chmod, chownat, fchmod, fstat, mkdirat, openat,
        renameat_with, statat, unlinkat,
    },
    io::Errno,
    process::{Gid, Uid, geteuid},
};

use super::child::NOBODY;

/// What a file takes is counted in these.
const BLOCK_BYTES: u64 = 512;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
const PROGRAM_MODE: u32 = 0o700;

/// Entries that are looked at together while a folder is cleared.
const CLEARED_AT_ONCE: usize = 1_000;

/// Folders within each other that are looked into.
pub(super) const DEPTH_MAX: usize = 100;

/// An open folder.
pub struct Folder {
    fd: OwnedFd,
}

/// Something in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Whatever bytes it has.
    pub name: Vec<u8>,
    pub kind: FoundKind,
    pub sign: Sign,
    /// What it takes on the disk.
    pub disk_bytes: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundKind {
    File {
        is_executable: bool,
    },
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Special,
}

/// By what it is seen that a file was not touched: the time of its last change can't be set by anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sign {
    pub bytes: u64,
    number: u64,
    changed_s: i64,
    changed_ns: u64,
}

impl Folder {
    /// Opens a folder of the server's own.
    ///
    /// # Errors
    /// When it can't be.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { fd: openat(CWD, path, folder_flags(), Mode::empty())? })
    }

    /// The same folder once more.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn again(&self) -> io::Result<Self> {
        Ok(Self { fd: self.fd.try_clone()? })
    }

    /// Opens a folder within. A command may have taken its own rights away, which are given back.
    ///
    /// # Errors
    /// When it is none, or can't be opened.
    pub fn folder(&self, name: &[u8]) -> io::Result<Self> {
        self.allow(name, FileType::Directory, FOLDER_MODE)?;
        Ok(Self { fd: openat(&self.fd, name, folder_flags(), Mode::empty())? })
    }

    /// Opens a folder within, and makes it where there is nothing, or something else.
    ///
    /// # Errors
    /// When it can't be.
    pub fn make_folder(&self, name: &[u8]) -> io::Result<Self> {
        if let Some(found) = self.find(name)? {
            if found.kind == FoundKind::Folder {
                return self.folder(name);
            }
            self.remove(name)?;
        }
        mkdirat(&self.fd, name, Mode::from_raw_mode(FOLDER_MODE))?;
        self.give_away(name)?;
        self.folder(name)
    }

    /// What is there; `None` for nothing.
    ///
    /// # Errors
    /// When it can't be seen.
    pub fn find(&self, name: &[u8]) -> io::Result<Option<Found>> {
        match statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(found(name.to_vec(), &stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// All that is in it, at most `max`, and whether there is more.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn list(&self, max: usize) -> io::Result<(Vec<Found>, bool)> {
        let mut all = Vec::new();
        for entry in Dir::read_from(&self.fd)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name == b"." || name == b".." {
                continue;
            }
            if all.len() == max {
                return Ok((all, true));
            }
            // What runs may take it away just then.
            all.extend(self.find(name)?);
        }
        Ok((all, false))
    }

    /// What a file holds; `None` when it is no file by now, or has more than `bytes_max`.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn read(&self, name: &[u8], bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
        // A pipe would keep whoever opens it waiting.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        self.allow(name, FileType::RegularFile, FILE_MODE)?;
        let file = File::from(openat(&self.fd, name, flags, Mode::empty())?);
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        let mut content = Vec::new();
        file.take(bytes_max + 1).read_to_end(&mut content)?;
        Ok((content.len() as u64 <= bytes_max).then_some(content))
    }

    /// Writes a file anew, in place of whatever is there.
    ///
    /// # Errors
    /// When it can't be.
    pub fn write(&self, name: &[u8], content: &[u8], is_executable: bool) -> io::Result<Sign> {
        self.remove(name)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if is_executable { PROGRAM_MODE } else { FILE_MODE });
        let mut file = File::from(openat(&self.fd, name, flags, mode)?);
        file.write_all(content)?;
        fchmod(&file, mode)?;
        drop(file);
        self.give_away(name)?;
        let found = self.find(name)?.ok_or(Errno::NOENT)?;
        Ok(found.sign)
    }

    /// Takes away whatever is there, with all that is in it.
    ///
    /// # Errors
    /// When it can't be.
    pub fn remove(&self, name: &[u8]) -> io::Result<()> {
        match self.find(name)? {
            None => Ok(()),
            Some(found) if found.kind == FoundKind::Folder => {
                self.folder(name)?.clear()?;
                Ok(unlinkat(&self.fd, name, AtFlags::REMOVEDIR)?)
            }
            Some(_) => Ok(unlinkat(&self.fd, name, AtFlags::empty())?),
        }
    }

    /// Takes away all that is in it. However deep folders stand within each other, no more than two of them are open: what
    /// is in one is moved up before that goes.
    ///
    /// # Errors
    /// When it can't be.
    pub fn clear(&self) -> io::Result<()> {
        let mut moved: u64 = 0;
        loop {
            let (all, _) = self.list(CLEARED_AT_ONCE)?;
            if all.is_empty() {
                return Ok(());
            }
            for found in all {
                if found.kind == FoundKind::Folder {
                    self.move_up(&self.folder(&found.name)?, &mut moved)?;
                    unlinkat(&self.fd, &*found.name, AtFlags::REMOVEDIR)?;
                } else {
                    unlinkat(&self.fd, &*found.name, AtFlags::empty())?;
                }
            }
        }
    }

    /// Moves the folders that are in `inner` into this one, and takes away what else is there.
    fn move_up(&self, inner: &Self, moved: &mut u64) -> io::Result<()> {
        loop {
            let (all, _) = inner.list(CLEARED_AT_ONCE)?;
            if all.is_empty() {
                return Ok(());
            }
            for found in all {
                if found.kind != FoundKind::Folder {
                    unlinkat(&inner.fd, &*found.name, AtFlags::empty())?;
                    continue;
                }
                // Whoever moves a folder has to be able to write into it.
                inner.allow(&found.name, FileType::Directory, FOLDER_MODE)?;
                loop {
                    *moved += 1;
                    let name = format!("{moved}.going");
                    match renameat_with(&inner.fd, &*found.name, &self.fd, &*name, RenameFlags::NOREPLACE) {
                        Err(Errno::EXIST) => {}
                        done => break done?,
                    }
                }
            }
        }
    }

    /// Gives the owner the rights of `mode`, where something of this type lacks them; a link is not followed.
    fn allow(&self, name: &[u8], wanted: FileType, mode: u32) -> io::Result<()> {
        let fd = openat(&self.fd, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
        let stat = fstat(&fd)?;
        if FileType::from_raw_mode(stat.st_mode) != wanted || stat.st_mode & mode == mode {
            return Ok(());
        }
        let mode = Mode::from_raw_mode((stat.st_mode & 0o777) | mode);
        Ok(chmod(format!("/proc/self/fd/{}", fd.as_raw_fd()), mode)?)
    }

    /// A file is the command's own: when the server is root, it runs as somebody else.
    fn give_away(&self, name: &[u8]) -> io::Result<()> {
        if geteuid().is_root() {
            let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
            chownat(&self.fd, name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)?;
        }
        Ok(())
    }
}

fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

fn found(name: Vec<u8>, stat: &Stat) -> Found {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => FoundKind::File { is_executable: stat.st_mode & 0o100 != 0 },
        FileType::Directory => FoundKind::Folder,
        FileType::Symlink => FoundKind::Link,
        _ => FoundKind::Special,
    };
    let sign = Sign {
        bytes: u64::try_from(stat.st_size).unwrap_or_default(),
        number: stat.st_ino,
        changed_s: stat.st_ctime,
        changed_ns: stat.st_ctime_nsec,
    };
    let disk_bytes = u64::try_from(stat.st_blocks).unwrap_or_default().saturating_mul(BLOCK_BYTES);
    Found { name, kind, sign, disk_bytes }
}
