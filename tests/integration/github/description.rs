//! GitHub's description of its API, as far as a request can be looked up in it.

use serde_json::Value;

use super::{installed, json_of, wire::Asked};

pub struct Description(Value);

impl Description {
    pub fn read() -> Self {
        Self(json_of(&installed("api.json")))
    }

    /// What in a request the description does not know: parameters of the query, and fields of the body. The mock
    /// refuses what is missing or of the wrong shape, and lets pass what is too much.
    pub fn unknown_in(&self, asked: &Asked) -> Vec<String> {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let Some(operation) = self.operation(&asked.method, path) else {
            return vec![format!("{} {path}", asked.method)];
        };
        let parameters: Vec<&str> = list(&operation["parameters"])
            .map(|parameter| self.resolved(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let names = query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
        let mut unknown: Vec<String> =
            names.filter(|name| !parameters.contains(name)).map(|name| format!("{path}?{name}")).collect();
        let schema = self.resolved(&operation["requestBody"]["content"]["application/json"]["schema"]);
        let body = asked.json();
        let fields = body.as_object().into_iter().flatten();
        unknown.extend(
            fields.filter(|(name, _)| schema["properties"][name].is_null()).map(|(name, _)| format!("{path} {name}")),
        );
        unknown
    }

    /// What in an answer the description does not know: a status, and fields that no answer of this kind has or that
    /// hold something else.
    pub fn unknown_in_answer(&self, asked: &Asked, status: &str, body: &Value) -> Vec<String> {
        let path = asked.path.split('?').next().unwrap_or_default();
        let at = format!("{} {path} {status}", asked.method);
        let answers = self.operation(&asked.method, path).map(|operation| &operation["responses"][status]);
        let Some(answer) = answers.filter(|answer| !answer.is_null()) else { return vec![at] };
        let schema = &self.resolved(answer)["content"]["application/json"]["schema"];
        let mut unknown = Vec::new();
        self.compare(&self.shapes(schema), body, &at, &mut unknown);
        unknown
    }

    /// All that a value of this kind may be.
    fn shapes<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolved(schema);
        let parts = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|kind| list(&schema[kind]));
        std::iter::once(schema).chain(parts.flat_map(|part| self.shapes(part))).collect()
    }

    fn compare<'a>(&'a self, shapes: &[&'a Value], value: &Value, at: &str, unknown: &mut Vec<String>) {
        let kinds: Vec<&str> = shapes.iter().filter_map(|shape| shape["type"].as_str()).collect();
        let kind = kind(value);
        if !value.is_null() && !kinds.is_empty() && !kinds.contains(&kind) {
            unknown.push(format!("{at} is of the kind {kind}"));
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            let fields = shapes.iter().filter_map(|shape| shape["properties"].get(name));
            let below: Vec<&Value> = fields.flat_map(|field| self.shapes(field)).collect();
            let at = format!("{at} {name}");
            if below.is_empty() {
                unknown.push(at.clone());
            }
            self.compare(&below, value, &at, unknown);
        }
        for value in list(value) {
            let items = shapes.iter().filter_map(|shape| shape.get("items"));
            let below: Vec<&Value> = items.flat_map(|item| self.shapes(item)).collect();
            self.compare(&below, value, &format!("{at} []"), unknown);
        }
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let paths = self.0["paths"].as_object()?;
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.trim_start_matches('/').split('/').collect();
            wanted.len() == parts.len()
                && wanted.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
        };
        let (_, item) = paths.iter().find(|(template, _)| fits(template))?;
        item.get(method.to_lowercase())
    }

    fn resolved<'a>(&'a self, part: &'a Value) -> &'a Value {
        match part["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => self.0.pointer(pointer).expect("what is referred to"),
            None => part,
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn list(part: &Value) -> impl Iterator<Item = &Value> {
    part.as_array().into_iter().flatten()
}
