//! Every component, from samples that mean well and from samples that don't.

mod components;
mod patches;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use super::*;
use crate::{
    app::{
        component::{Happening, Holds, KINDS, Prop},
        tree::Address,
    },
    web::{
        samples::{check_fragment, each_tag},
        words::Lang,
    },
};

/// Text that is markup wherever somebody forgets to escape it.
const SHARP: &str = "<script>\"'&</textarea></p>${this}{{x}}";

fn instance() -> InstanceId {
    "0197b7a0-8c5e-7cc3-9d4f-0123456789ab".parse().unwrap()
}

/// A component at `node` with these props, which tells everything that its kind can tell.
fn shown(kind: Kind, node: &str, props: Value, children: Vec<Arc<Shown>>) -> Shown {
    let Value::Object(props) = props else { panic!("props are a record") };
    let props: BTreeMap<Prop, Value> =
        props.into_iter().map(|(name, value)| (serde_json::from_value(name.into()).unwrap(), value)).collect();
    let address = Address { node: node.to_owned(), key: String::new() };
    Shown::new(address, kind, props, None, kind.component().tells.to_vec(), children, Arc::default())
}

fn html(shown: &Shown) -> String {
    let html = subtree(shown, instance(), Words::new(Lang::En));
    check_sound(&html);
    html
}

#[track_caller]
fn check(kind: Kind, props: Value, expected: &[&str]) {
    let html = html(&shown(kind, "n", props, Vec::new()));
    for part in expected {
        assert!(html.contains(part), "{part} in {html}");
    }
}

/// Tags are balanced, ids and attributes are there once, and nothing acts, styles or loads by itself.
#[track_caller]
fn check_sound(html: &str) {
    each_tag(html, |name, tag| {
        assert_ne!(name, "form", "an app may stand within one");
        for source in tag.split(" src=\"").skip(1) {
            assert!(source.starts_with("/api/documents/"), "only the user's own: <{tag}>");
        }
        let outside_values: String = tag.split('"').step_by(2).collect();
        let mut names: Vec<_> = outside_values.split(['=', ' ']).filter(|name| !name.is_empty()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "an attribute stands twice: <{tag}>");
    });
    check_fragment(html);
}

/// What a prop may hold, with `text` wherever a text may stand.
fn value_of(prop: Prop, text: &str, choice: usize) -> Value {
    match prop.holds() {
        Holds::Text => text.into(),
        Holds::Number => [json!(3.0), json!(-1), json!(1e300), json!(0), json!(2.5)][choice % 5].clone(),
        Holds::Truth => choice.is_multiple_of(2).into(),
        Holds::Word(words) => words[choice % words.len()].into(),
        Holds::List => json!([
            { "id": text, "key": "k", "label": text, "title": text, "text": text, "value": text, "lane": text,
              "date": "2026-11-21", "color": "red", "tone": "ok", text: 3, "k": text, "points": [[1.4, 2], [3, 4]] },
            text, 7, null, true, [], [[1]], { "id": null },
        ]),
    }
}

/// One component of every kind, with every prop that it takes.
fn samples(text: &str, choice: usize) -> Vec<Shown> {
    let sample = |component: &crate::app::component::Component| {
        let props = crate::app::component::COMMON.iter().chain(component.props);
        let props = props.enumerate().map(|(at, prop)| (*prop, value_of(*prop, text, choice + at))).collect();
        let child = Arc::new(shown(Kind::Text, "child", json!({ "value": text }), Vec::new()));
        let children = if component.holds_children { vec![child] } else { Vec::new() };
        let address = Address { node: text.to_owned(), key: format!("{text}/{choice}") };
        let value = component.binds.map(|_| if choice.is_multiple_of(2) { text.into() } else { json!(4.0) });
        Shown::new(address, component.kind, props, value, component.tells.to_vec(), children, Arc::default())
    };
    KINDS.iter().map(sample).collect()
}

#[test]
fn every_component_is_sound_whatever_its_props_say() {
    for choice in 0..10 {
        for text in ["Plain words", SHARP, "", "to javascript:alert(1)", "0197b7a0-8c5e-7cc3-9d4f-0123456789ab"] {
            for lang in Lang::ALL {
                for sample in samples(text, choice) {
                    check_sound(&subtree(&sample, instance(), Words::new(lang)));
                }
            }
        }
    }
}

#[test]
fn what_is_not_given_is_left_blank() {
    for component in &KINDS {
        let html = html(&shown(component.kind, "n", json!({}), Vec::new()));
        assert!(html.contains(&format!("app-{}", component.kind.as_str())), "{html}");
    }
}

#[test]
fn a_very_long_text_is_borne() {
    let long = "<x>&\"".repeat(20_000);
    for sample in samples(&long, 3) {
        let html = subtree(&sample, instance(), Words::new(Lang::En));
        assert!(!html.contains("<x>"));
    }
}

#[test]
fn only_cleaned_markdown_is_written_as_it_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/components/app");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        assert!(!std::fs::read_to_string(&path).unwrap().contains("|safe"), "{}", path.display());
    }
}

#[test]
fn an_element_is_found_by_an_id_that_no_address_can_break() {
    let ids: Vec<String> = [("a", "b/c"), ("a/b", "c"), ("a", "b"), ("ab", ""), (SHARP, SHARP)]
        .iter()
        .map(|(node, key)| own::dom_id(instance(), node, key))
        .collect();
    for (at, id) in ids.iter().enumerate() {
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric()) && id.starts_with('a'), "{id}");
        assert!(!ids[..at].contains(id));
    }
    let sample = shown(Kind::Text, "n", json!({ "value": "x" }), Vec::new());
    assert!(html(&sample).contains(&format!("id=\"{}\"", dom_id(&sample, instance()))));
}

#[test]
fn a_crash_says_what_can_be_done() {
    for lang in Lang::ALL {
        let html = crashed(instance(), SHARP, Words::new(lang));
        check_sound(&html);
        assert!(html.contains("data-whole=\"restart\"") && html.contains("data-whole=\"reset\""));
        let root = shown(Kind::Col, ROOT, json!({}), Vec::new());
        assert!(html.contains(&format!("id=\"{}\"", dom_id(&root, instance()))), "it stands where the app stood");
    }
}
