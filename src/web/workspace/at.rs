//! The repository that an address names, as whoever asks may see it.

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
    repo::{self, Asker, Forge, Repo, Role},
    web::{
        error::{Error, Result},
        state::State,
    },
};

#[derive(Deserialize)]
struct Address {
    owner: String,
    repository: String,
}

/// A repository, and who asks for it. What they may not see is "not found".
pub struct At {
    pub user: SignedIn,
    pub repo: Repo,
    pub state: Data<State>,
}

impl At {
    /// The repository called `name` of `owner`.
    ///
    /// # Errors
    /// 404.
    pub async fn find(state: Data<State>, user: SignedIn, owner: String, name: String) -> Result<Self> {
        let id = user.user_id;
        let repo = state.platform.read(move |tx| repo::find(tx, id, &owner, &name)).await?;
        Ok(Self { user, repo, state })
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
        &self.state.forge
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

/// Who a commit says has made it. The address is nobody's (RFC 2606): git wants one, and nobody is to be written to.
#[must_use]
pub fn author_of(user: &SignedIn) -> Author {
    Author { name: user.name.to_string(), email: format!("{}@stackhouse.invalid", user.user_id) }
}

impl FromRequest for At {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (user, address) =
            (SignedIn::from_request(request, payload), Path::<Address>::from_request(request, payload));
        let state = request.app_data::<Data<State>>().cloned();
        Box::pin(async move {
            let user = user.await?;
            let address = address.await.map_err(|_| Error::not_found())?.into_inner();
            let state = state.ok_or_else(|| Error::internal("no state"))?;
            Self::find(state, user, address.owner, address.repository).await
        })
    }
}
