//! Packet lines: four hexadecimal digits of length, then that many bytes less four; `0000` ends a group
//! (git's documentation, gitprotocol-common).

use super::{Error, Result};

/// Bytes of the length before each line.
const HEAD: usize = 4;

/// Bytes of one line with its length (gitprotocol-common).
const LINE_BYTES_MAX: usize = 65_520;

/// What ends a group.
pub(super) const FLUSH: &[u8] = b"0000";

/// One packet line, or the end of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packet<'b> {
    Line(&'b [u8]),
    Flush,
}

/// Takes the first packet off `bytes`; `None` when it is not all there yet.
///
/// # Errors
/// [`Error::Invalid`] for what is no packet line.
pub(super) fn take<'b>(bytes: &mut &'b [u8]) -> Result<Option<Packet<'b>>> {
    let Some(head) = bytes.get(..HEAD) else { return Ok(None) };
    let bad = || Error::Invalid("this is not git's protocol: a length was expected".to_owned());
    let digits = std::str::from_utf8(head).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let length = digits.and_then(|text| usize::from_str_radix(text, 16).ok()).ok_or_else(bad)?;
    match length {
        0 => {
            *bytes = &bytes[HEAD..];
            Ok(Some(Packet::Flush))
        }
        1..HEAD => Err(bad()),
        length if length > LINE_BYTES_MAX => Err(bad()),
        length => {
            let Some(line) = bytes.get(HEAD..length) else { return Ok(None) };
            *bytes = &bytes[length..];
            Ok(Some(Packet::Line(line)))
        }
    }
}

/// Appends a packet line; what is longer than a line can be is cut.
pub(super) fn put(into: &mut Vec<u8>, line: &[u8]) {
    let line = &line[..line.len().min(LINE_BYTES_MAX - HEAD)];
    into.extend_from_slice(format!("{:04x}", line.len() + HEAD).as_bytes());
    into.extend_from_slice(line);
}
