//! Bytes as text: UTF-8, UTF-16, or the Western encoding of old files.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes that are looked at to tell UTF-16 and binary files apart.
const LOOKED_AT: usize = 16 << 10;

/// The bytes as text; `None` when they are none. A letter that is cut at the end is left out.
pub(in crate::extract) fn text_of(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark_bytes)) = encoding_rs::Encoding::for_bom(bytes) {
        return Some(encoding.decode_without_bom_handling(&bytes[mark_bytes..]).0.into_owned());
    }
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    if let Some(encoding) = utf_16(looked_at) {
        return Some(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    if is_binary(looked_at) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(error) if error.error_len().is_none() => {
            Some(UTF_8.decode_without_bom_handling(&bytes[..error.valid_up_to()]).0.into_owned())
        }
        Err(_) => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

/// UTF-16 without a mark: in most texts every other byte is zero.
fn utf_16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = bytes.len() / 2;
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 2 || even.max(odd) * 2 < pairs || even.min(odd) * 20 > pairs {
        return None;
    }
    Some(if even > odd { UTF_16BE } else { UTF_16LE })
}

/// Texts hold no zeros, and next to no control characters.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    bytes.contains(&0) || bytes.iter().filter(is_control).count() * 50 > bytes.len()
}
