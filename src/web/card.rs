//! Cards as pages and plain forms: what scripts do over the socket, these do with a POST and a redirect.

mod form;

pub mod view;

use actix_web::{HttpResponse, web::Path};
use askama::Template;
use serde::Deserialize;

use super::{
    answer::{html, see_other},
    error::{Error, Result},
    extract::{Desk, Form, PathId},
    page::Page,
    stack::address as stack_address,
};
use crate::{
    card::{self, Block, Card, CardId, CardKind, Move, NewCard, Size, Title, Version, block},
    desk::{Command, Tick},
    kit::Timestamp,
    stack::{self, Stack, StackId, Status},
};
use form::{EditFields, TextField, texts_of};
use view::{CardView, Choice, VersionView, color_choices, size_choices};

/// Versions that a page shows; all of them are kept.
const VERSIONS_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "card/show.html")]
pub(super) struct CardPage {
    pub page: Page,
    pub card: CardView,
    pub back: String,
    pub back_label: String,
    /// Why the card is not on the desk.
    pub archived_note: Option<String>,
    pub can_edit: bool,
    pub texts: Vec<TextField>,
    pub sizes: Vec<Choice>,
    pub colors: Vec<Choice>,
    pub stacks: Vec<Choice>,
    pub exports: Vec<Export>,
    pub versions: Vec<VersionView>,
}

impl CardPage {
    /// The page of `card`, which lies on `home`, and could lie on any of `stacks`.
    pub(super) fn new(
        page: Page,
        card: &Card,
        earlier: &[Version],
        stacks: &[Stack],
        home: &Stack,
        now: Timestamp,
    ) -> Self {
        let can_edit = card.status == Status::Active;
        Self {
            back: back(home),
            back_label: back_label(home, &page),
            archived_note: (!can_edit).then(|| page.say("card-archived-note")),
            can_edit,
            texts: texts_of(card),
            sizes: size_choices(card, page.words),
            colors: color_choices(card.color, page.words),
            stacks: stack_choices(stacks, card.stack),
            exports: exports(card, &page),
            versions: versions(card, earlier, &page, now),
            card: CardView::whole(card, page.words, now),
            page,
        }
    }
}

/// The part of the page that the desk shows beside itself.
#[derive(Template)]
#[template(path = "card/_history.html")]
pub(super) struct History {
    pub page: Page,
    pub card: CardView,
    pub can_edit: bool,
    pub versions: Vec<VersionView>,
}

/// A way to take the card along.
pub(super) struct Export {
    pub href: String,
    pub label: String,
}

#[derive(Deserialize)]
pub struct NewFields {
    stack_id: StackId,
    #[serde(default)]
    title: String,
}

#[derive(Deserialize)]
pub struct StackField {
    stack_id: StackId,
}

#[derive(Deserialize)]
pub struct TickField {
    done: bool,
}

/// `GET /cards/{id}`: the card with everything that can be done to it; its history alone for htmx.
///
/// # Errors
/// 404 for a card that the user doesn't have.
pub async fn show(desk: Desk, page: Page, id: PathId<CardKind>) -> Result<HttpResponse> {
    let id = id.0;
    let read = move |tx: &crate::db::Tx| {
        let card = card::find(tx, id)?;
        let home = stack::find(tx, card.stack)?;
        Ok((card::versions(tx, id)?, stack::list_active(tx)?, home, card))
    };
    let (versions, stacks, home, card) = desk.read(read).await?;
    let now = desk.now();
    if page.is_fragment {
        let versions = self::versions(&card, &versions, &page, now);
        let can_edit = card.status == Status::Active;
        return html(&History { card: CardView::on_desk(&card, page.words, now), can_edit, versions, page });
    }
    html(&CardPage::new(page, &card, &versions, &stacks, &home, now))
}

/// `POST /cards`: an empty note, ready to be written.
///
/// # Errors
/// When the stack is not on the desk.
pub async fn create(desk: Desk, page: Page, Form(fields): Form<NewFields>) -> Result<HttpResponse> {
    let id: CardId = desk.ambient.id();
    let blocks = serde_json::json!([{ "type": "text", "content": "" }]);
    let new = NewCard {
        id,
        stack: fields.stack_id,
        title: Title::lossy(&fields.title, &page.say("card-new-title")),
        size: Size::default(),
        color: None,
        blocks: block::parse(&blocks).map_err(Error::internal)?,
        place: None,
    };
    desk.run(Command::CreateCard(new)).await?;
    Ok(see_other(&address(id)))
}

/// `POST /cards/{id}/edit`: title, texts, size and colour at once.
///
/// # Errors
/// Which field can't be so.
pub async fn edit(desk: Desk, id: PathId<CardKind>, Form(fields): Form<EditFields>) -> Result<HttpResponse> {
    let edit = form::edit(&fields)?;
    desk.run(Command::UpdateCard { card: id.0, edit }).await?;
    Ok(see_other(&address(id.0)))
}

/// `POST /cards/{id}/move-to`: to a free place of another stack.
///
/// # Errors
/// When one of them is not on the desk.
pub async fn move_to(desk: Desk, id: PathId<CardKind>, Form(fields): Form<StackField>) -> Result<HttpResponse> {
    let to = Move { place: None, z: None, stack: Some(fields.stack_id) };
    desk.run(Command::MoveCard { card: id.0, to }).await?;
    Ok(see_other(&stack_address(fields.stack_id)))
}

/// `POST /cards/{id}/archive`.
///
/// # Errors
/// 404 for a card that the user doesn't have.
pub async fn archive(desk: Desk, id: PathId<CardKind>) -> Result<HttpResponse> {
    let receipt = desk.run(Command::ArchiveCard { card: id.0 }).await?;
    Ok(see_other(&receipt.stack_id.map_or_else(|| "/".to_owned(), stack_address)))
}

/// `POST /cards/{id}/restore`.
///
/// # Errors
/// When its stack is in the Drawer.
pub async fn restore(desk: Desk, id: PathId<CardKind>) -> Result<HttpResponse> {
    let receipt = desk.run(Command::RestoreCard { card: id.0 }).await?;
    Ok(see_other(&receipt.stack_id.map_or_else(|| "/".to_owned(), stack_address)))
}

/// `POST /cards/{id}/versions/{version}/restore`.
///
/// # Errors
/// When the card has no such version.
pub async fn restore_version(desk: Desk, path: Path<(String, u32)>) -> Result<HttpResponse> {
    let (id, version) = path.into_inner();
    let card: CardId = id.parse().map_err(|_| Error::not_found())?;
    desk.run(Command::RestoreVersion { card, version }).await?;
    Ok(see_other(&address(card)))
}

/// `POST /cards/{id}/blocks/{block}/items/{item}`: ticks an item of a checklist, or takes the tick away.
///
/// # Errors
/// When there is no such item.
pub async fn tick(
    desk: Desk,
    path: Path<(String, String, String)>,
    Form(fields): Form<TickField>,
) -> Result<HttpResponse> {
    let (id, block, item) = path.into_inner();
    let card: CardId = id.parse().map_err(|_| Error::not_found())?;
    let tick = Tick { block, item, done: fields.done };
    let receipt = desk.run(Command::Tick { card, tick }).await?;
    let stack = receipt.stack_id.map_or_else(|| "/".to_owned(), stack_address);
    Ok(see_other(&format!("{stack}#card-{card}")))
}

fn address(id: CardId) -> String {
    format!("/cards/{id}")
}

pub(super) fn back(home: &Stack) -> String {
    match home.status {
        Status::Active => stack_address(home.id),
        Status::Archived => "/drawer".to_owned(),
    }
}

pub(super) fn back_label(home: &Stack, page: &Page) -> String {
    match home.status {
        Status::Active => home.name.to_string(),
        Status::Archived => page.say("rail-drawer"),
    }
}

pub(super) fn versions(card: &Card, earlier: &[Version], page: &Page, now: Timestamp) -> Vec<VersionView> {
    earlier.iter().take(VERSIONS_SHOWN).map(|version| VersionView::new(card, version, page.words, now)).collect()
}

fn stack_choices(stacks: &[Stack], chosen: StackId) -> Vec<Choice> {
    let choice = |stack: &Stack| Choice {
        value: stack.id.to_string(),
        label: stack.name.to_string(),
        is_chosen: stack.id == chosen,
    };
    stacks.iter().map(choice).collect()
}

/// CSV needs a table; the others take any card.
fn exports(card: &Card, page: &Page) -> Vec<Export> {
    let has_table =
        card.blocks().is_ok_and(|blocks: Vec<Block>| blocks.iter().any(|block| block.body.kind() == "table"));
    let export =
        |format: &str, label: String| Export { href: format!("/api/cards/{}/export?format={format}", card.id), label };
    let csv = has_table.then(|| export("csv", page.say("export-csv")));
    let rest = [export("json", page.say("export-json")), export("md", page.say("export-md"))];
    csv.into_iter().chain(rest).collect()
}
