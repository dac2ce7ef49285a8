//! A repository's folder: made, opened, and what holds in each of them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{BranchName, Error, Fence, Result, Upstream, Watch};

/// Files larger than this are kept whole instead of as differences, which would cost more memory than they save.
const BIG_FILE: &str = "8m";

/// What holds in every repository here.
///
/// Objects that come from outside are checked. Nothing that stands in a repository is ever run. What is written is on
/// disk before anybody hears of it. Packing is done by this server, at times of its own.
pub(super) const FIXED: [(&str, &str); 9] = [
    ("core.hooksPath", "/dev/null"),
    ("core.bigFileThreshold", BIG_FILE),
    ("core.fsync", "committed,loose-object,reference"),
    ("core.logAllRefUpdates", "false"),
    ("gc.auto", "0"),
    ("receive.autogc", "false"),
    ("transfer.fsckObjects", "true"),
    ("uploadpack.allowFilter", "true"),
    ("http.receivepack", "true"),
];

/// A file beside a repository's own settings, which libgit2 alone is given.
const LIBRARY_FILE: &str = "library.config";

/// What has libgit2 write to the disk before it goes on. Git has another name for it, and complains to everybody who
/// clones when it finds this one.
const LIBRARY_SETTINGS: &str = "[core]\n\tfsyncObjectFiles = true\n";

/// A bare repository that is open. One thread uses it at a time; opening another one costs a tenth of a millisecond.
pub struct Repository {
    pub(super) git: git2::Repository,
    folder: PathBuf,
    /// Hears of every branch that moves.
    pub(super) watch: Option<Arc<dyn Watch>>,
    /// What may be moved; everything where there is none.
    pub(super) fence: Option<Arc<dyn Fence>>,
    /// Asked before a branch moves.
    pub(super) upstream: Option<Arc<dyn Upstream>>,
}

impl Repository {
    /// Makes an empty repository in `folder`, which must not be there yet, whose first branch will be `first`.
    ///
    /// # Errors
    /// [`Error::Exists`], and whatever the disk refuses.
    pub fn create(folder: &Path, first: &BranchName) -> Result<Self> {
        if folder.exists() {
            return Err(Error::Exists(folder.display().to_string()));
        }
        let mut options = git2::RepositoryInitOptions::new();
        let reference = first.as_ref_name();
        options.bare(true).mkpath(true).external_template(false).no_reinit(true).initial_head(&reference);
        let git = git2::Repository::init_opts(folder, &options)?;
        let mut config = git.config()?.open_level(git2::ConfigLevel::Local)?;
        for (name, value) in FIXED {
            config.set_str(name, value)?;
        }
        drop(config);
        drop(git);
        remove_hooks(folder)?;
        std::fs::write(folder.join(LIBRARY_FILE), LIBRARY_SETTINGS)
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        // Opened again, so that what was just set holds.
        Self::open(folder)
    }

    /// Opens the repository in `folder` itself, never one in a folder above.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn open(folder: &Path) -> Result<Self> {
        let flags = git2::RepositoryOpenFlags::NO_SEARCH | git2::RepositoryOpenFlags::BARE;
        let none: [&Path; 0] = [];
        let git = git2::Repository::open_ext(folder, flags, none)?;
        let settings = folder.join(LIBRARY_FILE);
        if settings.is_file() {
            git.config()?.add_file(&settings, git2::ConfigLevel::App, true)?;
        }
        Ok(Self { git, folder: folder.to_owned(), watch: None, fence: None, upstream: None })
    }

    /// Waits until all that was written is on the disk.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub(super) fn sync(&self) -> Result<()> {
        let refused = |error: std::io::Error| Error::Unavailable(error.to_string());
        let folder = std::fs::File::open(&self.folder).map_err(refused)?;
        rustix::fs::syncfs(&folder).map_err(|error| refused(error.into()))
    }

    /// Where the repository is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The branch that is shown and cloned when nobody names one. It may have no commit yet.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn default_branch(&self) -> Result<BranchName> {
        let head = self.git.find_reference("HEAD")?;
        let name = head.symbolic_target()?.and_then(BranchName::of_ref);
        name.ok_or_else(|| Error::Unavailable("HEAD names no branch".to_owned()))
    }

    /// Makes another branch the default one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such branch; [`Error::Invalid`] for whoever may move branches only.
    pub fn set_default_branch(&self, branch: &BranchName) -> Result<()> {
        self.check_fence_of_others("the default branch")?;
        self.head(branch)?;
        Ok(self.git.set_head(&branch.as_ref_name())?)
    }
}

/// Removes the folder of programs that git would run, with the examples that come in it.
fn remove_hooks(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder.join("hooks")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::Unavailable(error.to_string())),
        _ => Ok(()),
    }
}
