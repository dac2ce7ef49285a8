//! What users of this server think of an app: from one to five stars and a few words, one of each a user and app.

use super::{super::store::catalogue as table, Error, PackageId, offer};
use crate::{
    account::UserId,
    db::{self, Tx},
    kit::Timestamp,
};

/// Characters of a review: a paragraph.
pub const REVIEW_CHARS_MAX: usize = 1_000;
/// Reviews that are listed, the last first.
const LISTED_MAX: u32 = 100;

/// From one to five.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stars(u8);

impl Stars {
    #[must_use]
    pub fn new(count: u8) -> Option<Self> {
        (1..=5).contains(&count).then_some(Self(count))
    }

    #[must_use]
    pub const fn count(self) -> u8 {
        self.0
    }
}

/// What all of them think together.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rating {
    /// The mean; 0 when nobody has said anything.
    pub stars: f64,
    pub count: u32,
}

/// What one user thinks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    pub user: UserId,
    pub stars: Stars,
    pub text: String,
    pub at: Timestamp,
}

/// Keeps what the user thinks of an app that is offered, in the place of what they thought before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::ReviewTooLong`].
pub fn rate(tx: &Tx, user: UserId, package: &PackageId, stars: Stars, text: &str, now: Timestamp) -> Result<(), Error> {
    let text = text.trim();
    if text.chars().count() > REVIEW_CHARS_MAX {
        return Err(Error::ReviewTooLong);
    }
    offer(tx, package)?;
    Ok(table::put_review(tx, package, &Review { user, stars, text: text.to_owned(), at: now })?)
}

/// What users think of the app, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn reviews(tx: &Tx, package: &PackageId) -> db::Result<Vec<Review>> {
    table::reviews(tx, package, LISTED_MAX)
}
