//! `move`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, delete::files_within, overlay, path, refused};
use crate::git::FileKind;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    /// The file or folder.
    from: String,
    /// Its new path, with its name.
    to: String,
}

impl Tool for Move {
    const NAME: &'static str = "move";
    const DESCRIPTION: &'static str = "Moves or renames a file, or a folder with all that is in it.";
    const EFFECT: Effect = Effect::Changes;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let from = path(self.from.trim_end_matches('/'))?;
        let to = path(self.to.trim_end_matches('/'))?;
        if bench.overlay.kind(bench.repository, &from)? != Some(FileKind::Folder) {
            bench.overlay.shift(bench.repository, &from, &to)?;
            let output = json!({ "from": from, "to": to });
            return Ok(Done { output, about: format!("{from} → {to}"), then: Some(Then::Wrote) });
        }
        if to.as_str().starts_with(&format!("{from}/")) {
            return refused("a folder can't go into itself: choose another path");
        }
        let files = files_within(bench, &from)?;
        let mut moved = bench.overlay.clone();
        for file in &files {
            let target = path(&format!("{to}{}", &file.as_str()[from.as_str().len()..]))?;
            moved.shift(bench.repository, file, &target)?;
        }
        *bench.overlay = moved;
        let output = json!({ "from": from, "to": to, "files": files.len() });
        Ok(Done { output, about: format!("{from}/ → {to}/"), then: Some(Then::Wrote) })
    }
}
