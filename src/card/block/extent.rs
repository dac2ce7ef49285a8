//! How high a card's body will be, estimated from above, so that the server can place cards without a browser.
//!
//! The numbers follow static/css/block.css: where that grows, these must. An estimate that is too high only
//! leaves some desk free; one that is too low lets cards cover each other.

use super::{Block, Body, Chart, ChartKind, SERIES_MAX, Table};

/// A body is at most this high and scrolls beyond.
pub const BODY_HEIGHT_MAX_PX: u32 = 640;

/// What a body has above and below its blocks, together.
const PADDING_PX: u32 = 32;
/// Between two blocks.
const GAP_PX: u32 = 12;
/// A line of reading text.
const LINE_PX: u32 = 24;
/// A line of a title.
const TITLE_LINE_PX: u32 = 28;
/// A row of a table, a pair or a checklist item, of one line.
const ROW_PX: u32 = 36;
/// The bar that scrolls a table sideways.
const SCROLL_BAR_PX: u32 = 16;
/// The summary under a chart that opens its numbers.
const SUMMARY_PX: u32 = 36;
/// A line of the legend below a chart.
const LEGEND_PX: u32 = 24;
/// Letters of Inter at 15 px: the widest usual small one, a capital, and the square of an ideograph.
const SMALL_PX: u32 = 9;
const CAPITAL_PX: u32 = 13;
const WIDE_PX: u32 = 16;

/// The height of a body of `width_px`, in px: an upper bound, never above [`BODY_HEIGHT_MAX_PX`].
#[must_use]
pub fn extent_px(blocks: &[Block], width_px: u32) -> u32 {
    let inner_px = width_px.saturating_sub(PADDING_PX).max(WIDE_PX);
    let mut height_px = PADDING_PX;
    for block in blocks {
        height_px = height_px.saturating_add(GAP_PX).saturating_add(body_px(&block.body, inner_px));
        if height_px >= BODY_HEIGHT_MAX_PX {
            return BODY_HEIGHT_MAX_PX;
        }
    }
    height_px
}

/// The height that style gives a picture.
const PICTURE_PX: u32 = 200;
/// The height that style keeps free for an app that has not shown itself yet.
const APP_PX: u32 = 240;

fn body_px(body: &Body, width_px: u32) -> u32 {
    match body {
        Body::Heading { text, subtitle } => {
            let subtitle_px = subtitle.as_deref().map_or(0, |subtitle| lines(subtitle, width_px) * LINE_PX);
            lines(text, width_px * 3 / 4) * TITLE_LINE_PX + subtitle_px
        }
        Body::Text { content } => markdown_px(content, width_px),
        Body::Stat { value, label, trend } => {
            let trend_px = trend.as_deref().map_or(0, |trend| lines(trend, width_px) * LINE_PX);
            lines(value, width_px / 2) * 2 * TITLE_LINE_PX + lines(label, width_px) * LINE_PX + trend_px
        }
        Body::KeyValue { pairs } => {
            rows_px(pairs.iter().map(|pair| lines(&pair.label, width_px * 2 / 5).max(lines(&pair.value, width_px / 2))))
        }
        Body::Table(table) => table_px(table),
        Body::Badge { text, .. } => lines(text, width_px) * LINE_PX + 8,
        Body::Progress { label, .. } => lines(label.as_deref().unwrap_or("100"), width_px * 4 / 5) * LINE_PX + 16,
        Body::Chart(chart) => chart_px(chart, width_px),
        Body::Image { .. } => PICTURE_PX,
        Body::Document { preview, .. } => {
            ROW_PX * 2 + preview.as_deref().map_or(0, |preview| lines(preview, width_px) * LINE_PX)
        }
        Body::Code { content, .. } => count(content.lines().count()) * LINE_PX + PADDING_PX + SCROLL_BAR_PX,
        Body::Checklist { items } => {
            rows_px(items.iter().map(|item| lines(&item.text, width_px.saturating_sub(ROW_PX))))
        }
        Body::App { .. } => APP_PX,
        Body::Separator => GAP_PX,
    }
}

/// Every line may be a paragraph with a gap, and a heading is set larger.
fn markdown_px(content: &str, width_px: u32) -> u32 {
    let line_px = |line: &str| {
        let title = line.trim_start().starts_with('#');
        let (width_px, height_px) = if title { (width_px * 3 / 4, TITLE_LINE_PX) } else { (width_px, LINE_PX) };
        // Quotes and lists are indented; ten levels of them are beyond any card.
        lines(line, width_px * 9 / 10) * height_px + GAP_PX
    };
    content.lines().map(line_px).fold(0, u32::saturating_add)
}

/// Cells wrap only at their own line breaks and from a width on that few reach; the region scrolls sideways.
fn table_px(table: &Table) -> u32 {
    let lines_of =
        |row: &Vec<super::Cell>| row.iter().map(|cell| lines(&cell.to_string(), CELL_WIDTH_MAX_PX)).max().unwrap_or(1);
    let head = table.columns().iter().map(|column| lines(column, CELL_WIDTH_MAX_PX)).max().unwrap_or(1);
    rows_px([head].into_iter().chain(table.rows().iter().map(lines_of))) + SCROLL_BAR_PX
}

/// A cell grows to this width before it wraps.
const CELL_WIDTH_MAX_PX: u32 = 320;

fn chart_px(chart: &Chart, width_px: u32) -> u32 {
    let keys = match chart.kind {
        ChartKind::Pie => chart.data.len().min(SERIES_MAX),
        ChartKind::Line | ChartKind::Bar | ChartKind::Area => chart.y.len(),
    };
    // Names of keys are cut where two lines of a small card end; the two lines more are for notes.
    let legend_px = count(keys).saturating_mul(2 * LEGEND_PX);
    // The drawing is five parts high to eight parts wide.
    width_px * 5 / 8 + legend_px + 2 * LINE_PX + SUMMARY_PX
}

fn rows_px(lines: impl Iterator<Item = u32>) -> u32 {
    lines.map(|lines| ROW_PX + (lines.max(1) - 1).saturating_mul(LINE_PX)).fold(0, u32::saturating_add)
}

/// How many lines `text` takes at most: words that don't fit waste up to a quarter of each line and a letter.
fn lines(text: &str, width_px: u32) -> u32 {
    let usable_px = (width_px * 4 / 5).saturating_sub(WIDE_PX).max(WIDE_PX);
    let line = |line: &str| line.chars().map(letter_px).fold(0, u32::saturating_add).div_ceil(usable_px).max(1);
    text.split('\n').map(line).fold(0, u32::saturating_add).min(BODY_HEIGHT_MAX_PX)
}

const fn letter_px(letter: char) -> u32 {
    match letter {
        'A'..='Z' | '@' | '%' | '&' | 'm' | 'w' => CAPITAL_PX,
        '\0'..='\x7f' => SMALL_PX,
        _ => WIDE_PX,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).min(BODY_HEIGHT_MAX_PX)
}
