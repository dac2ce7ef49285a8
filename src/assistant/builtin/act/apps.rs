//! Apps: open.

use serde_json::json;

use super::{Act, stacks, text};
use crate::assistant::builtin::{play::Play, speech::bold, view::Named};

/// What is a stack's name is taken for that: tabs are opened more often than apps of the same name.
pub(super) fn open(play: &mut Play<'_>, called: &str) -> Act {
    if matches!(play.view.stack(called), Named::One(_)) {
        return stacks::open(play, called);
    }
    let opened = play.call("open_app", json!({ "app": called }))?;
    let name = bold(&text(&opened["app"]));
    Ok(match opened["was_open"].as_bool() {
        Some(true) => play.lang.pick(format!("{name} is open already."), format!("{name} ist schon offen.")),
        _ => play.lang.pick(format!("I opened {name}."), format!("Ich habe {name} geöffnet.")),
    })
}
