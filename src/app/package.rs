//! A package: what an author writes, as it stands in an `.aiapp` file.
//!
//! The types are the format: their schema is served, checks what comes in, and is what a model is told. What a type
//! can't say (which props a component takes, whether a path exists) is checked by [`super::check`].

mod id;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    component::{Happening, Kind, Prop},
    permission::Permission,
};
use crate::kit::Line;

pub use id::{Format, PackageId, Version};

/// A file of this size holds hours of work; a larger one holds data, which belongs into documents.
pub const PACKAGE_BYTES_MAX: usize = 512 * 1024;
/// An app as it is passed on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Always 1.
    pub aiapp: Format,
    pub id: PackageId,
    pub name: Line<60>,
    /// An emoji or a character or two.
    pub icon: Line<8>,
    pub category: Category,
    pub version: Version,
    pub author: Line<60>,
    pub description: Line<500>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Line<30>>,
    #[serde(default)]
    pub instances: Instances,
    #[serde(default)]
    pub window: Window,
    /// What it is built on; for information.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Line<30>>,
    /// What it asks for; each is shown in plain words before it is installed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
    pub ui_spec: UiSpec,
    /// What must hold; run when the package is made and by the server's own tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
}

/// The shelf of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    Productivity,
    Games,
    Utilities,
    Creative,
}

/// How many windows of the app there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Instances {
    #[default]
    Single,
    Multi,
}

/// The size of a new window, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    #[schemars(range(min = 240, max = 1200))]
    pub w: u32,
    #[schemars(range(min = 120, max = 1600))]
    pub h: u32,
}

/// What the app is: state, what is computed of it, code, and the view.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UiSpec {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub state: BTreeMap<String, Field>,
    /// Expressions over the state, by name; they may use each other.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub computed: BTreeMap<String, String>,
    /// Functions, called as `this.name(…)`: texts of Rhai that are put one after the other, so that a function may
    /// stretch over several, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<Timer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<Job>,
    #[serde(default, skip_serializing_if = "Hooks::is_empty")]
    pub hooks: Hooks,
    pub view: Vec<Node>,
}

/// One name of the state.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    #[serde(rename = "type")]
    pub kind: FieldKind,
    #[serde(default)]
    pub scope: FieldScope,
    /// What it holds at first; without it the empty value of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Characters of a string, items of a list, or the greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// The smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The only values that it may hold.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    String,
    Number,
    Integer,
    Boolean,
    List,
    Map,
    Any,
}

/// Who shares a value, and how long it is kept.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FieldScope {
    /// All windows of the app; kept when they are closed.
    App,
    /// One window.
    #[default]
    Instance,
    /// One browser tab that shows the window; never stored.
    Tab,
}

/// Calls a handler again and again while the window can be seen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    pub id: String,
    #[schemars(range(min = 100, max = 86_400_000))]
    pub every_ms: u32,
    /// A handler.
    pub call: String,
    /// An expression; the timer runs while it is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// Calls a handler every now and then, whether anybody looks or not. Needs the permission `background`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Job {
    pub id: String,
    /// `30s`, `15m`, `1h`, `1d`; at least 30 s.
    pub every: String,
    /// A handler.
    pub call: String,
}

/// Handlers for what happens to a window.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// The window was opened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_mount: String,
    /// Nobody sees the window any more.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_suspend: String,
    /// Somebody sees it again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_resume: String,
    /// The window was closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_destroy: String,
    /// Another app has sent something: `ev.from`, `ev.id` (the type) and `ev.data`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_message: String,
    /// A new version was installed: `ev.value` is the earlier one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_upgrade: String,
}

/// One component of the view. `${…}` in a prop is an expression; a prop that is nothing else keeps its type.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Names the component for tests and events; unique. One is made when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// An expression; without it, or when it is true, the component is shown.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// `name in expression` (or `name, number in expression`): the component is shown for every item.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// With `for`: an expression that tells the items apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A path into the state or a variable of a loop, which the component shows and changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bind: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub props: BTreeMap<Prop, Value>,
    /// Handlers: Rhai with `this`, the variables of the loops, and `ev`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub on: BTreeMap<Happening, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Self>,
}

/// What must hold after some steps. Both are lists that begin with a word; docs/apps.md has them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub name: String,
    #[serde(default, rename = "do")]
    pub steps: Vec<Vec<Value>>,
    pub expect: Vec<Vec<Value>>,
}

impl Package {
    /// The package as it stands in a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Strings, numbers and lists of them: nothing that JSON can't hold.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Category {
    pub const ALL: [Self; 4] = [Self::Productivity, Self::Games, Self::Utilities, Self::Creative];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Productivity => "productivity",
            Self::Games => "games",
            Self::Utilities => "utilities",
            Self::Creative => "creative",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == word)
    }
}

impl Default for Window {
    fn default() -> Self {
        Self { w: 380, h: 480 }
    }
}

impl Hooks {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// All that are there, by name.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("on_mount", self.on_mount.as_str()),
            ("on_suspend", &self.on_suspend),
            ("on_resume", &self.on_resume),
            ("on_destroy", &self.on_destroy),
            ("on_message", &self.on_message),
            ("on_upgrade", &self.on_upgrade),
        ]
        .into_iter()
        .filter(|(_, code)| !code.trim().is_empty())
    }
}
