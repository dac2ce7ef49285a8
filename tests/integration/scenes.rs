//! Scenes over REST: read, saved, and saved by two at once.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer};

const SITE: &str = "/api/local/Ada/site";
const LEVEL: &str = "/api/local/Ada/site/scenes/levels/one.scene.json";

async fn site() -> (TestServer, TestClient) {
    let (server, ada) = TestServer::with_ada().await;
    let made = ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    (server, ada)
}

fn scene(entities: &Value) -> Value {
    json!({ "format": "scene", "version": 1, "entities": entities })
}

async fn put(client: &TestClient, body: &Value) -> (StatusCode, Value) {
    let answer = client.request(Method::PUT, LEVEL).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn saved(client: &TestClient, body: &Value) -> Value {
    let (status, saved) = put(client, body).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    saved
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_save_one_scene_both_keep_what_they_did() {
    let (_server, ada) = site().await;
    let things = json!({ "000000aa": { "kind": "rectangle" }, "000000bb": { "kind": "text", "text": "Hi" } });
    let first = saved(&ada, &json!({ "branch": "main", "scene": scene(&things) })).await;
    assert_eq!(first["was_merged"], false);
    let base = first["blob"].clone();

    let moved =
        json!({ "000000aa": { "kind": "rectangle", "at": [5, 5] }, "000000bb": { "kind": "text", "text": "Hi" } });
    saved(&ada, &json!({ "branch": "main", "scene": scene(&moved), "base_blob": base })).await;
    let said =
        json!({ "000000aa": { "kind": "rectangle", "fill": "#ff0000" }, "000000bb": { "kind": "text", "text": "Ho" } });
    let second = saved(&ada, &json!({ "branch": "main", "scene": scene(&said), "base_blob": base })).await;
    assert_eq!((&second["was_merged"], &second["clashes"]), (&json!(true), &json!([])));

    let read = ada.json(&format!("{LEVEL}?at=main")).await;
    assert_eq!(read["blob"], second["blob"]);
    let things = &read["scene"]["entities"];
    assert_eq!(things["000000aa"]["at"], json!([5, 5]));
    assert_eq!(things["000000aa"]["fill"], "#ff0000");
    assert_eq!(things["000000bb"]["text"], "Ho");

    // The same property on both sides: the later one stands, and is told.
    let elsewhere =
        json!({ "000000aa": { "kind": "rectangle", "at": [9, 9] }, "000000bb": { "kind": "text", "text": "Hi" } });
    let third = saved(&ada, &json!({ "branch": "main", "scene": scene(&elsewhere), "base_blob": base })).await;
    assert_eq!(third["clashes"], json!([{ "entity": "000000aa", "property": "at" }]));
    assert_eq!(third["scene"]["entities"]["000000aa"]["at"], json!([9, 9]));
    let history = ada.json(&format!("{SITE}/history")).await;
    assert_eq!(history["commits"].as_array().unwrap().len(), 4);
    assert_eq!(history["commits"][0]["summary"], "Change levels/one.scene.json");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_save_at_once_lose_nothing() {
    let (_server, ada) = site().await;
    let first = saved(&ada, &json!({ "branch": "main", "scene": scene(&json!({})) })).await;
    let saves = (0..6).map(|number| {
        let (ada, base) = (ada.clone(), first["blob"].clone());
        async move {
            let thing = json!({ format!("{number}0000000"): { "kind": "ellipse" } });
            saved(&ada, &json!({ "branch": "main", "scene": scene(&thing), "base_blob": base })).await
        }
    });
    futures_util::future::join_all(saves).await;
    let read = ada.json(LEVEL).await;
    assert_eq!(read["scene"]["entities"].as_object().unwrap().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_scene_is_refused_with_its_place() {
    let (_server, ada) = site().await;
    let bad = scene(&json!({ "000000aa": { "kind": "circle" } }));
    let (status, refusal) = put(&ada, &json!({ "branch": "main", "scene": bad })).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_scene")));
    assert_eq!(refusal["error"]["details"]["problems"][0]["pointer"], "/entities/000000aa/kind");

    let file = format!("{SITE}/contents/levels/one.scene.json");
    let body = json!({ "branch": "main", "content": "{\n  oops" });
    ada.request(Method::PUT, &file).json(&body).send().await.unwrap();
    let answer = ada.get(&format!("{LEVEL}?at=main")).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refusal: Value = answer.json().await.unwrap();
    assert_eq!(refusal["error"]["details"]["problems"][0]["line"], 2);

    // Somebody's scene can't be merged with what is none, and is not put over it either.
    let stale = json!({ "branch": "main", "scene": scene(&json!({})) });
    let (status, refusal) = put(&ada, &stale).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")));
    assert_eq!(refusal["error"]["details"]["content"], "{\n  oops");

    let page = ada.get("/local/Ada/site/main/scenes/levels/one.scene.json").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("2:3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_that_is_gone_takes_no_scene() {
    let (_server, ada) = site().await;
    let first = saved(&ada, &json!({ "branch": "main", "scene": scene(&json!({})) })).await;
    let wanted = json!({ "branch": "gone", "scene": scene(&json!({})), "base_blob": first["blob"] });
    let (status, refusal) = put(&ada, &wanted).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")));
    assert!(refusal["error"]["details"]["head"].is_null(), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_that_change_one_scene_merge_property_by_property() {
    let (_server, ada) = site().await;
    let first = saved(&ada, &json!({ "branch": "main", "scene": scene(&json!({})) })).await;
    let branch = json!({ "name": "feature", "from": "main" });
    assert_eq!(ada.post_json(&format!("{SITE}/branches"), &branch).await.status(), StatusCode::CREATED);
    // At the same place of the text: for git alone a conflict.
    for (branch, id) in [("main", "000000aa"), ("feature", "000000ab")] {
        let things = json!({ id: { "kind": "ellipse", "name": branch } });
        saved(&ada, &json!({ "branch": branch, "scene": scene(&things), "base_blob": first["blob"] })).await;
    }
    let wanted = json!({ "into": "main", "from": "feature", "kind": "merge" });
    let merged = ada.post_json(&format!("{SITE}/merge"), &wanted).await;
    assert_eq!(merged.status(), StatusCode::OK);
    let read = ada.json(LEVEL).await;
    assert_eq!(read["scene"]["entities"].as_object().unwrap().len(), 2);

    // What both have changed another way is nobody's to decide but theirs.
    let base = ada.json(&format!("{LEVEL}?at=feature")).await["blob"].clone();
    for (branch, x, base) in [("main", 1, &read["blob"]), ("feature", 2, &base)] {
        let things = json!({ "000000ab": { "kind": "ellipse", "name": "feature", "at": [x, 0] } });
        saved(&ada, &json!({ "branch": branch, "scene": scene(&things), "base_blob": base })).await;
    }
    let merged = ada.post_json(&format!("{SITE}/merge"), &wanted).await;
    assert_eq!(merged.status(), StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_forms_make_rename_remove_and_bring_back() {
    let (_server, ada) = site().await;
    let change = async |fields: &[(&str, &str)]| {
        let answer = ada.post_form("/local/Ada/site/-/scenes", fields).await;
        answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned())
    };
    let made = change(&[("branch", "main"), ("action", "create"), ("to", "levels/one")]).await;
    assert_eq!(made.as_deref(), Some("/local/Ada/site/main/scenes/levels/one.scene.json"));
    assert_eq!(ada.json(LEVEL).await["scene"]["entities"], json!({}));
    assert_eq!(change(&[("branch", "main"), ("action", "create"), ("to", "levels/one")]).await, None);

    let renamed = [("branch", "main"), ("action", "rename"), ("path", "levels/one.scene.json"), ("to", "two")];
    assert_eq!(change(&renamed).await.as_deref(), Some("/local/Ada/site/main/scenes?done=renamed"));
    let gone = change(&[("branch", "main"), ("action", "delete"), ("path", "two.scene.json")]).await.unwrap();
    let list = ada.get(&gone).await.text().await.unwrap();
    assert!(list.contains("value=\"restore\""), "{list}");
    let from = gone.split("from=").nth(1).unwrap().split('&').next().unwrap();
    let back = [("branch", "main"), ("action", "restore"), ("path", "two.scene.json"), ("from", from)];
    assert_eq!(change(&back).await.as_deref(), Some("/local/Ada/site/main/scenes?done=saved"));
    assert!(ada.get("/local/Ada/site/main/scenes").await.text().await.unwrap().contains("two.scene.json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_read_and_strangers_see_nothing() {
    let (server, ada) = site().await;
    saved(&ada, &json!({ "branch": "main", "scene": scene(&json!({})) })).await;
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    assert_eq!(grace.get(LEVEL).await.status(), StatusCode::NOT_FOUND);
    let body = json!({ "role": "read" });
    ada.request(Method::PUT, &format!("{SITE}/members/Grace")).json(&body).send().await.unwrap();
    assert_eq!(grace.get(LEVEL).await.status(), StatusCode::OK);
    let (status, refusal) = put(&grace, &json!({ "branch": "main", "scene": scene(&json!({})) })).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::FORBIDDEN, &json!("role_needed")));
    let page = grace.get("/local/Ada/site/main/scenes/levels/one.scene.json").await.text().await.unwrap();
    assert!(!page.contains("data-can-write") && !page.contains("data-scene-do=\"save\""));
    let schema = ada.json("/api/scene-schema").await;
    assert_eq!(schema["title"], "Scene");
}
