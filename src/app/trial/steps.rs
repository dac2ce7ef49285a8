//! The steps of tests: lists that begin with a word.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::Stage;
use crate::app::{
    component::Happening,
    runtime::{Effect, Event, Input},
    tree::Address,
};

/// A timer that a test lets run goes off at most so often.
const TICKS_MAX: u64 = 1_000;

pub(super) fn take(stage: &mut Stage<'_>, step: &[Value]) -> Result<(), String> {
    let step: Vec<Value> = step.iter().map(|part| filled(stage, part)).collect();
    let step = step.as_slice();
    let word = text(step, 0)?;
    match word {
        "click" => event(stage, step, Happening::Click, Value::Null),
        "done" => event(stage, step, Happening::Done, Value::Null),
        "close" => event(stage, step, Happening::Close, Value::Null),
        "type" => event(stage, step, Happening::Input, value(step, 2)),
        "set" => event(stage, step, Happening::Change, value(step, 2)),
        "submit" => event(stage, step, Happening::Submit, value(step, 2)),
        "pick" => event(stage, step, Happening::Click, json!({ "value": value(step, 2), "id": value(step, 3) })),
        "key" => event(stage, step, Happening::Key, json!({ "key": value(step, 2) })),
        "draw" => event(stage, step, Happening::Draw, json!({ "data": value(step, 2) })),
        "load" => event(stage, step, Happening::Load, json!({ "data": value(step, 2) })),
        "move" => event(stage, step, Happening::Move, value(step, 2)),
        "timer" => {
            let times = step.get(2).and_then(Value::as_u64).unwrap_or(1).min(TICKS_MAX);
            let id = text(step, 1)?.to_owned();
            (0..times).try_for_each(|_| input(stage, Input::Timer { id: id.clone() }))
        }
        "job" => input(stage, Input::Job { id: text(step, 1)?.to_owned() }),
        "wait" => {
            let ms = step.get(1).and_then(Value::as_i64).ok_or("expected milliseconds")?;
            stage.clock.0.fetch_add(ms.max(0), Ordering::Relaxed);
            stage.tree = stage.program.render(&stage.state, &stage.moment).map_err(|failure| failure.to_string())?;
            Ok(())
        }
        "message" => {
            let (from, kind) = (text(step, 1)?.to_owned(), text(step, 2)?.to_owned());
            input(stage, Input::Message { from, kind, data: value(step, 3) })
        }
        "result" => {
            let call =
                stage.effects.iter().rev().find_map(Effect::then).ok_or("nothing waits for a result")?.to_owned();
            input(stage, Input::Result { call, data: value(step, 1) })
        }
        "mount" => input(stage, Input::Mount { data: value(step, 1) }),
        "suspend" => input(stage, Input::Suspend),
        "resume" => input(stage, Input::Resume),
        "destroy" => input(stage, Input::Destroy),
        "upgrade" => input(stage, Input::Upgrade { from: text(step, 1)?.to_owned() }),
        _ => Err("there is no such step".to_owned()),
    }
}

fn event(stage: &mut Stage<'_>, step: &[Value], what: Happening, value: Value) -> Result<(), String> {
    let address = text(step, 1)?;
    let shown = stage.find(address).ok_or_else(|| format!("{address} is not shown"))?;
    let Address { node, key } = shown.address.clone();
    let event = Event { node, key, what, value };
    input(stage, Input::Event(event))
}

fn input(stage: &mut Stage<'_>, input: Input) -> Result<(), String> {
    stage.take(&input).map_err(|failure| failure.to_string())
}

/// A part of a step in which texts such as `state:cards.0.id` stand for what the state holds there.
pub(super) fn filled(stage: &Stage<'_>, part: &Value) -> Value {
    match part {
        Value::String(text) => {
            text.strip_prefix("state:").map_or_else(|| part.clone(), |path| super::expect::at_path(stage, path))
        }
        Value::Array(items) => items.iter().map(|item| filled(stage, item)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), filled(stage, value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => part.clone(),
    }
}

pub(super) fn text(list: &[Value], at: usize) -> Result<&str, String> {
    list.get(at).and_then(Value::as_str).ok_or_else(|| format!("expected a text in place {at}"))
}

pub(super) fn value(list: &[Value], at: usize) -> Value {
    list.get(at).cloned().unwrap_or_default()
}
