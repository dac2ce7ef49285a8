//! Permissions in plain words, and the boxes in which a user says yes to each.

use std::collections::{BTreeMap, BTreeSet};

use crate::{app::Permission, web::page::Page};

/// What stands before a permission in the name of its box.
const ALLOW: &str = "allow:";

/// A permission with its box.
pub(in crate::web) struct Line {
    pub field: String,
    pub words: String,
    pub is_on: bool,
}

impl Line {
    pub(in crate::web) fn new(page: &Page, permission: &Permission, is_on: bool) -> Self {
        Self { field: format!("{ALLOW}{permission}"), words: words(page, permission), is_on }
    }
}

/// The permissions whose boxes the form has ticked.
pub(in crate::web) fn of_form(fields: &BTreeMap<String, String>) -> BTreeSet<Permission> {
    fields.keys().filter_map(|field| Permission::new(field.strip_prefix(ALLOW)?)).collect()
}

/// What the permission lets an app do, for whoever has to decide.
pub(in crate::web) fn words(page: &Page, permission: &Permission) -> String {
    let with = |key: &str, name: &str, value: &str| page.say_with(key, &[(name, value.to_owned())]);
    match permission {
        Permission::Standard => page.say("permission-standard"),
        Permission::Net(host) => with("permission-net", "host", host),
        Permission::Notify => page.say("permission-notify"),
        Permission::ReadFiles(glob) => with("permission-read", "files", glob),
        Permission::WriteFiles(glob) => with("permission-write", "files", glob),
        Permission::Clipboard => page.say("permission-clipboard"),
        Permission::Send { to, kind } => {
            page.say_with("permission-send", &[("app", to.to_string()), ("kind", kind.clone())])
        }
        Permission::Receive(kind) => with("permission-receive", "kind", kind),
        Permission::Background => page.say("permission-background"),
        Permission::Ai => page.say("permission-ai"),
        Permission::HighCpu => page.say("permission-cpu"),
    }
}
