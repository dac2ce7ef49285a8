//! Links that make an account: the one of the first run, and those that an admin hands out.
//!
//! A link works once. Whoever opens it first wins: the check and the account are one transaction.

use super::{Error, Name, NewUser, PasswordHash, Result, Role, User, UserId, secret, store, user};
use crate::{
    db::Tx,
    kit::{Ambient, Id, Kind, Timestamp},
};

/// Invitations that a list shows, the newest first.
const LIST_MAX: u32 = 200;

/// Names an invitation.
pub enum InvitationNoun {}

impl Kind for InvitationNoun {
    const NOUN: &'static str = "invitation";
}

pub type InvitationId = Id<InvitationNoun>;

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvitationKind {
    /// The first account of this server.
    Setup,
    Invitation,
}

impl InvitationKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Setup, Self::Invitation].into_iter().find(|kind| kind.as_str() == word)
    }
}

crate::word_column!(InvitationKind);

/// A link that makes an account.
#[derive(Clone, PartialEq, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub kind: InvitationKind,
    pub tier: String,
    pub role: Role,
    pub invited_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// The name of the account that it made.
    pub used_by: Option<Name>,
    pub withdrawn_at: Option<Timestamp>,
}

/// What has become of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvitationState {
    Open,
    Used,
    Withdrawn,
    Expired,
}

impl Invitation {
    #[must_use]
    pub fn state(&self, now: Timestamp) -> InvitationState {
        if self.used_at.is_some() {
            InvitationState::Used
        } else if self.withdrawn_at.is_some() {
            InvitationState::Withdrawn
        } else if self.expires_at <= now {
            InvitationState::Expired
        } else {
            InvitationState::Open
        }
    }
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub tier: String,
    pub role: Role,
    pub invited_by: UserId,
    pub lifetime_s: u32,
}

/// Makes the link of the first run and withdraws earlier ones; `None` once somebody has an account.
///
/// # Errors
/// Whatever the database refuses.
pub fn new_setup_link(tx: &Tx, tier: &str, lifetime_s: u32, ambient: &Ambient) -> Result<Option<String>> {
    if user::exist(tx)? {
        return Ok(None);
    }
    store::invitation::withdraw_setup(tx, ambient.now())?;
    let (_, secret) = make(tx, InvitationKind::Setup, tier, Role::Admin, None, lifetime_s, ambient)?;
    Ok(Some(secret))
}

/// Makes an invitation. The text is the secret of its link, which is shown this once.
///
/// # Errors
/// Whatever the database refuses.
pub fn invite(tx: &Tx, new: &NewInvitation, ambient: &Ambient) -> Result<(Invitation, String)> {
    let by = Some(new.invited_by);
    make(tx, InvitationKind::Invitation, &new.tier, new.role, by, new.lifetime_s, ambient)
}

/// The link that `secret` belongs to, while it is good.
///
/// # Errors
/// [`Error::LinkGone`] for one that was never made, was used or withdrawn, or has expired.
pub fn open_link(tx: &Tx, kind: InvitationKind, secret: &str, now: Timestamp) -> Result<Invitation> {
    let hash = secret::hash(secret).ok_or(Error::LinkGone)?;
    let found = store::invitation::find_by_hash(tx, kind, &hash)?;
    let invitation = found.filter(|link| link.state(now) == InvitationState::Open).ok_or(Error::LinkGone)?;
    if kind == InvitationKind::Setup && user::exist(tx)? {
        return Err(Error::LinkGone);
    }
    Ok(invitation)
}

/// Makes the account that the link promises, and uses the link up.
///
/// # Errors
/// [`Error::LinkGone`]; [`Error::NameTaken`], which leaves the link good.
pub fn accept(
    tx: &Tx,
    kind: InvitationKind,
    secret: &str,
    name: Name,
    password: PasswordHash,
    ambient: &Ambient,
) -> Result<User> {
    let now = ambient.now();
    let link = open_link(tx, kind, secret, now)?;
    let new = NewUser { id: ambient.id(), name, password, role: link.role, tier: link.tier };
    let user = user::create(tx, new, now)?;
    store::invitation::mark_used(tx, link.id, user.id, now)?;
    Ok(user)
}

/// Makes an open invitation worthless. Withdrawing twice changes nothing.
///
/// # Errors
/// [`Error::NoSuchInvitation`]; [`Error::LinkGone`] when it was used already.
pub fn withdraw(tx: &Tx, id: InvitationId, now: Timestamp) -> Result<()> {
    let invitation = store::invitation::find(tx, id)?.ok_or(Error::NoSuchInvitation)?;
    match invitation.state(now) {
        InvitationState::Used => Err(Error::LinkGone),
        InvitationState::Withdrawn => Ok(()),
        InvitationState::Open | InvitationState::Expired => Ok(store::invitation::withdraw(tx, id, now)?),
    }
}

/// The invitations that admins made, the newest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_invitations(tx: &Tx) -> Result<Vec<Invitation>> {
    Ok(store::invitation::list(tx, LIST_MAX)?)
}

fn make(
    tx: &Tx,
    kind: InvitationKind,
    tier: &str,
    role: Role,
    invited_by: Option<UserId>,
    lifetime_s: u32,
    ambient: &Ambient,
) -> Result<(Invitation, String)> {
    let now = ambient.now();
    let secret = ambient.secret();
    let hash = secret::hash(&secret).ok_or(Error::LinkGone)?;
    let invitation = Invitation {
        id: ambient.id(),
        kind,
        tier: tier.to_owned(),
        role,
        invited_by,
        created_at: now,
        expires_at: now.plus_ms(i64::from(lifetime_s) * 1_000),
        used_at: None,
        used_by: None,
        withdrawn_at: None,
    };
    store::invitation::insert(tx, &invitation, &hash)?;
    Ok((invitation, secret))
}
