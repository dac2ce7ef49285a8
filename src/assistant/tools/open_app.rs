//! `open_app`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    app::{
        self, App, AppId, Launched, Package, catalogue, grant,
        registry::{self, NewApp, Origin},
    },
    db::Tx,
};

/// Apps that are named to a model that has asked for one that is not there.
const NAMED_MAX: usize = 40;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenApp {
    /// The name of the app, or the id of its package.
    app: String,
}

impl Tool for OpenApp {
    const NAME: &'static str = "open_app";
    const DESCRIPTION: &'static str = "Opens an app (such as a calendar, a timer or a game) as a card on the stack that \
                                       the user is looking at. An app of the catalogue that asks for nothing is \
                                       installed first.";
    const IS_OF_APPS: bool = true;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let app = match installed(scene.tx, &self.app)? {
            Some(app) => app,
            None => install(scene, &self.app)?,
        };
        let package = app::kept(&app::current(scene.tx, app.id)?)?;
        opened(scene, app.id, &package)
    }
}

/// Opens an app that is installed, and says so.
pub(super) fn opened(scene: &Scene<'_>, app: AppId, package: &Package) -> Result<ToolDone> {
    let Launched { card, stack, is_new, done, .. } = app::launch(scene.tx, app, package, scene.stack, scene.context)?;
    let output = json!({
        "app": package.name, "id": package.id, "card_id": card, "stack_id": stack, "was_open": !is_new,
    });
    let detail = format!("opened {}", shown::quoted(&package.name));
    Ok(ToolDone { changes: done.changes, output, detail })
}

/// The app that the user has under this name.
fn installed(tx: &Tx, wanted: &str) -> Result<Option<App>> {
    let mut apps = registry::list(tx)?;
    let found = place(apps.iter().map(|app| (app.name.as_str(), app.package.as_str())), wanted);
    Ok(found.map(|at| apps.swap_remove(at)))
}

/// Installs what the catalogue offers under this name, when it asks its user for nothing.
fn install(scene: &Scene<'_>, wanted: &str) -> Result<App> {
    let offered: Vec<_> = offered(scene).collect();
    let names = offered.iter().map(|(package, _)| (package.name.as_str(), package.id.as_str()));
    let Some(at) = place(names, wanted) else { return unknown(scene, wanted) };
    let (package, text) = offered[at];
    if !grant::asked(package).is_empty() {
        let (name, id) = (&package.name, &package.id);
        return refused(format!(
            "{name} asks for permissions that only its user can give: tell them to install it at /apps/catalogue/{id}"
        ));
    }
    let id = scene.context.ambient.id();
    let new = NewApp { id, package, text, origin: Origin::Catalogue, consent: None };
    Ok(registry::save(scene.tx, new, scene.context.now)?)
}

/// What can be installed: what comes with the server, and what admins have added.
fn offered<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (&'a Package, &'a str)> {
    let added = scene.offers.iter().map(|offer| (&offer.package, offer.text.as_str()));
    catalogue::shipped().map(|shipped| (&shipped.package, shipped.text)).chain(added)
}

/// Which of these names and ids is meant: the same one, or the only one that has all the words.
fn place<'a>(apps: impl Iterator<Item = (&'a str, &'a str)>, wanted: &str) -> Option<usize> {
    let wanted = folded(wanted);
    let apps: Vec<(String, String)> = apps.map(|(name, id)| (folded(name), folded(id))).collect();
    let is_same = |(name, id): &(String, String)| *name == wanted || *id == wanted;
    let has_all = |(name, id): &(String, String)| {
        let all = |text: &str| wanted.split(' ').all(|word| text.split(' ').any(|other| other == word));
        !wanted.is_empty() && (all(name) || all(id))
    };
    let mut some = apps.iter().enumerate().filter(|(_, app)| has_all(app)).map(|(at, _)| at);
    let only = some.next().filter(|_| some.next().is_none());
    apps.iter().position(is_same).or(only)
}

fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn unknown(scene: &Scene<'_>, wanted: &str) -> Result<App> {
    let mut names: Vec<String> = registry::list(scene.tx)?.into_iter().map(|app| app.name).collect();
    names.extend(offered(scene).map(|(package, _)| package.name.to_string()));
    names.sort();
    names.dedup();
    names.truncate(NAMED_MAX);
    let wanted: String = wanted.chars().take(60).collect();
    refused(format!("there is no app {}: there are {}", shown::quoted(&wanted), names.join(", ")))
}
