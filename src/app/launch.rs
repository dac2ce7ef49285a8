//! Opening an app: an instance of it and the card that shows it.

use serde_json::json;

use super::{AppId, Error, InstanceId, Package, instance, package::Instances, registry};
use crate::{
    card::{self, CardId, Move, NewCard, Shape, Size, Title, block},
    db::Tx,
    desk::{self, Change, Context, Done},
    stack::{self, StackId, Status},
};

/// What was opened, or found open, and what changed on the desk.
#[derive(Clone, PartialEq, Debug)]
pub struct Launched {
    pub instance: InstanceId,
    pub card: CardId,
    pub stack: StackId,
    /// Whether it was not open already.
    pub is_new: bool,
    pub done: Done,
}

/// Opens the app on the stack, or on the active one. An app of which there is one window only is brought back from the
/// Drawer, or stays where it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Archived`], [`Error::TooManyInstances`]; [`Error::Desk`] when there is no such stack or
/// no room on it.
pub fn launch(
    tx: &Tx,
    app: AppId,
    package: &Package,
    stack: Option<StackId>,
    context: &Context<'_>,
) -> Result<Launched, Error> {
    if registry::find(tx, app)?.is_archived() {
        return Err(Error::Archived);
    }
    registry::note_use(tx, app, context.now)?;
    if package.instances == Instances::Single
        && let Some(open) = bring_back(tx, app, stack, context)?
    {
        return Ok(open);
    }
    open(tx, app, package, on(tx, stack)?, context)
}

fn open(tx: &Tx, app: AppId, package: &Package, stack: StackId, context: &Context<'_>) -> Result<Launched, Error> {
    let (instance, card) = (context.ambient.id(), context.ambient.id());
    instance::open(tx, instance, app, card, context.now)?;
    let shape = Shape::named(Size::Medium).pulled(f64::from(package.window.w), f64::from(package.window.h));
    let title = Title::lossy(package.name.as_str(), "App");
    let blocks = json!([{ "type": "app", "instance_id": instance, "name": package.name }]);
    let blocks = block::parse(&blocks).map_err(card::Error::from)?;
    let new = NewCard { id: card, stack, title, size: Size::Medium, color: None, blocks, place: None };
    let change = card::create_shaped(tx, new, shape, context.by, context.now)?;
    let receipt = desk::Receipt::of_card(&change.card);
    Ok(Launched { instance, card, stack, is_new: true, done: Done { changes: vec![change.into()], receipt } })
}

/// The app's only window, if its card can be shown: where it lies, or, out of the Drawer, on the stack that was asked
/// for.
fn bring_back(tx: &Tx, app: AppId, stack: Option<StackId>, context: &Context<'_>) -> Result<Option<Launched>, Error> {
    let Some(window) = instance::list(tx, app)?.into_iter().next() else { return Ok(None) };
    let Ok(card) = card::find(tx, window.card) else { return Ok(None) };
    let mut changes: Vec<Change> = Vec::new();
    let lies_on = stack::find(tx, card.stack).map_err(desk::Error::from)?;
    let is_away = card.status == Status::Archived || lies_on.status == Status::Archived;
    if is_away {
        if lies_on.status == Status::Archived {
            // It went with its stack, which stays where it is.
            return Ok(None);
        }
        changes.extend(card::restore(tx, card.id, context.by, context.now)?.map(Change::Card));
        let to = Move { place: None, z: None, stack: Some(on(tx, stack)?) };
        changes.extend(card::move_to(tx, card.id, to, context.by, context.now)?.map(Change::Card));
    }
    let card = card::find(tx, card.id)?;
    let receipt = desk::Receipt::of_card(&card);
    let done = Done { changes, receipt };
    Ok(Some(Launched { instance: window.id, card: card.id, stack: card.stack, is_new: false, done }))
}

/// The stack that was asked for, or the active one.
fn on(tx: &Tx, stack: Option<StackId>) -> Result<StackId, Error> {
    let active = || desk::active_stack(tx)?.ok_or(Error::Desk(stack::Error::NotFound.into()));
    match stack {
        Some(stack) => Ok(stack),
        None => active(),
    }
}
