//! Earlier contents of a card, compressed.

use super::{Card, CardId, Change, Error, Result, Shape, Size, Title, store, verbs};
use crate::{
    activity::By,
    db::{self, Tx},
    kit::Timestamp,
    stack::Color,
};

/// Contents are small texts that repeat themselves; zstd's default level halves them at no visible cost.
const ZSTD_LEVEL: i32 = 3;

/// What a stored version may unpack to: far above any card's limit, and a bound against a damaged file.
const UNPACKED_BYTES_MAX: usize = 4 << 20;

/// An earlier content.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    pub version: u32,
    pub title: Title,
    pub size: Size,
    pub color: Option<Color>,
    pub blocks_json: String,
    /// `user` or `agent`.
    pub by: String,
    pub at: Timestamp,
}

/// The earlier contents, the newest first.
///
/// # Errors
/// [`Error::NotFound`] when the user has no such card.
pub fn versions(tx: &Tx, id: CardId) -> Result<Vec<Version>> {
    verbs::find(tx, id)?;
    Ok(store::versions(tx, id)?)
}

/// Makes a new version whose content equals that of the version `number`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`]; [`Error::NoSuchVersion`].
pub fn restore_version(tx: &Tx, id: CardId, number: u32, by: By, now: Timestamp) -> Result<Option<Change>> {
    let card = verbs::active(tx, id)?;
    if number == card.version {
        return Ok(None);
    }
    let next = with_content_of(tx, &card, number)?;
    verbs::put_content(tx, &card, next, by, now)
}

/// Makes a new version that equals the version `number` and has the size that the card had then.
///
/// # Errors
/// As [`restore_version`].
pub fn take_back(tx: &Tx, id: CardId, number: u32, shape: Shape, by: By, now: Timestamp) -> Result<Option<Change>> {
    let card = verbs::active(tx, id)?;
    let next = Card { shape, ..with_content_of(tx, &card, number)? };
    verbs::put_content(tx, &card, next, by, now)
}

fn with_content_of(tx: &Tx, card: &Card, number: u32) -> Result<Card> {
    let earlier = store::version(tx, card.id, number)?.ok_or(Error::NoSuchVersion(number))?;
    Ok(Card {
        title: earlier.title,
        shape: Shape { size: earlier.size, ..card.shape },
        color: earlier.color,
        blocks_json: earlier.blocks_json,
        ..card.clone()
    })
}

/// Keeps the present content of `card` among its versions.
pub(super) fn keep(tx: &Tx, card: &Card) -> db::Result<()> {
    let packed = zstd::bulk::compress(card.blocks_json.as_bytes(), ZSTD_LEVEL)
        .map_err(|source| db::Error::File { path: format!("card {}", card.id).into(), source })?;
    store::insert_version(tx, card, &packed)
}

pub(super) fn unpack(packed: &[u8]) -> std::io::Result<String> {
    let bytes = zstd::bulk::decompress(packed, UNPACKED_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}
