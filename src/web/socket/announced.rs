//! A guard on the byte stream: refuses a frame by the length that its header announces, and takes no more bytes
//! while frames wait to be looked at.
//!
//! The library checks a frame's length only once the whole frame has been buffered, so that a header of ten
//! bytes could make the server hold whatever it likes. Here the headers are read as they come by (RFC 6455,
//! section 5.2), and the stream ends at the first that announces too much. The library also buffers everything that
//! comes before it looks at the first frame of it, so that a flood of small frames would be held as a whole. Here the
//! next bytes come when every frame in the last ones has been heard.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use actix_web::{error::PayloadError, web::Payload};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// The longest header: two bytes, an eight-byte length, a four-byte mask.
const HEADER_BYTES_MAX: usize = 14;

/// Follows a byte stream from header to header.
pub struct Announced {
    frame_bytes_max: u64,
    header: [u8; HEADER_BYTES_MAX],
    header_len: usize,
    /// Bytes of the present frame's payload that are still to come.
    payload_left: u64,
    /// Frames that have come whole.
    frames: u64,
}

/// What the guard and the connection tell each other.
#[derive(Default)]
pub struct Gauge {
    /// A frame announced more than is allowed.
    is_too_big: AtomicBool,
    /// Frames that the connection has heard.
    heard: AtomicU64,
}

impl Gauge {
    /// The connection has heard a frame.
    pub fn hear(&self) {
        self.heard.fetch_add(1, Ordering::Relaxed);
    }

    pub fn is_too_big(&self) -> bool {
        self.is_too_big.load(Ordering::Relaxed)
    }
}

/// The bytes of a connection, guarded.
pub struct Guarded {
    body: Payload,
    announced: Announced,
    gauge: Arc<Gauge>,
}

/// The next frame announces more than is allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct TooBig;

impl Announced {
    pub fn new(frame_bytes_max: usize) -> Self {
        Self {
            frame_bytes_max: frame_bytes_max as u64,
            header: [0; HEADER_BYTES_MAX],
            header_len: 0,
            payload_left: 0,
            frames: 0,
        }
    }

    /// Reads the headers in the next `bytes` of the stream.
    pub fn follow(&mut self, mut bytes: &[u8]) -> Result<(), TooBig> {
        while !bytes.is_empty() {
            if self.payload_left > 0 {
                let skipped = usize::try_from(self.payload_left).unwrap_or(usize::MAX).min(bytes.len());
                self.payload_left -= skipped as u64;
                bytes = &bytes[skipped..];
                self.frames += u64::from(self.payload_left == 0);
                continue;
            }
            self.header[self.header_len] = bytes[0];
            self.header_len += 1;
            bytes = &bytes[1..];
            if self.header_len == self.header_bytes() {
                self.payload_left = self.payload_bytes();
                self.header_len = 0;
                if self.payload_left > self.frame_bytes_max {
                    return Err(TooBig);
                }
                self.frames += u64::from(self.payload_left == 0);
            }
        }
        Ok(())
    }

    /// How long the header is, as far as its first bytes tell.
    fn header_bytes(&self) -> usize {
        if self.header_len < 2 {
            return HEADER_BYTES_MAX;
        }
        let mask = if self.header[1] & 0x80 == 0 { 0 } else { 4 };
        let length = match self.header[1] & 0x7F {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        2 + length + mask
    }

    fn payload_bytes(&self) -> u64 {
        let big_endian = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        match self.header[1] & 0x7F {
            126 => big_endian(&self.header[2..4]),
            127 => big_endian(&self.header[2..10]),
            short => u64::from(short),
        }
    }
}

impl Guarded {
    /// The bytes of `body`, up to the first frame that is too big, no faster than the connection tells `gauge` that it
    /// has heard the frames in them.
    pub fn new(body: Payload, frame_bytes_max: usize, gauge: Arc<Gauge>) -> Self {
        Self { body, announced: Announced::new(frame_bytes_max), gauge }
    }
}

impl Stream for Guarded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.announced.frames > self.gauge.heard.load(Ordering::Relaxed) {
            // No waker is kept: whoever asks has frames in hand, and asks again once it has none.
            return Poll::Pending;
        }
        let next = std::task::ready!(self.body.poll_next_unpin(context));
        Poll::Ready(next.map(|chunk| {
            let chunk = chunk?;
            self.announced.follow(&chunk).map_err(|TooBig| {
                self.gauge.is_too_big.store(true, Ordering::Relaxed);
                PayloadError::Overflow
            })?;
            Ok(chunk)
        }))
    }
}
