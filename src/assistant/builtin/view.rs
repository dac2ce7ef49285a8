//! What the built-in assistant sees of the desk, and how it finds there what the user names.

use super::phrase::folded;
use crate::assistant::context::{CardNote, Context, StackNote, TableNote};

/// The desk as the request describes it.
pub(super) struct View {
    context: Context,
}

/// One table of one card.
#[derive(Clone, Copy)]
pub(super) struct Seen<'v> {
    pub card: &'v CardNote,
    pub table: &'v TableNote,
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

    /// Every table in sight: of the cards that were touched last, then of the active stack, the latest first.
    pub fn tables(&self) -> impl Iterator<Item = Seen<'_>> {
        self.cards().filter(|card| !card.archived).flat_map(seen)
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
    /// The column called `words`: `exactly`, or one that alone begins with them or holds them.
    pub fn column(self, words: &str, exactly: bool) -> Option<&'v str> {
        let wanted = folded(words);
        let columns = || self.table.columns.iter().map(String::as_str);
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
    card.tables.iter().map(move |table| Seen { card, table })
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
