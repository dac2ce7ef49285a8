//! What the pages about documents say, in ready words.

mod facts;
#[cfg(test)]
mod tests;

use askama::Template;
use facts::FactsView;

use super::{
    super::{
        markdown,
        page::Page,
        words::{When, Words},
    },
    show::{ROWS_SHOWN, Read},
    upload::Refused,
};
use crate::{
    document::{Counted, Document, Folder, Sheet, Status},
    extract::{Cell, Note, Refusal},
    kit::Timestamp,
};

#[derive(Template)]
#[template(path = "documents/index.html")]
pub(in crate::web) struct DocumentsPage {
    pub page: Page,
    pub query: String,
    /// Why files were not taken in.
    pub refusals: Vec<String>,
    pub results: Results,
}

/// The list, for htmx to put in while its reader types, and while something is being read.
#[derive(Template)]
#[template(path = "documents/_results.html")]
pub(in crate::web) struct Results {
    pub nothing: String,
    pub lines: Vec<Line>,
    /// The other list: what was put away, or what was not.
    pub other: String,
    pub other_label: String,
    /// Where to ask again, while something is being read.
    pub again: Option<String>,
    pub folders: Vec<FolderLink>,
    pub folders_label: String,
    /// The folder that is shown; empty at the top.
    pub here: String,
}

/// A folder among the others.
pub(in crate::web) struct FolderLink {
    pub path: String,
    pub name: String,
    pub is_here: bool,
}

/// The list is written into the page as it is: its template has escaped it.
impl askama::filters::HtmlSafe for Results {}

/// A document in the list.
pub(in crate::web) struct Line {
    pub id: String,
    pub name: String,
    pub note: String,
    pub status: String,
    pub status_class: &'static str,
    pub at: When,
    pub is_archived: bool,
    pub is_unread: bool,
    pub download_label: String,
    pub move_label: String,
}

#[derive(Template)]
#[template(path = "documents/show.html")]
pub(super) struct DocumentPage {
    pub page: Page,
    pub line: Line,
    /// What a reader should know.
    pub notes: Vec<String>,
    pub card: Option<String>,
    pub text: Option<String>,
    /// The same as clean HTML, where it has marks of Markdown.
    pub prose: Option<String>,
    pub picture: Option<String>,
    pub sheets: Vec<SheetLink>,
    pub table: Option<TableView>,
    /// What was found as single facts; `None` for files in which none is looked for.
    pub facts: Option<FactsView>,
    pub folder: String,
    /// The names of all folders, to choose one.
    pub folders: Vec<String>,
    /// Whether it can be read again: it is not being read.
    pub is_settled: bool,
    pub place: String,
    pub earlier: Option<String>,
    pub later: Option<String>,
}

pub(in crate::web) struct SheetLink {
    pub href: String,
    pub name: String,
    pub is_here: bool,
}

pub(in crate::web) struct TableView {
    pub name: String,
    pub columns: Vec<ColumnView>,
    pub rows: Vec<Vec<CellView>>,
}

pub(in crate::web) struct ColumnView {
    pub name: String,
    /// Numbers stand at the right, one above the other.
    pub class: &'static str,
}

pub(in crate::web) struct CellView {
    pub text: String,
    pub class: &'static str,
}

impl Results {
    pub(in crate::web) fn new(page: &Page, query: &str, is_archived: bool, lines: Vec<Line>) -> Self {
        let nothing = match (query.is_empty(), is_archived) {
            (false, _) => "documents-nothing",
            (true, true) => "documents-none-archived",
            (true, false) => "documents-empty",
        };
        let is_unread = lines.iter().any(|line| line.is_unread);
        let (other, other_label) = if is_archived {
            ("/documents", "documents-show-active")
        } else {
            ("/documents?archived=true", "documents-show-archived")
        };
        // A search that changes meanwhile asks for itself.
        let again = (is_unread && query.is_empty() && !is_archived).then(|| "/documents".to_owned());
        let (nothing, other_label) = (page.say(nothing), page.say(other_label));
        Self {
            nothing,
            other: other.to_owned(),
            other_label,
            again,
            lines,
            folders: Vec::new(),
            folders_label: page.say("documents-folders"),
            here: String::new(),
        }
    }

    /// The same with the folders that there are.
    pub(in crate::web) fn with_folders(mut self, page: &Page, here: &Folder, folders: &[Counted]) -> Self {
        here.as_str().clone_into(&mut self.here);
        let top =
            FolderLink { path: String::new(), name: page.say("documents-all"), is_here: here.as_str().is_empty() };
        let link = |counted: &Counted| FolderLink {
            path: counted.folder.to_string(),
            name: format!("{} ({})", counted.folder, counted.documents),
            is_here: counted.folder == *here,
        };
        if !folders.is_empty() {
            self.folders = std::iter::once(top).chain(folders.iter().map(link)).collect();
        }
        self
    }
}

impl Line {
    pub(in crate::web) fn new(document: &Document, words: Words, now: Timestamp) -> Self {
        let is_archived = document.archived_at.is_some();
        let name = [("name", document.name.to_string())];
        Self {
            id: document.id.to_string(),
            name: document.name.to_string(),
            note: extent(document, words),
            status: words.say(status_key(document.status)),
            status_class: status_class(document.status),
            at: When::new(document.created_at, now, words),
            is_archived,
            is_unread: matches!(document.status, Status::Processing | Status::Extracted),
            download_label: words.say_with("documents-download-of", &name),
            move_label: words.say_with(if is_archived { "restore-of" } else { "documents-archive-of" }, &name),
        }
    }
}

impl DocumentPage {
    pub(super) fn new(page: Page, read: &Read, now: Timestamp) -> Self {
        let (document, words) = (&read.document, page.words);
        let base = format!("/documents/{}", document.id);
        let shown = read.table.as_ref().map(|(sheet, ..)| sheet.number);
        let sheets = read.sheets.iter().map(|sheet| SheetLink {
            href: format!("{base}?sheet={}", sheet.number),
            name: sheet_name(sheet, words),
            is_here: shown == Some(sheet.number),
        });
        let (place, earlier, later) = place(read, &base, words);
        let why = document.refusal.map(|refusal| words.say(refusal_key(refusal)));
        let text = read.page.as_ref().map(|(_, text)| text);
        let table = read.table.as_ref().map(|(sheet, _, rows)| TableView::new(sheet, rows, words));
        Self {
            line: Line::new(document, words, now),
            notes: why.into_iter().chain(document.notes.iter().map(|note| words.say(note_key(*note)))).collect(),
            card: document.card.map(|card| format!("/cards/{card}")),
            text: text.filter(|_| !document.kind.has_marks()).cloned(),
            prose: text.filter(|_| document.kind.has_marks()).map(|text| markdown::render(text)),
            picture: document.kind.is_picture().then(|| format!("{base}/content")),
            sheets: sheets.collect(),
            facts: FactsView::new(document, &read.facts, words),
            folder: document.folder.to_string(),
            folders: read.folders.iter().map(|counted| counted.folder.to_string()).collect(),
            is_settled: matches!(document.status, Status::Completed | Status::Failed),
            table,
            place,
            earlier,
            later,
            page,
        }
    }
}

impl TableView {
    fn new(sheet: &Sheet, rows: &[Vec<Cell>], words: Words) -> Self {
        let classes: Vec<_> = (0..sheet.columns.len()).map(|place| column_class(rows, place)).collect();
        let cells = |row: &Vec<Cell>| {
            let classes = classes.iter().copied().chain(std::iter::repeat("words"));
            row.iter().zip(classes).map(|(cell, class)| CellView { text: cell_text(cell, words), class }).collect()
        };
        let columns = sheet.columns.iter().zip(&classes);
        Self {
            name: sheet_name(sheet, words),
            columns: columns.map(|(name, class)| ColumnView { name: name.clone(), class }).collect(),
            rows: rows.iter().map(cells).collect(),
        }
    }
}

/// The one table of a file of columns has no name.
fn sheet_name(sheet: &Sheet, words: Words) -> String {
    if sheet.name.is_empty() {
        return words.say_with("documents-table", &[("number", sheet.number.to_string())]);
    }
    sheet.name.clone()
}

/// How the column looks: as numbers when those that are shown are nothing else.
fn column_class(rows: &[Vec<Cell>], place: usize) -> &'static str {
    let mut cells = rows.iter().filter_map(|row| row.get(place)).filter(|cell| **cell != Cell::Blank).peekable();
    let is_numeric = cells.peek().is_some() && cells.all(|cell| matches!(cell, Cell::Number(_)));
    if is_numeric { "number" } else { "words" }
}

fn cell_text(cell: &Cell, words: Words) -> String {
    match cell {
        Cell::Bool(true) => words.say("documents-yes"),
        Cell::Bool(false) => words.say("documents-no"),
        Cell::Blank | Cell::Number(_) | Cell::Text(_) => cell.to_string(),
    }
}

/// Where in the document its reader is, and the ways on.
fn place(read: &Read, base: &str, words: Words) -> (String, Option<String>, Option<String>) {
    if let Some((sheet, first, rows)) = &read.table {
        let last = first - 1 + u32::try_from(rows.len()).unwrap_or_default();
        let args = [("first", first.to_string()), ("last", last.to_string()), ("count", sheet.row_count.to_string())];
        let link = |row: u32| format!("{base}?sheet={}&row={row}", sheet.number);
        let earlier = (*first > 1).then(|| link(first.saturating_sub(ROWS_SHOWN).max(1)));
        return (words.say_with("documents-rows", &args), earlier, (last < sheet.row_count).then(|| link(last + 1)));
    }
    let Some((number, _)) = &read.page else { return (String::new(), None, None) };
    let args = [("number", number.to_string()), ("count", read.document.pages.to_string())];
    let link = |page: u32| format!("{base}?page={page}");
    let earlier = (*number > 1).then(|| link(number - 1));
    (words.say_with("documents-page", &args), earlier, (*number < read.document.pages).then(|| link(number + 1)))
}

/// Why a file was not taken in.
pub(super) fn refused(refused: &Refused, words: Words) -> String {
    let why = words.say(refusal_key(refused.why));
    words.say_with("documents-refused", &[("name", refused.name.to_string()), ("why", why)])
}

/// `PDF · 1.2 MB · 30 pages`.
fn extent(document: &Document, words: Words) -> String {
    let mut parts = vec![document.kind.as_str().to_uppercase(), size(document.bytes)];
    if document.kind.has_pages() && document.pages > 0 {
        parts.push(words.say_with("documents-pages", &[("count", document.pages.to_string())]));
    }
    if document.sheets > 0 {
        parts.push(words.say_with("documents-sheets", &[("count", document.sheets.to_string())]));
    }
    parts.join(" · ")
}

/// So many bytes, for people.
pub(in crate::web) fn size(bytes: u64) -> String {
    const KB: u64 = 1_000;
    const MB: u64 = 1_000_000;
    const GB: u64 = 1_000_000_000;
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..MB => format!("{} kB", bytes / KB),
        MB..GB => format!("{}.{} MB", bytes / MB, bytes % MB / (MB / 10)),
        _ => format!("{}.{} GB", bytes / GB, bytes % GB / (GB / 10)),
    }
}

pub(in crate::web) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Processing => "document-processing",
        Status::Extracted => "document-extracted",
        Status::Completed => "document-completed",
        Status::Failed => "document-failed",
    }
}

pub(in crate::web) const fn status_class(status: Status) -> &'static str {
    match status {
        Status::Processing | Status::Extracted => "badge-warning",
        Status::Completed => "badge-success",
        Status::Failed => "badge-destructive",
    }
}

const fn refusal_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "refusal-empty",
        Refusal::UnknownKind => "refusal-unknown-kind",
        Refusal::Mislabelled => "refusal-mislabelled",
        Refusal::Bomb => "refusal-bomb",
        Refusal::TooManyPixels => "refusal-too-many-pixels",
        Refusal::Entities => "refusal-entities",
        Refusal::TooDeep => "refusal-too-deep",
        Refusal::Locked => "refusal-locked",
        Refusal::Damaged => "refusal-damaged",
        Refusal::TooSlow => "refusal-too-slow",
        Refusal::TooMuchMemory => "refusal-too-much-memory",
        Refusal::TooMuch => "refusal-too-much",
    }
}

const fn note_key(note: Note) -> &'static str {
    match note {
        Note::Shortened => "note-shortened",
        Note::PagesLeftOut => "note-pages-left-out",
        Note::OcrMissing => "note-ocr-missing",
        Note::OcrFailed => "note-ocr-failed",
    }
}
