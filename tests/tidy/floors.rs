//! Imports point down: each module uses only what stands before it in [`FLOORS`].

use std::collections::BTreeMap;

use super::{
    assert_none,
    source::{self, Rust, line_of},
};

/// The house from the ground up. Within a floor, too, a module uses only those that stand before it.
pub const FLOORS: [(&str, &[&str]); 6] = [
    ("ground", &["kit", "config", "telemetry"]),
    ("engines", &["db", "extract", "fetch", "git", "github", "llm", "mcp", "sandbox", "scene", "seal"]),
    (
        "rooms",
        &[
            "activity",
            "preference",
            "stack",
            "card",
            "chat",
            "memory",
            "account",
            "document",
            "model",
            "toolbox",
            "repo",
            "desk",
            "app",
            "search",
            "assistant",
            "agent",
            "livechat",
            "session",
            "settings",
        ],
    ),
    ("heart", &["sprite", "reading", "running", "working", "live", "talking"]),
    ("doors", &["protocol", "web"]),
    ("roof", &["server", "cli", "main"]),
];

/// A name and the only files that may say it; a path that ends in `/` is a folder, and what to do instead.
const DOORKEEPERS: &[(&str, &[&str], &str)] = &[
    ("rusqlite", &["src/db.rs", "src/db/"], "take db::{Tx, Row, RowResult, column, params} instead"),
    ("rusqlite_migration", &["src/db/"], "take db::Migrations instead"),
    ("r2d2", &["src/db/"], "take db::Pool instead"),
    ("r2d2_sqlite", &["src/db/"], "take db::Pool instead"),
    ("actix_web_actors", &["src/web/socket.rs"], "the socket's one file is src/web/socket.rs; see docs/decisions/0001"),
    ("actix", &["src/web/socket.rs", "src/sprite.rs", "src/sprite/"], "talk to a Sprite through its SpriteHandle"),
    ("actix_web", &["src/web.rs", "src/web/", "src/server.rs", "src/server/"], "HTTP belongs to the doors"),
    ("actix_http", &["src/web.rs", "src/web/", "src/server.rs", "src/server/"], "HTTP belongs to the doors"),
    ("askama", &["src/web.rs", "src/web/"], "HTML belongs to the doors"),
    ("ammonia", &["src/web.rs", "src/web/"], "HTML belongs to the doors"),
    ("comrak", &["src/web.rs", "src/web/"], "HTML belongs to the doors"),
    ("git2", &["src/git.rs", "src/git/"], "ask git::Repository, whose branches move by compare-and-swap"),
    ("reqwest", &["src/fetch.rs", "src/fetch/"], "ask through fetch::Fetch, which checks where a request leads"),
    ("aws_lc_rs", &["src/seal.rs"], "ask seal::Seal, which knows what a secret is for"),
    ("rhai", &["src/app/runtime/"], "code of apps runs in app::runtime"),
    ("clap", &["src/cli.rs", "src/cli/"], "arguments are read at the roof"),
];

/// The product's words, which ground and engines must not know. Settings name them, because people do.
const PRODUCT_WORDS: [&str; 9] = ["stack", "card", "desk", "sprite", "Stack", "Card", "Desk", "Sprite", "mission"];

#[test]
fn imports_point_down_the_floors() {
    let order: BTreeMap<&str, usize> =
        FLOORS.iter().flat_map(|(_, modules)| modules.iter()).enumerate().map(|(at, name)| (*name, at)).collect();
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test && file.path != "src/lib.rs") {
        let Some(own) = order.get(file.module()) else {
            problems.push(format!("{}: `{}` stands on no floor", file.path, file.module()));
            continue;
        };
        for (line, used) in modules_used(file) {
            match order.get(used.as_str()) {
                None => problems.push(format!("{}:{line}: `crate::{used}` stands on no floor", file.path)),
                Some(other) if other > own => {
                    problems.push(format!(
                        "{}:{line}: {} uses `{used}`, which stands above it",
                        file.path,
                        file.module()
                    ));
                }
                Some(_) => {}
            }
        }
    }
    assert_none(
        &problems,
        "Imports point down the list FLOORS in tests/tidy/floors.rs. Hand what is needed down as an argument or a \
         trait, or move the thing to the floor that its users share. A new module is put into FLOORS and into \
         ARCHITECTURE.md, as low as it can stand.",
    );
}

#[test]
fn every_module_has_its_floor_and_its_paragraph() {
    let (map, plan) = (source::file("src/lib.rs").text, source::file("ARCHITECTURE.md").text);
    let declared = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let placed: Vec<&str> = FLOORS.iter().flat_map(|(_, modules)| modules.iter().copied()).collect();
    let mut problems = Vec::new();
    let gone = placed.iter().filter(|module| **module != "main" && !map.contains(&format!("pub mod {module};")));
    problems.extend(gone.map(|module| format!("`{module}` has a floor, and is gone")));
    for module in declared {
        if !placed.contains(&module) {
            problems.push(format!("`{module}` stands on no floor"));
        }
        if !plan.contains(&format!("`{module}`")) {
            problems.push(format!("ARCHITECTURE.md does not name `{module}`"));
        }
    }
    assert_none(
        &problems,
        "Put the module into FLOORS in tests/tidy/floors.rs, and say in ARCHITECTURE.md what it is for.",
    );
}

#[test]
fn each_library_is_named_only_behind_its_door() {
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test) {
        for (name, doors, instead) in DOORKEEPERS {
            let may =
                doors.iter().any(|door| file.path == *door || (door.ends_with('/') && file.path.starts_with(door)));
            if !may {
                let lines = file.lines_naming(name);
                problems.extend(lines.iter().map(|line| format!("{}:{line}: names `{name}`: {instead}", file.path)));
            }
        }
    }
    assert_none(&problems, "Each library has one door, so that it can be changed in one place.");
}

#[test]
fn ground_and_engines_know_no_word_of_the_product() {
    let low: Vec<&str> = FLOORS[..2].iter().flat_map(|(_, modules)| modules.iter().copied()).collect();
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| low.contains(&file.module()) && file.module() != "config") {
        for word in PRODUCT_WORDS {
            problems.extend(file.lines_naming(word).iter().map(|line| format!("{}:{line}: says `{word}`", file.path)));
        }
    }
    assert_none(&problems, "Ground and engines serve any product: name the thing by what it is to them.");
}

#[test]
fn rooms_and_heart_speak_no_html() {
    let mut problems = Vec::new();
    let high: Vec<&str> = FLOORS[2..4].iter().flat_map(|(_, modules)| modules.iter().copied()).collect();
    for file in source::rust("src").iter().filter(|file| high.contains(&file.module()) && !file.is_test) {
        let html = file.strings.iter().filter(|literal| closes_an_element(&literal.value));
        problems.extend(html.map(|literal| format!("{}:{}: {:?}", file.path, literal.line, literal.value)));
    }
    assert_none(&problems, "HTML is made at the doors, from the room's types, by a template.");
}

/// Whether a text holds something like `</p>`.
fn closes_an_element(text: &str) -> bool {
    text.split("</").skip(1).any(|rest| {
        let name = rest.chars().take_while(char::is_ascii_alphanumeric).count();
        name > 0 && rest[name..].starts_with('>')
    })
}

/// The top-level modules that the file names after `crate::`, with the line.
fn modules_used(file: &Rust) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (at, path) in file.code.match_indices("crate::") {
        let rest = &file.code[at + path.len()..];
        let names = if rest.starts_with('{') { heads_of_group(rest) } else { vec![head(rest)] };
        let line = line_of(&file.code, at);
        // The one macro of the house stands in `db`.
        used.extend(
            names
                .into_iter()
                .map(|name| if name == "word_column" { "db".to_owned() } else { name })
                .map(|name| (line, name)),
        );
    }
    used
}

/// The first name of each branch of `{a, b::{c, d}, e}`.
fn heads_of_group(text: &str) -> Vec<String> {
    let (mut heads, mut depth, mut expects_head) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '{' => {
                depth += 1;
                expects_head = depth == 1;
            }
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => expects_head = true,
            _ if expects_head && !c.is_whitespace() => {
                heads.push(head(&text[at..]));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn head(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
