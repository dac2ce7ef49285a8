//! What is shown of a passage of a document.

use super::{Hit, Place, Query, Subject, cut, snippet};
use crate::{
    db::Tx,
    desk,
    document::{self, DocumentId, Sheet},
    extract::{BATCH_ROWS_MAX, Cell},
};

/// A passage, read: where it stands, all of its text, and what is shown of it.
struct Passage {
    place: Place,
    text: String,
    shown: String,
}

/// Reads the passage at `place` of the sheet with a number, or, with 0 for it, of the pages.
pub(super) fn hit(
    tx: &Tx,
    query: &Query,
    (id, sheet, place): (DocumentId, u32, u32),
) -> Result<(Hit, String), desk::Error> {
    let document = document::find(tx, id)?;
    let passage = match (sheet, place) {
        (0, 0) => Passage { place: Place::Whole, text: String::new(), shown: document::preview(tx, id)? },
        (0, number) => {
            let text = document::page(tx, id, number)?.unwrap_or_default();
            Passage { place: Place::Page { number, count: document.pages }, shown: text.clone(), text }
        }
        (number, first) => match document::sheets(tx, id)?.into_iter().find(|sheet| sheet.number == number) {
            Some(sheet) => of_sheet(tx, query, id, sheet, first)?,
            None => Passage { place: Place::Whole, text: String::new(), shown: String::new() },
        },
    };
    let hit = Hit {
        subject: Subject::Document { id, place: passage.place },
        title: snippet::marked(&document.name, query),
        passage: snippet::passage(cut(&passage.shown), query),
        is_archived: document.archived_at.is_some(),
        color: None,
        at: document.created_at,
    };
    Ok((hit, format!("{}\n{}", document.name, passage.text)))
}

/// The heads of a sheet, or of the rows from `first` on the one that says most of what is sought.
fn of_sheet(tx: &Tx, query: &Query, id: DocumentId, sheet: Sheet, first: u32) -> Result<Passage, desk::Error> {
    let (number, name) = (sheet.number, sheet.name);
    if first == 0 {
        let text = format!("{name}\n{}", sheet.columns.join(" · "));
        return Ok(Passage { place: Place::Sheet { number, name, row: 1 }, shown: text.clone(), text });
    }
    let rows = document::rows(tx, id, number, first, u32::try_from(BATCH_ROWS_MAX).unwrap_or(u32::MAX))?;
    let lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
    // Of several that say as much, the first.
    let best = (0..lines.len()).rev().max_by_key(|at| query.words_in(&lines[*at])).unwrap_or(0);
    let shown = lines.get(best).cloned().unwrap_or_default();
    let row = first + u32::try_from(best).unwrap_or_default();
    Ok(Passage { place: Place::Sheet { number, name, row }, text: lines.join("\n"), shown })
}

fn line(row: &[Cell]) -> String {
    let cells = row.iter().filter(|cell| **cell != Cell::Blank).map(Cell::to_string);
    cells.collect::<Vec<_>>().join(" · ")
}
