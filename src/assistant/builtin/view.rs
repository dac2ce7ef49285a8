//! What the built-in assistant sees of the desk, and how it finds there what the user names.

use super::phrase::folded;
use serde_json::{Value, json};

use crate::assistant::context::{CardNote, Context, DocumentNote, SheetNote, StackNote, TableNote};

/// The desk as the request describes it.
pub(super) struct View {
    context: Context,
}

/// One table, on a card or in a document.
#[derive(Clone, Copy)]
pub(super) enum Seen<'v> {
    Card(&'v CardNote, &'v TableNote),
    Sheet(&'v DocumentNote, &'v SheetNote),
}

/// What a name may turn out to be.
pub(super) enum Named<'v, T> {
    None,
    One(&'v T),
    Several(Vec<&'v T>),
}

impl View {
    /// A context that can't be read is an empty desk.
    pub fn read(json: &str) -> Self {
        Self { context: serde_json::from_str(json).unwrap_or_default() }
    }

    /// What "it" means: the card that the conversation touched last.
    pub fn it(&self) -> Option<&CardNote> {
        self.context.touched.first()
    }

    /// The stacks on the desk, the active one first.
    pub fn stacks(&self) -> impl Iterator<Item = &StackNote> {
        self.context.active_stack.iter().chain(&self.context.other_stacks)
    }

    pub fn active_stack(&self) -> Option<&StackNote> {
        self.context.active_stack.as_ref()
    }

    pub fn stack(&self, name: &str) -> Named<'_, StackNote> {
        named(self.stacks(), name, |stack| &stack.name)
    }

    /// The card on the desk that is called `name`, or whose title alone holds its words.
    pub fn card(&self, name: &str) -> Named<'_, CardNote> {
        named(self.cards().filter(|card| !card.archived), name, |card| &card.title)
    }

    /// The document that is called `name`, with or without what stands behind the point, or whose name alone holds its
    /// words.
    pub fn document(&self, name: &str) -> Named<'_, DocumentNote> {
        let name = name.trim();
        let short = |document: &DocumentNote| document.name.rsplit_once('.').map_or("", |(stem, _)| stem).to_owned();
        let wanted = folded(name);
        match self.context.documents.iter().filter(|document| folded(&short(document)) == wanted).collect::<Vec<_>>()[..]
        {
            [one] => Named::One(one),
            _ => named(self.context.documents.iter(), name, |document| &document.name),
        }
    }

    /// The documents that were sent last, the newest first.
    pub fn documents(&self) -> &[DocumentNote] {
        &self.context.documents
    }

    /// Every table in sight: of the cards that were touched last, then of the active stack, the latest first, then
    /// those in documents.
    pub fn tables(&self) -> impl Iterator<Item = Seen<'_>> {
        let sheets = self.context.documents.iter().flat_map(sheets);
        self.cards().filter(|card| !card.archived).flat_map(seen).chain(sheets)
    }

    /// The tables of the card that "it" means, if it has any.
    pub fn its_tables(&self) -> Vec<Seen<'_>> {
        self.it().into_iter().flat_map(seen).collect()
    }

    fn cards(&self) -> impl Iterator<Item = &CardNote> {
        let touched = &self.context.touched;
        let others = self.context.cards.iter().filter(|card| touched.iter().all(|known| known.id != card.id));
        touched.iter().chain(others)
    }
}

impl<'v> Seen<'v> {
    pub fn title(self) -> &'v str {
        match self {
            Self::Card(card, _) => &card.title,
            Self::Sheet(document, _) => &document.name,
        }
    }

    pub fn columns(self) -> &'v [String] {
        match self {
            Self::Card(_, table) => &table.columns,
            Self::Sheet(_, sheet) => &sheet.columns,
        }
    }

    /// How a tool is told which table is meant.
    pub fn input(self) -> Value {
        match self {
            Self::Card(card, table) => json!({ "card_id": card.id, "block_id": table.block }),
            Self::Sheet(document, sheet) => json!({ "document_id": document.id, "sheet": sheet.sheet }),
        }
    }

    /// The column called `words`: `exactly`, or one that alone begins with them or holds them.
    pub fn column(self, words: &str, exactly: bool) -> Option<&'v str> {
        let wanted = folded(words);
        let columns = || self.columns().iter().map(String::as_str);
        let same = columns().find(|column| folded(column) == wanted);
        if same.is_some() || exactly || wanted.is_empty() {
            return same;
        }
        let singular = |name: &str| name.trim_end_matches(['s', 'n', 'e']).to_owned();
        let similar = [
            columns().filter(|column| singular(&folded(column)) == singular(&wanted)).collect::<Vec<_>>(),
            columns().filter(|column| folded(column).starts_with(&wanted)).collect(),
            columns().filter(|column| folded(column).contains(&wanted)).collect(),
        ];
        similar.into_iter().find_map(|found| if let [only] = found[..] { Some(only) } else { None })
    }
}

pub(super) fn seen(card: &CardNote) -> impl Iterator<Item = Seen<'_>> {
    card.tables.iter().map(move |table| Seen::Card(card, table))
}

pub(super) fn sheets(document: &DocumentNote) -> impl Iterator<Item = Seen<'_>> {
    document.tables.iter().map(move |sheet| Seen::Sheet(document, sheet))
}

fn named<'v, T>(all: impl Iterator<Item = &'v T>, name: &str, title: impl Fn(&T) -> &str) -> Named<'v, T> {
    let wanted = folded(name);
    let all: Vec<&T> = all.collect();
    let same: Vec<&T> = all.iter().copied().filter(|one| folded(title(one)) == wanted).collect();
    let holds = |one: &&T| {
        let title = folded(title(one));
        !wanted.is_empty() && wanted.split(' ').all(|word| title.contains(word))
    };
    let found = if same.is_empty() { all.into_iter().filter(holds).collect() } else { same };
    match found[..] {
        [] => Named::None,
        [one] => Named::One(one),
        _ => Named::Several(found),
    }
}
