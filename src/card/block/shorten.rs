//! A large card cut down to what a frame should carry. The whole one is fetched by its address.

use super::{Block, Body, parse::json_bytes};

/// Cuts `blocks` down to at most `bytes_max` bytes of JSON, and says whether anything was cut.
///
/// Small blocks stay whole; lists keep their first entries, texts their first characters. Blocks that don't fit
/// even so are left out from the end.
#[must_use]
pub fn shorten(blocks: &[Block], bytes_max: usize) -> (Vec<Block>, bool) {
    let sizes: Vec<usize> = blocks.iter().map(json_bytes).collect();
    // The list itself has two brackets, and a comma after each block.
    let room = bytes_max.saturating_sub(2 + blocks.len());
    if sizes.iter().sum::<usize>() <= room {
        return (blocks.to_vec(), false);
    }

    let share = fair_share(&sizes, room);
    let mut left = room;
    let mut kept = Vec::with_capacity(blocks.len());
    for (block, bytes) in blocks.iter().zip(sizes) {
        let block = if bytes > share { cut(block, share) } else { block.clone() };
        let bytes = json_bytes(&block);
        if bytes > left {
            break;
        }
        left -= bytes;
        kept.push(block);
    }
    (kept, true)
}

/// The most that each block may have so that all fit, when those below it stay whole.
fn fair_share(sizes: &[usize], room: usize) -> usize {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    let mut left = room;
    for (number, bytes) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - number);
        if *bytes > share {
            return share;
        }
        left -= bytes;
    }
    left
}

/// The block with the longest start of its content that makes at most `bytes_max`; whole when it has no content
/// to cut.
fn cut(block: &Block, bytes_max: usize) -> Block {
    let entries = match &block.body {
        Body::Text { content } | Body::Code { content, .. } => content.chars().count(),
        Body::Table(table) => table.rows().len(),
        Body::Chart(chart) => chart.data.len(),
        Body::KeyValue { pairs } => pairs.len(),
        Body::Checklist { items } => items.len(),
        Body::Heading { .. }
        | Body::Stat { .. }
        | Body::Badge { .. }
        | Body::Progress { .. }
        | Body::Image { .. }
        | Body::Document { .. }
        | Body::App { .. }
        | Body::Separator => return block.clone(),
    };

    // The size grows with the entries, so that halving finds the most that fit in some twenty steps.
    let (mut fit, mut too_many) = (0, entries + 1);
    while too_many - fit > 1 {
        let half = fit.midpoint(too_many);
        if json_bytes(&first(block, half)) <= bytes_max {
            fit = half;
        } else {
            too_many = half;
        }
    }
    first(block, fit)
}

fn first(block: &Block, entries: usize) -> Block {
    let mut block = block.clone();
    match &mut block.body {
        Body::Text { content } | Body::Code { content, .. } => {
            if let Some((end, _)) = content.char_indices().nth(entries) {
                content.truncate(end);
            }
        }
        Body::Table(table) => table.truncate(entries),
        Body::Chart(chart) => chart.data.truncate(entries),
        Body::KeyValue { pairs } => pairs.truncate(entries),
        Body::Checklist { items } => items.truncate(entries),
        Body::Heading { .. }
        | Body::Stat { .. }
        | Body::Badge { .. }
        | Body::Progress { .. }
        | Body::Image { .. }
        | Body::Document { .. }
        | Body::App { .. }
        | Body::Separator => {}
    }
    block
}
