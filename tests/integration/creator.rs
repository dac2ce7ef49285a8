//! Making apps: the check for programs, the editor as plain forms, the preview, and a model that writes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    TestClient, TestServer, location,
    model::{Ending, ModelServer, Reply, Wire},
    tab::Tab,
};

const INSTANCE: &str = "00000000-0000-7000-8000-000000000000";

/// A package that counts clicks; `expected` is what its test says of one.
fn counter(expected: &str) -> String {
    json!({
        "aiapp": 1, "id": "clicks", "name": "Clicks", "icon": "👆", "category": "utilities", "version": "1.0.0",
        "author": "Somebody", "description": "Counts.",
        "ui_spec": {
            "state": { "n": { "type": "integer" } },
            "view": [
                { "type": "text", "id": "n", "props": { "value": "${this.n} clicks" } },
                { "type": "button", "id": "more", "props": { "text": "More" }, "on": { "click": "this.n += 1; toast(\"More\");" } },
            ],
        },
        "tests": [{ "name": "counts", "do": [["click", "more"]], "expect": [["text", "n", expected]] }],
    })
    .to_string()
}

/// The text in the editor's field.
fn text_in(page: &str) -> String {
    let begin = page.find("<textarea id=\"package\"").expect("an editor");
    let begin = begin + page[begin..].find(">\n").expect("its text") + 2;
    let end = begin + page[begin..].find("</textarea>").expect("its end");
    page[begin..end]
        .replace("&#34;", "\"")
        .replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#39;", "'")
}

async fn previewed(ada: &TestClient, body: Value) -> Value {
    let answer = ada.post_json("/apps/new/preview", &body).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_text_is_checked_for_a_program_and_the_schema_is_there() {
    let (server, ada) = TestServer::with_ada().await;
    let schema = server.client().json("/api/apps/schema").await;
    assert_eq!(schema["title"], "Package");
    let check = async |text: String| -> Value {
        ada.post_json("/api/apps/check", &json!({ "package": text })).await.json().await.unwrap()
    };

    let good = check(counter("1 clicks")).await;
    assert_eq!(good, json!({ "ok": true, "problems": [], "tests": [{ "name": "counts" }] }));
    let failing = check(counter("2 clicks")).await;
    assert_eq!(failing["ok"], false);
    assert!(failing["tests"][0]["failure"].is_string(), "{failing}");
    let broken = check("{\n  \"aiapp\": 2,".to_owned()).await;
    assert_eq!(broken["problems"][0]["line"], 2, "{broken}");
    assert!(ada.json("/api/apps").await["apps"].as_array().unwrap().is_empty(), "nothing was installed");
}

#[tokio::test]
async fn an_app_is_made_from_a_template_with_plain_forms() {
    let (_server, ada) = TestServer::with_ada().await;
    let page = ada.text("/apps/new").await;
    assert!(page.contains("/apps/new/edit?from=list"), "{page}");
    let text = text_in(&ada.text("/apps/new/edit?from=list").await);
    assert!(text.contains("\"author\": \"Ada\""), "{text}");

    let broken = text.replace("\"version\": \"1.0.0\"", "\"version\": \"one\"");
    let answer = ada.post_form("/apps/new/edit", &[("package", &broken), ("do", "save")]).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text().await.unwrap();
    assert!(page.contains("Line 7, column 18") && page.contains("/version"), "{page}");
    assert_eq!(text_in(&page), broken, "what was written is still there");
    let checked = ada.post_form("/apps/new/edit", &[("package", &text), ("do", "check")]).await.text().await.unwrap();
    assert!(checked.contains("of 2 passed") || checked.contains("of 1 passed"), "{checked}");
    assert!(checked.contains("class=\"app-col\""), "the app is to be seen without scripts: {checked}");

    let saved = ada.post_form("/apps/new/edit", &[("package", &text), ("do", "save")]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    assert!(location(&saved).contains("#card-"), "it is open: {}", location(&saved));
    let app = ada.json("/api/apps").await["apps"][0].clone();
    assert_eq!((&app["name"], &app["origin"]), (&json!("My list"), &json!("own")));

    let again = ada.post_form("/apps/new/edit", &[("package", &text), ("do", "save")]).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "another new app never replaces one");
    let second = text_in(&ada.text("/apps/new/edit?from=list").await);
    assert!(second.contains("\"id\": \"my-list-2\""), "{second}");
    ada.request(Method::DELETE, "/api/apps/my-list").send().await.unwrap();
    let third = ada.post_form("/apps/new/edit", &[("package", &text), ("do", "save")]).await;
    assert_eq!(third.status(), StatusCode::UNPROCESSABLE_ENTITY, "an archived app is not brought back unasked");
}

#[tokio::test]
async fn an_own_app_is_edited_into_its_next_version() {
    let (_server, ada) = TestServer::with_ada().await;
    let text = text_in(&ada.text("/apps/new/edit?from=counter").await);
    ada.post_form("/apps/new/edit", &[("package", &text), ("do", "save")]).await;
    let app = ada.json("/api/apps").await["apps"][0].clone();
    let path = format!("/apps/{}/edit", app["app_id"].as_str().unwrap());
    assert_eq!(text_in(&ada.text(&path).await), text);

    let next = text.replace("1.0.0", "1.1.0").replace("Counted", "So far").replace('\n', "\r\n");
    let saved = ada.post_form(&path, &[("package", &next), ("do", "save")]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let apps = ada.json("/api/apps").await["apps"].clone();
    assert_eq!((apps.as_array().unwrap().len(), &apps[0]["version"]), (1, &json!("1.1.0")));

    let other = text.replace("my-counter", "another");
    let refused = ada.post_form(&path, &[("package", &other), ("do", "save")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_an_app_asks_for_is_asked_before_it_is_saved() {
    let (_server, ada) = TestServer::with_ada().await;
    let text = text_in(&ada.text("/apps/new/edit?from=counter").await);
    let asking = text.replace("[\"STANDARD\"]", "[\"STANDARD\", \"notify\", \"background\"]");
    let asked = ada.post_form("/apps/new/edit", &[("package", &asking), ("do", "save")]).await.text().await.unwrap();
    assert!(asked.contains("name=\"allow:notify\"") && asked.contains("name=\"allow:background\""), "{asked}");
    assert!(ada.json("/api/apps").await["apps"].as_array().unwrap().is_empty(), "nothing is saved before the answer");

    let back = ada.post_form("/apps/new/edit", &[("package", &asking), ("do", "check"), ("asked", "yes")]).await;
    assert_eq!(text_in(&back.text().await.unwrap()), asking);
    let answer = [("package", asking.as_str()), ("do", "save"), ("asked", "yes"), ("allow:notify", "on")];
    let saved = ada.post_form("/apps/new/edit", &answer).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let given = async || -> Vec<(String, bool)> {
        let app = ada.json("/api/apps/my-counter").await;
        let each = app["permissions"].as_array().unwrap().iter();
        each.map(|one| (one["permission"].as_str().unwrap().to_owned(), one["granted"] == true)).collect()
    };
    let mut first = given().await;
    first.sort();
    assert_eq!(first, [("background".to_owned(), false), ("notify".to_owned(), true)]);

    let next = asking.replace("1.0.0", "1.1.0").replace("\"notify\"", "\"notify\", \"ai\"");
    let path = format!("/apps/{}/edit", ada.json("/api/apps/my-counter").await["app_id"].as_str().unwrap());
    let asked = ada.post_form(&path, &[("package", &next), ("do", "save")]).await.text().await.unwrap();
    assert!(asked.contains("allow:ai") && !asked.contains("allow:notify"), "only what is new is asked: {asked}");
    ada.post_form(&path, &[("package", &next), ("do", "save"), ("asked", "yes")]).await;
    let mut second = given().await;
    second.sort();
    let expected = [("ai".to_owned(), false), ("background".to_owned(), false), ("notify".to_owned(), true)];
    assert_eq!(second, expected);
}

#[tokio::test]
async fn a_preview_works_without_being_installed() {
    let (_server, ada) = TestServer::with_ada().await;
    let text = counter("1 clicks");
    let first = previewed(&ada, json!({ "package": text, "instance_id": INSTANCE, "look": true })).await;
    assert!(first["findings"].as_str().unwrap().contains("1 of 1"), "{first}");
    assert!(first["shown"]["html"].as_str().unwrap().contains("0 clicks"));

    let click = json!({ "instance_id": INSTANCE, "node": "more", "event": "click", "rev": 1 });
    let state = first["shown"]["state"].clone();
    let body = json!({ "package": text, "instance_id": INSTANCE, "state": state, "event": click });
    let second = previewed(&ada, body).await;
    assert!(second["shown"]["html"].as_str().unwrap().contains("1 clicks"), "{second}");
    assert_eq!(second["shown"]["effects"], json!([{ "effect": "toast", "text": "More", "tone": "default" }]));

    let forged = json!({ "instance_id": INSTANCE, "node": "n", "event": "click", "rev": 1 });
    let body = json!({ "package": text, "instance_id": INSTANCE, "state": { "n": "<b>" }, "event": forged });
    let refused = previewed(&ada, body).await;
    assert!(refused["shown"]["failure"].is_string(), "{refused}");
    let broken = previewed(&ada, json!({ "package": "{", "instance_id": INSTANCE, "look": true })).await;
    assert_eq!((&broken["lines"], &broken["shown"]), (&json!([1]), &Value::Null));
    assert!(ada.json("/api/apps").await["apps"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_hostile_ends_soon_and_harms_nobody() {
    let (_server, ada) = TestServer::with_ada().await;
    for code in ["loop {}", "this.n += 1; let t = \"x\"; loop { t += t; }", "this.again();"] {
        let text = counter("1 clicks").replace("this.n += 1;", &code.replace('"', "\\\""));
        let text = text.replace("\"view\"", "\"script\": [\"fn again() { this.again() }\"], \"view\"");
        let answer = previewed(&ada, json!({ "package": text, "instance_id": INSTANCE, "look": true })).await;
        assert!(answer["shown"]["html"].as_str().unwrap().contains("0 clicks"), "{code}: {answer}");
        assert!(answer["findings"].as_str().unwrap().contains("0 of 1"), "{code}: {answer}");
    }
    let evil = counter("1 clicks").replace("clicks\"", "clicks <img src=x onerror=alert(1)>\"");
    let answer = previewed(&ada, json!({ "package": evil, "instance_id": INSTANCE, "look": true })).await;
    assert!(!answer.to_string().contains("<img src=x"), "{answer}");
}

/// What a model that gives these answers makes of a wish: the lines of the answer, and how often it was asked.
async fn composed(replies: Vec<Reply>) -> (Vec<Value>, usize) {
    let (server, model) = with_model(replies);
    let ada = server.set_up("Ada").await;
    let asked = ada.request(Method::POST, "/apps/new/compose").json(&json!({ "wish": "Count my clicks" }));
    let lines = asked.send().await.unwrap().text().await.unwrap();
    assert!(ada.json("/api/apps").await["apps"].as_array().unwrap().is_empty(), "nothing is saved");
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), model.asked().len())
}

fn with_model(replies: Vec<Reply>) -> (TestServer, ModelServer) {
    let model = ModelServer::start(replies);
    let settings = model.settings(Wire::OpenAi, None);
    (TestServer::start_with(|config| _ = config.models.insert("test".to_owned(), settings)), model)
}

#[tokio::test]
async fn a_model_writes_an_app_and_mends_it_when_it_was_wrong() {
    let says = |text: &str| Wire::OpenAi.says(&[text]);
    let good = counter("1 clicks");
    let (lines, asked) =
        composed(vec![says(&counter("7 clicks")), says(&format!("Here:\n```json\n{good}\n```"))]).await;
    let last = lines.last().unwrap();
    assert_eq!((&last["kind"], &last["ok"], asked), (&json!("done"), &json!(true), 2), "{lines:?}");
    let package: Value = serde_json::from_str(last["package"].as_str().unwrap()).unwrap();
    assert_eq!((&package["name"], &package["author"]), (&json!("Clicks"), &json!("Ada")));
    let said: Vec<&str> = lines.iter().filter_map(|line| line["text"].as_str()).collect();
    assert!(said.iter().any(|text| text.starts_with("The model mends it (1 of 2)")), "{said:?}");
}

#[tokio::test]
async fn a_model_that_never_gets_it_right_leaves_its_text_and_says_so() {
    let (lines, asked) = composed(vec![Wire::OpenAi.says(&["{ \"aiapp\": 1 }"])]).await;
    let last = lines.last().unwrap();
    assert_eq!((&last["kind"], &last["ok"], asked), (&json!("done"), &json!(false), 3), "{lines:?}");
    assert_eq!(last["package"], "{ \"aiapp\": 1 }");
    assert!(last["text"].as_str().unwrap().contains("could not get it right"), "{last}");
}

#[tokio::test]
async fn without_a_model_the_way_to_the_settings_is_shown() {
    let (_server, ada) = TestServer::with_ada().await;
    let page = ada.text("/apps/new").await;
    assert!(!page.contains("data-wish") && page.contains("/settings#assistant"), "{page}");
    let asked = ada.request(Method::POST, "/apps/new/compose").json(&json!({ "wish": "Anything" }));
    let line: Value = serde_json::from_str(asked.send().await.unwrap().text().await.unwrap().trim()).unwrap();
    assert_eq!(line["kind"], "failed", "{line}");
}

#[tokio::test]
async fn whatever_a_hostile_model_writes_ends_with_a_sentence_and_saves_nothing() {
    let piece = |text: &str| format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": text } }] }));
    let evil = "<script>alert(1)</script>";
    let deep = "[".repeat(200_000);
    let hanging = counter("1 clicks").replace("this.n += 1;", "loop {}");
    let growing = counter("1 clicks").replace("this.n += 1;", "let t = [1]; loop { t += t; }");
    let wrong = |text: &str, why: &'static str| (Wire::OpenAi.says(&[text]), "done", why, 3);
    let cases = [
        wrong("I can't do that.", "expected value"),
        wrong(evil, "expected value"),
        wrong("", ""),
        wrong(&deep, ""),
        wrong(&counter("1 clicks").replace("\"Counts.\"", &json!(evil.repeat(400)).to_string()), "/description"),
        wrong(&hanging, "counts"),
        wrong(&growing, "counts"),
        (Reply::new(200, piece("{ \"a\": ")).ending(Ending::Endless), "failed", "more than an app may have", 1),
        (Reply::new(200, piece("")).ending(Ending::Endless), "failed", "", 1),
        (Wire::OpenAi.says(&[&"x".repeat(600 * 1024)]), "failed", "", 1),
        (Wire::OpenAi.says(&["x ".repeat(1_000).as_str(); 300]), "failed", "more than an app may have", 1),
        (Reply::new(400, evil), "failed", "There is no answer", 1),
    ];
    for (number, (reply, kind, why, times)) in cases.into_iter().enumerate() {
        let (lines, asked) = composed(vec![reply]).await;
        let last = lines.last().unwrap();
        let said = last["text"].as_str().unwrap();
        assert_eq!((last["kind"].as_str(), asked), (Some(kind), times), "{number}: {said:.400}");
        assert!(last["ok"] != true && !said.is_empty() && said.contains(why), "{number}: {said:.400}");
    }
}

#[tokio::test]
async fn an_app_that_the_assistant_makes_anew_changes_in_its_open_card() {
    let first = counter("1 clicks");
    let second = first.replace(" clicks", " taps").replace("1.0.0", "1.1.0");
    let makes = |package: &str| Wire::OpenAi.calls("", "create_app", &format!("{{\"package\":{package}}}"));
    let done = Wire::OpenAi.says(&["Done."]);
    let (server, _model) = with_model(vec![makes(&first), done.clone(), makes(&second), done]);
    let ada = server.set_up("Ada").await;
    let (mut tab, _) = Tab::follow_at(&server, &ada.token("Ada").await, "/ws?view=html").await;
    speak(&mut tab).await;
    let app = ada.json("/api/apps/clicks").await;
    let instance = app["instances"][0]["instance_id"].clone();
    tab.send("app_event", json!({ "instance_id": instance, "event": "show" })).await;
    let shown = tab.until("app_patch").await;
    assert!(shown.to_string().contains("0 clicks"), "{shown}");

    tab.send("mission", json!({ "text": "make it better" })).await;
    let shown = tab.until("app_patch").await;
    assert!(shown.to_string().contains("0 taps"), "{shown}");
}

#[tokio::test]
async fn the_assistant_mends_an_app_twice_and_no_more() {
    let bad = Wire::OpenAi.calls("", "create_app", &format!("{{\"package\":{}}}", counter("7 clicks")));
    let replies = vec![bad.clone(), bad.clone(), bad.clone(), bad, Wire::OpenAi.says(&["I give up."])];
    let (server, model) = with_model(replies);
    let ada = server.set_up("Ada").await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    speak(&mut tab).await;
    let asked = model.asked();
    assert!(asked[3].body.contains("tests of the package failed"), "{}", asked[3].body);
    assert!(!asked[3].body.contains("is not tried again"), "two repairs are run");
    assert!(asked[4].body.contains("create_app has failed 3 times"), "{}", asked[4].body);
    assert!(ada.json("/api/apps").await["apps"].as_array().unwrap().is_empty());
}

/// Says something and waits until it is answered.
async fn speak(tab: &mut Tab) {
    tab.send("mission", json!({ "text": "make me an app that counts" })).await;
    while tab.until("chat_message").await["payload"]["message"]["role"] != "agent" {}
}
