//! What the pages of the creator show, in ready words.

use askama::Template;

use super::preview::{Looked, Opened};
use crate::{
    app::{App, InstanceId, Package, Permission, Problem, template::Template as Start, trial::Verdict},
    running::WISH_CHARS_MAX,
    web::{apps::view::consent::Line, page::Page},
};

/// What to start from.
#[derive(Template)]
#[template(path = "creator/new.html")]
pub(super) struct NewPage {
    page: Page,
    has_model: bool,
    starts: Vec<Tile>,
}

/// A template to choose.
struct Tile {
    word: &'static str,
    icon: &'static str,
    name: String,
    about: String,
}

/// The editor.
#[derive(Template)]
#[template(path = "creator/editor.html")]
pub(super) struct EditorPage {
    page: Page,
    title: String,
    /// Where the form is sent, and where its user came from.
    action: String,
    back: String,
    is_new: bool,
    text: String,
    findings: Findings,
    instance: InstanceId,
    /// The app as it begins, as HTML that the templates of apps have made.
    preview: Option<String>,
    wish_chars_max: usize,
}

/// What an app asks for, before it is saved.
#[derive(Template)]
#[template(path = "creator/ask.html")]
pub(super) struct AskPage {
    page: Page,
    title: String,
    /// Where the form is sent.
    action: String,
    is_new: bool,
    icon: String,
    name: String,
    text: String,
    permissions: Vec<Line>,
}

/// What is wrong with a text, or what came of its tests.
#[derive(Template)]
#[template(path = "creator/_findings.html")]
pub(super) struct Findings {
    page: Page,
    problems: Vec<Wrong>,
    passed: String,
    failed: Vec<Failed>,
    is_fine: bool,
}

/// The page includes it, and it escapes by itself.
impl askama::filters::HtmlSafe for Findings {}

struct Wrong {
    line: usize,
    column: usize,
    place: String,
    pointer: String,
    message: String,
}

struct Failed {
    name: String,
    why: String,
}

impl NewPage {
    pub(super) fn new(page: Page, has_model: bool) -> Self {
        let starts = Start::ALL.into_iter().map(|start| Tile::new(start, &page)).collect();
        Self { page, has_model, starts }
    }
}

impl Tile {
    fn new(start: Start, page: &Page) -> Self {
        let (icon, name, about) = match start {
            Start::Blank => ("✨", page.say("creator-blank"), page.say("creator-blank-about")),
            Start::List => ("📝", page.say("creator-list"), page.say("creator-list-about")),
            Start::Table => ("🧾", page.say("creator-table"), page.say("creator-table-about")),
            Start::Counter => ("🔢", page.say("creator-counter"), page.say("creator-counter-about")),
            Start::Game => ("💡", page.say("creator-game"), page.say("creator-game-about")),
            Start::Chart => ("📈", page.say("creator-chart"), page.say("creator-chart-about")),
        };
        Self { word: start.as_str(), icon, name, about }
    }
}

impl EditorPage {
    /// The editor for an app that is installed, or for a new one.
    pub(super) fn new(page: Page, app: Option<&App>, text: String, opened: Opened) -> Self {
        let (title, action) = headed(&page, app);
        let back = app.map_or_else(|| "/apps/new".to_owned(), |app| format!("/apps/{}", app.id));
        Self {
            title,
            action,
            back,
            is_new: app.is_none(),
            text,
            findings: Findings::new(page.clone(), &opened.looked),
            instance: opened.instance,
            preview: opened.html,
            wish_chars_max: WISH_CHARS_MAX,
            page,
        }
    }
}

impl AskPage {
    pub(super) fn new(page: Page, app: Option<&App>, package: &Package, text: String, asked: &[Permission]) -> Self {
        let (title, action) = headed(&page, app);
        Self {
            title,
            action,
            is_new: app.is_none(),
            icon: package.icon.to_string(),
            name: package.name.to_string(),
            text,
            permissions: asked.iter().map(|asked| Line::new(&page, asked, true)).collect(),
            page,
        }
    }
}

/// The title of a page about an app that is installed or new, and where its form is sent.
fn headed(page: &Page, app: Option<&App>) -> (String, String) {
    match app {
        Some(app) => {
            let title = page.say_with("creator-edit-title", &[("name", app.name.clone())]);
            (title, format!("/apps/{}/edit", app.id))
        }
        None => (page.say("creator-title"), "/apps/new/edit".to_owned()),
    }
}

impl Findings {
    pub(super) fn new(page: Page, looked: &Looked) -> Self {
        let failed: Vec<Failed> = looked.verdicts.iter().filter_map(Failed::of).collect();
        let passed = looked.verdicts.len() - failed.len();
        let is_fine = looked.problems.is_empty() && failed.is_empty();
        let args = [("passed", passed.to_string()), ("all", looked.verdicts.len().to_string())];
        Self {
            problems: looked.problems.iter().map(|problem| Wrong::of(problem, &page)).collect(),
            passed: page.say_with("creator-tests", &args),
            failed,
            is_fine,
            page,
        }
    }
}

impl Wrong {
    fn of(problem: &Problem, page: &Page) -> Self {
        let Problem { pointer, line, column, message } = problem;
        Self {
            line: *line,
            column: *column,
            place: page.say_with("creator-line", &[("line", line.to_string()), ("column", column.to_string())]),
            pointer: pointer.clone(),
            message: message.clone(),
        }
    }
}

impl Failed {
    fn of(verdict: &Verdict) -> Option<Self> {
        Some(Self { name: verdict.name.clone(), why: verdict.failure.clone()? })
    }
}
