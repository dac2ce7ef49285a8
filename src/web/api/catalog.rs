//! `/api/catalog`: what this server offers, what its users say of it, and what they add.

use actix_web::{
    HttpResponse,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    super::{
        apps::verbs,
        error::{Error, Result},
        extract::{AdminUser, Desk, Json, PathId},
        state::State,
    },
    apps::{AppView, Consent, Filter},
};
use crate::{
    account::{self, SignedIn},
    app::{
        self, Category, Package, PackageId, Permission, Version,
        catalogue::{self, Decision, Offer, Review, Standing, Stars, Submission, SubmissionId, SubmissionKind},
        grant,
    },
    db::Tx,
    kit::Timestamp,
};

/// The order of what is offered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    #[default]
    Name,
    /// The best rated first.
    Rating,
}

/// What a user thinks of an app.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    #[schemars(range(min = 1, max = 5))]
    stars: u8,
    #[serde(default)]
    review: String,
}

/// An app to be offered to everybody: one that is installed, or a package.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    app_id: Option<app::AppId>,
    #[schemars(with = "Option<app::Package>")]
    package: Option<Box<RawValue>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    reason: String,
}

/// An app of the catalogue in a list.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct OfferView {
    package_id: PackageId,
    name: String,
    icon: String,
    category: Category,
    author: String,
    description: String,
    tags: Vec<String>,
    version: Version,
    /// What it asks its user for.
    permissions: Vec<Permission>,
    /// The mean; 0 when nobody has said anything.
    stars: f64,
    ratings: u32,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Offers {
    apps: Vec<OfferView>,
}

/// An app of the catalogue with what its users say, and its package.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct OfferPage {
    #[serde(flatten)]
    offer: OfferView,
    reviews: Vec<ReviewView>,
    package: Package,
}

#[derive(Serialize, schemars::JsonSchema)]
struct ReviewView {
    user: String,
    stars: u8,
    review: String,
    at: Timestamp,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct SubmissionView {
    submission_id: SubmissionId,
    package_id: PackageId,
    version: Version,
    status: Standing,
    submitted_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Submissions {
    submissions: Vec<SubmissionView>,
}

/// Lists what is offered.
///
/// # Errors
/// Whatever the database refuses.
pub async fn list(state: Data<State>, _: SignedIn, Query(filter): Query<Filter<Sort>>) -> Result<HttpResponse> {
    let mut offers = state.platform.read(catalogue::offers).await?;
    offers.retain(|offer| wanted(&filter, &offer.package));
    if filter.sort == Sort::Rating {
        offers.sort_by(|one, other| other.rating.stars.total_cmp(&one.rating.stars));
    }
    Ok(HttpResponse::Ok().json(Offers { apps: offers.iter().map(OfferView::from).collect() }))
}

/// Shows an app that is offered.
///
/// # Errors
/// 404.
pub async fn show(state: Data<State>, _: SignedIn, id: Path<String>) -> Result<HttpResponse> {
    let package = named(&id)?;
    let read = move |tx: &Tx| -> std::result::Result<_, app::Error> {
        let (offer, reviews) = (catalogue::offer(tx, &package)?, catalogue::reviews(tx, &package)?);
        Ok((offer, reviews.into_iter().map(|review| with_name(tx, review)).collect::<Vec<_>>()))
    };
    let (offer, reviews) = state.platform.read(read).await?;
    let view = OfferView::from(&offer);
    Ok(HttpResponse::Ok().json(OfferPage { offer: view, reviews, package: offer.package }))
}

/// Installs an app that is offered.
///
/// # Errors
/// 404; 409 when it asks for what the user has not been asked about, or when somebody else's app has the id.
pub async fn install(
    desk: Desk,
    state: Data<State>,
    id: Path<String>,
    Json(consent): Json<Consent>,
) -> Result<HttpResponse> {
    let app = verbs::install(&desk, &state, named(&id)?, consent.permissions).await?;
    Ok(HttpResponse::Created().json(AppView::from(&app)))
}

/// Keeps what the user thinks of an app.
///
/// # Errors
/// 404; 400 for anything else than one to five stars, and for a long review.
pub async fn rate(
    state: Data<State>,
    user: SignedIn,
    id: Path<String>,
    Json(rate): Json<Rate>,
) -> Result<HttpResponse> {
    let stars = Stars::new(rate.stars).ok_or_else(|| Error::invalid("stars", "must be a number from 1 to 5"))?;
    let (package, now) = (named(&id)?, state.ambient.now());
    let (shown, user) = (package.clone(), user.user_id);
    state.platform.write(move |tx| catalogue::rate(tx, user, &package, stars, &rate.review, now)).await?;
    let offer = verbs::offer(&state, shown).await?;
    Ok(HttpResponse::Ok().json(OfferView::from(&offer)))
}

/// Offers an app to everybody, once an admin has looked at it.
///
/// # Errors
/// What is wrong with the package; 409 when its id belongs to another app.
pub async fn submit(desk: Desk, state: Data<State>, user: SignedIn, Json(new): Json<Submit>) -> Result<HttpResponse> {
    let text = match (new.package, new.app_id) {
        (Some(package), None) => package.get().to_owned(),
        (None, Some(app)) => verbs::look(&desk, move |tx| app::current(tx, app)).await?,
        _ => return Err(Error::invalid("package", "send either a package or an app_id")),
    };
    let (ambient, user) = (state.ambient.clone(), user.user_id);
    let submission = state.platform.write(move |tx| catalogue::submit(tx, user, &text, &ambient)).await?;
    Ok(HttpResponse::Created().json(SubmissionView::from(submission)))
}

/// Lists what the user has offered; for an admin, what waits.
///
/// # Errors
/// Whatever the database refuses.
pub async fn submissions(state: Data<State>, user: SignedIn) -> Result<HttpResponse> {
    let list = move |tx: &Tx| match user.role {
        account::Role::Admin => catalogue::pending(tx),
        account::Role::User => catalogue::of_user(tx, user.user_id),
    };
    let submissions = state.platform.read(list).await?;
    let submissions = submissions.into_iter().map(SubmissionView::from).collect();
    Ok(HttpResponse::Ok().json(Submissions { submissions }))
}

/// Puts what waits into the catalogue. For admins.
///
/// # Errors
/// 404; 409 when it was decided already.
pub async fn approve(state: Data<State>, _: AdminUser, id: PathId<SubmissionKind>) -> Result<HttpResponse> {
    decide(&state, id.0, Decision::Approve).await
}

/// Keeps what waits out of the catalogue. For admins.
///
/// # Errors
/// 404; 409 when it was decided already.
pub async fn reject(
    state: Data<State>,
    _: AdminUser,
    id: PathId<SubmissionKind>,
    Json(no): Json<Reject>,
) -> Result<HttpResponse> {
    decide(&state, id.0, Decision::Reject { reason: no.reason }).await
}

async fn decide(state: &State, id: SubmissionId, decision: Decision) -> Result<HttpResponse> {
    let now = state.ambient.now();
    let decided = state.platform.write(move |tx| catalogue::decide(tx, id, &decision, now)).await?;
    Ok(HttpResponse::Ok().json(SubmissionView::from(decided)))
}

/// An id of a package in an address. What is none names nothing.
pub(in crate::web) fn named(id: &str) -> Result<PackageId> {
    PackageId::new(id).ok_or_else(Error::not_found)
}

fn with_name(tx: &Tx, review: Review) -> ReviewView {
    let user = account::find(tx, review.user).map(|user| user.name.to_string()).unwrap_or_default();
    ReviewView { user, stars: review.stars.count(), review: review.text, at: review.at }
}

fn wanted(filter: &Filter<Sort>, package: &Package) -> bool {
    let tags: Vec<String> = package.tags.iter().map(ToString::to_string).collect();
    let texts = [package.name.as_str(), package.description.as_str(), package.id.as_str()];
    filter.fits(package.category, texts, &tags)
}

impl From<&Offer> for OfferView {
    fn from(offer: &Offer) -> Self {
        let package = &offer.package;
        Self {
            package_id: package.id.clone(),
            name: package.name.to_string(),
            icon: package.icon.to_string(),
            category: package.category,
            author: package.author.to_string(),
            description: package.description.to_string(),
            tags: package.tags.iter().map(ToString::to_string).collect(),
            version: package.version,
            permissions: grant::asked(package),
            stars: offer.rating.stars,
            ratings: offer.rating.count,
        }
    }
}

impl From<Submission> for SubmissionView {
    fn from(submission: Submission) -> Self {
        Self {
            submission_id: submission.id,
            package_id: submission.package,
            version: submission.version,
            status: submission.standing,
            submitted_at: submission.submitted_at,
            reason: submission.reason,
        }
    }
}
