//! Accounts: who may come in, and by which credential.
//!
//! This room owns `platform.db`'s users, sign-ins, invitations and secrets. It keeps no password and no secret
//! that would let anybody in: passwords are argon2id hashes, everything else is a SHA-256. It knows nothing of
//! cookies, headers or pages, and nothing of what users write.

mod api_token;
mod avatar;
mod invitation;
mod password;
mod scope;
mod secret;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;
mod tier;
mod token;
mod user;

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::db::{self, Migrations, Pool};

pub use api_token::{
    API_TOKENS_MAX, ApiToken, NewApiToken, TokenName, authenticate_api_token, is_api_token, list_api_tokens,
    make_api_token, revoke_api_token,
};
pub use avatar::{Appearance, Avatar, appearance, avatar, set_picture, set_sign};
pub use invitation::{
    Invitation, InvitationId, InvitationKind, InvitationNoun, InvitationState, NewInvitation, accept, invite,
    list_invitations, new_setup_link, open_link, withdraw,
};
pub use password::{BadPassword, Password, PasswordHash, Passwords};
pub use scope::{Scope, Scopes};
pub use sign_in::{
    LIST_MAX, NewSignIn, SignIn, SignInId, SignInKind, SignInNoun, SignedIn, authenticate_cookie, begin, end,
    end_others, list_sign_ins, still_live, touch,
};
pub use tier::Tiers;
pub use token::{IssuedToken, Keys, authenticate_token, issue_token};
pub use user::{
    Name, NewUser, Role, SpriteStatus, Status, User, UserId, UserKind, create, exist, find, find_by_name, list,
    recognise, rename, set_password, set_role, set_sprite_status, set_status, set_tier, sprite_status,
};

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/platform");

/// The server's shared file inside the data folder.
pub const FILE_NAME: &str = "platform.db";

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such user")]
    NoSuchUser,
    #[error("the name {0:?} is taken: choose another")]
    NameTaken(String),
    #[error("there is no tier {0:?}: the settings list the tiers")]
    NoSuchTier(String),
    /// The same for an unknown name and a wrong password, so that names can't be guessed.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    #[error("this account is disabled: ask whoever runs this server")]
    Disabled,
    #[error("not signed in")]
    NotSignedIn,
    #[error("this link is no longer good: ask for a new one")]
    LinkGone,
    #[error("there is no such invitation")]
    NoSuchInvitation,
    #[error("there is no such sign-in")]
    NoSuchSignIn,
    #[error("there is no such API token")]
    NoSuchToken,
    #[error("you have {API_TOKENS_MAX} API tokens already: revoke one that is no longer used first")]
    TooManyTokens,
    #[error("this is the only admin that can sign in: make another one first")]
    LastAdmin,
    #[error("too many people are signing in at this moment: try again in a few seconds")]
    Busy,
    #[error("the password could not be checked: {0}")]
    Password(String),
    #[error("the token could not be signed: {0}")]
    Token(String),
    #[error(transparent)]
    Db(#[from] db::Error),
}

type Result<T> = std::result::Result<T, Error>;

/// Opens the server's shared file in the folder `data`, making it when it is missing.
///
/// # Errors
/// When the file can't be opened, or was written by a newer version.
pub fn open(data: &Path) -> db::Result<Pool> {
    Pool::open(&data.join(FILE_NAME), &Migrations::embedded(&MIGRATIONS))
}
