//! The words of a card, for search and for summaries.

use super::{Block, Body, Cell};

/// Everything that a person could read in `blocks`, a line for each thing.
#[must_use]
pub fn plain_text(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        lines_of(&block.body, &mut lines);
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

fn lines_of(body: &Body, lines: &mut Vec<String>) {
    match body {
        Body::Heading { text, subtitle } => lines.extend([text.clone(), subtitle.clone().unwrap_or_default()]),
        Body::Text { content } | Body::Code { content, .. } => lines.push(content.clone()),
        Body::Stat { value, label, trend } => {
            lines.push(joined([label.as_str(), value, trend.as_deref().unwrap_or_default()]));
        }
        Body::KeyValue { pairs } => lines.extend(pairs.iter().map(|pair| joined([pair.label.as_str(), &pair.value]))),
        Body::Table(table) => {
            lines.push(joined(table.columns()));
            lines.extend(table.rows().iter().map(|row| joined(row.iter().map(Cell::to_string))));
        }
        Body::Badge { text, .. } => lines.push(text.clone()),
        Body::Progress { value, label } => lines.push(format!("{} {value}%", label.as_deref().unwrap_or_default())),
        Body::Chart(chart) => {
            lines.push(joined([&chart.x].into_iter().chain(&chart.y)));
            lines.extend(chart.data.iter().map(|record| joined(record.values().map(Cell::to_string))));
        }
        Body::Image { alt, .. } => lines.push(alt.clone()),
        Body::Checklist { items } => lines.extend(items.iter().map(|item| item.text.clone())),
        Body::Document { name, preview, .. } => lines.extend(name.iter().chain(preview).cloned()),
        Body::App { name, .. } => lines.extend(name.clone()),
        Body::Separator => {}
    }
}

fn joined<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    let mut line = String::new();
    for word in words {
        let word = word.as_ref();
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
