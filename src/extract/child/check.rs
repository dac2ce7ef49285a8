//! A first look at a file: what it is, and whether it means harm.
//!
//! What is found here is told while the sender still waits. It takes about a second of the processor at most; what
//! takes longer is left to the reading.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use rustix::time::{ClockId, clock_gettime};

use super::out::{Found, Out};
use crate::extract::{
    Kind, Piece, Refusal, format,
    kind::{self, Magic},
};

/// What is read to tell what a file is.
const HEAD_BYTES: u64 = 64 << 10;
/// Processor time after which a file is taken in as it is.
const PATIENCE_MS: i64 = 1_000;
/// A file this small is read wholly, so that a broken one is refused at once.
const SMALL_BYTES: u64 = 1 << 20;

pub(in crate::extract) fn check(file: &File, ending: &str, out: &mut Out<'_>) -> Found {
    let mut head = Vec::new();
    rewound(file)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(Refusal::Empty.into());
    }
    let kind = match kind::magic(&head) {
        Magic::Is(kind) => kind,
        Magic::Zip => format::zipped_kind(rewound(file)?)?,
        Magic::None => kind::textual(&format::text_of(&head).ok_or(unknown(ending))?, ending)?,
    };
    out.put(&Piece::Kind(kind))?;

    let length = rewound(file)?.seek(SeekFrom::End(0))?;
    if kind.is_zip() {
        format::check_zip(rewound(file)?, is_out_of_patience)?;
    }
    if kind.is_picture() {
        format::picture_size(rewound(file)?)?;
    }
    if kind == Kind::Pdf {
        format::check_nesting(rewound(file)?, is_out_of_patience)?;
    }
    if !kind.is_picture() && length <= SMALL_BYTES {
        let mut nowhere = |_: &Piece| Ok(());
        format::read(file, kind, &mut Out::new(&mut nowhere))?;
    }
    Ok(())
}

/// The file from its start: whoever opened it may have read from it.
fn rewound(mut file: &File) -> io::Result<&File> {
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// Bytes that are no text and have no known mark.
fn unknown(ending: &str) -> Refusal {
    if kind::claimed(ending).is_some() { Refusal::Mislabelled } else { Refusal::UnknownKind }
}

/// Whether this thread, which does all the work, has worked longer than somebody should wait.
fn is_out_of_patience() -> bool {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec * 1_000 + spent.tv_nsec / 1_000_000 > PATIENCE_MS
}
