//! What users set for themselves: by forms and over REST, and what is refused.

use reqwest::{Method, StatusCode, header::SET_COOKIE};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::{
    documents::{sample, send},
    support::{
        PASSWORD, TestClient, TestServer, location, password_file,
        process::{Process, new_data, run},
    },
};

const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";

async fn patch(client: &TestClient, body: Value) -> (StatusCode, Value) {
    let answer = client.request(Method::PATCH, "/api/preferences").json(&body).send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

async fn first_stack(client: &TestClient) -> String {
    client.json("/api/stacks").await["stacks"][0]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn what_is_not_named_stays_and_null_takes_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let usual = json!({ "theme": "system", "autosave_s": 30, "single_keys": true });
    assert_eq!(ada.json("/api/preferences").await, usual);

    let stack = first_stack(&ada).await;
    let new = json!({ "theme": "dark", "language": "de", "default_stack_id": stack, "single_keys": false });
    let (status, is) = patch(&ada, new).await;
    assert_eq!(status, StatusCode::OK);
    let wanted =
        json!({ "theme": "dark", "language": "de", "autosave_s": 30, "default_stack_id": stack, "single_keys": false });
    assert_eq!(is, wanted);
    let (_, is) = patch(&ada, json!({ "language": null, "default_stack_id": null, "theme": "system" })).await;
    assert_eq!(is, json!({ "theme": "system", "autosave_s": 30, "single_keys": false }));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let (_server, ada) = TestServer::with_ada().await;
    let before = ada.json("/api/preferences").await;
    for (bad, field) in [
        (json!({ "theme": "pink" }), "theme"),
        (json!({ "language": "xx" }), "language"),
        (json!({ "autosave_s": 1 }), "autosave_s"),
        (json!({ "autosave_s": -1 }), "autosave_s"),
        (json!({ "autosave_s": 86_401 }), "autosave_s"),
        (json!({ "single_keys": "yes" }), "single_keys"),
        (json!({ "default_stack_id": "1" }), "default_stack_id"),
        (json!({ "single_keys": false, "colour": "red" }), "colour"),
    ] {
        let (status, answer) = patch(&ada, bad.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}: {answer}");
        assert_eq!(answer["error"]["field"], field, "{bad}: {answer}");
    }
    let (status, answer) = patch(&ada, json!({ "single_keys": false, "default_stack_id": NOBODY })).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::NOT_FOUND, &json!("stack_not_found")));
    assert_eq!(ada.json("/api/preferences").await, before);
}

#[tokio::test]
async fn another_user_has_other_settings() {
    let (server, ada) = TestServer::with_ada().await;
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    let (status, _) = patch(&ada, json!({ "theme": "dark" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(grace.json("/api/preferences").await["theme"], "system");
    let (status, _) = patch(&grace, json!({ "default_stack_id": first_stack(&ada).await })).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "somebody else's stack");
}

#[tokio::test]
async fn signing_in_opens_the_chosen_stack_and_looks_as_it_does_elsewhere() {
    let (server, ada) = TestServer::with_ada().await;
    let made = ada.post_json("/api/stacks", &json!({ "name": "Work" })).await;
    let made: Value = made.json().await.expect("JSON");
    let work = made["id"].as_str().expect("an id").to_owned();
    let form = [("default_stack", work.as_str()), ("autosave_s", "300")];
    assert_eq!(location(&ada.post_form("/settings/desk", &form).await), "/settings?done=desk-chosen#desk");
    ada.post_form("/settings/theme", &[("theme", "dark")]).await;
    ada.post_form("/settings/language", &[("language", "de")]).await;
    assert_eq!(ada.json("/api/preferences").await["autosave_s"], 300);

    let elsewhere = server.client();
    let sign_in = [("name", "Ada"), ("password", PASSWORD), ("next", "/")];
    let answer = elsewhere.post_form("/sign-in", &sign_in).await;
    assert_eq!(location(&answer), format!("/stacks/{work}"));
    let cookies: Vec<&str> = answer.headers().get_all(SET_COOKIE).iter().filter_map(|one| one.to_str().ok()).collect();
    for wanted in ["theme=dark", "lang=de"] {
        assert!(cookies.iter().any(|cookie| cookie.starts_with(wanted)), "{wanted}: {cookies:?}");
    }
    // A page that was asked for is what opens.
    let sign_in = [("name", "Ada"), ("password", PASSWORD), ("next", "/drawer")];
    assert_eq!(location(&server.client().post_form("/sign-in", &sign_in).await), "/drawer");

    // A stack in the Drawer opens nothing.
    ada.post_json(&format!("/api/stacks/{work}/archive"), &json!({})).await;
    let sign_in = [("name", "Ada"), ("password", PASSWORD)];
    assert_eq!(location(&server.client().post_form("/sign-in", &sign_in).await), "/");
}

#[tokio::test]
async fn every_setting_is_found_on_one_page() {
    let (_server, ada) = TestServer::with_ada().await;
    let page = ada.text("/settings").await;
    for section in [
        "account",
        "look",
        "desk",
        "startup",
        "keys",
        "permissions",
        "storage",
        "assistant",
        "memory",
        "password",
        "sign-ins",
        "api-tokens",
        "transfer",
        "models",
        "invitations",
        "users",
    ] {
        assert!(page.contains(&format!("id=\"{section}\"")), "there is a section {section}");
        assert!(page.contains(&format!("href=\"#{section}\"")), "the list of sections leads to {section}");
    }
    ada.post_form("/settings/keys", &[]).await;
    assert_eq!(ada.json("/api/preferences").await["single_keys"], false);
    assert!(ada.text("/").await.contains("data-single-keys=\"off\""));
    ada.post_form("/settings/keys", &[("single_keys", "on")]).await;
    assert!(!ada.text("/").await.contains("data-single-keys"));
}

#[tokio::test]
async fn storage_counts_what_is_kept() {
    let (_server, ada) = TestServer::with_ada().await;
    let before = ada.json("/api/storage").await;
    let stack = first_stack(&ada).await;
    let blocks = json!([{ "type": "text", "content": "x".repeat(10_000) }]);
    ada.post_json("/api/cards", &json!({ "stack_id": stack, "title": "Long", "blocks": blocks })).await;
    let after = ada.json("/api/storage").await;
    let grown = after["cards"].as_u64().expect("a number") - before["cards"].as_u64().expect("a number");
    assert!((10_000..11_000).contains(&grown), "{before} {after}");
    assert_eq!(after["documents"], 0);
}

/// A stack with what makes it its own.
async fn decor(client: &TestClient, stack: &str) -> (Value, Value) {
    let mut stack = client.json(&format!("/api/stacks/{stack}")).await;
    (stack["icon"].take(), stack["wallpaper"].take())
}

async fn decorate(client: &TestClient, stack: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/stacks/{stack}");
    let answer = client.request(Method::PATCH, &path).json(&body).send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

/// Sends a file and answers the id of its document.
async fn document(client: &TestClient, name: &str, bytes: &[u8]) -> String {
    let answer = send(client, "/api/documents", &[(name, bytes)]).await;
    let answer: Value = answer.json().await.expect("JSON");
    answer["documents"][0]["id"].as_str().unwrap_or_else(|| panic!("a document: {answer}")).to_owned()
}

#[tokio::test]
async fn a_stack_has_an_icon_and_a_wallpaper_that_a_session_brings_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    let (status, is) = decorate(&ada, &stack, json!({ "icon": "🏡", "wallpaper": "sea" })).await;
    assert_eq!((status, &is["icon"], &is["wallpaper"]), (StatusCode::OK, &json!("🏡"), &json!("sea")));
    let page = ada.text("/").await;
    assert!(page.contains("data-wallpaper=\"sea\"") && page.contains(">🏡</span>"), "{page}");

    let saved = ada.post_json("/api/sessions", &json!({ "name": "Home" })).await;
    let saved: Value = saved.json().await.expect("JSON");
    let (_, is) = decorate(&ada, &stack, json!({ "wallpaper": null })).await;
    assert_eq!((&is["icon"], &is["wallpaper"]), (&json!("🏡"), &Value::Null), "what is not named stays");
    ada.post_json("/api/undo", &json!({})).await;
    assert_eq!(decor(&ada, &stack).await, (json!("🏡"), json!("sea")));

    let form = [("icon", ""), ("wallpaper", "dusk")];
    assert_eq!(location(&ada.post_form(&format!("/stacks/{stack}/decorate"), &form).await), format!("/stacks/{stack}"));
    assert_eq!(decor(&ada, &stack).await, (Value::Null, json!("dusk")));
    let session = saved["session_id"].as_str().expect("an id");
    ada.post_json(&format!("/api/sessions/{session}/restore"), &json!({})).await;
    assert_eq!(decor(&ada, &stack).await, (json!("🏡"), json!("sea")));
}

#[tokio::test]
async fn a_wallpaper_is_a_picture_of_one_s_own_that_stands_still() {
    let (server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    let png = document(&ada, "poster.png", &sample("poster.png")).await;
    let own = format!("picture:{png}");
    let (status, _) = decorate(&ada, &stack, json!({ "wallpaper": own })).await;
    assert_eq!(status, StatusCode::OK);
    assert!(ada.text("/").await.contains(&format!("<img src=\"/documents/{png}/content\"")));
    assert!(ada.text(&format!("/stacks/{stack}/edit")).await.contains(&format!("value=\"{own}\" checked")));

    let csv = document(&ada, "sums.csv", b"a,b\n1,2\n").await;
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    let hers = first_stack(&grace).await;
    for (client, stack, body, status, field) in [
        (&ada, &stack, json!({ "wallpaper": format!("picture:{csv}") }), StatusCode::BAD_REQUEST, "wallpaper"),
        (&ada, &stack, json!({ "wallpaper": "url(//evil)" }), StatusCode::BAD_REQUEST, "wallpaper"),
        (&ada, &stack, json!({ "wallpaper": "picture:../../platform.db" }), StatusCode::BAD_REQUEST, "wallpaper"),
        (&ada, &stack, json!({ "icon": "<b>" }), StatusCode::BAD_REQUEST, "icon"),
        (&ada, &stack, json!({ "icon": "\u{202e}" }), StatusCode::BAD_REQUEST, "icon"),
        (&grace, &hers, json!({ "wallpaper": own }), StatusCode::NOT_FOUND, ""),
    ] {
        let (is, answer) = decorate(client, stack, body.clone()).await;
        assert_eq!(is, status, "{body}: {answer}");
        assert_eq!(answer["error"]["field"].as_str().unwrap_or_default(), field, "{body}: {answer}");
    }
    assert_eq!(decor(&ada, &stack).await, (Value::Null, json!(own)));

    // A picture that was put away stays where it is, and is still the one that is chosen.
    ada.post_json(&format!("/api/documents/{png}/archive"), &json!({})).await;
    assert!(ada.text(&format!("/stacks/{stack}/edit")).await.contains(&format!("value=\"{own}\" checked")));
}

/// Sends a form with a file in it, as a page does.
async fn sent(client: &TestClient, text: &str) -> (StatusCode, String) {
    let answer = send(client, "/settings/import", &[("settings.json", text.as_bytes())]).await;
    (answer.status(), answer.text().await.expect("a page"))
}

#[tokio::test]
async fn settings_are_taken_along_looked_at_taken_over_and_taken_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    patch(&ada, json!({ "theme": "dark", "single_keys": false })).await;
    decorate(&ada, &stack, json!({ "icon": "🏡", "wallpaper": "sea" })).await;
    let answer = ada.get("/settings/export").await;
    assert!(answer.headers()["content-disposition"].to_str().expect("text").contains("stackhouse-settings.json"));
    let file = answer.text().await.expect("a file");
    let mine = ada.json("/api/settings").await;
    assert_eq!(serde_json::from_str::<Value>(&file).expect("JSON"), mine);

    // A reset is shown, and done when that is said.
    let page = ada.text("/settings/reset?section=all").await;
    assert!(page.contains("<td>Dark</td><td>System</td>"), "{page}");
    assert_eq!(ada.json("/api/settings").await, mine, "only looked at");
    let done = ada.post_form("/settings/reset", &[("section", "all")]).await;
    assert_eq!(location(&done), "/settings?done=settings-reset#transfer");
    assert_eq!(ada.json("/api/settings").await["theme"], "system");
    assert_eq!(decor(&ada, &stack).await, (Value::Null, Value::Null));

    let (status, page) = sent(&ada, &file).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<td>System</td><td>Dark</td>") && page.contains("🏡"), "{page}");
    assert_eq!(ada.json("/api/settings").await["theme"], "system", "only looked at");
    let done = ada.post_form("/settings/import/confirm", &[("file", &file)]).await;
    assert_eq!(location(&done), "/settings?done=settings-imported#transfer");
    assert!(done.headers().get_all(SET_COOKIE).iter().any(|cookie| cookie.as_bytes().starts_with(b"theme=dark")));
    assert_eq!(ada.json("/api/settings").await, mine);

    assert_eq!(location(&ada.post_form("/settings/undo", &[]).await), "/settings?done=settings-undone#transfer");
    assert_eq!(ada.json("/api/settings").await["theme"], "system");
    assert_eq!(ada.post_form("/settings/undo", &[]).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_forged_file_is_refused_as_a_whole_with_the_place_in_it() {
    let (server, ada) = TestServer::with_ada().await;
    let before = ada.json("/api/settings").await;
    let mut forged = before.clone();
    forged["theme"] = json!("dark");
    forged["stacks"][0]["icon"] = json!("<img src=x onerror=alert(1)>");
    let (status, page) = sent(&ada, &forged.to_string()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("stacks[0].icon") && !page.contains("<img src=x"), "{page}");

    let mut unknown = before.clone();
    unknown["role"] = json!("admin");
    let mut newer = before.clone();
    newer["stackhouse_settings"] = json!(2);
    let large = format!("{before}{}", " ".repeat(300 << 10));
    for text in [unknown.to_string(), newer.to_string(), large, "\u{0}".to_owned(), "[".repeat(200_000)] {
        let (status, _) = sent(&ada, &text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{}", &text[..text.len().min(60)]);
        let answer = ada.post_form("/settings/import/confirm", &[("file", &text)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = ada.post_json("/api/settings/import", &forged).await;
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["error"]["field"], "stacks[0].icon", "{answer}");
    assert_eq!(ada.json("/api/settings").await, before);

    // Somebody else's file means what is one's own, and reaches nothing of theirs.
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    let mut hers = before.clone();
    hers["stacks"][0]["name"] = json!("Ada's secret");
    hers["stacks"][0]["wallpaper"] = json!("sea");
    hers["default_stack"] = hers["stacks"][0]["id"].clone();
    let looked = grace.post_json("/api/settings/import?preview=true", &hers).await;
    let looked: Value = looked.json().await.expect("JSON");
    assert_eq!((&looked["changes"], looked["left_out"].as_array().map(Vec::len)), (&json!([]), Some(2)), "{looked}");
    grace.post_json("/api/settings/import", &hers).await;
    assert_eq!(decor(&ada, &first_stack(&ada).await).await, (Value::Null, Value::Null));
}

#[tokio::test]
async fn a_reset_never_touches_what_was_made() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    let card = json!({ "stack_id": stack, "title": "Plan", "blocks": [{ "type": "text", "content": "Peas" }] });
    ada.post_json("/api/cards", &card).await;
    patch(&ada, json!({ "autosave_s": 0 })).await;
    let cards = ada.json(&format!("/api/cards?stack_id={stack}")).await;
    let looked = ada.post_json("/api/settings/reset?preview=true", &json!({ "section": "desk" })).await;
    let looked: Value = looked.json().await.expect("JSON");
    assert_eq!(looked["changes"], json!([{ "setting": "autosave_s", "from": 0, "to": 30 }]));
    assert_eq!(ada.json("/api/preferences").await["autosave_s"], 0);
    ada.post_json("/api/settings/reset", &json!({ "section": "all" })).await;
    assert_eq!(ada.json("/api/preferences").await["autosave_s"], 30);
    assert_eq!(ada.json(&format!("/api/cards?stack_id={stack}")).await, cards);
    let answer = ada.post_json("/api/settings/reset", &json!({ "section": "cards" })).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

async fn avatar(client: &TestClient, path: &str) -> (String, Vec<u8>) {
    let answer = client.get(path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let media_type = answer.headers()["content-type"].to_str().expect("text").to_owned();
    (media_type, answer.bytes().await.expect("bytes").to_vec())
}

#[tokio::test]
async fn an_avatar_is_letters_a_sign_or_a_picture_that_was_made_anew() {
    let (server, ada) = TestServer::with_ada().await;
    let (media_type, svg) = avatar(&ada, "/avatar").await;
    let svg = String::from_utf8(svg).expect("text");
    assert!(media_type == "image/svg+xml" && svg.contains(">A</text>"), "{svg}");
    ada.post_form("/settings/avatar/sign", &[("sign", "🦉"), ("color", "teal")]).await;
    assert!(String::from_utf8_lossy(&avatar(&ada, "/avatar").await.1).contains(">🦉</text>"));

    // A picture that carries something else behind its end.
    let mut polyglot = sample("poster.png");
    let script = b"<script>alert(1)</script>PK\x05\x06";
    polyglot.extend_from_slice(script);
    let answer = send(&ada, "/settings/avatar", &[("me.png", &polyglot)]).await;
    assert_eq!(location(&answer), "/settings?done=avatar-changed#account");
    let (media_type, picture) = avatar(&ada, "/avatar").await;
    assert!(["image/png", "image/jpeg"].contains(&media_type.as_str()), "{media_type}");
    assert!(!picture.windows(script.len()).any(|part| part == script), "nothing of the file itself is kept");

    // Others see it, strangers do not.
    let id = ada.json("/api/me").await["user"]["id"].as_str().expect("an id").to_owned();
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    assert_eq!(avatar(&grace, &format!("/users/{id}/avatar")).await.1, picture);
    assert_ne!(server.client().get(&format!("/users/{id}/avatar")).await.status(), StatusCode::OK);
    assert_eq!(grace.get(&format!("/users/{NOBODY}/avatar")).await.status(), StatusCode::NOT_FOUND);
    let page = ada.text("/settings").await;
    assert!(page.contains(&format!("src=\"/users/{id}/avatar\"")), "the list of users shows it");

    let answer = ada.get("/avatar").await;
    let tag = answer.headers()["etag"].clone();
    let again = ada.request(Method::GET, "/avatar").header("if-none-match", tag).send().await.expect("an answer");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    ada.post_form("/settings/avatar/remove", &[]).await;
    assert!(String::from_utf8_lossy(&avatar(&ada, "/avatar").await.1).contains(">🦉</text>"));
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_no_avatar() {
    let (_server, ada) = TestServer::with_ada().await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let mut huge = sample("poster.png");
    // Width and height stand in bytes 16 to 23.
    huge[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let mut large = sample("poster.png");
    large.resize(5 << 20, 0);
    let mut cut = sample("poster.png");
    cut.truncate(200);
    let html = b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>";
    let files: [(&str, &[u8], StatusCode); 8] = [
        ("me.svg", svg, StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", svg, StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", html, StatusCode::UNPROCESSABLE_ENTITY),
        ("me.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", &huge, StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", &cut, StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", b"", StatusCode::UNPROCESSABLE_ENTITY),
        ("me.png", &large, StatusCode::PAYLOAD_TOO_LARGE),
    ];
    for (name, bytes, status) in files {
        let answer = send(&ada, "/api/me/avatar", &[(name, bytes)]).await;
        assert_eq!(answer.status(), status, "{name}, {} bytes", bytes.len());
        let page = send(&ada, "/settings/avatar", &[(name, bytes)]).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}, {} bytes", bytes.len());
        assert!(page.text().await.expect("a page").contains("id=\"avatar-error\""), "{name}");
    }
    assert_eq!(ada.json("/api/me").await["avatar"], json!({ "has_picture": false }));
}

#[tokio::test]
async fn a_name_is_changed_and_signs_in_from_then_on() {
    let (server, ada) = TestServer::with_ada().await;
    server.invite(&ada, "Grace", "unlimited").await;
    let page = ada.post_form("/settings/name", &[("name", "grace")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().await.expect("a page").contains("id=\"own-name-error\""));
    let page = ada.post_form("/settings/name", &[("name", " ")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let done = ada.post_form("/settings/name", &[("name", "Ada Lovelace")]).await;
    assert_eq!(location(&done), "/settings?done=name-changed#account");
    let sign_in = [("name", "ada lovelace"), ("password", PASSWORD)];
    assert_eq!(location(&server.client().post_form("/sign-in", &sign_in).await), "/");
    let sign_in = [("name", "Ada"), ("password", PASSWORD)];
    assert_eq!(server.client().post_form("/sign-in", &sign_in).await.status(), StatusCode::UNAUTHORIZED);

    let answer = ada.request(Method::PATCH, "/api/me").json(&json!({ "name": "GRACE", "sign": "🦉" })).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(ada.json("/api/me").await["avatar"], json!({ "has_picture": false }), "all or nothing");
    let answer = ada.request(Method::PATCH, "/api/me").json(&json!({ "role": "admin" })).send().await;
    assert_eq!(answer.expect("an answer").status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_was_set_survives_a_kill() {
    let (folder, data) = new_data();
    let place = data.to_str().expect("a path in UTF-8");
    let password = password_file(folder.path(), PASSWORD);
    let made = run(&["user", "add", "Ada", "--password-file", password.to_str().expect("a path"), "--data", place]);
    assert!(made.status.success(), "{made:?}");
    let server = Process::serve(&data, &[]);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    patch(&ada, json!({ "theme": "dark", "single_keys": false, "autosave_s": 300 })).await;
    decorate(&ada, &first_stack(&ada).await, json!({ "icon": "🏡", "wallpaper": "sea" })).await;
    send(&ada, "/api/me/avatar", &[("me.png", &sample("poster.png"))]).await;
    let (mine, picture) = (ada.json("/api/settings").await, avatar(&ada, "/avatar").await);
    assert_ne!(picture.0, "image/svg+xml");
    ada.post_json("/api/settings/reset", &json!({ "section": "all" })).await;
    server.end(Signal::KILL);

    let server = Process::serve(&data, &[]);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    assert_eq!(ada.json("/api/preferences").await["theme"], "system");
    ada.post_json("/api/settings/undo", &json!({})).await;
    assert_eq!(ada.json("/api/settings").await, mine);
    assert_eq!(avatar(&ada, "/avatar").await, picture);
}
