//! What the strict content policy, the budget of the page and the plan of migrations ask of files that are no Rust.

use std::{fs, io::Write as _};

use super::{
    assert_none,
    source::{self, Source, root},
};

/// Lines of one behaviour in static/js/behaviors/.
const BEHAVIOUR_LINES_MAX: usize = 60;

/// Behaviours that are one thing all the same, and the lines that they may have.
const LONG_BEHAVIOURS: [(&str, usize, &str); 3] = [
    ("drag.js", 90, "one gesture: its beginning, its middle and its three ends share what they know"),
    (
        "palette/box.js",
        110,
        "a field, a list and what is chosen in it are one thing, which a reader wants to see whole",
    ),
    ("pan.js", 90, "wheel, pinch, drag and the space bar are ways to do one thing to one state"),
];

/// Bytes of all JavaScript that a page loads, compressed.
const SCRIPT_BYTES_MAX: usize = 60_000;

/// Bytes of what is fetched with the first look at the palette or at the sheet of keys, compressed.
const PALETTE_SCRIPT_BYTES_MAX: usize = 8_000;
const PALETTE_SCRIPTS: &str = "static/js/palette/";

/// Bytes of what the pages of a branch fetch beside it, compressed, to follow what happens there.
const LIVE_SCRIPT_BYTES_MAX: usize = 6_400;
const LIVE_SCRIPTS: [&str; 5] = ["main.js", "live.js", "link.js", "people.js", "fresh.js"];

/// Bytes of what is fetched with the first running app that a page shows, compressed.
const APP_SCRIPT_BYTES_MAX: usize = 20_000;
const APP_SCRIPTS: &str = "static/js/app/";

/// Bytes of what the editor of apps fetches beside both, compressed.
const CREATOR_SCRIPT_BYTES_MAX: usize = 4_500;
const CREATOR_SCRIPTS: &str = "static/js/creator/";

/// Bytes of what the Code tab fetches beside what every page has, compressed: our own part and the editor's library.
const CODE_SCRIPT_BYTES_MAX: usize = 40_000;
const CODE_LIBRARY_BYTES_MAX: usize = 260_000;
const CODE_SCRIPTS: &str = "static/js/workspace/code";
const CODE_LIBRARY: &str = "static/vendor/codemirror.min.js";

/// Bytes of what the other tabs of a branch fetch beside that, compressed, all together; a page fetches its own alone.
const WORKSPACE_SCRIPT_BYTES_MAX: usize = 60_000;
const WORKSPACE_SCRIPTS: &str = "static/js/workspace/";

/// Bytes of what the editor of scenes fetches beside the page's own, compressed.
const SCENE_SCRIPT_BYTES_MAX: usize = 30_000;
const SCENE_SCRIPTS: &str = "static/js/workspace/scene/";

#[test]
fn templates_hold_no_script_style_or_handler() {
    let mut problems = Vec::new();
    for file in source::files("templates", &["html"]) {
        for (number, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            let is_inline_script = lower.contains("<script") && !lower.contains("src=");
            let is_active = lower.contains("<style") || lower.contains("javascript:");
            if is_inline_script || is_active || has_attribute(&lower, |name| name == "style" || is_handler(name)) {
                problems.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none(
        &problems,
        "The content policy blocks these in the browser: give the element a class of static/css or a data attribute \
         that a behaviour in static/js/behaviors reads.",
    );
}

#[test]
fn pages_load_nothing_from_elsewhere() {
    let mut problems = Vec::new();
    for file in source::files("templates", &["html"]).into_iter().chain(source::files("static/css", &["css"])) {
        for (number, line) in file.text.lines().enumerate() {
            let loads = ["src=\"http", "src=\"//", "url(http", "url(\"http", "url(//", "@import", "<link href=\"http"];
            if loads.iter().any(|load| line.contains(load)) {
                problems.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none(&problems, "Put the file into static/, with its origin and hash in static/vendor/README.md.");
}

#[test]
fn a_behaviour_is_short() {
    let files = ["static/js/behaviors", "static/js/palette", APP_SCRIPTS, CREATOR_SCRIPTS]
        .into_iter()
        .flat_map(|folder| source::files(folder, &["js"]));
    let files: Vec<Source> = files.collect();
    let lines_max = |file: &Source| {
        let exception = LONG_BEHAVIOURS.iter().find(|(name, ..)| file.path.ends_with(&format!("/{name}")));
        exception.map_or(BEHAVIOUR_LINES_MAX, |(_, lines_max, _)| *lines_max)
    };
    let long = files.iter().filter(|file| file.text.lines().count() > lines_max(file));
    let problems: Vec<_> = long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())).collect();
    assert_none(&problems, "One behaviour, one module, under sixty lines: part it, or let HTML or CSS do the work.");
}

#[test]
fn the_page_stays_light() {
    let (apps, page): (Vec<_>, Vec<_>) =
        source::files("static", &["js", "mjs"]).into_iter().partition(|file| file.path.starts_with(APP_SCRIPTS));
    let (creator, page): (Vec<_>, Vec<_>) = page.into_iter().partition(|file| file.path.starts_with(CREATOR_SCRIPTS));
    let (palette, page): (Vec<_>, Vec<_>) = page.into_iter().partition(|file| file.path.starts_with(PALETTE_SCRIPTS));
    check_light(palette, PALETTE_SCRIPT_BYTES_MAX);
    let is_live = |file: &Source| LIVE_SCRIPTS.iter().any(|name| file.path == format!("static/js/workspace/{name}"));
    let (live, page): (Vec<_>, Vec<_>) = page.into_iter().partition(is_live);
    check_light(live, LIVE_SCRIPT_BYTES_MAX);
    let (scene, page): (Vec<_>, Vec<_>) = page.into_iter().partition(|file| file.path.starts_with(SCENE_SCRIPTS));
    check_light(scene, SCENE_SCRIPT_BYTES_MAX);
    let (code, page): (Vec<_>, Vec<_>) = page.into_iter().partition(|file| file.path.starts_with(CODE_SCRIPTS));
    let (library, page): (Vec<_>, Vec<_>) = page.into_iter().partition(|file| file.path == CODE_LIBRARY);
    let (workspace, page): (Vec<_>, Vec<_>) =
        page.into_iter().partition(|file| file.path.starts_with(WORKSPACE_SCRIPTS));
    check_light(workspace, WORKSPACE_SCRIPT_BYTES_MAX);
    check_light(page, SCRIPT_BYTES_MAX);
    check_light(code, CODE_SCRIPT_BYTES_MAX);
    check_light(library, CODE_LIBRARY_BYTES_MAX);
    check_light(creator, CREATOR_SCRIPT_BYTES_MAX);
    check_light(apps, APP_SCRIPT_BYTES_MAX);
}

#[test]
fn every_migration_has_a_file_to_upgrade_from() {
    let mut problems = Vec::new();
    for kind in ["platform", "repository", "sprite"] {
        let steps = source::files(&format!("migrations/{kind}"), &["sql"]);
        for number in 1..=steps.len() {
            let fixture = format!("tests/fixtures/{kind}-{number:04}.db");
            if fs::metadata(root().join(&fixture)).is_err() {
                problems.push(fixture);
            }
        }
    }
    assert_none(
        &problems,
        "A file of each schema is kept, so that the upgrade is tested on real data: tests/upgrade.rs says how to make it.",
    );
}

fn check_light(files: Vec<Source>, bytes_max: usize) {
    let mut sizes: Vec<(usize, String)> = Vec::new();
    for file in files {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(file.text.as_bytes()).expect("memory takes every write");
        sizes.push((packed.finish().expect("memory takes every write").len(), file.path));
    }
    let total: usize = sizes.iter().map(|(bytes, _)| bytes).sum();
    sizes.sort();
    let list: Vec<_> = sizes.iter().rev().take(8).map(|(bytes, path)| format!("{bytes:6} {path}")).collect();
    let problems = if total > bytes_max { list } else { Vec::new() };
    assert_none(&problems, &format!("JavaScript is {total} bytes compressed, and may be {bytes_max}: send less."));
}

fn is_handler(name: &str) -> bool {
    name.len() > 3 && name.starts_with("on") && name.chars().all(|c| c.is_ascii_lowercase())
}

/// Whether a line has an attribute whose name is meant: what stands before `="`.
fn has_attribute(line: &str, is_meant: impl Fn(&str) -> bool) -> bool {
    line.match_indices('=').any(|(at, _)| {
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == ':' || c == '_' || c == '@';
        let name = line[..at].rsplit(|c| !is_name(c)).next().unwrap_or_default();
        let follows = line[at + 1..].starts_with(['"', '\'', '{']);
        follows && is_meant(name)
    })
}
