//! Stacks: make, open, list.

use serde_json::{Value, json};

use super::{Act, name, text};
use crate::assistant::builtin::{
    phrase::folded,
    play::{Pause, Play},
    speech::bold,
    view::Named,
};

pub(super) fn create(play: &mut Play<'_>, called: &str) -> Act {
    if called.is_empty() {
        let ask = play.lang.pick(
            "What should the stack be called? `create a stack called Taxes`",
            "Wie soll der Stapel heißen? `erstelle einen Stapel Steuern`",
        );
        return Err(Pause::Say(ask.to_owned()));
    }
    let made = play.call("create_stack", json!({ "name": called }))?;
    let name = name(&made);
    Ok(play.lang.pick(format!("I made the stack {name}."), format!("Ich habe den Stapel {name} angelegt.")))
}

/// A stack in the Drawer is brought back; which tab is shown is the user's own choice.
pub(super) fn open(play: &mut Play<'_>, called: &str) -> Act {
    if let Named::One(stack) = play.view.stack(called) {
        let (id, name) = (stack.id, bold(&stack.name));
        let place = play.view.stacks().position(|other| other.id == id).unwrap_or(0);
        return Ok(match place {
            0 => play.lang.pick(format!("{name} is the stack you are on."), format!("Du bist schon auf {name}.")),
            _ => play.lang.pick(
                format!("{name} is on the desk: choose its tab, or press Ctrl+K and type its name."),
                format!("{name} ist auf dem Schreibtisch: wähle den Reiter, oder drücke Strg+K und tippe den Namen."),
            ),
        });
    }
    let found = play.call("find", json!({ "text": called, "archived": true }))?;
    let stacks: Vec<&Value> = found["stacks"].as_array().into_iter().flatten().collect();
    let same = stacks.iter().find(|stack| folded(&text(&stack["name"])) == folded(called));
    let id = match (same, &stacks[..]) {
        (Some(stack), _) => stack["stack_id"].clone(),
        (None, [only]) => only["stack_id"].clone(),
        (None, []) => return Err(Pause::Say(play.lang.no_such_stack(called))),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|stack| text(&stack["name"])).collect();
            return Err(Pause::Say(play.lang.which(&names)));
        }
    };
    let done = play.call("restore_stack", json!({ "stack_id": id }))?;
    let name = name(&done);
    Ok(play.lang.pick(
        format!("I brought the stack {name} back from the Drawer."),
        format!("Ich habe den Stapel {name} aus der Schublade geholt."),
    ))
}

pub(super) fn list(play: &mut Play<'_>, archived: bool) -> Act {
    let found = play.call("list_stacks", json!({ "include_archived": archived }))?;
    let lang = play.lang;
    let line = |stack: &Value| {
        let cards = match stack["cards"].as_u64().unwrap_or(0) {
            1 => lang.pick("1 card".to_owned(), "1 Karte".to_owned()),
            count => lang.pick(format!("{count} cards"), format!("{count} Karten")),
        };
        let drawer = lang.pick("in the Drawer", "in der Schublade").to_owned();
        let where_to = if stack["archived"].as_bool() == Some(true) { drawer } else { cards };
        format!("- {} ({where_to})", name(stack))
    };
    let lines: Vec<String> = found["stacks"].as_array().into_iter().flatten().map(line).collect();
    Ok(format!("{}\n\n{}", lang.pick("Your stacks:", "Deine Stapel:"), lines.join("\n")))
}
