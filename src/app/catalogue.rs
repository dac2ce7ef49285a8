//! The catalogue: the apps that this server offers for installing, what its users say of them, and what they add.
//!
//! Some are shipped with the server. Others a user has offered, and an admin has looked at. This part owns
//! `catalogue_submissions` and `catalogue_ratings` in the server's own file; nothing here knows who has installed what.

mod rating;
mod submission;

use std::{collections::BTreeMap, sync::LazyLock};

use include_dir::{Dir, include_dir};

use super::{Error, Package, PackageId, receive, store::catalogue as table};
use crate::{account::UserId, db::Tx};

pub use rating::{REVIEW_CHARS_MAX, Rating, Review, Stars, rate, reviews};
pub use submission::{
    Decision, PENDING_MAX, REASON_CHARS_MAX, Standing, Submission, SubmissionId, SubmissionKind, decide, find, of_user,
    pending, submit, text,
};

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/app/catalogue");

/// The author of the apps that come with the server, whom nobody else may claim to be.
pub const SYSTEM: &str = "system";
/// The ending of a package's file.
const ENDING: &str = "aiapp";

/// An app that comes with the server.
#[derive(Debug)]
pub struct Shipped {
    pub package: Package,
    pub text: &'static str,
}

/// An app that is offered, with what is said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    pub package: Package,
    pub text: String,
    /// Who has offered it; nobody for what comes with the server.
    pub by: Option<UserId>,
    pub rating: Rating,
}

/// What comes with the server, by id; and the files that are no packages, with the reason, which a test refuses and the
/// log tells.
type Embedded = (BTreeMap<PackageId, Shipped>, Vec<(String, String)>);

static EMBEDDED: LazyLock<Embedded> = LazyLock::new(|| {
    let (mut good, mut bad) = (BTreeMap::new(), Vec::new());
    for file in FOLDER.files().filter(|file| file.path().extension().is_some_and(|ending| ending == ENDING)) {
        let name = file.path().display().to_string();
        match file.contents_utf8().map(|text| (text, receive(text))) {
            Some((text, Ok(package))) => _ = good.insert(package.id.clone(), Shipped { package, text }),
            Some((_, Err(error))) => bad.push((name, error.to_string())),
            None => bad.push((name, "not text".to_owned())),
        }
    }
    (good, bad)
});

/// The apps that come with the server.
pub fn shipped() -> impl Iterator<Item = &'static Shipped> {
    EMBEDDED.0.values()
}

/// The shipped app with this id.
#[must_use]
pub fn shipped_as(id: &PackageId) -> Option<&'static Shipped> {
    EMBEDDED.0.get(id)
}

/// Shipped files that can't be read, with the reason.
pub fn unreadable() -> impl Iterator<Item = &'static (String, String)> {
    EMBEDDED.1.iter()
}

/// Everything that is offered, by name.
///
/// # Errors
/// Whatever the database refuses.
pub fn offers(tx: &Tx) -> Result<Vec<Offer>, Error> {
    let ratings = table::ratings(tx)?;
    let mut offers: BTreeMap<PackageId, Offer> = BTreeMap::new();
    for shipped in shipped() {
        offers.insert(shipped.package.id.clone(), shipped.offer());
    }
    // What comes with the server is never replaced.
    offers.extend(added(tx)?.into_iter().map(|offer| (offer.package.id.clone(), offer)));
    for (package, rating) in ratings {
        if let Some(offer) = offers.get_mut(&package) {
            offer.rating = rating;
        }
    }
    let mut offers: Vec<Offer> = offers.into_values().collect();
    offers.sort_by_key(|offer| (offer.package.name.to_lowercase(), offer.package.id.clone()));
    Ok(offers)
}

/// What admins have added to what comes with the server.
///
/// # Errors
/// Whatever the database refuses.
pub fn added(tx: &Tx) -> Result<Vec<Offer>, Error> {
    let mut added = submission::approved(tx)?;
    added.retain(|offer| shipped_as(&offer.package.id).is_none());
    Ok(added)
}

/// What is offered under this id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn offer(tx: &Tx, id: &PackageId) -> Result<Offer, Error> {
    let offer = match shipped_as(id) {
        Some(shipped) => shipped.offer(),
        None => submission::approved_as(tx, id)?.ok_or(Error::NotFound)?,
    };
    let rating = table::rating(tx, id)?;
    Ok(Offer { rating, ..offer })
}

impl Shipped {
    fn offer(&self) -> Offer {
        let (package, text) = (self.package.clone(), self.text.to_owned());
        Offer { package, text, by: None, rating: Rating::default() }
    }
}
