//! The assistant's tools, for programs.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    method::{Guest, failure},
    rpc::Failure,
};
use crate::{
    activity::By,
    app::catalogue,
    assistant::{
        self, context,
        tools::{self, Effect, Rehearsed, Scene, ToolDone, ToolError},
    },
    desk::{self, Done},
    llm::{ToolCall, ToolSpec},
    sprite::{self, SpriteHandle},
    stack::Allowance,
};

/// Bytes of a tool's answer: many times what a model reads with profit.
const RESULT_BYTES_MAX: usize = 1 << 20;

/// Which tool, and with what.
#[derive(Deserialize)]
pub(super) struct Call {
    name: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

/// The tools that the credential may use.
pub(super) fn list(guest: &Guest) -> Value {
    let specs = tools::specs();
    let tools: Vec<Value> = specs.iter().filter_map(|spec| shown(spec, guest.may_write())).collect();
    json!({ "tools": tools })
}

/// Runs a tool. What it refuses is an answer, too: the model should read it and try again.
pub(super) async fn call(guest: &Guest, call: Call) -> Result<Value, Failure> {
    let Some(effect) = tools::effect(&call.name) else {
        let name: String = call.name.chars().take(60).collect();
        return Err(Failure::bad_params(format!("there is no tool \"{name}\": tools/list names them")));
    };
    if effect == Effect::Changes && !guest.may_write() {
        let reason = "this API token may only read: its user can make one in Settings that may also write";
        return Ok(refusal(reason));
    }
    let call = ToolCall { id: String::new(), name: call.name, input: Value::Object(call.arguments) };
    // Compiling an app is no work for a thread that serves others.
    let rehearsed = actix_web::web::block(move || tools::rehearse(&call)).await;
    let call = match rehearsed {
        Ok(Ok(call)) => call,
        Ok(Err(ToolError::Refused(reason))) => return Ok(refusal(&reason)),
        Ok(Err(ToolError::Broken(error))) => return Err(failure(&error.into())),
        Err(_) => return Err(failure(&sprite::Error::Internal)),
    };
    let sprite = guest.sprite().await?;
    let ran = match effect {
        Effect::Reads => look(guest, &sprite, call).await,
        Effect::Changes => change(guest, &sprite, call).await,
    };
    match ran {
        Ok(output) => Ok(success(&output)),
        Err(sprite::Error::Assistant(assistant::Error::ToolRefused(reason))) => Ok(refusal(&reason)),
        Err(error) => Err(failure(&error)),
    }
}

/// Runs a tool that changes nothing beside what else is being written.
async fn look(guest: &Guest, sprite: &SpriteHandle, call: Rehearsed) -> Result<Value, sprite::Error> {
    let ambient = guest.state.ambient.clone();
    let looked = sprite.look(move |tx| {
        let allowance = Allowance::default();
        let at = desk::Context { by: By::User, now: ambient.now(), allowance: &allowance, ambient: &ambient };
        let stack = context::active_stack(tx, None)?;
        Ok(run(&Scene { tx, context: &at, stack, offers: &[] }, &call)?.output)
    });
    looked.await
}

async fn change(guest: &Guest, sprite: &SpriteHandle, call: Rehearsed) -> Result<Value, sprite::Error> {
    let is_of_apps = tools::is_of_apps(&call.call().name);
    let offers = if is_of_apps { guest.state.platform.read(catalogue::added).await? } else { Vec::new() };
    let told = Arc::new(Mutex::new(Value::Null));
    let teller = Arc::clone(&told);
    sprite
        .write(By::User, move |tx, at| {
            let stack = context::active_stack(tx, None)?;
            let ToolDone { changes, output, .. } = run(&Scene { tx, context: at, stack, offers: &offers }, &call)?;
            *teller.lock().unwrap_or_else(PoisonError::into_inner) = output;
            Ok(Done { changes, ..Done::default() })
        })
        .await?;
    if is_of_apps {
        guest.state.apps.changed_all(sprite);
    }
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(told.take())
}

fn run(scene: &Scene<'_>, call: &Rehearsed) -> Result<ToolDone, sprite::Error> {
    tools::run(scene, call).map_err(|error| match error {
        ToolError::Refused(reason) => assistant::Error::ToolRefused(reason).into(),
        ToolError::Broken(error) => error.into(),
    })
}

fn shown(spec: &ToolSpec, may_write: bool) -> Option<Value> {
    let is_read = tools::effect(&spec.name)? == Effect::Reads;
    (is_read || may_write).then(|| {
        json!({
            "name": spec.name,
            "title": title(&spec.name),
            "description": spec.description,
            "inputSchema": spec.input_schema,
            // Nothing is destroyed here, and nothing leaves the server.
            "annotations": { "readOnlyHint": is_read, "destructiveHint": false, "openWorldHint": false },
        })
    })
}

/// `list_stacks` as people read it.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

fn success(output: &Value) -> Value {
    let text = output.to_string();
    if text.len() > RESULT_BYTES_MAX {
        return refusal(&format!("the answer has {} bytes, which is too much: ask for less", text.len()));
    }
    json!({ "content": [{ "type": "text", "text": text }], "structuredContent": output, "isError": false })
}

fn refusal(reason: &str) -> Value {
    json!({ "content": [{ "type": "text", "text": reason }], "isError": true })
}
