//! Tables among the rows of a page: rows of several cells that stand below each other.

use super::layout::{Row, Run};

/// Rows with several cells that make a table; two may be chance.
const ROWS_MIN: usize = 3;
/// Letters of the usual cell: above this it is two columns of prose.
const CELL_CHARS_MAX: usize = 40;
/// Rows further apart than this, in sizes, belong to two tables.
const ROW_GAP: f64 = 4.0;

/// Cells that share no more than this, in points, only touch.
const TOUCH: f64 = 1.0;

/// A table, and where its columns stand.
pub(super) struct Table {
    columns: Vec<(f64, f64)>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Whether this one, at the top of a page, goes on with that from the page before.
    pub fn continues(&self, before: &Self) -> bool {
        let is_below = |(a, b): (&(f64, f64), &(f64, f64))| a.0 < b.1 && b.0 < a.1;
        self.columns.len() == before.columns.len() && self.columns.iter().zip(&before.columns).all(is_below)
    }
}

pub(super) fn find(rows: &[Row]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let end = end_of_group(rows, at);
        tables.extend(table(&rows[at..end]));
        at = end.max(at + 1);
    }
    tables
}

/// Where the rows that may be one table with the row at `start` end.
fn end_of_group(rows: &[Row], start: usize) -> usize {
    let is_wide = |at: usize| rows.get(at).is_some_and(|row: &Row| row.cells.len() > 1);
    let is_near = |at: usize| {
        let gap = rows[at].y - rows[at - 1].y;
        gap > 0.0 && gap < ROW_GAP * rows[at].size.max(rows[at - 1].size)
    };
    if !is_wide(start) {
        return start;
    }
    let mut end = start + 1;
    // A row of one cell is the rest of a cell above it, when the table goes on below.
    while end < rows.len() && is_near(end) && (is_wide(end) || (is_wide(end + 1) && is_near(end + 1))) {
        end += 1;
    }
    end
}

fn table(group: &[Row]) -> Option<Table> {
    let wide = || group.iter().filter(|row| row.cells.len() > 1);
    if wide().count() < ROWS_MIN {
        return None;
    }
    let (letters, cells) = wide()
        .flat_map(|row| &row.cells)
        .fold((0, 0), |(letters, cells), cell| (letters + cell.text.chars().count(), cells + 1));
    if letters > CELL_CHARS_MAX * cells {
        return None;
    }
    let most = wide().map(|row| row.cells.len()).max()?;
    let columns = merged(columns(wide().flat_map(|row| &row.cells)), most, group);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in group {
        let mut texts = vec![String::new(); columns.len()];
        for cell in &row.cells {
            let place = place_of(cell, &columns)?;
            if !texts[place].is_empty() {
                return None;
            }
            texts[place].clone_from(&cell.text);
        }
        match rows.last_mut().filter(|_| row.cells.len() == 1) {
            Some(above) => above.iter_mut().zip(&texts).for_each(|(above, text)| append(above, text)),
            None => rows.push(texts),
        }
    }
    (columns.len() > 1).then_some(Table { columns, rows })
}

fn append(above: &mut String, text: &str) {
    if !text.is_empty() {
        if !above.is_empty() {
            above.push(' ');
        }
        above.push_str(text);
    }
}

/// The column that the cell shares most with.
fn place_of(cell: &Run, columns: &[(f64, f64)]) -> Option<usize> {
    let shared = |(start, end): &(f64, f64)| cell.end.max(cell.x + 1.0).min(*end) - cell.x.max(*start);
    let best = columns.iter().enumerate().max_by(|(_, a), (_, b)| shared(a).total_cmp(&shared(b)));
    best.filter(|(_, column)| shared(column) > 0.0).map(|(at, _)| at)
}

/// Where there are more columns than any row has cells, some are one: a name on the left above numbers on the right.
/// Neighbours that never stand in the same row are put together.
fn merged(mut columns: Vec<(f64, f64)>, most: usize, group: &[Row]) -> Vec<(f64, f64)> {
    while columns.len() > most {
        let stand_together = |at: usize| {
            let has = |row: &Row, place| row.cells.iter().any(|cell| place_of(cell, &columns) == Some(place));
            group.iter().any(|row| has(row, at) && has(row, at + 1))
        };
        let Some(at) = (0..columns.len() - 1).find(|at| !stand_together(*at)) else { break };
        let (_, end) = columns.remove(at + 1);
        columns[at].1 = end;
    }
    columns
}

/// Cells that overlap, looked at from above, are a column.
fn columns<'r>(cells: impl Iterator<Item = &'r Run>) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = cells.map(|cell| (cell.x, cell.end.max(cell.x + 1.0))).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for (start, end) in spans {
        match columns.last_mut().filter(|last| start + TOUCH < last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => columns.push((start, end)),
        }
    }
    columns
}
