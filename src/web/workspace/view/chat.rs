//! The page of a branch's chat.

use askama::Template;

use super::Head;
use crate::web::page::Page;

/// What is coming here.
#[derive(Template)]
#[template(path = "workspace/chat.html")]
pub(in crate::web::workspace) struct ChatPage {
    pub page: Page,
    pub head: Head,
}
