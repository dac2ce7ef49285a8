//! What becomes of scenes when branches are merged.

use crate::{git::TreePath, scene};

/// Whether a path is that of a scene.
#[must_use]
pub fn is_scene(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.len() > scene::ENDING.len() && name.ends_with(scene::ENDING)
}

/// What becomes of a file that two branches have changed in the same lines: a scene is merged property by property.
/// What both have changed another way stays a conflict, because nobody is there to be told.
#[must_use]
pub fn settled(path: &TreePath, versions: [&[u8]; 3]) -> Option<Vec<u8>> {
    if !is_scene(path.as_str()) {
        return None;
    }
    let read = |bytes: &[u8]| scene::read(std::str::from_utf8(bytes).ok()?).ok().map(|read| read.scene);
    let [base, ours, theirs] = versions.map(read);
    let merged = scene::merge(&base?, &ours?, &theirs?);
    if merged.clashes.is_empty() { scene::write(&merged.scene).ok().map(String::into_bytes) } else { None }
}
