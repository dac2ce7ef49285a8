//! A message that comes in several frames, put together within a limit.

use bytes::Bytes;

/// Frames of one message. A client that splits a message at all splits it at sizes near a packet's.
const PIECES_MAX: usize = 1_024;

/// One frame of a message.
pub enum Piece {
    First(Bytes),
    FirstBinary,
    Next(Bytes),
    Last(Bytes),
}

/// What a piece has led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    More,
    Whole(String),
    Binary,
    /// The message is not UTF-8.
    NotText,
    TooBig,
    /// A piece that belongs to no message.
    Broken,
}

/// The pieces of the message that is coming in.
pub struct Fragments {
    bytes_max: usize,
    bytes: Vec<u8>,
    pieces: usize,
}

impl Fragments {
    pub fn new(bytes_max: usize) -> Self {
        Self { bytes_max, bytes: Vec::new(), pieces: 0 }
    }

    pub fn add(&mut self, piece: Piece) -> Added {
        let (data, is_last) = match piece {
            Piece::FirstBinary => return Added::Binary,
            Piece::First(_) if self.pieces > 0 => return Added::Broken,
            Piece::Next(_) | Piece::Last(_) if self.pieces == 0 => return Added::Broken,
            Piece::First(data) | Piece::Next(data) => (data, false),
            Piece::Last(data) => (data, true),
        };
        self.pieces += 1;
        if self.pieces > PIECES_MAX || self.bytes.len() + data.len() > self.bytes_max {
            return Added::TooBig;
        }
        self.bytes.extend_from_slice(&data);
        if !is_last {
            return Added::More;
        }
        self.pieces = 0;
        String::from_utf8(std::mem::take(&mut self.bytes)).map_or(Added::NotText, Added::Whole)
    }
}
