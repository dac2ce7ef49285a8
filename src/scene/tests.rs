//! What can be read, what is refused and where, what is mended, and what merges.

use serde_json::{Map, json};

use super::*;

fn id(text: &str) -> EntityId {
    EntityId::new(text).unwrap()
}

/// A scene with these things, each with what is said of it.
fn scene(entities: &Value) -> Scene {
    from_value(&json!({ "format": "scene", "version": 1, "entities": entities })).unwrap().scene
}

fn said<'a>(scene: &'a Scene, entity: &str, property: Property) -> &'a Value {
    &scene.entities[entity].properties[&property]
}

/// The pointers and places of what is wrong with a text.
fn wrong(text: &str) -> Vec<(String, usize, usize)> {
    let problems = read(text).unwrap_err();
    problems.into_iter().map(|problem| (problem.pointer, problem.line, problem.column)).collect()
}

#[test]
fn an_empty_scene_is_written_with_room_for_what_comes() {
    let text = write(&Scene::empty()).unwrap();
    assert!(text.starts_with(
        "{\n  \"format\": \"scene\",\n  \"version\": 1,\n\n  \"canvas\": {\n    \"size\": [1280, 720],\n\n"
    ));
    assert!(text.ends_with("    \"e~\": null,\n\n    \"f~\": null\n  }\n}\n"));
    assert_eq!(read(&text).unwrap(), Read { scene: Scene::empty(), repairs: vec![] });
}

#[test]
fn a_thing_has_a_line_for_each_property_with_an_empty_one_between() {
    let scene = scene(&json!({ "0123456789": {
        "kind": "rectangle", "at": [1.23456, -2.0], "fill": "#ABCDEF", "custom": { "vx": 3, "tag": "a\"b" }
    } }));
    let text = write(&scene).unwrap();
    assert!(
        text.contains("    \"0123456789\": {\n      \"kind\": \"rectangle\",\n\n      \"name\": \"\",\n\n"),
        "{text}"
    );
    assert!(text.contains("      \"at\": [1.235, -2],\n\n"), "{text}");
    assert!(text.contains("      \"fill\": \"#abcdef\",\n\n"), "{text}");
    assert!(
        text.contains("      \"custom\": {\n        \"tag\": \"a\\\"b\",\n\n        \"vx\": 3\n      }\n    },\n\n"),
        "{text}"
    );
    assert_eq!(read(&text).unwrap().scene, scene);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let text = "{\n  \"format\": \"scene\",\n  \"version\": 1,\n  \"entities\": {\n    \"0123456789\": { \"kind\": \"group\",\n      \"at\": [1],\n      \"fil\": 1 },\n    \"nobody\": {}\n  }\n}";
    let expected =
        [("/entities/0123456789/at", 6, 13), ("/entities/0123456789/fil", 7, 14), ("/entities/nobody", 8, 15)];
    assert_eq!(wrong(text), expected.map(|(pointer, line, column)| (pointer.to_owned(), line, column)));
    assert_eq!(wrong("{\n  \"format\": oops"), [(String::new(), 2, 13)]);
    assert_eq!(wrong("{} {}")[0].1, 1);
    assert_eq!(wrong("[]"), [(String::new(), 1, 1)]);
    assert!(read("{\"format\":\"scene\",\"version\":2}").unwrap_err()[0].message.contains("later version"));
    assert!(read(&" ".repeat(BYTES_MAX + 1)).is_err());
    assert!(read(&"[".repeat(100_000)).is_err());
}

#[test]
fn every_value_is_within_bounds() {
    let check = |property: &str, value: Value| {
        let thing = |kind: &str| json!({ "format": "scene", "version": 1, "entities": { "01234567": { "kind": kind, property: value } } });
        let kinds = Kind::ALL.map(|kind| from_value(&thing(kind.as_str())));
        kinds.iter().all(|read| read.as_ref().is_err_and(|faults| !faults[0].message.is_empty()))
    };
    for (property, value) in [
        ("at", json!([1, 2, 3])),
        ("at", json!([1e7, 0])),
        ("at", json!(["1", 0])),
        ("size", json!([0, 10])),
        ("opacity", json!(1.5)),
        ("order", json!("a0")),
        ("order", json!("")),
        ("order", json!("A")),
        ("fill", json!("red")),
        ("stroke", json!("#12345")),
        ("visible", json!("yes")),
        ("parent", json!("me")),
        ("name", json!("a\nb")),
        ("name", json!("x".repeat(201))),
        ("image", json!("../secret")),
        ("points", json!([[0, 0]])),
        ("points", json!([[0, 0], [1]])),
        ("custom", json!({ "a b": 1 })),
        ("custom", json!({ "a": [] })),
        ("custom", json!({ "a": 1e300 })),
        ("text", json!("\u{0}")),
        ("background", json!("#ffffff")),
    ] {
        assert!(check(property, value.clone()), "{property}: {value}");
    }
}

#[test]
fn too_many_things_are_refused() {
    let entity = |number: usize| (format!("{number:08x}"), json!({ "kind": "group" }));
    let many: Map<String, Value> = (0..=ENTITIES_MAX).map(entity).collect();
    let value = json!({ "format": "scene", "version": 1, "entities": many });
    assert!(from_value(&value).unwrap_err()[0].message.contains("at most 1000 things"));
}

#[test]
fn what_two_merges_made_wrong_is_mended_the_same_way_everywhere() {
    let read = from_value(&json!({ "format": "scene", "version": 1, "entities": {
        "000000aa": { "kind": "group", "parent": "000000bb" },
        "000000bb": { "kind": "group", "parent": "000000cc" },
        "000000cc": { "kind": "group", "parent": "000000bb" },
        "000000dd": { "kind": "text", "parent": "00000000" },
        "000000ee": { "kind": "text", "parent": "000000dd" },
    } }))
    .unwrap();
    let told: Vec<String> = read.repairs.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "the group of 000000dd is not there: it stands at the top",
            "the group of 000000ee is not there: it stands at the top",
            "000000bb was within itself: it stands at the top",
        ]
    );
    assert_eq!(read.scene.entities["000000aa"].parent(), Some("000000bb"));
    assert_eq!(read.scene.entities["000000cc"].parent(), Some("000000bb"));
    let again = from_value(&to_value(&read.scene)).unwrap();
    assert_eq!((again.scene, again.repairs), (read.scene, vec![]));
}

#[test]
fn groups_that_are_too_deep_come_to_the_top() {
    let entity = |number: usize| {
        let parent = number.checked_sub(1).map(|parent| format!("{parent:08x}"));
        (format!("{number:08x}"), json!({ "kind": "group", "parent": parent }))
    };
    let chain: Map<String, Value> = (0..100).map(entity).collect();
    let mended = scene(&Value::Object(chain));
    assert!(mended.drawn().iter().all(|(depth, ..)| *depth <= DEPTH_MAX));
    assert_eq!(mended.drawn().len(), 100);
}

#[test]
fn what_is_said_twice_counts_the_last_time() {
    let text = "{\"format\":\"scene\",\"version\":1,\"entities\":{\"01234567\":{\"kind\":\"group\",\"name\":\"a\",\"name\":\"b\"}}}";
    let read = read(text).unwrap();
    assert_eq!(read.scene.entities["01234567"].text(Property::Name), "b");
    assert_eq!(read.repairs[0].to_string(), "/entities/01234567/name is said twice: the last one counts");
}

#[test]
fn things_are_drawn_by_their_order_and_groups_before_what_is_in_them() {
    let scene = scene(&json!({
        "000000aa": { "kind": "text", "order": "n", "parent": "000000cc" },
        "000000bb": { "kind": "text", "order": "b" },
        "000000cc": { "kind": "group", "order": "a" },
        "000000dd": { "kind": "text", "order": "b5", "parent": "000000cc" },
        "000000ee": { "kind": "text", "order": "b" },
    }));
    let drawn: Vec<(usize, &str)> = scene.drawn().iter().map(|(depth, id, _)| (*depth, id.as_str())).collect();
    assert_eq!(drawn, [(0, "000000cc"), (1, "000000dd"), (1, "000000aa"), (0, "000000bb"), (0, "000000ee")]);
}

#[test]
fn changes_of_different_properties_stand_both() {
    let base = scene(&json!({ "01234567": { "kind": "rectangle", "custom": { "vx": 1, "vy": 1 } } }));
    let ours = scene(&json!({ "01234567": { "kind": "rectangle", "at": [5, 5], "custom": { "vx": 2, "vy": 1 } } }));
    let theirs =
        scene(&json!({ "01234567": { "kind": "rectangle", "fill": "none", "custom": { "vx": 1, "tag": "a" } } }));
    let merged = merge(&base, &ours, &theirs);
    assert_eq!(merged.clashes, []);
    assert_eq!(said(&merged.scene, "01234567", Property::At), &json!([5, 5]));
    assert_eq!(said(&merged.scene, "01234567", Property::Fill), &json!("none"));
    assert_eq!(said(&merged.scene, "01234567", Property::Custom), &json!({ "vx": 2, "tag": "a" }));
}

#[test]
fn a_property_that_both_have_changed_is_ours_and_told() {
    let base = scene(&json!({ "01234567": { "kind": "text" } }));
    let ours = scene(&json!({ "01234567": { "kind": "text", "at": [1, 1], "custom": { "a": 1 } } }));
    let theirs = scene(&json!({ "01234567": { "kind": "text", "at": [2, 2], "custom": { "a": 2 } } }));
    let merged = merge(&base, &ours, &theirs);
    assert_eq!(merged.scene, ours);
    let clash = |property: &str| Clash { entity: Some(id("01234567")), property: Some(property.to_owned()) };
    assert_eq!(merged.clashes, [clash("at"), clash("custom.a")]);
}

#[test]
fn what_one_removed_and_the_other_changed_is_kept() {
    let base = scene(&json!({ "01234567": { "kind": "text" }, "01234568": { "kind": "text" } }));
    let gone = scene(&json!({}));
    let changed = scene(&json!({ "01234567": { "kind": "text", "at": [2, 2] }, "01234568": { "kind": "text" } }));
    for merged in [merge(&base, &gone, &changed), merge(&base, &changed, &gone)] {
        assert_eq!(merged.scene.entities.len(), 1);
        assert_eq!(said(&merged.scene, "01234567", Property::At), &json!([2, 2]));
        assert_eq!(merged.clashes, [Clash { entity: Some(id("01234567")), property: None }]);
    }
}

#[test]
fn two_that_are_each_put_into_the_other_are_mended() {
    let base = scene(&json!({ "000000aa": { "kind": "group" }, "000000bb": { "kind": "group" } }));
    let ours =
        scene(&json!({ "000000aa": { "kind": "group", "parent": "000000bb" }, "000000bb": { "kind": "group" } }));
    let theirs =
        scene(&json!({ "000000aa": { "kind": "group" }, "000000bb": { "kind": "group", "parent": "000000aa" } }));
    let merged = merge(&base, &ours, &theirs);
    assert_eq!(merged.repairs, [Repair { entity: Some(id("000000aa")), reason: Reason::Circle }]);
    assert_eq!(merged.scene.entities["000000bb"].parent(), Some("000000aa"));
}

#[test]
fn the_schema_knows_every_kind_with_its_properties() {
    let schema = schema();
    let kinds = schema["properties"]["entities"]["patternProperties"]["^[0-9a-f]{8,32}$"]["oneOf"].as_array().unwrap();
    for (kind, described) in Kind::ALL.into_iter().zip(kinds) {
        assert_eq!(described["properties"]["kind"]["const"], kind.as_str());
        assert_eq!(described["properties"].as_object().unwrap().len(), kind.properties().len() + 1);
        for property in kind.properties() {
            assert!(value::check(property.holds(), &property.default()).is_ok(), "{property:?} by itself");
        }
    }
}
