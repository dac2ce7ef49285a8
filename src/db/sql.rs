//! How the ground's own types stand in a column: ids as their 36 characters, moments as milliseconds.

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::kit::{Id, Kind, Line, Timestamp};

impl<K: Kind> ToSql for Id<K> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl<K: Kind> FromSql for Id<K> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(FromSqlError::other)
    }
}

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Timestamp)
    }
}

impl<const MAX: usize> ToSql for Line<MAX> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl<const MAX: usize> FromSql for Line<MAX> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::new(value.as_str()?).map_err(FromSqlError::other)
    }
}

/// Lets an enum with `as_str` and `FromStr` stand in a column as its word.
#[macro_export]
macro_rules! word_column {
    ($type:ty) => {
        impl $crate::db::ToSql for $type {
            fn to_sql(&self) -> $crate::db::RowResult<$crate::db::column::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl $crate::db::FromSql for $type {
            fn column_result(value: $crate::db::column::ValueRef<'_>) -> $crate::db::column::FromSqlResult<Self> {
                let word = value.as_str()?;
                Self::from_word(word)
                    .ok_or_else(|| $crate::db::column::FromSqlError::other($crate::db::UnknownWord(word.to_owned())))
            }
        }
    };
}

/// A word in a column that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("the word {0:?} is not known to this version")]
pub struct UnknownWord(pub String);
