//! Runs an app, one step at a time: (state, something that happens) → (state, effects), and state → tree.
//!
//! Nothing here keeps anything: a [`Program`] is the compiled package and is shared by all who run it; the state comes
//! in and goes out as JSON. A handler works on a copy of the state, so that one that fails has changed nothing. Time
//! and chance come in with the [`Moment`]. Whatever an app does is bounded by [`limits`].

mod compile;
mod engine;
mod failure;
mod fields;
mod library;
pub mod limits;
mod meter;
mod render;
mod room;
mod step;
#[cfg(test)]
mod tests;
mod told;
mod value;

use std::{collections::BTreeMap, sync::Arc};

use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    component::Happening,
    package::{FieldScope, Package},
    tree::Tree,
};
use crate::kit::Ambient;

pub use compile::Program;
pub(in crate::app) use compile::word;
pub use failure::{Blame, Failure};
pub use fields::BadValue;
pub(in crate::app) use meter::spent;
pub use room::{start_roomy, with_room};

/// What an instance holds: a value for each name that its package declares.
pub type State = BTreeMap<String, Value>;

/// When and where a step is taken.
#[derive(Clone, Debug)]
pub struct Moment {
    pub ambient: Ambient,
    /// Where the user's days begin.
    pub zone: TimeZone,
    /// Whether five times the operations are allowed: the permission `cpu.high`.
    pub has_high_cpu: bool,
    /// Whether texts may be copied: the permission `clipboard.write`.
    pub may_copy: bool,
}

/// Something that happens to an instance.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// Somebody did something to a component of the tree that is shown.
    Event(Event),
    Timer {
        id: String,
    },
    Job {
        id: String,
    },
    Mount {
        data: Value,
    },
    Suspend,
    Resume,
    Destroy,
    Message {
        from: String,
        kind: String,
        data: Value,
    },
    Upgrade {
        from: String,
    },
    /// What came of an effect: the function that was named for it is called with the data.
    Result {
        call: String,
        data: Value,
    },
}

/// What a client says of a component.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    pub node: String,
    pub key: String,
    pub what: Happening,
    pub value: Value,
}

/// What came of a step.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    pub state: State,
    pub effects: Vec<Effect>,
}

/// Something that the app wants done. Whether it may is asked where it is done.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    Toast {
        text: String,
        tone: String,
    },
    Notify {
        title: String,
        body: String,
    },
    /// Opens another app, which finds `data` in its `on_mount` or `on_resume`.
    OpenApp {
        package: String,
        data: Value,
    },
    Send {
        to: String,
        kind: String,
        data: Value,
    },
    Fetch {
        request: Request,
        then: String,
    },
    /// Gives the browser a file to keep.
    SaveFile {
        name: String,
        mime: String,
        content: String,
    },
    Copy {
        text: String,
    },
    AskModel {
        prompt: String,
        then: String,
    },
    ReadFiles {
        glob: String,
        then: String,
    },
    /// What stands in one of them, by its id.
    ReadFile {
        id: String,
        then: String,
    },
    WriteFile {
        name: String,
        content: String,
        then: String,
    },
}

impl Effect {
    /// The function that is told what comes of it.
    #[must_use]
    pub fn then(&self) -> Option<&str> {
        match self {
            Self::Fetch { then, .. }
            | Self::AskModel { then, .. }
            | Self::ReadFiles { then, .. }
            | Self::ReadFile { then, .. }
            | Self::WriteFile { then, .. } => Some(then),
            Self::Toast { .. }
            | Self::Notify { .. }
            | Self::OpenApp { .. }
            | Self::Send { .. }
            | Self::SaveFile { .. }
            | Self::Copy { .. } => None,
        }
    }
}

/// A request to another server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    pub url: String,
    pub method: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Program {
    /// The package that was compiled.
    #[must_use]
    pub fn package(&self) -> &Arc<Package> {
        &self.package
    }

    /// The state of a new instance, for the names of these scopes.
    #[must_use]
    pub fn initial(&self, scopes: &[FieldScope]) -> State {
        fields::initial(&self.package.ui_spec.state, scopes)
    }

    /// The part of a state that belongs to a scope.
    #[must_use]
    pub fn part(&self, state: &State, scope: FieldScope) -> State {
        let fields = &self.package.ui_spec.state;
        let belongs = |name: &str| fields.get(name).is_some_and(|field| field.scope == scope);
        state.iter().filter(|(name, _)| belongs(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The stored state as this version of the package wants it: names that are gone are left out, new ones get their
    /// defaults, and so do those whose value does not fit any more.
    #[must_use]
    pub fn fitted(&self, stored: &State) -> State {
        fields::fitted(&self.package.ui_spec.state, stored)
    }

    /// Does what an input asks for.
    ///
    /// # Errors
    /// [`Failure`], and then nothing has changed.
    pub fn step(&self, state: &State, tree: &Tree, input: &Input, moment: &Moment) -> Result<Outcome, Failure> {
        with_room(|| step::step(self, state, tree, input, moment))
    }

    /// What is shown of a state.
    ///
    /// # Errors
    /// [`Failure`] of an expression, or when there is too much to show.
    pub fn render(&self, state: &State, moment: &Moment) -> Result<Tree, Failure> {
        with_room(|| render::render(self, state, moment))
    }

    /// The timers that run in this state, by their ids.
    ///
    /// # Errors
    /// [`Failure`] of an expression.
    pub fn running_timers(&self, state: &State, moment: &Moment) -> Result<Vec<String>, Failure> {
        with_room(|| step::running_timers(self, state, moment))
    }
}
