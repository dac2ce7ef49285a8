//! Tables: make them, extend them, sum them up, draw them.

mod sums;
mod tables;

pub(super) use sums::{chart, compute};
pub(super) use tables::{add_row, empty_table, table};

use crate::assistant::builtin::{
    play::{Pause, Play},
    understand::Target,
    view::{Named, Seen, seen, sheets},
};

/// The tables that `target` may mean, the likeliest first.
fn tables<'p>(play: &'p Play<'_>, target: &Target) -> Result<Vec<Seen<'p>>, Pause> {
    let found: Vec<Seen<'p>> = match target {
        Target::Open | Target::ThisStack | Target::Stack(_) => play.view.tables().collect(),
        Target::It => match play.view.its_tables() {
            none if none.is_empty() => play.view.tables().collect(),
            tables => tables,
        },
        Target::Card(name) | Target::Named(name) => match play.view.card(name) {
            Named::One(card) if !card.tables.is_empty() => seen(card).collect(),
            // A document's card is called as the document is, and shows it.
            Named::One(_) => in_document(play, name)?.unwrap_or_default(),
            Named::None => match in_document(play, name)? {
                Some(found) => found,
                None => return Err(Pause::Say(play.lang.no_such_card(name))),
            },
            Named::Several(cards) => {
                match cards.iter().copied().filter(|card| !card.tables.is_empty()).collect::<Vec<_>>()[..] {
                    [only] => seen(only).collect(),
                    [] => match in_document(play, name)? {
                        Some(found) => found,
                        None => return Err(Pause::Say(play.lang.no_table())),
                    },
                    _ => {
                        let titles: Vec<String> = cards.iter().map(|card| card.title.clone()).collect();
                        return Err(Pause::Say(play.lang.which(&titles)));
                    }
                }
            }
        },
    };
    if found.is_empty() { Err(Pause::Say(play.lang.no_table())) } else { Ok(found) }
}

/// The tables of the document that is called `name`; `None` when there is none.
fn in_document<'p>(play: &'p Play<'_>, name: &str) -> Result<Option<Vec<Seen<'p>>>, Pause> {
    match play.view.document(name) {
        Named::None => Ok(None),
        Named::One(document) => {
            super::documents::check_read(play, document)?;
            Ok(Some(sheets(document).collect()))
        }
        Named::Several(several) => {
            let names: Vec<String> = several.iter().map(|document| document.name.clone()).collect();
            Err(Pause::Say(play.lang.which(&names)))
        }
    }
}
