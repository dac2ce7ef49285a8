//! Users: names, roles, tiers, and whether they may come in.

use super::{Error, PasswordHash, Passwords, Result, SignInId, store};
use crate::{
    db::{Pool, Tx},
    kit::{Id, Kind, Line, Timestamp},
};

/// Names a user.
pub enum UserKind {}

impl Kind for UserKind {
    const NOUN: &'static str = "user";
}

pub type UserId = Id<UserKind>;

/// A user's name: one line of 1 to 40 characters.
pub type Name = Line<40>;

/// What a user may do on this server besides using their own desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Invites, and looks after the users.
    Admin,
    User,
}

impl Role {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Admin, Self::User].into_iter().find(|role| role.as_str() == word)
    }
}

crate::word_column!(Role);

/// Whether a user may come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Disabled,
}

impl Status {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|status| status.as_str() == word)
    }
}

crate::word_column!(Status);

/// How far the user's Sprite has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpriteStatus {
    /// Nothing is there yet: the first visit makes it.
    Pending,
    Provisioning,
    Active,
    Asleep,
    /// Its file can't be used; an operator has to look.
    Failed,
}

impl SpriteStatus {
    const ALL: [Self; 5] = [Self::Pending, Self::Provisioning, Self::Active, Self::Asleep, Self::Failed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Provisioning => "provisioning",
            Self::Active => "active",
            Self::Asleep => "asleep",
            Self::Failed => "failed",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

crate::word_column!(SpriteStatus);

/// An account.
#[derive(Clone, PartialEq, Debug)]
pub struct User {
    pub id: UserId,
    pub name: Name,
    pub role: Role,
    pub tier: String,
    pub status: Status,
    pub sprite_status: SpriteStatus,
    pub created_at: Timestamp,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub id: UserId,
    pub name: Name,
    pub password: PasswordHash,
    pub role: Role,
    pub tier: String,
}

/// Makes an account.
///
/// # Errors
/// [`Error::NameTaken`], also when only the case differs.
pub fn create(tx: &Tx, new: NewUser, now: Timestamp) -> Result<User> {
    let key = name_key(&new.name);
    if store::user::find_by_key(tx, &key)?.is_some() {
        return Err(Error::NameTaken(new.name.to_string()));
    }
    let user = User {
        id: new.id,
        name: new.name,
        role: new.role,
        tier: new.tier,
        status: Status::Active,
        sprite_status: SpriteStatus::Pending,
        created_at: now,
    };
    store::user::insert(tx, &user, &key, &new.password)?;
    Ok(user)
}

/// The user with this id.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn find(tx: &Tx, id: UserId) -> Result<User> {
    store::user::find(tx, id)?.ok_or(Error::NoSuchUser)
}

/// The user with this name, whatever its case.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn find_by_name(tx: &Tx, name: &str) -> Result<User> {
    store::user::find_by_key(tx, &name_key(name))?.map(|(user, _)| user).ok_or(Error::NoSuchUser)
}

/// All users in the order of their names.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx) -> Result<Vec<User>> {
    Ok(store::user::list(tx)?)
}

/// Whether anybody has an account yet.
///
/// # Errors
/// Whatever the database refuses.
pub fn exist(tx: &Tx) -> Result<bool> {
    Ok(store::user::count(tx)? > 0)
}

/// The active user whom this name and password belong to.
///
/// Takes the same time whether or not the name is known.
///
/// # Errors
/// [`Error::WrongCredentials`]; [`Error::Disabled`] once the password was right; [`Error::Busy`].
pub async fn recognise(pool: &Pool, passwords: &Passwords, name: &str, password: &str) -> Result<User> {
    let key = name_key(name);
    let found = pool.read(move |tx| Ok::<_, Error>(store::user::find_by_key(tx, &key)?)).await?;
    let (user, hash) = found.unzip();
    let is_right = passwords.verify(password, hash).await?;
    match user {
        Some(user) if is_right && user.status == Status::Disabled => Err(Error::Disabled),
        Some(user) if is_right => Ok(user),
        _ => Err(Error::WrongCredentials),
    }
}

/// Gives the user a new password and ends all their sign-ins, except `keep`.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn set_password(
    tx: &Tx,
    id: UserId,
    password: &PasswordHash,
    keep: Option<SignInId>,
    now: Timestamp,
) -> Result<()> {
    find(tx, id)?;
    store::user::set_password(tx, id, password)?;
    store::sign_in::end_all(tx, id, keep, now)?;
    Ok(())
}

/// Gives the user another name, with which they sign in from now on.
///
/// # Errors
/// [`Error::NoSuchUser`]; [`Error::NameTaken`], also when only the case differs.
pub fn rename(tx: &Tx, id: UserId, name: Name) -> Result<()> {
    find(tx, id)?;
    let key = name_key(&name);
    if store::user::find_by_key(tx, &key)?.is_some_and(|(other, _)| other.id != id) {
        return Err(Error::NameTaken(name.to_string()));
    }
    Ok(store::user::set_name(tx, id, &name, &key)?)
}

/// Puts the user into the tier `tier`, which the caller has looked up in the settings.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn set_tier(tx: &Tx, id: UserId, tier: &str) -> Result<()> {
    find(tx, id)?;
    Ok(store::user::set_tier(tx, id, tier)?)
}

/// Makes the user an admin, or an ordinary user again.
///
/// # Errors
/// [`Error::NoSuchUser`]; [`Error::LastAdmin`] when nobody would be left to look after the server.
pub fn set_role(tx: &Tx, id: UserId, role: Role) -> Result<()> {
    let user = find(tx, id)?;
    if role != Role::Admin {
        check_not_last_admin(tx, &user)?;
    }
    Ok(store::user::set_role(tx, id, role)?)
}

/// Lets the user in, or keeps them out and ends all their sign-ins.
///
/// # Errors
/// [`Error::NoSuchUser`]; [`Error::LastAdmin`] when nobody would be left to look after the server.
pub fn set_status(tx: &Tx, id: UserId, status: Status, now: Timestamp) -> Result<()> {
    let user = find(tx, id)?;
    if status == Status::Disabled {
        check_not_last_admin(tx, &user)?;
        store::sign_in::end_all(tx, id, None, now)?;
    }
    Ok(store::user::set_status(tx, id, status)?)
}

/// How far the user's Sprite has come.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn sprite_status(tx: &Tx, id: UserId) -> Result<SpriteStatus> {
    Ok(find(tx, id)?.sprite_status)
}

/// Notes how far the user's Sprite has come.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub fn set_sprite_status(tx: &Tx, id: UserId, status: SpriteStatus) -> Result<()> {
    if store::user::set_sprite_status(tx, id, status)? { Ok(()) } else { Err(Error::NoSuchUser) }
}

fn check_not_last_admin(tx: &Tx, user: &User) -> Result<()> {
    let is_admin = user.role == Role::Admin && user.status == Status::Active;
    if is_admin && store::user::count_active_admins(tx)? <= 1 {
        return Err(Error::LastAdmin);
    }
    Ok(())
}

/// The name without regard to case and to how many blanks stand between its words.
fn name_key(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
