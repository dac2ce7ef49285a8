//! What a turn has changed becomes one commit, in the name of its user.

use std::fmt::Write as _;

use super::{
    course::Course,
    drive::{Drive, Halt},
};
use crate::{
    account,
    agent::overlay::{Clash, Overlay},
    db::Tx,
    git::{self, Author, BranchName, Change, Message, ObjectId, Repository},
    livechat::{
        TurnId,
        step::{self, Made, Note, Step},
    },
    repo::{self, Asker, Embedded, Forge, Repo, Role, forge::NewCommit, mirror::Mirrored},
};

/// Times that a commit is made anew because somebody else has moved the branch just then.
const ATTEMPTS_MAX: u32 = 8;

/// Times that a turn is told that others have changed the same.
const CLASHES_MAX: u32 = 3;

/// Commits among which the one of a turn is looked for.
const LOOKED_THROUGH_MAX: usize = 100;

/// Bytes of each version that a model is told of when they clash.
const VERSION_BYTES_MAX: usize = 16 << 10;

/// How keeping ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    /// No file differs.
    Nothing,
    Commit(ObjectId),
    /// Others have changed the same meanwhile, and the model is told.
    Clashed,
}

/// What can be made of the changes over what the branch holds by now.
enum Ready {
    Commit {
        head: ObjectId,
        changes: Vec<Change>,
    },
    /// The branch holds it all already.
    Nothing,
    Clashed {
        onto: ObjectId,
        overlay: Overlay,
        text: String,
    },
}

impl Drive<'_> {
    /// The commit that this turn has made before it was cut short, if it has.
    pub(super) async fn found(&self, course: &Course) -> Result<Option<ObjectId>, Halt> {
        let Some(number) = course.unseen else { return Ok(None) };
        let (branch, wanted) = (self.chat.about.branch.clone(), trailer(self.turn.id));
        let repos = &self.talks.inner.means.repos;
        let find = move |git: &Repository| git.find_by_trailer(&branch, &wanted, LOOKED_THROUGH_MAX);
        let found = repos.with(self.chat.about.repository, find).await?;
        let made = found.map_or_else(|| Made::Nothing("the server was stopped before".to_owned()), Made::Commit);
        self.settle(number, made).await?;
        Ok(found)
    }

    /// Commits what the turn has changed, on top of whatever the branch holds by now.
    pub(super) async fn keep(&self, course: &mut Course) -> Result<Kept, Halt> {
        if course.overlay.is_empty() {
            return Ok(Kept::Nothing);
        }
        let asker = self.asker().await?;
        let (id, now) = (self.turn.id, self.now());
        let number = self.write(move |tx| step::add(tx, id, &Step::Commit(None), now)).await?;
        let forge = self.forge(&asker.repo);
        for attempt in 1.. {
            let (head, changes) = match self.ready(course).await? {
                Ready::Commit { head, changes } => (head, changes),
                Ready::Nothing => {
                    self.settle(number, Made::Nothing("it was so already".to_owned())).await?;
                    return Ok(Kept::Nothing);
                }
                Ready::Clashed { onto, overlay, text } => {
                    self.settle(number, Made::Nothing("others have changed the same".to_owned())).await?;
                    return self.clashed(course, onto, overlay, text).await;
                }
            };
            let (branch, message) = (self.chat.about.branch.clone(), self.message(course)?);
            match forge.commit(&asker, NewCommit { branch, expect_head: Some(head), message, changes }).await {
                Ok(made) => {
                    self.settle(number, Made::Commit(made.commit)).await?;
                    return Ok(Kept::Commit(made.commit));
                }
                // Somebody was faster: look again at what is there now.
                Err(repo::Error::Git(git::Error::Stale { head: Some(_), .. })) if attempt < ATTEMPTS_MAX => {}
                Err(error) => {
                    self.settle(number, Made::Nothing(error.to_string())).await?;
                    return Err(refusal(error));
                }
            }
        }
        Ok(Kept::Nothing)
    }

    /// Puts what is pending over what the branch holds by now.
    async fn ready(&self, course: &Course) -> Result<Ready, Halt> {
        let (branch, overlay) = (self.chat.about.branch.clone(), course.overlay.clone());
        let repos = &self.talks.inner.means.repos;
        Ok(repos.with(self.chat.about.repository, move |git| ready(git, &branch, overlay)).await?)
    }

    /// Has the model go on over what others have made of the files, or begin anew when it is none.
    async fn clashed(&self, course: &mut Course, onto: ObjectId, overlay: Overlay, text: String) -> Result<Kept, Halt> {
        if course.clashes >= CLASHES_MAX {
            let why = "Others keep changing the same files, so I stopped. Nothing was changed on the branch by me.";
            return Err(Halt::Failed(why.to_owned()));
        }
        let is_anew = course.is_builtin();
        let note = Note { onto, is_anew, text: if is_anew { self.turn.text.clone() } else { text } };
        let (id, now, stored) = (self.turn.id, self.now(), Step::Note(note.clone()));
        self.write(move |tx| step::add(tx, id, &stored, now)).await?;
        course.overlay = overlay;
        course.told(&note);
        Ok(Kept::Clashed)
    }

    async fn settle(&self, number: u64, made: Made) -> Result<(), Halt> {
        let (id, now) = (self.turn.id, self.now());
        self.write(move |tx| step::end(tx, id, number, &Step::Commit(Some(made)), now)).await
    }

    /// In whose name it is committed; whether they still may is looked at again.
    async fn asker(&self) -> Result<Asker, Halt> {
        let about = self.chat.about.clone();
        let read = move |tx: &Tx| -> repo::Result<_> {
            let repo = repo::find_by_id(tx, about.user, about.repository)?;
            repo.require(Role::Write)?;
            Ok((repo, account::find(tx, about.user)?.name))
        };
        match self.talks.inner.means.platform.read(read).await {
            Err(repo::Error::Db(error)) => Err(Halt::Broken(error.into())),
            Err(error) => Err(refusal(error)),
            Ok((repo, name)) => {
                let user = self.chat.about.user;
                Ok(Asker { repo, user, author: Author::of(&name, &user) })
            }
        }
    }

    /// Where the repository is: a mirror's branches move there first.
    fn forge(&self, repo: &Repo) -> Box<dyn Forge> {
        let means = &self.talks.inner.means;
        let here = Embedded::new(means.repos.clone(), means.platform.clone(), means.ambient.clone());
        match &repo.origin {
            Some(origin) => Box::new(Mirrored::new(here, means.github.clone(), origin.clone(), repo.clone())),
            None => Box::new(here),
        }
    }

    fn message(&self, course: &Course) -> Result<Message, Halt> {
        let trailers = [format!("Assisted-by: Stackhouse ({})", course.chosen.name), trailer(self.turn.id)];
        Ok(Message::compose(&self.turn.text, "", &trailers).map_err(repo::Error::from)?)
    }
}

/// What the user is told when nothing could be committed.
fn refusal(error: repo::Error) -> Halt {
    match error {
        repo::Error::Git(git::Error::Unavailable(_)) | repo::Error::Db(_) => Halt::Broken(error.into()),
        error => Halt::Failed(format!("Nothing was changed on the branch: {error}.")),
    }
}

/// The line by which a commit is known to be that of a turn.
fn trailer(turn: TurnId) -> String {
    format!("Live-Chat-Turn: {turn}")
}

fn ready(git: &Repository, branch: &BranchName, mut overlay: Overlay) -> git::Result<Ready> {
    let head = git.find_head(branch)?.ok_or(git::Error::Stale { head: None, file: None })?;
    if head != overlay.base() {
        let found = overlay.rebase(git, head).map_err(|error| git::Error::Unavailable(error.to_string()))?;
        if !found.is_empty() {
            let text = both_versions(git, &overlay, &found);
            return Ok(Ready::Clashed { onto: head, overlay, text });
        }
    }
    Ok(if overlay.is_empty() { Ready::Nothing } else { Ready::Commit { head, changes: overlay.changes() } })
}

/// What the model is told of files that somebody else has changed as well.
fn both_versions(git: &Repository, overlay: &Overlay, clashes: &[Clash]) -> String {
    let mut text = "(Not from the person.) Somebody else has changed the same places of these files meanwhile. Your \
                    changes of them are not kept, those of other files are. Do what is still to be done on what \
                    stands there now.\n"
        .to_owned();
    for clash in clashes {
        let now = overlay.read(git, &clash.path, VERSION_BYTES_MAX as u64).ok();
        let (yours, theirs) = (version(clash.wanted.as_deref()), version(now.as_deref()));
        // A text takes everything that is written to it.
        let _ = writeln!(text, "\n=== {}\n--- as you wanted it\n{yours}\n--- as it stands now\n{theirs}", clash.path);
    }
    text
}

fn version(content: Option<&[u8]>) -> String {
    match content {
        None => "(no file, or one that can't be shown)".to_owned(),
        Some(content) if git::is_binary(content) => format!("({} bytes that are no text)", content.len()),
        Some(content) => {
            let shown = &content[..content.len().min(VERSION_BYTES_MAX)];
            let cut = if shown.len() < content.len() { "\n(and more)" } else { "" };
            format!("{}{cut}", String::from_utf8_lossy(shown))
        }
    }
}
