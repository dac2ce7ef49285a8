//! The repository that an address names, as whoever asks may see it.

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    web::{Data, Path},
};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;

use crate::{
    account::SignedIn,
    git::{self, Author, Repository},
    kit::Timestamp,
    repo::{
        self, Address, Asker, Forge, Provider, Repo, Role,
        mirror::{Freshness, Mirrored},
    },
    web::{
        error::{Error, Result},
        state::State,
    },
};

#[derive(Deserialize)]
struct Parts {
    owner: String,
    repository: String,
}

/// The place that a page's address names, or a program's.
fn provider_in(path: &str, query: &str) -> Provider {
    let path = path.strip_prefix("/api").unwrap_or(path);
    // The chat of a branch has one address for all places.
    let is_said = path.starts_with("/live-chat/") && query.split('&').any(|part| part == "provider=github");
    if path.starts_with("/github/") || is_said { Provider::GitHub } else { Provider::Local }
}

/// A repository, and who asks for it. What they may not see is "not found".
pub struct At {
    pub user: SignedIn,
    pub repo: Repo,
    pub state: Data<State>,
    /// How well a mirror is known to be what it mirrors.
    pub freshness: Option<Freshness>,
    forge: Arc<dyn Forge>,
}

impl At {
    /// The repository that is `named`; a mirror after a look at what it mirrors.
    ///
    /// # Errors
    /// 404.
    pub async fn find(state: Data<State>, user: SignedIn, named: Address) -> Result<Self> {
        let repo = look_up(&state, &user, named).await?;
        let mut at = Self::of(state, user, repo);
        if at.repo.origin.is_some() && !at.repo.is_archived() {
            at.freshness = Some(at.state.github.refresh(&at.repo).await);
        }
        Ok(at)
    }

    /// The same without waiting for a look.
    ///
    /// # Errors
    /// 404.
    pub async fn find_at_once(state: Data<State>, user: SignedIn, named: Address) -> Result<Self> {
        let repo = look_up(&state, &user, named).await?;
        let at = Self::of(state, user, repo);
        if at.repo.origin.is_some() && !at.repo.is_archived() {
            at.state.github.refresh_soon(&at.repo);
        }
        Ok(at)
    }

    /// A repository that was found.
    #[must_use]
    pub fn of(state: Data<State>, user: SignedIn, repo: Repo) -> Self {
        let here = state.forge.clone();
        let forge: Arc<dyn Forge> = match &repo.origin {
            Some(origin) => Arc::new(Mirrored::new(here, state.github.clone(), origin.clone(), repo.clone())),
            None => Arc::new(here),
        };
        Self { user, repo, state, freshness: None, forge }
    }

    /// Reads the repository.
    ///
    /// # Errors
    /// Whatever `verb` answers.
    pub async fn read<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        Ok(self.state.repos.with(self.repo.id, verb).await?)
    }

    /// Changes the repository, for those who may, and notes that it has changed.
    ///
    /// # Errors
    /// 403, 409 for an archived one; whatever `verb` answers.
    pub async fn write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.repo.require(Role::Write)?;
        let done = self.state.repos.write(self.repo.id, self.user.user_id, verb).await?;
        self.state.forge.note_change(self.repo.id).await;
        Ok(done)
    }

    /// The place where the repository is.
    #[must_use]
    pub fn forge(&self) -> &dyn Forge {
        self.forge.as_ref()
    }

    /// Who asks it.
    #[must_use]
    pub fn asker(&self) -> Asker {
        Asker { repo: self.repo.clone(), user: self.user.user_id, author: self.author() }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.state.ambient.now()
    }

    #[must_use]
    pub fn author(&self) -> Author {
        author_of(&self.user)
    }
}

/// Who a commit says has made it.
#[must_use]
pub fn author_of(user: &SignedIn) -> Author {
    Author::of(&user.name, &user.user_id)
}

async fn look_up(state: &State, user: &SignedIn, address: Address) -> Result<Repo> {
    let id = user.user_id;
    Ok(state.platform.read(move |tx| repo::find_at(tx, id, &address)).await?)
}

impl FromRequest for At {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (user, address) = (SignedIn::from_request(request, payload), Path::<Parts>::from_request(request, payload));
        let provider = provider_in(request.path(), request.query_string());
        let state = request.app_data::<Data<State>>().cloned();
        Box::pin(async move {
            let user = user.await?;
            let address = address.await.map_err(|_| Error::not_found())?.into_inner();
            let state = state.ok_or_else(|| Error::internal("no state"))?;
            let named = Address { provider, owner: address.owner, name: address.repository };
            Self::find(state, user, named).await
        })
    }
}
