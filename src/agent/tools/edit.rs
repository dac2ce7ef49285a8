//! `edit`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, overlay, path, refused, text_of};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditText {
    path: String,
    /// The exact text that stands there, with its blanks and line breaks, and enough of it to stand there only once.
    old: String,
    /// What is to stand there instead.
    new: String,
    /// Whether to replace it wherever it stands in the file.
    #[serde(default)]
    all: bool,
}

impl Tool for EditText {
    const NAME: &'static str = "edit";
    const DESCRIPTION: &'static str = "Replaces an exact text in a file. The old text must stand there exactly once, or \
                                       say all.";
    const EFFECT: Effect = Effect::Changes;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let path = path(&self.path)?;
        if self.old.is_empty() {
            return refused("the old text is empty: give what stands there now, or use write");
        }
        let text = text_of(bench, &path)?;
        let (old, new) = as_lines_end(&text, self.old, self.new);
        let places = text.matches(&old).count();
        match places {
            0 => {
                let message =
                    format!("the old text does not stand in {path}, not exactly so: read it, and copy it from there");
                return refused(message);
            }
            2.. if !self.all => {
                let message =
                    format!("the old text stands {places} times in {path}: give more of what is around it, or say all");
                return refused(message);
            }
            _ if old == new => return refused("the old and the new text are the same: there is nothing to do"),
            _ => {}
        }
        let bytes = text.len().saturating_add(places.saturating_mul(new.len()));
        if bytes > overlay::BYTES_MAX {
            return refused("the file would become too large: replace less");
        }
        bench.overlay.put(bench.repository, &path, text.replace(&old, &new).into_bytes(), None)?;
        let output = json!({ "path": path, "replaced": places });
        Ok(Done { output, about: path.to_string(), then: Some(Then::Wrote) })
    }
}

/// Models write line breaks of one kind: in a file of the other kind, those are meant.
fn as_lines_end(text: &str, old: String, new: String) -> (String, String) {
    let is_meant = text.contains("\r\n") && !old.contains('\r') && !text.contains(&old);
    if is_meant { (old.replace('\n', "\r\n"), new.replace("\r\n", "\n").replace('\n', "\r\n")) } else { (old, new) }
}
