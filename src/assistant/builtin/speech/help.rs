//! The grammar in examples: for `/help`, and for whoever was not understood.

use super::Lang;

/// Each thing that can be asked for: an example in English, one in German, and the words that hint at it.
const EXAMPLES: [(&str, &str, &[&str]); 24] = [
    ("note: buy milk", "notiz: Milch kaufen", &["note", "memo", "write", "notiz", "schreib", "merke"]),
    (
        "checklist groceries: milk, eggs, bread",
        "checkliste Einkauf: Milch, Eier, Brot",
        &["checklist", "list", "todo", "tasks", "checkliste", "liste", "aufgabe"],
    ),
    (
        "make a table of this (with CSV, spreadsheet cells or a Markdown table)",
        "mach daraus eine Tabelle (mit CSV, Zellen oder einer Markdown-Tabelle)",
        &["table", "csv", "spreadsheet", "tabelle", "excel"],
    ),
    ("add row: Acme, 120, paid", "neue zeile: Acme, 120, bezahlt", &["row", "add", "append", "zeile"]),
    ("total amount by vendor", "summe Betrag nach Lieferant", &["total", "sum", "summe", "gesamt", "much", "much"]),
    ("average amount", "durchschnitt Betrag", &["average", "mean", "durchschnitt", "mittelwert"]),
    ("count by status", "anzahl nach Status", &["count", "many", "number", "anzahl"]),
    ("chart it", "diagramm", &["chart", "graph", "plot", "draw", "diagramm", "zeichne"]),
    (
        "bar chart of amount by vendor",
        "balkendiagramm Betrag nach Lieferant",
        &["bar", "line", "pie", "balken", "linien", "kreis"],
    ),
    ("stat revenue 1200 €", "kennzahl Umsatz 1200 €", &["stat", "metric", "kpi", "kennzahl"]),
    (
        "totals by month from invoices.xlsx",
        "summe nach Monat aus rechnungen.xlsx",
        &["month", "quarter", "year", "monat", "quartal", "jahr"],
    ),
    ("table from invoices.xlsx", "tabelle aus rechnungen.xlsx", &["table", "sheet", "tabelle", "blatt"]),
    (
        "what does the contract say about notice",
        "was sagt der Vertrag über Kündigung",
        &["what", "does", "say", "about", "sagt", "steht", "document", "dokument"],
    ),
    (
        "summarise contract.pdf",
        "fasse vertrag.pdf zusammen",
        &["summarise", "summarize", "summary", "fasse", "zusammen"],
    ),
    ("rename it to Invoices", "benenne es in Rechnungen um", &["rename", "title", "name", "benenne", "umbenennen"]),
    ("find the card about Acme", "finde die Karte über Acme", &["find", "search", "where", "finde", "suche", "wo"]),
    ("archive Invoices", "archiviere Rechnungen", &["archive", "close", "delete", "archiviere", "schließe", "lösche"]),
    ("restore Invoices", "stelle Rechnungen wieder her", &["restore", "bring", "back", "stelle", "wiederherstellen"]),
    ("create a stack called Taxes", "erstelle einen Stapel Steuern", &["stack", "tab", "create", "stapel", "erstelle"]),
    ("open the calendar", "öffne den Kalender", &["app", "open", "start", "öffne", "starte", "kalender"]),
    (
        "remember that my invoices are due in 14 days",
        "merke dir, dass meine Rechnungen in 14 Tagen fällig sind",
        &["remember", "learn", "merk", "erinnere"],
    ),
    ("what do you know about me", "was weißt du über mich", &["know", "memory", "weißt", "gedächtnis"]),
    ("forget the invoices", "vergiss die Rechnungen", &["forget", "vergiss", "vergessen"]),
    ("move it to Taxes", "verschiebe es nach Steuern", &["move", "put", "verschiebe"]),
];

/// Letters in which a word may differ from one that is known.
const TYPOS_MAX: usize = 2;

impl Lang {
    /// Everything that is understood.
    pub fn help(self) -> String {
        let intro = self.pick(
            "I'm the built-in assistant: no model, a small grammar. I understand:",
            "Ich bin der eingebaute Assistent: kein Modell, eine kleine Grammatik. Ich verstehe:",
        );
        let more = self.pick(
            "Also `list stacks`, `list documents`, `open stack Taxes`, `archive this stack`. “It” is the card that we touched last, and \
             nothing is ever deleted: what is archived lies in the Drawer.",
            "Außerdem `zeige stapel`, `zeige dokumente`, `öffne stapel Steuern`, `archiviere diesen Stapel`. „Es“ ist die Karte, um die es \
             zuletzt ging, und nichts wird je gelöscht: Archiviertes liegt in der Schublade.",
        );
        let lines = EXAMPLES.iter().map(|(english, german, _)| format!("- `{}`", self.pick(english, german)));
        format!("{intro}\n\n{}\n\n{more}", lines.collect::<Vec<_>>().join("\n"))
    }

    /// For something that is not understood, with what comes nearest to it.
    pub fn not_understood(self, said: &str) -> String {
        let nearest: Vec<String> = nearest(said).iter().map(|at| self.example(*at)).collect();
        let nearest = if nearest.is_empty() { vec![self.example(0), self.example(2)] } else { nearest };
        let nearest = super::listed(&nearest, self.pick("or", "oder"));
        self.pick(
            format!(
                "I'm no model, so I did not understand that. Try {nearest}; `/help` lists everything I understand."
            ),
            format!(
                "Ich bin kein Modell und habe das nicht verstanden. Versuche {nearest}; `/hilfe` nennt alles, was ich \
                 verstehe."
            ),
        )
    }

    fn example(self, at: usize) -> String {
        let (english, german, _) = EXAMPLES[at];
        format!("`{}`", self.pick(english, german))
    }
}

/// Up to two examples whose words come nearest to what was said.
fn nearest(said: &str) -> Vec<usize> {
    let said: String = said.chars().take(400).collect::<String>().to_lowercase();
    let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).collect();
    let distance = |known: &str| words.iter().map(|word| typos(word, known)).min().unwrap_or(usize::MAX);
    let mut found: Vec<(usize, usize)> = EXAMPLES
        .iter()
        .enumerate()
        .filter_map(|(at, (.., hints))| hints.iter().map(|hint| distance(hint)).min().map(|typos| (typos, at)))
        .filter(|(typos, _)| *typos <= TYPOS_MAX)
        .collect();
    found.sort_unstable();
    found.into_iter().take(2).map(|(_, at)| at).collect()
}

/// How many letters must be changed, added or dropped to turn one word into the other (Levenshtein).
///
/// Words too short to be told apart count as entirely different unless they are the same.
fn typos(word: &str, known: &str) -> usize {
    if word == known {
        return 0;
    }
    let (word, known): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    if known.len() < 4 || word.len() < 4 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (line, letter) in word.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (at, other) in known.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[known.len()]
}
