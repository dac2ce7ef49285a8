//! What apps show and keep comes back with the desk.

use super::*;
use crate::app::{self, AppId, InstanceId, Package, registry::NewApp, state::State};

const NOTES: &str = r#"{ "aiapp": 1, "id": "notes", "name": "Notes", "icon": "N", "category": "productivity",
    "version": "1.0.0", "author": "Ada", "description": "Keeps notes", "instances": "multi",
    "ui_spec": { "view": [{ "type": "text", "props": { "value": "Hello" } }] } }"#;

impl World {
    fn install(&self, package_id: &str) -> AppId {
        self.bench.clock.advance_ms(1);
        let text = NOTES.replace("\"notes\"", &format!("\"{package_id}\""));
        let package: Package = serde_json::from_str(&text).unwrap();
        let new =
            NewApp { id: self.bench.id(), package: &package, text: &text, origin: app::Origin::Own, consent: None };
        self.bench.tx(|tx| app::registry::save(tx, new, self.bench.now())).unwrap().id
    }

    fn launch(&self, id: AppId) -> (InstanceId, CardId) {
        self.bench.clock.advance_ms(1);
        let package: Package = serde_json::from_str(NOTES).unwrap();
        let launched = self.bench.tx(|tx| app::launch(tx, id, &package, None, &self.context())).unwrap();
        (launched.instance, launched.card)
    }

    fn keep(&self, id: AppId, instance: Option<InstanceId>, text: &str) {
        let new: State = [("text".to_owned(), json!(text))].into();
        let save = |tx: &Tx| {
            let old = app::state::load(tx, id, instance)?;
            app::state::save(tx, id, instance, &old, &new)
        };
        self.bench.tx(save).unwrap();
    }

    fn kept(&self, id: AppId, instance: Option<InstanceId>) -> String {
        let state = self.bench.tx(|tx| app::state::load(tx, id, instance)).unwrap();
        state.get("text").and_then(|text| text.as_str()).unwrap_or_default().to_owned()
    }

    fn is_open(&self, instance: InstanceId) -> bool {
        self.bench.tx(|tx| app::instance::find(tx, instance)).unwrap().closed_at.is_none()
    }
}

#[test]
fn windows_and_data_of_apps_come_back_with_the_desk() {
    let world = World::new();
    let notes = world.install("notes");
    let (first, card) = world.launch(notes);
    world.keep(notes, None, "for all");
    world.keep(notes, Some(first), "for one");
    let (was, id) = (world.seen(), world.save("Work"));
    assert_eq!(world.sessions()[0].instances, 1);

    world.keep(notes, None, "changed");
    world.bench.tx(|tx| app::instance::close(tx, first, world.bench.now())).unwrap();
    world.did(Command::ArchiveCard { card });
    let (point, _) = world.restore(id);
    assert_eq!(world.seen(), was);
    assert!(world.is_open(first));
    assert_eq!((world.kept(notes, None), world.kept(notes, Some(first))), ("for all".to_owned(), "for one".to_owned()));
    assert_eq!(world.restore(id).1.changes, [], "once more changes nothing");

    world.restore(point);
    assert_eq!(world.kept(notes, None), "changed");
}

#[test]
fn data_alone_that_has_changed_comes_back_and_undo_leads_back() {
    let world = World::new();
    let notes = world.install("notes");
    world.launch(notes);
    world.keep(notes, None, "then");
    let id = world.save("Work");
    world.keep(notes, None, "now");
    world.restore(id);
    assert_eq!(world.kept(notes, None), "then");
    world.undo();
    assert_eq!(world.kept(notes, None), "now");
}

#[test]
fn a_window_that_was_opened_since_waits_in_the_drawer_with_what_it_keeps() {
    let world = World::new();
    let notes = world.install("notes");
    world.launch(notes);
    let id = world.save("Work");
    let (later, card) = world.launch(notes);
    world.keep(notes, Some(later), "draft");
    world.restore(id);
    assert_eq!(world.find(card).status, stack::Status::Archived);
    world.did(Command::RestoreCard { card });
    assert!(world.is_open(later));
    assert_eq!(world.kept(notes, Some(later)), "draft");
}

#[test]
fn an_app_that_was_installed_since_keeps_its_data() {
    let world = World::new();
    let (early, id) = (world.install("early"), world.save("Work"));
    let late = world.install("late");
    world.keep(early, None, "what it did not have then");
    world.keep(late, None, "its own");
    world.restore(id);
    assert_eq!((world.kept(early, None), world.kept(late, None)), (String::new(), "its own".to_owned()));
}

#[test]
fn an_autosave_notices_what_apps_keep() {
    let world = World::new();
    let notes = world.install("notes");
    world.launch(notes);
    let autosave = || {
        world.bench.clock.advance_ms(60_000);
        let id = world.bench.id();
        world.tx(|tx| super::autosave(tx, id, Timestamp(0), world.bench.now())).unwrap();
        world.sessions().len()
    };
    assert_eq!((autosave(), autosave()), (1, 1));
    world.keep(notes, None, "new");
    assert_eq!(autosave(), 2);
}
