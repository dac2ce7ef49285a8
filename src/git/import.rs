//! Repositories that come from elsewhere, put together in a folder that nobody can see yet.
//!
//! A bundle and another server's answer are the same thing: names with the commits that they stand at, and one pack.
//! The pack is checked by git's own `index-pack`; what it may be called and how large it may be, here.

mod bundle;
mod fill;
mod remote;

use std::collections::HashSet;

use super::{
    BranchName, Error, ObjectId, Repository, Result,
    push::{Command, RefName, Report},
};

pub use bundle::{BUNDLE_HEAD_BYTES_MAX, BundleHead};
pub use fill::Filling;
pub use remote::{ADVERTISEMENT_BYTES_MAX, Advertised, without_acknowledgement};

/// Refs that are taken over. Large projects have some thousands of tags.
const REFS_MAX: usize = 20_000;

/// A name elsewhere, and the object that it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignRef {
    pub name: String,
    pub target: ObjectId,
}

/// What was taken over.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Adopted {
    pub branches: usize,
    pub tags: usize,
    /// What was not, because its name means something else here; at most as many as a page shows.
    pub left_out: Vec<String>,
}

/// Names of what was left out that are remembered.
const LEFT_OUT_MAX: usize = 20;

impl Repository {
    /// Lets `refs` stand in this repository, which holds their objects and no refs yet. `first` becomes the default
    /// branch, if it is among them; else the first of them does.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first thing that may not be here; nothing stands then.
    pub fn adopt(&self, refs: &[ForeignRef], first: Option<&BranchName>) -> Result<Adopted> {
        let mut adopted = Adopted::default();
        let mut commands: Vec<Command> = Vec::new();
        let mut checked = HashSet::new();
        for each in refs {
            let name = match RefName::new(&each.name) {
                RefName::Other(_) if is_of_others(&each.name) => continue,
                RefName::Other(name) => {
                    adopted.leave_out(name);
                    continue;
                }
                RefName::Branch(branch) => {
                    let commit = self.git.find_commit(each.target.oid());
                    commit.map_err(|_| Error::Invalid(format!("{branch} does not stand at a commit")))?;
                    adopted.branches += 1;
                    RefName::Branch(branch)
                }
                tag @ RefName::Tag(_) => {
                    adopted.tags += 1;
                    tag
                }
            };
            self.check_new_commits(each.target, &[], &mut checked)?;
            commands.push(Command { name, old: None, new: Some(each.target) });
        }
        if adopted.branches == 0 {
            return Err(Error::Invalid("there is no branch in it".to_owned()));
        }
        let mut report = Report::default();
        self.move_refs(&commands.iter().collect::<Vec<_>>(), true, &mut report)?;
        if let Some(why) = commands.iter().find_map(|command| report.refusal(&command.name.to_string())) {
            return Err(Error::Invalid(why.to_owned()));
        }
        let branches = self.branches()?;
        let default = branches.iter().find(|branch| Some(&branch.name) == first).or(branches.first());
        if let Some(branch) = default {
            self.set_default_branch(&branch.name)?;
        }
        Ok(adopted)
    }
}

impl Adopted {
    pub(super) fn leave_out(&mut self, name: String) {
        if self.left_out.len() < LEFT_OUT_MAX {
            self.left_out.push(name);
        }
    }
}

/// Names that other forges keep for themselves, and `HEAD`, which only says which branch is the first.
fn is_of_others(name: &str) -> bool {
    !name.starts_with("refs/heads/") && !name.starts_with("refs/tags/")
}

/// Adds one more, as far as may be.
fn add_ref(refs: &mut Vec<ForeignRef>, name: &str, target: ObjectId) -> Result<()> {
    if refs.len() == REFS_MAX {
        return Err(Error::Invalid(format!("it has more than {REFS_MAX} branches and tags")));
    }
    refs.push(ForeignRef { name: name.to_owned(), target });
    Ok(())
}
