//! The chat of a branch: what is asked there is done there, and others see it.

use serde_json::json;

use super::support::{Device, Story, axe, story, story_on};

const REST: &str = "/api/local/Ada/site";
const CHAT: &str = "/local/Ada/site/main/chat";

async fn begin(it: &Story) {
    it.tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let changes = json!([{ "path": "index.html", "content": "<h1>Hello</h1>\n" }]);
    it.tab.post(&format!("{REST}/commit"), &json!({ "branch": "main", "message": "Begin", "changes": changes })).await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_is_asked_in_a_branch_is_done_there_and_seen_by_others() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        begin(it).await;
        let beside = it.second_tab("/local/Ada/site/main/history").await;
        beside.read("main", "Begin").await;
        let tab = &it.tab;
        tab.open(CHAT).await;
        tab.see(".branch-chat .empty").await;
        tab.fill("#live-say", "replace \"Hello\" with \"Welcome\" in index.html").await;
        tab.click(".composer-send").await;
        tab.read(".chat-log", "Replaced").await;
        tab.see(".message-cards a").await;
        let text = tab.get(&format!("{REST}/contents/index.html")).await;
        assert_eq!(text["content"], "<h1>Welcome</h1>\n");
        // Whoever has another page of the branch open need not load it again.
        beside
            .until("the commit is in the history", "return document.querySelectorAll('main .rows .line').length > 1")
            .await;

        // It is kept, also for a page that is opened anew, until it is cleared.
        tab.open(CHAT).await;
        tab.read(".chat-log", "Welcome").await;
        for theme in ["light", "dark"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(tab, &format!("a chat, {theme}")).await;
        }
        tab.click(".branch-chat-clear summary").await;
        tab.click(".branch-chat-clear .danger").await;
        tab.see(".branch-chat .empty").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn on_a_phone_a_chat_fits() {
    story_on(Device::Phone { width: 375, height: 812 }, async |it: &mut Story| {
        it.at_desk().await;
        begin(it).await;
        let tab = &it.tab;
        tab.open(CHAT).await;
        tab.fill("#live-say", "add NOTES.md: a line").await;
        tab.click(".composer-send").await;
        tab.see(".message-cards a").await;
        axe::check(tab, "a chat on a phone").await;
        let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
        assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{wider} px too wide");
    })
    .await;
}
