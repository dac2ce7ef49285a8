//! Sessions: the desk saved, changed, and made what it was, over REST, by forms, in every tab, and after a crash.

use std::{collections::BTreeMap, time::Duration};

use reqwest::{Method, StatusCode};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, TestClient, TestServer, location,
    process::{Process, new_data, run},
    tab::Tab,
};

const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";

/// What a look of the server at itself takes at most, on a busy machine.
const TRIES_MAX: u32 = 200;

async fn post(client: &TestClient, path: &str, body: Value) -> (StatusCode, Value) {
    send(client, Method::POST, path, body).await
}

async fn send(client: &TestClient, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let answer = client.request(method, path).json(&body).send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

async fn did(client: &TestClient, path: &str, body: Value) -> Value {
    let (status, answer) = post(client, path, body).await;
    assert!(status.is_success(), "POST {path}: {answer}");
    answer
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

async fn card(client: &TestClient, title: &str) -> String {
    let stack = client.json("/api/stacks").await["stacks"][0]["id"].clone();
    let new = json!({ "stack_id": stack, "title": title, "blocks": [{ "type": "text", "content": title }] });
    text(&did(client, "/api/cards", new).await["card_id"]).to_owned()
}

async fn save(client: &TestClient, name: &str) -> String {
    text(&did(client, "/api/sessions", json!({ "name": name })).await["session_id"]).to_owned()
}

async fn restore(client: &TestClient, id: &str) -> Value {
    did(client, &format!("/api/sessions/{id}/restore"), json!({})).await
}

/// What is on the desk, by id, without the numbers that every change moves on.
async fn seen(client: &TestClient) -> BTreeMap<String, Value> {
    let mut things = client.json("/api/stacks").await["stacks"].as_array().expect("a list").clone();
    for stack in things.clone() {
        things.extend(cards_on(client, text(&stack["id"])).await);
    }
    things.into_iter().map(still).collect()
}

async fn cards_on(client: &TestClient, stack: &str) -> Vec<Value> {
    client.json(&format!("/api/cards?stack_id={stack}")).await["cards"].as_array().expect("a list").clone()
}

fn still(mut thing: Value) -> (String, Value) {
    let id = thing.get("card_id").or(thing.get("id")).map(text).expect("an id").to_owned();
    let fields = thing.as_object_mut().expect("an object");
    fields.retain(|name, _| !["seq", "version", "updated_at", "by", "html"].contains(&name.as_str()));
    (id, thing)
}

#[tokio::test]
async fn a_session_is_saved_listed_renamed_put_away_and_exported() {
    let (_server, ada) = TestServer::with_ada().await;
    card(&ada, "Plan").await;
    let (status, session) = post(&ada, "/api/sessions", json!({ "name": " Work " })).await;
    assert_eq!((status, &session["name"], &session["kind"]), (StatusCode::CREATED, &json!("Work"), &json!("named")));
    assert_eq!((&session["stacks"], &session["cards"]), (&json!(1), &json!(1)));
    let path = format!("/api/sessions/{}", text(&session["session_id"]));
    assert_eq!(ada.json(&path).await, session);
    assert_eq!(ada.json("/api/sessions").await["sessions"], json!([session]));

    let (status, renamed) = send(&ada, Method::PATCH, &path, json!({ "name": "<b>Büro</b> \"1\"" })).await;
    assert_eq!((status, &renamed["name"]), (StatusCode::OK, &json!("<b>Büro</b> \"1\"")));
    let exported = ada.get(&format!("{path}/export")).await;
    let name = exported.headers()["content-disposition"].to_str().expect("a text").to_owned();
    assert!(name.starts_with("attachment; filename=\"") && !name.contains('<'), "{name}");
    let exported: Value = exported.json().await.expect("JSON");
    assert_eq!((&exported["desk"]["format"], &exported["session"]["name"]), (&json!(1), &renamed["name"]));
    assert_eq!(exported["desk"]["cards"][0]["blocks"][0]["content"], "Plan");

    did(&ada, &format!("{path}/archive"), json!({})).await;
    assert_eq!(ada.json("/api/sessions").await["sessions"], json!([]));
    assert_eq!(ada.json("/api/sessions?status=archived").await["sessions"][0]["session_id"], session["session_id"]);
    did(&ada, &format!("{path}/unarchive"), json!({})).await;
    assert_eq!(ada.json("/api/sessions").await["sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_restored_desk_is_the_one_that_was_saved_and_undo_leads_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let (plan, note) = (card(&ada, "Plan").await, card(&ada, "Note").await);
    let was = seen(&ada).await;
    let id = save(&ada, "Work").await;
    send(&ada, Method::PATCH, &format!("/api/cards/{plan}"), json!({ "title": "Changed" })).await;
    did(&ada, &format!("/api/cards/{note}/archive"), json!({})).await;
    let garden = did(&ada, "/api/stacks", json!({ "name": "Garden" })).await;
    did(&ada, &format!("/api/stacks/{}/activate", text(&garden["id"])), json!({})).await;
    card(&ada, "New").await;
    let is = seen(&ada).await;

    let restored = restore(&ada, &id).await;
    assert_eq!(seen(&ada).await, was);
    assert_eq!(restored["changed"], true);
    assert_ne!(restored["active_stack_id"], garden["id"]);
    assert_eq!(
        (&restored["before_restore"]["kind"], &restored["before_restore"]["name"]),
        (&json!("before_restore"), &json!("Work"))
    );
    assert_eq!(ada.json("/api/cards?status=archived&q=new").await["cards"].as_array().map(Vec::len), Some(1));
    assert_eq!(restore(&ada, &id).await["changed"], false, "once more changes nothing");

    did(&ada, "/api/undo", json!({})).await;
    assert_eq!(seen(&ada).await, is);
    restore(&ada, &id).await;
    let point = restored["before_restore"]["session_id"].clone();
    restore(&ada, text(&point)).await;
    assert_eq!(seen(&ada).await, is);
}

/// What a tab shows that applies every frame.
#[derive(Default)]
struct Shown {
    seq: u64,
    things: BTreeMap<String, Value>,
}

impl Shown {
    fn of(sync: &Value) -> Self {
        let payload = &sync["payload"];
        let all = ["cards", "stacks"].into_iter().flat_map(|list| payload[list].as_array().expect("a list").clone());
        Self { seq: payload["seq"].as_u64().expect("a number"), things: all.map(still).collect() }
    }

    fn take(&mut self, frame: &Value) {
        let payload = &frame["payload"];
        let Some(seq) = payload["seq"].as_u64() else { return };
        assert_eq!(seq, self.seq + 1, "no change is left out: {frame}");
        self.seq = seq;
        match (text(&frame["type"]), text(&payload["command"])) {
            ("canvas_update", "close_card") => _ = self.things.remove(text(&payload["card_id"])),
            ("canvas_update", "move_card") => self.merge(payload, &["stack_id", "position", "z_index"]),
            ("canvas_update", _) if payload.get("title").is_none() => self.merge(payload, &["size", "width", "height"]),
            ("canvas_update", _) => {
                let mut whole = payload.clone();
                for name in ["command", "mission_id"] {
                    whole.as_object_mut().expect("an object").remove(name);
                }
                let (id, whole) = still(whole);
                self.things.insert(id, whole);
            }
            ("stack_update", "archive") => {
                let id = text(&payload["stack"]["id"]).to_owned();
                self.things.retain(|own, thing| *own != id && thing["stack_id"] != json!(id));
            }
            ("stack_update", "reorder") => {
                for (at, id) in (1..).zip(payload["stack_ids"].as_array().expect("a list")) {
                    self.things.get_mut(text(id)).expect("a stack")["sort_order"] = json!(at);
                }
            }
            ("stack_update", _) => {
                let (id, stack) = still(payload["stack"].clone());
                self.things.insert(id, stack);
            }
            other => panic!("{other:?}: {frame}"),
        }
    }

    fn merge(&mut self, payload: &Value, names: &[&str]) {
        let card = self.things.get_mut(text(&payload["card_id"])).expect("a card");
        for name in names {
            card[name] = payload[name].clone();
        }
    }
}

#[tokio::test]
async fn tabs_converge_by_the_frames_of_a_restore() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let (plan, note, list) = (card(&ada, "Plan").await, card(&ada, "Note").await, card(&ada, "List").await);
    let id = save(&ada, "Work").await;
    send(&ada, Method::PATCH, &format!("/api/cards/{plan}"), json!({ "title": "Changed" })).await;
    did(&ada, &format!("/api/cards/{note}/archive"), json!({})).await;
    did(&ada, &format!("/api/cards/{list}/move"), json!({ "position_x": 900, "position_y": 8 })).await;
    did(&ada, "/api/stacks", json!({ "name": "Garden" })).await;
    card(&ada, "New").await;

    let (mut first, sync) = Tab::follow(&server, &token).await;
    let (mut second, other) = Tab::follow(&server, &token).await;
    let mut shown = [Shown::of(&sync), Shown::of(&other)];
    restore(&ada, &id).await;
    let (fresh, sync) = Tab::follow(&server, &token).await;
    let truth = Shown::of(&sync);
    for (tab, shown) in [&mut first, &mut second].into_iter().zip(&mut shown) {
        while shown.seq < truth.seq {
            let frame = tab.next().await;
            shown.take(&frame);
        }
        assert_eq!(shown.things, truth.things);
    }
    fresh.close().await;
}

#[tokio::test]
async fn a_restore_of_very_many_cards_gives_every_tab_the_desk_anew() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let id = save(&ada, "Empty").await;
    for _ in 0..310 {
        card(&ada, "One of many").await;
    }
    let (mut tab, sync) = Tab::follow(&server, &token).await;
    let stack = Tab::first_stack(&sync);
    assert_eq!(sync["payload"]["cards"].as_array().map(Vec::len), Some(310));
    restore(&ada, &id).await;
    let told = tab.next().await;
    assert_eq!((&told["type"], &told["payload"]["event"]), (&json!("system"), &json!("resync")), "{told}");
    let synced = tab.whole_sync().await;
    assert_eq!((&synced["payload"]["full"], &synced["payload"]["cards"]), (&json!(true), &json!([])));
    did(&ada, "/api/undo", json!({})).await;
    assert_eq!(cards_on(&ada, &stack).await.len(), 310);
}

#[tokio::test]
async fn what_can_not_be_restored_whole_changes_nothing() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    for number in 0..12 {
        did(&bob, "/api/stacks", json!({ "name": format!("Stack {number}") })).await;
    }
    let id = save(&bob, "All of them").await;
    let stacks = bob.json("/api/stacks").await["stacks"].as_array().expect("a list").clone();
    for stack in &stacks[3..] {
        did(&bob, &format!("/api/stacks/{}/archive", text(&stack["id"])), json!({})).await;
    }
    let bobs = text(&bob.json("/api/me").await["user"]["id"]).to_owned();
    let answer = ada.post_form(&format!("/settings/users/{bobs}/tier"), &[("tier", "free")]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    wait_for_the_tier(&bob).await;

    let is = seen(&bob).await;
    let (status, refused) = post(&bob, &format!("/api/sessions/{id}/restore"), json!({})).await;
    assert_eq!((status, &refused["error"]["code"]), (StatusCode::FORBIDDEN, &json!("tier_limit")), "{refused}");
    assert_eq!(seen(&bob).await, is);
    assert_eq!(bob.json("/api/sessions").await["sessions"].as_array().map(Vec::len), Some(1), "no point was made");
    let page = bob.post_form(&format!("/desk/sessions/{id}/restore"), &[]).await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert!(page.text().await.expect("a page").contains("Nothing was changed"));
}

/// An awake Sprite is given its new tier a moment later.
async fn wait_for_the_tier(client: &TestClient) {
    for _ in 0..TRIES_MAX {
        let (status, stack) = post(client, "/api/stacks", json!({ "name": "One more" })).await;
        if status == StatusCode::FORBIDDEN {
            return;
        }
        did(client, &format!("/api/stacks/{}/archive", text(&stack["id"])), json!({})).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the tier was never applied");
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_there() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let hers = save(&ada, "Hers").await;
    for id in [hers.as_str(), NOBODY] {
        let path = format!("/api/sessions/{id}");
        assert_eq!(bob.get(&path).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(bob.get(&format!("{path}/export")).await.status(), StatusCode::NOT_FOUND);
        for verb in ["restore", "archive", "unarchive"] {
            let (status, refused) = post(&bob, &format!("{path}/{verb}"), json!({})).await;
            assert_eq!((status, &refused["error"]["code"]), (StatusCode::NOT_FOUND, &json!("session_not_found")));
            assert_eq!(
                bob.post_form(&format!("/desk/sessions/{id}/{verb}"), &[]).await.status(),
                StatusCode::NOT_FOUND
            );
        }
        let (status, _) = send(&bob, Method::PATCH, &path, json!({ "name": "mine" })).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!bob.text(&format!("/?restored={id}")).await.contains("data-note"));
    }
    assert_eq!(bob.json("/api/sessions").await["sessions"], json!([]));
}

#[tokio::test]
async fn names_and_intervals_that_make_no_sense_are_refused() {
    let (_server, ada) = TestServer::with_ada().await;
    for name in ["", "   ", "two\nlines", &"x".repeat(81), "\u{200b}"] {
        let (status, _) = post(&ada, "/api/sessions", json!({ "name": name })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name:?}");
        let page = ada.post_form("/desk/sessions", &[("name", name)]).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
    }
    let (status, _) = post(&ada, "/api/sessions", json!({ "name": "x", "kind": "auto" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "what is not asked for is refused");
    for seconds in [1, 9, 86_401] {
        let (status, refused) = send(&ada, Method::PATCH, "/api/preferences", json!({ "autosave_s": seconds })).await;
        assert_eq!((status, &refused["error"]["field"]), (StatusCode::BAD_REQUEST, &json!("autosave_s")));
        let form = ada.post_form("/desk/sessions/autosave", &[("seconds", &seconds.to_string())]).await;
        assert_eq!(form.status(), StatusCode::BAD_REQUEST);
    }
    let (_, chosen) = send(&ada, Method::PATCH, "/api/preferences", json!({ "autosave_s": 0 })).await;
    assert_eq!(chosen["autosave_s"], 0);
    assert_eq!(ada.json("/api/preferences").await, chosen);
}

#[tokio::test]
async fn forms_save_rename_put_away_and_restore() {
    let (_server, ada) = TestServer::with_ada().await;
    assert!(ada.text("/desk/sessions").await.contains("Nothing is kept yet"));
    let plan = card(&ada, "Plan").await;
    let saved = ada.post_form("/desk/sessions", &[("name", "Work & <i>play</i>")]).await;
    assert_eq!(location(&saved), "/desk/sessions?done=saved");
    let page = ada.text("/desk/sessions?done=saved").await;
    assert!(page.contains("Work &#38; &#60;i&#62;play") && page.contains("1 stack, 1 card"), "{page}");
    let id = text(&ada.json("/api/sessions").await["sessions"][0]["session_id"]).to_owned();

    did(&ada, &format!("/api/cards/{plan}/archive"), json!({})).await;
    let restored = ada.post_form(&format!("/desk/sessions/{id}/restore"), &[]).await;
    let desk = ada.text(location(&restored)).await;
    assert!(desk.contains("data-note") && desk.contains("Plan"), "{desk}");
    let again = ada.post_form(&format!("/desk/sessions/{id}/restore"), &[]).await;
    assert_eq!(location(&again), "/desk/sessions?done=same");

    let undo = desk.split("/desk/sessions/").find(|part| part.contains("/restore")).expect("a way back");
    let back = ada.post_form(&format!("/desk/sessions/{}/restore", &undo[..36]), &[]).await;
    assert!(!ada.text(location(&back)).await.contains(&plan));
    assert!(ada.text("/desk/sessions").await.contains("Before “Work"), "the point before the restore is in the list");

    ada.post_form(&format!("/desk/sessions/{id}/rename"), &[("name", "Office")]).await;
    ada.post_form(&format!("/desk/sessions/{id}/archive"), &[]).await;
    assert!(ada.text("/desk/sessions").await.contains("Put away: 1"));
    ada.post_form(&format!("/desk/sessions/{id}/unarchive"), &[]).await;
    let page = ada.text("/desk/sessions").await;
    assert!(page.contains("Office") && !page.contains("Put away: 1"), "{page}");
    ada.post_form("/desk/sessions/autosave", &[("seconds", "300")]).await;
    assert!(ada.text("/desk/sessions").await.contains("value=\"300\" selected"));
}

#[tokio::test]
async fn the_desk_is_kept_from_time_to_time_while_somebody_is_there() {
    let (server, ada) = TestServer::with_ada().await;
    let sessions = async || ada.json("/api/sessions").await["sessions"].as_array().expect("a list").clone();
    card(&ada, "Plan").await;
    let (mut tab, sync) = Tab::follow(&server, &ada.token("Ada").await).await;
    let stack = Tab::first_stack(&sync);
    tab.card(&stack, "Note", json!([])).await;
    server.clock.advance_ms(31_000);
    let mut kept = Vec::new();
    for _ in 0..TRIES_MAX {
        kept = sessions().await;
        if !kept.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((kept.len(), &kept[0]["kind"], &kept[0]["cards"]), (1, &json!("auto"), &json!(2)), "{kept:?}");
    tab.close().await;
}

#[tokio::test]
async fn a_restore_and_the_sessions_survive_a_kill() {
    let (folder, data) = new_data();
    let place = data.to_str().expect("a path in UTF-8");
    let password = crate::support::password_file(folder.path(), PASSWORD);
    let made = run(&["user", "add", "Ada", "--password-file", password.to_str().expect("a path"), "--data", place]);
    assert!(made.status.success(), "{made:?}");
    let server = Process::serve(&data, &[]);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let plan = card(&ada, "Plan").await;
    let was = seen(&ada).await;
    let id = save(&ada, "Work").await;
    send(&ada, Method::PATCH, &format!("/api/cards/{plan}"), json!({ "title": "Changed" })).await;
    card(&ada, "New").await;
    let is = seen(&ada).await;
    let kept = restore(&ada, &id).await;
    server.end(Signal::KILL);

    // Everything is as it was: the desk that was restored, and every session.
    let server = Process::serve(&data, &[]);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    assert_eq!(seen(&ada).await, was);
    assert_eq!(ada.json("/api/sessions").await["sessions"].as_array().map(Vec::len), Some(2));
    restore(&ada, text(&kept["before_restore"]["session_id"])).await;
    assert_eq!(seen(&ada).await, is);
}

/// Counts clicks for all of its windows.
fn counter() -> Value {
    json!({
        "aiapp": 1, "id": "counter", "name": "Counter", "icon": "C", "category": "utilities", "version": "1.0.0",
        "author": "Ada", "description": "Counts.", "ui_spec": {
            "state": { "count": { "type": "integer", "scope": "app" } },
            "script": ["fn more() { this.count += 1; }"],
            "view": [
                { "type": "text", "id": "count", "props": { "value": "counted ${this.count}" } },
                { "type": "button", "id": "more", "props": { "text": "More" }, "on": { "click": "this.more()" } },
            ],
        },
    })
}

async fn until_counted(tab: &mut Tab, count: u32) {
    loop {
        let patch = tab.until("app_patch").await;
        if patch["payload"]["nodes"].to_string().contains(&format!("counted {count}")) {
            return;
        }
    }
}

#[tokio::test]
async fn a_running_app_shows_what_it_kept_when_the_session_was_saved() {
    let (server, ada) = TestServer::with_ada().await;
    did(&ada, "/api/apps", json!({ "package": counter(), "permissions": [] })).await;
    let opened = did(&ada, "/api/apps/counter/launch", json!({})).await;
    let window = text(&opened["instance_id"]).to_owned();
    let (mut tab, _) = Tab::follow_at(&server, &ada.token("Ada").await, "/ws?view=html").await;
    tab.send("app_event", json!({ "instance_id": window, "node": "", "event": "show" })).await;
    until_counted(&mut tab, 0).await;
    let more = json!({ "instance_id": window, "node": "more", "event": "click" });
    tab.send("app_event", more.clone()).await;
    until_counted(&mut tab, 1).await;
    let id = save(&ada, "One").await;
    assert_eq!(ada.json(&format!("/api/sessions/{id}")).await["instances"], 1);
    tab.send("app_event", more.clone()).await;
    until_counted(&mut tab, 2).await;

    restore(&ada, &id).await;
    until_counted(&mut tab, 1).await;
    tab.act("", "undo", json!({})).await;
    until_counted(&mut tab, 2).await;
    tab.send("app_event", more).await;
    until_counted(&mut tab, 3).await;
}

#[tokio::test]
async fn a_window_whose_app_is_gone_comes_back_and_the_app_can_be_installed_again() {
    let (server, ada) = TestServer::with_ada().await;
    did(&ada, "/api/apps", json!({ "package": counter(), "permissions": [] })).await;
    let opened = did(&ada, "/api/apps/counter/launch", json!({})).await;
    let window = text(&opened["instance_id"]).to_owned();
    let id = save(&ada, "With the app").await;
    did(&ada, &format!("/api/cards/{}/archive", text(&opened["card_id"])), json!({})).await;
    let (status, answer) = send(&ada, Method::DELETE, "/api/apps/counter", json!({})).await;
    assert!(status.is_success(), "{answer}");
    restore(&ada, &id).await;

    let (mut tab, _) = Tab::follow_at(&server, &ada.token("Ada").await, "/ws?view=html").await;
    let show = json!({ "instance_id": window, "node": "", "event": "show" });
    let asked = tab.send("app_event", show.clone()).await;
    assert_eq!(tab.answer_to(&asked).await["payload"]["code"], "app_archived");
    let alone = ada.text(&format!("/apps/run/{window}")).await;
    assert!(alone.contains(&format!("action=\"/apps/run/{window}/reinstall\"")), "{alone}");
    let answer = ada.post_form(&format!("/apps/run/{window}/reinstall"), &[]).await;
    assert_eq!(location(&answer), "/");
    tab.send("app_event", show).await;
    until_counted(&mut tab, 0).await;
    assert_eq!(ada.post_form(&format!("/apps/run/{NOBODY}/reinstall"), &[]).await.status(), StatusCode::NOT_FOUND);
}
