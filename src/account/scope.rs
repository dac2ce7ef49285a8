//! What a credential may do.

use std::fmt;

use crate::db::{
    FromSql, RowResult, ToSql,
    column::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

/// One thing that a credential may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// See everything that its user sees.
    Read,
    /// Change it as well.
    Write,
}

impl Scope {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// What a credential may do. Nothing can be changed by what can't be read: each may read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scopes {
    may_write: bool,
}

impl Scopes {
    /// What users themselves may do.
    pub const ALL: Self = Self { may_write: true };

    /// Looking, and nothing else.
    pub const READ: Self = Self { may_write: false };

    /// Whether the credential may do this.
    #[must_use]
    pub const fn allow(self, scope: Scope) -> bool {
        match scope {
            Scope::Read => true,
            Scope::Write => self.may_write,
        }
    }

    /// The scopes that `words` name, with blanks between them; `None` when one of them is none, or reading is missing.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        match words {
            "read" => Some(Self::READ),
            "read write" => Some(Self::ALL),
            _ => None,
        }
    }

    const fn words(self) -> &'static str {
        if self.may_write { "read write" } else { "read" }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl ToSql for Scopes {
    fn to_sql(&self) -> RowResult<ToSqlOutput<'_>> {
        Ok(self.words().into())
    }
}

impl FromSql for Scopes {
    /// Words that a later version has written allow no more than looking.
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            // No row of `api_tokens`: the credential of a browser, or of a program that knows the password.
            ValueRef::Null => Ok(Self::ALL),
            ValueRef::Text(_) => Ok(Self::from_words(value.as_str()?).unwrap_or(Self::READ)),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}
