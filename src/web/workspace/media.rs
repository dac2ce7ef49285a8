//! Which files are pictures and sounds.
//!
//! Lists go by the name, because nobody reads a thousand files for a list. What a browser is told goes by the content: a
//! name is anybody's choice, and what is none of these is sent as bytes without a meaning.

use serde::Deserialize;

use super::{at::At, code::path_of, place::Place};
use crate::{
    git::{self, Entry, ObjectId, Repository, TreePath},
    web::error::Result,
};

/// Files of one list; the search finds what lies beyond.
pub const LISTED_MAX: usize = 600;

/// Bytes from the beginning of a file that tell what it is.
pub const SNIFFED_BYTES: usize = 512;

const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"];
const SOUNDS: [&str; 9] = ["wav", "mp3", "ogg", "oga", "opus", "flac", "m4a", "aac", "weba"];

/// What a tab lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    Image,
    Sound,
}

/// What is asked for of a tab.
#[derive(Default, Deserialize)]
pub struct Asked {
    /// What the paths hold.
    #[serde(default)]
    pub q: String,
    /// Opens the tools.
    pub edit: Option<String>,
    /// Opens the tools with nothing in them.
    pub new: Option<String>,
}

/// What stands at a place of a tab.
pub enum Found {
    List(Listed),
    One(Entry),
}

/// Files of one kind, in the order of their paths, with their sizes.
pub struct Listed {
    pub files: Vec<Entry>,
    pub is_cut: bool,
}

impl Media {
    /// Whether a file of this name is listed.
    #[must_use]
    pub fn fits(self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.') else { return false };
        let endings = match self {
            Self::Image => &IMAGES,
            Self::Sound => &SOUNDS,
        };
        endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
    }

    /// The files of this kind below a folder whose path holds `search`, whatever its case.
    ///
    /// # Errors
    /// When the commit can't be read.
    pub fn list(
        self,
        git: &Repository,
        commit: ObjectId,
        folder: Option<&TreePath>,
        search: &str,
    ) -> git::Result<Listed> {
        let (all, mut is_cut) = git.files(commit)?;
        let prefix = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
        let search = search.trim().to_lowercase();
        let is_wanted = |file: &Entry| {
            file.kind.is_file()
                && file.path.starts_with(&prefix)
                && self.fits(file.name())
                && TreePath::new(&file.path).is_ok()
                && file.path[prefix.len()..].to_lowercase().contains(&search)
        };
        let mut files: Vec<Entry> = all.into_iter().filter(is_wanted).collect();
        is_cut |= files.len() > LISTED_MAX;
        files.truncate(LISTED_MAX);
        git.measure(&mut files)?;
        Ok(Listed { files, is_cut })
    }
}

/// Finds what a tab shows at a place: the files below a folder, or one file of whatever kind.
///
/// # Errors
/// 404.
pub async fn find(at: &At, place: &Place, media: Media, search: &str) -> Result<Found> {
    let (branch, search) = (place.branch.clone(), search.to_owned());
    let path = if place.path.is_empty() { None } else { Some(path_of(&place.path)?) };
    at.read(move |git| {
        let commit = git.head(&branch)?;
        let entry = path.as_ref().map(|path| git.entry(commit, path)).transpose()?;
        match entry {
            Some(entry) if entry.kind.is_file() => Ok(Found::One(entry)),
            Some(entry) if entry.kind != git::FileKind::Folder => Err(git::Error::NotFound),
            Some(_) | None => Ok(Found::List(media.list(git, commit, path.as_ref(), &search)?)),
        }
    })
    .await
}

/// What the beginning of a file says that it is, as browsers call it (WHATWG, "MIME Sniffing", sections 6.1 and 6.2);
/// `None` for what is neither picture nor sound.
#[must_use]
pub fn content_type(name: &str, start: &[u8]) -> Option<&'static str> {
    let is_riff = |kind: &[u8]| start.starts_with(b"RIFF") && start.get(8..12) == Some(kind);
    let brand = |brands: &[&[u8; 4]]| {
        start.get(4..8) == Some(b"ftyp") && start.get(8..12).is_some_and(|own| brands.iter().any(|brand| own == *brand))
    };
    let kind = match start {
        _ if start.starts_with(b"\x89PNG\r\n\x1a\n") => "image/png",
        _ if start.starts_with(b"\xff\xd8\xff") => "image/jpeg",
        _ if start.starts_with(b"GIF87a") || start.starts_with(b"GIF89a") => "image/gif",
        _ if is_riff(b"WEBP") => "image/webp",
        _ if brand(&[b"avif", b"avis"]) => "image/avif",
        _ if start.starts_with(b"BM") && Media::Image.fits(name) => "image/bmp",
        _ if start.starts_with(b"\0\0\x01\0") => "image/x-icon",
        _ if is_svg(name, start) => "image/svg+xml",
        _ if is_riff(b"WAVE") => "audio/wav",
        _ if start.starts_with(b"OggS") => "audio/ogg",
        _ if start.starts_with(b"fLaC") => "audio/flac",
        _ if brand(&[b"M4A ", b"M4B "]) => "audio/mp4",
        _ if start.starts_with(b"\x1a\x45\xdf\xa3") && Media::Sound.fits(name) => "audio/webm",
        _ if start.starts_with(b"ID3") || is_mpeg_frame(start) => "audio/mpeg",
        _ => return None,
    };
    Some(kind)
}

/// Whether it is called a drawing, and begins as one: no other text is ever sent as one.
fn is_svg(name: &str, start: &[u8]) -> bool {
    let ends = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("svg"));
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    ends && text.starts_with(b"<") && !text.contains(&0)
}

/// Eleven set bits, and a layer that there is (ISO/IEC 11172-3, section 2.4.2.3); AAC's frames have layer 0.
fn is_mpeg_frame(start: &[u8]) -> bool {
    matches!(start, [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 != 0)
}

#[cfg(test)]
mod tests {
    use super::{Media, content_type};

    #[test]
    fn a_content_says_what_it_is_whatever_it_is_called() {
        let check = |name: &str, start: &[u8], expected: Option<&str>| {
            assert_eq!(content_type(name, start), expected, "{name} {start:?}");
        };
        check("a.txt", b"\x89PNG\r\n\x1a\n\0\0", Some("image/png"));
        check("a.png", b"<html><script>", None);
        check("a.png", b"<svg onload=alert(1)>", None);
        check("a.SVG", b"\xef\xbb\xbf \n<svg/>", Some("image/svg+xml"));
        check("a.svg", b"\x89PNG\r\n\x1a\n", Some("image/png"));
        check("a.svg", b"alert(1)", None);
        check("a.gif", b"GIF89a", Some("image/gif"));
        check("a.jpg", b"\xff\xd8\xff\xe0", Some("image/jpeg"));
        check("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp"));
        check("a.wav", b"RIFF\0\0\0\0WAVEfmt ", Some("audio/wav"));
        check("a.wav", b"RIFF", None);
        check("a.mp3", b"\xff\xfb\x90", Some("audio/mpeg"));
        check("a.mp3", b"ID3\x04", Some("audio/mpeg"));
        check("a.js", b"alert(1)", None);
        check("a.bmp", b"BM\0", Some("image/bmp"));
        check("a.txt", b"BM the beginning of a text", None);
        check("a", b"", None);
    }

    #[test]
    fn a_list_goes_by_the_name() {
        assert!(Media::Image.fits("img/a.PNG") && !Media::Image.fits("png") && !Media::Image.fits("a.wav"));
        assert!(Media::Sound.fits("a.b.wav") && !Media::Sound.fits("a.wav.txt"));
    }
}
