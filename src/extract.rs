//! Text out of files, in a child process of this very program.
//!
//! Whoever sends a file may mean harm, and a parser that is fed such a file can crash, loop or eat the memory. So the
//! server never opens one itself: a [`Reader`] starts this binary once more, hands it the open file, and takes in what
//! it finds, [`Piece`] by piece, within bounds of time and size. The child ([`child`]) limits itself before it
//! looks at the first byte: processor time, memory, no files but the one, no network.
//!
//! What a file is, its first bytes decide and not its name.

pub mod child;
mod format;
mod kind;
mod ocr;
mod piece;
mod reader;
mod refusal;
#[cfg(test)]
mod tests;

pub use kind::Kind;
pub use ocr::Ocr;
pub use piece::{Cell, Note, Picture, Piece};
pub use reader::{Limits, Reader, Trouble};
pub use refusal::Refusal;

/// Columns of a sheet that are read. More can't be shown, and a sheet may claim thousands.
pub const COLUMNS_MAX: usize = 200;
/// Sheets of one file that are read.
pub const SHEETS_MAX: u32 = 200;
/// Rows of one file that are read, over all its sheets: what a spreadsheet can hold.
pub const ROWS_MAX: u64 = 1 << 20;
/// Bytes of all cells of one file together.
pub const CELLS_BYTES_MAX: usize = 64 << 20;
/// Rows that come in one piece.
pub const BATCH_ROWS_MAX: usize = 200;
/// Pages of one file that are read.
pub const PAGES_MAX: u32 = 5_000;
/// Bytes of text that are taken from one file: some ten thousand printed pages.
pub const TEXT_BYTES_MAX: usize = 32 << 20;
/// Bytes of text on one page; a page that is more than a book is cut.
pub const PAGE_BYTES_MAX: usize = 256 << 10;
/// Characters of one cell.
pub const CELL_CHARS_MAX: usize = 2_000;
/// Bytes of a preview.
pub const THUMBNAIL_BYTES_MAX: usize = 128 << 10;
