//! The pages of an import.

use askama::Template;

use super::{super::import::Sent, Notice};
use crate::{
    repo::import::{Import, Stage},
    web::{document::size, page::Page},
};

/// What to bring, and what it is to be.
#[derive(Template)]
#[template(path = "workspace/import.html")]
pub(in crate::web::workspace) struct ImportPage {
    page: Page,
    notice: Option<Notice>,
    name: String,
    description: String,
    address: String,
    is_for_server: bool,
    /// The servers that repositories may come from; empty when there are none.
    sites: String,
    /// What a file may hold at most.
    file_hint: String,
    going: Vec<Going>,
}

/// What can be brought here.
pub(in crate::web::workspace) struct Offer {
    /// Below which addresses repositories may be brought from.
    pub sites: Vec<String>,
    /// Of a file.
    pub bytes_max: u64,
    /// Whether this machine has git, which everything but an archive needs.
    pub has_git: bool,
    /// What is going on, and what has just ended.
    pub imports: Vec<Import>,
}

struct Going {
    href: String,
    name: String,
    state: String,
}

impl ImportPage {
    pub(in crate::web::workspace) fn new(page: Page, offer: Offer, sent: Sent, notice: Option<Notice>) -> Self {
        let most = [("most", size(offer.bytes_max))];
        let going = offer.imports.into_iter().map(|import| Going {
            href: format!("/workspace/imports/{}", import.id),
            name: import.name.to_string(),
            state: said(&page, &import.stage),
        });
        Self {
            notice,
            name: sent.name,
            description: sent.description,
            address: sent.address,
            is_for_server: sent.visibility == "server",
            sites: if offer.has_git { offer.sites.join(", ") } else { String::new() },
            file_hint: page.say_with(if offer.has_git { "import-file-hint" } else { "import-file-zip-hint" }, &most),
            going: going.collect(),
            page,
        }
    }
}

/// How far an import is.
#[derive(Template)]
#[template(path = "workspace/importing.html")]
pub(in crate::web::workspace) struct ImportingPage {
    page: Page,
    title: String,
    here: String,
    state: String,
    is_over: bool,
    /// Why nothing was made.
    failure: Option<String>,
    /// Where it is now.
    done_href: Option<String>,
    left_out: Vec<String>,
}

impl ImportingPage {
    pub(in crate::web::workspace) fn new(page: Page, import: Import) -> Self {
        let (mut failure, mut done_href, mut left_out) = (None, None, Vec::new());
        let (is_over, state) = (import.stage.is_over(), said(&page, &import.stage));
        match import.stage {
            Stage::Failed(why) => failure = Some(why),
            Stage::Done(brought) => {
                done_href = Some(super::base(&brought.repo));
                left_out = brought.left_out;
            }
            Stage::Waiting | Stage::Receiving { .. } | Stage::Checking { .. } => {}
        }
        Self {
            title: page.say_with("importing", &[("name", import.name.to_string())]),
            here: format!("/workspace/imports/{}", import.id),
            state,
            is_over,
            failure,
            done_href,
            left_out,
            page,
        }
    }
}

fn said(page: &Page, stage: &Stage) -> String {
    match stage {
        Stage::Waiting => page.say("import-waiting"),
        Stage::Receiving { bytes } => page.say_with("import-receiving", &[("size", size(*bytes))]),
        Stage::Checking { files: 0 } => page.say("import-checking"),
        Stage::Checking { files } => page.say_with("import-unpacking", &[("count", files.to_string())]),
        Stage::Done(brought) => {
            let numbers = [("branches", brought.branches.to_string()), ("tags", brought.tags.to_string())];
            page.say_with("import-done", &numbers)
        }
        Stage::Failed(_) => page.say("import-failed"),
    }
}
