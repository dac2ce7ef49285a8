//! Branches, and the one way in which they move.

use super::{
    BranchName, Error, ObjectId, Repository, Result, Step,
    push::{Command, RefName, Report},
    upstream::Said,
};

/// Times that a move waits for another program that holds the branch's lock, each a little longer than the last.
const LOCK_ATTEMPTS_MAX: u32 = 8;

/// How long the first wait for a lock is.
const LOCK_WAIT_MS: u64 = 2;

/// A branch and the commit that it stands at.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Branch {
    pub name: BranchName,
    pub head: ObjectId,
}

impl Repository {
    /// All branches, in the order of their names. Refs whose names this house does not allow are left out.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn branches(&self) -> Result<Vec<Branch>> {
        let mut branches = Vec::new();
        for reference in self.git.references_glob("refs/heads/*")? {
            let reference = reference?;
            let name = reference.name().ok().and_then(BranchName::of_ref);
            if let (Some(name), Some(target)) = (name, reference.target()) {
                branches.push(Branch { name, head: ObjectId::new(target) });
            }
        }
        branches.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(branches)
    }

    /// The commit that a branch stands at.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn head(&self, branch: &BranchName) -> Result<ObjectId> {
        Ok(ObjectId::new(self.git.refname_to_id(&branch.as_ref_name())?))
    }

    /// The same, with `None` for a branch that is not there.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn find_head(&self, branch: &BranchName) -> Result<Option<ObjectId>> {
        match self.head(branch) {
            Ok(head) => Ok(Some(head)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a branch that stands at the commit `from`.
    ///
    /// # Errors
    /// [`Error::Exists`], also when another branch's name is a folder of this one; [`Error::NotFound`] for a commit that
    /// there isn't.
    pub fn create_branch(&self, branch: &BranchName, from: ObjectId) -> Result<()> {
        self.git.find_commit(from.oid())?;
        self.move_branch(branch, None, Some(from))
    }

    /// Removes a branch that stands at `expect`.
    ///
    /// # Errors
    /// [`Error::Stale`] when it stands elsewhere, [`Error::NotFound`].
    pub fn delete_branch(&self, branch: &BranchName, expect: ObjectId) -> Result<()> {
        self.head(branch)?;
        self.move_branch(branch, Some(expect), None)
    }

    /// Moves a branch from one commit to another, as one step that nobody else can come between: `None` is "not there".
    /// Every change of a branch goes through here, with the branch's own lock, which other programs respect.
    ///
    /// # Errors
    /// [`Error::Stale`] when it does not stand at `from`; [`Error::Exists`] when another branch's name stands in the way;
    /// [`Error::Protected`] beyond the fence of this handle.
    pub fn move_branch(&self, branch: &BranchName, from: Option<ObjectId>, to: Option<ObjectId>) -> Result<()> {
        self.check_fence(branch)?;
        let step = Step { branch: branch.clone(), from, to };
        let transaction = self.begin(&step)?;
        match self.ask_upstream(&step)? {
            Said::Yes => self.take(&step, transaction),
            Said::Elsewhere(head) => {
                self.take(&Step { to: head, ..step.clone() }, transaction)?;
                Err(came_late(&step, head))
            }
        }
    }

    /// Moves a branch here alone.
    pub(super) fn move_here(&self, step: &Step) -> Result<()> {
        self.take(step, self.begin(step)?)
    }

    /// Takes the branch's lock, if the branch stands where the step begins.
    fn begin(&self, step: &Step) -> Result<git2::Transaction<'_>> {
        if step.from.is_none() && self.is_in_the_way(&step.branch)? {
            return Err(Error::Exists(step.branch.to_string()));
        }
        let mut transaction = self.git.transaction()?;
        lock(&mut transaction, &step.branch.as_ref_name())?;
        let now = self.find_head(&step.branch)?;
        if now == step.from { Ok(transaction) } else { Err(came_late(step, now)) }
    }

    fn take(&self, step: &Step, mut transaction: git2::Transaction<'_>) -> Result<()> {
        let name = step.branch.as_ref_name();
        match (step.from, step.to) {
            (_, Some(to)) => transaction.set_target(&name, to.oid(), None, "")?,
            (Some(_), None) => transaction.remove(&name)?,
            (None, None) => return Ok(()),
        }
        Ok(self.tell(std::slice::from_ref(step), || transaction.commit())?)
    }

    /// Moves what a push may move, as [`Self::move_branch`] does; with `is_atomic` all of it or nothing. What could not
    /// be moved is noted in `report`.
    pub(super) fn move_refs(&self, commands: &[&Command], is_atomic: bool, report: &mut Report) -> Result<()> {
        let groups: Vec<&[&Command]> = if is_atomic { vec![commands] } else { commands.chunks(1).collect() };
        for group in groups {
            if let Err((name, error)) = self.move_group(group) {
                for command in group {
                    let other = command.name.to_string();
                    let why =
                        if other == name { told(&error) } else { "another ref of this push was refused".to_owned() };
                    report.refuse(&other, &why);
                }
            }
        }
        Ok(())
    }

    /// Moves all of a group, or says which one of it could not be moved.
    fn move_group(&self, group: &[&Command]) -> std::result::Result<(), (String, Error)> {
        let last = group.last().map(|command| command.name.to_string()).unwrap_or_default();
        let mut transaction = self.git.transaction().map_err(|error| (last.clone(), error.into()))?;
        for command in group {
            let name = command.name.to_string();
            self.check_fence_of(&command.name).map_err(|error| (name.clone(), error))?;
            lock(&mut transaction, &name).map_err(|error| (name.clone(), error))?;
            let now = match self.git.refname_to_id(&name) {
                Ok(now) => Some(ObjectId::new(now)),
                Err(error) if error.code() == git2::ErrorCode::NotFound => None,
                Err(error) => return Err((name, error.into())),
            };
            if now != command.old {
                return Err((name, Error::Stale { head: now, file: None }));
            }
            let moved = match (command.new, now) {
                (Some(new), _) => transaction.set_target(&name, new.oid(), None, ""),
                (None, Some(_)) => transaction.remove(&name),
                (None, None) => Ok(()),
            };
            moved.map_err(|error| (name.clone(), error.into()))?;
        }
        let steps: Vec<Step> = group.iter().filter_map(|command| step(command)).collect();
        self.tell(&steps, || transaction.commit()).map_err(|error| (last, error.into()))
    }

    fn check_fence_of(&self, name: &RefName) -> Result<()> {
        match name {
            RefName::Branch(branch) => self.check_fence(branch),
            RefName::Tag(name) | RefName::Other(name) => self.check_fence_of_others(name),
        }
    }

    /// Every ref and the object that it names, in the order of the names.
    pub(super) fn all_refs(&self) -> Result<Vec<(String, ObjectId)>> {
        let mut refs = Vec::new();
        for reference in self.git.references()? {
            let reference = reference?;
            if let (Ok(name), Some(target)) = (reference.name(), reference.target()) {
                refs.push((name.to_owned(), ObjectId::new(target)));
            }
        }
        refs.sort();
        Ok(refs)
    }

    /// Whether a branch's name begins with this one and a slash, or this one with a branch's name and a slash: refs are
    /// files and folders.
    fn is_in_the_way(&self, branch: &BranchName) -> Result<bool> {
        let (name, folder) = (branch.as_str(), format!("{branch}/"));
        let stands = |other: &str| {
            other.starts_with(&folder) || name.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
        };
        Ok(self.branches()?.iter().any(|other| stands(other.name.as_str())))
    }
}

/// Why a step can't be taken by a branch that stands at `now`.
fn came_late(step: &Step, now: Option<ObjectId>) -> Error {
    match (step.from, now) {
        (None, Some(_)) => Error::Exists(step.branch.to_string()),
        (_, head) => Error::Stale { head, file: None },
    }
}

/// What a command does to a branch; tags are nobody's place of work.
fn step(command: &Command) -> Option<Step> {
    let RefName::Branch(branch) = &command.name else { return None };
    Some(Step { branch: branch.clone(), from: command.old, to: command.new })
}

/// Locks a ref, waiting a little for another program that holds it.
fn lock(transaction: &mut git2::Transaction<'_>, name: &str) -> Result<()> {
    for attempt in 1..=LOCK_ATTEMPTS_MAX {
        match transaction.lock_ref(name) {
            Err(error) if error.code() == git2::ErrorCode::Locked && attempt < LOCK_ATTEMPTS_MAX => {
                std::thread::sleep(std::time::Duration::from_millis(LOCK_WAIT_MS << attempt));
            }
            other => return Ok(other?),
        }
    }
    Ok(())
}

/// Why a ref stayed where it was, for whoever pushed.
fn told(error: &Error) -> String {
    match error {
        Error::Stale { .. } => "somebody was faster: fetch first".to_owned(),
        other => other.to_string(),
    }
}
