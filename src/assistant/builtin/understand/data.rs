//! Tables, charts and sums.

use super::{Drawn, Intent, Op, Target, documents, is_pointer, target, without_articles};
use crate::assistant::builtin::{
    pasted::Pasted,
    phrase::{after, bare, before, has, split, split_last, without_head, without_heads},
};

const TABLE: [&str; 2] = ["table", "tabelle"];
const CHART: [&str; 12] = [
    "chart",
    "charts",
    "graph",
    "plot",
    "diagram",
    "diagramm",
    "balkendiagramm",
    "liniendiagramm",
    "kreisdiagramm",
    "tortendiagramm",
    "flächendiagramm",
    "säulendiagramm",
];
/// Words that ask for a thing to be made.
const MAKE: [&str; 24] = [
    "make", "create", "draw", "build", "show", "give", "turn", "convert", "add", "render", "me", "a", "an", "new",
    "mach", "mache", "erstelle", "zeichne", "zeige", "zeig", "mir", "ein", "eine", "neue",
];
const KINDS: [(&str, &[&str]); 4] = [
    ("bar", &["bar", "bars", "balkendiagramm", "säulendiagramm", "column"]),
    ("line", &["line", "lines", "liniendiagramm"]),
    ("pie", &["pie", "kreisdiagramm", "tortendiagramm", "donut"]),
    ("area", &["area", "flächendiagramm"]),
];
const BY: [&str; 9] = ["by", "per", "for each", "grouped by", "over", "nach", "pro", "je", "gruppiert nach"];
const OF: [&str; 10] = ["of", "the", "for", "from", "von", "der", "des", "aus", "all", "aller"];
const IN: [&str; 8] = ["in", "from", "on", "aus", "in der", "in dem", "of", "von"];

const OPS: [(Op, &[&str]); 5] = [
    (Op::Sum, &["total", "totals", "sum", "sums", "add up", "sum up", "summe", "gesamtsumme", "gesamt", "summiere"]),
    (
        Op::Mean,
        &[
            "average",
            "averages",
            "mean",
            "avg",
            "durchschnitt",
            "durchschnittlicher",
            "durchschnittliche",
            "mittelwert",
        ],
    ),
    (Op::Count, &["count", "number", "how many", "anzahl", "zähle", "wie viele"]),
    (Op::Min, &["minimum", "min", "lowest", "smallest", "kleinster", "kleinste", "niedrigster", "niedrigste"]),
    (Op::Max, &["maximum", "max", "highest", "largest", "biggest", "größter", "größte", "höchster", "höchste"]),
];
const QUESTION: [&str; 22] = [
    "what is",
    "what's",
    "what are",
    "what was",
    "show me",
    "show",
    "give me",
    "tell me",
    "calculate",
    "compute",
    "get",
    "the",
    "was ist",
    "wie hoch ist",
    "wie groß ist",
    "zeige mir",
    "zeige",
    "zeig mir",
    "zeig",
    "berechne",
    "der",
    "die",
];

/// A pasted table, or a word about one.
pub(super) fn table(point: &str) -> Option<Intent> {
    if let Some(data) = Pasted::find(point) {
        let chart = has(&data.beside, &CHART);
        return Some(Intent::Table { title: title(&data.beside), data: Some(data), chart });
    }
    let asked = without_heads(point, &MAKE);
    let is_about_table =
        after(asked, &TABLE).is_some() || before(bare(point), &["into a table", "as a table"]).is_some();
    if !is_about_table {
        return None;
    }
    if let Some((name, columns)) = split(asked, &["with columns", "with the columns", "mit den spalten", "mit spalten"])
    {
        let columns = columns.trim_start_matches(':').split([',', ';']).map(bare).filter(|name| !name.is_empty());
        return Some(Intent::EmptyTable { title: title(name), columns: columns.map(str::to_owned).collect() });
    }
    let rest = after(asked, &TABLE).unwrap_or_default();
    let sums = compute(without_heads(rest, &OF));
    sums.or_else(|| documents::table(rest))
        .or_else(|| Some(Intent::Table { title: title(asked), data: None, chart: false }))
}

/// The title in words such as `make a table of invoices`; `None` when they only point at the data.
fn title(words: &str) -> Option<String> {
    let (_, rest) = split(words, &TABLE)?;
    let named = ["called", "named", "titled", "namens", "of", "from", "out of", "for", "von", "aus", "über", "für"];
    let name = bare(without_head(rest, &named));
    let name = before(name, &["please", "bitte", "danke", "thanks"]).unwrap_or(name);
    let pointers =
        ["of this", "from this", "out of this", "with this", "of it", "from it", "daraus", "aus diesen daten"];
    let name = before(name, &pointers).filter(|name| !name.is_empty()).unwrap_or(name);
    (!is_pointer(name) && name.split_whitespace().count() <= 8).then(|| name.to_owned())
}

pub(super) fn intent(point: &str) -> Option<Intent> {
    chart(point).or_else(|| compute(point))
}

fn chart(point: &str) -> Option<Intent> {
    let asked = without_heads(bare(point), &MAKE);
    let kind = KINDS.iter().find(|(_, words)| has(asked, words)).map(|(kind, _)| *kind);
    let kind_words = ["bar", "line", "pie", "area", "donut", "column"];
    let rest = after(without_head(asked, &kind_words), &CHART).or_else(|| after(asked, &["visualize", "visualise"]));
    let rest = match rest {
        Some(rest) => rest,
        None => {
            let tail = without_heads(split_last(asked, &["as", "into", "als", "in"])?.1, &["a", "an", "ein", "eine"]);
            after(without_head(tail, &kind_words), &CHART).filter(|rest| rest.is_empty())?;
            split_last(asked, &["as", "into", "als", "in"])?.0
        }
    };
    let rest = without_as(rest, &kind_words);
    let rest = without_heads(rest, &["of", "for", "from", "with", "showing", "von", "aus", "über", "für", "the", "zu"]);
    let what = match split(rest, &BY).or_else(|| split(rest, &["vs", "versus", "against", "gegen"])) {
        Some((y, x)) => {
            let (x, of) = apart(x);
            Drawn::Columns { y: bare(without_articles(y)).to_owned(), x, of }
        }
        None => Drawn::Card(target(rest)),
    };
    Some(Intent::Chart { kind, what })
}

/// `it as a pie` without its end.
fn without_as<'t>(rest: &'t str, kinds: &[&str]) -> &'t str {
    match split_last(rest, &["as", "als"]) {
        Some((head, tail)) if has(tail, kinds) || has(tail, &CHART) => head,
        _ => rest,
    }
}

fn compute(point: &str) -> Option<Intent> {
    let asked = without_heads(bare(point), &QUESTION);
    let (op, rest) = OPS.iter().find_map(|(op, words)| after(asked, words).map(|rest| (*op, rest)))?;
    let rest = without_heads_all(rest, &OF);
    let (column, by) = match split(rest, &BY) {
        Some((column, by)) => (column, Some(by)),
        None => (rest, None),
    };
    let (by, of) = match by.map(apart) {
        Some((by, of)) => (Some(by), of),
        None => (None, Target::Open),
    };
    let (column, of) = if of == Target::Open { apart(column) } else { (column.to_owned(), of) };
    let column = Some(bare(without_articles(&column)).to_owned()).filter(|name| !name.is_empty());
    let column =
        column.filter(|name| op != Op::Count || !["rows", "entries", "zeilen", "einträge"].contains(&name.as_str()));
    Some(Intent::Compute { op, column, by, of })
}

/// `amount in invoices`: the column, and the card that it is in.
fn apart(words: &str) -> (String, Target) {
    match split(words, &IN) {
        Some((column, card)) if !card.is_empty() => (bare(without_articles(column)).to_owned(), target(card)),
        _ => (bare(without_articles(words)).to_owned(), Target::Open),
    }
}

/// Like [`without_heads`], down to nothing.
fn without_heads_all<'t>(mut text: &'t str, heads: &[&str]) -> &'t str {
    while let Some(rest) = after(text, heads) {
        text = rest;
    }
    text
}
