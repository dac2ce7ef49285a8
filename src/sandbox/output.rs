//! What a command has said: its beginning and its end, when it is too much.

use std::collections::VecDeque;

/// Bytes that are kept of the beginning, and of the end.
const HEAD_BYTES: usize = 16 << 10;
const TAIL_BYTES: usize = 16 << 10;

/// What was said on both streams, in its order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Output {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    bytes: u64,
}

impl Output {
    pub(super) fn take(&mut self, said: &[u8]) {
        self.bytes += said.len() as u64;
        let (head, rest) = said.split_at(said.len().min(HEAD_BYTES - self.head.len()));
        self.head.extend(head);
        self.tail.extend(&rest[rest.len().saturating_sub(TAIL_BYTES)..]);
        let over = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..over);
    }

    /// All bytes that were said.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// As a text, with a line where something is left out. What moves cursors and colours letters goes.
    #[must_use]
    pub fn text(&self) -> String {
        let tail: Vec<u8> = self.tail.iter().copied().collect();
        let left_out = self.bytes - (self.head.len() + tail.len()) as u64;
        if left_out == 0 {
            return plain(&[self.head.as_slice(), &tail].concat());
        }
        format!("{}\n[… {left_out} bytes left out …]\n{}", plain(&self.head), plain(&tail))
    }
}

fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // ECMA-48: an order to the terminal ends with its first letter.
            '\u{1b}' if chars.peek() == Some(&'[') => {
                chars.next();
                while chars.next_if(|c| !matches!(c, '@'..='~')).is_some() {}
                chars.next();
            }
            '\r' if chars.peek() != Some(&'\n') => plain.push('\n'),
            '\n' | '\t' => plain.push(c),
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}
