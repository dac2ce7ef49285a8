use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    app::{
        AppId, Error, Origin, Package, Permission, audit, find, grant, job, message,
        registry::{self, App, Data, NewApp, VERSIONS_KEPT},
        state::{self, State},
    },
    db::testing::Bench,
};

/// A package as text: its id, version, author, and what it asks for.
pub(super) fn package(id: &str, version: &str, author: &str, permissions: &[&str]) -> String {
    let package = json!({
        "aiapp": 1, "id": id, "name": "Tasks", "icon": "✅", "category": "productivity", "version": version,
        "author": author, "description": "What is to be done", "tags": ["tasks", "day"], "permissions": permissions,
        "ui_spec": {
            "state": { "todos": { "type": "list", "scope": "app" } },
            "jobs": [{ "id": "remind", "every": "15m", "call": "this.remind()" }],
            "view": [{ "type": "text", "props": { "value": "Hello" } }],
        },
    });
    serde_json::to_string(&package).unwrap()
}

pub(super) fn save(bench: &Bench, text: &str, consent: Option<&[&str]>) -> Result<App, Error> {
    let package: Package = serde_json::from_str(text).unwrap();
    let words = consent.map(|words| words.iter().filter_map(|word| Permission::new(word)).collect::<BTreeSet<_>>());
    let new = NewApp { id: bench.id(), package: &package, text, origin: Origin::Own, consent: words.as_ref() };
    bench.tx(|tx| registry::save(tx, new, bench.now()))
}

fn roll_back(bench: &Bench, app: AppId, number: u32, data: Data) -> Result<App, Error> {
    bench.tx(|tx| {
        let package: Package = serde_json::from_str(&registry::version_text(tx, app, number)?).unwrap();
        registry::roll_back(tx, app, number, &package, data, bench.now())
    })
}

fn keep(bench: &Bench, app: AppId, state: &State) {
    bench
        .tx(|tx| {
            let old = state::load(tx, app, None)?;
            state::save(tx, app, None, &old, state)
        })
        .unwrap();
}

fn kept(bench: &Bench, app: AppId) -> State {
    bench.tx(|tx| state::load(tx, app, None)).unwrap()
}

fn one(name: &str) -> State {
    State::from([("todos".to_owned(), json!([{ "id": "a", "text": name }]))])
}

#[test]
fn the_same_package_again_is_its_next_version() {
    let bench = Bench::new();
    let first = save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap();
    let again = save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap();
    assert_eq!((again.id, again.number), (first.id, 1), "nothing has changed");
    let next = save(&bench, &package("tasks", "1.1.0", "me", &[]), None).unwrap();
    assert_eq!((next.id, next.number, next.version.to_string()), (first.id, 2, "1.1.0".to_owned()));
    assert_eq!(next.tags, ["tasks", "day"]);
}

#[test]
fn an_app_of_somebody_else_is_never_replaced() {
    let bench = Bench::new();
    save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap();
    let error = save(&bench, &package("tasks", "9.0.0", "mallory", &[]), None).unwrap_err();
    assert!(matches!(error, Error::Clash { ref author, .. } if author == "me"), "{error}");
}

#[test]
fn a_file_never_replaces_what_came_from_the_catalogue() {
    let bench = Bench::new();
    let from = |origin, text: &str| {
        let package: Package = serde_json::from_str(text).unwrap();
        let new = NewApp { id: bench.id(), package: &package, text, origin, consent: None };
        bench.tx(|tx| registry::save(tx, new, bench.now()))
    };
    let (first, second) = (package("tasks", "1.0.0", "system", &[]), package("tasks", "1.1.0", "system", &[]));
    let app = from(Origin::Catalogue, &first).unwrap();
    assert_eq!(from(Origin::Import, &first).unwrap().id, app.id, "the very same file changes nothing");
    assert!(matches!(from(Origin::Import, &second), Err(Error::Clash { .. })));
    assert_eq!(from(Origin::Own, &second).unwrap().number, 2);
    assert_eq!(from(Origin::Catalogue, &first).unwrap().number, 3);
}

#[test]
fn what_a_package_asks_for_is_asked_once() {
    let bench = Bench::new();
    let asking = |version, asked: &[&str]| package("tasks", version, "me", asked);
    let error = save(&bench, &asking("1.0.0", &["STANDARD", "notify", "ai"]), None).unwrap_err();
    assert_eq!(error.code(), "app_consent_needed");

    let app = save(&bench, &asking("1.0.0", &["STANDARD", "notify", "ai"]), Some(&["notify"])).unwrap();
    let granted = |app| bench.tx(|tx| grant::granted(tx, app)).unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(granted(app.id), [Permission::Notify]);

    save(&bench, &asking("1.0.1", &["notify", "ai"]), None).unwrap();
    let error = save(&bench, &asking("1.0.2", &["notify", "ai", "net:example.org"]), None).unwrap_err();
    assert!(matches!(error, Error::NeedsConsent(ref asked) if asked == &[Permission::Net("example.org".to_owned())]));
    assert_eq!(bench.tx(|tx| find(tx, app.id)).unwrap().version.to_string(), "1.0.1", "the update waits");
    save(&bench, &asking("1.0.2", &["notify", "ai", "net:example.org"]), Some(&[])).unwrap();
    assert_eq!(granted(app.id), [Permission::Notify], "a no is an answer");

    bench.tx(|tx| grant::revoke(tx, app.id, &Permission::Notify, bench.now())).unwrap();
    bench.tx(|tx| grant::grant(tx, app.id, &Permission::Ai, bench.now())).unwrap();
    assert_eq!(granted(app.id), [Permission::Ai]);
    let error = bench.tx(|tx| grant::grant(tx, app.id, &Permission::HighCpu, bench.now())).unwrap_err();
    assert!(matches!(error, Error::NotAsked(_)), "{error}");
    let entries = bench.tx(|tx| audit::entries(tx, app.id, 2)).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.detail.as_str()).collect::<Vec<_>>(), ["ai", "notify"]);
}

#[test]
fn going_back_brings_the_data_back_and_can_be_taken_back_itself() {
    let bench = Bench::new();
    let app = save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap().id;
    keep(&bench, app, &one("before"));
    save(&bench, &package("tasks", "2.0.0", "me", &[]), None).unwrap();
    keep(&bench, app, &one("after"));

    let back = roll_back(&bench, app, 1, Data::Replace).unwrap();
    assert_eq!((back.number, back.version.to_string()), (1, "1.0.0".to_owned()));
    assert_eq!(kept(&bench, app), one("before"));
    assert!(back.epoch > 0, "whoever runs the app learns that its data is another");

    let forth = roll_back(&bench, app, 2, Data::Replace).unwrap();
    assert_eq!((forth.number, kept(&bench, app)), (2, one("after")));
    roll_back(&bench, app, 1, Data::Keep).unwrap();
    assert_eq!(kept(&bench, app), one("after"));
    assert!(matches!(roll_back(&bench, app, 9, Data::Keep), Err(Error::NoSuchVersion(9))));
}

#[test]
fn the_last_versions_are_kept() {
    let bench = Bench::new();
    for number in 0..6 {
        save(&bench, &package("tasks", &format!("1.{number}.0"), "me", &[]), None).unwrap();
    }
    let app = bench.tx(registry::list).unwrap()[0].id;
    let numbers: Vec<u32> = bench.tx(|tx| registry::versions(tx, app)).unwrap().iter().map(|it| it.number).collect();
    assert_eq!(numbers, [6, 5, 4, 3]);
    assert_eq!(numbers.len(), VERSIONS_KEPT as usize + 1);
}

#[test]
fn an_archived_app_comes_back_with_its_data_unless_that_was_erased() {
    let bench = Bench::new();
    let text = package("tasks", "1.0.0", "me", &[]);
    let app = save(&bench, &text, None).unwrap().id;
    keep(&bench, app, &one("kept"));
    for (data, expected) in [(Data::Keep, one("kept")), (Data::Replace, State::new())] {
        bench.tx(|tx| registry::archive(tx, app, data, bench.now())).unwrap();
        assert!(bench.tx(registry::list).unwrap().is_empty());
        assert!(bench.tx(|tx| job::list(tx, app)).unwrap().is_empty());
        let back = save(&bench, &text, None).unwrap();
        assert_eq!((back.id, back.is_archived(), kept(&bench, app)), (app, false, expected));
        assert_eq!(bench.tx(|tx| job::list(tx, app)).unwrap().len(), 1);
    }
}

#[test]
fn a_job_runs_once_after_a_gap_and_never_twice_for_one_moment() {
    let bench = Bench::new();
    let app = save(&bench, &package("tasks", "1.0.0", "me", &[]), None).unwrap().id;
    assert!(bench.tx(|tx| job::due(tx, bench.now())).unwrap().is_empty());
    bench.clock.advance_ms(100 * 60_000);
    let due = bench.tx(|tx| job::due(tx, bench.now())).unwrap();
    assert_eq!(due.len(), 1);
    assert!(bench.tx(|tx| job::ran(tx, &due[0], bench.now())).unwrap());
    assert!(!bench.tx(|tx| job::ran(tx, &due[0], bench.now())).unwrap(), "somebody was faster");
    assert!(bench.tx(|tx| job::due(tx, bench.now())).unwrap().is_empty());
    let next = bench.tx(job::next_due).unwrap().unwrap();
    assert_eq!(next.since_ms(bench.now()), 5 * 60_000, "at its own moments");

    bench.tx(|tx| job::stop(tx, app, "remind", bench.now())).unwrap();
    assert_eq!(bench.tx(job::next_due).unwrap(), None);
    bench.tx(|tx| job::go_on(tx, app, "remind", bench.now())).unwrap();
    assert!(bench.tx(job::next_due).unwrap().is_some());
    assert!(matches!(bench.tx(|tx| job::stop(tx, app, "dance", bench.now())), Err(Error::NoSuchJob)));
}

#[test]
fn a_message_needs_both_sides_and_waits_for_a_week() {
    let bench = Bench::new();
    let send = "ipc.send:calendar:add";
    let tasks = save(&bench, &package("tasks", "1.0.0", "me", &[send]), Some(&[send])).unwrap();
    let to = crate::app::PackageId::new("calendar").unwrap();
    let say = |kind, body: &serde_json::Value, depth| {
        bench.tx(|tx| message::send(tx, &tasks, &to, kind, body, depth, bench.now()))
    };
    assert!(matches!(say("add", &json!({}), 0), Err(Error::NobodyThere(_))));
    save(&bench, &package("calendar", "1.0.0", "me", &["ipc.receive:add"]), Some(&[])).unwrap();
    assert!(matches!(say("add", &json!({}), 0), Err(Error::NotAllowed(Permission::Receive(_)))));
    let calendar = bench.tx(|tx| registry::by_package(tx, &to)).unwrap().unwrap();
    bench.tx(|tx| grant::grant(tx, calendar.id, &Permission::Receive("add".to_owned()), bench.now())).unwrap();

    assert!(matches!(say("drop", &json!({}), 0), Err(Error::NotAllowed(Permission::Send { .. }))));
    assert!(matches!(say("add", &json!("x".repeat(17 * 1024)), 0), Err(Error::MessageTooLarge)));
    assert!(matches!(say("add", &json!({}), 9), Err(Error::MessageLoop)));
    say("add", &json!({ "title": "Tea" }), 0).unwrap();
    say("add", &json!({ "title": "Cake" }), 1).unwrap();

    let waiting = || bench.tx(|tx| message::waiting_for(tx, &to, bench.now())).unwrap();
    let first = waiting().remove(0);
    assert_eq!((first.body.as_str(), first.from.as_str()), (r#"{"title":"Tea"}"#, "tasks"));
    bench.tx(|tx| message::delivered(tx, first.id, bench.now())).unwrap();
    assert_eq!(waiting().len(), 1);
    bench.clock.advance_ms(message::KEPT_MS);
    assert!(waiting().is_empty());
}

#[test]
fn the_dock_keeps_its_order_and_the_audit_its_bound() {
    let bench = Bench::new();
    let ids: Vec<AppId> =
        ["aa", "bb", "cc"].map(|id| save(&bench, &package(id, "1.0.0", "me", &[]), None).unwrap().id).into();
    for id in [ids[2], ids[0], ids[2]] {
        bench.tx(|tx| registry::set_pinned(tx, id, true)).unwrap();
    }
    let pins: Vec<_> = ids.iter().map(|id| bench.tx(|tx| find(tx, *id)).unwrap().pin_order).collect();
    assert_eq!(pins, [Some(1), None, Some(0)]);
    let dock = || -> Vec<usize> {
        let place = |app: &registry::App| ids.iter().position(|id| *id == app.id).unwrap();
        bench.tx(registry::docked).unwrap().iter().map(place).collect()
    };
    // What is not in the dock is not laid into it; what is laid past its end is the last.
    for (app, place, order) in [(2, 1, [0, 2]), (1, 0, [0, 2]), (2, 0, [2, 0]), (2, 99, [0, 2]), (0, 1, [2, 0])] {
        bench.tx(|tx| registry::set_dock_place(tx, ids[app], place)).unwrap();
        assert_eq!(dock(), order, "app {app} at {place}");
    }
    bench.tx(|tx| registry::set_pinned(tx, ids[2], false)).unwrap();
    assert_eq!(bench.tx(|tx| find(tx, ids[2])).unwrap().pin_order, None);

    bench
        .tx(|tx| {
            (0..1_200)
                .try_for_each(|at| audit::note(tx, ids[0], audit::What::Fetched, &format!("host{at}"), bench.now()))
        })
        .unwrap();
    let entries = bench.tx(|tx| audit::entries(tx, ids[0], u32::MAX)).unwrap();
    assert_eq!((entries.len(), entries[0].detail.as_str()), (audit::KEPT as usize, "host1199"));
}
