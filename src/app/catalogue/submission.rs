//! What users offer to everybody on the server. Nothing is offered before an admin has said yes.

use super::{
    super::{kept, receive, store::catalogue as table},
    Error, Offer, Package, PackageId, Rating, shipped_as,
};
use crate::{
    account::UserId,
    db::{self, Tx},
    kit::{Ambient, Id, Kind, Timestamp},
};

/// What one user may have waiting: an admin reads each.
pub const PENDING_MAX: usize = 20;
/// Characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// Submissions that are listed, the last first.
const LISTED_MAX: u32 = 100;

/// Names something that a user offers.
pub enum SubmissionKind {}

impl Kind for SubmissionKind {
    const NOUN: &'static str = "submission";
}

pub type SubmissionId = Id<SubmissionKind>;

/// Where a submission stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    Pending,
    Approved,
    Rejected,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    pub(in crate::app) fn from_word(word: &str) -> Option<Self> {
        [Self::Pending, Self::Approved, Self::Rejected].into_iter().find(|standing| standing.as_str() == word)
    }
}

/// A version of an app that a user offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Submission {
    pub id: SubmissionId,
    pub package: PackageId,
    pub version: super::super::Version,
    pub user: UserId,
    pub submitted_at: Timestamp,
    pub standing: Standing,
    /// Why an admin said no.
    pub reason: Option<String>,
}

/// What an admin says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    Approve,
    Reject { reason: String },
}

/// Offers a package to everybody, once an admin has looked at it. The same version waits once.
///
/// # Errors
/// What is wrong with the package; [`Error::Taken`] for an id that comes with the server or that another user's app has;
/// [`Error::NotNewer`]; [`Error::TooManySubmissions`].
pub fn submit(tx: &Tx, user: UserId, text: &str, ambient: &Ambient) -> Result<Submission, Error> {
    let package = receive(text)?;
    let others = |other: &Submission| other.user != user && other.standing == Standing::Approved;
    let known = table::of_package(tx, &package.id)?;
    if shipped_as(&package.id).is_some() || known.iter().any(others) {
        return Err(Error::Taken(package.id));
    }
    let is_again =
        |one: &&Submission| one.standing == Standing::Pending && one.user == user && one.version == package.version;
    if let Some(waiting) = known.iter().find(is_again) {
        table::set_package(tx, waiting.id, text)?;
        return find(tx, waiting.id);
    }
    if known.iter().any(|one| one.standing == Standing::Approved && one.version >= package.version) {
        return Err(Error::NotNewer);
    }
    if table::count_pending(tx, user)? >= PENDING_MAX {
        return Err(Error::TooManySubmissions);
    }
    let (id, submitted_at) = (ambient.id(), ambient.now());
    let (version, standing) = (package.version, Standing::Pending);
    let new = Submission { id, package: package.id, version, user, submitted_at, standing, reason: None };
    table::insert(tx, &new, text)?;
    Ok(new)
}

/// What waits for an admin, the first first.
///
/// # Errors
/// Whatever the database refuses.
pub fn pending(tx: &Tx) -> db::Result<Vec<Submission>> {
    table::pending(tx, LISTED_MAX)
}

/// What the user has offered, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn of_user(tx: &Tx, user: UserId) -> db::Result<Vec<Submission>> {
    table::of_user(tx, user, LISTED_MAX)
}

/// The submission.
///
/// # Errors
/// [`Error::NoSuchSubmission`].
pub fn find(tx: &Tx, id: SubmissionId) -> Result<Submission, Error> {
    table::find(tx, id)?.ok_or(Error::NoSuchSubmission)
}

/// The text of the package that is offered.
///
/// # Errors
/// [`Error::NoSuchSubmission`].
pub fn text(tx: &Tx, id: SubmissionId) -> Result<String, Error> {
    table::package(tx, id)?.ok_or(Error::NoSuchSubmission)
}

/// Says yes or no to what waits. What is decided stays decided.
///
/// # Errors
/// [`Error::NoSuchSubmission`], [`Error::Decided`]; [`Error::Taken`] when another user's app has got the id meanwhile;
/// [`Error::ReviewTooLong`].
pub fn decide(tx: &Tx, id: SubmissionId, decision: &Decision, now: Timestamp) -> Result<Submission, Error> {
    let submission = find(tx, id)?;
    if submission.standing != Standing::Pending {
        return Err(Error::Decided);
    }
    match decision {
        Decision::Approve => {
            let known = table::of_package(tx, &submission.package)?;
            if known.iter().any(|one| one.standing == Standing::Approved && one.user != submission.user) {
                return Err(Error::Taken(submission.package));
            }
            table::decide(tx, id, Standing::Approved, None, now)?;
        }
        Decision::Reject { reason } => {
            let reason = reason.trim();
            if reason.chars().count() > REASON_CHARS_MAX {
                return Err(Error::ReviewTooLong);
            }
            table::decide(tx, id, Standing::Rejected, Some(reason), now)?;
        }
    }
    find(tx, id)
}

/// What admins have said yes to, the greatest version of each.
pub(super) fn approved(tx: &Tx) -> Result<Vec<Offer>, Error> {
    let mut newest: Vec<Submission> = Vec::new();
    for one in table::approved(tx)? {
        match newest.iter_mut().find(|other| other.package == one.package) {
            Some(other) if other.version < one.version => *other = one,
            Some(_) => {}
            None => newest.push(one),
        }
    }
    newest.iter().map(|one| offer_of(tx, one)).collect()
}

pub(super) fn approved_as(tx: &Tx, id: &PackageId) -> Result<Option<Offer>, Error> {
    let known = table::of_package(tx, id)?;
    let newest = known.iter().filter(|one| one.standing == Standing::Approved).max_by_key(|one| one.version);
    newest.map(|one| offer_of(tx, one)).transpose()
}

fn offer_of(tx: &Tx, submission: &Submission) -> Result<Offer, Error> {
    let text = text(tx, submission.id)?;
    let package: Package = kept(&text)?;
    Ok(Offer { package, text, by: Some(submission.user), rating: Rating::default() })
}
