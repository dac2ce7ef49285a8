use serde_json::{Value, json};

use super::World;
use crate::app::{
    self, PackageId,
    catalogue::{Offer, Rating},
    registry,
};

fn counter() -> Value {
    json!({
        "aiapp": 1, "id": "counter", "name": "Counter", "icon": "🔢", "category": "utilities", "version": "1.0.0",
        "author": "system", "description": "Counts.", "permissions": ["STANDARD"],
        "ui_spec": {
            "state": { "n": { "type": "integer", "scope": "app" } },
            "view": [
                { "type": "text", "id": "n", "props": { "value": "${this.n}" } },
                { "type": "button", "id": "more", "props": { "text": "More" }, "on": { "click": "this.n += 1;" } },
            ],
        },
        "tests": [{ "name": "counts", "do": [["click", "more"]], "expect": [["text", "n", "1"]] }],
    })
}

fn app_of(world: &World, id: &str) -> app::App {
    let id = PackageId::new(id).unwrap();
    world.bench.tx(|tx| registry::by_package(tx, &id)).unwrap().unwrap()
}

#[test]
fn an_app_of_the_catalogue_is_installed_and_opened_by_its_name() {
    let world = World::new();
    let opened = world.did("open_app", json!({ "app": "habit tracker" }));
    assert_eq!(opened["id"], "habit-tracker");
    assert_eq!(opened["was_open"], false);
    assert_eq!(opened["stack_id"], json!(world.stack));
    assert_eq!(app_of(&world, "habit-tracker").origin, app::Origin::Catalogue);

    let again = world.did("open_app", json!({ "app": "HABIT-TRACKER" }));
    assert_eq!(again["card_id"], opened["card_id"], "the same words with other marks");
    assert_eq!(again["was_open"], true);
    world.refuses("open_app", json!({ "app": "todo list" }), "install it at /apps/catalogue/todo-list");
}

#[test]
fn what_an_admin_has_added_to_the_catalogue_is_opened_too() {
    let mut world = World::new();
    let mut added = counter();
    added["name"] = json!("Bean counter");
    added["author"] = json!("Bob");
    let text = added.to_string();
    let package = app::kept(&text).unwrap();
    world.offers.push(Offer { package, text, by: None, rating: Rating::default() });
    assert_eq!(world.did("open_app", json!({ "app": "bean counter" }))["id"], "counter");
    let app = app_of(&world, "counter");
    assert_eq!((app.origin, app.author.as_str()), (app::Origin::Catalogue, "Bob"));
}

#[test]
fn an_app_that_is_not_there_is_refused_with_those_that_are() {
    let world = World::new();
    world.refuses("open_app", json!({ "app": "moon landing" }), "there is no app “moon landing”: there are");
    world.refuses("open_app", json!({ "app": "" }), "Todo List");
}

#[test]
fn a_package_becomes_an_app_of_the_user_s_own_and_is_opened() {
    let world = World::new();
    let made = world.did("create_app", json!({ "package": counter() }));
    assert_eq!(made["app"], "Counter");
    assert_eq!(made["was_open"], false);
    let app = app_of(&world, "counter");
    assert_eq!((app.origin, app.author.as_str()), (app::Origin::Own, "you"), "nobody claims to be the system");

    let mut next = counter();
    next["version"] = json!("1.1.0");
    next["author"] = json!("Ada");
    world.did("create_app", json!({ "package": next }));
    let app = app_of(&world, "counter");
    assert_eq!((app.number, app.author.as_str()), (2, "you"), "the next version has the same author");
}

#[test]
fn what_is_wrong_with_a_package_is_answered_so_that_it_can_be_mended() {
    let world = World::new();
    let mut broken = counter();
    broken["ui_spec"]["view"][1]["on"]["click"] = json!("this.m += 1;");
    broken["ui_spec"]["view"][0]["props"]["valeu"] = json!("");
    world.refuses("create_app", json!({ "package": broken }), "/ui_spec/view/0/props");

    let mut failing = counter();
    failing["tests"][0]["expect"] = json!([["text", "n", "2"]]);
    world.refuses("create_app", json!({ "package": failing }), "the test \"counts\"");
    world.refuses("create_app", json!({ "package": {} }), "missing field");
    let told = world.did("create_app", json!({}));
    assert!(told["how_to_write_a_package"].as_str().unwrap().contains("ui_spec"), "{told}");
}

#[test]
fn an_app_of_the_catalogue_is_not_replaced() {
    let world = World::new();
    let mut taken = counter();
    taken["id"] = json!("todo-list");
    world.refuses("create_app", json!({ "package": taken }), "belongs to an app of the catalogue");
}

#[test]
fn what_an_app_asks_for_is_not_given_by_a_model() {
    let world = World::new();
    let mut asking = counter();
    asking["permissions"] = json!(["STANDARD", "notify"]);
    let made = world.did("create_app", json!({ "package": asking }));
    assert_eq!(made["not_allowed_yet"], json!(["notify"]));
    let app = app_of(&world, "counter");
    assert!(world.bench.tx(|tx| app::grant::granted(tx, app.id)).unwrap().is_empty());
}
