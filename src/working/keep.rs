//! What an agent has changed becomes a commit on its branch, through a handle that moves no other.

use super::drive::{Drive, Stop};
use crate::{
    agent::{
        self,
        step::{self, Committing, Made, Said, What},
    },
    git::{self, Author, BranchName, Message, ObjectId, Repository, TreePath},
    kit::Timestamp,
    repo::{self, Role},
};

/// Times that a commit is made anew because somebody else has moved the branch just then.
const ATTEMPTS_MAX: u32 = 8;

/// Commits among which the one of a step is looked for.
const LOOKED_THROUGH_MAX: usize = 50;

/// How keeping ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    /// All that it had changed stands on the branch.
    All,
    /// Somebody else has changed the same meanwhile, and the agent was told.
    Clashed,
}

/// Where the work stands that a commit keeps.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage<'a> {
    /// In the middle.
    Going,
    /// Nobody calls it finished.
    Unfinished,
    /// Done, says the agent in these words.
    Finished(&'a str),
}

/// What a commit on the branch needs.
struct Order {
    branch: BranchName,
    author: Author,
    message: Message,
    now: Timestamp,
}

impl Drive<'_> {
    /// Commits what is pending, if something is.
    pub(super) async fn keep(&mut self, stage: Stage<'_>) -> Result<Kept, Stop> {
        if self.overlay.is_empty() {
            return Ok(Kept::All);
        }
        let message = self.message(stage, None)?.as_str().to_owned();
        let wanted = Committing { parent: self.overlay.base(), message };
        let step = self.add(What::Commit { wanted: wanted.clone(), made: None }).await?;
        if let Some(why) = self.refusal().await? {
            let told = no_longer(&why);
            return self.refused(step.number, wanted, why, told).await;
        }
        let order = self.order(self.message(stage, Some(step.number))?);
        let (mut overlay, id, by) = (self.overlay.clone(), self.agent.repository, self.agent.requester);
        let branch = self.agent.branch.clone();
        let done = self.agents.inner.means.repos.write_only(id, by, branch, move |git| {
            let made = commit(git, &mut overlay, &order)?;
            Ok((overlay, made))
        });
        let (overlay, (commit, clashes)) = match done.await {
            Ok(done) => done,
            Err(error) => {
                let why = error.to_string();
                return self
                    .refused(step.number, wanted, why, unmoved("My work could not be put on the branch", error))
                    .await;
            }
        };
        self.overlay = overlay;
        self.kept(step.number, wanted, commit).await?;
        if clashes.is_empty() {
            return Ok(Kept::All);
        }
        self.tell_of(&clashes).await?;
        Ok(Kept::Clashed)
    }

    /// Notes that nothing was committed, and ends the run: whatever it would do next could not be kept either.
    async fn refused(&mut self, number: u64, wanted: Committing, why: String, told: Stop) -> Result<Kept, Stop> {
        self.end(number, What::Commit { wanted, made: Some(Made::Nothing(why)) }).await?;
        Err(told)
    }

    fn message(&self, stage: Stage<'_>, step: Option<u64>) -> Result<Message, Stop> {
        let title = self.agent.title();
        let (subject, body) = match stage {
            Stage::Going => (title, ""),
            Stage::Unfinished => (format!("wip: {title}"), ""),
            Stage::Finished(summary) => (title, summary),
        };
        let requested = format!("Requested-by: {}", self.agent.requester_name);
        let step = step.map(|step| trailer(&self.agent.id.to_string(), step));
        let trailers: Vec<String> = [Some(requested), step].into_iter().flatten().collect();
        Ok(Message::compose(&subject, body, &trailers).map_err(repo::Error::from)?)
    }

    /// Notes where the branch stands after a commit.
    pub(super) async fn kept(&mut self, number: u64, wanted: Committing, commit: Option<ObjectId>) -> Result<(), Stop> {
        let (id, now) = (self.agent.id, self.now());
        let made = commit.map_or_else(|| Made::Nothing("it was so already".to_owned()), Made::Commit);
        let (repository, what) = (self.agent.repository, What::Commit { wanted, made: Some(made) });
        let step = self.write(move |tx| {
            if let Some(commit) = commit {
                agent::set_head(tx, id, commit)?;
                repo::note_change(tx, repository, now)?;
            }
            step::end(tx, id, number, what, now)
        });
        let step = step.await?;
        self.agent.head = commit.or(self.agent.head);
        self.record(&step);
        Ok(())
    }

    /// Why nothing may be written for the requester any more.
    pub(super) async fn refusal(&self) -> Result<Option<String>, Stop> {
        let (by, id) = (self.agent.requester, self.agent.repository);
        let may = self.read(move |tx| match repo::find_by_id(tx, by, id).and_then(|repo| repo.require(Role::Write)) {
            Err(repo::Error::Db(error)) => Err(error.into()),
            other => Ok(other.err().map(|error| error.to_string())),
        });
        may.await
    }

    /// Ends the run of a requester who may not write here any more.
    pub(super) async fn check_role(&self) -> Result<(), Stop> {
        self.refusal().await?.map_or(Ok(()), |why| Err(no_longer(&why)))
    }

    fn order(&self, message: Message) -> Order {
        let name = format!("Agent of {}", self.agent.requester_name);
        let author = Author { name, email: format!("agent-{}@stackhouse.invalid", self.agent.id) };
        Order { branch: self.agent.branch.clone(), author, message, now: self.now() }
    }

    /// Tells the agent what of its work could not be kept.
    async fn tell_of(&mut self, clashes: &[TreePath]) -> Result<(), Stop> {
        let paths: Vec<&str> = clashes.iter().map(TreePath::as_str).collect();
        let text = format!(
            "Somebody else has changed the same places on this branch meanwhile: {}. Your changes of these files are \
             not kept: read them again, and do what is still to be done.",
            paths.join(", ")
        );
        self.store(What::Message(Said { by: "stackhouse".to_owned(), text })).await
    }
}

fn no_longer(why: &str) -> Stop {
    Stop::Refused(format!("I can't work here any more: {why}."))
}

/// The line by which a commit is known to be that of a step.
fn trailer(agent: &str, step: u64) -> String {
    format!("Agent-Step: {agent}/{step}")
}

/// The commit that a step has made, when it has made one before it was cut short.
pub(super) fn find(git: &Repository, branch: &BranchName, agent: &str, step: u64) -> git::Result<Option<ObjectId>> {
    git.find_by_trailer(branch, &trailer(agent, step), LOOKED_THROUGH_MAX)
}

/// What it means that the branch could not be moved. Whoever runs this server mends what is broken here, and somebody
/// else whatever there is against it elsewhere.
pub(super) fn unmoved(what: &str, error: repo::Error) -> Stop {
    match error {
        error @ (repo::Error::Db(_) | repo::Error::Git(git::Error::Unavailable(_))) => error.into(),
        error => Stop::Refused(format!("{what}: {error}. Retry the task when that is mended.")),
    }
}

/// Commits what is pending on top of whatever the branch holds by now. `None` when nothing was left to be committed.
fn commit(
    git: &Repository,
    overlay: &mut agent::overlay::Overlay,
    order: &Order,
) -> git::Result<(Option<ObjectId>, Vec<TreePath>)> {
    let mut clashes = Vec::new();
    for attempt in 1.. {
        let head = git.head(&order.branch)?;
        if head != overlay.base() {
            let found = overlay.rebase(git, head).map_err(|error| git::Error::Unavailable(error.to_string()))?;
            clashes.extend(found.into_iter().map(|clash| clash.path));
        }
        if overlay.is_empty() {
            return Ok((None, clashes));
        }
        let made = git.commit(&order.branch, Some(head), &overlay.changes(), &order.author, &order.message, order.now);
        match made {
            Ok(committed) => {
                *overlay = agent::overlay::Overlay::new(committed.commit);
                return Ok((Some(committed.commit), clashes));
            }
            Err(git::Error::Stale { head: Some(_), .. }) if attempt < ATTEMPTS_MAX => {}
            Err(error) => return Err(error),
        }
    }
    Ok((None, clashes))
}
