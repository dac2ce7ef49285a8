//! `search`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bench, Done, Effect, TEXT_BYTES_MAX, Tool, overlay, short};
use crate::git::{Error, Findings, FoundPlace, Meant, Pattern};

/// Places of one answer. The files of all places are named.
const PLACES_MAX: usize = 100;

/// Characters of a line around a place, before and after it.
const AROUND_CHARS_MAX: usize = 80;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// What to look for, in the contents of the files.
    text: String,
    /// Whether the text is a regular expression.
    #[serde(default)]
    regex: bool,
    /// Whether capitals count.
    #[serde(default)]
    case_sensitive: bool,
    /// Only in files whose path has this in it; or a pattern with `*`, such as `*.css`.
    #[serde(default)]
    path: Option<String>,
}

impl Tool for Search {
    const NAME: &'static str = "search";
    const DESCRIPTION: &'static str = "Finds a text in all files, with what was changed already: the files, and the \
                                       lines with their numbers.";
    const EFFECT: Effect = Effect::Looks;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let meant = Meant { is_regex: self.regex, is_case_sensitive: self.case_sensitive };
        let pattern = Pattern::new(&self.text, meant, self.path.as_deref()).map_err(in_words)?;
        let findings = find(bench, &pattern)?;
        let mut files: Vec<&str> = findings.places.iter().map(|place| place.path.as_str()).collect();
        files.dedup();
        let shown: Vec<String> = findings.places.iter().take(PLACES_MAX).map(line).collect();
        let mut output = json!({ "files": files, "places": shown, "is_complete": findings.cut.is_none() });
        if let Some(note) = note(&findings) {
            output["note"] = Value::String(note);
        }
        Ok(Done { output, about: short(&self.text), then: None })
    }
}

/// Looks into the commit and into what is to be otherwise.
fn find(bench: &Bench<'_>, pattern: &Pattern) -> overlay::Result<Findings> {
    let (repository, overlay) = (bench.repository, &*bench.overlay);
    let mut found = repository.search(overlay.base(), pattern, || false).map_err(overlay::Error::Broken)?;
    found.places.retain(|place| overlay.changed_paths().all(|path| path.as_str() != place.path));
    for path in overlay.changed_paths() {
        if let Ok(content) = overlay.read(repository, path, TEXT_BYTES_MAX) {
            pattern.look_into(path.as_str(), &content, &mut found);
        }
    }
    found.places.sort_by(|one, other| (&one.path, one.line, one.column).cmp(&(&other.path, other.line, other.column)));
    Ok(found)
}

fn line(place: &FoundPlace) -> String {
    let after: String = place.after.chars().take(AROUND_CHARS_MAX).collect();
    format!("{}:{}: {}{}{after}", place.path, place.line, place.before, place.text)
}

fn note(findings: &Findings) -> Option<String> {
    if findings.places.is_empty() {
        return Some("it stands nowhere: try fewer words, or another spelling".to_owned());
    }
    let is_cut = findings.cut.is_some() || findings.places.len() > PLACES_MAX;
    is_cut.then(|| "there are more places than are shown: give a path, or more of the text".to_owned())
}

/// A pattern that can't be looked for is the model's to mend.
fn in_words(error: Error) -> overlay::Error {
    match error {
        Error::Invalid(message) => overlay::Error::Refused(message),
        error => overlay::Error::Broken(error),
    }
}
