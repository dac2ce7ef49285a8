//! What pages and programs do with apps alike: each reads what it needs from the server's own file, and does the rest in
//! one transaction of the user's.

use std::collections::BTreeSet;

use tokio::sync::oneshot;

use crate::{
    activity::By,
    app::{
        self, App, AppId, Launched, Package, PackageId, Permission,
        catalogue::{self, Offer},
        instance, launch,
        registry::{self, Data, NewApp, Origin},
    },
    db::Tx,
    desk::{Context, Done},
    sprite,
    stack::StackId,
    web::{
        error::{Error, Result},
        extract::Desk,
        state::State,
    },
};

/// An app as an address names it: by its own id, or by that of its package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::web) enum Named {
    App(AppId),
    Package(PackageId),
}

impl Named {
    /// What `text` names. Nothing else than the two kinds of ids names anything.
    pub(in crate::web) fn new(text: &str) -> Result<Self> {
        let by_package = || PackageId::new(text).map(Self::Package);
        text.parse().ok().map(Self::App).or_else(by_package).ok_or_else(Error::not_found)
    }

    fn find(&self, tx: &Tx) -> std::result::Result<App, app::Error> {
        match self {
            Self::App(id) => registry::find(tx, *id),
            Self::Package(package) => registry::by_package(tx, package)?.ok_or(app::Error::NotFound),
        }
    }
}

/// A package that somebody sends.
pub(in crate::web) struct Sent {
    pub text: String,
    pub origin: Origin,
    /// Another id than the package's own.
    pub id: Option<PackageId>,
    pub consent: Option<BTreeSet<Permission>>,
}

/// Does a verb of the apps and waits until it is durable; what it does to the desk is told to all tabs.
pub(in crate::web) async fn change<T: Send + 'static>(
    desk: &Desk,
    verb: impl FnOnce(&Tx, &Context<'_>) -> std::result::Result<(T, Done), app::Error> + Send + 'static,
) -> Result<T> {
    let (sender, receiver) = oneshot::channel();
    let verb = move |tx: &Tx, context: &Context<'_>| {
        let (answer, done) = verb(tx, context)?;
        _ = sender.send(answer);
        Ok(done)
    };
    desk.sprite.write(By::User, verb).await?;
    receiver.await.map_err(|_| sprite::Error::Internal.into())
}

/// The same for a verb that does nothing to the desk, but to apps, which those that run are told.
pub(in crate::web) async fn quietly<T: Send + 'static>(
    desk: &Desk,
    verb: impl FnOnce(&Tx, &Context<'_>) -> std::result::Result<T, app::Error> + Send + 'static,
) -> Result<T> {
    let answer = change(desk, move |tx, context| Ok((verb(tx, context)?, Done::default()))).await?;
    desk.apps.changed_all(&desk.sprite);
    Ok(answer)
}

/// Reads what the user's apps are.
pub(in crate::web) async fn look<T: Send + 'static>(
    desk: &Desk,
    verb: impl FnOnce(&Tx) -> std::result::Result<T, app::Error> + Send + 'static,
) -> Result<T> {
    Ok(desk.sprite.look(move |tx| Ok(verb(tx)?)).await?)
}

/// The app.
pub(in crate::web) async fn find(desk: &Desk, named: Named) -> Result<App> {
    look(desk, move |tx| named.find(tx)).await
}

/// Installs a package, or makes it the next version of the app that the user has.
pub(in crate::web) async fn save(desk: &Desk, sent: Sent) -> Result<App> {
    // Reading half a megabyte is no work for a thread that serves others.
    let read = actix_web::web::block(move || read(sent)).await.map_err(Error::internal)?;
    let (sent, package) = read?;
    quietly(desk, move |tx, context| {
        let consent = sent.consent.as_ref();
        let new =
            NewApp { id: context.ambient.id(), package: &package, text: &sent.text, origin: sent.origin, consent };
        registry::save(tx, new, context.now)
    })
    .await
}

fn read(mut sent: Sent) -> std::result::Result<(Sent, Package), app::Error> {
    let mut package = app::receive(&sent.text)?;
    if let Some(id) = sent.id.take().filter(|id| *id != package.id) {
        package.id = id;
        sent.text = package.to_text();
    }
    Ok((sent, package))
}

/// What the catalogue offers under this id.
pub(in crate::web) async fn offer(state: &State, package: PackageId) -> Result<Offer> {
    Ok(state.platform.read(move |tx| catalogue::offer(tx, &package)).await?)
}

/// Installs what the catalogue offers.
pub(in crate::web) async fn install(
    desk: &Desk,
    state: &State,
    package: PackageId,
    consent: Option<BTreeSet<Permission>>,
) -> Result<App> {
    let Offer { text, .. } = offer(state, package).await?;
    save(desk, Sent { text, origin: Origin::Catalogue, id: None, consent }).await
}

/// Brings the app to the version that the catalogue offers.
pub(in crate::web) async fn update(
    desk: &Desk,
    state: &State,
    app: &App,
    consent: Option<BTreeSet<Permission>>,
) -> Result<App> {
    match newer(state, app).await? {
        Some(offer) => save(desk, Sent { text: offer.text, origin: Origin::Catalogue, id: None, consent }).await,
        None => Err(app::Error::NotNewer.into()),
    }
}

/// What the catalogue offers beyond the version that runs.
pub(in crate::web) async fn newer(state: &State, app: &App) -> Result<Option<Offer>> {
    if app.origin != Origin::Catalogue {
        return Ok(None);
    }
    let package = app.package.clone();
    let offer = match state.platform.read(move |tx| catalogue::offer(tx, &package)).await {
        Ok(offer) => offer,
        Err(app::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let is_newer = offer.package.version > app.version && offer.package.author.as_str() == app.author;
    Ok(is_newer.then_some(offer))
}

/// Opens the app on the stack, or on the active one. One that may update itself does so first, unless the newer version
/// asks for more than this one was asked about.
pub(in crate::web) async fn open(desk: &Desk, state: &State, named: Named, stack: Option<StackId>) -> Result<Launched> {
    let app = find(desk, named).await?;
    if app.has_auto_update && !app.is_archived() && newer(state, &app).await?.is_some() {
        match update(desk, state, &app, None).await {
            Ok(_) => {}
            // It waits for its user, and opens as it is.
            Err(error) if matches!(error.code, "app_consent_needed" | "app_not_newer") => {}
            Err(error) => return Err(error),
        }
    }
    change(desk, move |tx, context| {
        let package = app::kept(&app::current(tx, app.id)?)?;
        let launched = launch(tx, app.id, &package, stack, context)?;
        let done = launched.done.clone();
        Ok((launched, done))
    })
    .await
}

/// Runs another of the versions that are kept.
pub(in crate::web) async fn roll_back(desk: &Desk, named: Named, number: u32, data: Data) -> Result<App> {
    quietly(desk, move |tx, context| {
        let app = named.find(tx)?;
        let package = app::kept(&registry::version_text(tx, app.id, number)?)?;
        registry::roll_back(tx, app.id, number, &package, data, context.now)
    })
    .await
}

/// Archives the app, with what it keeps or without.
pub(in crate::web) async fn archive(desk: &Desk, named: Named, data: Data) -> Result<App> {
    quietly(desk, move |tx, context| {
        let app = named.find(tx)?;
        registry::archive(tx, app.id, data, context.now)
    })
    .await
}

/// Everything that an app keeps, for its user to see.
pub(in crate::web) struct Everything {
    pub bytes: usize,
    pub shared: app::state::State,
    pub windows: Vec<(app::InstanceId, app::state::State)>,
}

/// Reads everything that the app keeps.
pub(in crate::web) async fn data(desk: &Desk, named: Named) -> Result<Everything> {
    look(desk, move |tx| {
        let app = named.find(tx)?;
        let windows = instance::list(tx, app.id)?.into_iter().map(|window| {
            let state = app::state::load(tx, app.id, Some(window.id))?;
            Ok((window.id, state))
        });
        let windows = windows.collect::<std::result::Result<Vec<_>, app::Error>>()?;
        let (bytes, shared) = (app::state::bytes(tx, app.id)?, app::state::load(tx, app.id, None)?);
        Ok(Everything { bytes, shared, windows })
    })
    .await
}

/// Forgets everything that the app keeps.
pub(in crate::web) async fn erase(desk: &Desk, named: Named) -> Result<()> {
    quietly(desk, move |tx, context| {
        let app = named.find(tx)?;
        app::state::erase(tx, app.id)?;
        Ok(app::audit::note(tx, app.id, app::audit::What::DataErased, "", context.now)?)
    })
    .await
}
