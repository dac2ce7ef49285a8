//! The chat of a branch, with plain forms: what its user has said, what came of it, and saying more.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use serde::Deserialize;

use super::{
    at::At,
    place::{Place, Tab, address},
    view::{Head, Notice, base, chat::ChatPage},
};
use crate::{
    git::BranchName,
    livechat::{About, TurnId},
    web::{
        answer::{html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

/// What is asked for of the page.
#[derive(Default, Deserialize)]
pub struct Wanted {
    /// What stands in the form already.
    #[serde(default)]
    say: Option<String>,
    /// The number of a turn: those before it are shown.
    #[serde(default)]
    before: Option<String>,
}

/// A form of the page.
#[derive(Deserialize)]
pub struct Fields {
    branch: String,
    order: Order,
    #[serde(default)]
    text: String,
    turn: Option<TurnId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    Say,
    Cancel,
    Continue,
    Clear,
}

/// The end of the chat, or what came before a turn.
///
/// # Errors
/// When it can't be read.
pub(super) async fn show(
    at: &At,
    page: Page,
    request: &HttpRequest,
    place: &Place,
    wanted: Wanted,
) -> Result<HttpResponse> {
    let before = wanted.before.and_then(|before| before.parse().ok());
    shown((at, page, request), place, (wanted.say.unwrap_or_default(), before), None).await
}

/// `POST …/-/chat`: says something, has a turn stop or go on, or clears the chat.
///
/// # Errors
/// 404; what is wrong with the form stands on the page.
pub async fn order(at: At, page: Page, request: HttpRequest, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let branch = BranchName::new(&fields.branch).map_err(|_| Error::not_found())?;
    let wanted = branch.clone();
    let head = at.read(move |git| git.head(&wanted)).await?;
    let place = Place { branch, head: Some(head), tab: Tab::Chat, path: String::new() };
    match done(&at, &place, &fields).await {
        Ok(()) => {
            let end = if fields.order == Order::Clear { "" } else { "#end" };
            Ok(see_other(&format!("{}{end}", address(&base(&at.repo), place.branch.as_str(), Tab::Chat, ""))))
        }
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            shown((&at, page, &request), &place, (fields.text, None), Some(notice)).await
        }
    }
}

async fn done(at: &At, place: &Place, fields: &Fields) -> Result<()> {
    let (about, talks) = (about(at, place), &at.state.talks);
    match (fields.order, fields.turn) {
        (Order::Say, _) => drop(talks.say(about, None, fields.text.replace("\r\n", "\n")).await?),
        (Order::Clear, _) => talks.clear(&about).await?,
        (Order::Cancel, Some(turn)) => talks.cancel(&about, turn).await?,
        (Order::Continue, Some(turn)) => drop(talks.resume(&about, turn).await?),
        (Order::Cancel | Order::Continue, None) => return Err(Error::not_found()),
    }
    Ok(())
}

async fn shown(
    (at, page, request): (&At, Page, &HttpRequest),
    place: &Place,
    (text, before): (String, Option<u64>),
    notice: Option<Notice>,
) -> Result<HttpResponse> {
    let told = at.state.talks.history(&about(at, place), before).await?;
    let status = if notice.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html_with(status, &ChatPage::new(page, Head::new(at, request, place), told, text, notice, at.now()))
}

fn about(at: &At, place: &Place) -> About {
    About { repository: at.repo.id, branch: place.branch.clone(), user: at.user.user_id }
}
