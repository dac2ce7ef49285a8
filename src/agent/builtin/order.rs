//! From words to orders. Pure: it sees one message and nothing else.

use super::fields::Fields;

/// One thing to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Replace { old: String, new: String, place: Place },
    Write { path: String, content: String, how: How },
    Move { from: String, to: String },
    Delete { path: String, is_folder: bool },
    Search { text: String, place: Place },
    Read { path: String },
    List { path: Option<String> },
    Run { command: String },
    Ask { question: String },
    Finish,
    Help,
}

/// Where something is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    File(String),
    /// A pattern with `*`.
    Files(String),
    Everywhere,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    Create,
    Replace,
    Append,
}

/// What was not understood: the line, as it was written, from where it stopped making sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NotUnderstood {
    pub line: String,
}

/// A verb's reading of what follows it.
type Reading = fn(&mut Fields<'_>) -> Option<Order>;

/// The verbs in both languages.
const VERBS: [(&[&str], Reading); 14] = [
    (&["replace", "change", "ersetze", "ändere"], replace),
    (&["add", "create", "erstelle", "füge", "ergänze"], |fields| add(fields, How::Create)),
    (&["write", "overwrite", "schreibe", "überschreibe"], |fields| add(fields, How::Replace)),
    (&["append", "hänge"], |fields| add(fields, How::Append)),
    (&["rename", "move", "benenne", "verschiebe"], shift),
    (&["delete", "remove", "lösche", "entferne"], delete),
    (&["search", "find", "suche", "finde"], search),
    (&["read", "show", "lies", "zeige"], read),
    (&["list", "liste"], list),
    (&["run", "execute"], |fields| Some(Order::Run { command: command(&fields.rest_of_line()?)? })),
    (&["führe"], |fields| {
        let line = fields.rest_of_line()?;
        Some(Order::Run { command: command(line.trim_end_matches('.').strip_suffix(" aus").unwrap_or(&line))? })
    }),
    (&["ask", "frage"], |fields| Some(Order::Ask { question: fields.rest_of_line()? })),
    (&["finish", "done", "stop", "fertig"], |_| Some(Order::Finish)),
    (&["help", "/help", "hilfe", "/hilfe"], |_| Some(Order::Help)),
];

/// Words without which an order means the same.
const POLITE: [&str; 18] = [
    "please", "then", "and", "now", "also", "next", "first", "finally", "can", "could", "you", "bitte", "dann", "und",
    "jetzt", "auch", "zuerst", "danach",
];

/// Between what there is and what is to be there.
const INTO: [&str; 7] = ["with", "by", "to", "durch", "zu", "mit", "→"];
const TO: [&str; 8] = ["to", "as", "into", "nach", "zu", "in", "→", "als"];
const IN: [&str; 2] = ["in", "within"];
const ARTICLES: [&str; 19] = [
    "the", "a", "an", "new", "file", "called", "named", "die", "eine", "neue", "datei", "namens", "den", "das", "der",
    "to", "all", "of", "an",
];
const FOLDER: [&str; 4] = ["folder", "directory", "ordner", "verzeichnis"];

/// All that a message orders, or the first line that was not understood.
pub(super) fn orders(text: &str) -> Result<Vec<Order>, NotUnderstood> {
    let mut fields = Fields::new(unquoted(text));
    let mut orders = Vec::new();
    loop {
        fields.skip_breaks();
        while fields.take_word(&POLITE) {
            fields.skip_breaks();
        }
        if fields.is_at_end() {
            return Ok(orders);
        }
        let start = fields.place();
        let order = one(&mut fields).filter(|_| fields.ends_here(&POLITE));
        orders.push(order.ok_or_else(|| NotUnderstood { line: fields.line_from(start) })?);
    }
}

/// A message without the lines that it quotes first, to say what it is about.
fn unquoted(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('>') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

fn one(fields: &mut Fields<'_>) -> Option<Order> {
    // "In index.html, replace …"
    let named = if fields.take_word(&IN) { Some(place(fields)?) } else { None };
    fields.take_mark();
    let reading = VERBS.iter().find(|(verbs, _)| fields.take_word(verbs)).map(|(_, reading)| reading)?;
    let order = reading(fields)?;
    match (named, order) {
        (Some(named), Order::Replace { old, new, place: Place::Everywhere }) => {
            Some(Order::Replace { old, new, place: named })
        }
        (Some(_), _) => None,
        (None, order) => Some(order),
    }
}

fn replace(fields: &mut Fields<'_>) -> Option<Order> {
    let old = fields.phrase(&INTO)?;
    fields.take_word(&INTO).then_some(())?;
    let new = fields.phrase_or_empty(&["in", "within", "everywhere", "überall"])?;
    let place = place_after(fields)?;
    Some(Order::Replace { old, new, place })
}

/// `in WHERE`, `everywhere`; nothing said is everywhere too.
fn place_after(fields: &mut Fields<'_>) -> Option<Place> {
    if fields.take_word(&["everywhere", "überall"]) || !fields.take_word(&IN) {
        return Some(Place::Everywhere);
    }
    place(fields)
}

fn place(fields: &mut Fields<'_>) -> Option<Place> {
    let files = ["files", "file", "dateien", "datei"];
    let is_all = fields.take_word(&["all", "every", "allen", "alle"]);
    if is_all && fields.take_words(&files) {
        return Some(Place::Everywhere);
    }
    fields.skip(&["the", "file", "of", "den", "der", "datei"]);
    let Some(name) = fields.name() else { return is_all.then_some(Place::Everywhere) };
    fields.take_words(&files);
    Some(if name.contains('*') { Place::Files(name) } else { Place::File(name) })
}

fn add(fields: &mut Fields<'_>, how: How) -> Option<Order> {
    if let Some(content) = fields.quoted() {
        // `add "…" to FILE` adds to what is there.
        let how = if how == How::Create { How::Append } else { how };
        fields.take_word(&["to", "into", "in", "an", "zu", "nach"]).then_some(())?;
        fields.skip(&ARTICLES);
        let path = fields.name()?;
        fields.take_words(&["hinzu", "an"]);
        return Some(Order::Write { path, content, how });
    }
    fields.skip(&ARTICLES);
    let is_empty = fields.take_word(&["empty", "leere"]);
    fields.skip(&ARTICLES);
    let path = fields.name()?;
    fields.take_words(&["hinzu", "an"]);
    let content = if is_empty { String::new() } else { fields.body()? };
    Some(Order::Write { path, content, how })
}

fn shift(fields: &mut Fields<'_>) -> Option<Order> {
    fields.skip(&ARTICLES);
    fields.skip(&FOLDER);
    let from = fields.name()?;
    fields.take_word(&TO).then_some(())?;
    let to = fields.name()?;
    fields.take_words(&["um"]);
    Some(Order::Move { from, to })
}

fn delete(fields: &mut Fields<'_>) -> Option<Order> {
    fields.skip(&ARTICLES);
    let is_folder = fields.take_word(&FOLDER);
    let path = fields.name()?;
    let is_folder = is_folder || path.ends_with('/');
    Some(Order::Delete { path, is_folder })
}

fn search(fields: &mut Fields<'_>) -> Option<Order> {
    fields.skip(&["for", "nach"]);
    let text = fields.phrase(&["in", "within", "everywhere", "überall"])?;
    Some(Order::Search { text, place: place_after(fields)? })
}

/// A command as it stands there, without the quotes that may be around all of it.
fn command(line: &str) -> Option<String> {
    let line = line.trim();
    let within = ['`', '"'].into_iter().find_map(|quote| {
        let within = line.strip_prefix(quote)?.strip_suffix(quote)?;
        (!within.contains(quote)).then_some(within)
    });
    Some(within.unwrap_or(line).trim().to_owned()).filter(|command| !command.is_empty())
}

fn read(fields: &mut Fields<'_>) -> Option<Order> {
    fields.skip(&["the", "file", "me", "mir", "die", "datei"]);
    Some(Order::Read { path: fields.name()? })
}

fn list(fields: &mut Fields<'_>) -> Option<Order> {
    fields.take_words(&["all", "the", "files", "alle", "die", "dateien", "in", "folder", "im", "ordner"]);
    Some(Order::List { path: fields.name() })
}
