use serde_json::{Value, json};

use super::registry::{package, save};
use crate::{
    app::{
        AppId, Error, InstanceId, freeze, instance,
        state::{self, Kept, State},
        thaw,
    },
    db::testing::Bench,
};

struct Kit {
    bench: Bench,
    app: AppId,
}

impl Kit {
    fn new() -> Self {
        let bench = Bench::new();
        let app = save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap().id;
        Self { bench, app }
    }

    fn load(&self, window: Option<InstanceId>) -> State {
        self.bench.tx(|tx| state::load(tx, self.app, window)).unwrap()
    }

    fn save(&self, window: Option<InstanceId>, value: &Value) -> Result<(), Error> {
        let new: State = serde_json::from_value(value.clone()).unwrap();
        let old = self.load(window);
        self.bench.tx(|tx| state::save(tx, self.app, window, &old, &new))
    }

    fn rows(&self) -> Vec<Kept> {
        self.bench.tx(|tx| state::rows(tx, self.app)).unwrap()
    }

    fn open(&self) -> InstanceId {
        let (id, card) = (self.bench.id(), self.bench.id());
        self.bench.tx(|tx| instance::open(tx, id, self.app, card, self.bench.now())).unwrap().id
    }
}

fn list(ids: &[&str]) -> Value {
    json!({ "todos": ids.iter().map(|id| json!({ "id": id, "text": format!("about {id}") })).collect::<Vec<_>>() })
}

#[test]
fn what_is_saved_is_loaded_whatever_became_of_it_before() {
    let kit = Kit::new();
    let cases = [
        json!({}),
        json!({ "count": 1, "name": "Tea", "none": null, "map": { "a": [1, 2.5, true] } }),
        list(&["a", "b", "c"]),
        list(&["c", "a", "b"]),
        list(&["n", "c", "x", "a", "b", "z"]),
        list(&["z"]),
        json!({ "todos": [] }),
        list(&["a"]),
        json!({ "todos": [{ "id": "a" }, { "id": "a" }] }),
        list(&["a", "b"]),
        json!({ "todos": [{ "id": "a" }, { "text": "no id" }, 7] }),
        json!({ "todos": "not a list at all" }),
        json!({ "todos": [{ "id": "a", "text": "other words" }], "count": 0 }),
        json!({ "count": 0 }),
        json!({}),
    ];
    for case in cases {
        kit.save(None, &case).unwrap();
        assert_eq!(serde_json::to_value(kit.load(None)).unwrap(), case);
    }
    assert!(kit.rows().is_empty());
}

#[test]
fn an_item_that_stays_keeps_its_row() {
    let kit = Kit::new();
    kit.save(None, &list(&["a", "b", "c", "d"])).unwrap();
    let before = kit.rows();
    kit.save(None, &list(&["d", "a", "b", "n", "c"])).unwrap();
    let after = kit.rows();
    let unmoved = before.iter().filter(|row| after.contains(row)).count();
    assert_eq!(unmoved, 3, "only d has got another place");
}

#[test]
fn items_can_be_put_between_two_others_again_and_again() {
    let kit = Kit::new();
    let mut ids = vec!["first".to_owned(), "last".to_owned()];
    for number in 0..60 {
        ids.insert(1, format!("item{number}"));
        kit.save(None, &list(&ids.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
        let loaded = kit.load(None);
        let found: Vec<&str> =
            loaded["todos"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids);
    }
}

#[test]
fn windows_keep_their_own_and_closing_forgets_it() {
    let kit = Kit::new();
    let (one, other) = (kit.open(), kit.open());
    kit.save(None, &json!({ "shared": 1 })).unwrap();
    kit.save(Some(one), &json!({ "draft": "one" })).unwrap();
    kit.save(Some(other), &json!({ "draft": "other" })).unwrap();
    assert_eq!(kit.load(Some(one))["draft"], "one");
    kit.bench.tx(|tx| instance::close(tx, one, kit.bench.now())).unwrap();
    assert!(kit.load(Some(one)).is_empty());
    assert_eq!(kit.load(Some(other))["draft"], "other");
    assert_eq!(kit.load(None)["shared"], 1);
    assert_eq!(kit.bench.tx(|tx| instance::list(tx, kit.app)).unwrap().len(), 1);
}

#[test]
fn too_much_is_refused_and_nothing_of_it_is_kept() {
    let kit = Kit::new();
    let window = kit.open();
    kit.save(Some(window), &json!({ "text": "short" })).unwrap();
    let large = json!({ "text": "x".repeat(state::INSTANCE_BYTES_MAX) });
    assert!(matches!(kit.save(Some(window), &large), Err(Error::InstanceFull)));
    assert_eq!(kit.load(Some(window))["text"], "short");
    kit.save(None, &large).unwrap();
    let huge = json!({ "text": "x".repeat(state::APP_BYTES_MAX) });
    assert!(matches!(kit.save(None, &huge), Err(Error::AppFull)));
    assert_eq!(kit.bench.tx(|tx| state::bytes(tx, kit.app)).unwrap(), state::INSTANCE_BYTES_MAX + 2 + 7);
}

#[test]
fn a_window_that_fails_again_and_again_rests_until_it_is_started_again() {
    let kit = Kit::new();
    let window = kit.open();
    for expected in 1..=instance::FAILURES_MAX {
        assert_eq!(kit.bench.tx(|tx| instance::count_failure(tx, window)).unwrap(), expected);
    }
    kit.bench.tx(|tx| instance::set_crash(tx, window, "no such thing")).unwrap();
    assert_eq!(kit.bench.tx(|tx| instance::find(tx, window)).unwrap().crash.as_deref(), Some("no such thing"));
    kit.bench.tx(|tx| instance::clear(tx, window)).unwrap();
    let found = kit.bench.tx(|tx| instance::find(tx, window)).unwrap();
    assert_eq!((found.failures, found.crash), (0, None));
    let nobody = kit.bench.tx(|tx| instance::find(tx, kit.bench.id()));
    assert!(matches!(nobody, Err(Error::NoSuchInstance)));
}

#[test]
fn a_frozen_moment_comes_back_whole() {
    let kit = Kit::new();
    let window = kit.open();
    kit.save(None, &list(&["a", "b"])).unwrap();
    kit.save(Some(window), &json!({ "draft": "then" })).unwrap();
    let then = kit.bench.tx(freeze).unwrap();
    let text = serde_json::to_string(&then).unwrap();

    kit.save(None, &list(&["c"])).unwrap();
    kit.bench.tx(|tx| instance::close(tx, window, kit.bench.now())).unwrap();
    let later = kit.open();
    kit.save(Some(later), &json!({ "draft": "later" })).unwrap();

    let then = serde_json::from_str(&text).unwrap();
    assert!(kit.bench.tx(|tx| thaw(tx, &then, kit.bench.now())).unwrap().is_empty());
    assert_eq!(kit.bench.tx(freeze).unwrap(), then);
    assert_eq!(kit.load(Some(window))["draft"], "then");
    let open: Vec<_> = kit.bench.tx(|tx| instance::list(tx, kit.app)).unwrap().iter().map(|it| it.id).collect();
    assert_eq!(open, [window]);

    let elsewhere = Bench::new();
    let unknown = elsewhere.tx(|tx| thaw(tx, &then, elsewhere.now())).unwrap();
    assert_eq!(unknown.iter().map(ToString::to_string).collect::<Vec<_>>(), ["tasks"]);
}
