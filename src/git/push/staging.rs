//! Where a push waits until it has been looked at.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    super::{BranchName, Error, ObjectId, Repository, Result, repository::FIXED},
    Command, Commands, RefName, Report,
};

/// Settings of a staging repository beside those that hold everywhere: packs are kept as they come, and what may move
/// is decided afterwards.
const SETTINGS: [(&str, &str); 7] = [
    ("receive.unpackLimit", "1"),
    ("receive.denyDeletes", "false"),
    ("receive.denyDeleteCurrent", "ignore"),
    ("receive.denyNonFastForwards", "false"),
    // What older tools have written, and every git reads.
    ("receive.fsck.zeroPaddedFilemode", "warn"),
    ("receive.fsck.badTimezone", "warn"),
    ("receive.fsck.missingSpaceBeforeDate", "warn"),
];

/// A repository that borrows another one's objects, and is gone when it is dropped.
pub struct Staging {
    folder: PathBuf,
    real: PathBuf,
    /// What the refs named when the push began.
    before: Vec<ObjectId>,
}

/// What a push must keep to.
pub trait Rules {
    /// Whether the branch may be moved, given whether it keeps its commits (`None`: it goes away).
    ///
    /// # Errors
    /// Why not.
    fn check(&self, branch: &BranchName, is_forward: Option<bool>) -> Result<()>;

    /// Bytes that the whole repository may take on disk.
    fn bytes_max(&self) -> u64;
}

impl Staging {
    /// Makes a staging repository in `folder` for a push into `real`, of at most `bytes_max` bytes.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub fn open(folder: &Path, real: &Repository, bytes_max: u64) -> Result<Self> {
        let mut options = git2::RepositoryInitOptions::new();
        options.bare(true).mkpath(true).external_template(false).no_reinit(true);
        let git = git2::Repository::init_opts(folder, &options)?;
        let refs = real.all_refs()?;
        let before = refs.iter().map(|(_, target)| *target).collect();
        let staging = Self { folder: folder.to_owned(), real: real.folder().to_owned(), before };
        let mut config = git.config()?.open_level(git2::ConfigLevel::Local)?;
        for (name, value) in FIXED.iter().chain(&SETTINGS) {
            config.set_str(name, value)?;
        }
        config.set_str("receive.maxInputSize", &bytes_max.to_string())?;
        staging.borrow(&refs).map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(staging)
    }

    /// Where git is to receive the push.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lends it the objects and the refs of the real one.
    fn borrow(&self, refs: &[(String, ObjectId)]) -> io::Result<()> {
        let _ = fs::remove_dir_all(self.folder.join("hooks"));
        let objects = fs::canonicalize(self.real.join("objects"))?;
        fs::create_dir_all(self.folder.join("objects/info"))?;
        fs::write(self.folder.join("objects/info/alternates"), format!("{}\n", objects.display()))?;
        let lines: String = refs.iter().map(|(name, target)| format!("{target} {name}\n")).collect();
        fs::write(self.folder.join("packed-refs"), format!("# pack-refs with: sorted \n{lines}"))
    }

    /// Lets in what git has received and `rules` allow, and says for each ref what came of it.
    ///
    /// # Errors
    /// When the disk refuses. Nothing has moved then.
    pub fn let_in(
        &self,
        real: &Repository,
        commands: &Commands,
        rules: &dyn Rules,
        mut report: Report,
    ) -> Result<Report> {
        let staged = Repository::open(&self.folder)?;
        let mut checked = HashSet::new();
        let mut allowed: Vec<&Command> = Vec::new();
        let mut size = None;
        for command in &commands.list {
            let name = command.name.to_string();
            if report.refusal(&name).is_some() {
                continue;
            }
            let taken = *size.get_or_insert_with(|| bytes_in(&self.folder).saturating_add(bytes_in(&self.real)));
            let looked_at = if taken > rules.bytes_max() && command.new.is_some() {
                Err(Error::TooLarge { max: rules.bytes_max() })
            } else {
                self.look_at(&staged, command, rules, &mut checked)
            };
            match looked_at {
                Ok(()) => allowed.push(command),
                Err(error) => report.refuse(&name, &error.to_string()),
            }
        }
        if commands.is_atomic && allowed.len() < commands.list.len() {
            for command in allowed.drain(..) {
                report.refuse(&command.name.to_string(), "another ref of this push was refused");
            }
        }
        if !allowed.is_empty() {
            self.hand_over().map_err(|error| Error::Unavailable(error.to_string()))?;
            drop(staged);
            real.move_refs(&allowed, commands.is_atomic, &mut report)?;
        }
        Ok(report)
    }

    /// Checks one command against what was received.
    fn look_at(
        &self,
        staged: &Repository,
        command: &Command,
        rules: &dyn Rules,
        checked: &mut HashSet<ObjectId>,
    ) -> Result<()> {
        let branch = match &command.name {
            RefName::Other(_) => return Err(Error::Invalid("only branches and tags can be pushed here".to_owned())),
            RefName::Tag(_) => None,
            RefName::Branch(branch) => Some(branch),
        };
        let Some(new) = command.new else {
            return branch.map_or(Ok(()), |branch| rules.check(branch, None));
        };
        if let Some(branch) = branch {
            staged
                .git
                .find_commit(new.oid())
                .map_err(|_| Error::Invalid("a branch has to stand at a commit".to_owned()))?;
            let is_forward = match command.old {
                None => true,
                Some(old) => old == new || staged.git.graph_descendant_of(new.oid(), old.oid())?,
            };
            rules.check(branch, Some(is_forward))?;
        }
        staged.check_new_commits(new, &self.before, checked)
    }

    /// Moves the packs to the real repository, each one's index last: a pack without an index is not there.
    fn hand_over(&self) -> io::Result<()> {
        let (from, to) = (self.folder.join("objects/pack"), self.real.join("objects/pack"));
        let mut names: Vec<_> = match fs::read_dir(&from) {
            Ok(files) => files.map(|file| file.map(|file| file.file_name())).collect::<io::Result<_>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        names.sort_by_key(|name| Path::new(name).extension().is_some_and(|ending| ending == "idx"));
        for name in names {
            let source = from.join(&name);
            fs::File::open(&source)?.sync_all()?;
            fs::rename(source, to.join(&name))?;
        }
        crate::db::sync_folder(&to)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(path = %self.folder.display(), "a push's folder stays behind until the next start: {error}");
        }
    }
}

/// Bytes that everything in a folder takes.
pub(in crate::git) fn bytes_in(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => bytes_in(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}
