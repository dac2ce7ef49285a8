//! What apps ask the world for. Nothing of it happens here: each is noted, and done after the state is stored.

use std::collections::BTreeMap;

use rhai::{Dynamic, Engine, EvalAltResult, Map};
use serde_json::Value;

use super::{Made, json, wrong};
use crate::app::runtime::{Effect, Request, limits::EFFECTS_MAX, meter, value};

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("toast", |text: Dynamic| toast(&text, "default"))
        .register_fn("toast", |text: Dynamic, tone: &str| toast(&text, tone))
        .register_fn("notify", |title: &str, body: &str| {
            act(Effect::Notify { title: title.to_owned(), body: body.to_owned() })
        })
        .register_fn("open_app", |app: &str| act(Effect::OpenApp { package: app.to_owned(), data: Value::Null }))
        .register_fn("open_app", |app: &str, data: Dynamic| {
            act(Effect::OpenApp { package: app.to_owned(), data: json(&data)? })
        })
        .register_fn("send", |to: &str, kind: &str, data: Dynamic| {
            act(Effect::Send { to: to.to_owned(), kind: kind.to_owned(), data: json(&data)? })
        })
        .register_fn("fetch", |url: &str, then: &str| fetch(url, &Map::new(), then))
        .register_fn("fetch", |url: &str, options: Map, then: &str| fetch(url, &options, then))
        .register_fn("save_file", |name: &str, mime: &str, content: &str| {
            act(Effect::SaveFile { name: name.to_owned(), mime: mime.to_owned(), content: content.to_owned() })
        })
        .register_fn("copy", |text: &str| act(Effect::Copy { text: text.to_owned() }))
        .register_fn("ask_model", |prompt: &str, then: &str| {
            act(Effect::AskModel { prompt: prompt.to_owned(), then: then.to_owned() })
        })
        .register_fn("read_files", |glob: &str, then: &str| {
            act(Effect::ReadFiles { glob: glob.to_owned(), then: then.to_owned() })
        })
        .register_fn("read_file", |id: &str, then: &str| {
            act(Effect::ReadFile { id: id.to_owned(), then: then.to_owned() })
        })
        .register_fn("write_file", |name: &str, content: &str, then: &str| {
            act(Effect::WriteFile { name: name.to_owned(), content: content.to_owned(), then: then.to_owned() })
        });
}

fn act(effect: Effect) -> Made<()> {
    let noted = meter::with(|run| {
        if !run.may_act {
            return Err("a view only shows: this belongs into a handler");
        }
        if run.effects.len() >= EFFECTS_MAX {
            return Err("a handler has at most 32 effects");
        }
        run.effects.push(effect);
        Ok(())
    });
    noted.unwrap_or(Ok(())).map_err(<Box<EvalAltResult>>::from)
}

fn toast(text: &Dynamic, tone: &str) -> Made<()> {
    act(Effect::Toast { text: value::text(&json(text)?), tone: tone.to_owned() })
}

fn fetch(url: &str, options: &Map, then: &str) -> Made<()> {
    let mut request =
        Request { url: url.to_owned(), method: "GET".to_owned(), headers: BTreeMap::new(), body: String::new() };
    for (name, given) in options {
        let given = json(given)?;
        match name.as_str() {
            "method" => request.method = value::text(&given).to_uppercase(),
            "body" => request.body = value::text(&given),
            "headers" => {
                let Value::Object(fields) = &given else { return wrong("`headers` is a map of texts") };
                request.headers = fields.iter().map(|(name, given)| (name.clone(), value::text(given))).collect();
            }
            _ => return wrong(format!("`fetch` knows method, headers and body, not {name}")),
        }
    }
    act(Effect::Fetch { request, then: then.to_owned() })
}
