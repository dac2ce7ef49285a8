//! `delete`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, overlay, path, refused};
use crate::git::{FileKind, TreePath};

/// Files of a folder that one call moves or deletes.
const FOLDER_FILES_MAX: usize = 400;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Delete {
    path: String,
    /// Whether the path is a folder, of which all files are to go.
    #[serde(default)]
    folder: bool,
}

impl Tool for Delete {
    const NAME: &'static str = "delete";
    const DESCRIPTION: &'static str = "Deletes a file, or a folder with all that is in it.";
    const EFFECT: Effect = Effect::Changes;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done> {
        let path = path(self.path.trim_end_matches('/'))?;
        if bench.overlay.kind(bench.repository, &path)? != Some(FileKind::Folder) {
            bench.overlay.delete(bench.repository, &path)?;
            let output = json!({ "path": path });
            return Ok(Done { output, about: path.to_string(), then: Some(Then::Wrote) });
        }
        let files = files_within(bench, &path)?;
        if !self.folder {
            return refused(format!(
                "{path} is a folder of {} files: say folder if all of them are to go",
                files.len()
            ));
        }
        let mut emptied = bench.overlay.clone();
        for file in &files {
            emptied.delete(bench.repository, file)?;
        }
        *bench.overlay = emptied;
        let output = json!({ "path": path, "files": files.len() });
        Ok(Done { output, about: format!("{path}/"), then: Some(Then::Wrote) })
    }
}

/// The files of a folder, when all that is in it can be moved and deleted.
pub(super) fn files_within(bench: &Bench<'_>, folder: &TreePath) -> overlay::Result<Vec<TreePath>> {
    let prefix = format!("{folder}/");
    let (files, is_cut) = bench.overlay.files(bench.repository)?;
    let inside: Vec<_> = files.iter().filter(|file| file.path.starts_with(&prefix)).collect();
    if is_cut || inside.len() > FOLDER_FILES_MAX {
        return refused(format!("{folder} has more than {FOLDER_FILES_MAX} files: take its folders one by one"));
    }
    if inside.is_empty() {
        return refused(format!("there is no file in {folder} any more"));
    }
    if let Some(other) = inside.iter().find(|file| !file.kind.is_file()) {
        return refused(format!("{} is no file, and stays where it is: take the files one by one", other.path));
    }
    inside.iter().map(|file| path(&file.path)).collect()
}
