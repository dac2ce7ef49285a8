//! Cards whose content was said.

use serde_json::json;

use super::{Act, title};
use crate::assistant::builtin::play::{Pause, Play};

/// The title of a note is its first line, cut at a word.
const NOTE_TITLE_CHARS: usize = 60;

pub(super) fn note(play: &mut Play<'_>, text: &str) -> Act {
    if text.is_empty() {
        let ask = play
            .lang
            .pick("What should the note say? `note: buy milk`", "Was soll die Notiz sagen? `notiz: Milch kaufen`");
        return Err(Pause::Say(ask.to_owned()));
    }
    let input = json!({
        "title": first_words(text),
        "size": "small",
        "blocks": [{ "type": "text", "content": text }],
    });
    let made = play.call("create_card", input)?;
    let name = title(&made);
    Ok(play.lang.pick(format!("I made the note {name}."), format!("Ich habe die Notiz {name} angelegt.")))
}

pub(super) fn checklist(play: &mut Play<'_>, name: Option<String>, items: &[(String, bool)]) -> Act {
    if items.is_empty() {
        let ask = play.lang.pick(
            "What should be on it? `checklist groceries: milk, eggs, bread`",
            "Was soll darauf stehen? `checkliste Einkauf: Milch, Eier, Brot`",
        );
        return Err(Pause::Say(ask.to_owned()));
    }
    let name = name.unwrap_or_else(|| play.lang.pick("To do", "Aufgaben").to_owned());
    let list: Vec<_> = items.iter().map(|(text, done)| json!({ "text": text, "done": done })).collect();
    let input = json!({
        "title": capitalised(&name),
        "size": "small",
        "blocks": [{ "type": "checklist", "items": list }],
    });
    let made = play.call("create_card", input)?;
    let (name, count) = (title(&made), items.len());
    Ok(match count {
        1 => play
            .lang
            .pick(format!("I made {name} with one item."), format!("Ich habe {name} mit einem Punkt angelegt.")),
        _ => play.lang.pick(
            format!("I made {name} with {count} items."),
            format!("Ich habe {name} mit {count} Punkten angelegt."),
        ),
    })
}

pub(super) fn stat(play: &mut Play<'_>, label: &str, value: &str, trend: Option<&str>) -> Act {
    let label = if label.is_empty() { play.lang.pick("Value", "Wert").to_owned() } else { capitalised(label) };
    let mut block = json!({ "type": "stat", "label": label, "value": value });
    if let Some(trend) = trend {
        block["trend"] = json!(trend);
    }
    let made = play.call("create_card", json!({ "title": label, "size": "small", "blocks": [block] }))?;
    let name = title(&made);
    let value = super::super::speech::plain(value);
    Ok(play.lang.pick(format!("I put {name} on the desk: {value}."), format!("Ich habe {name} hingelegt: {value}.")))
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line = line.trim_start_matches(['#', '-', '*', ' ']);
    let mut title = String::new();
    for word in line.split_whitespace() {
        let longer = title.chars().count() + 1 + word.chars().count();
        if longer > NOTE_TITLE_CHARS && !title.is_empty() {
            title.push('…');
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.extend(word.chars().take(NOTE_TITLE_CHARS));
    }
    if title.is_empty() { "Note".to_owned() } else { capitalised(&title) }
}
