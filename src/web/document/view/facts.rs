//! The facts of a document: each with its page and how sure it is, and a form that corrects it.

use crate::{
    document::{
        Document, Status,
        extraction::{self, Extraction, Field, Found},
    },
    web::words::Words,
};

/// From here on what was found is taken for sure, or for likely.
const SURE: f64 = 0.85;
const LIKELY: f64 = 0.6;

/// The facts, and those that could be added.
pub(in crate::web) struct FactsView {
    pub known: Vec<FactView>,
    pub missing: Vec<Choice>,
    /// Whether they stand above the text: a document without facts begins with what it says.
    pub stand_first: bool,
}

/// One fact.
pub(in crate::web) struct FactView {
    pub field: &'static str,
    pub name: String,
    /// What holds; empty when its reader says that there is no such fact.
    pub value: String,
    /// How sure that is.
    pub state: String,
    pub state_class: &'static str,
    /// Where it stands.
    pub page: Option<u32>,
    pub page_label: String,
    pub is_corrected: bool,
    /// What was found in the place of a correction.
    pub found: String,
    pub correct_label: String,
    pub take_back_label: String,
}

/// A fact that could be added.
pub(in crate::web) struct Choice {
    pub field: &'static str,
    pub name: String,
}

impl FactsView {
    pub(super) fn new(document: &Document, facts: &[Extraction], words: Words) -> Option<Self> {
        let is_read = document.status == Status::Completed;
        if facts.is_empty() && !(is_read && extraction::is_looked_through(document.kind)) {
            return None;
        }
        let is_missing = |field: &Field| facts.iter().all(|fact| fact.field != *field);
        let choice = |field: Field| Choice { field: field.as_str(), name: words.say(key(field)) };
        Some(Self {
            known: facts.iter().map(|fact| FactView::new(fact, words)).collect(),
            stand_first: !facts.is_empty(),
            missing: Field::ALL.into_iter().filter(is_missing).map(choice).collect(),
        })
    }
}

impl FactView {
    fn new(fact: &Extraction, words: Words) -> Self {
        let name = words.say(key(fact.field));
        let of = [("name", name.clone())];
        let page = fact.found.as_ref().map(|found| found.page);
        let page_label = page.map(|page| words.say_with("fact-page", &[("number", page.to_string())]));
        let (state, state_class) = match (&fact.corrected, &fact.found) {
            (Some(_), _) => (words.say("fact-corrected"), "badge-default"),
            (None, found) => sureness(found.as_ref(), words),
        };
        let found = fact.found.as_ref().map(|found| ("value", found.value.clone()));
        let found = found.map(|found| words.say_with("fact-found", &[found])).unwrap_or_default();
        Self {
            field: fact.field.as_str(),
            value: fact.value().to_owned(),
            state,
            state_class,
            page,
            page_label: page_label.unwrap_or_default(),
            is_corrected: fact.corrected.is_some(),
            found,
            correct_label: words.say_with("fact-correct-of", &of),
            take_back_label: words.say_with("fact-take-back-of", &of),
            name,
        }
    }
}

/// `95 % sure`.
fn sureness(found: Option<&Found>, words: Words) -> (String, &'static str) {
    let confidence = found.map_or(0.0, |found| found.confidence);
    let class = match confidence {
        SURE.. => "badge-success",
        LIKELY.. => "badge-default",
        _ => "badge-warning",
    };
    (words.say_with("fact-sure", &[("percent", format!("{:.0}", confidence * 100.0))]), class)
}

pub(super) const fn key(field: Field) -> &'static str {
    match field {
        Field::Vendor => "fact-vendor",
        Field::InvoiceNumber => "fact-invoice-number",
        Field::Date => "fact-date",
        Field::DueDate => "fact-due-date",
        Field::Total => "fact-total",
        Field::Iban => "fact-iban",
        Field::Email => "fact-email",
        Field::Phone => "fact-phone",
    }
}
