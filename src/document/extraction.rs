//! Single facts of a document: found by rules, each with its page and how sure it is, and corrected by its reader.
//!
//! A correction is kept whatever a later reading finds, until it is taken back.

mod rules;
mod scan;
mod store;
#[cfg(test)]
mod tests;

use super::{DocumentId, Error, Result, find};
use crate::{
    db::Tx,
    extract::Kind,
    kit::{Line, Timestamp},
};

/// Pages of a document that are looked through: facts stand at the beginning.
const PAGES_LOOKED_THROUGH: u32 = 5;
/// Writing in pictures is read with mistakes.
const OF_PICTURES: f64 = 0.8;

/// What a fact is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    Vendor,
    InvoiceNumber,
    Date,
    DueDate,
    Total,
    Iban,
    Email,
    Phone,
}

impl Field {
    /// In the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Vendor,
        Self::InvoiceNumber,
        Self::Date,
        Self::DueDate,
        Self::Total,
        Self::Iban,
        Self::Email,
        Self::Phone,
    ];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::InvoiceNumber => "invoice_number",
            Self::Date => "date",
            Self::DueDate => "due_date",
            Self::Total => "total",
            Self::Iban => "iban",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }
}

crate::word_column!(Field);

/// What a fact is: one line.
pub type Value = Line<200>;

/// One fact of a document.
#[derive(Clone, PartialEq, Debug)]
pub struct Extraction {
    pub field: Field,
    pub found: Option<Found>,
    /// What the reader says instead; empty when there is no such fact.
    pub corrected: Option<String>,
}

/// What the rules have found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub value: String,
    /// From 1.
    pub page: u32,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
}

impl Extraction {
    /// What holds.
    #[must_use]
    pub fn value(&self) -> &str {
        match (&self.corrected, &self.found) {
            (Some(corrected), _) => corrected,
            (None, Some(found)) => &found.value,
            (None, None) => "",
        }
    }
}

/// Whether facts are looked for in files of this kind: the others have no shape by which one could be known.
#[must_use]
pub const fn is_looked_through(kind: Kind) -> bool {
    matches!(kind, Kind::Pdf | Kind::Docx) || kind.is_picture()
}

/// Looks for facts in the text that is stored, and keeps them in the place of those of an earlier reading.
///
/// # Errors
/// [`Error::NotFound`].
pub fn look(tx: &Tx, id: DocumentId) -> Result<()> {
    let document = find(tx, id)?;
    if !is_looked_through(document.kind) {
        return Ok(());
    }
    let trust = if document.kind.is_picture() { OF_PICTURES } else { 1.0 };
    let mut pages = Vec::new();
    for number in 1..=document.pages.min(PAGES_LOOKED_THROUGH) {
        pages.extend(super::page(tx, id, number)?.map(|text| (number, text)));
    }
    store::forget_found(tx, id)?;
    for (field, found) in rules::facts(&pages) {
        store::put_found(tx, id, field, &Found { confidence: found.confidence * trust, ..found })?;
    }
    Ok(())
}

/// The facts of the document, in the order of [`Field::ALL`].
///
/// # Errors
/// [`Error::NotFound`] for the document.
pub fn list(tx: &Tx, id: DocumentId) -> Result<Vec<Extraction>> {
    find(tx, id)?;
    let mut all = store::list(tx, id)?;
    all.sort_by_key(|extraction| extraction.field);
    Ok(all)
}

/// Keeps what the reader says a fact is; `None` says that there is none.
///
/// # Errors
/// [`Error::NotFound`] for the document.
pub fn correct(tx: &Tx, id: DocumentId, field: Field, value: Option<&Value>, now: Timestamp) -> Result<()> {
    find(tx, id)?;
    Ok(store::correct(tx, id, field, value.map_or("", |value| value.as_str()), now)?)
}

/// Takes a correction back, so that what was found holds again.
///
/// # Errors
/// [`Error::NotFound`] when nothing was corrected.
pub fn take_back(tx: &Tx, id: DocumentId, field: Field) -> Result<()> {
    if !list(tx, id)?.iter().any(|extraction| extraction.field == field && extraction.corrected.is_some()) {
        return Err(Error::NotFound);
    }
    Ok(store::take_back(tx, id, field)?)
}
