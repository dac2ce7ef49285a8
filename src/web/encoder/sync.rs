//! The desk in frames of bounded size.

use bytestring::ByteString;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{FrameEncoder, card_view, fragment, message_view};
use crate::{
    protocol::{
        server::StateSync,
        view::{StackView, TurnView},
    },
    sprite::{DeskState, ReplyTo, View},
};

/// Bytes of one frame, beside its envelope: small, because a connection's buffer keeps the size of its largest.
const PART_BYTES_MAX: usize = 16 * 1024;
/// The same for a large desk, where each frame's own cost adds up, and the page in the browser dwarfs the buffer.
const LARGE_PART_BYTES_MAX: usize = 64 * 1024;
/// Frames after which a desk is a large one: the usual desk needs fewer.
const SMALL_PARTS: usize = 16;

/// The lists of one frame.
#[derive(Default)]
struct Part {
    bytes: usize,
    stacks: Vec<Box<RawValue>>,
    cards: Vec<Box<RawValue>>,
    messages: Vec<Box<RawValue>>,
    turns: Vec<Box<RawValue>>,
}

pub(super) fn frames(
    encoder: &FrameEncoder,
    to: &ReplyTo,
    state: &DeskState,
    view: View,
    earlier: usize,
) -> Vec<ByteString> {
    let bytes_max = if earlier < SMALL_PARTS { PART_BYTES_MAX } else { LARGE_PART_BYTES_MAX };
    let parts = parts(encoder, state, view, bytes_max);
    let snapshot = &state.snapshot;
    // How many will come is known with the last page: until then there is at least one more.
    let count = earlier + parts.len() + usize::from(snapshot.more.is_some());
    let frame = |(place, part): (usize, &Part)| {
        let sync = StateSync {
            epoch: snapshot.epoch,
            seq: snapshot.seq,
            full: snapshot.full,
            part: earlier + place + 1,
            parts: count,
            active_stack_id: snapshot.active_stack,
            stacks: &part.stacks,
            cards: &part.cards,
            chat_history: &part.messages,
            instances: &[],
            turns: &part.turns,
        };
        encoder.frame("state_sync", to.request_id.as_deref(), sync)
    };
    parts.iter().enumerate().map(frame).collect()
}

/// Stacks first, then cards, chat and turns; each in its order, and none cut in two.
fn parts(encoder: &FrameEncoder, state: &DeskState, view: View, bytes_max: usize) -> Vec<Part> {
    let (words, snapshot, now) = (FrameEncoder::words(view), &state.snapshot, encoder.ambient.now());
    let mut parts = vec![Part::default()];
    for stack in &snapshot.stacks {
        let mut shown = StackView::from(stack);
        shown.html = words.map(|words| fragment::tab(stack, words));
        put(&mut parts, bytes_max, &shown, |part| &mut part.stacks);
    }
    for card in &snapshot.cards {
        put(&mut parts, bytes_max, &card_view(card, words, now), |part| &mut part.cards);
    }
    for message in &snapshot.messages {
        put(&mut parts, bytes_max, &message_view(message, words, now), |part| &mut part.messages);
    }
    for turn in &state.turns {
        put(&mut parts, bytes_max, &TurnView::from(turn), |part| &mut part.turns);
    }
    parts
}

fn put(
    parts: &mut Vec<Part>,
    bytes_max: usize,
    shown: &impl Serialize,
    list: impl FnOnce(&mut Part) -> &mut Vec<Box<RawValue>>,
) {
    // Strings, numbers and lists of them: nothing that JSON can't hold.
    let Ok(json) = to_raw_value(shown) else { return };
    let bytes = json.get().len() + 1;
    if parts.last().is_none_or(|part| part.bytes > 0 && part.bytes + bytes > bytes_max) {
        parts.push(Part::default());
    }
    if let Some(part) = parts.last_mut() {
        part.bytes += bytes;
        list(part).push(json);
    }
}
