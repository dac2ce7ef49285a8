//! What waits for an admin.

use askama::Template;

use super::consent;
use crate::{
    app::{self, catalogue::Submission, grant},
    kit::Timestamp,
    web::{apps::notice::Notice, page::Page, words::When},
};

#[derive(Template)]
#[template(path = "apps/review.html")]
pub(in crate::web::apps) struct ReviewPage {
    page: Page,
    notice: Option<Notice>,
    waiting: Vec<Waiting>,
}

struct Waiting {
    id: String,
    package: String,
    about: String,
    at: When,
    permissions: Vec<String>,
    text: String,
}

impl ReviewPage {
    pub(in crate::web::apps) fn new(
        page: Page,
        waiting: &[(Submission, String, String)],
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let line = |(one, by, text): &(Submission, String, String)| {
            let asked = app::kept(text).map(|package| grant::asked(&package)).unwrap_or_default();
            let version = page.say_with("apps-version", &[("version", one.version.to_string())]);
            Waiting {
                id: one.id.to_string(),
                package: one.package.to_string(),
                about: format!("{version} · {}", page.say_with("apps-by", &[("author", by.clone())])),
                at: When::new(one.submitted_at, now, page.words),
                permissions: asked.iter().map(|permission| consent::words(&page, permission)).collect(),
                text: text.clone(),
            }
        };
        Self { waiting: waiting.iter().map(line).collect(), notice, page }
    }
}
