//! What the assistant has done on a branch, in its reader's words: the same while it happens and afterwards.

use crate::{talking::Shown, web::words::Words};

/// A step in one line.
pub(in crate::web) fn in_words(shown: &Shown, words: Words) -> String {
    let key = match shown.tool.as_str() {
        "list" if shown.about.is_empty() => "live-step-list-all",
        "list" => "live-step-list",
        "read" => "live-step-read",
        "search" => "live-step-search",
        "write" => "live-step-write",
        "edit" => "live-step-edit",
        "move" => "live-step-move",
        "delete" => "live-step-delete",
        "diff" => "live-step-diff",
        _ => "live-step-other",
    };
    let what = words.say_with(key, &[("about", shown.about.clone()), ("tool", shown.tool.clone())]);
    if shown.is_error { words.say_with("live-step-refused", &[("step", what)]) } else { what }
}
