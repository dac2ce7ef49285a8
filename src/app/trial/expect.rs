//! What tests expect: lists that begin with a word.

use serde_json::{Value, json};

use super::{
    Stage,
    steps::{text, value},
};
use crate::app::{
    component::Prop,
    runtime::{self, Effect},
    tree::Shown,
};

pub(super) fn check(stage: &Stage<'_>, expected: &[Value]) -> Result<(), String> {
    let expected: Vec<Value> = expected.iter().map(|part| super::steps::filled(stage, part)).collect();
    let expected = expected.as_slice();
    let found = match text(expected, 0)? {
        "shown" => return is_shown(stage, expected, true),
        "gone" => return is_shown(stage, expected, false),
        "effect" => return effect(stage, expected),
        "no_effect" => return if effect(stage, expected).is_ok() { Err("it did".to_owned()) } else { Ok(()) },
        "text" => return same(&text_of(&*shown(stage, expected)?).into(), &value(expected, 2)),
        "value" => shown(stage, expected)?.value.clone().unwrap_or_default(),
        "prop" => {
            let shown = shown(stage, expected)?;
            let prop: Prop = serde_json::from_value(value(expected, 2)).map_err(|_| "there is no such prop")?;
            return same(&shown.props.get(&prop).cloned().unwrap_or_default(), &value(expected, 3));
        }
        "count" => {
            let node = text(expected, 1)?;
            let mut count = 0;
            stage.tree.root.walk(&mut |shown| count += usize::from(shown.address.node == node));
            count.into()
        }
        "state" => at_path(stage, text(expected, 1)?),
        _ => return Err("nothing of this kind can be expected".to_owned()),
    };
    same(&found, &value(expected, 2))
}

fn same(found: &Value, expected: &Value) -> Result<(), String> {
    let are_same_numbers = found.as_f64().zip(expected.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 1e-9);
    if found == expected || are_same_numbers { Ok(()) } else { Err(format!("it is {found}")) }
}

fn shown(stage: &Stage<'_>, expected: &[Value]) -> Result<std::sync::Arc<Shown>, String> {
    let address = text(expected, 1)?;
    stage.find(address).ok_or_else(|| format!("{address} is not shown"))
}

fn is_shown(stage: &Stage<'_>, expected: &[Value], wanted: bool) -> Result<(), String> {
    let is_there = stage.find(text(expected, 1)?).is_some_and(|shown| !shown.is(Prop::Hidden));
    if is_there == wanted { Ok(()) } else { Err(if wanted { "it is not shown" } else { "it is shown" }.to_owned()) }
}

/// What people read in a component: its own text, or else that of its children.
fn text_of(shown: &Shown) -> String {
    let own = [Prop::Value, Prop::Text, Prop::Content, Prop::Name, Prop::Title, Prop::Label];
    let own = own.into_iter().find_map(|prop| shown.props.get(&prop)).filter(|value| !value.is_array());
    match own {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => shown.children.iter().map(|child| text_of(child)).collect::<Vec<_>>().join(" "),
    }
}

pub(super) fn at_path(stage: &Stage<'_>, path: &str) -> Value {
    let mut steps = path.split('.');
    let mut found = steps.next().and_then(|name| stage.state.get(name)).cloned().unwrap_or_default();
    for step in steps {
        found = match &found {
            Value::Array(items) => step.parse::<usize>().ok().and_then(|at| items.get(at)).cloned().unwrap_or_default(),
            other => other.get(step).cloned().unwrap_or_default(),
        };
    }
    found
}

/// Whether an effect of this kind was wanted, with these fields.
fn effect(stage: &Stage<'_>, expected: &[Value]) -> Result<(), String> {
    let (kind, wanted) = (text(expected, 1)?, value(expected, 2));
    let fits = |effect: &Effect| {
        let told = told(effect);
        let fields = wanted.as_object().into_iter().flatten();
        told["kind"] == kind && fields.into_iter().all(|(name, value)| told.get(name) == Some(value))
    };
    if stage.effects.iter().any(fits) {
        return Ok(());
    }
    let all: Vec<Value> = stage.effects.iter().map(told).collect();
    Err(format!("the effects were {}", Value::from(all)))
}

fn told(effect: &Effect) -> Value {
    match effect {
        Effect::Toast { text, tone } => json!({ "kind": "toast", "text": text, "tone": tone }),
        Effect::Notify { title, body } => json!({ "kind": "notify", "title": title, "body": body }),
        Effect::OpenApp { package, data } => json!({ "kind": "open_app", "app": package, "data": data }),
        Effect::Send { to, kind, data } => json!({ "kind": "send", "to": to, "type": kind, "data": data }),
        Effect::Fetch { request: runtime::Request { url, method, .. }, .. } => {
            json!({ "kind": "fetch", "url": url, "method": method })
        }
        Effect::SaveFile { name, mime, content } => {
            json!({ "kind": "save_file", "name": name, "mime": mime, "content": content })
        }
        Effect::Copy { text } => json!({ "kind": "copy", "text": text }),
        Effect::AskModel { prompt, .. } => json!({ "kind": "ask_model", "prompt": prompt }),
        Effect::ReadFiles { glob, .. } => json!({ "kind": "read_files", "glob": glob }),
        Effect::ReadFile { id, .. } => json!({ "kind": "read_file", "id": id }),
        Effect::WriteFile { name, content, .. } => json!({ "kind": "write_file", "name": name, "content": content }),
    }
}
