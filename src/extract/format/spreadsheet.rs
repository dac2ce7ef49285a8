//! Spreadsheets: the cells that hold something, sheet by sheet.

use std::io::{BufRead, Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, Xlsx, XlsxError};

use super::zipped;
use crate::extract::{
    COLUMNS_MAX, Cell, Refusal,
    child::{
        out::{Found, Out},
        sheet::Sheet,
    },
};

pub(super) fn read_xlsx<R: BufRead + Seek>(mut file: R, out: &mut Out<'_>) -> Found {
    drop(zipped::open(&mut file)?);
    let mut book = Xlsx::new(file).map_err(|error| match error {
        XlsxError::Password => Refusal::Locked,
        _ => Refusal::Damaged,
    })?;
    for name in book.sheet_names() {
        // A sheet may also be a chart, which has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut sheet = Sheet::new(&name, None);
        let (mut number, mut row) = (0, Vec::new());
        while let Some(cell) = cells.next_cell().map_err(|_| Refusal::Damaged)? {
            let (at, column) = cell.get_position();
            if at != number && !sheet.row(out, std::mem::take(&mut row))? {
                break;
            }
            number = at;
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            // One column more than are kept, so that it is noticed that there were more.
            if column <= COLUMNS_MAX {
                row.resize(row.len().max(column + 1), Cell::Blank);
                row[column] = shown(cell.get_value());
            }
        }
        sheet.row(out, row)?;
        sheet.finish(out)?;
    }
    Ok(())
}

pub(super) fn read_ods<R: Read + Seek>(mut file: R, out: &mut Out<'_>) -> Found {
    drop(zipped::open(&mut file)?);
    let mut book = Ods::new(file).map_err(|_| Refusal::Damaged)?;
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let mut sheet = Sheet::new(&name, None);
        for row in range.rows() {
            let row = row.iter().take(COLUMNS_MAX + 1).map(owned).collect();
            if !sheet.row(out, row)? {
                break;
            }
        }
        sheet.finish(out)?;
    }
    Ok(())
}

fn shown(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number((*number).into()),
        DataRef::Float(number) => Cell::number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(_) | DataRef::Empty => Cell::Blank,
    }
}

fn owned(value: &Data) -> Cell {
    match value {
        Data::Int(number) => Cell::Number((*number).into()),
        Data::Float(number) => Cell::number(*number),
        Data::String(text) | Data::DurationIso(text) => Cell::text(text),
        Data::DateTimeIso(text) => Cell::text(&text.replace('T', " ")),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(moment) => day(moment),
        Data::Error(_) | Data::Empty => Cell::Blank,
    }
}

/// A day, with its time where it has one; a duration in hours, minutes and seconds.
fn day(moment: &ExcelDateTime) -> Cell {
    if moment.is_duration() {
        /// Above this, no clock is meant.
        const DAYS_MAX: f64 = 1e6;
        let days = moment.as_f64().clamp(-DAYS_MAX, DAYS_MAX);
        #[expect(clippy::cast_possible_truncation, reason = "it is within bounds")]
        let seconds = (days * 86_400.0).round() as i64;
        let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.abs());
        return Cell::Text(format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return Cell::Text(date);
    }
    Cell::Text(format!("{date} {hour:02}:{minute:02}:{second:02}"))
}
