//! `/api/cards`.

use actix_web::{HttpResponse, http::header, web::Query};
use serde::{Deserialize, Serialize};

use super::super::{
    answer::disposition,
    error::{Error, Result},
    extract::{Desk, Json, Operation, PathId},
};
use crate::{
    card::{self, Card, CardId, CardKind, Version, export},
    desk::{CellEdit, Command, Error as DeskError},
    protocol::{
        action::{CreateCard, EditCell, MoveTo, ResizeTo, RestoreVersion, UpdateCard},
        view::{CardView, VersionView},
    },
    stack::{self, StackId, Status},
};

/// Archived cards in one answer.
const ARCHIVED_MAX: u32 = 500;

/// What a list of cards asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    stack_id: Option<StackId>,
    status: Option<Status>,
    #[serde(default)]
    q: String,
}

/// What to export a card as.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    Csv,
    Json,
    Md,
}

/// Which part of a card to export, and as what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    format: Format,
    /// The table, when the card has several.
    block_id: Option<String>,
}

#[derive(Serialize)]
struct Cards<'a> {
    cards: Vec<CardView<'a>>,
}

#[derive(Serialize)]
struct Versions<'a> {
    versions: Vec<VersionView<'a>>,
}

/// Lists the cards of a stack in reading order, or with `status=archived` those in the Drawer whose title holds `q`.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(filter): Query<Filter>) -> Result<HttpResponse> {
    let cards: Vec<Card> = match (filter.status, filter.stack_id) {
        (Some(Status::Archived), _) => {
            desk.read(move |tx| Ok(card::list_archived(tx, &filter.q, ARCHIVED_MAX)?)).await?
        }
        (_, Some(stack)) => {
            desk.read(move |tx| {
                stack::active(tx, stack)?;
                Ok(card::active_on(tx, stack)?)
            })
            .await?
        }
        (_, None) => return Err(Error::invalid("stack_id", "name the stack, or ask for status=archived")),
    };
    Ok(HttpResponse::Ok().json(Cards { cards: cards.iter().map(CardView::bounded).collect() }))
}

/// Makes a card.
///
/// # Errors
/// The field that is wrong; whatever the Sprite refuses.
pub async fn create(desk: Desk, operation: Operation, Json(new): Json<CreateCard>) -> Result<HttpResponse> {
    let id = new.card_id.unwrap_or_else(|| desk.ambient.id());
    let new = new.into_new(id, "").map_err(invalid)?;
    let (_, done) = desk.sprite.run(operation.0, Command::CreateCard(new)).await?;
    let card = find(&desk, done.receipt.card_id.unwrap_or(id)).await?;
    Ok(HttpResponse::Created().json(CardView::whole(&card)))
}

/// Shows a card with all its blocks.
///
/// # Errors
/// 404.
pub async fn show(desk: Desk, id: PathId<CardKind>) -> Result<HttpResponse> {
    shown(&desk, id.0).await
}

/// Gives a card another content.
///
/// # Errors
/// The field that is wrong; whatever the Sprite refuses.
pub async fn update(
    desk: Desk,
    operation: Operation,
    id: PathId<CardKind>,
    Json(update): Json<UpdateCard>,
) -> Result<HttpResponse> {
    let edit = update.into_edit("").map_err(invalid)?;
    done(&desk, operation, id.0, Command::UpdateCard { card: id.0, edit }).await
}

/// Archives a card.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn archive(desk: Desk, operation: Operation, id: PathId<CardKind>) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::ArchiveCard { card: id.0 }).await
}

/// Restores a card.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn restore(desk: Desk, operation: Operation, id: PathId<CardKind>) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::RestoreCard { card: id.0 }).await
}

/// Lays a card somewhere else.
///
/// # Errors
/// The field that is wrong; whatever the Sprite refuses.
pub async fn move_to(
    desk: Desk,
    operation: Operation,
    id: PathId<CardKind>,
    Json(to): Json<MoveTo>,
) -> Result<HttpResponse> {
    let to = to.into_move("").map_err(invalid)?;
    done(&desk, operation, id.0, Command::MoveCard { card: id.0, to }).await
}

/// Gives a card another size.
///
/// # Errors
/// The field that is wrong; whatever the Sprite refuses.
pub async fn resize(
    desk: Desk,
    operation: Operation,
    id: PathId<CardKind>,
    Json(to): Json<ResizeTo>,
) -> Result<HttpResponse> {
    let to = to.into_resize("").map_err(invalid)?;
    done(&desk, operation, id.0, Command::ResizeCard { card: id.0, to }).await
}

/// Sets one cell of a table.
///
/// # Errors
/// The field that is wrong; whatever the Sprite refuses.
pub async fn edit_cell(
    desk: Desk,
    operation: Operation,
    id: PathId<CardKind>,
    Json(edit): Json<EditCell>,
) -> Result<HttpResponse> {
    let EditCell { block_id, row, column, value } = edit;
    let block = block_id.ok_or_else(|| Error::invalid("block_id", "is missing"))?;
    let cell = CellEdit { block, row, column, value };
    done(&desk, operation, id.0, Command::EditCell { card: id.0, cell }).await
}

/// Lists the earlier contents of a card, the newest first.
///
/// # Errors
/// 404.
pub async fn versions(desk: Desk, id: PathId<CardKind>) -> Result<HttpResponse> {
    let id = id.0;
    let versions: Vec<Version> = desk.read(move |tx| card::versions(tx, id).map_err(DeskError::from)).await?;
    Ok(HttpResponse::Ok().json(Versions { versions: versions.iter().map(VersionView::from).collect() }))
}

/// Makes a new content that equals an earlier one.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn restore_version(
    desk: Desk,
    operation: Operation,
    id: PathId<CardKind>,
    Json(RestoreVersion { version }): Json<RestoreVersion>,
) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::RestoreVersion { card: id.0, version }).await
}

/// Hands the card out as a file.
///
/// # Errors
/// 404; a card without a table has no CSV.
pub async fn export(desk: Desk, id: PathId<CardKind>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let card = find(&desk, id.0).await?;
    let blocks = card.blocks().map_err(Error::internal)?;
    let (made, media_type, ending) = match wanted.format {
        Format::Csv => {
            (export::csv(&card.title, &blocks, wanted.block_id.as_deref()), "text/csv; charset=utf-8", "csv")
        }
        Format::Json => (export::json(&card.title, &blocks), "application/json", "json"),
        Format::Md => (Ok(export::markdown(&card.title, &blocks)), "text/markdown; charset=utf-8", "md"),
    };
    let file = made.map_err(|error| Error::conflict("not_exportable", error.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, disposition(&file.stem, ending)))
        .body(file.bytes))
}

async fn done(desk: &Desk, operation: Operation, id: CardId, command: Command) -> Result<HttpResponse> {
    desk.sprite.run(operation.0, command).await?;
    shown(desk, id).await
}

async fn shown(desk: &Desk, id: CardId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(CardView::whole(&find(desk, id).await?)))
}

async fn find(desk: &Desk, id: CardId) -> Result<Card> {
    desk.read(move |tx| card::find(tx, id).map_err(DeskError::from)).await
}

fn invalid((field, message): (String, String)) -> Error {
    Error::invalid(field, message)
}
