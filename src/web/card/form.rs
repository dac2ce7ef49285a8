//! The form on a card's page: its fields, and the edit that they mean.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, json};

use crate::{
    card::{Card, Content, Edit, Size, Title, block::Body},
    web::{
        error::{Error, Result},
        stack::color,
    },
};

/// What a field for a text block is called: this and the block's id.
const TEXT_PREFIX: &str = "text.";

/// The fields of the form. Beside the named ones there is one for each text block.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct EditFields(BTreeMap<String, String>);

/// A text block, as a field.
#[derive(Debug)]
pub struct TextField {
    pub block: String,
    pub content: String,
}

/// The edit that the fields mean. A field that is missing changes nothing.
///
/// # Errors
/// Which field can't be so.
pub fn edit(EditFields(fields): &EditFields) -> Result<Edit> {
    let field = |name: &str| fields.get(name).map(String::as_str);
    let title = field("title").map(Title::new).transpose();
    let size = field("size").filter(|word| !word.is_empty());
    let size = size.map(|word| Size::from_word(word).ok_or_else(|| Error::invalid("size", "there is no such size")));
    Ok(Edit {
        title: title.map_err(|error| Error::invalid("title", error.to_string()))?,
        size: size.transpose()?,
        color: field("color").map(color).transpose()?,
        content: texts(fields),
    })
}

/// The texts of a card, for the form.
#[must_use]
pub fn texts_of(card: &Card) -> Vec<TextField> {
    let text = |block: crate::card::Block| match block.body {
        Body::Text { content } => Some(TextField { block: block.id.to_string(), content }),
        _ => None,
    };
    card.blocks().unwrap_or_default().into_iter().filter_map(text).collect()
}

fn texts(fields: &BTreeMap<String, String>) -> Option<Content> {
    let texts: Map<_, _> = fields
        .iter()
        .filter_map(|(name, content)| Some((name.strip_prefix(TEXT_PREFIX)?, content)))
        // Browsers send every line break of a field as two characters.
        .map(|(block, content)| (block.to_owned(), json!({ "type": "text", "content": content.replace("\r\n", "\n") })))
        .collect();
    (!texts.is_empty()).then_some(Content::Patch(texts))
}
