//! What the pages of the memory show.

use askama::Template;
use serde::Deserialize;

use crate::{
    activity::By,
    kit::Timestamp,
    memory::{self, File, FileName, LEARNING_CHARS_MAX, Learning},
    web::{page::Page, words::When},
};

/// What a form has done, said on the page that it leads back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    FileSaved,
    VersionRestored,
    LearningSaved,
    LearningForgotten,
    LearningRestored,
}

impl Done {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::FileSaved => "file-saved",
            Self::VersionRestored => "version-restored",
            Self::LearningSaved => "learning-saved",
            Self::LearningForgotten => "learning-forgotten",
            Self::LearningRestored => "learning-restored",
        }
    }

    pub(super) fn notice(self, page: &Page) -> Notice {
        let text = match self {
            Self::FileSaved => page.say("memory-file-saved"),
            Self::VersionRestored => page.say("memory-version-restored"),
            Self::LearningSaved => page.say("memory-learning-saved"),
            Self::LearningForgotten => page.say("memory-learning-forgotten"),
            Self::LearningRestored => page.say("memory-learning-restored"),
        };
        Notice { kind: "ok", text }
    }
}

/// A sentence above everything.
pub(super) struct Notice {
    kind: &'static str,
    text: String,
}

impl Notice {
    /// What its owner can do about a refusal; nothing for what no form of the page can ask for.
    pub(super) fn about(error: &memory::Error, page: &Page) -> Option<Self> {
        let text = match error {
            memory::Error::Changed { .. } => page.say("memory-error-changed"),
            memory::Error::TooLarge { bytes, max, .. } => {
                page.say_with("memory-error-large", &[("bytes", bytes.to_string()), ("max", max.to_string())])
            }
            memory::Error::Empty => page.say("memory-error-empty"),
            memory::Error::TooLong => page.say_with("memory-error-long", &[("max", LEARNING_CHARS_MAX.to_string())]),
            memory::Error::TooMany => page.say("memory-error-many"),
            memory::Error::NoSuchFile
            | memory::Error::NotFound
            | memory::Error::NoSuchVersion
            | memory::Error::OnlyByHand
            | memory::Error::Db(_) => return None,
        };
        Some(Self { kind: "danger", text })
    }
}

/// What is known, as it was read.
pub(super) struct Found {
    pub files: Vec<File>,
    pub learnings: Vec<Learning>,
    pub forgotten: Vec<Learning>,
}

/// `/settings/memory`: the files, and what was learnt.
#[derive(Template)]
#[template(path = "memory/index.html")]
pub(super) struct MemoryPage {
    page: Page,
    notice: Option<Notice>,
    files: Vec<FileRow>,
    learnings: Vec<LearningRow>,
    forgotten: Vec<LearningRow>,
    forgotten_title: String,
    text_chars_max: usize,
}

struct FileRow {
    href: String,
    name: String,
    about: String,
    state: String,
}

struct LearningRow {
    id: String,
    text: String,
    file: String,
    at: When,
    /// The message in which it was learnt, or nothing.
    source: String,
    label: String,
}

impl MemoryPage {
    pub(super) fn new(page: Page, found: &Found, notice: Option<Notice>, now: Timestamp) -> Self {
        let rows = |learnings: &[Learning]| learnings.iter().map(|one| LearningRow::new(&page, one, now)).collect();
        let today = FileName::journal(now);
        let mut files: Vec<FileRow> = found.files.iter().map(|file| FileRow::new(&page, file, now)).collect();
        if found.files.iter().all(|file| file.name != today) {
            let at = files.len().min(FileName::standing().len());
            files.insert(at, FileRow::new(&page, &File::empty(&today), now));
        }
        let count = found.forgotten.len().to_string();
        Self {
            notice,
            files,
            learnings: rows(&found.learnings),
            forgotten: rows(&found.forgotten),
            forgotten_title: page.say_with("memory-forgotten", &[("count", count)]),
            text_chars_max: LEARNING_CHARS_MAX,
            page,
        }
    }
}

impl FileRow {
    fn new(page: &Page, file: &File, now: Timestamp) -> Self {
        let state = match file.updated_at {
            Some(at) => page.say_with("memory-written", &[("when", When::new(at, now, page.words).text)]),
            None => page.say("memory-unwritten"),
        };
        Self { href: href(&file.name), name: file.name.to_string(), about: about(page, &file.name), state }
    }
}

impl LearningRow {
    fn new(page: &Page, learning: &Learning, now: Timestamp) -> Self {
        Self {
            id: learning.id.to_string(),
            text: learning.text.clone(),
            file: learning.file.to_string(),
            at: When::new(learning.created_at, now, page.words),
            // The message and the turn that answers it share their id.
            source: learning.turn.map(|turn| format!("/chat?upto={turn}#message-{turn}")).unwrap_or_default(),
            label: page.say_with("memory-learning-label", &[("text", learning.text.clone())]),
        }
    }
}

/// One file: its text in a form, and its earlier versions.
#[derive(Template)]
#[template(path = "memory/file.html")]
pub(super) struct FilePage {
    page: Page,
    notice: Option<Notice>,
    name: String,
    about: String,
    action: String,
    text: String,
    version: u32,
    /// The text that is saved, when the form holds another one that is not.
    saved_text: Option<String>,
    bytes_max: usize,
    size_hint: String,
    /// Who gave it this text, and when; nothing for one that is still empty.
    written: Option<(String, When)>,
    versions: Vec<VersionRow>,
}

struct VersionRow {
    number: u32,
    label: String,
    by: String,
    at: When,
    text: String,
}

impl FilePage {
    pub(super) fn new(page: Page, file: &File, earlier: &[File], now: Timestamp) -> Self {
        let row = |version: &File| VersionRow {
            number: version.version,
            label: page.say_with("version-number", &[("number", version.version.to_string())]),
            by: by(&page, version),
            at: When::new(version.updated_at.unwrap_or(now), now, page.words),
            text: version.text.clone(),
        };
        Self {
            notice: None,
            name: file.name.to_string(),
            about: about(&page, &file.name),
            action: href(&file.name),
            text: file.text.clone(),
            version: file.version,
            saved_text: None,
            size_hint: size(&page, &file.text, file.name.bytes_max()),
            written: file.updated_at.map(|at| (by(&page, file), When::new(at, now, page.words))),
            bytes_max: file.name.bytes_max(),
            versions: earlier.iter().map(row).collect(),
            page,
        }
    }

    pub(super) fn with_notice(self, notice: Option<Notice>) -> Self {
        Self { notice, ..self }
    }

    /// Keeps in the form what could not be saved, beside what is.
    pub(super) fn with_unsaved(self, text: String) -> Self {
        let size_hint = size(&self.page, &text, self.bytes_max);
        Self { saved_text: Some(self.text), size_hint, text, ..self }
    }
}

fn by(page: &Page, file: &File) -> String {
    match file.by {
        By::User => page.say("by-you"),
        By::Agent(_) => page.say("by-assistant"),
    }
}

fn size(page: &Page, text: &str, bytes_max: usize) -> String {
    page.say_with("memory-size", &[("bytes", text.len().to_string()), ("max", bytes_max.to_string())])
}

fn href(name: &FileName) -> String {
    format!("/settings/memory/files/{}", name.slug())
}

fn about(page: &Page, name: &FileName) -> String {
    match name {
        name if *name == FileName::soul() => page.say("memory-soul"),
        name if *name == FileName::user() => page.say("memory-user"),
        name if *name == FileName::context() => page.say("memory-context"),
        _ => page.say("memory-journal"),
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    fn file(version: u32) -> File {
        File { name: FileName::user(), version, text: EVIL.to_owned(), by: By::User, updated_at: Some(Timestamp(0)) }
    }

    #[test]
    fn the_memory_is_shown_whole_and_clean() {
        for_each_language(|page, desk| {
            let learning = |is_forgotten| Learning {
                id: desk.stack.id.cast(),
                file: FileName::context(),
                text: EVIL.to_owned(),
                turn: Some(desk.stack.id.cast()),
                is_forgotten,
                created_at: Timestamp(0),
            };
            let files = vec![file(1), File { updated_at: None, ..file(0) }];
            let found = Found { files, learnings: vec![learning(false)], forgotten: vec![learning(true)] };
            let notice = Notice::about(&memory::Error::TooMany, page);
            let html = MemoryPage::new(page.clone(), &found, notice, Timestamp(1)).render().unwrap();
            check_page(&html);
            assert!(html.contains(&format!("/chat?upto={}#message-", desk.stack.id)));
            let nothing = Found { files: Vec::new(), learnings: Vec::new(), forgotten: Vec::new() };
            check_page(&MemoryPage::new(page.clone(), &nothing, None, Timestamp(1)).render().unwrap());
        });
    }

    #[test]
    fn a_file_is_shown_with_its_history_and_with_what_could_not_be_saved() {
        for_each_language(|page, _| {
            let view = FilePage::new(page.clone(), &file(2), &[file(1)], Timestamp(1));
            let notice = Notice::about(&memory::Error::Changed { version: 2 }, page);
            check_page(&view.with_notice(notice).with_unsaved(EVIL.to_owned()).render().unwrap());
            check_page(&FilePage::new(page.clone(), &file(2), &[], Timestamp(1)).render().unwrap());
        });
    }
}
