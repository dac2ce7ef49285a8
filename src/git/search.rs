//! Looking for a text in all files of a commit, within limits that are said when they are met.

use regex::bytes::{Regex, RegexBuilder};

use super::{Entry, Error, ObjectId, Repository, Result, tree::is_binary};

/// Characters of what is looked for.
const PATTERN_CHARS_MAX: usize = 500;

/// Bytes that a compiled pattern may take: generous for what people type, little for what means harm.
const PATTERN_BYTES_MAX: usize = 2 << 20;

/// Bytes of a file that is looked into. What is larger is no text that somebody wrote.
const FILE_BYTES_MAX: usize = 2 << 20;

/// Bytes of all files together: about a second of work.
const BYTES_MAX: usize = 256 << 20;

/// Places that are answered.
const PLACES_MAX: usize = 500;

/// Places of one file, so that one file does not keep the others from being seen.
const FILE_PLACES_MAX: usize = 100;

/// Characters that are shown before and after a place in its line.
const AROUND_CHARS_MAX: usize = 80;

/// Characters that are shown of a place itself.
const PLACE_CHARS_MAX: usize = 200;

/// What is looked for, and where.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Regex,
    path: Option<Regex>,
}

/// How a text is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Meant {
    pub is_regex: bool,
    pub is_case_sensitive: bool,
}

/// One place where the text stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in UTF-16 units, as editors in browsers count.
    pub column: usize,
    /// In the same units, as far as the line goes.
    pub length: usize,
    pub before: String,
    pub text: String,
    pub after: String,
}

/// Why a search ended before everything was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// There are more places than are answered.
    Places,
    /// There are more files, or larger ones, than are looked into.
    Bytes,
    /// It took too long.
    Time,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    pub places: Vec<Place>,
    pub cut: Option<Cut>,
}

impl Pattern {
    /// Reads what somebody looks for; `path` is a part of a path, or a pattern with `*` for anything.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong.
    pub fn new(text: &str, meant: Meant, path: Option<&str>) -> Result<Self> {
        let path = path.map(str::trim).filter(|path| !path.is_empty());
        if text.is_empty()
            || text.chars().count() > PATTERN_CHARS_MAX
            || path.is_some_and(|path| path.len() > PATTERN_CHARS_MAX)
        {
            return Err(Error::Invalid(format!("look for 1 to {PATTERN_CHARS_MAX} characters")));
        }
        let pattern = if meant.is_regex { text.to_owned() } else { regex::escape(text) };
        let compiled = compile(&pattern, !meant.is_case_sensitive)?;
        if compiled.is_match(b"") {
            return Err(Error::Invalid("this would stand everywhere".to_owned()));
        }
        Ok(Self { text: compiled, path: path.map(path_pattern).transpose()? })
    }

    /// Looks into a file that stands in no commit yet, by the same rules as into others.
    pub fn look_into(&self, path: &str, content: &[u8], found: &mut Findings) {
        let is_meant = self.path.as_ref().is_none_or(|pattern| pattern.is_match(path.as_bytes()));
        if is_meant && content.len() <= FILE_BYTES_MAX && !is_binary(content) {
            look(path, content, self, found);
        }
    }
}

impl Repository {
    /// Looks for a text in the files of a commit, in the order of their paths. Stops early when `is_over` says so.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a commit that there isn't.
    pub fn search(&self, commit: ObjectId, pattern: &Pattern, is_over: impl Fn() -> bool) -> Result<Findings> {
        let (files, has_more) = self.files(commit)?;
        let odb = self.git.odb()?;
        let mut found = Findings { places: Vec::new(), cut: has_more.then_some(Cut::Bytes) };
        let mut bytes_left = BYTES_MAX;
        let is_meant = |file: &&Entry| {
            file.kind.is_file() && pattern.path.as_ref().is_none_or(|path| path.is_match(file.path.as_bytes()))
        };
        for file in files.iter().filter(is_meant) {
            if is_over() {
                found.cut = Some(Cut::Time);
                break;
            }
            let (bytes, _) = odb.read_header(file.id.oid())?;
            if bytes > FILE_BYTES_MAX {
                continue;
            }
            let Some(left) = bytes_left.checked_sub(bytes) else {
                found.cut = Some(Cut::Bytes);
                break;
            };
            bytes_left = left;
            let blob = self.git.find_blob(file.id.oid())?;
            if !blob.is_binary() && look(&file.path, blob.content(), pattern, &mut found) {
                break;
            }
        }
        Ok(found)
    }
}

/// Looks into one file; answers whether that is enough.
fn look(path: &str, content: &[u8], pattern: &Pattern, found: &mut Findings) -> bool {
    let (mut line, mut line_start) = (1, 0);
    for (count, place) in pattern.text.find_iter(content).filter(|place| !place.is_empty()).enumerate() {
        if found.places.len() == PLACES_MAX || count == FILE_PLACES_MAX {
            found.cut = Some(Cut::Places);
            return found.places.len() == PLACES_MAX;
        }
        while let Some(end) = content[line_start..place.start()].iter().position(|byte| *byte == b'\n') {
            line_start += end + 1;
            line += 1;
        }
        let rest = &content[place.start()..];
        let line_end = rest.iter().position(|byte| *byte == b'\n').map_or(content.len(), |end| place.start() + end);
        let before = text(&content[line_start..place.start()]);
        let own = text(&content[place.start()..place.end().min(line_end)]);
        let after = text(&content[place.end().min(line_end)..line_end]);
        found.places.push(Place {
            path: path.to_owned(),
            line,
            column: before.encode_utf16().count() + 1,
            length: own.encode_utf16().count(),
            before: last_chars(&before, AROUND_CHARS_MAX).to_owned(),
            text: own.chars().take(PLACE_CHARS_MAX).collect(),
            after: after.trim_end_matches('\r').chars().take(AROUND_CHARS_MAX).collect(),
        });
    }
    false
}

fn compile(pattern: &str, is_case_insensitive: bool) -> Result<Regex> {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(is_case_insensitive).multi_line(true);
    builder.size_limit(PATTERN_BYTES_MAX).dfa_size_limit(PATTERN_BYTES_MAX);
    builder.build().map_err(|error| Error::Invalid(format!("this can't be looked for: {error}")))
}

/// A part of a path stands anywhere in it; a pattern with `*` is a whole path, or the end of one.
fn path_pattern(path: &str) -> Result<Regex> {
    let parts: Vec<String> = path.split('*').map(regex::escape).collect();
    let pattern = if parts.len() == 1 { parts.concat() } else { format!("(?:^|/){}$", parts.join(".*")) };
    compile(&pattern, true)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn last_chars(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[at..]
}
