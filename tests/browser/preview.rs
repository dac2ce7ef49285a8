//! What a preview tells of the page in it, and what becomes of an editor whose file somebody else has saved.

use serde_json::json;

use super::support::{Story, axe, story};

const REST: &str = "/api/local/Ada/site";

/// A page with one fault of each kind, and messages that mean harm.
const FAULTY: &str = "<!doctype html>\n<title>x</title>\n<h1>Here</h1>\n<img src=\"no.png\">\n<script>\n\
    console.warn('careful', { a: 1 });\nconsole.error('boom <b id=\"out\">');\n\
    addEventListener('message', () => {\n\
    parent.postMessage({ said: 'preview', kind: 'error', text: '<img id=\"evil\" src=x>', at: {} }, '*');\n\
    parent.postMessage({ said: 'preview', kind: 'delete', text: 'x' }, '*');\n\
    parent.postMessage('x', '*');\n});\n\
    setTimeout(() => missing(), 0);\n</script>\n";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_preview_tells_what_goes_wrong_in_its_page() {
    story(async |it: &mut Story| {
        it.expected.extend(["404", "boom", "missing is not defined", "careful", "Failed to load"]);
        site(it, json!([{ "path": "index.html", "content": FAULTY }])).await;
        let tab = &it.tab;
        tab.open("/local/Ada/site/main/preview").await;
        tab.read(".preview-console summary", "Errors: 4, in all: 5").await;
        tab.click(".preview-console summary").await;
        for line in ["careful {\"a\":1}", "boom <b id=\"out\">", "missing is not defined", "index.html:13", "no.png"] {
            tab.read(".preview-console ol", line).await;
        }
        tab.read(".preview-console ol", "<img id=\"evil\" src=x>").await;
        tab.miss("#evil, #out").await;
        axe::check(tab, "the console of a preview").await;
        tab.picture("preview-console").await;

        // A page that is mended is quiet.
        let mended = json!([{ "path": "index.html", "content": "<!doctype html><h1>Mended</h1>" }]);
        tab.post(&format!("{REST}/commit"), &json!({ "branch": "main", "message": "Mend", "changes": mended })).await;
        tab.read(".preview-console summary", "Nothing went wrong").await;
        // In a tab of its own it is what it is in the branch.
        let alone = "return document.querySelector('.code-bar a[target]').getAttribute('href')";
        let alone = tab.ask(alone).await.as_str().expect("an address").to_owned();
        let script = "const done = arguments[1]; fetch(arguments[0]).then((answer) => answer.text()).then(done)";
        assert_eq!(tab.ask_later_with(script, &[json!(alone)]).await, "<!doctype html><h1>Mended</h1>");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_page_says_that_its_repository_is_put_away_and_lets_nothing_be_saved() {
    story(async |it: &mut Story| {
        it.expected.push("409 (Conflict)");
        site(it, json!([{ "path": "a.txt", "content": "one\n" }])).await;
        let tab = &it.tab;
        tab.post(&format!("{REST}/branches"), &json!({ "name": "login" })).await;
        let change = json!([{ "path": "b.txt", "content": "two\n" }]);
        tab.post(&format!("{REST}/commit"), &json!({ "branch": "login", "message": "Two", "changes": change })).await;

        // A request that another tab closes is closed here, too.
        let new = json!({ "title": "A login", "from": "login", "into": "main" });
        let other = it.second_tab("/local/Ada/site/-/pulls").await;
        other.see(".live-state, main").await;
        tab.post(&format!("{REST}/pulls"), &new).await;
        other.read("main .rows", "A login #1").await;
        other.open("/local/Ada/site/-/pulls/1").await;
        other.read("main .badge", "open").await;
        tab.patch(&format!("{REST}/pulls/1"), &json!({ "state": "closed" })).await;
        other.read("main .badge", "closed").await;

        other.open("/local/Ada/site/main/code/a.txt").await;
        other.see("[data-code][data-ready]").await;
        tab.post(&format!("{REST}/archive"), &json!({})).await;
        other.read(".live-notice", "Ada has archived this repository").await;
        tab.post(&format!("{REST}/restore"), &json!({})).await;
        other.read(".live-notice", "is back").await;
        tab.patch(REST, &json!({ "name": "page" })).await;
        other.read(".live-notice", "is called page").await;
        other.click(".live-notice a").await;
        other.arrive("/local/Ada/page/main/code/a.txt").await;
    })
    .await;
}

async fn site(it: &mut Story, changes: serde_json::Value) {
    it.make_account().await;
    it.tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let body = json!({ "branch": "main", "message": "Begin", "changes": changes });
    it.tab.post(&format!("{REST}/commit"), &body).await;
}
