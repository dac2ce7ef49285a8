//! What an app shows, as HTML: one element for each component, found by an id that is the same as long as the component
//! is there, so that a change sends its element alone.
//!
//! Everything that an app says is escaped by the templates; the one thing that is written as it is is Markdown, which
//! `markdown` has cleaned. A component is rendered from itself and what is below it, and never from what is around it, so
//! that a part that is rendered alone is the part that stood in the whole. What is missing or unknown is left blank.

mod board;
mod calendar;
mod data;
mod field;
mod layout;
mod own;
mod play;
mod say;
mod tiles;
mod value;

#[cfg(test)]
mod tests;

use askama::Template;

use crate::{
    app::{
        InstanceId,
        component::Kind,
        tree::{ROOT, Shown},
    },
    web::words::Words,
};
use own::Own;

/// A component and all below it, as HTML.
#[must_use]
pub fn subtree(shown: &Shown, instance: InstanceId, words: Words) -> String {
    rendered(&Element::new(shown, "", Around { instance, words }))
}

/// What stands in the place of an app that does not run any more.
#[must_use]
pub fn crashed(instance: InstanceId, message: &str, words: Words) -> String {
    rendered(&Crashed { id: own::dom_id(instance, ROOT, ""), message: message.to_owned(), words })
}

/// The id of a component's element in the page.
#[must_use]
pub fn dom_id(shown: &Shown, instance: InstanceId) -> String {
    own::dom_id(instance, &shown.address.node, &shown.address.key)
}

/// The id of the element that holds all of an app.
#[must_use]
pub fn root_id(instance: InstanceId) -> String {
    own::dom_id(instance, ROOT, "")
}

/// What is the same for all components of one rendering.
#[derive(Clone, Copy)]
struct Around {
    instance: InstanceId,
    words: Words,
}

/// One component, to be written into another: `{{ child }}`.
#[derive(Template)]
#[template(path = "components/app/element.html")]
struct Element {
    own: Own,
    /// Which item of its parent's list it is: the last of the keys of the loops around it, as JSON.
    item: String,
    body: Body,
    children: Vec<Self>,
    words: Words,
}

/// The template escapes what it shows, so that the one around it must not do it again.
impl askama::filters::HtmlSafe for Element {}

#[derive(Template)]
#[template(path = "components/app/crashed.html")]
struct Crashed {
    id: String,
    message: String,
    words: Words,
}

/// What the template of a component needs, in ready words.
enum Body {
    Group {
        label: String,
    },
    Card {
        title: String,
    },
    List {
        is_sortable: bool,
        label: String,
    },
    Divider,
    Spacer,
    Tabs {
        tabs: Vec<layout::Tab>,
        label: String,
    },
    Modal {
        title: String,
        is_open: bool,
        can_close: bool,
    },
    Form {
        action: String,
        label: String,
    },
    Text {
        text: String,
    },
    Markdown {
        html: String,
    },
    Code {
        content: String,
        lang: Option<String>,
        name: String,
    },
    Badge {
        text: String,
    },
    Stat {
        value: String,
        label: String,
        trend: String,
    },
    Icon {
        name: String,
        label: String,
    },
    Progress(say::Progress),
    Image {
        source: Option<String>,
        alt: String,
    },
    Table(data::Table),
    Chart(Box<data::Chart>),
    Calendar(calendar::Calendar),
    Tiles(tiles::Tiles),
    Board(board::Board),
    Button {
        text: String,
        icon: String,
        label: String,
    },
    /// Without a value the app must not copy anything.
    Copy {
        text: String,
        value: Option<String>,
    },
    File {
        text: String,
        accept: String,
    },
    Input(field::Input),
    Textarea(field::Input),
    Select(field::Choice),
    Radio(field::Choice),
    Tick {
        field: field::Field,
        is_on: bool,
        is_switch: bool,
    },
    Slider(field::Input),
    Canvas(play::Canvas),
    Audio(play::Audio),
    Clock(play::Clock),
    Keys(play::Keys),
}

impl Element {
    fn new(shown: &Shown, parent_key: &str, around: Around) -> Self {
        let key = shown.address.key.as_str();
        let child = |child: &std::sync::Arc<Shown>| Self::new(child, key, around);
        Self {
            own: Own::new(shown, around.instance),
            item: Some(own::item(key, parent_key))
                .filter(|item| !item.is_empty())
                .map(|item| serde_json::Value::from(item).to_string())
                .unwrap_or_default(),
            body: body(shown, around.words),
            children: shown.children.iter().map(child).collect(),
            words: around.words,
        }
    }
}

fn body(shown: &Shown, words: Words) -> Body {
    match shown.kind {
        Kind::Row | Kind::Col | Kind::Grid | Kind::Split => layout::group(shown),
        Kind::Card => layout::card(shown),
        Kind::List => layout::list(shown),
        Kind::Divider => Body::Divider,
        Kind::Spacer => Body::Spacer,
        Kind::Tabs => layout::tabs(shown, words),
        Kind::Modal => layout::modal(shown, words),
        Kind::Form => layout::form(shown, words),
        Kind::Text => say::text(shown),
        Kind::Markdown => say::markdown(shown),
        Kind::Code => say::code(shown, words),
        Kind::Badge => say::badge(shown),
        Kind::Stat => say::stat(shown),
        Kind::Icon => say::icon(shown),
        Kind::Progress => Body::Progress(say::Progress::new(shown, words)),
        Kind::Image => say::image(shown),
        Kind::Table => Body::Table(data::Table::new(shown, words)),
        Kind::Chart => Body::Chart(Box::new(data::Chart::new(shown, words))),
        Kind::Calendar => Body::Calendar(calendar::Calendar::new(shown, words)),
        Kind::Tiles => Body::Tiles(tiles::Tiles::new(shown, words)),
        Kind::Board => Body::Board(board::Board::new(shown)),
        Kind::Button => field::button(shown),
        Kind::Copy => field::copy(shown, words),
        Kind::File => field::file(shown, words),
        Kind::Input => Body::Input(field::Input::new(shown, words)),
        Kind::Textarea => Body::Textarea(field::Input::new(shown, words)),
        Kind::Select => Body::Select(field::Choice::new(shown, words)),
        Kind::Radio => Body::Radio(field::Choice::new(shown, words)),
        Kind::Checkbox => field::tick(shown, words, false),
        Kind::Switch => field::tick(shown, words, true),
        Kind::Slider => Body::Slider(field::Input::new(shown, words)),
        Kind::Canvas => Body::Canvas(play::Canvas::new(shown, words)),
        Kind::Audio => Body::Audio(play::Audio::new(shown, words)),
        Kind::Clock => Body::Clock(play::Clock::new(shown)),
        Kind::Keys => Body::Keys(play::Keys::new(shown, words)),
    }
}

/// A template that fails is a mistake of ours: the log says so, and the rest of the desk is shown.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "what an app shows could not be rendered");
        String::new()
    })
}
