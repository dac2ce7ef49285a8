//! Notes, checklists, stats, and new rows: what brings its content along.

use serde_json::{Map, Value, json};

use super::{Intent, Target, target};
use crate::assistant::builtin::phrase::{after, bare, before, split, without_head};

const NOTE: [&str; 28] = [
    "make a card",
    "create a card",
    "add a card",
    "new card",
    "erstelle eine karte",
    "neue karte",
    "make a note",
    "take a note",
    "write a note",
    "add a note",
    "create a note",
    "make me a note",
    "new note",
    "note down",
    "note to self",
    "make note",
    "note",
    "remember this",
    "write down",
    "mach eine notiz",
    "mache eine notiz",
    "erstelle eine notiz",
    "schreib eine notiz",
    "schreibe eine notiz",
    "neue notiz",
    "notiz",
    "notiere",
    "notier",
];
const ABOUT: [&str; 17] = [
    "called",
    "named",
    "namens",
    "about",
    "that says",
    "saying",
    "that",
    "of",
    "with",
    "on",
    "to",
    "über",
    "zu",
    "dass",
    "mit",
    "von",
    "an",
];

const CHECKLIST: [&str; 24] = [
    "make a checklist",
    "create a checklist",
    "make me a checklist",
    "add a checklist",
    "write a checklist",
    "new checklist",
    "checklist",
    "check list",
    "make a todo list",
    "create a todo list",
    "make a to-do list",
    "todo list",
    "to-do list",
    "todos",
    "todo",
    "to-do",
    "to do",
    "shopping list",
    "mach eine checkliste",
    "erstelle eine checkliste",
    "checkliste",
    "aufgabenliste",
    "aufgaben",
    "einkaufsliste",
];
const NAMED: [&str; 9] = ["called", "named", "for", "about", "namens", "für", "über", "with", "mit"];

const STAT: [&str; 12] = [
    "make a stat",
    "create a stat",
    "add a stat",
    "new stat",
    "stat",
    "metric",
    "kpi",
    "erstelle eine kennzahl",
    "neue kennzahl",
    "kennzahl",
    "mach eine kennzahl",
    "statistic",
];

const ROW: [&str; 16] = [
    "add a new row",
    "add another row",
    "add a row",
    "add row",
    "append a row",
    "append row",
    "insert a row",
    "insert row",
    "new row",
    "add a line",
    "füge eine zeile hinzu",
    "füge eine neue zeile hinzu",
    "zeile hinzufügen",
    "neue zeile",
    "ergänze eine zeile",
    "weitere zeile",
];

pub(super) fn intent(point: &str) -> Option<Intent> {
    row(point).or_else(|| stat(point)).or_else(|| checklist(point)).or_else(|| note(point))
}

fn note(point: &str) -> Option<Intent> {
    let rest = after(point, &NOTE)?;
    let text = without_head(rest.trim_start_matches([':', ',', '-', ' ']), &ABOUT);
    Some(Intent::Note { text: text.trim_start_matches([':', '-', ' ']).trim().to_owned() })
}

fn checklist(point: &str) -> Option<Intent> {
    let head = CHECKLIST.iter().find(|head| after(point, &[head]).is_some())?;
    let rest = without_head(point, &[head]);
    let rest = without_head(rest, &NAMED);
    let is_tasks = head.starts_with("to") || *head == "aufgaben";
    let (title, items) = match rest.split_once(':').or_else(|| rest.split_once('\n')) {
        Some((title, items)) => (title, items),
        None if is_tasks => ("", rest),
        None => match split(rest, &["with", "mit"]) {
            Some((title, items)) => (title, items),
            None if rest.contains(',') => ("", rest),
            None => (rest, ""),
        },
    };
    let default = match *head {
        "shopping list" => Some("Shopping list".to_owned()),
        "einkaufsliste" => Some("Einkaufsliste".to_owned()),
        _ => None,
    };
    let title = Some(bare(title).to_owned()).filter(|title| !title.is_empty()).or(default);
    Some(Intent::Checklist { title, items: items_of(items) })
}

/// One item a line; in a single line, between commas or semicolons.
fn items_of(text: &str) -> Vec<(String, bool)> {
    let text = text.trim();
    let mut parts: Vec<&str> = if text.contains('\n') {
        text.lines().collect()
    } else if text.contains(';') {
        text.split(';').collect()
    } else {
        text.split(',').collect()
    };
    if let [_, .., last] = parts[..]
        && let Some((one, other)) = split(last, &["and", "und"])
    {
        parts.pop();
        parts.extend([one, other]);
    }
    parts.into_iter().map(item).filter(|(text, _)| !text.is_empty()).collect()
}

/// An item without its bullet, and whether a box before it is ticked.
fn item(line: &str) -> (String, bool) {
    let line = line.trim().trim_start_matches(['-', '*', '•', ' ']);
    let done = line.starts_with("[x]") || line.starts_with("[X]");
    let line = ["[x]", "[X]", "[ ]"].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    (line.trim().to_owned(), done)
}

fn stat(point: &str) -> Option<Intent> {
    let rest = after(point, &STAT)?.trim_start_matches([':', ' ']);
    let rest = without_head(rest, &["called", "named", "for", "of", "für", "namens"]);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_number = |word: &&str| {
        word.trim_start_matches(['-', '+', '€', '$', '£', '~', '<', '>']).starts_with(|c: char| c.is_ascii_digit())
    };
    let is_unit = |word: &&str| !word.starts_with(char::is_alphabetic) || word.len() <= 3;
    let at = words.iter().position(is_number)?;
    let units = words[at + 1..].iter().take_while(|word| is_unit(word)).count();
    let (mut value, tail) = (words[at..=at + units].to_vec(), &words[at + 1 + units..]);
    let is_trend = |word: &str| (word.starts_with(['+', '-', '−']) && value.len() > 1) || word.starts_with('(');
    let trend = value.last().copied().filter(|word| is_trend(word)).map(str::to_owned);
    if trend.is_some() {
        value.pop();
    }

    let label = if at == 0 { tail.join(" ") } else { words[..at].join(" ") };
    let label = label.trim_end_matches(['=', ':', ' ']);
    let label = before(label, &["is", "ist"]).unwrap_or(label);
    let trend = trend.map(|word| word.trim_matches(['(', ')']).to_owned());
    Some(Intent::Stat { label: bare(label).to_owned(), value: value.join(" "), trend })
}

fn row(point: &str) -> Option<Intent> {
    let rest = after(point, &ROW)?;
    let (to, cells) = match rest.split_once(':') {
        Some((to, cells)) if !to.contains([',', ';', '=']) => (to, cells),
        _ => match split(rest, &["with", "mit"]) {
            Some((to, cells)) => (to, cells),
            None => ("", rest),
        },
    };
    let to = without_head(to, &["to the table", "to", "zur tabelle", "zu", "in", "in die tabelle"]);
    let to = if to.is_empty() { Target::Open } else { target(to) };
    Some(Intent::AddRow { to, values: values(cells.trim()) })
}

/// `Acme, 120, paid` as a list; `vendor = Acme, amount = 120` as an object by column.
fn values(text: &str) -> Value {
    let delimiter = [b'\t', b';', b','].into_iter().find(|mark| text.contains(char::from(*mark))).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let cells: Vec<String> = match reader.records().next() {
        Some(Ok(record)) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let pairs: Option<Map<String, Value>> = cells
        .iter()
        .map(|cell| cell.split_once('='))
        .map(|pair| pair.map(|(name, value)| (bare(name).to_owned(), json!(value.trim()))))
        .collect();
    match pairs {
        Some(pairs) if !pairs.is_empty() => Value::Object(pairs),
        _ => json!(cells),
    }
}
