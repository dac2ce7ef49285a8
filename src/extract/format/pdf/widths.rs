//! How wide letters are, said in the one way that the reader of pages understands.
//!
//! A font lists the widths of its letters one by one, or for a whole range at once (ISO 32000-1, 9.7.4.3). Ranges are
//! written out here, since the reader takes them for a single letter, and words would fall apart.

use pdf_extract::{Document, Object};

/// Letters of one font: as many as a code of two bytes can name.
const LETTERS_MAX: i64 = 1 << 16;

/// Writes out the ranges of every font.
pub(super) fn write_out(document: &mut Document) {
    let mut lists = Vec::new();
    for (id, object) in &document.objects {
        let Ok(font) = object.as_dict() else { continue };
        let Ok(list) = font.get(b"W") else { continue };
        let list = document.dereference(list).ok().and_then(|(_, list)| list.as_array().ok());
        lists.extend(list.and_then(|list| Some((*id, written_out(document, list)?))));
    }
    for (id, list) in lists {
        if let Some(font) = document.objects.get_mut(&id).and_then(|object| object.as_dict_mut().ok()) {
            font.set("W", Object::Array(list));
        }
    }
}

/// The same list without ranges; `None` when it is no such list.
fn written_out(document: &Document, list: &[Object]) -> Option<Vec<Object>> {
    let object = |at: usize| document.dereference(list.get(at)?).ok().map(|(_, object)| object);
    let (mut out, mut at) = (Vec::new(), 0);
    while at < list.len() {
        let first = object(at)?.as_i64().ok()?;
        out.push(Object::Integer(first));
        if let Object::Array(widths) = object(at + 1)? {
            out.push(Object::Array(widths.clone()));
            at += 2;
        } else {
            let last = object(at + 1)?.as_i64().ok()?;
            let count = (last - first + 1).clamp(0, LETTERS_MAX);
            out.push(Object::Array(vec![object(at + 2)?.clone(); usize::try_from(count).ok()?]));
            at += 3;
        }
    }
    Some(out)
}
