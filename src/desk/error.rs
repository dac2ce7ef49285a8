//! Why a command did nothing.

use crate::{
    card::{self, EditError},
    db, document, stack,
};

/// Why a command did nothing. The text is for the user: what happened, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Stack(#[from] stack::Error),
    #[error(transparent)]
    Card(#[from] card::Error),
    #[error(transparent)]
    Document(#[from] document::Error),
    #[error("a wallpaper is a PNG, JPEG or WebP picture of at most {} MiB", document::WALLPAPER_BYTES_MAX >> 20)]
    NoWallpaper,
    #[error("there is nothing to undo")]
    NothingToUndo,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stack(error) | Self::Card(card::Error::Stack(error)) => stack_code(error),
            Self::Card(error) => match error {
                card::Error::NotFound => "card_not_found",
                card::Error::Exists => "card_exists",
                card::Error::Archived => "card_archived",
                card::Error::StackArchived(_) => "stack_archived",
                card::Error::NoSuchVersion(_) => "version_not_found",
                card::Error::TooMany => "too_many_cards",
                card::Error::Block(_) => "invalid_block",
                card::Error::Edit(_) => "invalid_edit",
                card::Error::Stack(error) => stack_code(error),
                card::Error::Db(_) => "internal",
            },
            Self::Document(error) => match error {
                document::Error::NotFound => "document_not_found",
                document::Error::Quota { .. } => "quota",
                document::Error::Unreadable(_) => "unsupported_file",
                document::Error::TooMany => "too_many_documents",
                document::Error::Db(_) => "internal",
            },
            Self::NoWallpaper => "invalid_wallpaper",
            Self::NothingToUndo => "nothing_to_undo",
            Self::Db(_) => "internal",
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Stack(stack::Error::Db(error))
            | Self::Card(card::Error::Db(error) | card::Error::Stack(stack::Error::Db(error)))
            | Self::Document(document::Error::Db(error))
            | Self::Db(error) => Some(error),
            Self::Stack(_) | Self::Card(_) | Self::Document(_) | Self::NoWallpaper | Self::NothingToUndo => None,
        }
    }

    /// The field that is to blame, where one is.
    #[must_use]
    pub fn field(&self) -> Option<String> {
        match self {
            Self::Stack(error) | Self::Card(card::Error::Stack(error)) => stack_field(error).map(str::to_owned),
            Self::Card(card::Error::Block(bad)) => Some(bad.field.clone()),
            Self::Card(card::Error::Edit(error)) => Some(edit_field(error)),
            Self::Card(card::Error::NotFound | card::Error::Exists | card::Error::Archived) => {
                Some("card_id".to_owned())
            }
            Self::Card(card::Error::StackArchived(_)) => Some("stack_id".to_owned()),
            Self::Card(card::Error::NoSuchVersion(_)) => Some("version".to_owned()),
            Self::NoWallpaper => Some("wallpaper".to_owned()),
            Self::Card(card::Error::TooMany | card::Error::Db(_))
            | Self::Document(_)
            | Self::NothingToUndo
            | Self::Db(_) => None,
        }
    }

    /// Whether the server is to blame: the text is for the operator alone.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.code() == "internal"
    }
}

const fn stack_code(error: &stack::Error) -> &'static str {
    match error {
        stack::Error::NotFound => "stack_not_found",
        stack::Error::Exists => "stack_exists",
        stack::Error::Archived(_) => "stack_archived",
        stack::Error::TierLimit { .. } => "tier_limit",
        stack::Error::TooMany => "too_many_stacks",
        stack::Error::BadOrder => "invalid_order",
        stack::Error::Db(_) => "internal",
    }
}

const fn stack_field(error: &stack::Error) -> Option<&'static str> {
    match error {
        stack::Error::NotFound | stack::Error::Exists | stack::Error::Archived(_) => Some("stack_id"),
        stack::Error::BadOrder => Some("stack_ids"),
        stack::Error::TierLimit { .. } | stack::Error::TooMany | stack::Error::Db(_) => None,
    }
}

fn edit_field(error: &EditError) -> String {
    match error {
        EditError::NoBlock(_) | EditError::NotATable(_) | EditError::NotAChecklist(_) => "block_id".to_owned(),
        EditError::NoRow { .. } => "row".to_owned(),
        EditError::NoColumn(_) => "column".to_owned(),
        EditError::NoItem(_) => "item".to_owned(),
        EditError::BadValue(bad) => bad.field.clone(),
    }
}
