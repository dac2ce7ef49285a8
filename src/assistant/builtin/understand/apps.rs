//! Opening apps.

use super::{Intent, Target, target};
use crate::assistant::builtin::phrase::{after, bare, before, folded};

const OPEN: [&str; 18] = [
    "open the app called",
    "open the app",
    "open app",
    "open",
    "start the app",
    "start app",
    "start",
    "launch",
    "run the app",
    "play",
    "öffne die app",
    "öffne app",
    "öffne",
    "starte die app",
    "starte",
    "spiele",
    "spiel",
    "zeig mir die app",
];

/// What apps that come with the server are called in German.
const GERMAN: [(&str, &str); 22] = [
    ("kalender", "calendar"),
    ("aufgaben", "todo-list"),
    ("aufgabenliste", "todo-list"),
    ("notizen", "notes"),
    ("rechner", "calculator"),
    ("taschenrechner", "calculator"),
    ("gewohnheiten", "habit-tracker"),
    ("drei gewinnt", "tic-tac-toe"),
    ("schlange", "snake"),
    ("stoppuhr", "timer"),
    ("uhr", "timer"),
    ("wetter", "weather"),
    ("umrechner", "unit-converter"),
    ("einheitenumrechner", "unit-converter"),
    ("einheiten", "unit-converter"),
    ("passwortgenerator", "password-generator"),
    ("passwörter", "password-generator"),
    ("zeichnen", "drawing"),
    ("zeichnung", "drawing"),
    ("musik", "music-player"),
    ("musikspieler", "music-player"),
    ("markdown", "markdown-viewer"),
];

pub(super) fn intent(point: &str) -> Option<Intent> {
    let rest = after(bare(point), &OPEN)?;
    let Target::Named(name) = target(rest) else { return None };
    let name = before(&name, &["app"]).filter(|rest| !rest.is_empty()).unwrap_or(&name);
    let spoken = folded(name);
    let known = GERMAN.iter().find(|(german, _)| *german == spoken);
    Some(Intent::OpenApp { name: known.map_or(name, |(_, id)| id).to_owned() })
}
