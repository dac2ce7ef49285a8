//! `create_app`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Result, Scene, Tool, ToolDone, open_app, refused};
use crate::{
    app::{
        self, App, Package, catalogue, grant, guide,
        registry::{self, NewApp, Origin},
    },
    kit::Line,
};

/// Who has made an app whose package names nobody.
const NOBODY: &str = "you";

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateApp {
    /// The whole package. Without it the answer is how a package is written.
    package: Option<Map<String, Value>>,
}

impl Tool for CreateApp {
    const NAME: &'static str = "create_app";
    const DESCRIPTION: &'static str = "Makes a small app of the user's own (a program with buttons, fields and a memory) out \
                                       of a package, or the next version of one that was made with the same id, and \
                                       opens it. Call it without a package first: it answers how one is written. Then \
                                       the package is checked and its tests are run; what is wrong is answered: mend it \
                                       and call again, at most twice. Never use it when a card is enough.";
    const IS_OF_APPS: bool = true;

    /// The first package, and two that mend it: a model that has not got it right then won't.
    const TRIES_MAX: Option<usize> = Some(3);

    /// Compiling and the package's own tests take up to seconds.
    fn rehearse(&self) -> Result<()> {
        let Some(text) = self.text() else { return Ok(()) };
        guide::fault(&text).map_or(Ok(()), refused)
    }

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let Some(text) = self.text() else { return Ok(told_how()) };
        let mut package = app::kept(&text)?;
        let earlier = registry::by_package(scene.tx, &package.id)?;
        package.author = author(&package, earlier.as_ref())?;
        let (id, text) = (scene.context.ambient.id(), package.to_text());
        // What it asks for is for its user to allow, on the app's page.
        let consent = BTreeSet::new();
        let new = NewApp { id, package: &package, text: &text, origin: Origin::Own, consent: Some(&consent) };
        let saved = registry::save(scene.tx, new, scene.context.now)?;

        let mut done = open_app::opened(scene, saved.id, &package)?;
        let asked = grant::asked(&package);
        if !asked.is_empty() {
            done.output["not_allowed_yet"] = json!(asked);
            done.output["note"] = json!(format!("the user can allow these at /apps/{}", saved.id));
        }
        done.output["version"] = json!(saved.version);
        done.detail = format!("made the app {}", super::shown::quoted(&package.name));
        Ok(done)
    }
}

impl CreateApp {
    fn text(&self) -> Option<String> {
        self.package.clone().map(|package| Value::Object(package).to_string())
    }
}

/// How a package is written. It is long, and few turns make an app: the others need not carry it.
fn told_how() -> ToolDone {
    let output = json!({ "how_to_write_a_package": guide::short() });
    ToolDone { changes: Vec::new(), output, detail: "looked up how apps are written".to_owned() }
}

/// Who the app is by. Nobody's app but the user's own gets another version like this.
fn author(package: &Package, earlier: Option<&App>) -> Result<Line<60>> {
    let id = &package.id;
    if catalogue::shipped_as(id).is_some() {
        return refused(format!("the id {id} belongs to an app of the catalogue: choose another one"));
    }
    let claimed = || Some(package.author.clone()).filter(|author| author.as_str() != catalogue::SYSTEM);
    match earlier {
        Some(app) if app.origin != Origin::Own => {
            refused(format!("the id {id} belongs to an app that the user has from elsewhere: choose another one"))
        }
        Some(app) => Line::new(&app.author).or_else(|_| refused("the app has no author")),
        None => match claimed().map_or_else(|| Line::new(NOBODY), Ok) {
            Ok(author) => Ok(author),
            Err(bad) => refused(format!("the author {bad}")),
        },
    }
}
