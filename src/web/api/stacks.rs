//! `/api/stacks`.

use actix_web::{HttpResponse, web::Query};
use serde::{Deserialize, Serialize};

use super::super::{
    error::{Error, Result},
    extract::{Desk, Json, Operation, PathId},
    words::Words,
};
use crate::{
    desk::{Command, Error as DeskError},
    protocol::{
        action::{CreateStack, ReorderStacks, given},
        view::StackView,
    },
    stack::{self, Color, Icon, Name, NewDecor, StackId, StackKind, Status, Wallpaper},
};

/// Archived stacks in one answer.
const ARCHIVED_MAX: u32 = 500;

/// What a list of stacks asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    status: Option<Status>,
    #[serde(default)]
    q: String,
}

/// A change of what a stack has of its own.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateStack {
    #[serde(default)]
    name: Option<Name>,
    /// Null takes the colour away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Color>")]
    color: Option<Option<Color>>,
    /// Null takes the icon away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Icon>")]
    icon: Option<Option<Icon>>,
    /// Null takes the wallpaper away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Wallpaper>")]
    wallpaper: Option<Option<Wallpaper>>,
}

#[derive(Serialize)]
struct Stacks<'a> {
    stacks: Vec<StackView<'a>>,
}

/// Lists the active stacks in order, or with `status=archived` those in the Drawer whose name holds `q`.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(filter): Query<Filter>) -> Result<HttpResponse> {
    let stacks = desk
        .read(move |tx| match filter.status {
            None | Some(Status::Active) => Ok(stack::list_active(tx)?),
            Some(Status::Archived) => Ok(stack::list_archived(tx, &filter.q, ARCHIVED_MAX)?),
        })
        .await?;
    Ok(HttpResponse::Ok().json(Stacks { stacks: stacks.iter().map(StackView::from).collect() }))
}

/// Makes a stack.
///
/// # Errors
/// Whatever the Sprite refuses, such as a tier's limit.
pub async fn create(
    desk: Desk,
    operation: Operation,
    words: Words,
    Json(new): Json<CreateStack>,
) -> Result<HttpResponse> {
    let new = new.into_new(desk.ambient.id(), &words.say("stack-new"));
    let id = new.id;
    desk.sprite.run(operation.0, Command::CreateStack(new)).await?;
    let stack = find(&desk, id).await?;
    Ok(HttpResponse::Created().json(StackView::from(&stack)))
}

/// Shows a stack.
///
/// # Errors
/// 404.
pub async fn show(desk: Desk, id: PathId<StackKind>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(StackView::from(&find(&desk, id.0).await?)))
}

/// Changes a stack's name, colour, icon and wallpaper, all that are named or none.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn update(
    desk: Desk,
    operation: Operation,
    id: PathId<StackKind>,
    Json(update): Json<UpdateStack>,
) -> Result<HttpResponse> {
    let stack = id.0;
    let name = update.name.map(|name| Command::RenameStack { stack, name });
    let color = update.color.map(|color| Command::RecolorStack { stack, color });
    let decor = NewDecor { icon: update.icon, wallpaper: update.wallpaper };
    let decor = (decor != NewDecor::default()).then_some(Command::DecorateStack { stack, decor });
    desk.sprite.run_all(operation.0, name.into_iter().chain(color).chain(decor).collect()).await?;
    shown(&desk, stack).await
}

/// Puts the active stacks in order.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn reorder(desk: Desk, operation: Operation, Json(order): Json<ReorderStacks>) -> Result<HttpResponse> {
    desk.sprite.run(operation.0, Command::ReorderStacks { order: order.stack_ids }).await?;
    let stacks = desk.read(|tx| Ok(stack::list_active(tx)?)).await?;
    Ok(HttpResponse::Ok().json(Stacks { stacks: stacks.iter().map(StackView::from).collect() }))
}

/// Remembers the stack as the last used one.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn activate(desk: Desk, operation: Operation, id: PathId<StackKind>) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::ActivateStack { stack: id.0 }).await
}

/// Archives the stack with its cards.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn archive(desk: Desk, operation: Operation, id: PathId<StackKind>) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::ArchiveStack { stack: id.0 }).await
}

/// Restores the stack with the cards that went with it.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn restore(desk: Desk, operation: Operation, id: PathId<StackKind>) -> Result<HttpResponse> {
    done(&desk, operation, id.0, Command::RestoreStack { stack: id.0 }).await
}

async fn done(desk: &Desk, operation: Operation, stack: StackId, command: Command) -> Result<HttpResponse> {
    desk.sprite.run(operation.0, command).await?;
    shown(desk, stack).await
}

async fn shown(desk: &Desk, id: StackId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(StackView::from(&find(desk, id).await?)))
}

async fn find(desk: &Desk, id: StackId) -> std::result::Result<stack::Stack, Error> {
    desk.read(move |tx| stack::find(tx, id).map_err(DeskError::from)).await
}
