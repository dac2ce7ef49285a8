//! What a file is, by its bytes.

use serde::{Deserialize, Serialize};

use super::Refusal;

/// The kinds of files that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Ods,
    Csv,
    Tsv,
    Markdown,
    Text,
    Html,
    Json,
    Png,
    Jpeg,
    Webp,
    Gif,
}

impl Kind {
    pub const ALL: [Self; 14] = [
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Ods,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
        Self::Text,
        Self::Html,
        Self::Json,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Html => "html",
            Self::Json => "json",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The media type, as registered.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Markdown => "text/markdown",
            Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Json => "application/json",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }

    /// Whether the file is a zip of parts.
    pub(super) const fn is_zip(self) -> bool {
        matches!(self, Self::Docx | Self::Xlsx | Self::Ods)
    }

    /// Whether its pages are those that a reader would name, and not portions of a long text.
    #[must_use]
    pub const fn has_pages(self) -> bool {
        matches!(self, Self::Pdf)
    }

    /// Whether its text has the marks of Markdown, such as `#` before a heading.
    #[must_use]
    pub const fn has_marks(self) -> bool {
        matches!(self, Self::Markdown | Self::Docx | Self::Html)
    }

    /// Whether the numbers of the bytes themselves say what the file is.
    const fn has_magic(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Xlsx | Self::Ods) || self.is_picture()
    }
}

/// What the first bytes say. A zip has to be looked into.
pub(super) enum Magic {
    Is(Kind),
    Zip,
    /// None that is known: maybe text.
    None,
}

/// How far into a file the mark of a PDF may stand (ISO 32000-1, implementation note 13).
const PDF_MARK_WITHIN: usize = 1_024;

/// Reads the first bytes of a file.
pub(super) fn magic(head: &[u8]) -> Magic {
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Magic::Is(Kind::Png);
    }
    if head.starts_with(b"\xff\xd8\xff") {
        return Magic::Is(Kind::Jpeg);
    }
    if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        return Magic::Is(Kind::Gif);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Magic::Is(Kind::Webp);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Magic::Zip;
    }
    let beginning = &head[..head.len().min(PDF_MARK_WITHIN)];
    if beginning.windows(5).any(|five| five == b"%PDF-") {
        return Magic::Is(Kind::Pdf);
    }
    Magic::None
}

/// What a file's name claims it is.
pub(super) fn claimed(ending: &str) -> Option<Kind> {
    Some(match ending.to_ascii_lowercase().as_str() {
        "pdf" => Kind::Pdf,
        "docx" => Kind::Docx,
        "xlsx" => Kind::Xlsx,
        "ods" => Kind::Ods,
        "csv" => Kind::Csv,
        "tsv" | "tab" => Kind::Tsv,
        "md" | "markdown" => Kind::Markdown,
        "txt" | "text" | "log" => Kind::Text,
        "html" | "htm" | "xhtml" => Kind::Html,
        "json" => Kind::Json,
        "png" => Kind::Png,
        "jpg" | "jpeg" => Kind::Jpeg,
        "webp" => Kind::Webp,
        "gif" => Kind::Gif,
        _ => return None,
    })
}

/// What a file without magic is, given its beginning as text: what its name claims where that can be, else what it
/// looks like.
///
/// # Errors
/// [`Refusal::Mislabelled`] when the name claims a kind whose magic is missing.
pub(super) fn textual(beginning: &str, ending: &str) -> Result<Kind, Refusal> {
    let text = beginning.trim_start();
    let looks_json = text.starts_with(['{', '[']);
    let looks_html = {
        let tag: String = text.chars().take(14).collect::<String>().to_ascii_lowercase();
        tag.starts_with("<!doctype html") || tag.starts_with("<html")
    };
    match claimed(ending) {
        Some(kind) if kind.has_magic() => Err(Refusal::Mislabelled),
        Some(Kind::Json) if !looks_json => Ok(Kind::Text),
        Some(kind) => Ok(kind),
        None if looks_html => Ok(Kind::Html),
        None if looks_json => Ok(Kind::Json),
        None => Ok(super::format::delimited(beginning).unwrap_or(Kind::Text)),
    }
}
