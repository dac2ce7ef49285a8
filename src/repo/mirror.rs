//! Repositories on GitHub: what lies here of one is a mirror, and its branches move there first.
//!
//! Each mirror is one user's, opened by a token of theirs, which is kept sealed: one that they have made, or one that they
//! have let this server's app be given. What is read is read here, after a look
//! at what has changed there; what is written is pushed before it stands here ([`crate::git::Upstream`]), so that nothing is
//! acknowledged that GitHub has not taken.

mod far;
mod forge;
mod grant;
pub(super) mod store;
mod sync;
mod token;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use futures_util::future::BoxFuture;

use super::{Error, Repo, RepoId, Repos, Result, repos::Upstreams};
use crate::{
    account::UserId,
    config,
    db::Pool,
    fetch::{BadSite, Fetch, Reach, Site},
    git::{self, Remote, Upstream},
    github::{App, CLIENT_ID_CHARS_MAX, Cache, Client},
    kit::{Ambient, Secret},
    seal::Seal,
};

/// How a repository is called on GitHub.
pub use crate::github::RepoName as Origin;
pub use forge::Mirrored;
pub use grant::{NotGranted, Returned, Traveller};
pub use sync::Freshness;
pub use token::{Account, Forgotten, Way};

/// Repositories of which it is remembered whether they are mirrors.
const KNOWN_MAX: usize = 10_000;

/// The way to GitHub, or to a server of one's own that speaks as it does. Cheap to clone.
#[derive(Clone)]
pub struct GitHub {
    inner: Arc<Inner>,
}

struct Inner {
    is_enabled: bool,
    api: Site,
    git: Site,
    /// As which users let this server in there.
    app: Option<App>,
    repos: Repos,
    platform: Pool,
    seal: Seal,
    fetch: Fetch,
    /// What GitHub has said lately, to each token.
    cache: Cache,
    ambient: Ambient,
    looks: sync::Looks,
    turns: token::Turns,
    journeys: grant::Journeys,
    /// What each repository mirrors that was written to.
    known: Mutex<HashMap<RepoId, Option<(UserId, Origin)>>>,
}

/// A setting with which GitHub can't be asked.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    #[error("the settings of github can't hold {address:?}: {why}")]
    Address { address: String, why: BadSite },
    #[error("github.client_id can't be {0:?}")]
    ClientId(String),
    #[error("github.client_secret_file {path} can't be read: {source}")]
    Secret { path: PathBuf, source: std::io::Error },
}

impl GitHub {
    /// The way that the settings name.
    ///
    /// # Errors
    /// [`BadSettings`].
    pub fn new(
        settings: &config::GitHub,
        (repos, platform): (Repos, Pool),
        (seal, fetch): (Seal, Fetch),
        ambient: Ambient,
    ) -> std::result::Result<Self, BadSettings> {
        let site = |address: &String| {
            Site::new(address, Reach::Private).map_err(|why| BadSettings::Address { address: address.clone(), why })
        };
        let (api, git) = (site(&settings.api_url)?, site(&settings.git_url)?);
        let app =
            app(settings)?.map(|named| App::new((fetch.clone(), ambient.clone()), (git.clone(), api.clone()), named));
        let inner = Arc::new(Inner {
            is_enabled: settings.enabled,
            api,
            git,
            app,
            repos,
            platform,
            seal,
            fetch,
            cache: Cache::default(),
            ambient,
            looks: sync::Looks::default(),
            turns: token::Turns::default(),
            journeys: grant::Journeys::default(),
            known: Mutex::default(),
        });
        inner.repos.ask(Arc::new(Ways(Arc::downgrade(&inner))));
        Ok(Self { inner })
    }

    /// Whether users may work on repositories of it.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.inner.is_enabled && self.inner.repos.program().is_some()
    }

    /// Asks its REST API with a token.
    fn client(&self, token: Secret) -> Client {
        let Inner { fetch, api, cache, ambient, .. } = self.inner.as_ref();
        Client::new(fetch.clone(), api.clone(), token, cache.clone(), ambient.clone())
    }

    /// Asks its REST API for the user.
    ///
    /// # Errors
    /// [`git::Error::NotAllowed`] without a token, and where this server does not ask GitHub.
    pub async fn client_of(&self, user: UserId) -> Result<Client> {
        if !self.inner.is_enabled {
            return Err(git::Error::NotAllowed("this server does not ask GitHub".to_owned()).into());
        }
        let token = self.token(user).await?;
        let missing = || git::Error::NotAllowed("connect GitHub first".to_owned());
        Ok(self.client(token.ok_or_else(missing)?))
    }

    /// The mirror of a repository that the user has opened here.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(&self, user: UserId, origin: Origin) -> Result<Repo> {
        let found = self.inner.platform.read(move |tx| super::store::find_mirror(tx, user, &origin)).await?;
        found.ok_or(Error::NotFound)
    }

    /// Where git reaches a repository there.
    #[must_use]
    pub fn remote(&self, origin: &Origin, token: Option<Secret>) -> Remote {
        Remote { url: format!("{}/{}/{}.git", self.inner.git, origin.owner(), origin.name()), token }
    }

    /// The same as a place to bring it from.
    ///
    /// # Errors
    /// When the settings and the name make no address together.
    pub fn site_of(&self, origin: &Origin) -> std::result::Result<Site, crate::fetch::BadSite> {
        Site::new(&self.remote(origin, None).url, Reach::Private)
    }
}

/// Tells repositories where their branches move first.
struct Ways(Weak<Inner>);

impl Upstreams for Ways {
    fn of(&self, id: RepoId) -> BoxFuture<'_, Result<Option<Arc<dyn Upstream>>>> {
        Box::pin(async move {
            let gone = || git::Error::Unavailable("the server ends".to_owned());
            GitHub { inner: self.0.upgrade().ok_or_else(gone)? }.upstream(id).await
        })
    }
}

impl GitHub {
    /// Where the branches of a repository move first; `None` for one that is no mirror. Without a token, or when GitHub is
    /// not to be asked any more, nothing of a mirror moves.
    async fn upstream(&self, id: RepoId) -> Result<Option<Arc<dyn Upstream>>> {
        let Some((user, origin)) = self.mirrored(id).await? else { return Ok(None) };
        let token = if self.inner.is_enabled { self.token(user).await? } else { None };
        let program = self.inner.repos.program().cloned();
        let opened = token.zip(program).map(|(token, program)| (self.remote(&origin, Some(token)), program));
        Ok(Some(Arc::new(far::Far::new(self.inner.repos.path(id), opened, self.inner.repos.repository_bytes_max()))))
    }

    /// What a repository mirrors, and for whom. That never changes, so that it is read once.
    async fn mirrored(&self, id: RepoId) -> Result<Option<(UserId, Origin)>> {
        let known = self.inner.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = self.inner.platform.read(move |tx| store::origin(tx, id)).await?;
        let mut known = self.inner.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(id, found.clone());
        Ok(found)
    }
}

/// The app that the settings name, and its secret.
fn app(settings: &config::GitHub) -> std::result::Result<Option<(String, Secret)>, BadSettings> {
    let Some(id) = settings.client_id.clone() else { return Ok(None) };
    let is_id = (1..=CLIENT_ID_CHARS_MAX).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if !is_id {
        return Err(BadSettings::ClientId(id));
    }
    let secret = match (&settings.client_secret, &settings.client_secret_file) {
        (Some(secret), _) => secret.clone(),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(path);
            Secret::new(text.map_err(|source| BadSettings::Secret { path: path.clone(), source })?.trim())
        }
        // The settings were checked when they were read.
        (None, None) => return Ok(None),
    };
    Ok(Some((id, secret)))
}

/// The same for every spelling: case does not matter there.
pub(super) fn key(origin: &Origin) -> String {
    origin.to_string().to_ascii_lowercase()
}

/// The name by which rows know the mirror. No name of a repository of this server is spelt so.
pub(super) fn name_key(origin: &Origin) -> String {
    format!("github:{}", key(origin))
}
