//! What the built-in assistant says, in the language in which it was spoken to.

mod documents;
mod help;
mod memory;

use super::phrase::has;

/// A language that the grammar knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lang {
    En,
    De,
}

/// Words of German commands that are no English words.
const GERMAN: [&str; 61] = [
    "bitte",
    "mach",
    "mache",
    "erstelle",
    "zeige",
    "zeig",
    "finde",
    "suche",
    "öffne",
    "starte",
    "spiele",
    "schließe",
    "archiviere",
    "notiz",
    "notiere",
    "checkliste",
    "aufgaben",
    "einkaufsliste",
    "tabelle",
    "zeile",
    "summe",
    "durchschnitt",
    "anzahl",
    "nach",
    "und",
    "der",
    "das",
    "den",
    "eine",
    "einen",
    "mir",
    "ist",
    "hilfe",
    "stapel",
    "karte",
    "diagramm",
    "balkendiagramm",
    "kreisdiagramm",
    "liniendiagramm",
    "benenne",
    "verschiebe",
    "stelle",
    "kennzahl",
    "daraus",
    "lösche",
    "hallo",
    "merk",
    "merke",
    "vergiss",
    "weißt",
    "mich",
    "dass",
    "was",
    "sagt",
    "steht",
    "fasse",
    "zusammen",
    "dokumente",
    "über",
    "aus",
    "welche",
];

impl Lang {
    /// The language of the first words of `text`.
    pub fn of(text: &str) -> Self {
        let first = text.trim().lines().next().unwrap_or_default();
        let last = text.trim().lines().last().unwrap_or_default();
        if has(first, &GERMAN) || has(last, &["tabelle", "daraus"]) { Self::De } else { Self::En }
    }

    pub fn pick<T>(self, english: T, german: T) -> T {
        match self {
            Self::En => english,
            Self::De => german,
        }
    }

    /// A tool's own words, as a sentence.
    pub fn refused(self, reason: &str) -> String {
        let reason = reason.trim().trim_end_matches('.');
        self.pick(format!("That did not work: {reason}."), format!("Das ging nicht: {reason}."))
    }

    pub fn no_such_card(self, name: &str) -> String {
        let name = plain(name);
        self.pick(
            format!("I find no card called “{name}”. `find {name}` also looks in the Drawer."),
            format!("Ich finde keine Karte namens „{name}“. `finde {name}` sucht auch in der Schublade."),
        )
    }

    pub fn no_such_stack(self, name: &str) -> String {
        let name = plain(name);
        self.pick(
            format!("I find no stack called “{name}”. `list stacks` shows them all."),
            format!("Ich finde keinen Stapel namens „{name}“. `zeige stapel` zeigt alle."),
        )
    }

    pub fn which(self, names: &[String]) -> String {
        let names = names.iter().map(|name| bold(name)).collect::<Vec<_>>();
        self.pick(
            format!("Which one do you mean: {}?", listed(&names, "or")),
            format!("Welche meinst du: {}?", listed(&names, "oder")),
        )
    }

    pub fn nothing_touched(self) -> String {
        self.pick(
            "I don't know which card you mean: please name it.",
            "Ich weiß nicht, welche Karte du meinst: bitte nenne sie.",
        )
        .to_owned()
    }

    pub fn no_table(self) -> String {
        self.pick(
            "There is no table here yet. Paste one (CSV, a spreadsheet range or Markdown) and say `make a table of this`.",
            "Hier ist noch keine Tabelle. Füge eine ein (CSV, ein Stück Tabellenblatt oder Markdown) und sage \
             `mach daraus eine Tabelle`.",
        )
        .to_owned()
    }

    pub fn no_column(self, asked: &str, card: &str, columns: &[String]) -> String {
        let columns: Vec<String> = columns.iter().map(|name| format!("*{}*", plain(name))).collect();
        let (asked, card, columns) = (plain(asked), bold(card), columns.join(", "));
        self.pick(
            format!("I find no column “{asked}”. {card} has {columns}."),
            format!("Ich finde keine Spalte „{asked}“. {card} hat {columns}."),
        )
    }

    pub fn which_column(self, card: &str, columns: &[String]) -> String {
        let columns: Vec<String> = columns.iter().map(|name| format!("*{}*", plain(name))).collect();
        let (card, columns) = (bold(card), columns.join(", "));
        self.pick(format!("Which column? {card} has {columns}."), format!("Welche Spalte? {card} hat {columns}."))
    }

    pub fn cannot_undo(self) -> String {
        self.pick(
            "I can't take things back myself. Press Ctrl+Z (⌘Z) on the desk, or choose Undo in the menu; nothing is ever \
             deleted, and whatever I changed has its earlier version.",
            "Ich kann selbst nichts zurücknehmen. Drücke auf dem Schreibtisch Strg+Z (⌘Z) oder wähle Rückgängig im Menü; \
             nichts wird je gelöscht, und was ich geändert habe, hat seine frühere Fassung.",
        )
        .to_owned()
    }
}

/// A name as bold Markdown, in which it stays a name.
pub(super) fn bold(name: &str) -> String {
    format!("**{}**", plain(name))
}

/// Text without meaning to Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            safe.push('\\');
        }
        safe.push(if c.is_control() { ' ' } else { c });
    }
    safe
}

/// `a, b or c`.
pub(super) fn listed(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [some @ .., end] => format!("{} {last} {end}", some.join(", ")),
    }
}
