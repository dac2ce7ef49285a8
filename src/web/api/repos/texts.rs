//! `…/merge-text`: what becomes of a text that two have changed.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use crate::{
    git::{MergedText, ObjectId},
    web::{
        error::{Error, Result},
        extract::Json,
        workspace::at::At,
    },
};

/// Bytes of a request: a text of 1 MiB, each of whose characters JSON may have to escape.
const BYTES_MAX: usize = 8 << 20;

/// What the marks of a conflict say.
const MINE: &str = "yours";
const THEIRS: &str = "what is there now";

/// Characters of such a word: it stands in a line.
const LABEL_CHARS_MAX: usize = 60;

/// One's own text, what it was made from, and what stands there now.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeTexts {
    base: ObjectId,
    content: String,
    theirs: ObjectId,
    /// What the marks of a conflict call the own side.
    #[serde(default)]
    mine_label: Option<String>,
    #[serde(default)]
    theirs_label: Option<String>,
}

/// Both changes in one text; with `has_conflicts` the lines that both have changed stand in it twice, between marks.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct MergedView {
    content: String,
    has_conflicts: bool,
}

/// Merges a text with what stands there now. Nothing is saved.
///
/// # Errors
/// 404 for a content that there isn't, 400 for one that is no text.
pub async fn merge(at: At, Json(texts): Json<MergeTexts, BYTES_MAX>) -> Result<HttpResponse> {
    let label = |given: Option<String>, otherwise: &str| {
        let given: String =
            given.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect();
        if given.is_empty() { otherwise.to_owned() } else { given }
    };
    let (mine, theirs) = (label(texts.mine_label, MINE), label(texts.theirs_label, THEIRS));
    let merged = at
        .read(move |git| git.merge_text(texts.base, (&texts.content, &mine), (texts.theirs, &theirs)))
        .await?
        .ok_or_else(|| Error::invalid("theirs", "this is no text"))?;
    let MergedText { text, has_conflicts } = merged;
    Ok(HttpResponse::Ok().json(MergedView { content: text, has_conflicts }))
}
