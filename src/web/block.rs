//! The blocks of a card as HTML: one view for the page, the fragment and the frame on the socket.
//!
//! Everything that a card says is escaped by the template. The one thing that is written as it is is Markdown,
//! which `markdown` has cleaned. Knows nothing of the card around the blocks but its id, for links and forms.

mod table;
#[cfg(test)]
mod tests;

use askama::Template;

use table::{Shown, TableView};

use super::{
    chart::{self, ChartView},
    document::{status_class, status_key},
    markdown,
    words::Words,
};
use crate::card::block::{Block, Body, Chart, DocumentStatus, Item, Pair, Table, Variant};

/// The blocks of one card, to be written into a page: `{{ blocks }}`.
#[derive(Template, Debug)]
#[template(path = "components/block/blocks.html")]
pub struct BlocksView {
    words: Words,
    card_id: String,
    blocks: Vec<BlockView>,
}

/// The template escapes what it shows, so that the page must not do it again.
impl askama::filters::HtmlSafe for BlocksView {}

/// One block: where it is and what it shows.
#[derive(Debug)]
struct BlockView {
    id: String,
    kind: &'static str,
    body: BodyView,
}

/// What a template of a kind needs, in ready words.
#[derive(Debug)]
enum BodyView {
    Heading { text: String, subtitle: String },
    Text { html: String },
    Stat { value: String, label: String, trend: String },
    KeyValue { pairs: Vec<Pair> },
    Table { table: TableView },
    Badge { text: String, class: &'static str },
    Progress { value: String, label: String },
    Chart { chart: Box<ChartView>, table: TableView },
    Picture { link: String, source: String, alt: String },
    Document { link: String, name: String, status: String, class: &'static str, preview: String },
    Code { content: String, lang: Option<String>, name: String },
    Checklist { items: Vec<Item>, name: String },
    App { instance: String, link: String, label: String, open: String },
    Separator,
}

impl BlocksView {
    /// The blocks as they stand on a desk: large tables are begun, and linked to the rest.
    #[must_use]
    pub fn on_desk(card_id: impl ToString, blocks: &[Block], words: Words) -> Self {
        Self::new(card_id.to_string(), blocks, words, Shown::Begun)
    }

    /// The blocks on the card's own page, with every row.
    #[must_use]
    pub fn whole(card_id: impl ToString, blocks: &[Block], words: Words) -> Self {
        Self::new(card_id.to_string(), blocks, words, Shown::Whole)
    }

    fn new(card_id: String, blocks: &[Block], words: Words, shown: Shown) -> Self {
        let view = |block: &Block| BlockView {
            id: block.id.to_string(),
            kind: block.body.kind(),
            body: body(&block.body, &card_id, words, shown),
        };
        Self { words, blocks: blocks.iter().map(view).collect(), card_id }
    }
}

fn body(body: &Body, card_id: &str, words: Words, shown: Shown) -> BodyView {
    match body {
        Body::Heading { text, subtitle } => {
            BodyView::Heading { text: text.clone(), subtitle: subtitle.clone().unwrap_or_default() }
        }
        Body::Text { content } => BodyView::Text { html: markdown::render(content) },
        Body::Stat { value, label, trend } => {
            BodyView::Stat { value: value.clone(), label: label.clone(), trend: trend.clone().unwrap_or_default() }
        }
        Body::KeyValue { pairs } => BodyView::KeyValue { pairs: pairs.clone() },
        Body::Table(table) => BodyView::Table { table: TableView::new(table, card_id, words, shown) },
        Body::Badge { text, variant } => BodyView::Badge { text: text.clone(), class: badge_class(*variant) },
        Body::Progress { value, label } => {
            let label = label.clone().unwrap_or_else(|| words.say("block-progress"));
            BodyView::Progress { value: value.to_string(), label }
        }
        Body::Chart(chart) => BodyView::Chart {
            chart: Box::new(chart::view(chart, words)),
            table: TableView { is_editable: false, ..TableView::new(&numbers(chart), card_id, words, shown) },
        },
        Body::Image { document_id, alt } => BodyView::Picture {
            link: format!("/documents/{document_id}"),
            source: format!("/documents/{document_id}/thumbnail"),
            alt: alt.clone(),
        },
        Body::Document { document_id, name, status, preview } => BodyView::Document {
            link: format!("/documents/{document_id}"),
            name: name.clone().unwrap_or_else(|| words.say("block-document")),
            // A document that has been read needs no badge.
            status: status
                .filter(|status| *status != DocumentStatus::Completed)
                .map(|status| words.say(status_key(status)))
                .unwrap_or_default(),
            class: status.map_or("badge-default", status_class),
            preview: preview.clone().unwrap_or_default(),
        },
        Body::Code { content, lang } => {
            BodyView::Code { content: content.clone(), lang: lang.clone(), name: code_name(lang.as_deref(), words) }
        }
        Body::Checklist { items } => BodyView::Checklist { items: items.clone(), name: checklist_name(items, words) },
        Body::App { instance_id, name } => {
            let label = name.clone().unwrap_or_else(|| words.say("block-app"));
            BodyView::App {
                instance: instance_id.to_string(),
                link: format!("/apps/run/{instance_id}"),
                open: words.say_with("block-app-open", &[("name", label.clone())]),
                label,
            }
        }
        Body::Separator => BodyView::Separator,
    }
}

const fn badge_class(variant: Variant) -> &'static str {
    match variant {
        Variant::Default => "badge-default",
        Variant::Success => "badge-success",
        Variant::Warning => "badge-warning",
        Variant::Destructive => "badge-destructive",
    }
}

/// The labels and the series of a chart as a table.
fn numbers(chart: &Chart) -> Table {
    let columns: Vec<String> =
        [&chart.x].into_iter().chain(chart.y.iter().filter(|name| **name != chart.x)).cloned().collect();
    let row = |record: &std::collections::BTreeMap<_, _>| {
        columns.iter().map(|column| record.get(column).cloned().unwrap_or_default()).collect()
    };
    let rows = chart.data.iter().map(row).collect();
    Table::new(columns, rows)
}

fn code_name(lang: Option<&str>, words: Words) -> String {
    match lang {
        Some(lang) => words.say_with("block-code-in", &[("lang", lang.to_owned())]),
        None => words.say("block-code"),
    }
}

fn checklist_name(items: &[Item], words: Words) -> String {
    let done = items.iter().filter(|item| item.done).count();
    words.say_with("block-checklist-name", &[("done", done.to_string()), ("count", items.len().to_string())])
}
