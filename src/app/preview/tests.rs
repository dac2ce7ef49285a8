use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Preview, preview};
use crate::{
    app::{
        component::Happening,
        read,
        runtime::{Event, Input, Moment, State},
    },
    db::testing::Bench,
};

fn text(click: &str) -> String {
    json!({
        "aiapp": 1, "id": "counter", "name": "Counter", "icon": "🔢", "category": "utilities", "version": "1.0.0",
        "author": "Ada", "description": "Counts.",
        "ui_spec": {
            "state": { "n": { "type": "integer", "scope": "app" } },
            "timers": [{ "id": "tick", "every_ms": 1000, "call": "this.n += 1", "when": "this.n > 0" }],
            "hooks": { "on_mount": "this.n = 40;" },
            "view": [{ "type": "button", "id": "more", "props": { "text": "${this.n}" }, "on": { "click": click } }],
        },
    })
    .to_string()
}

fn tried(click: &str, stored: Option<&State>, input: Option<&Input>) -> Preview {
    let moment = Moment { ambient: Bench::new().ambient.clone(), zone: TimeZone::UTC, has_high_cpu: false };
    preview(&read(&text(click)).unwrap(), stored, input, &moment).unwrap()
}

fn click() -> Input {
    Input::Event(Event { node: "more".to_owned(), key: String::new(), what: Happening::Click, value: Value::Null })
}

#[test]
fn an_app_that_is_tried_begins_and_goes_on_from_the_state_that_is_brought_along() {
    let first = tried("this.n += 2; toast(\"more\");", None, None);
    assert_eq!(first.state["n"], 40, "it was mounted");
    assert_eq!(first.timers, [("tick".to_owned(), 1_000)]);

    let second = tried("this.n += 2; toast(\"more\");", Some(&first.state), Some(&click()));
    assert_eq!(second.state["n"], 42);
    assert_eq!(second.effects.len(), 1, "it is told, and not done");
}

#[test]
fn what_fails_changes_nothing_and_is_told() {
    let state = State::from([("n".to_owned(), json!(3))]);
    let failed = tried("this.n += 1; throw \"no\";", Some(&state), Some(&click()));
    assert_eq!(failed.state["n"], 3);
    assert!(failed.failure.is_some());
}

#[test]
fn a_state_that_somebody_made_up_is_taken_as_far_as_it_fits() {
    let forged = State::from([("n".to_owned(), json!("many")), ("other".to_owned(), json!(1))]);
    let shown = tried("this.n += 1;", Some(&forged), None);
    assert_eq!(shown.state, State::from([("n".to_owned(), json!(0))]));
}
