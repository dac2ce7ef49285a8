//! From JSON to blocks: strict about what is meant, generous about how it is spelled.
//!
//! Synonyms are renamed first ([`canonical`]), then each kind reads its own fields (`kinds`), so that a patch
//! can be merged by canonical names before it is read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    BLOCKS_MAX, BadBlock, Block, BlockId, CARD_BYTES_MAX,
    fields::{self, Fields, Place},
    kinds,
};

/// Other words for the kinds, which people and models use.
const KIND_SYNONYMS: [(&str, &str); 12] = [
    ("header", "heading"),
    ("title", "heading"),
    ("divider", "separator"),
    ("hr", "separator"),
    ("paragraph", "text"),
    ("markdown", "text"),
    ("kv", "key-value"),
    ("key_value", "key-value"),
    ("keyvalue", "key-value"),
    ("metric", "stat"),
    ("todo", "checklist"),
    ("tasks", "checklist"),
];

/// Other words for fields: the kind, what is said, what is meant.
const FIELD_SYNONYMS: [(&str, &str, &str); 5] = [
    ("heading", "content", "text"),
    ("heading", "title", "text"),
    ("text", "text", "content"),
    ("code", "text", "content"),
    ("code", "language", "lang"),
];

/// Reads the blocks of a card: an array of objects, or a text that spells one in JSON.
///
/// Missing ids are made; synonyms are renamed; what is left is as [`Block`] serialises it, so that parsing that
/// again changes nothing.
///
/// # Errors
/// [`BadBlock`] for the first thing that is not a block, not a field, too much, or not what its field holds.
pub fn parse(values: &Value) -> Result<Vec<Block>, BadBlock> {
    read(values.clone())
}

/// The blocks as the text that [`from_json`] reads.
#[must_use]
pub fn to_json(blocks: &[Block]) -> String {
    // Blocks are strings, numbers and lists of them: nothing that JSON can't hold.
    serde_json::to_string(blocks).unwrap_or_else(|_| "[]".to_owned())
}

/// Reads the blocks of a card from the text in which they are kept.
///
/// # Errors
/// [`BadBlock`] as [`parse`]; also for a text that is not JSON.
pub fn from_json(text: &str) -> Result<Vec<Block>, BadBlock> {
    let values = serde_json::from_str(text);
    read(values.map_err(|error| Place::list("blocks").refuse(format!("must be a list of JSON: {error}")))?)
}

fn read(values: Value) -> Result<Vec<Block>, BadBlock> {
    let list = Place::list("blocks");
    let values = fields::list(values, BLOCKS_MAX).map_err(|message| list.clone().refuse(message))?;

    let mut objects = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let place = list.block(index);
        objects.push((canonical(object(&place, value)?), place));
    }

    let ids = ids(&objects, 'b')?;
    let mut blocks = Vec::with_capacity(objects.len());
    for ((map, place), id) in objects.into_iter().zip(ids) {
        blocks.push(block(id, map, place)?);
    }
    check_size(&blocks, list)?;
    Ok(blocks)
}

/// Reads one block from an object with canonical names. Its `id` was read before.
pub(super) fn block(id: BlockId, mut map: Map<String, Value>, place: Place) -> Result<Block, BadBlock> {
    map.remove("id");
    let mut fields = Fields::new(place, map);
    let body = kinds::body(&mut fields)?;
    fields.finish()?;
    Ok(Block { id, body })
}

pub(super) fn object(place: &Place, value: Value) -> Result<Map<String, Value>, BadBlock> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(place.clone().refuse(format!("must be an object, not {}", fields::noun(&other)))),
    }
}

/// The same object with the kind and its fields under their own names.
///
/// A synonym beside the field that it stands for keeps its name and is refused later.
pub(super) fn canonical(mut map: Map<String, Value>) -> Map<String, Value> {
    let Some(Value::String(said)) = map.get("type") else { return map };
    let kind = said.trim().to_ascii_lowercase();
    let kind = KIND_SYNONYMS.iter().find(|(synonym, _)| *synonym == kind).map_or(kind, |(_, kind)| (*kind).to_owned());

    for (_, said, meant) in FIELD_SYNONYMS.iter().filter(|(of, ..)| *of == kind) {
        if !map.contains_key(*meant)
            && let Some(value) = map.remove(*said)
        {
            map.insert((*meant).to_owned(), value);
        }
    }
    map.insert("type".to_owned(), Value::String(kind));
    map
}

/// An id for each object: its own, or the first free `b1`, `b2`, … (`letter` is the `b`).
pub(super) fn ids(objects: &[(Map<String, Value>, Place)], letter: char) -> Result<Vec<BlockId>, BadBlock> {
    let mut taken = BTreeSet::new();
    let mut given = Vec::with_capacity(objects.len());
    for (map, place) in objects {
        let value = map.get("id").filter(|value| !value.is_null());
        let id = value.cloned().map(fields::id).transpose().map_err(|message| place.field("id").refuse(message))?;
        if let Some(id) = &id
            && !taken.insert(id.clone())
        {
            return Err(place.field("id").refuse(format!("\"{id}\" is used twice in one list")));
        }
        given.push(id);
    }

    let mut free = (1..).map(|number| BlockId::numbered(letter, number)).filter(|id| !taken.contains(id));
    Ok(given.into_iter().map_while(|id| id.or_else(|| free.next())).collect())
}

/// Refuses a list that would be too large for one card.
pub(super) fn check_size(blocks: &[Block], place: Place) -> Result<(), BadBlock> {
    if blocks.len() > BLOCKS_MAX {
        return Err(
            place.refuse(format!("a card has at most {BLOCKS_MAX} blocks; this one would have {}", blocks.len()))
        );
    }
    let bytes = json_bytes(&blocks);
    if bytes > CARD_BYTES_MAX {
        return Err(place.refuse(format!("a card has at most {CARD_BYTES_MAX} bytes; this one would have {bytes}")));
    }
    Ok(())
}

/// How many bytes a value has as JSON.
pub(super) fn json_bytes(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(usize::MAX, |json| json.len())
}
