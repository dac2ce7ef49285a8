//! Components that say something: texts, values, pictures.

use super::{
    Body,
    value::{float_text, held_number, prop},
};
use crate::{
    app::{component::Prop, tree::Shown},
    document::DocumentId,
    web::{markdown as cleaned, words::Words},
};

/// The name of a programming language, which becomes a class.
const LANG_CHARS_MAX: usize = 32;

/// How far something is.
pub(super) struct Progress {
    pub label: String,
    pub text: String,
    pub value: String,
    pub max: String,
}

impl Progress {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let usable = |number: &f64| number.is_finite() && *number > 0.0;
        let max = shown.number(Prop::Max).filter(usable).unwrap_or(100.0);
        let value = held_number(shown).filter(usable).unwrap_or(0.0).min(max);
        let percent = float_text((100.0 * value / max).round());
        let label = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty());
        Self {
            label: label.unwrap_or_else(|| words.say("block-progress")),
            text: words.say_with("app-percent", &[("number", percent)]),
            value: float_text(value),
            max: float_text(max),
        }
    }
}

pub(super) fn text(shown: &Shown) -> Body {
    Body::Text { text: prop(shown, Prop::Value) }
}

pub(super) fn markdown(shown: &Shown) -> Body {
    Body::Markdown { html: cleaned::render(&prop(shown, Prop::Content)) }
}

pub(super) fn code(shown: &Shown, words: Words) -> Body {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+#._-".contains(c);
    let lang = Some(prop(shown, Prop::Lang).to_ascii_lowercase())
        .filter(|lang| (1..=LANG_CHARS_MAX).contains(&lang.len()) && lang.chars().all(allowed));
    let name = match (prop(shown, Prop::Label), &lang) {
        (label, _) if !label.is_empty() => label,
        (_, Some(lang)) => words.say_with("block-code-in", &[("lang", lang.clone())]),
        (_, None) => words.say("block-code"),
    };
    Body::Code { content: prop(shown, Prop::Content), lang, name }
}

pub(super) fn badge(shown: &Shown) -> Body {
    Body::Badge { text: prop(shown, Prop::Text) }
}

pub(super) fn stat(shown: &Shown) -> Body {
    Body::Stat { value: prop(shown, Prop::Value), label: prop(shown, Prop::Label), trend: prop(shown, Prop::Trend) }
}

pub(super) fn icon(shown: &Shown) -> Body {
    Body::Icon { name: prop(shown, Prop::Name), label: prop(shown, Prop::Label) }
}

/// Only documents of the user are shown: a picture of another site would tell that site who looks.
pub(super) fn image(shown: &Shown) -> Body {
    Body::Image { source: document(&prop(shown, Prop::Src)), alt: prop(shown, Prop::Alt) }
}

/// The address of a document's bytes, when the text is the id of one.
pub(super) fn document(text: &str) -> Option<String> {
    let id: DocumentId = text.trim().parse().ok()?;
    Some(format!("/api/documents/{id}/content"))
}
