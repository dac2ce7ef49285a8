//! Apps over REST: installed, opened, updated, rolled back, archived; offered to everybody, and rated.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, location, tab::Tab};

const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";

/// A package of Ada's, in this version, with these permissions.
fn package(id: &str, version: &str, permissions: &[&str]) -> Value {
    json!({
        "aiapp": 1, "id": id, "name": "Tea", "icon": "🍵", "category": "utilities", "version": version,
        "author": "Ada", "description": "Times a cup of tea", "tags": ["kitchen"], "permissions": permissions,
        "ui_spec": { "state": { "cups": { "type": "integer", "scope": "app" } },
                     "view": [{ "type": "text", "props": { "value": "Hello" } }] },
    })
}

async fn send(client: &TestClient, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = client.request(method, path).json(body).send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

async fn post(client: &TestClient, path: &str, body: Value) -> (StatusCode, Value) {
    send(client, Method::POST, path, &body).await
}

async fn delete(client: &TestClient, path: &str) -> (StatusCode, Value) {
    send(client, Method::DELETE, path, &json!({})).await
}

async fn save(client: &TestClient, package: Value) -> Value {
    let (status, app) = post(client, "/api/apps", json!({ "package": package })).await;
    assert_eq!(status, StatusCode::CREATED, "{app}");
    app
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().expect("a code")
}

#[tokio::test]
async fn an_app_of_the_catalogue_is_installed_and_opens_as_a_card_that_every_tab_sees() {
    let (server, ada) = TestServer::with_ada().await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    let offered = ada.json("/api/catalog?q=tasks&category=productivity").await;
    assert!(offered["apps"].as_array().unwrap().iter().any(|app| app["package_id"] == "todo-list"), "{offered}");

    let (status, app) = post(&ada, "/api/catalog/habit-tracker/install", json!({})).await;
    assert_eq!((status, app["origin"].as_str()), (StatusCode::CREATED, Some("catalogue")), "{app}");
    let (_, opened) = post(&ada, "/apps/launch/habit-tracker", json!({})).await;
    assert_eq!(opened["new"], true, "{opened}");
    let shown = tab.until("canvas_update").await;
    assert!(shown.to_string().contains(opened["instance_id"].as_str().unwrap()), "{shown}");
    let card = ada.json(&format!("/api/cards/{}", opened["card_id"].as_str().unwrap())).await;
    assert_eq!(card["blocks"][0]["type"], "app", "{card}");

    let (_, again) = post(&ada, &format!("/api/apps/{}/launch", app["app_id"].as_str().unwrap()), json!({})).await;
    assert_eq!((again["new"].as_bool(), &again["card_id"]), (Some(false), &opened["card_id"]));
    let page = ada.json("/api/apps/habit-tracker").await;
    assert_eq!(page["instances"].as_array().unwrap().len(), 1, "{page}");
}

#[tokio::test]
async fn an_update_that_asks_for_more_waits_and_going_back_is_possible() {
    let (_server, ada) = TestServer::with_ada().await;
    save(&ada, package("tea", "1.0.0", &[])).await;
    let next = json!({ "package": package("tea", "2.0.0", &["notify"]) });
    let (status, refused) = post(&ada, "/api/apps", next.clone()).await;
    assert_eq!((status, code(&refused)), (StatusCode::CONFLICT, "app_consent_needed"));
    assert_eq!(ada.json("/api/apps/tea").await["version"], "1.0.0");

    let mut with_consent = next;
    with_consent["permissions"] = json!(["notify"]);
    let (_, app) = post(&ada, "/apps/save", with_consent).await;
    assert_eq!((app["version"].as_str(), app["number"].as_u64()), (Some("2.0.0"), Some(2)), "{app}");
    let granted = &ada.json("/api/apps/tea").await["permissions"];
    assert_eq!(*granted, json!([{ "permission": "notify", "granted": true }]));
    let (_, page) = send(&ada, Method::PUT, "/api/apps/tea", &json!({ "permissions": [], "favourite": true })).await;
    assert_eq!((&page["permissions"][0]["granted"], &page["favourite"]), (&json!(false), &json!(true)));
    let audit = ada.json("/api/apps/tea/audit").await;
    assert_eq!((&audit["entries"][0]["what"], &audit["entries"][0]["detail"]), (&json!("revoked"), &json!("notify")));

    let versions = ada.json("/api/apps/tea/versions").await;
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2, "{versions}");
    let (_, back) = post(&ada, "/api/apps/tea/rollback", json!({ "number": 1 })).await;
    assert_eq!(back["version"], "1.0.0", "{back}");
    let (status, none) = post(&ada, "/api/apps/tea/rollback", json!({ "number": 7 })).await;
    assert_eq!((status, code(&none)), (StatusCode::NOT_FOUND, "app_version_not_found"));
}

#[tokio::test]
async fn an_app_goes_out_as_a_file_and_comes_in_again() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let saved = json!({ "package": package("tea", "1.0.0", &["ai"]), "permissions": ["ai"] });
    assert_eq!(post(&ada, "/api/apps", saved).await.0, StatusCode::CREATED);
    let file = ada.get("/api/apps/tea/export").await;
    assert!(file.headers()["content-disposition"].to_str().unwrap().contains("tea.aiapp"));
    let text = file.text().await.unwrap();

    let import = |query: &'static str| {
        let request = bob.request(Method::POST, &format!("/api/apps/import{query}"));
        request.header("content-type", "application/json").body(text.clone()).send()
    };
    assert_eq!(import("").await.unwrap().status(), StatusCode::CONFLICT, "it asks for the model");
    let app: Value = import("?permissions=ai").await.unwrap().json().await.unwrap();
    assert_eq!((app["origin"].as_str(), app["package_id"].as_str()), (Some("import"), Some("tea")), "{app}");

    let mut other = package("tea", "1.0.0", &[]);
    other["author"] = json!("Mallory");
    let (status, clash) = post(&bob, "/api/apps", json!({ "package": other.clone() })).await;
    assert_eq!((status, code(&clash)), (StatusCode::CONFLICT, "app_clash"));
    let (_, beside) = post(&bob, "/api/apps", json!({ "package": other, "id": "tea-2" })).await;
    assert_eq!(beside["package_id"], "tea-2");
}

#[tokio::test]
async fn data_can_be_seen_and_erased_and_an_app_archived() {
    let (_server, ada) = TestServer::with_ada().await;
    let app = save(&ada, package("tea", "1.0.0", &[])).await;
    let data = ada.json("/api/apps/tea/data").await;
    assert_eq!((data["bytes"].as_u64(), data["shared"].as_object().map(serde_json::Map::len)), (Some(0), Some(0)));
    assert_eq!(delete(&ada, "/api/apps/tea/data").await.0, StatusCode::OK);
    let (_, gone) = delete(&ada, "/api/apps/tea?data=erase").await;
    assert_eq!(gone["archived"], true);
    assert_eq!(ada.json("/apps/registry").await["apps"], json!([]));
    for launch in ["/api/apps/tea/launch", "/apps/launch/tea"] {
        let (status, refused) = post(&ada, launch, json!({})).await;
        assert_eq!((status, code(&refused)), (StatusCode::CONFLICT, "app_archived"));
    }
    let back = save(&ada, package("tea", "1.0.0", &[])).await;
    assert_eq!(back["app_id"], app["app_id"]);
}

#[tokio::test]
async fn nobody_elses_app_is_found_and_no_id_is_a_path() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let app = save(&ada, package("tea", "1.0.0", &[])).await;
    let own = app["app_id"].as_str().unwrap();
    let ids = [own, "tea", NOBODY, "..%2F..%2Fetc%2Fpasswd", "..", "%2e%2e%2fetc", "Tea", "tea%00", "🍵"];
    for id in ids {
        let (status, answer) = post(&bob, &format!("/api/apps/{id}/launch"), json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}: {answer}");
        for rest in ["", "/export", "/data", "/audit", "/versions"] {
            assert_eq!(bob.get(&format!("/api/apps/{id}{rest}")).await.status(), StatusCode::NOT_FOUND, "{id}{rest}");
        }
    }
    for id in ["../../etc/passwd", "..", "T", "-a", "a/b", ""] {
        let (status, answer) = post(&ada, "/api/apps", json!({ "package": package(id, "1.0.0", &[]) })).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "invalid_package"), "{id}");
    }
}

#[tokio::test]
async fn a_package_that_is_huge_or_broken_changes_nothing() {
    let (_server, ada) = TestServer::with_ada().await;
    let mut huge = package("tea", "1.0.0", &[]);
    huge["ui_spec"]["script"] = json!(["x".repeat(600 * 1024)]);
    let mut unknown = package("tea", "1.0.0", &[]);
    unknown["ui_spec"]["surprise"] = json!(1);
    for bad in [huge, unknown, json!({}), json!(null), json!([1, 2]), json!("tea")] {
        let (status, answer) = post(&ada, "/api/apps", json!({ "package": bad })).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "invalid_package"), "{answer}");
    }
    for body in ["", "{", "\u{0}", "{\"aiapp\":1", "[[[[[[[["] {
        let request = ada.request(Method::POST, "/api/apps/import").header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body:?}");
    }
    let (status, _) = post(&ada, "/api/apps", json!({ "package": package("tea", "1.0.0", &[]), "extra": 1 })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(ada.json("/api/apps").await["apps"], json!([]));
}

#[tokio::test]
async fn what_a_user_offers_waits_for_an_admin_and_everybody_says_one_thing_of_it() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let app = save(&bob, package("tea", "1.0.0", &[])).await;
    let (status, waiting) = post(&bob, "/api/catalog/submit", json!({ "app_id": app["app_id"] })).await;
    assert_eq!((status, waiting["status"].as_str()), (StatusCode::CREATED, Some("pending")), "{waiting}");
    assert_eq!(ada.get("/api/catalog/tea").await.status(), StatusCode::NOT_FOUND);

    let approve = format!("/api/catalog/submissions/{}/approve", waiting["submission_id"].as_str().unwrap());
    assert_eq!(post(&bob, &approve, json!({})).await.0, StatusCode::FORBIDDEN);
    let listed = ada.json("/api/catalog/submissions").await;
    assert_eq!(listed["submissions"][0]["package_id"], "tea");
    assert_eq!(post(&ada, &approve, json!({})).await.1["status"], "approved");
    assert_eq!(code(&post(&ada, &approve, json!({})).await.1), "submission_decided");

    let rating = "/api/catalog/tea/rating";
    for stars in [0, 6] {
        assert_eq!(post(&ada, rating, json!({ "stars": stars })).await.0, StatusCode::BAD_REQUEST);
    }
    assert_eq!(post(&ada, rating, json!({ "stars": 5, "review": "x".repeat(1_001) })).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(post(&ada, "/api/catalog/nothing/rating", json!({ "stars": 5 })).await.0, StatusCode::NOT_FOUND);
    post(&ada, rating, json!({ "stars": 1 })).await;
    post(&ada, rating, json!({ "stars": 5, "review": "<b>Good</b>" })).await;
    let (_, offer) = post(&bob, rating, json!({ "stars": 4 })).await;
    assert_eq!((offer["stars"].as_f64(), offer["ratings"].as_u64()), (Some(4.5), Some(2)), "{offer}");
    let page = ada.json("/api/catalog/tea").await;
    assert_eq!(page["reviews"].as_array().unwrap().len(), 2, "{page}");
    assert_eq!(post(&ada, "/api/catalog/tea/install", json!({})).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn an_app_of_the_catalogue_updates_itself_when_it_opens_unless_it_asks_for_more() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let offer = async |version: &str, permissions: &[&str]| {
        let package = package("tea", version, permissions);
        let (status, waiting) = post(&ada, "/api/catalog/submit", json!({ "package": package })).await;
        assert_eq!(status, StatusCode::CREATED, "{waiting}");
        let id = waiting["submission_id"].as_str().unwrap();
        post(&ada, &format!("/api/catalog/submissions/{id}/approve"), json!({})).await;
    };
    let version = async || bob.json("/api/apps/tea").await["version"].as_str().unwrap().to_owned();
    let open = async || assert_eq!(post(&bob, "/api/apps/tea/launch", json!({})).await.0, StatusCode::OK);
    offer("1.0.0", &[]).await;
    post(&bob, "/api/catalog/tea/install", json!({})).await;

    offer("1.1.0", &[]).await;
    assert_eq!(bob.json("/api/apps/tea").await["update"], "1.1.0");
    send(&bob, Method::PUT, "/api/apps/tea", &json!({ "auto_update": false })).await;
    open().await;
    assert_eq!(version().await, "1.0.0", "not by itself");
    send(&bob, Method::PUT, "/api/apps/tea", &json!({ "auto_update": true })).await;
    open().await;
    assert_eq!(version().await, "1.1.0");

    offer("1.2.0", &["net:example.org"]).await;
    open().await;
    assert_eq!(version().await, "1.1.0", "it asks for more, and waits");
    let (_, app) = post(&bob, "/api/apps/tea/update", json!({ "permissions": [] })).await;
    assert_eq!(app["version"], "1.2.0", "{app}");
    assert_eq!(code(&post(&bob, "/api/apps/tea/update", json!({})).await.1), "app_not_newer");
}

/// A form with one file in it.
async fn send_file(client: &TestClient, text: &str) -> reqwest::Response {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"tea.aiapp\"\r\n\
         Content-Type: application/json\r\n\r\n{text}\r\n--edge--\r\n"
    );
    let request = client.request(Method::POST, "/apps/import");
    request.header("content-type", "multipart/form-data; boundary=edge").body(body).send().await.expect("an answer")
}

#[tokio::test]
async fn one_click_installs_an_app_with_what_stands_beside_the_button() {
    let (_server, ada) = TestServer::with_ada().await;
    let catalogue = ada.text("/apps/catalogue?q=tasks").await;
    let field = "allow:ipc.send:calendar:add_event";
    assert!(catalogue.contains(&format!("name=\"{field}\" value=\"on\"")), "{catalogue}");
    let installed = ada.post_form("/apps/catalogue/todo-list/install", &[("asked", "yes"), (field, "on")]).await;
    assert_eq!(location(&installed), "/apps?done=installed");
    let granted = &ada.json("/api/apps/todo-list").await["permissions"];
    assert_eq!(*granted, json!([{ "permission": "ipc.send:calendar:add_event", "granted": true }]));
}

#[tokio::test]
async fn with_forms_alone_an_app_comes_from_the_catalogue_and_opens() {
    let (_server, ada) = TestServer::with_ada().await;
    let launcher = ada.text("/apps").await;
    assert!(launcher.contains("/apps/catalogue/habit-tracker/install"), "{launcher}");
    assert_eq!(location(&ada.post_form("/apps/catalogue/habit-tracker/install", &[]).await), "/apps?done=installed");
    let app = ada.json("/api/apps/habit-tracker").await["app_id"].as_str().unwrap().to_owned();
    assert!(ada.text("/apps?done=installed").await.contains(&format!("action=\"/apps/{app}/open\"")));
    assert!(ada.text("/apps/catalogue?q=habit").await.contains("href=\"/apps/catalogue/habit-tracker\""));
    let opened = ada.post_form(&format!("/apps/{app}/open"), &[]).await;
    assert!(location(&opened).starts_with("/stacks/") && location(&opened).contains("#card-"), "{opened:?}");
    let window = ada.json("/api/apps/habit-tracker").await["instances"][0]["instance_id"].as_str().unwrap().to_owned();
    let alone = ada.text(&format!("/apps/run/{window}")).await;
    assert!(alone.contains(&format!("data-instance=\"{window}\"")), "live with scripts: {alone}");
    let (_, read_only) = alone.split_once("<noscript>").expect("a view for who runs none");
    let (read_only, _) = read_only.split_once("</noscript>").expect("it ends");
    assert!(read_only.contains("<fieldset") && read_only.contains("disabled"), "{read_only}");
    assert!(read_only.contains("runs no scripts") && read_only.contains("data-node"), "{read_only}");
    assert_eq!(ada.get(&format!("/apps/run/{NOBODY}")).await.status(), StatusCode::NOT_FOUND);

    for (form, fields) in [("favourite", vec![("on", "on")]), ("pin", vec![("on", "on")]), ("auto-update", vec![])] {
        let saved = ada.post_form(&format!("/apps/{app}/{form}"), &fields).await;
        assert_eq!(location(&saved), format!("/apps/{app}?done=saved"));
    }
    let page = ada.json("/api/apps/habit-tracker").await;
    assert_eq!(
        (&page["favourite"], &page["pinned"], &page["auto_update"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert!(ada.text(&format!("/apps/{app}")).await.contains("No longer a favourite"));
    ada.post_form(&format!("/apps/{app}/archive"), &[("data", "erase")]).await;
    assert!(ada.text(&format!("/apps/{app}")).await.contains("not installed any more"));
    let late = ada.post_form(&format!("/apps/{app}/open"), &[]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_file_is_shown_with_what_it_asks_for_before_it_is_installed() {
    let (_server, ada) = TestServer::with_ada().await;
    let text = package("tea", "1.0.0", &["net:example.org", "notify"]).to_string();
    let asked = send_file(&ada, &text).await;
    assert_eq!(asked.status(), StatusCode::OK);
    let page = asked.text().await.unwrap();
    assert!(
        page.contains("ask \u{2068}example.org\u{2069} on the internet") || page.contains("ask example.org"),
        "{page}"
    );
    let fields = [("package", text.as_str()), ("asked", "yes"), ("allow:notify", "on")];
    let installed = ada.post_form("/apps/import/confirm", &fields).await;
    assert!(location(&installed).ends_with("?done=imported"));
    let granted = ada.json("/api/apps/tea").await["permissions"].clone();
    let granted: Vec<_> = granted.as_array().unwrap().iter().filter(|it| it["granted"] == true).collect();
    assert_eq!(granted[0]["permission"], "notify");
    let app = ada.json("/api/apps/tea").await["app_id"].as_str().unwrap().to_owned();
    ada.post_form(&format!("/apps/{app}/permissions"), &[("asked", "yes"), ("allow:net:example.org", "on")]).await;
    assert_eq!(ada.json("/api/apps/tea").await["permissions"][0]["granted"], true);

    let mut other = package("tea", "1.0.0", &[]);
    other["author"] = json!("Mallory");
    let clash = send_file(&ada, &other.to_string()).await;
    assert_eq!(clash.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(clash.text().await.unwrap().contains("value=\"tea-2\""));
    let broken = send_file(&ada, "{\"aiapp\": 1, \"id\": \"../../etc/passwd\"}").await;
    assert_eq!(broken.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_admin_decides_on_a_page_and_nobody_else() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let app = save(&bob, package("tea", "1.0.0", &[])).await["app_id"].as_str().unwrap().to_owned();
    assert!(location(&bob.post_form(&format!("/apps/{app}/submit"), &[]).await).ends_with("?done=submitted"));
    assert_eq!(bob.get("/settings/catalogue").await.status(), StatusCode::FORBIDDEN);
    let page = ada.text("/settings/catalogue").await;
    let id = page.split("/settings/catalogue/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let reject = format!("/settings/catalogue/{id}/reject");
    assert_eq!(bob.post_form(&reject, &[("reason", "Mine")]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(location(&ada.post_form(&reject, &[("reason", "Empty")]).await), "/settings/catalogue?done=decided");
    assert_eq!(ada.post_form(&format!("/settings/catalogue/{id}/approve"), &[]).await.status(), StatusCode::CONFLICT);
    assert_eq!(bob.json("/api/catalog/submissions").await["submissions"][0]["reason"], "Empty");
}

#[tokio::test]
async fn an_app_opens_by_itself_once_when_its_stack_is_first_shown_and_only_there() {
    let (_server, ada) = TestServer::with_ada().await;
    post(&ada, "/api/catalog/habit-tracker/install", json!({})).await;
    let app = ada.json("/api/apps/habit-tracker").await["app_id"].clone();
    let (_, work) = post(&ada, "/api/stacks", json!({ "name": "Work" })).await;
    let stack = work["id"].as_str().unwrap();
    let form = format!("/stacks/{stack}/apps");
    let chosen = ada.post_form(&form, &[(&format!("app:{}", app.as_str().unwrap()), "on")]).await;
    assert_eq!(location(&chosen), format!("/stacks/{stack}/edit"));
    assert!(ada.text(&format!("/stacks/{stack}/edit")).await.contains("value=\"on\" checked"));
    assert_eq!(ada.json(&format!("/api{form}")).await, json!({ "app_ids": [app] }));

    let windows = async || ada.json("/api/apps/habit-tracker").await["instances"].as_array().unwrap().len();
    assert_eq!(windows().await, 0);
    assert!(ada.text(&format!("/stacks/{stack}")).await.contains("Habit"));
    assert_eq!(windows().await, 1);
    let card = ada.json("/api/apps/habit-tracker").await["instances"][0]["card_id"].as_str().unwrap().to_owned();
    post(&ada, &format!("/api/cards/{card}/archive"), json!({})).await;
    assert!(!ada.text(&format!("/stacks/{stack}")).await.contains(&card), "what was closed stays closed");

    let (_, none) = send(&ada, Method::PUT, &format!("/api{form}"), &json!({ "app_ids": [] })).await;
    assert_eq!(none, json!({ "app_ids": [] }));
    let nobody = send(&ada, Method::PUT, &format!("/api{form}"), &json!({ "app_ids": [NOBODY] })).await;
    assert_eq!(nobody.0, StatusCode::NOT_FOUND);
    assert_eq!(ada.get(&format!("/api/stacks/{NOBODY}/apps")).await.status(), StatusCode::NOT_FOUND);
}
