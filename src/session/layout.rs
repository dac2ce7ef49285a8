//! The desk read whole, and put back whole.

use std::collections::HashSet;

use serde_json::json;

use super::{
    Error, Result, SessionId, apps,
    body::{BODY_BYTES_MAX, Body, FORMAT, SavedCard, SavedStack},
};
use crate::{
    activity::{self, Entry, Verb},
    app,
    card::{self, CardId, Made, block},
    db::Tx,
    desk::{self, Change, Command, Context},
    document,
    kit::Timestamp,
    stack::{self, StackId},
};

/// Reads the desk: what is on it, not what is in the Drawer.
///
/// # Errors
/// [`Error::TooLarge`].
pub(super) fn read(tx: &Tx) -> Result<Body> {
    let stacks = stack::list_active(tx)?;
    let (cards, more) = card::page_of_active(tx, Made::default(), BODY_BYTES_MAX)?;
    if more.is_some() {
        return Err(Error::TooLarge);
    }
    Ok(Body {
        format: FORMAT,
        active_stack: desk::active_stack(tx)?,
        stacks: stacks
            .into_iter()
            .map(|stack| SavedStack { id: stack.id, name: stack.name, color: stack.color, decor: stack.decor })
            .collect(),
        cards: cards.into_iter().map(|card| SavedCard::new(card.into())).collect::<Result<_>>()?,
        apps: app::freeze(tx)?,
    })
}

/// What the desk is to be when it becomes what it was at `saved_at`: what is no part of the past stays as it is `now`.
///
/// # Errors
/// Whatever the database refuses.
pub(super) fn target(tx: &Tx, was: Body, now: &Body, saved_at: Timestamp) -> Result<Body> {
    let cards = was.cards.into_iter().map(|card| with_documents_as_they_are(tx, card)).collect::<Result<_>>()?;
    Ok(Body { cards, apps: apps::with_what_came_since(tx, was.apps, &now.apps, saved_at)?, ..was })
}

/// Makes the desk what `body` says. What it does not name goes to the Drawer. Answers what has changed.
///
/// All of it is one thing to undo: what leads back is the session `point`.
///
/// # Errors
/// [`stack::Error::TierLimit`] when the tier allows fewer stacks; whatever keeps a stack or a card from coming back.
pub(super) fn put_back(tx: &Tx, body: Body, point: SessionId, context: &Context<'_>) -> Result<Vec<Change>> {
    check_allowance(&body, context)?;
    let start = activity::latest(tx)?;
    let order: Vec<StackId> = body.stacks.iter().map(|stack| stack.id).collect();
    let mut changes = put_other_stacks_away(tx, &order, context)?;
    for stack in body.stacks {
        changes.extend(put_stack_back(tx, stack, context)?);
    }
    let named: HashSet<CardId> = body.cards.iter().map(|card| card.id).collect();
    for card in body.cards {
        changes.extend(card::put_back(tx, card.into(), context.by, context.now)?.map(Change::from));
    }
    changes.extend(put_other_cards_away(tx, &named, context)?);
    app::thaw(tx, &body.apps, context.now)?;

    activity::bind(tx, start)?;
    let (subject, before) = (point.to_string(), Some(json!({})));
    let entry = Entry { verb: Verb::SessionRestored, subject: &subject, before, by: context.by };
    let seq = activity::record(tx, &entry, context.now)?;
    changes.push(stack::put_in_order(tx, &order, seq, context.by)?.into());
    if let Some(stack) = body.active_stack {
        desk::run(tx, Command::ActivateStack { stack }, context)?;
    }
    Ok(changes)
}

/// The tier may have become smaller since. On the way there may be more stacks than in the end.
fn check_allowance(body: &Body, context: &Context<'_>) -> Result<()> {
    match context.allowance.stacks_max {
        Some(max) if body.stacks.len() as u64 > max => {
            Err(stack::Error::TierLimit { tier: context.allowance.tier.clone(), max }.into())
        }
        _ => Ok(()),
    }
}

fn put_other_stacks_away(tx: &Tx, named: &[StackId], context: &Context<'_>) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for other in stack::list_active(tx)?.iter().filter(|stack| !named.contains(&stack.id)) {
        if let Some(change) = stack::archive(tx, other.id, None, context.by, context.now)? {
            card::archive_with_stack(tx, other.id, change.seq, context.now)?;
            changes.push(change.into());
        }
    }
    Ok(changes)
}

fn put_stack_back(tx: &Tx, mut was: SavedStack, context: &Context<'_>) -> Result<Option<Change>> {
    // What else went with it is found in the Drawer by itself from now on.
    card::part_from_stack(tx, was.id)?;
    let decor = std::mem::take(&mut was.decor);
    Ok(stack::put_back(tx, was.into(), decor, context.by, context.now)?.map(Change::from))
}

fn put_other_cards_away(tx: &Tx, named: &HashSet<CardId>, context: &Context<'_>) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for other in card::list_titles(tx, None, None, u32::MAX)?.iter().filter(|card| !named.contains(&card.id)) {
        changes.extend(card::archive(tx, other.id, context.by, context.now)?.map(Change::from));
    }
    Ok(changes)
}

/// A card shows how the reading of its document stands, which is no part of the past: it may have ended since.
fn with_documents_as_they_are(tx: &Tx, card: SavedCard) -> Result<SavedCard> {
    if !card.blocks.get().contains("\"document_id\"") {
        return Ok(card);
    }
    let Ok(mut blocks) = block::from_json(card.blocks.get()) else { return Ok(card) };
    for block in &mut blocks {
        if let block::Body::Document { document_id, status, preview, .. } = &mut block.body {
            let Some(document) = found(document::find(tx, *document_id))? else { continue };
            let words = document::preview(tx, document.id).map_err(desk::Error::from)?;
            *status = Some(document.status);
            *preview = Some(words).filter(|words| !words.is_empty());
        }
    }
    card.with_blocks(block::to_json(&blocks))
}

fn found<T>(looked_for: std::result::Result<T, document::Error>) -> Result<Option<T>> {
    match looked_for {
        Ok(found) => Ok(Some(found)),
        Err(document::Error::NotFound) => Ok(None),
        Err(error) => Err(desk::Error::from(error).into()),
    }
}
