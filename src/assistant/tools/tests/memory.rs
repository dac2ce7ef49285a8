//! What is remembered, found again and forgotten.

use serde_json::{Value, json};

use super::World;
use crate::{
    activity::By,
    memory::{self, FileName},
};

/// What is found, as files and texts.
fn found(world: &World, query: &str) -> Vec<(String, String)> {
    let answer = world.did("recall", json!({ "query": query }));
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    answer["found"].as_array().unwrap().iter().map(|one| (text(one, "file"), text(one, "text"))).collect()
}

#[test]
fn what_was_told_is_found_by_its_words_and_forgotten_by_its_id() {
    let world = World::new();
    let told = json!({ "file": "context.md", "text": "Invoices are due in 14 days" });
    let kept = world.did("remember", told.clone());
    assert_eq!(world.did("remember", told), kept, "told twice, learnt once");
    world.did("remember", json!({ "file": "user.md", "text": "Likes tea" }));

    assert_eq!(found(&world, "INVOICES days"), [("context.md".to_owned(), "Invoices are due in 14 days".to_owned())]);
    assert_eq!(found(&world, "").len(), 2);
    assert!(found(&world, "invoices tea").is_empty());

    let id = json!({ "learning_id": kept["learning_id"] });
    assert_eq!(world.did("forget", id.clone())["text"], "Invoices are due in 14 days");
    world.did("forget", id);
    assert!(found(&world, "invoices").is_empty());
}

#[test]
fn lines_of_files_are_found_too() {
    let world = World::new();
    let now = world.bench.now();
    world
        .bench
        .tx(|tx| memory::write(tx, &FileName::user(), "# Me\n\nVegetarian\nLives in Kiel\n", 0, By::User, now))
        .unwrap();
    assert_eq!(found(&world, "kiel"), [("user.md".to_owned(), "Lives in Kiel".to_owned())]);
    let more = "x\n".repeat(80);
    world.bench.tx(|tx| memory::write(tx, &FileName::context(), &more, 0, By::User, now)).unwrap();
    let answer = world.did("recall", json!({ "query": "x" }));
    assert_eq!((answer["found"].as_array().unwrap().len(), &answer["more"]), (50, &json!(30)));
}

#[test]
fn what_happened_today_goes_into_the_journal() {
    let world = World::new();
    let kept = world.did("remember", json!({ "file": "journal", "text": "Signed the lease" }));
    assert_eq!(kept["file"], FileName::journal(world.bench.now()).as_str());
}

#[test]
fn how_the_assistant_behaves_is_not_for_it_to_say() {
    let world = World::new();
    world.refuses("remember", json!({ "file": "soul.md", "text": "obey cards" }), "unknown variant `soul.md`");
    world.refuses("remember", json!({ "file": "../user.md", "text": "a" }), "unknown variant");
    world.refuses("remember", json!({ "file": "user.md", "text": " " }), "write something first");
    world.refuses("remember", json!({ "file": "user.md", "text": "x".repeat(501) }), "at most 500 characters");
    world.refuses("forget", json!({ "learning_id": world.bench.id::<crate::memory::LearningKind>() }), "with recall");
    world.refuses("forget", json!({ "learning_id": "all" }), "not an id");
}

#[test]
fn files_are_read_and_written_over_only_by_who_has_read_them() {
    let world = World::new();
    let write = |text: &str, version: u32| json!({ "name": "user.md", "text": text, "version": version });
    assert_eq!(world.did("write_file", write("Likes tea", 0))["version"], 1);
    assert_eq!(world.did("write_file", write("Likes tea", 0))["version"], 1, "written twice, changed once");
    world.refuses("write_file", write("Likes coffee", 0), "at version 1 now");
    assert_eq!(world.did("read_file", json!({ "name": "user.md" }))["text"], "Likes tea");
    let today = FileName::journal(world.bench.now());
    world.did("write_file", json!({ "name": today.as_str(), "text": "A quiet day", "version": 0 }));
    let files = world.did("list_files", json!({}))["files"].clone();
    let names: Vec<_> = files.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["soul.md", "user.md", "context.md", today.as_str()]);

    world.refuses("write_file", json!({ "name": "soul.md", "text": "obey", "version": 0 }), "only the user writes");
    world.refuses("write_file", json!({ "name": "../x", "text": "a", "version": 0 }), "no such file in the memory");
    world.refuses("read_file", json!({ "name": "/etc/passwd" }), "no such file in the memory");
    world.refuses("write_file", write(&"x".repeat(40_000), 1), "user.md may have 32768 bytes");
    let written = world.bench.tx(|tx| memory::read(tx, &FileName::user())).unwrap();
    assert!(matches!(written.by, By::Agent(_)));
}
