//! What a turn that opens or makes apps needs of the server.

use futures_util::future::BoxFuture;

use crate::{account::UserId, app::catalogue::Offer};

/// The apps of this server. Given by the roof.
pub trait Shop: Send + Sync {
    /// What admins have added to the catalogue.
    fn added(&self) -> BoxFuture<'_, Vec<Offer>>;

    /// The user's apps are others than before: those that run look at themselves again.
    fn changed(&self, user: UserId) -> BoxFuture<'_, ()>;
}
