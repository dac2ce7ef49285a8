//! The page that asks what is to stand where two branches have changed the same places.

use askama::Template;

use super::{super::compare::MergeFields, base};
use crate::{
    git::{Conflict, MergeKind},
    repo::Repo,
    web::page::Page,
};

/// Bytes of all texts that are edited here: forms carry no more.
const TEXTS_BYTES_MAX: usize = 256 << 10;

#[derive(Template)]
#[template(path = "workspace/settle.html")]
pub(in crate::web::workspace) struct SettlePage {
    page: Page,
    base: String,
    owner: String,
    name: String,
    into: String,
    from: String,
    expect_into: String,
    expect_from: String,
    kind: &'static str,
    message: String,
    pull: Option<u64>,
    agent: Option<String>,
    lead: String,
    keep_into: String,
    keep_from: String,
    files: Vec<File>,
}

struct File {
    number: usize,
    path: String,
    /// Where it was deleted, if it was.
    note: Option<String>,
    /// Both texts made one, with marks.
    text: Option<String>,
}

impl SettlePage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        fields: &MergeFields,
        conflicts: Vec<Conflict>,
    ) -> Self {
        let (into, from) = (fields.into.to_string(), fields.from.to_string());
        let mut room = TEXTS_BYTES_MAX;
        let mut file = |(number, conflict): (usize, Conflict)| {
            let text = conflict.text.map(|merged| merged.text).filter(|text| text.len() <= room);
            room -= text.as_ref().map_or(0, String::len);
            let gone = |name: &str| Some(page.say_with("settle-deleted", &[("name", name.to_owned())]));
            let note = match (conflict.ours, conflict.theirs) {
                (None, _) => gone(&into),
                (_, None) => gone(&from),
                _ if text.is_none() => Some(page.say("settle-no-text")),
                _ => None,
            };
            File { number, path: conflict.path.to_string(), note, text }
        };
        let files = conflicts.into_iter().enumerate().map(&mut file).collect();
        Self {
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            expect_into: fields.expect_into.to_string(),
            expect_from: fields.expect_from.to_string(),
            kind: match fields.kind {
                MergeKind::Merge => "merge",
                MergeKind::Squash => "squash",
                MergeKind::FastForward => "fast_forward",
            },
            message: fields.message.clone(),
            pull: fields.pull,
            agent: fields.agent.map(|agent| agent.to_string()),
            lead: page.say_with("settle-lead", &[("from", from.clone()), ("into", into.clone())]),
            keep_into: page.say_with("settle-keep", &[("name", into.clone())]),
            keep_from: page.say_with("settle-keep", &[("name", from.clone())]),
            into,
            from,
            files,
            page,
        }
    }
}
