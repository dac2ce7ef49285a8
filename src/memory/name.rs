//! The names that files of the memory can have.

use std::{fmt, str::FromStr};

use super::{Error, FILE_BYTES_MAX, SOUL_BYTES_MAX};
use crate::{db, kit::Timestamp};

const STANDING: [&str; 3] = ["soul.md", "user.md", "context.md"];
const JOURNAL: &str = "journal/";
const ENDING: &str = ".md";

/// `soul.md`, `user.md`, `context.md`, or `journal/YYYY-MM-DD.md` for a day that there is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileName(String);

impl FileName {
    /// How the assistant behaves.
    #[must_use]
    pub fn soul() -> Self {
        Self(STANDING[0].to_owned())
    }

    /// What the user prefers.
    #[must_use]
    pub fn user() -> Self {
        Self(STANDING[1].to_owned())
    }

    /// What is so.
    #[must_use]
    pub fn context() -> Self {
        Self(STANDING[2].to_owned())
    }

    /// The journal of the day, in UTC.
    #[must_use]
    pub fn journal(now: Timestamp) -> Self {
        let day = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().strftime("%Y-%m-%d");
        Self(format!("{JOURNAL}{day}{ENDING}"))
    }

    /// The files that everybody has, in the order in which the assistant reads them.
    #[must_use]
    pub fn standing() -> [Self; 3] {
        STANDING.map(|name| Self(name.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many bytes the file may have.
    #[must_use]
    pub fn bytes_max(&self) -> usize {
        if *self == Self::soul() { SOUL_BYTES_MAX } else { FILE_BYTES_MAX }
    }

    /// The name as one segment of an address.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.0.strip_prefix(JOURNAL).unwrap_or(&self.0)
    }
}

impl FromStr for FileName {
    type Err = Error;

    /// Reads a name or its slug.
    fn from_str(text: &str) -> Result<Self, Error> {
        if STANDING.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        let day = text.strip_prefix(JOURNAL).unwrap_or(text).strip_suffix(ENDING).ok_or(Error::NoSuchFile)?;
        let date: jiff::civil::Date = day.parse().map_err(|_| Error::NoSuchFile)?;
        if date.to_string() != day {
            return Err(Error::NoSuchFile);
        }
        Ok(Self(format!("{JOURNAL}{day}{ENDING}")))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl db::ToSql for FileName {
    fn to_sql(&self) -> db::RowResult<db::column::ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl db::FromSql for FileName {
    fn column_result(value: db::column::ValueRef<'_>) -> db::column::FromSqlResult<Self> {
        value.as_str()?.parse().map_err(db::column::FromSqlError::other)
    }
}
