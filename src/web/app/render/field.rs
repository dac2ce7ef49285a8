//! Components that are pressed or filled in.

use serde_json::Value;

use super::{
    Body,
    value::{count, field, first, held, is_chosen, is_held, prop, words_of},
};
use crate::{
    app::{component::Prop, tree::Shown},
    web::words::Words,
};

/// As long as any text may be.
const MAXLENGTH_MAX: u32 = 100_000;
const ROWS_MAX: u32 = 40;
/// More options are looked through by nobody.
const OPTIONS_MAX: usize = 500;

/// What a field is called: by a label beside it, or by a name that is only read out.
pub(super) struct Field {
    pub label: String,
    pub name: String,
}

/// A field with text or a number in it.
pub(super) struct Input {
    pub field: Field,
    pub kind: &'static str,
    pub value: String,
    pub placeholder: String,
    pub maxlength: Option<u32>,
    pub rows: u32,
    pub min: String,
    pub max: String,
    pub step: String,
    pub has_focus: bool,
    /// What it holds is a number, and is told as one.
    pub is_number: bool,
}

/// A field with options, one of which is chosen.
pub(super) struct Choice {
    pub field: Field,
    pub options: Vec<Offered>,
    pub is_blank: bool,
}

pub(super) struct Offered {
    pub label: String,
    /// As JSON, so that a number stays one.
    pub value: String,
    pub is_chosen: bool,
}

impl Field {
    fn new(shown: &Shown, words: Words) -> Self {
        let name = Some(first(shown, &[Prop::Label, Prop::Placeholder, Prop::Tip])).filter(|name| !name.is_empty());
        Self { label: prop(shown, Prop::Label), name: name.unwrap_or_else(|| words.say("app-field")) }
    }
}

impl Input {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let held = held(shown);
        Self {
            field: Field::new(shown, words),
            kind: kind(shown.text(Prop::Type)),
            value: words_of(&held),
            placeholder: prop(shown, Prop::Placeholder),
            maxlength: count(shown, Prop::Maxlength, MAXLENGTH_MAX),
            rows: count(shown, Prop::Rows, ROWS_MAX).unwrap_or(3).max(1),
            min: prop(shown, Prop::Min),
            max: prop(shown, Prop::Max),
            step: prop(shown, Prop::Step),
            has_focus: shown.is(Prop::Autofocus),
            is_number: held.is_number(),
        }
    }
}

impl Choice {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let option = |option: &Value| {
            let value = option.get("value").unwrap_or(option);
            let label = Some(field(option, "label")).filter(|label| !label.is_empty());
            let is_chosen = is_chosen(shown, value);
            Offered { label: label.unwrap_or_else(|| words_of(value)), value: value.to_string(), is_chosen }
        };
        let options: Vec<_> = shown.list(Prop::Options).iter().take(OPTIONS_MAX).map(option).collect();
        let is_blank = !options.iter().any(|option| option.is_chosen);
        Self { field: Field::new(shown, words), options, is_blank }
    }
}

pub(super) fn tick(shown: &Shown, words: Words, is_switch: bool) -> Body {
    Body::Tick { field: Field::new(shown, words), is_on: is_held(shown), is_switch }
}

pub(super) fn button(shown: &Shown) -> Body {
    let (text, icon) = (prop(shown, Prop::Text), prop(shown, Prop::Icon));
    let label = if text.is_empty() { first(shown, &[Prop::Label, Prop::Tip]) } else { prop(shown, Prop::Label) };
    Body::Button { text, icon, label }
}

pub(super) fn copy(shown: &Shown, words: Words) -> Body {
    let text = Some(prop(shown, Prop::Text)).filter(|text| !text.is_empty());
    let is_refused = shown.props.get(&Prop::Value).is_some_and(serde_json::Value::is_null);
    let value = (!is_refused).then(|| prop(shown, Prop::Value));
    Body::Copy { text: text.unwrap_or_else(|| words.say("app-copy")), value }
}

pub(super) fn file(shown: &Shown, words: Words) -> Body {
    let text = Some(first(shown, &[Prop::Text, Prop::Label])).filter(|text| !text.is_empty());
    Body::File { text: text.unwrap_or_else(|| words.say("app-file")), accept: prop(shown, Prop::Accept) }
}

/// Only the types of the table reach the page: a hidden or a file field would be something else.
fn kind(word: Option<&str>) -> &'static str {
    match word {
        Some("number") => "number",
        Some("date") => "date",
        Some("time") => "time",
        Some("password") => "password",
        Some("email") => "email",
        Some("url") => "url",
        Some("search") => "search",
        Some("color") => "color",
        _ => "text",
    }
}
