//! `write`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, overlay, path, refused, text_of};

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum How {
    /// Whatever stood there is replaced.
    #[default]
    Replace,
    /// Only when there is no such file.
    Create,
    /// At the end of the file, in lines of its own.
    Append,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Write {
    path: String,
    content: String,
    #[serde(default)]
    how: How,
    /// Whether the file may be run as a program; it stays as it is when this is left out.
    #[serde(default)]
    executable: Option<bool>,
}

impl Tool for Write {
    const NAME: &'static str = "write";
    const DESCRIPTION: &'static str = "Writes a whole text file, and makes the folders that lead to it. To change a part \
                                       of a file, use edit.";
    const EFFECT: Effect = Effect::Changes;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let path = path(&self.path)?;
        let there = bench.overlay.kind(bench.repository, &path)?;
        let content = match (self.how, there) {
            (How::Create, Some(_)) => {
                return refused(format!("{path} is there already: read it, and change it with edit"));
            }
            (How::Append, Some(_)) => appended(text_of(bench, &path)?, &self.content),
            (How::Replace, _) | (How::Create | How::Append, None) => self.content,
        };
        let bytes = content.len();
        bench.overlay.put(bench.repository, &path, content.into_bytes(), self.executable)?;
        let output = json!({ "path": path, "bytes": bytes, "is_new": there.is_none() });
        Ok(Done { output, about: path.to_string(), then: Some(Then::Wrote) })
    }
}

/// A text with another one after it, each ending its last line.
fn appended(mut text: String, more: &str) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(more);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
