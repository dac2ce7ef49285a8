//! Takes a step: runs a handler on a copy of the state, and keeps what it made of it if that is allowed.

use rhai::{Dynamic, Map};
use serde_json::Value;

use super::{
    Effect, Event, Failure, Input, Moment, Outcome, State,
    compile::{Code, Program, word},
    fields, limits, meter,
    render::Eval,
    told, value,
};
use crate::app::{
    code::{self, Path, Step},
    component::{Happening, Prop},
    tree::{Shown, Tree, Variable},
};

/// What `ev` holds when it is given.
const EV_FIELDS: [&str; 9] = ["key", "x", "y", "id", "from", "to", "index", "data", "kind"];

pub(super) fn step(
    program: &Program,
    state: &State,
    tree: &Tree,
    input: &Input,
    moment: &Moment,
) -> Result<Outcome, Failure> {
    let (made, effects) =
        meter::metered(moment, limits::HANDLER_OPERATIONS_MAX, true, || take(program, state, tree, input));
    let state = made?;
    fields::check(&program.package.ui_spec.state, &state).map_err(|bad| Failure::new(bad.0, ""))?;
    check_messages(&effects)?;
    Ok(Outcome { state, effects })
}

pub(super) fn running_timers(program: &Program, state: &State, moment: &Moment) -> Result<Vec<String>, Failure> {
    if program.timers.is_empty() {
        return Ok(Vec::new());
    }
    let (made, _) = meter::metered(moment, limits::RENDER_OPERATIONS_MAX, false, || {
        let mut eval = Eval::new(program, state)?;
        let mut running = Vec::new();
        for (id, (_, when)) in &program.timers {
            let runs = match when {
                Some(code) => value::is_true(&eval.json(code)?),
                None => true,
            };
            if runs {
                running.push(id.clone());
            }
        }
        Ok(running)
    });
    made
}

fn take(program: &Program, state: &State, tree: &Tree, input: &Input) -> Result<State, Failure> {
    let hook = |name: &str| program.hooks.get(name);
    match input {
        Input::Event(event) => on_event(program, state, tree, event),
        Input::Timer { id } => {
            run(program, state, program.timers.get(id).map(|(code, _)| code), &[], ev(&Value::Null, &[]))
        }
        Input::Job { id } => run(program, state, program.jobs.get(id), &[], ev(&Value::Null, &[])),
        Input::Mount { data } => run(program, state, hook("on_mount"), &[], ev(&Value::Null, &[("data", data)])),
        Input::Suspend => run(program, state, hook("on_suspend"), &[], ev(&Value::Null, &[])),
        Input::Resume => run(program, state, hook("on_resume"), &[], ev(&Value::Null, &[])),
        Input::Destroy => run(program, state, hook("on_destroy"), &[], ev(&Value::Null, &[])),
        Input::Message { from, kind, data } => {
            let (from, kind) = (from.as_str().into(), kind.as_str().into());
            let ev = ev(&Value::Null, &[("from", &from), ("id", &kind), ("kind", &kind), ("data", data)]);
            run(program, state, hook("on_message"), &[], ev)
        }
        Input::Upgrade { from } => run(program, state, hook("on_upgrade"), &[], ev(&from.as_str().into(), &[])),
        Input::Result { call, data } => on_result(program, state, call, data),
    }
}

fn on_event(program: &Program, state: &State, tree: &Tree, event: &Event) -> Result<State, Failure> {
    let happening = event.what;
    let forged = |why: &str| Failure::forged(format!("{why}: {} {}", event.node, word(&happening)));
    let shown = tree.find(&event.node, &event.key).ok_or_else(|| Failure::gone(&event.node))?;
    let node = program.nodes.get(&event.node).ok_or_else(|| Failure::gone(&event.node))?;
    if !shown.tells.contains(&happening) {
        return Err(forged("this component does not tell that"));
    }
    if shown.is(Prop::Disabled) || shown.is(Prop::Hidden) {
        return Err(forged("this component can't be used now"));
    }
    told::check(&shown, happening, &event.value).map_err(forged)?;
    let mut state = state.clone();
    let is_edit = matches!(happening, Happening::Input | Happening::Change)
        || (happening == Happening::Submit && !event.value.is_null());
    if let Some(path) = node.bind.as_ref().filter(|_| is_edit) {
        put(&mut state, &shown, path, event.value.clone()).map_err(forged)?;
        fields::check(&program.package.ui_spec.state, &state).map_err(|bad| Failure::forged(bad.0))?;
    }
    // The variables of the loops are as they are after the edit.
    let variables: Vec<Variable> = shown.scope.0.iter().map(|variable| fresh(variable, &state)).collect();
    run(program, &state, node.on.get(&happening), &variables, ev(&event.value, &[]))
}

/// Calls the function that was named for the result of an effect.
fn on_result(program: &Program, state: &State, call: &str, data: &Value) -> Result<State, Failure> {
    let Some((code, params)) = program.functions.get(call) else {
        return Err(Failure::new(format!("there is no function `{call}` for the result"), "/ui_spec/script"));
    };
    let args = if *params == 0 { Vec::new() } else { vec![value::to_dynamic(data)] };
    let mut eval = Eval::new(program, state)?;
    let _ = eval.call_function(&code::own_name(call), args, code)?;
    kept(program, &eval)
}

fn run(
    program: &Program,
    state: &State,
    code: Option<&Code>,
    variables: &[Variable],
    ev: Dynamic,
) -> Result<State, Failure> {
    let Some(code) = code else { return Ok(state.clone()) };
    let mut eval = Eval::new(program, state)?;
    eval.locals.push(("ev".to_owned(), ev));
    eval.locals.extend(variables.iter().map(|variable| (variable.name.clone(), value::to_dynamic(&variable.value))));
    let back = eval.call(code)?;
    let mut state = kept(program, &eval)?;
    write_back(&mut state, code, variables, back);
    Ok(state)
}

/// The state that a handler has left, without what is computed.
fn kept(program: &Program, eval: &Eval<'_>) -> Result<State, Failure> {
    let Some(this) = eval.this.read_lock::<Map>() else {
        return Err(Failure::new("`this` was replaced: change its names instead", ""));
    };
    let own = this.iter().filter(|(name, _)| !program.package.ui_spec.computed.contains_key(name.as_str()));
    own.map(|(name, value)| {
        let value = value::to_json(value).map_err(|why| Failure::new(format!("`this.{name}`: {why}"), ""))?;
        Ok((name.to_string(), value))
    })
    .collect()
}

/// Puts variables that the handler has changed back into the list that they come from, if their item is still there.
fn write_back(state: &mut State, code: &Code, variables: &[Variable], back: Dynamic) {
    let Ok(values) = back.into_array() else { return };
    // The handler answers those of its parameters that are variables of loops, in this order.
    let names = code.params.iter().filter(|name| variables.iter().any(|variable| variable.name == **name));
    for (name, value) in names.zip(values) {
        let variable = variables.iter().rev().find(|variable| variable.name == *name);
        let (Some(variable), Ok(value)) = (variable, value::to_json(&value)) else { continue };
        if value != variable.value
            && let Some(item) = item_of(state, variable)
            && *item == variable.value
        {
            *item = value;
        }
    }
}

/// The variable with the value that the state has now.
fn fresh(variable: &Variable, state: &State) -> Variable {
    let mut variable = variable.clone();
    if let Some((path, at)) = &variable.place
        && let Some(item) = path.first().and_then(|name| state.get(name)).and_then(|list| list.get(*at))
    {
        variable.value = item.clone();
    }
    variable
}

fn item_of<'a>(state: &'a mut State, variable: &Variable) -> Option<&'a mut Value> {
    let (path, at) = variable.place.as_ref()?;
    let list = state.get_mut(path.first()?)?.as_array_mut()?;
    let id = variable.value.get("id").filter(|id| !id.is_null());
    match id {
        Some(id) => list.iter_mut().find(|item| item.get("id") == Some(id)),
        None => list.get_mut(*at),
    }
}

/// Sets what a path leads to.
fn put(state: &mut State, shown: &Shown, path: &Path, value: Value) -> Result<(), &'static str> {
    let variable = shown.scope.0.iter().rev().find(|variable| variable.name == path.root);
    let mut target = match variable {
        Some(variable) => item_of(state, variable).ok_or("this item stands in no list of the state")?,
        None => state.get_mut(&path.root).ok_or("there is no such name")?,
    };
    for step in &path.steps {
        target = match step {
            Step::Field(name) => {
                target.as_object_mut().ok_or("there is no such field")?.entry(name.clone()).or_insert(Value::Null)
            }
            Step::Index(number) => target.get_mut(*number).ok_or("there is no such item")?,
        };
    }
    *target = value;
    Ok(())
}

/// What a handler is told, as `ev`.
fn ev(value: &Value, extra: &[(&str, &Value)]) -> Dynamic {
    let mut ev = Map::new();
    let given = value.as_object().and_then(|fields| fields.get("value"));
    let inner =
        value.as_object().filter(|fields| fields.keys().all(|key| key == "value" || EV_FIELDS.contains(&&**key)));
    ev.insert("value".into(), value::to_dynamic(given.unwrap_or(value)));
    for field in EV_FIELDS {
        let given = extra.iter().find(|(name, _)| *name == field).map(|(_, value)| *value);
        let given = given.or_else(|| inner.and_then(|fields| fields.get(field)));
        ev.insert(field.into(), given.map_or(Dynamic::UNIT, value::to_dynamic));
    }
    ev.into()
}

fn check_messages(effects: &[Effect]) -> Result<(), Failure> {
    let is_large = |effect: &Effect| match effect {
        Effect::Send { data, .. } | Effect::OpenApp { data, .. } => fields::size(data) > limits::MESSAGE_BYTES_MAX,
        _ => false,
    };
    if effects.iter().any(is_large) {
        return Err(Failure::new("a message to another app has at most 16 KiB", ""));
    }
    Ok(())
}
