//! What tabs are told of running apps.

use std::sync::Arc;

use crate::{
    app::{
        InstanceId,
        tree::{Shown, Tree},
    },
    card::CardId,
};

/// Something that happened in a window of an app.
#[derive(Clone, PartialEq, Debug)]
pub struct AppNews {
    pub instance: InstanceId,
    /// Counts what was shown of it.
    pub rev: u64,
    pub what: AppSays,
}

#[derive(Clone, PartialEq, Debug)]
pub enum AppSays {
    /// All of it.
    Shown(Tree),
    /// The smallest parts that changed, none within another.
    Patched(Vec<Arc<Shown>>),
    /// It does not run any more.
    Crashed {
        message: String,
    },
    Toast {
        text: String,
        tone: String,
    },
    SaveFile {
        name: String,
        mime: String,
        content: String,
    },
    Copy {
        text: String,
    },
    Notify {
        title: String,
        body: String,
    },
    Open {
        card: CardId,
    },
}
