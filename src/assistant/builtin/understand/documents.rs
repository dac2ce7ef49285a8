//! Questions about documents: what is in them, in how many words, and as a table.

use super::{Intent, Target, is_pointer, target, without_articles};
use crate::assistant::builtin::phrase::{after, bare, before, split, split_last, without_head, without_heads};

const LIST: [&str; 14] = [
    "list my documents",
    "list the documents",
    "list documents",
    "list all documents",
    "show my documents",
    "show documents",
    "which documents do you know",
    "which documents do i have",
    "what documents do i have",
    "which documents",
    "welche dokumente",
    "zeige dokumente",
    "zeige meine dokumente",
    "liste dokumente",
];
const SUMMARY: [&str; 12] = [
    "summarise",
    "summarize",
    "give me a summary of",
    "make a summary of",
    "write a summary of",
    "a summary of",
    "summary of",
    "summary",
    "what is in",
    "what's in",
    "zusammenfassung von",
    "zusammenfassung",
];
/// Between a document and what is sought in it.
const ABOUT: [&str; 10] =
    ["say about", "says about", "tell about", "tell us about", "tell me about", "say on", "about", "über", "zu", "zum"];
const ASKED_OF: [&str; 14] = [
    "what does",
    "what do",
    "what is said in",
    "what is in",
    "what does it say in",
    "what is written in",
    "what stands in",
    "quote",
    "was sagt",
    "was steht in",
    "was steht im",
    "was sagen",
    "zitiere",
    "was steht bei",
];
const LOOK_IN: [&str; 6] = ["look in", "search in", "search the document", "suche im", "suche in", "suche im dokument"];
const FROM: [&str; 7] = ["out of", "from", "in", "aus", "aus der", "aus dem", "von"];
/// What somebody may call a document besides its name.
const NOUNS: [&str; 10] = [
    "document",
    "file",
    "pdf",
    "spreadsheet",
    "sheet",
    "workbook",
    "dokument",
    "datei",
    "tabellenblatt",
    "the document",
];

pub(super) fn intent(point: &str) -> Option<Intent> {
    let point = bare(point);
    if after(point, &LIST).is_some_and(str::is_empty) {
        return Some(Intent::ListDocuments);
    }
    ask(point).or_else(|| summary(point))
}

/// `table of Vendors from invoices.xlsx`, of which `rest` is what follows the word table.
pub(super) fn table(rest: &str) -> Option<Intent> {
    let (part, document) = split_last(rest, &FROM)?;
    let part = bare(without_articles(without_heads(part, &["of", "for", "with", "von", "mit"])));
    let document = named(document);
    if is_pointer(&document) {
        return None;
    }
    Some(Intent::TableFrom { part: Some(part.to_owned()).filter(|part| !part.is_empty()), document })
}

fn ask(point: &str) -> Option<Intent> {
    if let Some(rest) = after(point, &LOOK_IN) {
        let (document, about) = split(rest, &["for", "nach"])?;
        return Some(Intent::Ask { document: named(document), about: bare(about).to_owned() });
    }
    let rest = after(point, &ASKED_OF)?;
    let (document, about) = split(rest, &ABOUT)?;
    let about = bare(without_articles(about));
    (!about.is_empty()).then(|| Intent::Ask { document: named(document), about: about.to_owned() })
}

fn summary(point: &str) -> Option<Intent> {
    let german = after(point, &["fasse", "fass"]).and_then(|rest| before(rest, &["zusammen"]));
    let rest = german.or_else(|| after(point, &SUMMARY))?;
    let rest = without_head(rest, &["the contents of", "the content of"]);
    match target(rest) {
        Target::ThisStack | Target::Stack(_) => None,
        Target::Open | Target::It => Some(Intent::Summary { document: String::new() }),
        Target::Card(name) | Target::Named(name) => Some(Intent::Summary { document: named(&name) }),
    }
}

/// What a document is called, without what people say around its name. Nothing is left of "the document".
fn named(words: &str) -> String {
    let words = bare(without_articles(bare(words)));
    let words = before(words, &["say", "says", "sagen"]).unwrap_or(words);
    let words = without_head(words, &NOUNS);
    let words = if NOUNS.contains(&words) { "" } else { before(words, &NOUNS).unwrap_or(words) };
    bare(words).to_owned()
}
