//! `list`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Tool, overlay, path, refused};
use crate::git::{Entry, FileKind};

/// Entries of one answer: what a model reads with a glance.
const ENTRIES_MAX: usize = 300;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// The folder; the whole repository when it is left out.
    #[serde(default)]
    path: Option<String>,
    /// Whether to list the files of the folders in it as well.
    #[serde(default)]
    deep: bool,
    /// How many entries to leave out, to read on.
    #[serde(default)]
    skip: usize,
}

impl Tool for List {
    const NAME: &'static str = "list";
    const DESCRIPTION: &'static str =
        "Lists the folders and files of a folder, with their sizes. Folders end in a slash.";
    const EFFECT: Effect = Effect::Looks;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let top = self.path.as_deref().is_none_or(|text| matches!(text.trim(), "" | "." | "./" | "/"));
        let folder = match self.path.as_deref().filter(|_| !top) {
            Some(text) => Some(path(text.trim_end_matches('/'))?),
            None => None,
        };
        let prefix = folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        let (files, is_cut) = bench.overlay.files(bench.repository)?;
        let mut files: Vec<Entry> = files.into_iter().filter(|file| file.path.starts_with(&prefix)).collect();
        if let Some(folder) = folder.as_ref().filter(|_| files.is_empty()) {
            return refused(format!("there is no folder {folder}: list without a path shows what there is"));
        }

        let rows = if self.deep { (0..files.len()).map(Row::File).collect() } else { rows(&files, prefix.len()) };
        let shown = &rows[self.skip.min(rows.len())..];
        let shown = &shown[..shown.len().min(ENTRIES_MAX)];
        for row in shown {
            if let Row::File(at) = row {
                bench.repository.measure(&mut files[*at..=*at]).map_err(overlay::Error::Broken)?;
            }
        }
        let entries: Vec<String> = shown.iter().map(|row| row.line(&files)).collect();
        let read = self.skip.saturating_add(shown.len());
        let mut output = json!({ "entries": entries });
        if read < rows.len() {
            output["note"] = json!(format!("{} more: call list with skip {read}", rows.len() - read));
        } else if is_cut {
            output["note"] = json!("the repository has more files than are listed: search finds those as well");
        }
        Ok(Done { output, about: prefix, then: None })
    }
}

/// One line of what is listed.
enum Row {
    Folder {
        path: String,
        files: usize,
    },
    /// By its place among all files.
    File(usize),
}

impl Row {
    fn line(&self, files: &[Entry]) -> String {
        let file = match self {
            Self::Folder { path, files: 1 } => return format!("{path}/ (1 file)"),
            Self::Folder { path, files } => return format!("{path}/ ({files} files)"),
            Self::File(at) => &files[*at],
        };
        match file.kind {
            FileKind::Link => format!("{} (a link, never followed)", file.path),
            FileKind::Submodule => format!("{} (another repository, out of reach)", file.path),
            FileKind::Executable => format!("{} ({} bytes, executable)", file.path, file.bytes.unwrap_or_default()),
            FileKind::File | FileKind::Folder => format!("{} ({} bytes)", file.path, file.bytes.unwrap_or_default()),
        }
    }
}

/// What stands directly in a folder, whose name takes that many bytes of each path: its folders, then its files.
fn rows(files: &[Entry], prefix_bytes: usize) -> Vec<Row> {
    let (mut folders, mut rows): (BTreeMap<&str, usize>, Vec<Row>) = (BTreeMap::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        match file.path[prefix_bytes..].find('/') {
            Some(end) => *folders.entry(&file.path[..prefix_bytes + end]).or_default() += 1,
            None => rows.push(Row::File(at)),
        }
    }
    let folders = folders.into_iter().map(|(path, files)| Row::Folder { path: path.to_owned(), files });
    folders.chain(rows).collect()
}
