//! Running apps over the socket: what a person does in a window is kept, and shown in every tab.

mod documents;
mod hostile;

use serde_json::{Value, json};

use rustix::process::Signal;

use crate::support::{
    TestClient, TestServer, password_file,
    process::{Process, new_data, run},
    tab::Tab,
};

const PASSWORD: &str = "heron over the weir";

/// Installs a package and opens it; answers the window's id.
async fn open(client: &TestClient, package: Value) -> String {
    let id = package["id"].as_str().unwrap().to_owned();
    let asked = package["permissions"].clone();
    let body = json!({ "package": package, "permissions": if asked.is_null() { json!([]) } else { asked } });
    let saved = client.request(reqwest::Method::POST, "/api/apps").json(&body).send().await.unwrap();
    assert!(saved.status().is_success(), "{}", saved.text().await.unwrap());
    let path = format!("/api/apps/{id}/launch");
    let opened = client.request(reqwest::Method::POST, &path).json(&json!({})).send().await.unwrap();
    let opened: Value = opened.json().await.unwrap();
    opened["instance_id"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned()
}

fn package(id: &str, spec: Value) -> Value {
    json!({
        "aiapp": 1, "id": id, "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
        "author": "Ada", "description": "For tests.", "ui_spec": spec,
    })
}

/// Counts clicks, for all windows and for one; a field; a button that never ends.
fn counter(id: &str) -> Value {
    package(
        id,
        json!({
            "state": {
                "all": { "type": "integer", "scope": "app" },
                "own": { "type": "integer" },
                "name": { "type": "string", "max": 50 },
            },
            "script": ["fn more() { this.all += 1; this.own += 1; } fn hang() { loop {} } fn greet() { toast(`Hello ${this.name}`) }"],
            "view": [
                { "type": "text", "id": "count", "props": { "value": "${this.all} and ${this.own}" } },
                { "type": "input", "id": "name", "bind": "name", "props": { "label": "Name" }, "on": { "submit": "this.greet()" } },
                { "type": "text", "id": "hello", "props": { "value": "Name: ${this.name}" } },
                { "type": "button", "id": "more", "props": { "text": "More" }, "on": { "click": "this.more()" } },
                { "type": "button", "id": "hang", "props": { "text": "Hang" }, "on": { "click": "this.hang()" } },
            ],
        }),
    )
}

struct Window {
    tab: Tab,
    id: String,
}

impl Window {
    /// A tab that shows the window; answers the HTML of all of it.
    async fn show(server: &TestServer, token: &str, id: &str) -> (Self, String) {
        let (tab, _) = Tab::follow_at(server, token, "/ws?view=html").await;
        let mut window = Self { tab, id: id.to_owned() };
        let html = window.shown().await;
        (window, html)
    }

    async fn shown(&mut self) -> String {
        self.send("", "show", Value::Null).await;
        loop {
            // What changes before the window is shown comes as to every tab, and is thrown away like there.
            let patch = self.tab.until("app_patch").await["payload"].clone();
            if patch["full"] == true {
                return patch["nodes"][0]["html"].as_str().unwrap().to_owned();
            }
        }
    }

    async fn send(&mut self, node: &str, event: &str, value: Value) -> String {
        let mut payload = json!({ "instance_id": self.id, "node": node, "event": event });
        if !value.is_null() {
            payload["value"] = value;
        }
        self.tab.send("app_event", payload).await
    }

    /// Sends an event and answers the frame that answers it.
    async fn act(&mut self, node: &str, event: &str, value: Value) -> Value {
        let id = self.send(node, event, value).await;
        self.tab.answer_to(&id).await
    }

    async fn patch(&mut self) -> String {
        self.tab.until("app_patch").await["payload"]["nodes"].to_string()
    }
}

#[tokio::test]
async fn what_happens_in_one_tab_is_shown_in_all_and_kept() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let id = open(&ada, counter("counter")).await;
    let (mut one, html) = Window::show(&server, &token, &id).await;
    assert!(html.contains("0 and 0"), "{html}");
    let (mut two, _) = Window::show(&server, &token, &id).await;

    one.send("more", "click", Value::Null).await;
    assert!(one.patch().await.contains("1 and 1"));
    let patch = two.patch().await;
    assert!(patch.contains("1 and 1") && !patch.contains("More"), "only what changed: {patch}");
    one.send("name", "input", json!("Ad")).await;
    one.send("name", "input", json!("Ada")).await;
    let mut seen = two.patch().await;
    while !seen.contains("Name: Ada") {
        seen = two.patch().await;
    }
    one.send("name", "submit", json!("Ada")).await;
    let toast = one.tab.until("app_effect").await["payload"].clone();
    assert_eq!((toast["effect"].as_str(), toast["text"].as_str()), (Some("toast"), Some("Hello Ada")));

    let (_, html) = Window::show(&server, &token, &id).await;
    assert!(html.contains("1 and 1") && html.contains("Name: Ada"), "{html}");
}

#[tokio::test]
async fn an_app_that_fails_five_times_rests_until_it_is_begun_again() {
    let (server, ada) = TestServer::with_ada().await;
    let id = open(&ada, counter("counter")).await;
    let (mut window, _) = Window::show(&server, &ada.token("Ada").await, &id).await;
    window.act("more", "click", Value::Null).await;
    for _ in 0..5 {
        let answer = window.act("hang", "click", Value::Null).await;
        assert_eq!(answer["payload"]["code"], "app_failed", "{answer}");
        assert!(answer["payload"]["message"].as_str().unwrap().contains("endless loop"), "{answer}");
    }
    let answer = window.act("more", "click", Value::Null).await;
    assert_eq!(answer["payload"]["code"], "app_crashed", "{answer}");
    window.send("", "restart", Value::Null).await;
    let mut patch = window.patch().await;
    while !patch.contains("1 and 1") {
        patch = window.patch().await;
    }
    window.send("", "reset", Value::Null).await;
    while !patch.contains("1 and 0") {
        patch = window.patch().await;
    }
}

#[tokio::test]
async fn forged_events_change_nothing_and_windows_of_others_are_not_there() {
    let (server, ada) = TestServer::with_ada().await;
    let id = open(&ada, counter("counter")).await;
    let token = ada.token("Ada").await;
    let (mut window, _) = Window::show(&server, &token, &id).await;
    for (node, event, value, code) in [
        ("count", "click", Value::Null, "app_event_refused"),
        ("more", "submit", Value::Null, "app_event_refused"),
        ("name", "input", json!(5), "app_event_refused"),
        ("name", "input", json!("x".repeat(51)), "app_event_refused"),
        ("gone", "click", Value::Null, "app_stale"),
    ] {
        let answer = window.act(node, event, value).await;
        assert_eq!(answer["payload"]["code"], code, "{node} {event}: {answer}");
    }
    let ben = server.invite(&ada, "Ben", "unlimited").await;
    let (tab, _) = Tab::follow_at(&server, &ben.token("Ben").await, "/ws?view=html").await;
    let mut foreign = Window { tab, id };
    let answer = foreign.act("more", "click", Value::Null).await;
    assert_eq!(answer["payload"]["code"], "instance_not_found", "{answer}");
    let (_, html) = Window::show(&server, &token, &window.id).await;
    assert!(html.contains("0 and 0"), "{html}");
}

#[tokio::test]
async fn an_app_that_hangs_makes_nobody_else_wait() {
    let (server, ada) = TestServer::with_ada().await;
    let ben = server.invite(&ada, "Ben", "unlimited").await;
    let (hanging, counting) = (open(&ada, counter("counter")).await, open(&ben, counter("counter")).await);
    let (mut bad, _) = Window::show(&server, &ada.token("Ada").await, &hanging).await;
    let (mut good, _) = Window::show(&server, &ben.token("Ben").await, &counting).await;
    for _ in 0..4 {
        bad.send("hang", "click", Value::Null).await;
    }
    for count in 1..=10 {
        good.act("more", "click", Value::Null).await;
        assert!(count <= 10);
    }
    assert!(good.shown().await.contains("10 and 10"));
}

#[tokio::test]
async fn too_many_events_are_told_to_wait() {
    let (server, ada) = TestServer::with_ada().await;
    let id = open(&ada, counter("counter")).await;
    let (mut window, _) = Window::show(&server, &ada.token("Ada").await, &id).await;
    let mut ids = Vec::new();
    for _ in 0..80 {
        ids.push(window.send("more", "click", Value::Null).await);
    }
    let (mut taken, mut refused) = (0, 0);
    while taken + refused < 80 {
        let frame = window.tab.next().await;
        if !ids.iter().any(|id| frame["request_id"] == **id) {
            continue;
        }
        match frame["type"].as_str() {
            Some("ack") => taken += 1,
            Some("system") if frame["payload"]["code"] == "busy" => refused += 1,
            _ => {}
        }
    }
    assert!(taken >= 60 && refused >= 1, "{taken} {refused}");
    let html = window.shown().await;
    assert!(html.contains(&format!("{taken} and {taken}")), "what was acknowledged is kept: {html}");
}

#[tokio::test]
async fn apps_send_each_other_what_their_user_allows() {
    let (server, ada) = TestServer::with_ada().await;
    let mut taker = package(
        "taker",
        json!({
            "state": { "got": { "type": "list", "scope": "app" } },
            "hooks": { "on_message": "this.got.push(`${ev.from}: ${ev.data.text}`)" },
            "view": [{ "type": "text", "id": "got", "props": { "value": "Got ${this.got.join(\", \")}" } }],
        }),
    );
    taker["permissions"] = json!(["ipc.receive:note"]);
    let mut giver = package(
        "giver",
        json!({
            "view": [
                { "type": "button", "id": "give", "on": { "click": "send(\"taker\", \"note\", #{text: \"tea\"})" } },
                { "type": "button", "id": "other", "on": { "click": "send(\"taker\", \"secret\", #{})" } },
            ],
        }),
    );
    giver["permissions"] = json!(["ipc.send:taker:note"]);
    let (taker, giver) = (open(&ada, taker).await, open(&ada, giver).await);
    let token = ada.token("Ada").await;
    let (mut giver, _) = Window::show(&server, &token, &giver).await;
    giver.send("give", "click", Value::Null).await;
    let (mut taker, mut html) = Window::show(&server, &token, &taker).await;
    while !html.contains("Got giver: tea") {
        html = taker.patch().await;
    }
    giver.send("other", "click", Value::Null).await;
    let refused = giver.tab.until("app_effect").await["payload"].clone();
    assert!(refused["text"].as_str().unwrap().contains("ipc.send:taker:secret"), "{refused}");
}

#[tokio::test]
async fn who_waits_for_what_is_not_allowed_is_told() {
    let (server, ada) = TestServer::with_ada().await;
    let asking = package(
        "asking",
        json!({
            "state": { "got": { "type": "string" } },
            "script": ["fn came(answer) { this.got = if answer.ok { \"all\" } else { answer.error } }"],
            "view": [
                { "type": "button", "id": "ask", "on": { "click": "fetch(\"https://example.org/\", \"came\")" } },
                { "type": "text", "id": "got", "props": { "value": "Got ${this.got}" } },
            ],
        }),
    );
    let id = open(&ada, asking).await;
    let (mut window, _) = Window::show(&server, &ada.token("Ada").await, &id).await;
    window.send("ask", "click", Value::Null).await;
    loop {
        let frame = window.tab.next().await;
        assert_ne!(frame["type"], "app_effect", "who waits says it itself: {frame}");
        if frame["type"] == "app_patch" && frame.to_string().contains("net:example.org") {
            break;
        }
    }
}

#[tokio::test]
async fn a_copy_button_holds_its_text_only_while_the_clipboard_is_allowed() {
    let (server, ada) = TestServer::with_ada().await;
    let view = json!([{ "type": "copy", "id": "copy", "props": { "value": "secret tea" } }]);
    let mut copying = package("copying", json!({ "view": view }));
    copying["permissions"] = json!(["clipboard.write"]);
    let id = open(&ada, copying).await;
    let (mut window, html) = Window::show(&server, &ada.token("Ada").await, &id).await;
    assert!(html.contains("data-copy=\"secret tea\""), "{html}");
    for (permissions, may) in [(json!([]), false), (json!(["clipboard.write"]), true)] {
        let body = json!({ "permissions": permissions });
        let set = ada.request(reqwest::Method::PUT, "/api/apps/copying").json(&body).send().await.unwrap();
        assert!(set.status().is_success(), "{}", set.text().await.unwrap());
        let html = window.patch().await;
        assert_eq!(html.contains("secret tea"), may, "{html}");
        assert_eq!(html.contains("not allowed this app"), !may, "{html}");
    }
}

#[tokio::test]
async fn an_app_that_runs_gets_its_new_version() {
    let (server, ada) = TestServer::with_ada().await;
    let id = open(&ada, counter("counter")).await;
    let (mut window, _) = Window::show(&server, &ada.token("Ada").await, &id).await;
    window.act("more", "click", Value::Null).await;
    let mut next = counter("counter");
    next["version"] = json!("1.1.0");
    next["ui_spec"]["view"][0]["props"]["value"] = json!("Now ${this.all}");
    next["ui_spec"]["hooks"] = json!({ "on_upgrade": "this.all += 10" });
    open(&ada, next).await;
    let mut html = window.shown().await;
    while !html.contains("Now 11") {
        html = window.shown().await;
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_in_the_middle() {
    let (folder, data) = new_data();
    let (place, file) = (data.to_str().unwrap(), password_file(folder.path(), PASSWORD));
    let added = run(&["user", "add", "Ada", "--password-file", file.to_str().unwrap(), "--data", place]);
    assert!(added.status.success());
    let server = Process::serve(&data, &[]);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let token = ada.token("Ada").await;
    let id = open(&ada, counter("counter")).await;

    let mut tab = Tab::open_at(server.address(), "/ws?view=html", &[]).await.unwrap();
    tab.show(&token).await;
    let mut window = Window { tab, id: id.clone() };
    window.shown().await;
    for _ in 0..10 {
        window.act("more", "click", Value::Null).await;
    }
    for _ in 0..20 {
        window.send("more", "click", Value::Null).await;
    }
    server.end(Signal::KILL);

    let server = Process::serve(&data, &[]);
    let mut tab = Tab::open_at(server.address(), "/ws?view=html", &[]).await.unwrap();
    tab.show(&token).await;
    let html = Window { tab, id }.shown().await;
    let kept = (10..=30).find(|count| html.contains(&format!("{count} and {count}")));
    assert!(kept.is_some(), "neither less than was acknowledged nor half of a step: {html}");
    server.end(Signal::TERM);
}

#[tokio::test]
async fn a_file_is_given_to_the_tab_that_asked_for_it_alone() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let saver = package(
        "saver",
        json!({
            "state": { "n": { "type": "integer" } },
            "view": [
                { "type": "text", "id": "n", "props": { "value": "n is ${this.n}" } },
                { "type": "button", "id": "save", "on": { "click": "this.n += 1; save_file(\"a.txt\", \"text/plain\", \"A\")" } },
            ],
        }),
    );
    let id = open(&ada, saver).await;
    let (mut other, _) = Window::show(&server, &token, &id).await;
    let (mut asking, _) = Window::show(&server, &token, &id).await;
    asking.send("save", "click", Value::Null).await;
    assert_eq!(asking.tab.until("app_effect").await["payload"]["effect"], "save_file");
    // The answer comes behind everything that came of it.
    let answered = other.send("save", "click", Value::Null).await;
    let (mut files, mut patches) = (0, 0);
    loop {
        let frame = other.tab.next().await;
        if frame["request_id"] == *answered {
            break;
        }
        files += usize::from(frame["type"] == "app_effect");
        patches += usize::from(frame["type"] == "app_patch");
    }
    assert_eq!((files, patches), (1, 2), "both clicks are seen, and its own file alone");
}
