//! Scenes that two people change at once: by git's merge of lines, and by ours.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use stackhouse::{
    git::{Author, Change, Edit, Expect, Message, ObjectId, Put, Repository, TreePath},
    kit::Timestamp,
    scene::{
        Entity, EntityId, Scene, from_value, merge,
        property::{Kind, Property},
        read, to_value, write,
    },
};

/// One change of a scene.
#[derive(Clone, Debug)]
enum Step {
    Set(Index, Property, Value),
    Add(EntityId, Kind),
    Remove(Index),
}

fn id() -> impl Strategy<Value = EntityId> {
    "[0-9a-f]{10}".prop_map(|text| EntityId::new(&text).expect("ten digits"))
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

/// A property of every kind, and a value that it takes.
fn said() -> impl Strategy<Value = (Property, Value)> {
    let number = || -1_000_000_i32..1_000_000;
    prop_oneof![
        (number(), number()).prop_map(|(x, y)| (Property::At, json!([f64::from(x) / 1_000.0, y]))),
        number().prop_map(|degrees| (Property::Rotation, json!(degrees))),
        "[a-zA-Zäß \"\\\\]{0,12}".prop_map(|name| (Property::Name, json!(name))),
        "[0-9a-z]{0,5}[1-9a-z]".prop_map(|order| (Property::Order, json!(order))),
        any::<bool>().prop_map(|is| (Property::Visible, json!(is))),
        any::<bool>().prop_map(|is| (Property::Locked, json!(is))),
        (0..=1_000).prop_map(|part| (Property::Opacity, json!(f64::from(part) / 1_000.0))),
        prop::collection::btree_map("[a-z]{1,4}", number(), 0..4).prop_map(|custom| (Property::Custom, json!(custom))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<Index>(), said()).prop_map(|(at, (property, value))| Step::Set(at, property, value)),
        2 => (id(), kind()).prop_map(|(id, kind)| Step::Add(id, kind)),
        1 => any::<Index>().prop_map(Step::Remove),
    ]
}

fn scene(things: std::ops::Range<usize>) -> impl Strategy<Value = Scene> {
    let thing = (id(), kind(), prop::collection::vec(said(), 0..4));
    prop::collection::vec(thing, things).prop_map(|things| {
        let thing = |(id, kind, said): (EntityId, Kind, Vec<(Property, Value)>)| {
            let mut entity = Entity::new(kind);
            entity.properties.extend(said);
            (id, entity)
        };
        canonical(&Scene { entities: things.into_iter().map(thing).collect(), ..Scene::empty() })
    })
}

/// The scene with every value as it is written.
fn canonical(scene: &Scene) -> Scene {
    from_value(&to_value(scene)).expect("it is made of what is taken").scene
}

fn take(scene: &mut Scene, step: &Step) {
    let ids: Vec<EntityId> = scene.entities.keys().cloned().collect();
    match step {
        Step::Add(id, kind) => drop(scene.entities.insert(id.clone(), Entity::new(*kind))),
        _ if ids.is_empty() => {}
        Step::Set(at, property, value) => {
            let entity = scene.entities.get_mut(at.get(&ids)).expect("it is one of these");
            entity.properties.insert(*property, value.clone());
        }
        Step::Remove(at) => drop(scene.entities.remove(at.get(&ids))),
    }
}

fn after(base: &Scene, steps: &[Step]) -> Scene {
    let mut scene = base.clone();
    for step in steps {
        take(&mut scene, step);
    }
    canonical(&scene)
}

/// What git's merge of lines makes of three texts; `None` for a conflict.
fn merged_by_lines(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let branch = "main".parse().expect("a branch");
    let git = Repository::create(&folder.path().join("x.git"), &branch).expect("a repository");
    let blob = |text: &str| -> ObjectId {
        let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
        let change = Change { path: TreePath::new("x").expect("a path"), edit, expect: Expect::Anything };
        let author = Author { name: "Ada".to_owned(), email: "ada@example.org".to_owned() };
        let message = Message::new("Change").expect("a message");
        let made = git.commit(&branch, None, &[change], &author, &message, Timestamp(0)).expect("a commit");
        made.blobs[0].1
    };
    let (base, theirs) = (blob(base), blob(theirs));
    let merged = git.merge_text(base, (ours, "ours"), (theirs, "theirs")).expect("it merges").expect("these are texts");
    (!merged.has_conflicts).then_some(merged.text)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn a_scene_is_written_one_way(scene in scene(0..30)) {
        let text = write(&scene).expect("it is small");
        let again = read(&text).expect("what is written can be read");
        prop_assert_eq!(&again.scene, &scene);
        prop_assert_eq!(write(&again.scene).expect("it is small"), text);
    }

    #[test]
    fn changes_of_different_properties_merge_line_by_line(
        base in scene(1..12),
        changes in prop::collection::vec((any::<Index>(), said(), any::<bool>()), 0..12),
    ) {
        // Each property of each thing is changed by one of the two at most.
        let mut owners: BTreeMap<(EntityId, Property), bool> = BTreeMap::new();
        let (mut ours, mut theirs, mut both) = (base.clone(), base.clone(), base.clone());
        let ids: Vec<EntityId> = base.entities.keys().cloned().collect();
        for (at, (property, value), is_ours) in changes {
            let id = at.get(&ids).clone();
            let is_ours = *owners.entry((id.clone(), property)).or_insert(is_ours);
            for scene in [if is_ours { &mut ours } else { &mut theirs }, &mut both] {
                let entity = scene.entities.get_mut(&id).expect("it is one of these");
                entity.properties.insert(property, value.clone());
            }
        }
        let [ours, theirs, both] = [ours, theirs, both].map(|scene| canonical(&scene));
        let [base_text, ours_text, theirs_text] =
            [&base, &ours, &theirs].map(|scene| write(scene).expect("it is small"));
        let merged = merged_by_lines(&base_text, &ours_text, &theirs_text);
        prop_assert_eq!(merged, Some(write(&both).expect("it is small")));
    }

    #[test]
    fn things_that_are_added_on_different_shelves_merge_line_by_line(
        base in scene(0..12),
        ours in ("[0-7][0-9a-f]{9}", kind()),
        theirs in ("[89a-f][0-9a-f]{9}", kind()),
        change in said(),
    ) {
        let with = |scene: &Scene, (id, kind): &(String, Kind)| {
            let mut scene = scene.clone();
            let mut entity = Entity::new(*kind);
            entity.properties.insert(change.0, change.1.clone());
            scene.entities.insert(EntityId::new(id).expect("ten digits"), entity);
            canonical(&scene)
        };
        let both = with(&with(&base, &ours), &theirs);
        let [base, ours, theirs, both] = [&base, &with(&base, &ours), &with(&base, &theirs), &both]
            .map(|scene| write(scene).expect("it is small"));
        prop_assert_eq!(merged_by_lines(&base, &ours, &theirs), Some(both));
    }

    #[test]
    fn our_merge_of_any_two_changes_can_be_read_and_loses_nothing(
        base in scene(0..12),
        ours in prop::collection::vec(step(), 0..12),
        theirs in prop::collection::vec(step(), 0..12),
    ) {
        let (ours, theirs) = (after(&base, &ours), after(&base, &theirs));
        let merged = merge(&base, &ours, &theirs);
        let read = read(&write(&merged.scene).expect("it is small")).expect("what was merged can be read");
        prop_assert_eq!(&read.scene, &merged.scene);
        prop_assert!(read.repairs.is_empty());

        // Who changes nothing takes all that the other has done.
        prop_assert_eq!(&merge(&base, &ours, &base).scene, &ours);
        prop_assert_eq!(&merge(&base, &base, &theirs).scene, &theirs);
        prop_assert_eq!(&merge(&base, &ours, &ours).scene, &ours);

        // What one has changed and the other has not stands as that one made it.
        for (mine, yours) in [(&ours, &theirs), (&theirs, &ours)] {
            for (id, entity) in &mine.entities {
                let Some(kept) = merged.scene.entities.get(id) else {
                    prop_assert!(!yours.entities.contains_key(id) && base.entities.get(id) == Some(entity));
                    continue;
                };
                let (was, other) = (base.entities.get(id), yours.entities.get(id));
                if other == was {
                    prop_assert_eq!(kept, entity);
                }
            }
        }
        // Without a clash it is the same from both sides.
        if merged.clashes.is_empty() {
            prop_assert_eq!(merge(&base, &theirs, &ours).scene, merged.scene);
        }
    }

    #[test]
    fn no_text_upsets_its_reader(text in ".{0,200}", at in any::<Index>(), scene in scene(0..4)) {
        let _ = read(&text);
        let mut spoilt: Vec<char> = write(&scene).expect("it is small").chars().collect();
        let place = at.index(spoilt.len());
        spoilt.splice(place..place, text.chars().take(3));
        let _ = read(&spoilt.into_iter().collect::<String>());
    }
}
