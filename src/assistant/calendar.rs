//! Days as people write them, and the month, quarter or year that they lie in.
//!
//! Whether `03/04/2026` is in March or in April is decided for a column as a whole, from the cells that leave no doubt.

#[cfg(test)]
mod tests;

use jiff::civil::{self, Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::block::Cell;

/// A stretch of time into which days are put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Day,
    Month,
    Quarter,
    Year,
}

/// How a column writes its days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Days {
    /// What comes first between slashes.
    slashes: Slashes,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Slashes {
    DayFirst,
    MonthFirst,
    /// Nothing tells, so that such a cell is no day.
    Unknown,
}

impl Per {
    /// What the stretch with this day in it is called, so that names in order are days in order.
    #[must_use]
    pub fn name(self, day: Date) -> String {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Day => day.to_string(),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }
}

impl Days {
    /// Finds out how the cells of a column write their days; `None` when most of them hold something else.
    pub fn of<'a>(cells: impl Iterator<Item = &'a Cell> + Clone) -> Option<Self> {
        let mut slashes = Slashes::Unknown;
        for cell in cells.clone() {
            let Some((first, second, _)) = text(cell).and_then(|text| three(text, '/')) else { continue };
            match (first > 12, second > 12) {
                (true, false) => slashes = Slashes::DayFirst,
                (false, true) => slashes = Slashes::MonthFirst,
                _ => continue,
            }
            break;
        }
        let days = Self { slashes };
        let (mut read, mut filled) = (0_usize, 0_usize);
        for cell in cells.filter(|cell| !cell.to_string().trim().is_empty()) {
            filled += 1;
            read += usize::from(days.read(cell).is_some());
        }
        (read * 2 > filled).then_some(days)
    }

    /// The day in a cell: `2026-01-31`, also with a time behind it, `2026-01`, `31.1.2026`, `31/1/2026`.
    #[must_use]
    pub fn read(self, cell: &Cell) -> Option<Date> {
        let text = text(cell)?;
        if let Some((day, month, year)) = three(text, '.') {
            return date(year, month, day);
        }
        if let Some((first, second, year)) = three(text, '/') {
            return match self.slashes {
                Slashes::DayFirst => date(year, second, first),
                Slashes::MonthFirst => date(year, first, second),
                Slashes::Unknown => None,
            };
        }
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|year| year.len() == 4)?;
        let month = parts.next().filter(|month| month.len() == 2)?;
        let day = parts.next().map_or("01", |rest| rest.split([' ', 'T']).next().unwrap_or_default());
        date(number(year)?, number(month)?, number(day)?)
    }
}

fn text(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text.trim()),
        Cell::Number(_) | Cell::Bool(_) | Cell::Blank => None,
    }
}

/// Three numbers with `mark` between them, of which the last is a year.
fn three(text: &str, mark: char) -> Option<(u16, u16, u16)> {
    let text = text.split(' ').next().unwrap_or_default();
    let mut parts = text.split(mark);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some((number(first)?, number(second)?, number(year)?))
}

fn number(digits: &str) -> Option<u16> {
    let is_short = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { digits.parse().ok() } else { None }
}

fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}
