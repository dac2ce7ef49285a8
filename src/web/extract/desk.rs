//! The desk of the user behind a request.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    account::SignedIn,
    db::Tx,
    desk::{self, Command, Receipt},
    kit::{Ambient, Timestamp},
    running::Apps,
    sprite::SpriteHandle,
    web::{
        error::{Error, Result},
        state::State,
    },
};

/// The signed-in user's own Sprite, awake. There is no other way to anybody's desk.
pub struct Desk {
    pub sprite: SpriteHandle,
    pub ambient: Ambient,
    /// Runs the apps on it.
    pub apps: Apps,
}

impl Desk {
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    /// Does a command for a form, which has no name for its operations.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn run(&self, command: Command) -> Result<Receipt> {
        let (_, done) = self.sprite.run(None, command).await?;
        Ok(done.receipt)
    }

    /// Reads the desk.
    ///
    /// # Errors
    /// Whatever `verb` answers.
    pub async fn read<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, desk::Error> + Send + 'static,
    ) -> Result<T> {
        Ok(self.sprite.read(verb).await?)
    }
}

impl FromRequest for Desk {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let state = request.app_data::<Data<State>>().cloned();
        Box::pin(async move {
            let signed_in = signed_in.await?;
            let state = state.ok_or_else(|| Error::internal("no state"))?;
            let sprite = state.directory.wake(signed_in.user_id).await?;
            Ok(Self { sprite, ambient: state.ambient.clone(), apps: state.apps.clone() })
        })
    }
}
