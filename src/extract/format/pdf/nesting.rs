//! How deep a PDF is nested, told from its bytes before any parser follows it down.

use std::io::Read;

use crate::extract::Refusal;

/// Arrays and dictionaries inside of each other. Honest files have fewer than twenty.
const DEPTH_MAX: u32 = 200;
/// Bytes between two looks at the clock.
const LOOK_EVERY: usize = 1 << 20;

/// Follows the brackets, outside of streams, as long as there is patience.
pub(in crate::extract) fn check(mut file: impl Read, is_enough: impl Fn() -> bool) -> Result<(), Refusal> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
    let (mut depth, mut at, mut looked) = (0_u32, 0, 0);
    while at < bytes.len() {
        if at - looked > LOOK_EVERY {
            if is_enough() {
                return Ok(());
            }
            looked = at;
        }
        let rest = &bytes[at..];
        at += match rest[0] {
            b'[' => {
                depth += 1;
                1
            }
            b']' => {
                depth = depth.saturating_sub(1);
                1
            }
            b'<' if rest.starts_with(b"<<") => {
                depth += 1;
                2
            }
            b'>' if rest.starts_with(b">>") => {
                depth = depth.saturating_sub(1);
                2
            }
            // What was left open by mistake ends with its object.
            b'e' if rest.starts_with(b"endobj") => {
                depth = 0;
                6
            }
            b's' if rest.starts_with(b"stream\r\n") || rest.starts_with(b"stream\n") => end_of_stream(rest),
            _ => 1,
        };
        if depth > DEPTH_MAX {
            return Err(Refusal::TooDeep);
        }
    }
    Ok(())
}

/// Where the stream that begins here ends.
fn end_of_stream(rest: &[u8]) -> usize {
    let mark = b"endstream";
    let found = rest.windows(mark.len()).position(|window| window[0] == b'e' && window == mark);
    found.map_or(rest.len(), |at| at + mark.len())
}
