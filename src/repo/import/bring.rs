//! The work of an import.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin},
    time::timeout,
};

use super::{
    super::{Error, NewRepo, Protection, Repo, Repos, Result, create},
    Address, Brought, Import, ImportId, Imports, NewImport, Source, Stage, archive,
};
use crate::{
    account::{SignedIn, UserId},
    db::Pool,
    document::Incoming,
    fetch::{Answer, Caps, Fetch, Request},
    git::{
        self, Author, BranchName, Message,
        import::{
            ADVERTISEMENT_BYTES_MAX, Adopted, Advertised, BUNDLE_HEAD_BYTES_MAX, BundleHead, Filling,
            without_acknowledgement,
        },
    },
    kit::{Ambient, Secret, Timestamp},
};

/// The branch that an archive's files come to.
const FIRST_BRANCH: &str = "main";

/// How long the other server may take to say what it has, and to begin to send it: a large repository is packed first.
const HEAD_MAX: Duration = Duration::from_mins(5);

/// How long it may send nothing.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// Bytes of what git says about a pack that it refuses.
const COMPLAINT_BYTES_MAX: u64 = 4 << 10;

/// Brings repositories here.
#[derive(Clone)]
pub struct Importer {
    pub repos: Repos,
    pub imports: Imports,
    pub platform: Pool,
    pub fetch: Fetch,
    pub ambient: Ambient,
    /// How long one import may take.
    pub longest: Duration,
}

/// Who asked, and what was made for them.
struct Errand {
    id: ImportId,
    user: UserId,
    author: Author,
    new: NewImport,
    now: Timestamp,
}

impl Importer {
    /// Begins an import; how far it is stands in [`Imports`].
    ///
    /// # Errors
    /// [`Error::TooManyImports`]; [`git::Error::Unavailable`] when it needs git, and there is none.
    pub fn begin(&self, user: &SignedIn, author: Author, new: NewImport) -> Result<Import> {
        let (id, now) = (self.ambient.id(), self.ambient.now());
        let import = Import { id, name: new.name.clone(), begun_at: now, stage: Stage::Waiting };
        if !self.imports.begin(user.user_id, import.clone(), now) {
            return Err(Error::TooManyImports);
        }
        let (importer, errand) = (self.clone(), Errand { id, user: user.user_id, author, new, now });
        let work = tokio::spawn(async move {
            let longest = importer.longest;
            let stage = match timeout(longest, importer.run(errand)).await {
                Ok(Ok(brought)) => Stage::Done(brought),
                Ok(Err(error)) => Stage::Failed(error.to_string()),
                Err(_) => Stage::Failed(format!("it took longer than {} minutes", longest.as_secs().div_ceil(60))),
            };
            importer.imports.note(id, stage);
        });
        self.imports.attach(id, &work);
        Ok(import)
    }

    async fn run(&self, errand: Errand) -> Result<Brought> {
        let turn = Arc::clone(&self.imports.turns).acquire_owned().await;
        let _turn = turn.map_err(|error| git::Error::Unavailable(error.to_string()))?;
        let Errand { id, user, author, new, now } = errand;
        let arriving = self.repos.arrive(id).await?;
        let adopted = match new.source {
            Source::File(file) => self.bring_file(id, &arriving, *file, author, now).await?,
            Source::Site(address) => self.bring_site(id, &arriving, &address).await?,
        };
        let repo = self.ambient.id();
        let protection = Protection::of(&self.repos.settle(arriving, repo).await?);
        let new = NewRepo {
            id: repo,
            name: new.name,
            description: new.description,
            visibility: new.visibility,
            protection,
            origin: new.origin,
        };
        let made: Result<Repo> = self.platform.write(move |tx| create(tx, user, new, now)).await;
        match made {
            Ok(repo) => Ok(Brought {
                repo: Box::new(repo),
                branches: adopted.branches,
                tags: adopted.tags,
                left_out: adopted.left_out,
            }),
            Err(error) => {
                self.repos.forget(repo).await;
                Err(error)
            }
        }
    }

    async fn bring_file(
        &self,
        id: ImportId,
        arriving: &Arriving,
        file: Incoming,
        author: Author,
        now: Timestamp,
    ) -> Result<Adopted> {
        let head = beginning(file.path())?;
        if archive::is_begun_by(&head) {
            return self.unpack(id, arriving, file, author, now).await;
        }
        if !BundleHead::is_begun_by(&head) {
            return Err(git::Error::Invalid("this is neither a bundle of git nor a ZIP archive".to_owned()).into());
        }
        let bundle = BundleHead::read(&head)?;
        self.imports.note(id, Stage::Checking { files: 0 });
        let mut pack = File::open(file.path()).map_err(disk)?;
        pack.seek(SeekFrom::Start(bundle.bytes as u64)).map_err(disk)?;
        let child = self.index_pack(arriving, pack.into())?;
        settled(child).await?;
        self.adopt(arriving, bundle.refs, bundle.first).await
    }

    async fn unpack(
        &self,
        id: ImportId,
        arriving: &Arriving,
        file: Incoming,
        author: Author,
        now: Timestamp,
    ) -> Result<Adopted> {
        let (imports, bytes_max) = (self.imports.clone(), self.repos.repository_bytes_max());
        self.repos
            .within(arriving.path(), move |git| {
                let mut filling = Filling::begin(git, bytes_max)?;
                let progress = |files| imports.note(id, Stage::Checking { files });
                let left_out = archive::unpack(file.path(), &mut filling, &progress)?;
                let first = BranchName::new(FIRST_BRANCH).map_err(|error| git::Error::Invalid(error.to_string()))?;
                filling.commit(&first, &author, &Message::new("Import")?, now)?;
                Ok(Adopted { branches: 1, tags: 0, left_out })
            })
            .await
    }

    async fn bring_site(&self, id: ImportId, arriving: &Arriving, address: &Address) -> Result<Adopted> {
        let caps = |bytes_max| Caps { head: HEAD_MAX, between: SILENCE_MAX, total: self.longest, bytes_max };
        let asked =
            Request { path: "info/refs?service=git-upload-pack", headers: headers(address.token.as_ref()), body: None };
        let answer = self.fetch.send(&address.site, asked, caps(ADVERTISEMENT_BYTES_MAX)).await.map_err(unreachable)?;
        let advertised = Advertised::read(&well(answer)?.whole().await.map_err(unreachable)?)?;
        let asked = Request {
            path: "git-upload-pack",
            headers: headers(address.token.as_ref()),
            body: Some(("application/x-git-upload-pack-request", advertised.request())),
        };
        let bytes_max = usize::try_from(self.repos.repository_bytes_max()).unwrap_or(usize::MAX);
        let answer = self.fetch.send(&address.site, asked, caps(bytes_max)).await.map_err(unreachable)?;
        let mut child = self.index_pack(arriving, Stdio::piped())?;
        if let Some(input) = child.stdin.take() {
            self.feed(id, well(answer)?, input).await?;
        }
        self.imports.note(id, Stage::Checking { files: 0 });
        settled(child).await?;
        self.adopt(arriving, advertised.refs, advertised.first).await
    }

    /// Hands the pack of an answer to git.
    async fn feed(&self, id: ImportId, mut answer: Answer, mut input: ChildStdin) -> Result<()> {
        let (mut head, mut is_begun, mut bytes) = (Vec::new(), false, 0_u64);
        while let Some(piece) = answer.next().await.map_err(unreachable)? {
            bytes += piece.len() as u64;
            self.imports.note(id, Stage::Receiving { bytes });
            let written = if is_begun {
                input.write_all(&piece).await
            } else {
                head.extend_from_slice(&piece);
                match without_acknowledgement(&head)? {
                    Some(pack) => {
                        is_begun = true;
                        input.write_all(pack).await
                    }
                    None => Ok(()),
                }
            };
            if written.is_err() {
                // Git has seen enough; it says why when it ends.
                break;
            }
        }
        Ok(())
    }

    fn index_pack(&self, arriving: &Arriving, input: Stdio) -> Result<Child> {
        let missing = || git::Error::Unavailable("there is no program git on this server".to_owned());
        let program = self.repos.program().ok_or_else(missing)?;
        Ok(program.index_pack(arriving.path(), input, self.repos.repository_bytes_max())?)
    }

    async fn adopt(
        &self,
        arriving: &Arriving,
        refs: Vec<git::import::ForeignRef>,
        first: Option<BranchName>,
    ) -> Result<Adopted> {
        self.repos.within(arriving.path(), move |git| git.adopt(&refs, first.as_ref())).await
    }
}

/// A repository that nobody can see yet. Dropped, it is gone.
pub(super) struct Arriving(pub(super) PathBuf);

impl Arriving {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!("the folder of an import stays behind until the next start: {error}");
            }
            _ => {}
        }
    }
}

/// Waits for git's word on a pack.
async fn settled(mut child: Child) -> Result<()> {
    drop(child.stdin.take());
    let mut said = Vec::new();
    if let Some(complaints) = child.stderr.take() {
        complaints.take(COMPLAINT_BYTES_MAX).read_to_end(&mut said).await.map_err(disk)?;
    }
    let status = child.wait().await.map_err(disk)?;
    if status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    let why: String = last.trim_start_matches("fatal: ").chars().filter(|c| !c.is_control()).take(200).collect();
    Err(git::Error::Invalid(format!("git refuses what is in it: {why}")).into())
}

fn headers(token: Option<&Secret>) -> Vec<(&'static str, Secret)> {
    token.map(|token| ("authorization", token.as_basic())).into_iter().collect()
}

/// An answer that says yes.
fn well(answer: Answer) -> Result<Answer> {
    let why = match answer.status() {
        200 => return Ok(answer),
        401 | 403 | 404 => "there is no such repository, or it is not for everybody: give a token that may read it",
        status => return Err(git::Error::Invalid(format!("the other server answered with {status}")).into()),
    };
    Err(git::Error::Invalid(format!("the other server says: {why}")).into())
}

/// The first bytes of a file.
fn beginning(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(disk)?;
    file.take(BUNDLE_HEAD_BYTES_MAX as u64).read_to_end(&mut head).map_err(disk)?;
    Ok(head)
}

fn unreachable(error: crate::fetch::Error) -> Error {
    git::Error::Invalid(format!("it could not be fetched: {error}")).into()
}

fn disk(error: std::io::Error) -> Error {
    git::Error::Unavailable(error.to_string()).into()
}
