//! Pushing a move of a branch before it stands here.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Child,
    runtime::Handle,
    time::timeout,
};

use crate::git::{self, BranchName, Error, ObjectId, Program, Pushed, Remote, Step, Upstream};

/// How long GitHub may take over one move: a page waits for it.
const PUSH_MAX: Duration = Duration::from_mins(1);

/// Bytes of what git says that are read.
const SAID_BYTES_MAX: u64 = 64 << 10;

/// Characters of it that a person is told.
const TOLD_CHARS_MAX: usize = 300;

/// A repository there, for its mirror here.
pub(super) struct Far {
    mirror: PathBuf,
    /// What opens it; absent when nothing can be written.
    opened: Option<(Remote, Program)>,
    /// That the mirror may take.
    bytes_max: u64,
    runtime: Handle,
}

/// What a run of git has said.
pub(super) struct Said {
    pub is_well: bool,
    pub answer: String,
    pub complaint: String,
}

impl Far {
    /// To be made where a reactor runs.
    pub(super) fn new(mirror: PathBuf, opened: Option<(Remote, Program)>, bytes_max: u64) -> Self {
        Self { mirror, opened, bytes_max, runtime: Handle::current() }
    }

    async fn ask(&self, step: &Step) -> git::Result<()> {
        let Some((remote, program)) = &self.opened else {
            return Err(Error::NotAllowed("connect GitHub first".to_owned()));
        };
        let said = said(program.push(&self.mirror, remote, step)?).await?;
        if said.is_well {
            return Ok(());
        }
        match Pushed::read(&said.answer) {
            Some(Pushed::Refused(why)) if why.contains("protected branch") => {
                Err(Error::Protected(step.branch.clone()))
            }
            Some(Pushed::Refused(why)) => Err(Error::NotAllowed(why)),
            Some(Pushed::Stale) => Err(Error::Stale { head: self.look(step).await?, file: None }),
            Some(Pushed::Moved) | None => Err(trouble(&said.complaint)),
        }
    }

    /// Where the branch stands there.
    async fn look(&self, step: &Step) -> git::Result<Option<ObjectId>> {
        let Some((remote, program)) = &self.opened else { return Ok(None) };
        let said = fetched(program, (&self.mirror, self.bytes_max), remote, Some(&step.branch)).await?;
        if said.is_well {
            let mirror = git::Repository::open(&self.mirror)?;
            let found = mirror.upstream_branches()?.into_iter().find(|branch| branch.name == step.branch);
            return Ok(found.map(|branch| branch.head));
        }
        if said.complaint.contains("couldn't find remote ref") { Ok(None) } else { Err(trouble(&said.complaint)) }
    }
}

impl Upstream for Far {
    fn push(&self, step: &Step) -> git::Result<()> {
        let asked = self.runtime.block_on(async { timeout(PUSH_MAX, self.ask(step)).await });
        asked.unwrap_or_else(|_| Err(Error::Away("GitHub took too long to answer: try again".to_owned())))
    }
}

/// Brings what there is into a mirror that may take so many bytes.
pub(super) async fn fetched(
    program: &Program,
    (mirror, bytes_max): (&Path, u64),
    remote: &Remote,
    only: Option<&BranchName>,
) -> git::Result<Said> {
    let full = || {
        let mib = bytes_max >> 20;
        Error::Away(format!(
            "what is new on GitHub does not come here: this repository would be larger than the {mib} MiB that it may have on \
             this server"
        ))
    };
    let child = program.fetch(mirror, remote, only, bytes_max).map_err(|error| match error {
        Error::TooLarge { .. } => full(),
        error => error,
    })?;
    let said = said(child).await?;
    if !said.is_well && Program::had_no_room(&said.complaint) {
        Program::clear_up(mirror);
        return Err(full());
    }
    Ok(said)
}

/// Waits for a run of git to end, and for what it has said.
async fn said(mut child: Child) -> git::Result<Said> {
    let (output, complaints) = (child.stdout.take(), child.stderr.take());
    let (answer, complaint) = tokio::join!(text(output), text(complaints));
    let status = child.wait().await.map_err(|error| Error::Unavailable(error.to_string()))?;
    Ok(Said { is_well: status.success(), answer, complaint })
}

async fn text(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What broke off is told as far as it came.
        let _ = pipe.take(SAID_BYTES_MAX).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a complaint of git means to whoever works on the mirror.
pub(super) fn trouble(complaint: &str) -> Error {
    let has = |words: &str| complaint.contains(words);
    if has("Authentication failed") || has("error: 401") || has("error: 403") || has("Invalid username") {
        return Error::KeyRefused;
    }
    if has("not found") || has("error: 404") {
        return Error::Away("GitHub has no such repository any more, or not for you".to_owned());
    }
    if has("Could not resolve") || has("Failed to connect") || has("Couldn't connect") || has("timed out") {
        return Error::Away("GitHub can't be reached at this moment".to_owned());
    }
    let last = complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    let last: String = last.chars().filter(|c| !c.is_control()).take(TOLD_CHARS_MAX).collect();
    Error::Away(format!("GitHub did not do it: {last}"))
}
