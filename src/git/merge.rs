//! Merging three versions of one text.

use super::{ObjectId, Repository, Result};

/// Three versions of a text, made one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergedText {
    pub text: String,
    /// Whether both sides have changed the same lines: these stand in it twice, between marks.
    pub has_conflicts: bool,
}

impl Repository {
    /// Merges `ours` with what stands in `theirs`, both made from what stands in `base`. The labels are what the marks
    /// of a conflict say. `None` when one of them is no text.
    ///
    /// # Errors
    /// [`super::Error::NotFound`] for a content that there isn't.
    pub fn merge_text(
        &self,
        base: ObjectId,
        (ours, ours_label): (&str, &str),
        (theirs, theirs_label): (ObjectId, &str),
    ) -> Result<Option<MergedText>> {
        let (base, theirs) = (self.git.find_blob(base.oid())?, self.git.find_blob(theirs.oid())?);
        if base.is_binary() || theirs.is_binary() {
            return Ok(None);
        }
        let side = |content| {
            let mut input = git2::MergeFileInput::new();
            input.content(content);
            input
        };
        let mut options = git2::MergeFileOptions::new();
        options.our_label(ours_label).their_label(theirs_label);
        let (base, ours, theirs) = (side(base.content()), side(ours.as_bytes()), side(theirs.content()));
        let merged = git2::merge_file(&base, &ours, &theirs, Some(&mut options))?;
        let has_conflicts = !merged.is_automergeable();
        let text = String::from_utf8(merged.content().to_vec());
        Ok(text.ok().map(|text| MergedText { text, has_conflicts }))
    }
}
