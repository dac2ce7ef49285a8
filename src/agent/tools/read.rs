//! `read`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Tool, overlay, path, refused, text_of};

/// Lines of one answer.
const LINES_MAX: usize = 500;

/// Bytes of one answer, so that a few reads don't fill what a model can keep in mind.
const BYTES_MAX: usize = 48 * 1024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    path: String,
    /// The first line to read, from 1.
    #[serde(default)]
    from: Option<usize>,
    /// How many lines to read.
    #[serde(default)]
    lines: Option<usize>,
}

impl Tool for Read {
    const NAME: &'static str = "read";
    const DESCRIPTION: &'static str = "Reads a text file, with what was changed already. Read before you edit. A long \
                                       file is read in parts, by from and lines.";
    const EFFECT: Effect = Effect::Looks;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let path = path(&self.path)?;
        let text = text_of(bench, &path)?;
        let total = text.lines().count();
        let from = self.from.unwrap_or(1).max(1);
        if from > total.max(1) {
            return refused(format!("{path} has {total} lines: read from one of them"));
        }
        let wanted = self.lines.unwrap_or(LINES_MAX).clamp(1, LINES_MAX);
        let (part, lines, is_line_cut) = part(&text, from - 1, wanted);
        let to = from - 1 + lines;
        let mut output = json!({ "path": path, "text": part, "lines": format!("{from}-{to} of {total}") });
        if is_line_cut {
            output["note"] = json!(format!("line {to} is longer than {BYTES_MAX} bytes and stands here in part"));
        } else if to < total {
            output["note"] = json!(format!("{} lines follow: read on with from {}", total - to, to + 1));
        }
        Ok(Done { output, about: path.to_string(), then: None })
    }
}

/// Some lines of a text within [`BYTES_MAX`], how many they are, and whether the only one of them was cut.
fn part(text: &str, skip: usize, wanted: usize) -> (&str, usize, bool) {
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(skip).map(str::len).sum();
    let (mut end, mut count) = (start, 0);
    for line in lines.take(wanted) {
        if end + line.len() - start > BYTES_MAX {
            break;
        }
        (end, count) = (end + line.len(), count + 1);
    }
    if count > 0 || start == text.len() {
        return (&text[start..end], count, false);
    }
    let mut cut = (start + BYTES_MAX).min(text.len());
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    (&text[start..cut], 1, true)
}
