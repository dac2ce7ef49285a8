//! What the assistant keeps in mind.

use serde_json::{Value, json};

use super::{Act, text};
use crate::assistant::builtin::play::{Pause, Play};

/// Things that are named in one answer; the others are counted.
const SAID_MAX: usize = 20;

pub(super) fn remember(play: &mut Play<'_>, file: &str, what: &str) -> Act {
    let kept = play.call("remember", json!({ "file": file, "text": what }))?;
    Ok(play.lang.remembered(&text(&kept["text"])))
}

pub(super) fn recall(play: &mut Play<'_>, query: &str) -> Act {
    let found = found(play, query)?;
    let facts: Vec<String> = found.iter().map(|one| text(&one["text"])).collect();
    Ok(play.lang.recalled(query, &facts, SAID_MAX))
}

pub(super) fn forget(play: &mut Play<'_>, words: &str) -> Act {
    if words.is_empty() {
        return Ok(play.lang.forget_what());
    }
    let found = found(play, words)?;
    let learnt: Vec<&Value> = found.iter().filter(|one| one["learning_id"].is_string()).collect();
    match learnt[..] {
        [] => Ok(play.lang.nothing_to_forget(words, !found.is_empty())),
        [one] => {
            let gone = play.call("forget", json!({ "learning_id": one["learning_id"] }))?;
            Ok(play.lang.forgotten(&text(&gone["text"])))
        }
        _ => Ok(play.lang.which(&learnt.iter().take(SAID_MAX).map(|one| text(&one["text"])).collect::<Vec<_>>())),
    }
}

fn found(play: &mut Play<'_>, query: &str) -> Result<Vec<Value>, Pause> {
    let answer = play.call("recall", json!({ "query": query }))?;
    Ok(answer["found"].as_array().cloned().unwrap_or_default())
}
