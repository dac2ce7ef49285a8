//! Finding, renaming, moving, archiving and restoring; stacks.

use super::{Intent, Target, target};
use crate::assistant::builtin::phrase::{after, bare, before, has, split_last, without_head, without_heads};

const FIND: [&str; 14] = [
    "find me",
    "find",
    "search for",
    "search",
    "look for",
    "where is",
    "where's",
    "where are",
    "finde",
    "suche nach",
    "suche",
    "such",
    "wo ist",
    "wo sind",
];
const ARCHIVED: [&str; 13] = [
    "that i archived",
    "which i archived",
    "i archived",
    "that was archived",
    "archived",
    "in the drawer",
    "from the drawer",
    "die ich archiviert habe",
    "archivierte",
    "archivierten",
    "in der schublade",
    "aus der schublade",
    "that i closed",
];
/// Words in a search that say nothing about what is sought.
const FILLERS: [&str; 38] = [
    "the", "a", "an", "card", "cards", "stack", "stacks", "about", "called", "named", "that", "which", "i", "my",
    "with", "titled", "note", "table", "all", "any", "me", "for", "die", "der", "das", "den", "karte", "karten",
    "stapel", "über", "namens", "mit", "meine", "ich", "notiz", "tabelle", "alle", "nach",
];

const ARCHIVE: [&str; 14] = [
    "archive",
    "close",
    "put away",
    "delete",
    "remove",
    "get rid of",
    "archiviere",
    "archivier",
    "schließe",
    "schliesse",
    "schließ",
    "lösche",
    "lösch",
    "entferne",
];
const RESTORE: [&str; 9] = [
    "restore",
    "bring back",
    "unarchive",
    "reopen",
    "get back",
    "undelete",
    "un-archive",
    "wiederherstellen",
    "restauriere",
];
const NEW_STACK: [&str; 21] = [
    "create a new stack",
    "create a stack",
    "create stack",
    "create new stack",
    "make a new stack",
    "make a stack",
    "make stack",
    "new stack",
    "add a new stack",
    "add a stack",
    "add stack",
    "open a new stack",
    "open a stack",
    "erstelle einen neuen stapel",
    "erstelle einen stapel",
    "erstelle stapel",
    "neuer stapel",
    "neuen stapel",
    "mach einen neuen stapel",
    "mach einen stapel",
    "lege einen stapel an",
];
const OPEN_STACK: [&str; 12] = [
    "open the stack",
    "open stack",
    "switch to the stack",
    "switch to stack",
    "switch to",
    "go to the stack",
    "go to stack",
    "go to",
    "show stack",
    "öffne den stapel",
    "öffne stapel",
    "wechsle zu",
];
const LIST: [&str; 13] = [
    "list all stacks",
    "list my stacks",
    "list the stacks",
    "list stacks",
    "list archived stacks",
    "which stacks",
    "what stacks",
    "show my stacks",
    "show all stacks",
    "show stacks",
    "liste stapel",
    "welche stapel",
    "zeige stapel",
];

pub(super) fn intent(point: &str) -> Option<Intent> {
    let point = bare(point);
    stacks(point)
        .or_else(|| rename(point))
        .or_else(|| shift(point))
        .or_else(|| restore(point))
        .or_else(|| after(point, &ARCHIVE).map(|rest| Intent::Archive { what: target(rest) }))
        .or_else(|| after(point, &FIND).map(find))
}

fn stacks(point: &str) -> Option<Intent> {
    if after(point, &LIST).is_some() {
        return Some(Intent::ListStacks { archived: has(point, &["archived", "all", "archivierte", "alle"]) });
    }
    if let Some(rest) = after(point, &NEW_STACK) {
        let name = without_heads(rest.trim_start_matches(':'), &["called", "named", "for", "namens", "für"]);
        return Some(Intent::CreateStack { name: bare(name).to_owned() });
    }
    let rest = after(point, &OPEN_STACK)?;
    Some(Intent::OpenStack { name: bare(without_head(rest, &["called", "named", "namens"])).to_owned() })
}

fn rename(point: &str) -> Option<Intent> {
    let (what, name) =
        if let Some(rest) = after(point, &["rename", "retitle", "change the title of", "change the name of"]) {
            split_last(rest, &["to", "as", "into"])?
        } else if let Some(rest) = after(point, &["benenne", "nenne"]) {
            let rest = before(rest, &["um"]).unwrap_or(rest);
            split_last(rest, &["in"]).or_else(|| rest.split_once(' '))?
        } else {
            let rest = after(point, &["call"])?;
            rest.split_once(' ').filter(|(what, _)| target(what) == Target::It)?
        };
    let what = if what.is_empty() { Target::It } else { target(what) };
    Some(Intent::Rename { what, name: bare(before(name, &["um"]).unwrap_or(name)).to_owned() })
}

fn shift(point: &str) -> Option<Intent> {
    let rest = after(point, &["move", "put", "verschiebe", "verschieb"])?;
    let (what, stack) = split_last(rest, &["to", "onto", "into", "on", "nach", "auf", "in", "zu"])?;
    let stack = match target(stack) {
        Target::Stack(name) | Target::Named(name) | Target::Card(name) => name,
        Target::Open | Target::It | Target::ThisStack => return None,
    };
    Some(Intent::Move { what: if what.is_empty() { Target::It } else { target(what) }, stack })
}

fn restore(point: &str) -> Option<Intent> {
    let german = |heads: &[&str], tail: &str| after(point, heads).and_then(|rest| before(rest, &[tail]));
    let rest = after(point, &RESTORE)
        .or_else(|| german(&["stelle", "stell"], "wieder her"))
        .or_else(|| german(&["hole", "hol"], "zurück"))
        .or_else(|| after(point, &["bring"]).and_then(|rest| before(rest, &["back"])))?;
    let rest = before(rest, &["from the drawer", "aus der schublade"]).unwrap_or(rest);
    Some(Intent::Restore { what: target(rest) })
}

fn find(rest: &str) -> Intent {
    let archived = has(rest, &ARCHIVED).then_some(true);
    let mut words = rest.to_owned();
    for phrase in ARCHIVED {
        if let Some((head, tail)) = split_last(&words, &[phrase]) {
            words = format!("{head} {tail}");
        }
    }
    let is_filler = |word: &str| FILLERS.contains(&word.to_lowercase().as_str());
    let words = words.split_whitespace().map(bare).filter(|word| !word.is_empty());
    let kept: Vec<String> = words.clone().filter(|word| !is_filler(word)).map(str::to_owned).collect();
    let words = if kept.is_empty() { words.map(str::to_owned).collect() } else { kept };
    Intent::Find { words, archived }
}
