//! The scenes of a branch, and one of them.

use askama::Template;
use serde_json::Value;

use super::{
    super::place::{Tab, encode},
    Head, Notice,
    picture::{Form, Picture},
};
use crate::{
    git::ObjectId,
    kit::problem::Problem,
    scene::{
        self, Entity, Scene,
        property::{CANVAS, Kind, Property},
    },
    web::{page::Page, workspace::scenes::verbs::Found},
};

/// A scene in the list.
pub(in crate::web::workspace) struct Listed {
    pub path: String,
    pub blob: ObjectId,
    /// `None` when it was not read, or is none.
    pub scene: Option<Scene>,
    pub is_broken: bool,
}

/// All of them.
#[derive(Template)]
#[template(path = "workspace/scenes.html")]
pub(in crate::web::workspace) struct ScenesPage {
    page: Page,
    head: Head,
    notice: Option<Notice>,
    scenes: Vec<SceneLine>,
    /// What is typed for the name of a new one.
    name: String,
    /// The path that was deleted, and a commit in which it still is.
    undo: Option<(String, String)>,
}

struct SceneLine {
    name: String,
    path: String,
    href: String,
    code_href: String,
    blob: String,
    about: String,
    picture: Option<Picture>,
    rename_label: String,
    delete_label: String,
    is_broken: bool,
}

/// One of them.
#[derive(Template)]
#[template(path = "workspace/scene.html")]
pub(in crate::web::workspace) struct ScenePage {
    page: Page,
    head: Head,
    name: String,
    list_href: String,
    code_href: String,
    history_href: String,
    api: String,
    raw: String,
    blob: String,
    kinds: String,
    images: Vec<String>,
    things: Vec<Thing>,
    picture: Option<Picture>,
    canvas: Vec<Said>,
    repairs: Option<String>,
    /// Why it can't be shown.
    problems: Vec<Problem>,
}

/// One thing, in words.
struct Thing {
    name: String,
    kind: String,
    depth: usize,
    said: Vec<Said>,
}

struct Said {
    name: String,
    value: String,
}

impl ScenesPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        scenes: &[Listed],
        name: String,
        notice: Option<Notice>,
        undo: Option<(String, ObjectId)>,
    ) -> Self {
        let scenes = scenes.iter().map(|scene| SceneLine::new(&page, &head, scene)).collect();
        let undo = undo.filter(|_| head.can_write).map(|(path, from)| (path, from.to_string()));
        Self { page, head, notice, scenes, name, undo }
    }
}

impl SceneLine {
    fn new(page: &Page, head: &Head, listed: &Listed) -> Self {
        let name = title(&listed.path);
        let about = match &listed.scene {
            Some(scene) => page.say_with("scene-things", &[("count", scene.entities.len().to_string())]),
            None if listed.is_broken => page.say("scene-broken"),
            None => String::new(),
        };
        Self {
            href: head.at(Tab::Scenes, &listed.path),
            code_href: head.at(Tab::Code, &listed.path),
            blob: listed.blob.to_string(),
            about,
            picture: listed.scene.as_ref().map(|scene| Picture::new(head, scene)),
            rename_label: page.say_with("scene-rename-of", &[("name", name.clone())]),
            delete_label: page.say_with("scene-delete-of", &[("name", name.clone())]),
            is_broken: listed.is_broken,
            path: listed.path.clone(),
            name,
        }
    }
}

impl ScenePage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, found: &Found, images: Vec<String>) -> Self {
        let path = head.path.clone();
        let (scene, repairs, problems) = match &found.read {
            Ok(read) => (Some(&read.scene), read.repairs.len(), Vec::new()),
            Err(problems) => (None, 0, problems.clone()),
        };
        let parts: Vec<String> = path.split('/').map(encode).collect();
        Self {
            name: title(&path),
            list_href: head.at(Tab::Scenes, ""),
            code_href: head.at(Tab::Code, &path),
            history_href: head.at(Tab::History, &path),
            api: format!("{}/scenes/{}", head.api(), parts.join("/")),
            raw: head.at(Tab::File, ""),
            blob: found.blob.to_string(),
            kinds: kinds(),
            images,
            picture: scene.map(|scene| Picture::new(&head, scene)),
            things: scene.map(|scene| things(&page, scene)).unwrap_or_default(),
            canvas: scene.map(|scene| said(&page, &scene.canvas, CANVAS)).unwrap_or_default(),
            repairs: (repairs > 0).then(|| page.say_with("scene-repaired", &[("count", repairs.to_string())])),
            problems,
            head,
            page,
        }
    }
}

/// The name of a scene without what says that it is one.
fn title(path: &str) -> String {
    path.strip_suffix(scene::ENDING).unwrap_or(path).to_owned()
}

/// What each kind has when nothing is said of it, for the script of the editor.
fn kinds() -> String {
    let fields = |kind: Kind| {
        let said = Entity::new(kind).properties.into_iter();
        Value::Object(said.map(|(property, value)| (property.as_str().to_owned(), value)).collect())
    };
    let kinds: Value = Kind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), fields(kind))).collect();
    kinds.to_string()
}

fn things(page: &Page, scene: &Scene) -> Vec<Thing> {
    let thing = |(depth, _, entity): (usize, _, &Entity)| Thing {
        name: name_of(page, entity),
        kind: page.say(&format!("scene-kind-{}", entity.kind.as_str())),
        depth: depth.min(8),
        said: said(page, &entity.properties, &Property::ALL),
    };
    scene.drawn().into_iter().map(thing).collect()
}

/// What a thing is called: by its maker, or else by what it is.
fn name_of(page: &Page, entity: &Entity) -> String {
    match entity.text(Property::Name) {
        "" => page.say(&format!("scene-kind-{}", entity.kind.as_str())),
        name => name.to_owned(),
    }
}

/// What is said, but for what is as it is by itself.
fn said(page: &Page, properties: &scene::Properties, order: &[Property]) -> Vec<Said> {
    let is_told = |property: Property, value: &Value| {
        let is_known = matches!(property, Property::Name | Property::Parent | Property::Order);
        !is_known && (CANVAS.contains(&property) || *value != property.default())
    };
    let line = |property: &Property| {
        let value = properties.get(property).filter(|value| is_told(*property, value))?;
        let name = page.say(&format!("scene-{}", property.as_str().replace('_', "-")));
        Some(Said { name, value: in_words(page, value) })
    };
    order.iter().filter_map(line).collect()
}

fn in_words(page: &Page, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => page.say("scene-yes"),
        Value::Bool(false) => page.say("scene-no"),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| in_words(page, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{name}: {}", in_words(page, value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}
