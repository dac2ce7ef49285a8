//! The doors: the only floor that knows HTTP, HTML, cookies and frames.

pub mod assets;
pub mod page;
pub mod words;
