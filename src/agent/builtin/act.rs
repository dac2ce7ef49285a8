//! What is done about each order, as if every tool answered at once.

use serde_json::{Value, json};

use super::{
    order::{self, How, Order, Place},
    play::{Pause, Play},
    speech::Told,
};
use crate::agent::tools::SHELL;

/// Lines of a file that are shown to the person.
const SHOWN_LINES_MAX: usize = 80;

/// Why the orders of a message don't go on.
enum Halt {
    Pause(Pause),
    /// What the person is told, and asked about if that is possible.
    Trouble(String),
    Finished,
}

impl From<Pause> for Halt {
    fn from(pause: Pause) -> Self {
        Self::Pause(pause)
    }
}

/// Does all that was said; answers what is said at the end.
pub(super) fn act(play: &mut Play<'_>) -> Result<String, Pause> {
    let (mut told, mut has_asked, mut last_trouble) = (Vec::new(), false, None);
    while let Some(text) = play.next_said() {
        last_trouble = match message(play, &text, &mut told, has_asked) {
            Ok(asked) => {
                has_asked |= asked;
                None
            }
            Err(Halt::Finished) => {
                last_trouble = None;
                break;
            }
            Err(Halt::Pause(pause)) => return Err(pause),
            Err(Halt::Trouble(trouble)) => Some(trouble),
        };
        if let Some(trouble) = &last_trouble
            && play.offers("ask")
        {
            play.ask(trouble)?;
        }
    }
    let summary = play.lang.summary(&told, last_trouble.as_deref());
    if play.offers("finish") && last_trouble.is_none() {
        // What the tool answers to that changes nothing: it is over.
        let _ = play.call("finish", json!({ "summary": summary }))?;
    }
    Ok(summary)
}

/// Does what one message orders; answers whether the person was asked something.
fn message(play: &mut Play<'_>, text: &str, told: &mut Vec<Told>, is_answer: bool) -> Result<bool, Halt> {
    let orders = match order::orders(text) {
        Ok(orders) if !orders.is_empty() => orders,
        // The answer to a question needs to be no order.
        Ok(_) | Err(_) if is_answer => {
            told.push(Told::Answer(text.trim().to_owned()));
            return Ok(false);
        }
        Ok(_) => return Err(Halt::Trouble(play.lang.not_understood(text.trim()))),
        Err(not) => return Err(Halt::Trouble(play.lang.not_understood(&not.line))),
    };
    let (count, mut has_asked) = (orders.len(), false);
    for (done, order) in orders.into_iter().enumerate() {
        has_asked |= matches!(order, Order::Ask { .. });
        one(play, order, told).map_err(|halt| match halt {
            Halt::Trouble(reason) => Halt::Trouble(play.lang.halted(&reason, done, count)),
            halt => halt,
        })?;
    }
    Ok(has_asked)
}

fn one(play: &mut Play<'_>, order: Order, told: &mut Vec<Told>) -> Result<(), Halt> {
    match order {
        Order::Help => told.push(Told::Help),
        Order::Finish => return Err(Halt::Finished),
        Order::Run { command } => run(play, command, told)?,
        Order::Ask { question } if play.offers("ask") => play.ask(&question)?,
        Order::Ask { question } => told.push(Told::Question(question)),
        Order::Replace { old, new, place } => replace(play, &old, &new, &place, told)?,
        Order::Write { path, content, how } => {
            let how = match how {
                How::Create => "create",
                How::Replace => "replace",
                How::Append => "append",
            };
            let wrote = call(play, "write", json!({ "path": path, "content": content, "how": how }))?;
            told.push(Told::Wrote { path, is_new: wrote["is_new"] == Value::Bool(true) });
        }
        Order::Move { from, to } => {
            call(play, "move", json!({ "from": from, "to": to }))?;
            told.push(Told::Moved { from, to });
        }
        Order::Delete { path, is_folder } => {
            call(play, "delete", json!({ "path": path, "folder": is_folder }))?;
            told.push(Told::Deleted { path });
        }
        Order::Search { text, place } => {
            let found = search(play, &text, &place, false)?;
            told.push(Told::Found { text, places: strings(&found["places"]) });
        }
        Order::Read { path } => {
            let read = call(play, "read", json!({ "path": path, "lines": SHOWN_LINES_MAX }))?;
            let text = read["text"].as_str().unwrap_or_default().to_owned();
            told.push(Told::Read { path, text, is_whole: read["note"].is_null() });
        }
        Order::List { path } => {
            let listed = call(play, "list", json!({ "path": path }))?;
            told.push(Told::Listed { entries: strings(&listed["entries"]) });
        }
    }
    Ok(())
}

/// Runs a command. One that does not end well is trouble: nobody calls it done.
fn run(play: &mut Play<'_>, command: String, told: &mut Vec<Told>) -> Result<(), Halt> {
    // Where somebody waits for a task, it is told why there is no shell; elsewhere there never is one.
    if !play.offers(SHELL) && !play.offers("ask") {
        return Err(Halt::Trouble(play.lang.no_shell()));
    }
    let ran = play.call(SHELL, json!({ "command": command }))?;
    let ran = ran.map_err(|reason| Halt::Trouble(play.lang.refused(&reason)))?;
    let output = ran["output"].as_str().unwrap_or_default().to_owned();
    let note = ran["note"].as_str().map(str::to_owned);
    match ran["exit_code"].as_i64() {
        Some(0) => {
            let (changed, left_out) = (strings(&ran["changed"]), strings(&ran["left_out"]));
            told.push(Told::Ran { command, output, changed, left_out });
            Ok(())
        }
        code => Err(Halt::Trouble(play.lang.ended_badly(&command, code, note.as_deref(), &output))),
    }
}

fn replace(play: &mut Play<'_>, old: &str, new: &str, place: &Place, told: &mut Vec<Told>) -> Result<(), Halt> {
    let (files, is_complete) = match place {
        Place::File(path) => (vec![path.clone()], true),
        Place::Files(_) | Place::Everywhere => {
            let found = search(play, old, place, true)?;
            (strings(&found["files"]), found["is_complete"] == Value::Bool(true))
        }
    };
    if files.is_empty() {
        return Err(Halt::Trouble(play.lang.nowhere(old)));
    }
    for path in files {
        let done = call(play, "edit", json!({ "path": path, "old": old, "new": new, "all": true }))?;
        let (old, new) = (old.to_owned(), new.to_owned());
        told.push(Told::Replaced { old, new, path, places: done["replaced"].as_u64().unwrap_or_default() });
    }
    if !is_complete {
        told.push(Told::Incomplete);
    }
    Ok(())
}

fn search(play: &mut Play<'_>, text: &str, place: &Place, is_exact: bool) -> Result<Value, Halt> {
    let path = match place {
        Place::File(path) | Place::Files(path) => Some(path),
        Place::Everywhere => None,
    };
    call(play, "search", json!({ "text": text, "path": path, "case_sensitive": is_exact }))
}

fn call(play: &mut Play<'_>, name: &str, input: Value) -> Result<Value, Halt> {
    if !play.offers(name) {
        return Err(Halt::Trouble(play.lang.not_offered()));
    }
    play.call(name, input)?.map_err(|reason| Halt::Trouble(play.lang.refused(&reason)))
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
