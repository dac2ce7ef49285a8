//! Server-sent events, as a body of bytes brings them: the data of each event, whole.
//!
//! The pieces of the body may be cut anywhere. What the events mean is for whoever reads their data. A line or an
//! event that is too long ends the stream, so that nothing grows without bound.
//! Source: the HTML standard, "Server-sent events", "Parsing an event stream".

#[cfg(test)]
mod tests;

use super::Error;

/// Bytes of one event: a tool's whole input in one piece, with room for its escapes, and far below a megabyte.
const EVENT_BYTES_MAX: usize = 768 * 1024;

/// What has come in of the event that is not whole yet.
#[derive(Default, Debug)]
pub(crate) struct Events {
    line: Vec<u8>,
    data: String,
    has_data: bool,
}

impl Events {
    /// Takes in a piece of the body and answers the data of the events that it completes, up to a fault.
    pub fn take(&mut self, piece: &[u8]) -> (Vec<String>, Result<(), Error>) {
        let mut whole = Vec::new();
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.len() + self.data.len() > EVENT_BYTES_MAX {
                return (whole, Err(Error::Malformed(format!("a line of more than {EVENT_BYTES_MAX} bytes"))));
            }
            if self.line.last() == Some(&b'\n') {
                let line = std::mem::take(&mut self.line);
                match self.take_line(&line) {
                    Ok(event) => whole.extend(event),
                    Err(error) => return (whole, Err(error)),
                }
            }
        }
        (whole, Ok(()))
    }

    /// Takes in a line with its break; the empty one completes the event.
    fn take_line(&mut self, line: &[u8]) -> Result<Option<String>, Error> {
        let text = std::str::from_utf8(line).map_err(|_| Error::Malformed("bytes that are no text".to_owned()))?;
        let text = text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
        if text.is_empty() {
            let was_there = std::mem::take(&mut self.has_data);
            let data = std::mem::take(&mut self.data);
            return Ok(was_there.then_some(data));
        }
        // Other fields name the event or number it, which its data does too; a line that begins with a colon says nothing.
        if let Some(data) = text.strip_prefix("data:") {
            if self.has_data {
                self.data.push('\n');
            }
            self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
            self.has_data = true;
        }
        Ok(None)
    }
}
