//! Cards and stacks by name: find, rename, move, archive, restore.

use serde_json::{Value, json};

use super::{Act, Thing, name, text, thing, title};
use crate::assistant::builtin::{
    play::{Pause, Play},
    speech::{bold, plain},
    understand::Target,
};

pub(super) fn rename(play: &mut Play<'_>, what: &Target, to: &str) -> Act {
    if to.is_empty() {
        let ask = play.lang.pick("What should it be called? `rename it to Invoices`", "Wie soll es heißen?");
        return Err(Pause::Say(ask.to_owned()));
    }
    match thing(play, what, false)? {
        Thing::Card(id) => {
            let done = play.call("update_card", json!({ "card_id": id, "title": to }))?;
            let name = title(&done);
            Ok(play.lang.pick(format!("The card is now called {name}."), format!("Die Karte heißt jetzt {name}.")))
        }
        Thing::Stack(id) => {
            let done = play.call("rename_stack", json!({ "stack_id": id, "name": to }))?;
            let name = name(&done);
            Ok(play.lang.pick(format!("The stack is now called {name}."), format!("Der Stapel heißt jetzt {name}.")))
        }
    }
}

pub(super) fn archive(play: &mut Play<'_>, what: &Target) -> Act {
    match thing(play, what, false)? {
        Thing::Card(id) => {
            let done = play.call("close_card", json!({ "card_id": id }))?;
            let name = title(&done);
            Ok(play.lang.pick(
                format!("{name} is in the Drawer now; `restore it` brings it back."),
                format!("{name} liegt jetzt in der Schublade; `stelle es wieder her` holt die Karte zurück."),
            ))
        }
        Thing::Stack(id) => {
            let done = play.call("archive_stack", json!({ "stack_id": id }))?;
            let (name, said) = (name(&done), plain(&text(&done["name"])));
            Ok(play.lang.pick(
                format!("The stack {name} and its cards are in the Drawer now; `restore stack {said}` brings them back."),
                format!(
                    "Der Stapel {name} und seine Karten liegen jetzt in der Schublade; `stelle stapel {said} wieder her` \
                     holt sie zurück."
                ),
            ))
        }
    }
}

pub(super) fn restore(play: &mut Play<'_>, what: &Target) -> Act {
    match thing(play, what, true)? {
        Thing::Card(id) => {
            let done = play.call("restore_card", json!({ "card_id": id }))?;
            let (name, stack) = (title(&done), bold(&text(&done["stack"])));
            Ok(play.lang.pick(format!("{name} is back on {stack}."), format!("{name} liegt wieder auf {stack}.")))
        }
        Thing::Stack(id) => {
            let done = play.call("restore_stack", json!({ "stack_id": id }))?;
            let name = name(&done);
            Ok(play.lang.pick(
                format!("The stack {name} is back, with the cards that went with it."),
                format!("Der Stapel {name} ist wieder da, mit den Karten, die mit ihm gegangen waren."),
            ))
        }
    }
}

pub(super) fn shift(play: &mut Play<'_>, what: &Target, stack: &str) -> Act {
    let Thing::Card(card) = thing(play, what, false)? else {
        let say =
            play.lang.pick("I can only move cards, not stacks.", "Ich kann nur Karten verschieben, keine Stapel.");
        return Err(Pause::Say(say.to_owned()));
    };
    let Thing::Stack(stack) = thing(play, &Target::Stack(stack.to_owned()), false)? else {
        return Err(Pause::Say(play.lang.no_such_stack(stack)));
    };
    let done = play.call("move_card", json!({ "card_id": card, "stack_id": stack }))?;
    let (name, stack) = (title(&done), bold(&text(&done["stack"])));
    Ok(play.lang.pick(format!("{name} is on {stack} now."), format!("{name} liegt jetzt auf {stack}.")))
}

pub(super) fn find(play: &mut Play<'_>, words: &[String], archived: Option<bool>) -> Act {
    if words.is_empty() {
        let ask = play.lang.pick("What should I look for? `find Acme`", "Wonach soll ich suchen? `finde Acme`");
        return Err(Pause::Say(ask.to_owned()));
    }
    let sought = words.join(" ");
    let mut input = json!({ "text": sought });
    if let Some(archived) = archived {
        input["archived"] = json!(archived);
    }
    let found = play.call("find", input)?;
    let lines = lines(play, &found);
    let sought = plain(&sought);
    Ok(match lines.len() {
        0 => play.lang.pick(
            format!("I found nothing about “{sought}”, not even in the Drawer."),
            format!("Ich habe nichts zu „{sought}“ gefunden, auch nicht in der Schublade."),
        ),
        1 => format!("{} {}", play.lang.pick("I found", "Gefunden:"), lines[0]),
        _ => format!("{}\n\n- {}", play.lang.pick("I found:", "Gefunden:"), lines.join("\n- ")),
    })
}

fn lines(play: &Play<'_>, found: &Value) -> Vec<String> {
    let lang = play.lang;
    let in_drawer = |one: &Value| match one["archived"].as_bool() {
        Some(true) => lang.pick(", in the Drawer", ", in der Schublade"),
        _ => "",
    };
    let cards = found["cards"].as_array().into_iter().flatten();
    let cards = cards.map(|card| {
        let on = lang.pick("on the stack", "auf dem Stapel");
        format!("{} {on} {}{}", title(card), bold(&text(&card["stack"])), in_drawer(card))
    });
    let stacks = found["stacks"].as_array().into_iter().flatten();
    let stacks =
        stacks.map(|stack| format!("{} {}{}", lang.pick("the stack", "der Stapel"), name(stack), in_drawer(stack)));
    let messages = found["messages"].as_array().into_iter().flatten();
    let messages = messages.map(|message| {
        let passage = plain(&text(&message["passage"]));
        lang.pick(format!("in the conversation: “{passage}”"), format!("im Gespräch: „{passage}“"))
    });
    let documents = found["documents"].as_array().into_iter().flatten().map(|document| in_document(play, document));
    cards.chain(stacks).chain(documents).chain(messages).collect()
}

/// `the document **lease.pdf**, page 2: “Notice: three months”`.
fn in_document(play: &Play<'_>, document: &Value) -> String {
    let lang = play.lang;
    let page = document["page"].as_u64().map(|page| format!(", {} {page}", lang.pick("page", "Seite")));
    let row = document["row"].as_u64().map(|row| format!(", {} {row}", lang.pick("row", "Zeile")));
    let put_away = match document["archived"].as_bool() {
        Some(true) => lang.pick(", put away", ", weggelegt"),
        _ => "",
    };
    let passage = plain(&text(&document["passage"]));
    let passage = if passage.is_empty() {
        String::new()
    } else {
        lang.pick(format!(": “{passage}”"), format!(": „{passage}“"))
    };
    let place = page.or(row).unwrap_or_default();
    format!("{} {}{place}{put_away}{passage}", lang.pick("the document", "das Dokument"), name(document))
}
