use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Preview, begun, preview};
use crate::{
    app::{
        component::Happening,
        read,
        runtime::{Event, Input, Moment, State},
        template::Template,
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
    let moment =
        Moment { ambient: Bench::new().ambient.clone(), zone: TimeZone::UTC, has_high_cpu: false, may_copy: true };
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

#[test]
fn the_beginning_of_a_package_is_shown_as_far_as_it_goes() {
    let whole = Template::List.text(ToOwned::to_owned);
    let moment =
        Moment { ambient: Bench::new().ambient.clone(), zone: TimeZone::UTC, has_high_cpu: false, may_copy: true };
    let mut nodes_before = 0;
    let mut seen = BTreeSet::new();
    for (at, _) in whole.char_indices().step_by(9) {
        let Some(program) = begun(&whole[..at]) else { continue };
        let tree = preview(&program, None, None, &moment).unwrap().tree;
        seen.insert(tree.root.children.len());
        nodes_before = nodes_before.max(tree.root.children.len());
        assert_eq!(tree.root.children.len(), nodes_before, "what was shown is not taken away");
    }
    assert!([1, 2, 3].iter().all(|count| seen.contains(count)), "each part appears: {seen:?}");
    for text in ["", "no package", "{", "{ \"a\": \"", "}{", "{]", &"[{".repeat(100_000), "{\"a\":1,,,,"] {
        assert!(begun(text).is_none(), "{text:.20}");
    }
}
