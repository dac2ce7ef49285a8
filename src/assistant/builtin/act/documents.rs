//! What is in documents.

use serde_json::{Value, json};

use super::{Act, data, text, title};
use crate::{
    assistant::{
        builtin::{
            gist,
            phrase::folded,
            play::{Pause, Play},
            speech::{bold, plain},
            view::Named,
        },
        context::{DocumentNote, SheetNote},
        passages::Passage,
    },
    document::Status,
};

/// Sentences that one answer quotes.
const QUOTED_MAX: usize = 5;

pub(super) fn list(play: &mut Play<'_>) -> Act {
    let found = play.call("list_documents", json!({}))?;
    let link = |one: &Value| format!("- [{}](/documents/{})", plain(&text(&one["name"])), text(&one["document_id"]));
    let lines: Vec<String> = found["documents"].as_array().into_iter().flatten().map(link).collect();
    if lines.is_empty() {
        return Err(Pause::Say(play.lang.no_documents()));
    }
    Ok(format!("{}\n\n{}", play.lang.pick("Your documents:", "Deine Dokumente:"), lines.join("\n")))
}

pub(super) fn ask(play: &mut Play<'_>, document: &str, about: &str) -> Act {
    let document = named(play, document)?;
    let found = play.call("read_document", json!({ "document_id": document.id, "about": about }))?;
    let passages = found["passages"].as_array().into_iter().flatten().filter_map(passage);
    let quotes: Vec<String> = passages.take(QUOTED_MAX).map(|passage| quote(play, &document, &passage)).collect();
    let (name, about) = (bold(&document.name), plain(about));
    if quotes.is_empty() {
        let nothing = play.lang.pick(
            format!("I found nothing about “{about}” in {name}."),
            format!("Ich habe in {name} nichts zu „{about}“ gefunden."),
        );
        return Err(Pause::Say(nothing));
    }
    let says = play.lang.pick(format!("{name} says about “{about}”:"), format!("{name} sagt zu „{about}“:"));
    Ok(format!("{says}\n\n{}", quotes.join("\n\n")))
}

pub(super) fn summary(play: &mut Play<'_>, document: &str) -> Act {
    let document = named(play, document)?;
    let found = play.call("read_document", json!({ "document_id": document.id }))?;
    let pages = found["pages"].as_array().into_iter().flatten();
    let pages = pages.filter_map(|page| Some((u32::try_from(page["page"].as_u64()?).ok()?, text(&page["text"]))));
    let quotes: Vec<String> = gist::gist(pages).iter().map(|passage| quote(play, &document, passage)).collect();
    let tables = tables(play, &document);
    let name = bold(&document.name);
    let mut parts = Vec::new();
    if !quotes.is_empty() {
        let from = match found["next_page"].as_u64() {
            Some(next) => play.lang.pick(
                format!(" (from its first {} pages)", next - 1),
                format!(" (von den ersten {} Seiten)", next - 1),
            ),
            None => String::new(),
        };
        parts.push(play.lang.pick(
            format!("The sentences of {name} that say most{from}:"),
            format!("Die Sätze von {name}, die am meisten sagen{from}:"),
        ));
        parts.extend(quotes);
    }
    if !tables.is_empty() {
        parts.push(play.lang.pick(format!("{name} has these tables:"), format!("{name} hat diese Tabellen:")));
        parts.push(tables.join("\n"));
    }
    if parts.is_empty() {
        return Err(Pause::Say(play.lang.pick(
            format!("There is no text in {name} that I could read."),
            format!("In {name} steht kein Text, den ich lesen könnte."),
        )));
    }
    Ok(parts.join("\n\n"))
}

/// A table of a document as a card. What names no document may be a title for something that was pasted.
pub(super) fn table(play: &mut Play<'_>, part: Option<&str>, document: &str) -> Act {
    let found = match find(play, document)? {
        Found::One(found) => found,
        Found::Several(names) => return Err(Pause::Say(play.lang.which(&names))),
        Found::None => return data::table(play, Some(document.to_owned()), None, false),
    };
    check_read(play, &found)?;
    let is_part = |sheet: &&SheetNote| part.is_none_or(|part| folded(&sheet.name).contains(&folded(part)));
    let Some(sheet) = found.tables.iter().find(is_part) else {
        let tables: Vec<String> = found.tables.iter().map(|sheet| sheet.name.clone()).collect();
        return Err(Pause::Say(play.lang.no_such_table(&found.name, &tables)));
    };
    let made = play.call("make_table_from_document", json!({ "document_id": found.id, "sheet": sheet.sheet }))?;
    let (name, rows, left_out) = (title(&made), text(&made["rows"]), made["left_out"].as_u64().unwrap_or(0));
    let mut said =
        play.lang.pick(format!("I made {name}: {rows} rows."), format!("Ich habe {name} angelegt: {rows} Zeilen."));
    if left_out > 0 {
        said += &play.lang.pick(
            format!(" {left_out} more rows do not fit on a card; sums reckon with all of them."),
            format!(" {left_out} weitere Zeilen passen nicht auf eine Karte; Summen rechnen mit allen."),
        );
    }
    if part.is_none() && found.tables.len() > 1 {
        let others = found.tables.iter().filter(|other| other.sheet != sheet.sheet);
        let others: Vec<String> = others.map(|other| bold(&other.name)).collect();
        let others = crate::assistant::builtin::speech::listed(&others, play.lang.pick("and", "und"));
        said += &play.lang.pick(format!(" There is also {others}."), format!(" Es gibt auch {others}."));
    }
    Ok(said)
}

/// What cannot be asked about its text yet, or ever.
pub(super) fn check_read(play: &Play<'_>, document: &DocumentNote) -> Result<(), Pause> {
    let name = bold(&document.name);
    match document.status {
        Status::Completed => Ok(()),
        Status::Processing | Status::Extracted => Err(Pause::Say(play.lang.pick(
            format!("{name} is still being read. Ask me again in a moment."),
            format!("{name} wird noch gelesen. Frag mich gleich noch einmal."),
        ))),
        Status::Failed => Err(Pause::Say(
            play.lang.pick(format!("{name} could not be read."), format!("{name} konnte nicht gelesen werden.")),
        )),
    }
}

enum Found {
    None,
    One(DocumentNote),
    Several(Vec<String>),
}

/// The document that is called so; without a name, the one that was sent last.
fn named(play: &mut Play<'_>, name: &str) -> Result<DocumentNote, Pause> {
    let found = match play.view.documents().first() {
        Some(newest) if name.is_empty() => newest.clone(),
        None if name.is_empty() => return Err(Pause::Say(play.lang.no_documents())),
        _ => match find(play, name)? {
            Found::One(found) => found,
            Found::Several(names) => return Err(Pause::Say(play.lang.which(&names))),
            Found::None => return Err(Pause::Say(play.lang.no_such_document(name))),
        },
    };
    check_read(play, &found)?;
    Ok(found)
}

/// Looks among those that were sent last, then with the tool among all.
fn find(play: &mut Play<'_>, name: &str) -> Result<Found, Pause> {
    match play.view.document(name) {
        Named::One(found) => return Ok(Found::One(found.clone())),
        Named::Several(several) => {
            return Ok(Found::Several(several.iter().map(|document| document.name.clone()).collect()));
        }
        Named::None => {}
    }
    let found = play.call("list_documents", json!({ "name": name }))?;
    let found: Vec<&Value> = found["documents"].as_array().into_iter().flatten().collect();
    match found[..] {
        [] => Ok(Found::None),
        [one] => {
            let id = one["document_id"].clone();
            let read = play.call("read_document", json!({ "document_id": id, "to": 1 }))?;
            Ok(note(one, &read["tables"]).map_or(Found::None, Found::One))
        }
        _ => Ok(Found::Several(found.iter().map(|one| text(&one["name"])).collect())),
    }
}

/// What two tools have told of a document, as the context would have told it.
fn note(listed: &Value, tables: &Value) -> Option<DocumentNote> {
    let note = json!({
        "id": listed["document_id"],
        "name": listed["name"],
        "kind": listed["kind"],
        "status": listed["status"],
        "pages": listed["pages"],
        "tables": tables,
    });
    serde_json::from_value(note).ok()
}

fn passage(value: &Value) -> Option<Passage> {
    Some(Passage { page: u32::try_from(value["page"].as_u64()?).ok()?, text: text(&value["text"]) })
}

/// A sentence as a quotation, with a link to where it stands.
fn quote(play: &Play<'_>, document: &DocumentNote, passage: &Passage) -> String {
    let Passage { page, text } = passage;
    let word = match document.kind.as_str() {
        "pdf" => play.lang.pick("page", "Seite"),
        _ => play.lang.pick("part", "Teil"),
    };
    format!("> {}\n>\n> — [{word} {page}](/documents/{}?page={page})", plain(text), document.id)
}

fn tables(play: &Play<'_>, document: &DocumentNote) -> Vec<String> {
    let rows = play.lang.pick("rows", "Zeilen");
    let line = |sheet: &SheetNote| {
        let columns: Vec<String> = sheet.columns.iter().map(|name| plain(name)).collect();
        format!("- {}: {} {rows} ({})", bold(&sheet.name), sheet.rows, columns.join(", "))
    };
    document.tables.iter().map(line).collect()
}
