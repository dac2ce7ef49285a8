//! `diff`.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, TEXT_BYTES_MAX, Tool, overlay, path};
use crate::git::{Delta, DiffLine, FileDiff, LineKind, TreePath};

/// Bytes of one answer.
const BYTES_MAX: usize = 48 * 1024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShowDiff {
    /// A file or a folder; all that was changed when it is left out.
    #[serde(default)]
    path: Option<String>,
}

impl Tool for ShowDiff {
    const NAME: &'static str = "diff";
    const DESCRIPTION: &'static str = "Shows what was changed since the last commit, line by line. Look at it before you \
                                       say that something is done.";
    const EFFECT: Effect = Effect::Looks;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let wanted = self.path.as_deref().map(|text| path(text.trim_end_matches('/'))).transpose()?;
        let is_wanted = |path: &&TreePath| {
            wanted.as_ref().is_none_or(|wanted| *path == wanted || path.folders().any(|folder| folder == *wanted))
        };
        let (mut text, mut left_out) = (String::new(), Vec::new());
        let overlay = &*bench.overlay;
        for path in overlay.changed_paths().filter(is_wanted) {
            let shown = shown(bench, path)?;
            if text.len() + shown.len() <= BYTES_MAX {
                text.push_str(&shown);
            } else {
                left_out.push(path.as_str());
            }
        }
        let about = wanted.as_ref().map(TreePath::to_string).unwrap_or_default();
        let mut output = json!({ "diff": text });
        if !left_out.is_empty() {
            output["left_out"] = json!(left_out);
            output["note"] = json!("these are too long to be shown: call read for the parts that matter");
        } else if text.is_empty() {
            output["note"] = json!("nothing has changed since the last commit");
        }
        Ok(Done { output, about, then: None })
    }
}

fn shown(bench: &Bench<'_>, path: &TreePath) -> overlay::Result<String> {
    let (repository, overlay) = (bench.repository, &*bench.overlay);
    let before = overlay.read_before(repository, path, TEXT_BYTES_MAX);
    let now = match overlay.kind(repository, path)? {
        Some(_) => overlay.read(repository, path, TEXT_BYTES_MAX).map(Some),
        None => Ok(None),
    };
    let (before, now) = match (before, now) {
        (Ok(before), Ok(now)) => (before, now),
        (Err(overlay::Error::Broken(error)), _) | (_, Err(overlay::Error::Broken(error))) => {
            return Err(overlay::Error::Broken(error));
        }
        _ => return Ok(format!("=== {path}: too large to be compared\n")),
    };
    let diff = FileDiff::between(path, before.as_deref(), now.as_deref()).map_err(overlay::Error::Broken)?;
    Ok(in_text(&diff))
}

fn in_text(diff: &FileDiff) -> String {
    let what = match diff.delta {
        Delta::Added => "new",
        Delta::Deleted => "deleted",
        Delta::Changed | Delta::Renamed => "changed",
    };
    let mut text = format!("=== {} ({what}, +{} -{})\n", diff.path, diff.added, diff.removed);
    if diff.is_binary {
        text.push_str("no text\n");
    }
    for hunk in &diff.hunks {
        let first = |of: fn(&DiffLine) -> Option<u32>| hunk.iter().find_map(of).unwrap_or(0);
        // Writing to a text does not fail.
        let _ = writeln!(text, "@@ -{} +{} @@", first(|line| line.old), first(|line| line.new));
        for line in hunk {
            text.push(match line.kind {
                LineKind::Kept => ' ',
                LineKind::Added => '+',
                LineKind::Removed => '-',
            });
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    text
}
