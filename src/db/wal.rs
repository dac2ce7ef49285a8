//! Whether the log beside a file is whole.
//!
//! SQLite takes the first frame of a log that does not add up for the log's end, because that is how a crash leaves
//! it, and goes on without a word. When the log was damaged instead, what was committed after that place would be
//! gone without a word, too. The two can be told apart: every commit is synced before the next one begins, so that a
//! crash leaves a header that adds up, and behind the last good frame at most one transaction.
//!
//! The layout is that of <https://sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use super::{Error, Result, open::beside};

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The first four bytes without their last bit, which says in which order checksums read their words.
const MAGIC: u32 = 0x377f_0682;

/// Both a header and a frame begin with these bytes that count for their checksum.
const HEADER_SUMMED: usize = 24;
const FRAME_SUMMED: usize = 8;

/// The sizes of a page that SQLite knows.
const PAGE_BYTES: std::ops::RangeInclusive<usize> = 512..=65_536;

/// Commits that a crash may leave unfinished behind the last good frame.
const UNFINISHED_MAX: usize = 1;

/// Refuses a log that no crash leaves like this. Only for a file that nobody else has open.
///
/// # Errors
/// [`Error::Damaged`]; [`Error::File`] when the log can't be read.
pub(super) fn check(database: &Path) -> Result<()> {
    let path = beside(database, "-wal");
    match File::open(&path).and_then(|file| is_whole(&mut BufReader::new(file))) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Damaged { path, reason: "the log does not add up".to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::File { path, source }),
    }
}

fn is_whole(log: &mut impl Read) -> io::Result<bool> {
    let mut header = [0; HEADER_BYTES];
    if !fill(log, &mut header)? {
        return Ok(true);
    }
    let mut sum = Sum { is_big_endian: word(&header, 0) & 1 == 1, sums: (0, 0) };
    sum.add(&header[..HEADER_SUMMED]);
    let page_bytes = usize::try_from(word(&header, 8)).unwrap_or(0);
    if word(&header, 0) & !1 != MAGIC || !sum.is(&header[HEADER_SUMMED..]) || !PAGE_BYTES.contains(&page_bytes) {
        // A crash may leave a header of any kind, but nothing behind it before the header was synced.
        return Ok(!fill(log, &mut [0; FRAME_HEADER_BYTES])?);
    }

    let mut frame = vec![0; FRAME_HEADER_BYTES + page_bytes];
    let (mut is_good, mut commits, mut unfinished) = (true, 0, 0);
    while fill(log, &mut frame)? {
        let is_of_this_round = frame[8..16] == header[16..24];
        sum.add(&frame[..FRAME_SUMMED]);
        sum.add(&frame[FRAME_HEADER_BYTES..]);
        is_good &= is_of_this_round && sum.is(&frame[16..FRAME_HEADER_BYTES]);
        if is_good {
            continue;
        }
        commits += usize::from(word(&frame, 4) != 0);
        // What an earlier round of the log has left counts only if this round has come past it.
        if is_of_this_round {
            unfinished = commits;
        }
    }
    Ok(unfinished <= UNFINISHED_MAX)
}

/// Fills the whole buffer; answers `false` when there is too little left.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The running checksum of a log.
struct Sum {
    is_big_endian: bool,
    sums: (u32, u32),
}

impl Sum {
    /// Adds bytes, whose number is a multiple of eight.
    fn add(&mut self, bytes: &[u8]) {
        let read = if self.is_big_endian { u32::from_be_bytes } else { u32::from_le_bytes };
        let mut words = bytes.as_chunks::<4>().0.iter().copied().map(read);
        while let (Some(even), Some(odd)) = (words.next(), words.next()) {
            self.sums.0 = self.sums.0.wrapping_add(even).wrapping_add(self.sums.1);
            self.sums.1 = self.sums.1.wrapping_add(odd).wrapping_add(self.sums.0);
        }
    }

    fn is(&self, stored: &[u8]) -> bool {
        (word(stored, 0), word(stored, 4)) == self.sums
    }
}

/// The number at `at`, as the log stores all its numbers.
fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().copied().map_or(0, u32::from_be_bytes)
}
